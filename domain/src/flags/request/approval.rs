use crate::{
    fields::{FieldErrors, Problem},
    identity::{Actor, Grant, Place, Role},
    ids::UserId,
};
use std::collections::BTreeSet;

/// The most approvals that can be asked for.
pub const MAX_APPROVALS: i64 = 5;

/// What changes in an environment need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ApprovalRule {
    /// How many people must approve: 1 to 5.
    pub approvals: u8,
    /// The role that makes an approver; an administrator always is one.
    pub role: Role,
}

/// The roles that can make an approver.
const APPROVERS: [Role; 3] = [Role::Admin, Role::Operator, Role::ProductOwner];

impl ApprovalRule {
    /// Reads a form.
    ///
    /// # Errors
    /// What is wrong, by field: `approvals`, `role`.
    pub fn read(approvals: &str, role: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let approvals = errors.number("approvals", approvals, 1, MAX_APPROVALS);
        let role = Role::parse(role).filter(|role| APPROVERS.contains(role));
        let role = errors.check("role", role.ok_or(Problem::Unknown));
        errors.into_result()?;
        Ok(Self {
            approvals: u8::try_from(approvals).unwrap_or(1),
            role: role.unwrap_or(Role::Admin),
        })
    }

    /// The roles to choose from.
    #[must_use]
    pub const fn roles() -> &'static [Role] {
        &APPROVERS
    }

    /// Whether someone's approval counts in a place: people only, of this role there or administrators.
    #[must_use]
    pub fn makes_approver(&self, actor: &Actor, place: Place) -> bool {
        actor.user_id().is_some()
            && actor.grants.iter().any(|grant| match grant {
                Grant::Role { role, project } => {
                    (*role == self.role || *role == Role::Admin) && (project.is_none() || *project == place.project)
                }
                Grant::Everything | Grant::Token { .. } => false,
            })
    }
}

/// An approval, given to one hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub by: UserId,
    pub hash: String,
}

/// How many people approve what has this hash, without its author: the one rule that counts approvals.
#[must_use]
pub fn counted(approvals: &[Approval], hash: &str, author: Option<UserId>) -> usize {
    approvals
        .iter()
        .filter(|approval| approval.hash == hash && Some(approval.by) != author)
        .map(|approval| approval.by)
        .collect::<BTreeSet<_>>()
        .len()
}

#[cfg(test)]
mod tests {
    use super::super::Proposal;
    use super::*;
    use crate::flags::{Draft, Percentage, Rollout, plan::PlanForm};
    use crate::identity::Who;
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    fn user(number: u8) -> UserId {
        UserId(Uuid::from_u128(number.into()))
    }

    fn proposal(share: u8, enabled: bool, revive: bool, plan: bool) -> Proposal {
        let share = Percentage::new(share.into()).unwrap();
        Proposal {
            draft: Draft {
                enabled,
                strategies: Rollout::by_user("a", share).to_strategies(),
                variants: json!([]),
            },
            revive,
            plan: plan.then(PlanForm::default),
        }
    }

    #[test]
    fn a_rule_is_read_from_a_form() {
        assert_eq!(
            ApprovalRule::read("2", "operator"),
            Ok(ApprovalRule {
                approvals: 2,
                role: Role::Operator
            })
        );
        let errors = ApprovalRule::read("6", "viewer").unwrap_err();
        assert!(errors.get("approvals").is_some() && errors.get("role").is_some());
    }

    #[test]
    fn only_people_of_the_role_approve() {
        let rule = ApprovalRule {
            approvals: 1,
            role: Role::Operator,
        };
        for role in Role::ALL {
            let mut actor = Actor {
                who: Who::User(user(1)),
                label: String::new(),
                grants: vec![Grant::Role {
                    role: *role,
                    project: None,
                }],
                address: None,
            };
            let expected = matches!(role, Role::Admin | Role::Operator);
            assert_eq!(rule.makes_approver(&actor, Place::CONSOLE), expected, "{role}");
            actor.who = Who::System;
            assert!(!rule.makes_approver(&actor, Place::CONSOLE));
        }
    }

    proptest! {
        #[test]
        fn an_approval_counts_for_its_own_hash_only(
            one in (0_u8..=100, any::<bool>(), any::<bool>(), any::<bool>(), 1_i32..5),
            other in (0_u8..=100, any::<bool>(), any::<bool>(), any::<bool>(), 1_i32..5),
            people in proptest::collection::vec(0_u8..6, 0..12),
            author in 0_u8..6,
        ) {
            let hash = |(share, enabled, revive, plan, version): (u8, bool, bool, bool, i32)| {
                proposal(share, enabled, revive, plan).hash(version)
            };
            let approvals: Vec<_> = people.iter().map(|by| Approval { by: user(*by), hash: hash(one) }).collect();
            let distinct: BTreeSet<_> = people.iter().filter(|by| **by != author).collect();
            prop_assert_eq!(counted(&approvals, &hash(one), Some(user(author))), distinct.len());
            if one != other {
                prop_assert_eq!(counted(&approvals, &hash(other), None), 0);
            }
        }

        #[test]
        fn whoever_asks_twice_counts_once(times in 1_usize..5) {
            let approvals = vec![Approval { by: user(1), hash: "a".to_owned() }; times];
            prop_assert_eq!(counted(&approvals, "a", None), 1);
        }
    }
}
