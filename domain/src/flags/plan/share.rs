use crate::flags::{Percentage, Rollout};
use serde_json::Value;

/// A strategy that gives a flag to a share of the users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Its place among the strategies, from 0.
    pub index: usize,
    pub percentage: Percentage,
    /// What people call it, if it has a title.
    pub title: Option<String>,
}

/// The strategies (in the form of the Unleash client API) whose share can be moved.
#[must_use]
pub fn splits(strategies: &Value) -> Vec<Split> {
    let list = strategies.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .enumerate()
        .filter_map(|(index, strategy)| {
            let share = strategy.get("parameters")?.get("rollout")?.as_str()?;
            Some(Split {
                index,
                percentage: Percentage::new(share.parse().ok()?).ok()?,
                title: strategy.get("title").and_then(Value::as_str).map(str::to_owned),
            })
        })
        .collect()
}

/// The strategies with another share in one of them; none when that one does not split.
#[must_use]
pub fn set_share(strategies: &Value, index: usize, percentage: Percentage) -> Option<Value> {
    if index == 0
        && let Some(rollout) = Rollout::from_strategies(strategies)
    {
        return Some(Rollout { percentage, ..rollout }.to_strategies());
    }
    splits(strategies).iter().find(|split| split.index == index)?;
    let mut changed = strategies.clone();
    *changed.get_mut(index)?.get_mut("parameters")?.get_mut("rollout")? = percentage.to_string().into();
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_share_of_one_strategy_moves() {
        let strategies = json!([
            { "name": "userWithId", "parameters": { "userIds": "a,b" } },
            { "name": "flexibleRollout", "title": "Riyadh", "constraints": [{ "contextName": "city" }],
              "parameters": { "rollout": "5", "stickiness": "userId", "groupId": "x" } },
            { "name": "flexibleRollout", "parameters": { "rollout": "10", "stickiness": "userId", "groupId": "x" } },
        ]);
        let found = splits(&strategies);
        assert_eq!(found.iter().map(|split| split.index).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(found[0].title.as_deref(), Some("Riyadh"));
        let changed = set_share(&strategies, 1, Percentage::EVERYONE).unwrap();
        let mut expected = strategies.clone();
        expected[1]["parameters"]["rollout"] = json!("100");
        assert_eq!(changed, expected);
        assert_eq!(set_share(&strategies, 0, Percentage::EVERYONE), None);
        assert_eq!(set_share(&strategies, 7, Percentage::EVERYONE), None);
    }

    #[test]
    fn the_simple_case_is_written_as_a_rollout() {
        let simple = Rollout::by_user("a", Percentage::NOBODY);
        let everyone = Rollout {
            percentage: Percentage::EVERYONE,
            ..simple.clone()
        };
        assert_eq!(
            set_share(&simple.to_strategies(), 0, Percentage::EVERYONE),
            Some(everyone.to_strategies())
        );
    }
}
