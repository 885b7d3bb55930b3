use super::{Purpose, Role};
use crate::text_enum;

text_enum! {
    /// Everything that is asked for permission. Pages, forms and machine APIs ask the same table.
    Action {
        /// See the pages of every pillar.
        View = "view",
        EvaluateFlags = "flags.evaluate",
        /// Read what decides about flags, as server SDKs do.
        ReadFlagRules = "flags.rules",
        EditFlags = "flags.edit",
        KillFlag = "flags.kill",
        /// Say where changes of flags need approvals, and whose.
        EditApprovals = "flags.approvals",
        /// Say that nothing may change for a while, and end that.
        EditFreezes = "freezes.edit",
        CreateRelease = "deployments.release",
        MoveRelease = "deployments.move",
        EditStages = "deployments.stages",
        RunBackup = "backups.run",
        EditBackupPolicy = "backups.policy",
        EditChecks = "alerts.checks",
        AcknowledgeAlert = "alerts.acknowledge",
        EditChannels = "alerts.channels",
        EditGuides = "guides.edit",
        SeeReaders = "guides.readers",
        ReadAudit = "audit.read",
        ManageUsers = "users.manage",
        ManageTokens = "tokens.manage",
        ManageProjects = "projects.manage",
        SeeJobs = "jobs.see",
        ScrapeMetrics = "metrics.scrape",
    }
}

impl Role {
    /// The permission table: role × action.
    #[must_use]
    pub const fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Admin => true,
            Self::Operator => !matches!(
                action,
                A::ManageUsers | A::ManageProjects | A::EditGuides | A::EditApprovals
            ),
            Self::ProductOwner => {
                matches!(
                    action,
                    A::View | A::EvaluateFlags | A::ReadFlagRules | A::EditFlags | A::KillFlag
                )
            }
            Self::Trainer => matches!(action, A::View | A::EditGuides | A::SeeReaders),
            Self::Viewer => matches!(action, A::View),
        }
    }
}

impl Purpose {
    /// What a token of this purpose may do.
    #[must_use]
    pub const fn allows(self, action: Action) -> bool {
        use Action as A;
        match self {
            Self::Evaluate => matches!(action, A::EvaluateFlags),
            Self::Sdk => matches!(action, A::EvaluateFlags | A::ReadFlagRules),
            Self::Deploy => matches!(action, A::View | A::CreateRelease | A::MoveRelease),
            Self::Automate => matches!(action, A::View | A::EditFlags | A::KillFlag),
            Self::Read => matches!(action, A::View),
            Self::Metrics => matches!(action, A::ScrapeMetrics),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_administrator_manages_users() {
        for role in Role::ALL {
            assert_eq!(role.allows(Action::ManageUsers), *role == Role::Admin);
        }
    }

    #[test]
    fn only_an_administrator_says_where_approvals_are_needed() {
        for role in Role::ALL {
            assert_eq!(role.allows(Action::EditApprovals), *role == Role::Admin);
        }
    }

    #[test]
    fn who_runs_the_product_freezes_it() {
        for role in Role::ALL {
            let runs = matches!(role, Role::Admin | Role::Operator);
            assert_eq!(role.allows(Action::EditFreezes), runs, "{role}");
        }
    }

    #[test]
    fn everybody_may_look_and_a_viewer_may_do_nothing_else() {
        for role in Role::ALL {
            assert!(role.allows(Action::View));
        }
        let allowed: Vec<_> = Action::ALL
            .iter()
            .filter(|action| Role::Viewer.allows(**action))
            .collect();
        assert_eq!(allowed, [&Action::View]);
    }

    #[test]
    fn a_flag_token_cannot_deploy() {
        assert!(!Purpose::Evaluate.allows(Action::MoveRelease));
        assert!(!Purpose::Evaluate.allows(Action::View));
        // A browser's token must not show whom the rules name.
        assert!(!Purpose::Evaluate.allows(Action::ReadFlagRules));
        assert!(!Purpose::Deploy.allows(Action::EditFlags));
        assert!(Purpose::Automate.allows(Action::KillFlag) && !Purpose::Automate.allows(Action::MoveRelease));
    }
}
