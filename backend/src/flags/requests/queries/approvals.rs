use crate::{Result, flags::requests::ChangeRequest};
use arkan_domain::{
    flags::request::{Approval, ApprovalRule},
    identity::Role,
    ids::{EnvironmentId, RequestId, TokenId, UserId},
};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What changes in an environment need; none when they need no approval.
pub async fn rule(db: &mut PgConnection, environment: EnvironmentId) -> Result<Option<ApprovalRule>> {
    let row: Option<(i32, String)> =
        sqlx::query_as("SELECT approvals, role FROM approval_rules WHERE environment_id = $1")
            .bind(environment.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(approvals, role)| ApprovalRule {
        approvals: u8::try_from(approvals).unwrap_or(u8::MAX),
        role: Role::parse(&role).unwrap_or(Role::Admin),
    }))
}

pub async fn put_rule(
    db: &mut PgConnection,
    environment: EnvironmentId,
    rule: Option<ApprovalRule>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(rule) = rule else {
        sqlx::query("DELETE FROM approval_rules WHERE environment_id = $1")
            .bind(environment.0)
            .execute(db)
            .await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO approval_rules (environment_id, approvals, role, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (environment_id) DO UPDATE
             SET approvals = excluded.approvals, role = excluded.role, updated_at = excluded.updated_at",
    )
    .bind(environment.0)
    .bind(i32::from(rule.approvals))
    .bind(rule.role.as_str())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Who made a token.
pub async fn maker(db: &mut PgConnection, token: TokenId) -> Result<Option<UserId>> {
    let maker: Option<Option<Uuid>> = sqlx::query_scalar("SELECT created_by FROM api_tokens WHERE id = $1")
        .bind(token.0)
        .fetch_optional(db)
        .await?;
    Ok(maker.flatten().map(UserId))
}

/// An approval with the name and the time of whoever gave it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Given {
    pub user_id: Uuid,
    pub hash: String,
    pub label: String,
    pub at: DateTime<Utc>,
}

impl From<&Given> for Approval {
    fn from(given: &Given) -> Self {
        Self {
            by: UserId(given.user_id),
            hash: given.hash.clone(),
        }
    }
}

pub async fn approvals(db: &mut PgConnection, id: RequestId) -> Result<Vec<Given>> {
    Ok(
        sqlx::query_as("SELECT user_id, hash, label, at FROM change_approvals WHERE request_id = $1 ORDER BY at")
            .bind(id.0)
            .fetch_all(db)
            .await?,
    )
}

/// Gives an approval; false when it was given before.
pub async fn approve(
    db: &mut PgConnection,
    request: &ChangeRequest,
    (user, label): (UserId, &str),
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO change_approvals (request_id, user_id, hash, label, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(request.id.0)
    .bind(user.0)
    .bind(&request.hash)
    .bind(label)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
