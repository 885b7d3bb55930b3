use super::{Action, Purpose, Role};
use crate::ids::{EnvironmentId, ProjectId, TokenId, UserId};
use std::net::IpAddr;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    User(UserId),
    Token(TokenId),
    /// The console itself: schedules, checks, start-up.
    System,
}

/// A right that someone holds, everywhere or in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    Role {
        role: Role,
        project: Option<ProjectId>,
    },
    Token {
        purpose: Purpose,
        project: Option<ProjectId>,
        environment: Option<EnvironmentId>,
    },
    Everything,
}

/// Where something is to be done. A place without a project concerns the whole console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub project: Option<ProjectId>,
    pub environment: Option<EnvironmentId>,
}

impl Place {
    pub const CONSOLE: Self = Self {
        project: None,
        environment: None,
    };

    #[must_use]
    pub const fn project(project: ProjectId) -> Self {
        Self {
            project: Some(project),
            environment: None,
        }
    }

    #[must_use]
    pub const fn environment(project: ProjectId, environment: EnvironmentId) -> Self {
        Self {
            project: Some(project),
            environment: Some(environment),
        }
    }
}

/// Someone who acts, with what they may do and where they come from.
#[derive(Clone, Debug)]
pub struct Actor {
    pub who: Who,
    /// The name that audit and timeline keep: it stays readable after the user or token is gone.
    pub label: String,
    pub grants: Vec<Grant>,
    pub address: Option<IpAddr>,
}

impl Actor {
    /// The console acting by itself.
    #[must_use]
    pub fn system(part: &str) -> Self {
        Self {
            who: Who::System,
            label: part.to_owned(),
            grants: vec![Grant::Everything],
            address: None,
        }
    }

    #[must_use]
    pub const fn user_id(&self) -> Option<UserId> {
        match self.who {
            Who::User(id) => Some(id),
            _ => None,
        }
    }

    /// The one question that every page, form and machine API asks.
    #[must_use]
    pub fn can(&self, action: Action, place: Place) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Everything => true,
            Grant::Role { role, project } => role.allows(action) && (project.is_none() || *project == place.project),
            Grant::Token {
                purpose,
                project,
                environment,
            } => {
                purpose.allows(action)
                    && (project.is_none() || *project == place.project)
                    && (environment.is_none() || *environment == place.environment)
            }
        })
    }

    /// Whether the action is allowed in a project or in at least one of its environments: for finding the way to
    /// what a narrower token may do there.
    #[must_use]
    pub fn can_within(&self, action: Action, within: ProjectId) -> bool {
        self.can(action, Place::project(within))
            || self.grants.iter().any(|grant| match grant {
                Grant::Token { purpose, project, .. } => {
                    purpose.allows(action) && project.is_none_or(|project| project == within)
                }
                _ => false,
            })
    }

    /// Whether the action is allowed anywhere at all: for navigation, never for a decision.
    #[must_use]
    pub fn can_somewhere(&self, action: Action) -> bool {
        self.grants.iter().any(|grant| match grant {
            Grant::Everything => true,
            Grant::Role { role, .. } => role.allows(action),
            Grant::Token { purpose, .. } => purpose.allows(action),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn with(grant: Grant) -> Actor {
        Actor {
            who: Who::System,
            label: "test".into(),
            grants: vec![grant],
            address: None,
        }
    }

    #[test]
    fn a_project_role_ends_at_the_project() {
        let (mine, other) = (ProjectId(Uuid::now_v7()), ProjectId(Uuid::now_v7()));
        let actor = with(Grant::Role {
            role: Role::Admin,
            project: Some(mine),
        });
        assert!(actor.can(Action::EditFlags, Place::project(mine)));
        assert!(!actor.can(Action::EditFlags, Place::project(other)));
        assert!(!actor.can(Action::ManageUsers, Place::CONSOLE));
        assert!(actor.can_somewhere(Action::ManageUsers));
    }

    #[test]
    fn a_token_ends_at_its_environment() {
        let project = ProjectId(Uuid::now_v7());
        let (staging, production) = (EnvironmentId(Uuid::now_v7()), EnvironmentId(Uuid::now_v7()));
        let token = with(Grant::Token {
            purpose: Purpose::Evaluate,
            project: Some(project),
            environment: Some(staging),
        });
        assert!(token.can(Action::EvaluateFlags, Place::environment(project, staging)));
        assert!(!token.can(Action::EvaluateFlags, Place::environment(project, production)));
        assert!(!token.can(Action::EvaluateFlags, Place::project(project)));
        assert!(token.can_within(Action::EvaluateFlags, project));
        assert!(!token.can_within(Action::EvaluateFlags, ProjectId(Uuid::now_v7())));
        assert!(!token.can_within(Action::View, project));
    }
}
