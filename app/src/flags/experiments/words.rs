use crate::ui::Tone;
use arkan_domain::flags::experiment::{Decision, ExperimentState, Interval, NoSplit};
use arkan_locales::{Lang, t::experiments as e};

/// A state and how loud it is.
pub fn state(lang: Lang, state: ExperimentState) -> (Tone, &'static str) {
    match state {
        ExperimentState::Draft => (Tone::Neutral, e::state_draft(lang)),
        ExperimentState::Running => (Tone::Ok, e::state_running(lang)),
        ExperimentState::Ended => (Tone::Neutral, e::state_ended(lang)),
    }
}

pub fn decision(lang: Lang, decision: Decision) -> &'static str {
    match decision {
        Decision::Treatment => e::decision_treatment(lang),
        Decision::Control => e::decision_control(lang),
        Decision::Nothing => e::decision_nothing(lang),
    }
}

/// Why a flag has no groups that could be compared, and what to do about it.
#[must_use]
pub fn no_groups(lang: Lang, why: NoSplit) -> &'static str {
    match why {
        NoSplit::Same => e::no_same(lang),
        NoSplit::Targeted => e::no_targeted(lang),
        NoSplit::Differs => e::no_differs(lang),
        NoSplit::Random => e::no_random(lang),
        NoSplit::Overrides => e::no_overrides(lang),
        NoSplit::TooMany => e::no_many(lang),
        NoSplit::Needs => e::no_needs(lang),
    }
}

/// A share of one in percent, with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

/// The same with a sign, as a difference has one.
pub fn points(share: f64) -> String {
    let rounded = (share * 1000.0).round() / 10.0;
    if rounded == 0.0 {
        "0.0".to_owned()
    } else if rounded > 0.0 {
        format!("+{rounded:.1}")
    } else {
        format!("−{:.1}", rounded.abs())
    }
}

pub fn range_percent(lang: Lang, range: Interval) -> String {
    e::range_percent(lang, percent(range.low), percent(range.high))
}

pub fn range_points(lang: Lang, range: Interval) -> String {
    e::range_points(lang, points(range.low), points(range.high))
}

/// A weight of a thousand in percent.
pub fn weight(weight: u16) -> String {
    if weight.is_multiple_of(10) {
        (weight / 10).to_string()
    } else {
        format!("{:.1}", f64::from(weight) / 10.0)
    }
}

/// How likely something is by chance, on one line.
pub fn chance(p: f64) -> String {
    if p < 0.0001 {
        "p\u{a0}<\u{a0}0.0001".to_owned()
    } else {
        format!("p\u{a0}=\u{a0}{p:.4}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_signs_and_no_zero_is_negative() {
        assert_eq!((points(0.042).as_str(), points(-0.042).as_str()), ("+4.2", "−4.2"));
        assert_eq!((points(-0.0001).as_str(), points(0.0).as_str()), ("0.0", "0.0"));
        assert_eq!((weight(500).as_str(), weight(333).as_str()), ("50", "33.3"));
        assert_eq!(
            (chance(0.000_01).as_str(), chance(0.04).as_str()),
            ("p\u{a0}<\u{a0}0.0001", "p\u{a0}=\u{a0}0.0400")
        );
        assert_eq!(percent(1.0 / 3.0), "33.3");
    }
}
