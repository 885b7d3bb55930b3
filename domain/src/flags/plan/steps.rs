use crate::{
    fields::{FieldErrors, Problem},
    flags::Percentage,
    text_enum,
};
use serde::Serialize;

/// The longest that a share may have to stay, in seconds: 30 days.
pub const MAX_WAIT: u32 = 30 * 86_400;

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub percentage: Percentage,
    /// How long the share stays before the plan goes on, in seconds; after the last step, how long it is still watched.
    pub wait: u32,
}

text_enum! {
    /// Steps to begin with.
    Template {
        Cautious = "cautious",
        Fast = "fast",
        /// None: they are typed.
        Own = "own",
    }
}

impl Template {
    #[must_use]
    pub fn steps(self) -> Vec<Step> {
        const MINUTE: u32 = 60;
        const HOUR: u32 = 60 * MINUTE;
        let steps: &[(i64, u32)] = match self {
            Self::Cautious => &[(1, HOUR), (5, 4 * HOUR), (25, 24 * HOUR), (50, 24 * HOUR), (100, HOUR)],
            Self::Fast => &[(10, 10 * MINUTE), (50, 30 * MINUTE), (100, 0)],
            Self::Own => &[],
        };
        steps
            .iter()
            .filter_map(|(percent, wait)| {
                let percentage = Percentage::new(*percent).ok()?;
                Some(Step {
                    percentage,
                    wait: *wait,
                })
            })
            .collect()
    }
}

/// Notes what is wrong with steps that were read, by the name of each share's field: a plan only ever adds users.
pub fn check_steps(steps: &[(String, Step)], errors: &mut FieldErrors) {
    let mut before = 0;
    for (field, step) in steps {
        let share = step.percentage.get();
        if share <= before {
            let min = i64::from(before) + 1;
            errors.add(
                field,
                Problem::OutOfRange {
                    min: min.min(100),
                    max: 100,
                },
            );
        }
        before = before.max(share);
    }
    if steps.is_empty() {
        errors.add("share_1", Problem::Required);
    }
}

/// The share after a step: never less than what users have already.
#[must_use]
pub fn reach(step: &Step, has: Percentage) -> Percentage {
    step.percentage.max(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(percent: i64) -> (String, Step) {
        let percentage = Percentage::new(percent).unwrap();
        (format!("share_{percent}"), Step { percentage, wait: 60 })
    }

    #[test]
    fn templates_pass_their_own_rules() {
        for template in Template::ALL {
            let steps: Vec<_> = template
                .steps()
                .into_iter()
                .map(|step| ("share".to_owned(), step))
                .collect();
            let mut errors = FieldErrors::default();
            check_steps(&steps, &mut errors);
            assert_eq!(errors.is_empty(), *template != Template::Own);
        }
    }

    #[test]
    fn a_plan_that_takes_users_away_is_refused() {
        let mut errors = FieldErrors::default();
        check_steps(&[step(5), step(50), step(25)], &mut errors);
        assert_eq!(errors.get("share_25"), Some(&Problem::OutOfRange { min: 51, max: 100 }));
        assert_eq!(errors.get("share_50"), None);
    }

    #[test]
    fn a_step_takes_the_flag_from_nobody() {
        let (_, step) = step(25);
        assert_eq!(reach(&step, Percentage::new(30).unwrap()).get(), 30);
        assert_eq!(reach(&step, Percentage::NOBODY).get(), 25);
    }
}
