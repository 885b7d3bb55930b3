use super::{Interval, Ratio, alpha, interval::rate, newcombe, ratio, wilson};

/// What was counted of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub weight: u16,
    /// Users who got it, and no other.
    pub exposed: u64,
    /// Those of them who did what the experiment counts, afterwards.
    pub converted: u64,
}

/// What was done to the flag since the experiment began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// Nothing that decides who gets what.
    Nothing,
    /// The groups are not drawn any more as they were.
    TrafficChanged,
}

/// What the numbers say, and whether they say it yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// In the order in which they were counted.
    pub arms: Vec<ArmReading>,
    pub ratio: Ratio,
    pub verdict: Verdict,
}

/// What the numbers of one variant say.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmReading {
    /// The share of those who did it; none while nobody got the variant.
    pub rate: Option<f64>,
    pub interval: Option<Interval>,
    /// Against control, at the level of all comparisons together; none for control itself.
    pub difference: Option<Difference>,
}

/// How a treatment differs from control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    pub point: f64,
    pub interval: Interval,
}

/// What may be concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the traffic was changed in between.
    TrafficChanged,
    /// Nothing: the groups are not as large as their weights say, so something else decides who gets what.
    Mismatch,
    /// Nothing yet: the smallest variant does not have its planned users.
    NotYet { have: u64, need: u64 },
    /// One finding a treatment, in their order.
    Found(Vec<Finding>),
}

/// How a treatment does beside control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    Better,
    Worse,
    /// A difference as large as planned would most likely have shown.
    NoDifference,
}

impl Finding {
    fn of(interval: Interval) -> Self {
        if interval.low > 0.0 {
            Self::Better
        } else if interval.high < 0.0 {
            Self::Worse
        } else {
            Self::NoDifference
        }
    }
}

/// Reads the numbers. There is no verdict before every variant has its planned size: who looks again and again and
/// stops at the first difference finds one where there is none.
#[must_use]
pub fn judge(arms: &[Counted], control: usize, need: u32, meanwhile: Meanwhile) -> Reading {
    let comparisons = arms.len().saturating_sub(1);
    let read = |(index, arm): (usize, &Counted)| {
        let rated = (arm.exposed > 0).then(|| rate(arm.converted, arm.exposed));
        let against = arms.get(control).filter(|_| index != control);
        ArmReading {
            rate: rated,
            interval: wilson(arm.converted, arm.exposed, super::ALPHA),
            difference: against.and_then(|control| difference(arm, control, alpha(comparisons))),
        }
    };
    let ratio = ratio(arms);
    let readings: Vec<ArmReading> = arms.iter().enumerate().map(read).collect();
    let have = arms.iter().map(|arm| arm.exposed).min().unwrap_or(0);
    let findings = || {
        let differences = readings.iter().filter_map(|arm| arm.difference);
        differences.map(|difference| Finding::of(difference.interval)).collect()
    };
    let verdict = if meanwhile == Meanwhile::TrafficChanged {
        Verdict::TrafficChanged
    } else if ratio.is_wrong() {
        Verdict::Mismatch
    } else if have < u64::from(need) {
        Verdict::NotYet {
            have,
            need: need.into(),
        }
    } else {
        Verdict::Found(findings())
    };
    Reading {
        ratio,
        verdict,
        arms: readings,
    }
}

fn difference(arm: &Counted, control: &Counted, alpha: f64) -> Option<Difference> {
    let (own, other) = ((arm.converted, arm.exposed), (control.converted, control.exposed));
    Some(Difference {
        interval: newcombe(own, other, alpha)?,
        point: rate(own.0, own.1) - rate(other.0, other.1),
    })
}
