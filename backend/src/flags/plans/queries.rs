//! The SQL of rollout plans.

use super::{Plan, PlanStep};
use crate::Result;
use arkan_domain::{
    flags::{
        Percentage,
        plan::{Halt, PlanState, Step, Trip},
    },
    ids::{EnvironmentId, FlagId, PlanId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

/// A plan that is due, with the keys by which its flag is found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    #[sqlx(try_from = "Uuid")]
    pub plan: PlanId,
    #[sqlx(try_from = "Uuid")]
    pub environment: EnvironmentId,
    pub project: String,
    pub key: String,
    pub archived: bool,
}

/// Takes a plan that is due by the lock of its flag: whoever else changes that flag waits, and another replica takes
/// another plan. What was read of the plan itself may be old by then; it is read again.
pub async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<Due>> {
    Ok(sqlx::query_as(
        "SELECT plan.id AS plan, plan.environment_id AS environment, projects.key AS project, flags.key,
             flags.archived_at IS NOT NULL AS archived
         FROM flag_plans plan JOIN flags ON flags.id = plan.flag_id JOIN projects ON projects.id = plan.project_id
         WHERE plan.state = 'running' AND plan.look_at <= $1
         ORDER BY plan.look_at LIMIT 1 FOR UPDATE OF flags SKIP LOCKED",
    )
    .bind(now)
    .fetch_optional(db)
    .await?)
}

/// A plan, held until the transaction ends. The flag is locked before.
pub async fn lock(db: &mut PgConnection, id: PlanId) -> Result<Option<Plan>> {
    Ok(sqlx::query_as("SELECT * FROM flag_plans WHERE id = $1 FOR UPDATE")
        .bind(id.0)
        .fetch_optional(db)
        .await?)
}

/// The plan that is under way for a flag in an environment, held until the transaction ends.
pub async fn lock_live(db: &mut PgConnection, flag: FlagId, environment: EnvironmentId) -> Result<Option<Plan>> {
    Ok(sqlx::query_as(
        "SELECT * FROM flag_plans
         WHERE flag_id = $1 AND environment_id = $2 AND state IN ('running', 'paused') FOR UPDATE",
    )
    .bind(flag.0)
    .bind(environment.0)
    .fetch_optional(db)
    .await?)
}

/// The plans of a flag in an environment, newest first. Reads `flag_plans_newest`.
pub async fn newest(pool: &PgPool, flag: FlagId, environment: EnvironmentId, limit: i64) -> Result<Vec<Plan>> {
    Ok(sqlx::query_as(
        "SELECT * FROM flag_plans WHERE flag_id = $1 AND environment_id = $2 ORDER BY created_at DESC LIMIT $3",
    )
    .bind(flag.0)
    .bind(environment.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// The environments in which a plan of a flag is under way, each with its state.
pub async fn under_way(pool: &PgPool, flag: FlagId) -> Result<Vec<(EnvironmentId, String)>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT environment_id, state FROM flag_plans WHERE flag_id = $1 AND state IN ('running', 'paused')",
    )
    .bind(flag.0)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(id, state)| (EnvironmentId(id), state)).collect())
}

/// The steps of a plan in order, with how each was taken.
pub async fn steps(db: &mut PgConnection, plan: PlanId) -> Result<Vec<PlanStep>> {
    Ok(sqlx::query_as(
        "SELECT steps.position, steps.percentage, steps.wait_seconds, runs.at, runs.percentage AS reached,
             runs.actor_label, runs.reason
         FROM flag_plan_steps steps
         LEFT JOIN flag_plan_runs runs ON runs.plan_id = steps.plan_id AND runs.position = steps.position
         WHERE steps.plan_id = $1 ORDER BY steps.position",
    )
    .bind(plan.0)
    .fetch_all(db)
    .await?)
}

pub async fn insert(db: &mut PgConnection, plan: &Plan, steps: &[Step]) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_plans (id, project_id, flag_id, environment_id, strategy, state, hours, guards, on_trip,
             before_enabled, before_percentage, since, look_at, started_by, created_at, request_id)
         VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $11, $12, $11, $13)",
    )
    .bind(plan.id.0)
    .bind(plan.project_id.0)
    .bind(plan.flag_id.0)
    .bind(plan.environment_id.0)
    .bind(i32::try_from(plan.strategy).unwrap_or(i32::MAX))
    .bind(plan.hours.as_ref().map(Json))
    .bind(Json(&plan.guards))
    .bind(plan.on_trip.as_str())
    .bind(plan.before_enabled)
    .bind(i16::from(plan.before_percentage.get()))
    .bind(plan.created_at)
    .bind(&plan.started_by)
    .bind(plan.request_id.map(|id| id.0))
    .execute(&mut *db)
    .await?;
    for (position, step) in (0_i32..).zip(steps) {
        sqlx::query(
            "INSERT INTO flag_plan_steps (plan_id, position, percentage, wait_seconds) VALUES ($1, $2, $3, $4)",
        )
        .bind(plan.id.0)
        .bind(position)
        .bind(i16::from(step.percentage.get()))
        .bind(i32::try_from(step.wait).unwrap_or(i32::MAX))
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Writes that a step was taken: it fails when it was taken before.
pub async fn take(
    db: &mut PgConnection,
    plan: PlanId,
    position: usize,
    reached: Percentage,
    (actor, reason): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO flag_plan_runs (plan_id, position, at, percentage, actor_label, reason)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(plan.0)
    .bind(i32::try_from(position).unwrap_or(i32::MAX))
    .bind(now)
    .bind(i16::from(reached.get()))
    .bind(actor)
    .bind(reason)
    .execute(&mut *db)
    .await?;
    sqlx::query("UPDATE flag_plans SET since = $2, version = version + 1 WHERE id = $1")
        .bind(plan.0)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// When to look at a plan again.
pub async fn look_at(db: &mut PgConnection, plan: PlanId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE flag_plans SET look_at = $2 WHERE id = $1")
        .bind(plan.0)
        .bind(at)
        .execute(db)
        .await?;
    Ok(())
}

/// What stopped a plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stopped<'a> {
    pub halt: Option<Halt>,
    pub trip: Option<&'a Trip>,
    pub note: Option<&'a str>,
    pub by: &'a str,
}

pub async fn pause(db: &mut PgConnection, plan: PlanId, why: &Stopped<'_>, now: DateTime<Utc>) -> Result<()> {
    stop(db, plan, PlanState::Paused, why, now).await
}

/// Pauses or ends a plan.
pub async fn stop(
    db: &mut PgConnection,
    plan: PlanId,
    state: PlanState,
    why: &Stopped<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "UPDATE flag_plans SET state = $2, halt = $3, trip = $4, note = $5, halted_by = $6,
             paused_at = CASE WHEN $2 = 'paused' THEN $7 ELSE paused_at END,
             ended_at = CASE WHEN $2 = 'paused' THEN NULL ELSE $7 END, version = version + 1
         WHERE id = $1",
    )
    .bind(plan.0)
    .bind(state.as_str())
    .bind(why.halt.map(Halt::as_str))
    .bind(why.trip.map(Json))
    .bind(why.note)
    .bind(why.by)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Lets a paused plan go on. The time of the pause does not count as time in which the share stayed.
pub async fn resume(db: &mut PgConnection, plan: PlanId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE flag_plans SET state = 'running', since = since + ($2 - paused_at), look_at = $2, paused_at = NULL,
             halt = NULL, trip = NULL, note = NULL, halted_by = NULL, version = version + 1
         WHERE id = $1",
    )
    .bind(plan.0)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
