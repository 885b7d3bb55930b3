use super::state::{Target, Told, change_state};
use crate::{Backend, Result, flags::queries::FlagState};
use arkan_domain::{
    flags::{FlagError, Percentage, Rollout},
    identity::{Action, Actor},
    pillar::Severity,
};

pub(super) fn changeable(state: &FlagState) -> Result<()> {
    if state.setting.killed {
        Err(FlagError::Killed.into())
    } else {
        Ok(())
    }
}

/// Switches a flag on or off in one environment.
///
/// # Errors
/// [`crate::Error::Stale`] when the state is not that `version` any more; [`FlagError::Killed`] and
/// [`FlagError::Archived`].
pub async fn set_enabled(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    enabled: bool,
    version: Option<i32>,
) -> Result<()> {
    change_state(backend, actor, Action::EditFlags, target, version, |state, _| {
        changeable(state)?;
        if state.setting.enabled == enabled {
            return Ok(None);
        }
        state.setting.enabled = enabled;
        Ok(Some(if enabled {
            Told::new("flag.switch_on", "flag.switched_on", Severity::Good)
        } else {
            Told::new("flag.switch_off", "flag.switched_off", Severity::Warning)
        }))
    })
    .await
}

/// Sets the share of users that get a flag in one environment, whether it is on there or not.
///
/// # Errors
/// [`crate::Error::Stale`] when the state is not that `version` any more; [`FlagError::Killed`],
/// [`FlagError::Archived`] and [`FlagError::Targeted`].
pub async fn set_percentage(
    backend: &Backend,
    actor: &Actor,
    target: Target<'_>,
    percentage: Percentage,
    version: Option<i32>,
) -> Result<()> {
    change_state(backend, actor, Action::EditFlags, target, version, |state, _| {
        changeable(state)?;
        let Some(rollout) = &state.setting.rollout else {
            return Err(FlagError::Targeted.into());
        };
        if rollout.percentage == percentage {
            return Ok(None);
        }
        let rollout = Rollout {
            percentage,
            ..rollout.clone()
        };
        state.strategies = rollout.to_strategies();
        state.setting.rollout = Some(rollout);
        Ok(Some(Told::new("flag.rollout", "flag.rollout_changed", Severity::Info)))
    })
    .await
}
