//! The days of results: made ahead, dropped when they are old.

use super::queries::partitions;
use crate::{Backend, Result};
use chrono::Days;

/// How many days ahead a partition is there.
const AHEAD: u64 = 3;
/// How many days of single results are kept. Their hours are kept for good.
pub const KEEP_RESULTS: u64 = 30;

/// Makes the partitions of today and the next days, and drops the ones that are too old.
///
/// # Errors
/// When the database does not answer, or a long transaction holds the table: the next call tries again.
pub async fn maintain(backend: &Backend) -> Result<()> {
    let today = backend.clock.now().date_naive();
    let first = today.checked_sub_days(Days::new(KEEP_RESULTS)).unwrap_or(today);
    let there = partitions::days(&backend.pool).await?;
    // Yesterday too: a clock that is a little behind must find its day.
    let wanted =
        (0..=AHEAD + 1).filter_map(|day| today.checked_sub_days(Days::new(1))?.checked_add_days(Days::new(day)));
    let missing: Vec<_> = wanted.filter(|day| !there.contains(day)).collect();
    let old: Vec<_> = there.into_iter().filter(|day| *day < first).collect();
    if missing.is_empty() && old.is_empty() {
        return Ok(());
    }
    let mut tx = backend.pool.begin().await?;
    partitions::begin(&mut tx).await?;
    for day in missing {
        partitions::create(&mut tx, day).await?;
    }
    for day in old {
        partitions::drop(&mut tx, day).await?;
    }
    tx.commit().await?;
    Ok(())
}
