use arkan_domain::deployments::DeploymentError;
use arkan_locales::{Lang, t::deployments as d};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &DeploymentError) -> String {
    match error {
        DeploymentError::Held { by, reason } => d::err_held(lang, by, reason),
        DeploymentError::NotInPreviousStage {
            version,
            previous,
            running: Some(running),
        } => d::err_not_before(lang, version, previous, running),
        DeploymentError::NotInPreviousStage {
            version,
            previous,
            running: None,
        } => d::err_not_before_empty(lang, previous, version),
        DeploymentError::AlreadyRuns { version } => d::err_already_runs(lang, version),
        DeploymentError::NeverRanHere { version } => d::err_never_ran(lang, version),
        DeploymentError::AlreadyHeld { by } => d::err_already_held(lang, by),
        DeploymentError::NotHeld => d::err_not_held(lang).to_owned(),
        DeploymentError::StageHasHistory => d::err_history(lang).to_owned(),
    }
}
