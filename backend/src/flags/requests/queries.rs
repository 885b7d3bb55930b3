//! The SQL of change requests.

mod approvals;

pub use approvals::{Given, approvals, approve, maker, put_rule, rule};

use super::{ChangeRequest, RequestEvent};
use crate::Result;
use arkan_domain::{
    flags::request::{Proposal, RequestState, Trouble},
    ids::{EnvironmentId, FlagId, ProjectId, RequestId, UserId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

macro_rules! select_requests {
    ($rest:literal) => {
        concat!(
            "SELECT request.*, flags.key AS flag_key FROM change_requests request
             JOIN flags ON flags.id = request.flag_id ",
            $rest
        )
    };
}

/// A request to be opened.
pub struct NewRequest<'a> {
    pub id: RequestId,
    pub project: ProjectId,
    pub flag: FlagId,
    pub environment: EnvironmentId,
    pub proposal: &'a Proposal,
    pub base_version: i32,
    pub before: &'a Proposal,
    pub reason: &'a str,
    pub author: Option<UserId>,
    pub author_label: &'a str,
}

pub async fn insert(db: &mut PgConnection, new: &NewRequest<'_>, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "INSERT INTO change_requests (id, project_id, flag_id, environment_id, state, proposal, base_version, hash,
             before, reason, author_id, author_label, created_at)
         VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(new.id.0)
    .bind(new.project.0)
    .bind(new.flag.0)
    .bind(new.environment.0)
    .bind(Json(new.proposal))
    .bind(new.base_version)
    .bind(new.proposal.hash(new.base_version))
    .bind(Json(new.before))
    .bind(new.reason)
    .bind(new.author.map(|id| id.0))
    .bind(new.author_label)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// An open request of the same author for just the same.
pub async fn same(
    db: &mut PgConnection,
    flag: FlagId,
    environment: EnvironmentId,
    hash: &str,
    author: Option<UserId>,
) -> Result<Option<RequestId>> {
    let id: Option<Uuid> = sqlx::query_scalar(
        "SELECT id FROM change_requests
         WHERE flag_id = $1 AND environment_id = $2 AND state = 'open' AND hash = $3
           AND author_id IS NOT DISTINCT FROM $4
         ORDER BY id LIMIT 1",
    )
    .bind(flag.0)
    .bind(environment.0)
    .bind(hash)
    .bind(author.map(|id| id.0))
    .fetch_optional(db)
    .await?;
    Ok(id.map(RequestId))
}

pub async fn find(pool: &PgPool, project: ProjectId, id: RequestId) -> Result<Option<ChangeRequest>> {
    Ok(
        sqlx::query_as(select_requests!("WHERE request.project_id = $1 AND request.id = $2"))
            .bind(project.0)
            .bind(id.0)
            .fetch_optional(pool)
            .await?,
    )
}

/// A request and its flag, both held until the transaction ends, the flag first.
pub async fn lock(db: &mut PgConnection, id: RequestId) -> Result<Option<ChangeRequest>> {
    sqlx::query("SELECT FROM flags WHERE id = (SELECT flag_id FROM change_requests WHERE id = $1) FOR UPDATE")
        .bind(id.0)
        .execute(&mut *db)
        .await?;
    Ok(
        sqlx::query_as(select_requests!("WHERE request.id = $1 FOR UPDATE OF request"))
            .bind(id.0)
            .fetch_optional(db)
            .await?,
    )
}

/// Open requests of a project that someone neither made nor approved as they are now, oldest first. Walks
/// `change_requests_state`.
pub async fn unapproved(pool: &PgPool, project: ProjectId, user: UserId, limit: i64) -> Result<Vec<ChangeRequest>> {
    Ok(sqlx::query_as(select_requests!(
        "WHERE request.project_id = $1 AND request.state = 'open' AND request.author_id IS DISTINCT FROM $2
           AND NOT EXISTS (
               SELECT FROM change_approvals given
               WHERE given.request_id = request.id AND given.user_id = $2 AND given.hash = request.hash
           )
         ORDER BY request.created_at, request.id LIMIT $3"
    ))
    .bind(project.0)
    .bind(user.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// One page of a project's requests, newest first. Walks `change_requests_state`, or `change_requests_newest`.
pub async fn page(
    pool: &PgPool,
    project: ProjectId,
    state: Option<RequestState>,
    before: Option<RequestId>,
    limit: i64,
) -> Result<Vec<ChangeRequest>> {
    Ok(sqlx::query_as(select_requests!(
        "WHERE request.project_id = $1 AND ($2::text IS NULL OR request.state = $2)
           AND ($3::uuid IS NULL OR (request.created_at, request.id) <
                (SELECT created_at, id FROM change_requests WHERE id = $3))
         ORDER BY request.created_at DESC, request.id DESC LIMIT $4"
    ))
    .bind(project.0)
    .bind(state.map(RequestState::as_str))
    .bind(before.map(|id| id.0))
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// How many requests of a project are open.
pub async fn count_open(pool: &PgPool, project: ProjectId) -> Result<i64> {
    Ok(
        sqlx::query_scalar("SELECT count(*) FROM change_requests WHERE project_id = $1 AND state = 'open'")
            .bind(project.0)
            .fetch_one(pool)
            .await?,
    )
}

pub async fn events(db: &mut PgConnection, id: RequestId) -> Result<Vec<RequestEvent>> {
    Ok(sqlx::query_as(
        "SELECT at, kind, actor_label, body FROM change_request_events WHERE request_id = $1 ORDER BY id LIMIT 500",
    )
    .bind(id.0)
    .fetch_all(db)
    .await?)
}

pub async fn note(
    db: &mut PgConnection,
    id: RequestId,
    (kind, actor, body): (&str, &str, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO change_request_events (request_id, at, kind, actor_label, body) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.0)
    .bind(now)
    .bind(kind)
    .bind(actor)
    .bind(body)
    .execute(db)
    .await?;
    Ok(())
}

/// Puts another proposal, or the same on another version, in the place of what was asked for. Its time is forgotten.
pub async fn propose(
    db: &mut PgConnection,
    id: RequestId,
    proposal: &Proposal,
    before: &Proposal,
    version: i32,
) -> Result<()> {
    sqlx::query(
        "UPDATE change_requests SET proposal = $2, before = $3, base_version = $4, hash = $5, apply_at = NULL,
             look_at = NULL, trouble = NULL, version = version + 1
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(Json(proposal))
    .bind(Json(before))
    .bind(version)
    .bind(proposal.hash(version))
    .execute(db)
    .await?;
    Ok(())
}

pub async fn close(db: &mut PgConnection, id: RequestId, state: RequestState, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE change_requests SET state = $2, closed_at = $3, look_at = NULL, trouble = NULL, version = version + 1
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(state.as_str())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Says when a request is to be applied by itself; none takes that back.
pub async fn schedule(db: &mut PgConnection, id: RequestId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query(
        "UPDATE change_requests SET apply_at = $2, look_at = $2, trouble = NULL, version = version + 1 WHERE id = $1",
    )
    .bind(id.0)
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes why a request could not be applied at its time, and forgets the time.
pub async fn hold(db: &mut PgConnection, id: RequestId, trouble: Trouble) -> Result<()> {
    sqlx::query(
        "UPDATE change_requests SET apply_at = NULL, look_at = NULL, trouble = $2, version = version + 1 WHERE id = $1",
    )
    .bind(id.0)
    .bind(trouble.as_str())
    .execute(db)
    .await?;
    Ok(())
}

pub async fn look_at(db: &mut PgConnection, id: RequestId, at: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE change_requests SET look_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(at)
        .execute(db)
        .await?;
    Ok(())
}

/// A request whose time has come, taken by the lock of its flag, with the key of its project.
pub async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<(RequestId, String)>> {
    let row: Option<(Uuid, String)> = sqlx::query_as(
        "SELECT request.id, projects.key FROM change_requests request
         JOIN flags ON flags.id = request.flag_id JOIN projects ON projects.id = request.project_id
         WHERE request.state = 'open' AND request.look_at <= $1
         ORDER BY request.look_at LIMIT 1 FOR UPDATE OF flags SKIP LOCKED",
    )
    .bind(now)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(id, project)| (RequestId(id), project)))
}
