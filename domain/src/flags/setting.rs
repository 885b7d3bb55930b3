use super::Rollout;
use crate::text_enum;

text_enum! {
    /// Why a flag has its value: the words of OFREP 0.3 and OpenFeature.
    Reason {
        /// The same for everyone.
        Static = "STATIC",
        /// The user's bucket decides.
        Split = "SPLIT",
        /// A rule about the context matched.
        TargetingMatch = "TARGETING_MATCH",
        /// The flag is off or killed in this environment.
        Disabled = "DISABLED",
        /// Rules about the context exist and none matched.
        Unknown = "UNKNOWN",
    }
}

/// What a flag is set to in one environment, as far as an answer is explained by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub enabled: bool,
    pub killed: bool,
    /// None when the strategies are more than a share of the users.
    pub rollout: Option<Rollout>,
}

impl Setting {
    /// Whether anyone can get the flag at all.
    #[must_use]
    pub const fn serves(&self) -> bool {
        self.enabled && !self.killed
    }

    /// Whether the answer depends on who asks, so that OFREP must refuse a context without a targeting key.
    #[must_use]
    pub fn needs_user(&self) -> bool {
        self.serves() && self.rollout.as_ref().is_some_and(|rollout| rollout.percentage.splits())
    }

    /// Why the engine answered so.
    #[must_use]
    pub fn reason(&self, value: bool) -> Reason {
        if !self.serves() {
            return Reason::Disabled;
        }
        match &self.rollout {
            Some(rollout) if rollout.percentage.splits() => Reason::Split,
            Some(_) => Reason::Static,
            None if value => Reason::TargetingMatch,
            None => Reason::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Percentage;
    use super::*;

    fn setting(enabled: bool, killed: bool, share: Option<i64>) -> Setting {
        let rollout = share.map(|share| Rollout::by_user("a", Percentage::new(share).unwrap()));
        Setting {
            enabled,
            killed,
            rollout,
        }
    }

    #[test]
    fn reasons() {
        assert_eq!(setting(false, false, Some(100)).reason(false), Reason::Disabled);
        assert_eq!(setting(true, true, Some(100)).reason(false), Reason::Disabled);
        assert_eq!(setting(true, false, Some(100)).reason(true), Reason::Static);
        assert_eq!(setting(true, false, Some(0)).reason(false), Reason::Static);
        assert_eq!(setting(true, false, Some(25)).reason(true), Reason::Split);
        assert_eq!(setting(true, false, Some(25)).reason(false), Reason::Split);
        assert_eq!(setting(true, false, None).reason(true), Reason::TargetingMatch);
        assert_eq!(setting(true, false, None).reason(false), Reason::Unknown);
    }

    #[test]
    fn only_a_live_split_asks_who_it_is() {
        assert!(setting(true, false, Some(1)).needs_user());
        assert!(setting(true, false, Some(99)).needs_user());
        for other in [
            setting(true, false, Some(0)),
            setting(true, false, Some(100)),
            setting(true, false, None),
            setting(false, false, Some(50)),
            setting(true, true, Some(50)),
        ] {
            assert!(!other.needs_user(), "{other:?}");
        }
    }
}
