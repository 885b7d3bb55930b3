use chrono::{DateTime, Utc};

/// A release's stay in one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The stage's name.
    pub stage: String,
    pub from: DateTime<Utc>,
    /// Open while it still runs there.
    pub until: Option<DateTime<Utc>>,
}

/// The first time a release reached a stage, and how long the way there took.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub stage: String,
    pub reached_at: DateTime<Utc>,
    /// Seconds since the stage before, or since it was registered.
    pub seconds: f64,
}

/// The way of a release: each stage it reached, once, in the order of time.
#[must_use]
pub fn steps(registered_at: DateTime<Utc>, stays: &[Stay]) -> Vec<Step> {
    let mut sorted: Vec<&Stay> = stays.iter().collect();
    sorted.sort_by_key(|stay| stay.from);
    let mut before = registered_at;
    let mut steps: Vec<Step> = Vec::new();
    for stay in sorted {
        if steps.iter().all(|step| step.stage != stay.stage) {
            steps.push(Step {
                stage: stay.stage.clone(),
                reached_at: stay.from,
                seconds: seconds_of(before, stay.from),
            });
            before = stay.from;
        }
    }
    steps
}

/// The seconds between two moments; 0 when they come the other way round.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "milliseconds of centuries fit in 53 bits")]
pub fn seconds_of(from: DateTime<Utc>, until: DateTime<Utc>) -> f64 {
    (until - from).num_milliseconds().max(0) as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("valid")
    }

    fn stay(stage: &str, from: i64) -> Stay {
        Stay {
            stage: stage.into(),
            from: at(from),
            until: None,
        }
    }

    #[test]
    fn a_second_stay_is_no_second_step() {
        let steps = steps(
            at(0),
            &[stay("production", 90), stay("staging", 30), stay("staging", 60)],
        );
        let told: Vec<(&str, f64)> = steps.iter().map(|step| (step.stage.as_str(), step.seconds)).collect();
        assert_eq!(told, [("staging", 30.0), ("production", 60.0)]);
    }

    proptest! {
        #[test]
        fn the_steps_add_up_to_the_whole_way(froms in proptest::collection::vec((0usize..5, 0i64..100_000), 0..12)) {
            let stays: Vec<Stay> = froms.iter().map(|(stage, from)| stay(&stage.to_string(), *from)).collect();
            let steps = steps(at(0), &stays);
            let total: f64 = steps.iter().map(|step| step.seconds).sum();
            let last = steps.last().map_or(at(0), |step| step.reached_at);
            prop_assert!((total - seconds_of(at(0), last)).abs() < 1e-6);
            prop_assert!(steps.is_sorted_by_key(|step| step.reached_at));
        }
    }
}
