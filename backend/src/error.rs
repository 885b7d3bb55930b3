//! What can go wrong in a service, as the caller needs to tell it apart.

use arkan_domain::{
    alerts::AlertError, backups::BackupError, deployments::DeploymentError, fields::FieldErrors, fields::Problem,
    flags::FlagError, freezes::FreezeError, guides::GuideError, identity::IdentityError,
};

/// The result of a service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("some fields are wrong")]
    Invalid(FieldErrors),
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden,
    /// Changes need approval there: the change was asked for instead of made; the page of the request.
    #[error("the change waits for approval")]
    Requested { path: String },
    /// Someone else saved a newer version first.
    #[error("changed by someone else meanwhile")]
    Stale,
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error(transparent)]
    Flags(#[from] FlagError),
    #[error(transparent)]
    Freezes(#[from] FreezeError),
    #[error(transparent)]
    Deployments(#[from] DeploymentError),
    #[error(transparent)]
    Backups(#[from] BackupError),
    #[error(transparent)]
    Alerts(#[from] AlertError),
    #[error(transparent)]
    Guides(#[from] GuideError),
    /// The database does not answer; the same request may work later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Something that should not have happened: logged and sent to Sentry, never shown.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// One field with one problem.
    #[must_use]
    pub fn field(field: &str, problem: Problem) -> Self {
        Self::Invalid(FieldErrors::one(field, problem))
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let Some(constraint) = error.as_database_error().and_then(|database| database.constraint())
            && let Some((field, problem)) = field_of(constraint)
        {
            return Self::field(field, problem);
        }
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            // 22021, 22P05: a text with a NUL character, which Postgres keeps nowhere.
            sqlx::Error::Database(database)
                if database.code().is_some_and(|code| code == "22021" || code == "22P05") =>
            {
                Self::field("text", Problem::HiddenCharacters)
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
                Self::Unavailable(error)
            }
            // 57P*: shutting down or starting up; 08*: connection trouble; 53*: out of connections, disk or memory.
            sqlx::Error::Database(database)
                if database.code().is_some_and(|code| {
                    code.starts_with("57P") || code.starts_with("08") || code.starts_with("53")
                }) =>
            {
                Self::Unavailable(error)
            }
            _ => Self::internal(error),
        }
    }
}

/// The form field that a database constraint speaks of.
fn field_of(constraint: &str) -> Option<(&'static str, Problem)> {
    Some(match constraint {
        "projects_key_unique"
        | "environments_key_unique"
        | "flags_key_unique"
        | "stages_key_unique"
        | "segments_key_unique" => ("key", Problem::Taken),
        "users_email_unique" => ("email", Problem::Taken),
        "releases_version_unique" => ("version", Problem::Taken),
        "guides_slug_unique" => ("slug", Problem::Taken),
        "checks_name_unique" | "channels_name_unique" => ("name", Problem::Taken),
        "glossary_terms_word_unique" => ("word", Problem::Taken),
        _ => return None,
    })
}
