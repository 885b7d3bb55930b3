use super::Strategy;
use crate::{fields::Problem, text_enum};
use serde::{Deserialize as _, Serialize};
use serde_json::{Value, json};

/// How many buckets users fall into: Unleash hashes `groupId:userId` with murmur3 (32 bit, seed 0) into 1..=100.
pub const BUCKETS: u8 = 100;

/// A whole share of the users, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Percentage(u8);

impl Percentage {
    pub const NOBODY: Self = Self(0);
    pub const EVERYONE: Self = Self(100);

    /// Takes a number from outside.
    ///
    /// # Errors
    /// [`Problem::OutOfRange`] above 100.
    pub fn new(number: i64) -> Result<Self, Problem> {
        u8::try_from(number)
            .ok()
            .filter(|number| *number <= 100)
            .map(Self)
            .ok_or(Problem::OutOfRange { min: 0, max: 100 })
    }

    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether a user of this bucket (1 to 100) is in.
    #[must_use]
    pub const fn includes(self, bucket: u8) -> bool {
        bucket <= self.0
    }

    /// Whether some users are in and some are not, so that it matters who asks.
    #[must_use]
    pub const fn splits(self) -> bool {
        0 < self.0 && self.0 < 100
    }

    /// About how many of so many users.
    #[must_use]
    pub const fn of(self, users: u64) -> u64 {
        // 100 times the largest count of users is far below the limit, or the result stays at it.
        users.saturating_mul(self.0 as u64).div_ceil(100)
    }
}

impl std::fmt::Display for Percentage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

text_enum! {
    /// By what a user stays in the same bucket.
    Stickiness {
        /// The user's id, which OFREP calls the targeting key.
        UserId = "userId",
    }
}

/// Unleash's stickiness by user, else session, else chance.
const ANYONE: &str = "default";

/// The simple case of a strategy: a share of the users, in buckets of this flag's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    pub percentage: Percentage,
    pub stickiness: Stickiness,
    /// What is hashed together with the user: the flag's key, so that each flag draws its own users.
    pub group: String,
}

impl Rollout {
    /// The rollout of a flag by its user's id.
    #[must_use]
    pub fn by_user(key: &str, percentage: Percentage) -> Self {
        Self {
            percentage,
            stickiness: Stickiness::UserId,
            group: key.to_owned(),
        }
    }

    /// The form of the Unleash client API: a list with one `flexibleRollout`.
    ///
    /// Stickiness to a user's id leaves out those who have none, even at 100 %. Everyone means them, too, so that the
    /// full share is written with [`ANYONE`].
    #[must_use]
    pub fn to_strategies(&self) -> Value {
        let stickiness = if self.percentage == Percentage::EVERYONE {
            ANYONE
        } else {
            self.stickiness.as_str()
        };
        json!([{
            "name": "flexibleRollout",
            "constraints": [],
            "parameters": {
                "rollout": self.percentage.get().to_string(),
                "stickiness": stickiness,
                "groupId": self.group,
            },
        }])
    }

    /// Reads the simple case back; none when the strategies say more than this version shows.
    #[must_use]
    pub fn from_strategies(strategies: &Value) -> Option<Self> {
        let list: Vec<Strategy> = Vec::deserialize(strategies).ok()?;
        let [one] = list.try_into().ok()?;
        let named = !one.title.is_empty() || one.disabled;
        if named || one.is_conditional() || !one.variants.is_empty() {
            return None;
        }
        let percentage = one.percentage()?;
        let stickiness = match one.parameters.get("stickiness")?.as_str() {
            ANYONE if percentage == Percentage::EVERYONE => Stickiness::UserId,
            other => Stickiness::parse(other)?,
        };
        Some(Self {
            percentage,
            stickiness,
            group: one.parameters.get("groupId")?.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn more_than_the_simple_case_is_not_mistaken_for_it() {
        let simple = Rollout::by_user("a", Percentage::EVERYONE).to_strategies();
        assert!(Rollout::from_strategies(&simple).is_some());
        let mut constrained = simple.clone();
        constrained[0]["constraints"] = json!([{ "contextName": "country", "operator": "IN", "values": ["SA"] }]);
        let mut other = simple.clone();
        other[0]["parameters"]["stickiness"] = json!("sessionId");
        let two = json!([simple[0], simple[0]]);
        for value in [constrained, other, two, json!([]), json!(null), json!("x")] {
            assert_eq!(Rollout::from_strategies(&value), None, "{value}");
        }
    }

    #[test]
    fn shares_of_users_are_rounded_up() {
        assert_eq!(Percentage(25).of(10_001), 2_501);
        assert_eq!(Percentage(0).of(10_001), 0);
        assert_eq!(Percentage(100).of(u64::MAX), u64::MAX.div_ceil(100));
    }

    proptest! {
        #[test]
        fn who_is_in_stays_in_when_the_share_grows(low in 0_i64..=100, more in 0_i64..=100, bucket in 1_u8..=100) {
            let high = Percentage::new((low + more).min(100)).unwrap();
            let low = Percentage::new(low).unwrap();
            prop_assert!(!low.includes(bucket) || high.includes(bucket));
        }

        #[test]
        fn a_share_has_as_many_buckets_as_it_says(share in 0_i64..=100) {
            let share = Percentage::new(share).unwrap();
            let count = (1..=BUCKETS).filter(|bucket| share.includes(*bucket)).count();
            prop_assert_eq!(count, usize::from(share.get()));
        }

        #[test]
        fn only_0_to_100_is_a_share(number in any::<i64>()) {
            prop_assert_eq!(Percentage::new(number).is_ok(), (0..=100).contains(&number));
        }

        #[test]
        fn what_is_stored_is_read_back(key in "[a-z0-9][a-zA-Z0-9._-]{0,40}", share in 0_i64..=100) {
            let rollout = Rollout::by_user(&key, Percentage::new(share).unwrap());
            prop_assert_eq!(Rollout::from_strategies(&rollout.to_strategies()), Some(rollout));
        }
    }
}
