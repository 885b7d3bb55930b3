use super::queries::{self, TokenRow};
use crate::{Backend, Error, Result, audit::Entry, projects, secrets};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    identity::{Action, Actor, Place, Purpose, Who},
    ids::{EnvironmentId, ProjectId, TokenId},
    secret::Secret,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;
use uuid::Uuid;

/// A token to be made. Empty keys mean: of every project, of every environment.
#[derive(Clone, Debug, Default)]
pub struct NewApiToken {
    pub name: String,
    pub purpose: String,
    pub project: String,
    pub environment: String,
    /// Days until it expires; 0 for never.
    pub days: i64,
}

/// Makes a token. Its text is returned here and never again.
///
/// # Errors
/// [`Error::Invalid`] for a wrong field: a token that evaluates flags or deploys needs its project, one that
/// evaluates flags its environment, too.
pub async fn create(backend: &Backend, actor: &Actor, new: NewApiToken) -> Result<(TokenId, Secret)> {
    backend.allow(actor, Action::ManageTokens, Place::CONSOLE)?;
    let mut errors = FieldErrors::default();
    let name = errors.text("name", &new.name, 1, 80);
    let purpose = Purpose::parse(&new.purpose);
    if purpose.is_none() {
        errors.add("purpose", Problem::Unknown);
    }
    if !(0..=3650).contains(&new.days) {
        errors.add("days", Problem::OutOfRange { min: 0, max: 3650 });
    }
    let needs_project = matches!(
        purpose,
        Some(Purpose::Evaluate | Purpose::Sdk | Purpose::Deploy | Purpose::Automate)
    );
    if needs_project && new.project.is_empty() {
        errors.add("project", Problem::Required);
    }
    if matches!(purpose, Some(Purpose::Evaluate | Purpose::Sdk)) && new.environment.is_empty() {
        errors.add("environment", Problem::Required);
    }
    errors.into_result()?;
    let purpose = purpose.ok_or(Error::NotFound)?;
    let project = match new.project.as_str() {
        "" => None,
        key => Some(
            projects::find(backend, actor, key)
                .await
                .map_err(|_| Error::field("project", Problem::Unknown))?,
        ),
    };
    let environment = match (&project, new.environment.as_str()) {
        (_, "") => None,
        (Some(project), key) => Some(
            projects::environment(backend, project.id, key)
                .await
                .map_err(|_| Error::field("environment", Problem::Unknown))?,
        ),
        (None, _) => return Err(Error::field("project", Problem::Required)),
    };

    let token = secrets::new_token(&format!("ark_{}_", purpose.as_str()));
    let id = TokenId(Uuid::now_v7());
    let prefix: String = token.text.chars().take(purpose.as_str().len() + 10).collect();
    let mut write = backend.write(actor).await?;
    let expires_at = (new.days > 0).then(|| write.now() + TimeDelta::days(new.days));
    let (now, creator) = (write.now(), actor.user_id().map(|id| id.0));
    sqlx::query(
        "INSERT INTO api_tokens (id, token_hash, prefix, name, purpose, project_id, environment_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.0)
    .bind(&token.hash)
    .bind(prefix)
    .bind(&name)
    .bind(purpose.as_str())
    .bind(project.as_ref().map(|project| project.id.0))
    .bind(environment.as_ref().map(|environment| environment.id.0))
    .bind(creator)
    .bind(now)
    .bind(expires_at)
    .execute(write.db())
    .await?;
    write.audit(Entry::new("token.create", "token", id, &name).after(json!({
        "purpose": purpose, "project": new.project, "environment": new.environment, "expires_at": expires_at,
    })));
    write.touch("tokens");
    write.commit().await?;
    Ok((id, Secret::new(token.text)))
}

/// The tokens, live ones first.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::ManageTokens`].
pub async fn list(backend: &Backend, actor: &Actor) -> Result<Vec<TokenRow>> {
    backend.allow(actor, Action::ManageTokens, Place::CONSOLE)?;
    queries::tokens(&backend.pool).await
}

/// One token.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(backend: &Backend, actor: &Actor, id: TokenId) -> Result<TokenRow> {
    backend.allow(actor, Action::ManageTokens, Place::CONSOLE)?;
    queries::token(&backend.pool, id).await?.ok_or(Error::NotFound)
}

/// A token that opens the flags of one environment: its hash, never its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FlagToken {
    /// SHA-256 of the text, in hex.
    pub hash: String,
    pub id: TokenId,
    pub name: String,
    pub purpose: Purpose,
    pub project: ProjectId,
    pub environment: EnvironmentId,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Every live token that opens flags, for whoever must know them while the database is away.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn flag_tokens(backend: &Backend) -> Result<Vec<FlagToken>> {
    let rows = queries::flag_tokens(&backend.pool, backend.clock.now()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(FlagToken {
                hash: hex::encode(&row.token_hash),
                id: TokenId(row.id),
                name: row.name,
                purpose: Purpose::parse(&row.purpose)?,
                project: ProjectId(row.project_id),
                environment: EnvironmentId(row.environment_id),
                expires_at: row.expires_at,
            })
        })
        .collect())
}

/// Makes a token useless at once.
///
/// # Errors
/// [`Error::NotFound`] when it is not there or was revoked.
pub async fn revoke(backend: &Backend, actor: &Actor, id: TokenId) -> Result<()> {
    backend.allow(actor, Action::ManageTokens, Place::CONSOLE)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let name = queries::revoke_token(write.db(), id, now)
        .await?
        .ok_or(Error::NotFound)?;
    write.audit(Entry::new("token.revoke", "token", id, name));
    write.touch("tokens");
    write.commit().await
}

/// Who a bearer token stands for; none when it is unknown, expired or revoked.
///
/// # Errors
/// When the database does not answer.
pub async fn authenticate(backend: &Backend, text: &str, address: Option<IpAddr>) -> Result<Option<Actor>> {
    authenticate_hash(backend, &secrets::hash_token(text), address).await
}

/// The same for a token of which only the stored hash is known.
///
/// # Errors
/// When the database does not answer.
pub async fn authenticate_hash(backend: &Backend, hash: &[u8], address: Option<IpAddr>) -> Result<Option<Actor>> {
    let now = backend.clock.now();
    let Some(token) = queries::live_token(&backend.pool, hash, now).await? else {
        return Ok(None);
    };
    if token.last_used_at.is_none_or(|last| now - last > TimeDelta::minutes(1)) {
        queries::token_used(&backend.pool, token.id, now).await?;
    }
    Ok(Some(Actor {
        who: Who::Token(token.id),
        label: token.name,
        grants: vec![token.grant],
        address,
    }))
}
