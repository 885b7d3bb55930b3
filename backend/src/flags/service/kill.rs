use super::state::{Target, Told, change_state};
use crate::{Backend, Result, flags::FlagState};
use arkan_domain::{
    fields::FieldErrors,
    flags::FlagError,
    identity::{Action, Actor},
    pillar::Severity,
};

/// Turns a flag off for everyone in one environment, at once and until it is revived.
///
/// It asks for no version: whatever changed meanwhile, a kill is meant.
///
/// # Errors
/// [`crate::Error::Invalid`] without a reason, [`FlagError::Killed`] when it is killed already, [`FlagError::Archived`].
pub async fn kill(backend: &Backend, actor: &Actor, target: Target<'_>, reason: &str) -> Result<()> {
    backend.allow(actor, Action::KillFlag, target.place())?;
    let mut errors = FieldErrors::default();
    let reason = errors.text("reason", reason, 1, 500);
    errors.into_result()?;
    let by = actor.label.clone();
    change_state(backend, actor, Action::KillFlag, target, None, |state, now| {
        if state.setting.killed {
            return Err(FlagError::Killed.into());
        }
        state.setting.killed = true;
        state.killed_at = Some(now);
        state.killed_by = Some(by);
        state.kill_reason = Some(reason.clone());
        Ok(Some(Told {
            reason,
            ..Told::new("flag.kill", "flag.killed", Severity::Critical)
        }))
    })
    .await
}

/// Gives a killed flag back what it was set to before.
///
/// # Errors
/// [`crate::Error::Stale`] when the state is not that `version` any more; [`FlagError::NotKilled`],
/// [`FlagError::Archived`].
pub async fn revive(backend: &Backend, actor: &Actor, target: Target<'_>, version: Option<i32>) -> Result<()> {
    change_state(backend, actor, Action::EditFlags, target, version, |state, _| {
        state.revive()?;
        Ok(Some(Told::new("flag.revive", "flag.revived", Severity::Warning)))
    })
    .await
}

impl FlagState {
    /// Takes a kill back.
    ///
    /// # Errors
    /// [`FlagError::NotKilled`].
    pub(in crate::flags) fn revive(&mut self) -> Result<()> {
        if !self.setting.killed {
            return Err(FlagError::NotKilled.into());
        }
        self.setting.killed = false;
        self.killed_at = None;
        self.killed_by = None;
        self.kill_reason = None;
        Ok(())
    }
}
