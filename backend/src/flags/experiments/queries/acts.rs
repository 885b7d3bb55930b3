use super::super::{Counts, Experiment};
use crate::Result;
use arkan_domain::{
    flags::experiment::{Decision, Split},
    ids::ExperimentId,
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};

/// An experiment, held until the transaction ends.
pub async fn lock(db: &mut PgConnection, id: ExperimentId) -> Result<Option<Experiment>> {
    Ok(
        sqlx::query_as("SELECT * FROM flag_experiments WHERE id = $1 FOR UPDATE")
            .bind(id.0)
            .fetch_optional(db)
            .await?,
    )
}

pub async fn insert(db: &mut PgConnection, new: &Experiment) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_experiments (id, project_id, flag_id, environment_id, name, hypothesis, event, baseline,
             difference, planned, split, control, state, rules_version, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(new.id.0)
    .bind(new.project_id.0)
    .bind(new.flag_id.0)
    .bind(new.environment_id.0)
    .bind(&new.name)
    .bind(&new.hypothesis)
    .bind(&new.event)
    .bind(new.goal.baseline.parts().cast_signed())
    .bind(new.goal.difference.parts().cast_signed())
    .bind(new.planned.cast_signed())
    .bind(Json(&new.split))
    .bind(i16::try_from(new.control).unwrap_or_default())
    .bind(new.state.as_str())
    .bind(new.rules_version)
    .bind(&new.created_by)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Begins to count, by the groups as they are now.
pub async fn begin(
    db: &mut PgConnection,
    id: ExperimentId,
    split: &Split,
    rules_version: i32,
    (by, now): (&str, DateTime<Utc>),
) -> Result<()> {
    sqlx::query(
        "UPDATE flag_experiments SET state = 'running', split = $2, rules_version = $3, started_by = $4,
             started_at = $5, version = version + 1
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(Json(split))
    .bind(rules_version)
    .bind(by)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Ends it with the numbers that it has. What they were counted from is removed afterwards.
pub async fn close(
    db: &mut PgConnection,
    id: ExperimentId,
    counts: &Counts,
    (decision, reason): (Decision, &str),
    (by, now): (&str, DateTime<Utc>),
) -> Result<()> {
    sqlx::query(
        "UPDATE flag_experiments SET state = 'ended', counts = $2, decision = $3, reason = $4, ended_by = $5,
             ended_at = $6, sweep = true, version = version + 1
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(Json(counts))
    .bind(decision.as_str())
    .bind(reason)
    .bind(by)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Removes one that never began.
pub async fn delete(db: &mut PgConnection, id: ExperimentId) -> Result<()> {
    sqlx::query("DELETE FROM flag_experiments WHERE id = $1")
        .bind(id.0)
        .execute(db)
        .await?;
    Ok(())
}
