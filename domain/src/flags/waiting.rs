use super::{FlagKind, Setting};
use chrono::{DateTime, TimeDelta, Utc};

/// After so many days at the same share a rollout is worth a look.
pub const UNTOUCHED_DAYS: i64 = 14;
/// After so many days for everyone a flag has done its work.
pub const SETTLED_DAYS: i64 = 30;

/// What a flag's state in an environment waits for, from whoever owns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waiting {
    /// It was killed: to be revived or archived.
    Killed,
    /// Some of the users have had it for days: to go on or back.
    Untouched,
    /// Everyone has had the release or the experiment for long: to be taken out of the code.
    Settled,
}

/// What a state waits for; nothing while it is off or young. `since`: its last change.
#[must_use]
pub fn waiting(kind: FlagKind, setting: &Setting, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Waiting> {
    if setting.killed {
        return Some(Waiting::Killed);
    }
    let share = setting.rollout.as_ref().map(|rollout| rollout.percentage)?;
    let passes = matches!(kind, FlagKind::Release | FlagKind::Experiment);
    let older = |days| now - since >= TimeDelta::days(days);
    match share {
        _ if !setting.enabled => None,
        share if share.splits() && older(UNTOUCHED_DAYS) => Some(Waiting::Untouched),
        share if share.get() == 100 && passes && older(SETTLED_DAYS) => Some(Waiting::Settled),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Percentage, Rollout},
        *,
    };
    use serde_json::json;

    #[test]
    fn a_state_waits_when_it_is_killed_or_old() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(100);
        let setting = |share: i64, enabled, killed| {
            let rollout = Rollout::by_user("a", Percentage::new(share).unwrap());
            Setting::read(enabled, killed, &rollout.to_strategies(), &json!([]))
        };
        let ask = |share, enabled, killed, days| {
            waiting(
                FlagKind::Release,
                &setting(share, enabled, killed),
                now - TimeDelta::days(days),
                now,
            )
        };
        assert_eq!(ask(0, false, true, 0), Some(Waiting::Killed));
        assert_eq!(ask(25, true, false, 13), None);
        assert_eq!(ask(25, true, false, 14), Some(Waiting::Untouched));
        assert_eq!(ask(100, true, false, 29), None);
        assert_eq!(ask(100, true, false, 30), Some(Waiting::Settled));
        assert_eq!(ask(0, true, false, 90), None);
        assert_eq!(ask(100, false, false, 90), None);
        let old = now - TimeDelta::days(90);
        assert_eq!(
            waiting(FlagKind::Operational, &setting(100, true, false), old, now),
            None
        );
        let rules = json!([{ "name": "default", "constraints":
            [{ "contextName": "plan", "operator": "IN", "values": ["pro"] }] }]);
        let rules = Setting::read(true, false, &rules, &json!([]));
        assert_eq!(waiting(FlagKind::Release, &rules, old, now), None);
    }
}
