use super::invitations::Invitation;
use crate::Result;
use arkan_domain::{
    identity::{Grant, Purpose, Role},
    ids::{EnvironmentId, InvitationId, ProjectId, TokenId, UserId},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A person who may sign in.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    #[serde(skip)]
    pub password_hash: String,
    pub language: String,
    pub theme: String,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
    pub version: i32,
}

impl User {
    #[must_use]
    pub const fn user_id(&self) -> UserId {
        UserId(self.id)
    }
}

/// A user in the list of users, with the role everywhere.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct UserRow {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: Option<String>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A browser that is signed in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SessionRow {
    pub id: Uuid,
    pub address: Option<ipnet::IpNet>,
    pub user_agent: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub current: bool,
}

/// An API token as the list shows it: never its text.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct TokenRow {
    pub id: Uuid,
    pub prefix: String,
    pub name: String,
    pub purpose: String,
    pub project_id: Option<Uuid>,
    pub project_key: Option<String>,
    pub environment_id: Option<Uuid>,
    pub environment_key: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

pub(super) async fn user(pool: &PgPool, id: UserId) -> Result<Option<User>> {
    Ok(sqlx::query_as("SELECT * FROM users WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

pub(super) async fn user_by_email(pool: &PgPool, email: &str) -> Result<Option<User>> {
    Ok(sqlx::query_as("SELECT * FROM users WHERE lower(email) = lower($1)")
        .bind(email)
        .fetch_optional(pool)
        .await?)
}

pub(super) async fn count_users(pool: &PgPool) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM users").fetch_one(pool).await?)
}

pub(super) async fn users(pool: &PgPool) -> Result<Vec<UserRow>> {
    Ok(sqlx::query_as(
        "SELECT users.id, email, name, role, disabled_at, created_at, last_seen_at FROM users
         LEFT JOIN memberships ON user_id = users.id AND project_id IS NULL
         ORDER BY disabled_at IS NOT NULL, lower(name) LIMIT 1000",
    )
    .fetch_all(pool)
    .await?)
}

pub(super) async fn user_row(pool: &PgPool, id: UserId) -> Result<Option<UserRow>> {
    Ok(sqlx::query_as(
        "SELECT users.id, email, name, role, disabled_at, created_at, last_seen_at FROM users
         LEFT JOIN memberships ON user_id = users.id AND project_id IS NULL WHERE users.id = $1",
    )
    .bind(id.0)
    .fetch_optional(pool)
    .await?)
}

pub(super) async fn set_name(db: &mut PgConnection, user: UserId, name: &str) -> Result<()> {
    sqlx::query("UPDATE users SET name = $2, version = version + 1 WHERE id = $1")
        .bind(user.0)
        .bind(name)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn open_invitations(pool: &PgPool, now: DateTime<Utc>) -> Result<Vec<Invitation>> {
    Ok(sqlx::query_as(
        "SELECT id, kind, email, role, expires_at FROM invitations
         WHERE kind = 'invite' AND used_at IS NULL AND expires_at > $1 ORDER BY created_at DESC LIMIT 200",
    )
    .bind(now)
    .fetch_all(pool)
    .await?)
}

/// Marks an open invitation as used; the address it was made for.
pub(super) async fn spend_invitation(
    db: &mut PgConnection,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "UPDATE invitations SET used_at = $2
         WHERE id = $1 AND kind = 'invite' AND used_at IS NULL AND expires_at > $2 RETURNING coalesce(email, '')",
    )
    .bind(id.0)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

pub(super) async fn grants(pool: &PgPool, user: UserId) -> Result<Vec<Grant>> {
    let rows: Vec<(String, Option<Uuid>)> =
        sqlx::query_as("SELECT role, project_id FROM memberships WHERE user_id = $1")
            .bind(user.0)
            .fetch_all(pool)
            .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(role, project)| {
            Some(Grant::Role {
                role: Role::parse(&role)?,
                project: project.map(ProjectId),
            })
        })
        .collect())
}

pub(super) async fn insert_user(db: &mut PgConnection, user: &User) -> Result<()> {
    sqlx::query(
        "INSERT INTO users (id, email, name, password_hash, language, theme, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(user.id)
    .bind(&user.email)
    .bind(&user.name)
    .bind(&user.password_hash)
    .bind(&user.language)
    .bind(&user.theme)
    .bind(user.created_at)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_role(db: &mut PgConnection, user: UserId, role: Role) -> Result<()> {
    sqlx::query(
        "INSERT INTO memberships (user_id, project_id, role) VALUES ($1, NULL, $2)
         ON CONFLICT ON CONSTRAINT memberships_unique DO UPDATE SET role = excluded.role",
    )
    .bind(user.0)
    .bind(role.as_str())
    .execute(db)
    .await?;
    Ok(())
}

/// Active administrators of everything, their rows locked: two of them cannot remove each other at once.
pub(super) async fn lock_administrators(db: &mut PgConnection) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar(
        "SELECT users.id FROM users JOIN memberships ON user_id = users.id AND project_id IS NULL AND role = 'admin'
         WHERE disabled_at IS NULL ORDER BY users.id FOR UPDATE OF users",
    )
    .fetch_all(db)
    .await?)
}

pub(super) async fn set_disabled(db: &mut PgConnection, user: UserId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query("UPDATE users SET disabled_at = $2, version = version + 1 WHERE id = $1")
        .bind(user.0)
        .bind(at)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_password(db: &mut PgConnection, user: UserId, hash: &str) -> Result<()> {
    sqlx::query("UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1")
        .bind(user.0)
        .bind(hash)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn set_preferences(
    pool: &PgPool,
    user: UserId,
    language: Option<&str>,
    theme: Option<&str>,
) -> Result<()> {
    sqlx::query("UPDATE users SET language = coalesce($2, language), theme = coalesce($3, theme) WHERE id = $1")
        .bind(user.0)
        .bind(language)
        .bind(theme)
        .execute(pool)
        .await?;
    Ok(())
}

/// Notes that the user is here, at most once a minute.
pub(super) async fn seen(pool: &PgPool, user: UserId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE users SET last_seen_at = $2
         WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < $2 - interval '1 minute')",
    )
    .bind(user.0)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(())
}

/// A stored token with what it grants.
pub(super) struct StoredToken {
    pub id: TokenId,
    pub name: String,
    pub grant: Grant,
    pub last_used_at: Option<DateTime<Utc>>,
}

pub(super) async fn live_token(pool: &PgPool, hash: &[u8], now: DateTime<Utc>) -> Result<Option<StoredToken>> {
    type Row = (Uuid, String, String, Option<Uuid>, Option<Uuid>, Option<DateTime<Utc>>);
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, name, purpose, project_id, environment_id, last_used_at FROM api_tokens
         WHERE token_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
    )
    .bind(hash)
    .bind(now)
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|(id, name, purpose, project, environment, last_used_at)| {
        let grant = Grant::Token {
            purpose: Purpose::parse(&purpose)?,
            project: project.map(ProjectId),
            environment: environment.map(EnvironmentId),
        };
        Some(StoredToken {
            id: TokenId(id),
            name,
            grant,
            last_used_at,
        })
    }))
}

