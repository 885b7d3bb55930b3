use super::{Needs, Rollout, Rules};
use crate::text_enum;
use serde_json::Value;

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
    /// What the answer depends on.
    pub needs: Needs,
}

impl Setting {
    /// Reads what is stored.
    #[must_use]
    pub fn read(enabled: bool, killed: bool, strategies: &Value, variants: &Value) -> Self {
        let rules = Rules::read(strategies, variants);
        let plain = rules.as_ref().is_some_and(|rules| rules.variants.is_empty());
        Self {
            enabled,
            killed,
            rollout: plain.then(|| Rollout::from_strategies(strategies)).flatten(),
            needs: rules.map(|rules| rules.needs()).unwrap_or_default(),
        }
    }

    /// Whether anyone can get the flag at all.
    #[must_use]
    pub const fn serves(&self) -> bool {
        self.enabled && !self.killed
    }

    /// Whether someone without an id cannot be answered: a bucket decides, and they fall into none.
    ///
    /// `session` tells whether they have a session, `value` what the engine says without an id: a strategy that asks
    /// for none may have let them in.
    #[must_use]
    pub const fn needs_user(&self, session: bool, value: bool) -> bool {
        self.serves() && ((self.needs.user_or_session && !session) || (self.needs.user && !value))
    }

    /// Why the engine answered so.
    #[must_use]
    pub const fn reason(&self, value: bool) -> Reason {
        if !self.serves() {
            return Reason::Disabled;
        }
        match (self.needs.context, self.needs.bucket) {
            (true, _) if value => Reason::TargetingMatch,
            (true, _) => Reason::Unknown,
            (false, true) => Reason::Split,
            (false, false) => Reason::Static,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Percentage;
    use super::*;
    use serde_json::json;

    fn setting(enabled: bool, killed: bool, share: i64) -> Setting {
        let strategies = Rollout::by_user("a", Percentage::new(share).unwrap()).to_strategies();
        Setting::read(enabled, killed, &strategies, &json!([]))
    }

    fn targeted(share: &str, stickiness: &str) -> Setting {
        let strategies = json!([{
            "name": "flexibleRollout",
            "parameters": { "rollout": share, "stickiness": stickiness, "groupId": "a" },
            "constraints": [{ "contextName": "plan", "operator": "IN", "values": ["pro"] }],
        }]);
        Setting::read(true, false, &strategies, &json!([]))
    }

    #[test]
    fn reasons() {
        assert_eq!(setting(false, false, 100).reason(false), Reason::Disabled);
        assert_eq!(setting(true, true, 100).reason(false), Reason::Disabled);
        assert_eq!(setting(true, false, 100).reason(true), Reason::Static);
        assert_eq!(setting(true, false, 0).reason(false), Reason::Static);
        assert_eq!(setting(true, false, 25).reason(true), Reason::Split);
        assert_eq!(setting(true, false, 25).reason(false), Reason::Split);
        assert_eq!(targeted("100", "default").reason(true), Reason::TargetingMatch);
        assert_eq!(targeted("100", "default").reason(false), Reason::Unknown);
    }

    #[test]
    fn only_a_live_split_asks_who_it_is() {
        for share in [1, 99] {
            assert!(setting(true, false, share).needs_user(false, false));
            assert!(setting(true, false, share).needs_user(true, false));
        }
        for other in [
            setting(true, false, 0),
            setting(true, false, 100),
            setting(false, false, 50),
            setting(true, true, 50),
            targeted("100", "default"),
            targeted("50", "companyId"),
        ] {
            assert!(!other.needs_user(false, false), "{other:?}");
        }
    }

    #[test]
    fn a_session_or_another_rule_can_stand_for_the_user() {
        assert!(targeted("50", "default").needs_user(false, true));
        assert!(!targeted("50", "default").needs_user(true, false));
        assert!(targeted("50", "userId").needs_user(true, false));
        assert!(!targeted("50", "userId").needs_user(false, true));
    }

    #[test]
    fn variants_that_share_the_users_are_a_split() {
        let strategies = Rollout::by_user("a", Percentage::EVERYONE).to_strategies();
        let variants = json!([{ "name": "x", "weight": 500 }, { "name": "y", "weight": 500 }]);
        let setting = Setting::read(true, false, &strategies, &variants);
        assert_eq!(setting.rollout, None);
        assert_eq!(setting.reason(true), Reason::Split);
        assert!(setting.needs_user(false, true));
    }
}
