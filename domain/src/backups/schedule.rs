use super::{BackupState, Policy};
use chrono::{DateTime, TimeDelta, Utc};

/// How long after its hour a backup may be missing before somebody is told.
const GRACE: TimeDelta = TimeDelta::hours(2);
/// A run that failed is tried again after this time,
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(15);
/// as often as this for one slot.
const TRIES: usize = 3;

/// A backup that began, as far as the schedule looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub started_at: DateTime<Utc>,
    pub state: BackupState,
}

/// The latest moment at or before `now` at which the daily backup should begin.
#[must_use]
pub fn slot_before(policy: &Policy, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(policy.hour.into());
    if today <= now {
        today
    } else {
        today - TimeDelta::days(1)
    }
}

/// When the daily backup will begin next; nothing when it is switched off.
#[must_use]
pub fn next_slot(policy: &Policy, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    policy.enabled.then(|| slot_before(policy, now) + TimeDelta::days(1))
}

/// Whether the daily backup should begin now, given the newest runs: its hour has come since the policy was set, no
/// run of this slot is stored, at work or was cancelled by a person, and a failed one has been left alone for a while.
#[must_use]
pub fn due(policy: &Policy, runs: &[Run], now: DateTime<Utc>) -> bool {
    let slot = slot_before(policy, now);
    if !policy.enabled || slot < policy.updated_at {
        return false;
    }
    let of_slot = || runs.iter().filter(|run| run.started_at >= slot);
    of_slot().all(|run| run.state == BackupState::Failed && now >= run.started_at + RETRY_AFTER)
        && of_slot().count() < TRIES
}

/// The moment at which a backup should have begun and none was stored since, once the grace is over. Before the policy
/// was set nothing was missed.
#[must_use]
pub fn overdue(policy: &Policy, last_stored: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let slot = slot_before(policy, now - GRACE);
    let missed = policy.enabled && slot >= policy.updated_at && last_stored.is_none_or(|stored| stored < slot);
    missed.then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn policy(hour: u32) -> Policy {
        Policy {
            enabled: true,
            hour,
            drill_after_backup: true,
            keep_daily: 7,
            keep_weekly: 4,
            updated_at: at("2026-01-01T00:00:00Z"),
            version: 1,
        }
    }

    fn run(started: &str, state: BackupState) -> Run {
        Run {
            started_at: at(started),
            state,
        }
    }

    #[test]
    fn the_slot_is_the_policys_hour_of_today_or_yesterday() {
        assert_eq!(
            slot_before(&policy(2), at("2026-05-05T02:00:00Z")),
            at("2026-05-05T02:00:00Z")
        );
        assert_eq!(
            slot_before(&policy(2), at("2026-05-05T01:59:59Z")),
            at("2026-05-04T02:00:00Z")
        );
        assert_eq!(
            next_slot(&policy(2), at("2026-05-05T01:59:59Z")),
            Some(at("2026-05-05T02:00:00Z"))
        );
    }

    #[test]
    fn one_run_a_slot_unless_it_fails() {
        let now = at("2026-05-05T03:00:00Z");
        assert!(due(
            &policy(2),
            &[run("2026-05-04T02:00:00Z", BackupState::Stored)],
            now
        ));
        for state in [BackupState::Stored, BackupState::Running, BackupState::Cancelled] {
            assert!(!due(&policy(2), &[run("2026-05-05T02:00:01Z", state)], now), "{state}");
        }
        assert!(due(
            &policy(2),
            &[run("2026-05-05T02:00:01Z", BackupState::Failed)],
            now
        ));
        assert!(!due(
            &policy(2),
            &[run("2026-05-05T02:50:00Z", BackupState::Failed)],
            now
        ));
        let often = [run("2026-05-05T02:00:01Z", BackupState::Failed); 3];
        assert!(!due(&policy(2), &often, now));
        assert!(!due(
            &Policy {
                enabled: false,
                ..policy(2)
            },
            &[],
            now
        ));
        // Set after today's hour: the first run is tomorrow's.
        assert!(!due(
            &Policy {
                updated_at: at("2026-05-05T02:30:00Z"),
                ..policy(2)
            },
            &[],
            now
        ));
    }

    #[test]
    fn a_missed_run_is_told_after_the_grace() {
        let yesterday = Some(at("2026-05-04T02:00:10Z"));
        assert_eq!(overdue(&policy(2), yesterday, at("2026-05-05T03:59:00Z")), None);
        assert_eq!(
            overdue(&policy(2), yesterday, at("2026-05-05T04:00:00Z")),
            Some(at("2026-05-05T02:00:00Z"))
        );
        assert_eq!(
            overdue(&policy(2), Some(at("2026-05-05T02:00:00Z")), at("2026-05-05T04:00:00Z")),
            None
        );
        assert_eq!(overdue(&policy(2), None, at("2026-01-01T01:00:00Z")), None);
        assert_eq!(
            overdue(
                &Policy {
                    enabled: false,
                    ..policy(2)
                },
                None,
                at("2026-05-05T04:00:00Z")
            ),
            None
        );
    }

    proptest! {
        #[test]
        fn a_slot_is_never_more_than_a_day_away(hour in 0_u32..24, seconds in 0_i64..4_000_000_000) {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            let slot = slot_before(&policy(hour), now);
            prop_assert!(slot <= now && now - slot < TimeDelta::days(1));
        }
    }
}
