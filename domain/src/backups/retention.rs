use super::Policy;
use crate::ids::BackupId;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use std::collections::HashSet;

/// Nothing younger is deleted: whoever backs up by hand before a dangerous hour finds that backup after it.
const GRACE: TimeDelta = TimeDelta::hours(24);

/// A stored backup, as far as retention looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: BackupId,
    /// The moment whose data it holds.
    pub at: DateTime<Utc>,
    /// Whether a restore drill of it has passed.
    pub proven: bool,
}

/// The backups that may be deleted: those of before the last 24 hours that are neither the newest of one of the last
/// `keep_daily` days, nor the newest of one of the last `keep_weekly` ISO weeks, nor the newest proven one. Days and weeks without a backup do not
/// count, so a console that was off for a month loses nothing when it returns.
#[must_use]
pub fn to_expire(stored: &[Held], policy: &Policy, now: DateTime<Utc>) -> Vec<BackupId> {
    let mut newest_first = stored.to_vec();
    newest_first.sort_by_key(|held| std::cmp::Reverse((held.at, held.id)));
    let mut keep: HashSet<BackupId> = HashSet::new();
    keep.extend(newest_of_each(&newest_first, policy.keep_daily, |at| at.date_naive()));
    keep.extend(newest_of_each(&newest_first, policy.keep_weekly, |at| {
        monday(at.date_naive())
    }));
    keep.extend(newest_first.iter().find(|held| held.proven).map(|held| held.id));
    keep.extend(
        newest_first
            .iter()
            .filter(|held| held.at > now - GRACE)
            .map(|held| held.id),
    );
    newest_first
        .iter()
        .map(|held| held.id)
        .filter(|id| !keep.contains(id))
        .collect()
}

fn newest_of_each(
    newest_first: &[Held],
    periods: u32,
    period: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> impl Iterator<Item = BackupId> {
    let mut seen = HashSet::new();
    newest_first
        .iter()
        .filter(move |held| seen.insert(period(held.at)))
        .map(|held| held.id)
        .take(periods as usize)
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.week(chrono::Weekday::Mon)
        .checked_first_day()
        .unwrap_or_else(|| day.with_ordinal(1).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn policy(daily: u32, weekly: u32) -> Policy {
        Policy {
            enabled: true,
            hour: 2,
            drill_after_backup: true,
            keep_daily: daily,
            keep_weekly: weekly,
            updated_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn held(number: u128, hours: i64, proven: bool) -> Held {
        Held {
            id: BackupId(Uuid::from_u128(number)),
            at: hour(hours),
            proven,
        }
    }

    #[test]
    fn the_newest_of_each_day_and_week_stays() {
        // Days 0 (a Thursday) to 9, two backups a day.
        let stored: Vec<_> = (0..20)
            .map(|n| held(n, i64::try_from(n).unwrap() * 12, false))
            .collect();
        let gone = to_expire(&stored, &policy(2, 2), hour(1000));
        let kept: Vec<_> = stored
            .iter()
            .filter(|held| !gone.contains(&held.id))
            .map(|held| held.id.0.as_u128())
            .collect();
        // The second backup of days 8 and 9; the last of the week before, day 3, a Sunday.
        assert_eq!(kept, [7, 17, 19]);
    }

    fn hour(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn two_backups_of_today_both_stay_for_a_day() {
        let stored = [held(1, 10, false), held(2, 11, false)];
        assert_eq!(to_expire(&stored, &policy(1, 0), hour(12)), []);
        assert_eq!(to_expire(&stored, &policy(1, 0), hour(34)), [held(1, 10, false).id]);
    }

    #[test]
    fn an_old_proven_backup_outlives_newer_unproven_ones() {
        let stored = [
            held(1, 0, true),
            held(2, 24, true),
            held(3, 48, false),
            held(4, 72, false),
        ];
        assert_eq!(
            to_expire(&stored, &policy(1, 0), hour(1000)),
            [held(3, 0, false).id, held(1, 0, false).id]
        );
    }

    proptest! {
        #[test]
        fn rules_hold(
            runs in prop::collection::vec((0_i64..5000, any::<bool>()), 0..60),
            daily in 1_u32..20,
            weekly in 0_u32..20,
            now in 0_i64..6000,
        ) {
            let now = hour(now);
            let stored: Vec<_> =
                (0..).zip(&runs).map(|(n, (hours, proven))| held(n, *hours, *proven)).collect();
            let policy = policy(daily, weekly);
            let gone: HashSet<_> = to_expire(&stored, &policy, now).into_iter().collect();
            let kept: Vec<_> = stored.iter().filter(|held| !gone.contains(&held.id)).copied().collect();
            // Nothing is kept beyond the promise, and nothing of it is missing.
            let old = kept.iter().filter(|held| held.at <= now - GRACE).count();
            prop_assert!(old <= (daily + weekly + 1) as usize);
            let days: HashSet<_> = stored.iter().map(|held| held.at.date_naive()).collect();
            prop_assert!(kept.len() >= days.len().min(daily as usize));
            // The newest, and the newest proven one, stay.
            for newest in [
                stored.iter().max_by_key(|held| (held.at, held.id)),
                stored.iter().filter(|held| held.proven).max_by_key(|held| (held.at, held.id)),
            ].into_iter().flatten() {
                prop_assert!(!gone.contains(&newest.id));
            }
            // Applying it again changes nothing.
            prop_assert!(to_expire(&kept, &policy, now).is_empty());
            // A longer promise never deletes more.
            let longer: HashSet<_> =
                to_expire(&stored, &Policy { keep_daily: daily + 1, keep_weekly: weekly + 1, ..policy }, now).into_iter().collect();
            prop_assert!(longer.is_subset(&gone));
        }
    }
}