pub(super) async fn token_hash(pool: &PgPool, id: TokenId) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar("SELECT token_hash FROM api_tokens WHERE id = $1")
        .bind(id.0)
        .fetch_optional(pool)
        .await?)
}

/// Every live token that opens the flags of one environment.
pub(super) async fn flag_tokens(pool: &PgPool, now: DateTime<Utc>) -> Result<Vec<FlagToken>> {
    Ok(sqlx::query_as(
        "SELECT token_hash, id, name, purpose, project_id, environment_id, expires_at FROM api_tokens
         WHERE purpose IN ('evaluate', 'sdk') AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)
             AND project_id IS NOT NULL AND environment_id IS NOT NULL
         ORDER BY id",
    )
    .bind(now)
    .fetch_all(pool)
    .await?)
}

/// A token of [`flag_tokens`].
#[derive(sqlx::FromRow)]
pub(super) struct FlagToken {
    pub token_hash: Vec<u8>,
    pub id: Uuid,
    pub name: String,
    pub purpose: String,
    pub project_id: Uuid,
    pub environment_id: Uuid,
    pub expires_at: Option<DateTime<Utc>>,
}

pub(super) async fn token_used(pool: &PgPool, id: TokenId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query("UPDATE api_tokens SET last_used_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn tokens(pool: &PgPool) -> Result<Vec<TokenRow>> {
    Ok(sqlx::query_as(
        "SELECT api_tokens.id, prefix, api_tokens.name, purpose, api_tokens.project_id, projects.key AS project_key,
             environment_id, environments.key AS environment_key, api_tokens.created_at, expires_at, revoked_at, last_used_at
         FROM api_tokens
         LEFT JOIN projects ON projects.id = api_tokens.project_id
         LEFT JOIN environments ON environments.id = environment_id
         ORDER BY revoked_at IS NOT NULL, api_tokens.created_at DESC LIMIT 500",
    )
    .fetch_all(pool)
    .await?)
}

pub(super) async fn token(pool: &PgPool, id: TokenId) -> Result<Option<TokenRow>> {
    Ok(sqlx::query_as(
        "SELECT api_tokens.id, prefix, api_tokens.name, purpose, api_tokens.project_id, projects.key AS project_key,
             environment_id, environments.key AS environment_key, api_tokens.created_at, expires_at, revoked_at, last_used_at
         FROM api_tokens
         LEFT JOIN projects ON projects.id = api_tokens.project_id
         LEFT JOIN environments ON environments.id = environment_id
         WHERE api_tokens.id = $1",
    )
    .bind(id.0)
    .fetch_optional(pool)
    .await?)
}

pub(super) async fn revoke_token(db: &mut PgConnection, id: TokenId, now: DateTime<Utc>) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar("UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING name")
            .bind(id.0)
            .bind(now)
            .fetch_optional(db)
            .await?,
    )
}
