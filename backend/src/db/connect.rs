use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

/// The oldest PostgreSQL that the schema runs on.
pub const MIN_SERVER_MAJOR: i32 = 15;

/// Why the database cannot be used, and what would help.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the database refused the user name or password: check DATABASE_URL ({detail})")]
    Credentials { detail: String },
    #[error("the database named in DATABASE_URL does not exist: create it with `createdb` ({detail})")]
    NoDatabase { detail: String },
    #[error("PostgreSQL {found} is too old: Arkan needs {MIN_SERVER_MAJOR} or newer")]
    TooOld { found: String },
    #[error("cannot reach the database: is it running, and is DATABASE_URL right? ({0})")]
    Unreachable(sqlx::Error),
}

/// Opens a pool and checks that the server is new enough.
///
/// # Errors
/// The reason in the administrator's words.
pub async fn connect(options: PgConnectOptions, max_connections: u32) -> Result<PgPool, ConnectError> {
    let pool = settings(max_connections)
        .connect_with(named(options))
        .await
        .map_err(explain)?;
    check(&pool).await?;
    Ok(pool)
}

/// A pool that connects when it is first asked: for a console that starts while its database is away.
#[must_use]
pub fn connect_later(options: PgConnectOptions, max_connections: u32) -> PgPool {
    settings(max_connections).connect_lazy_with(named(options))
}

fn settings(max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(5))
}

fn named(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("arkan").options([
        ("statement_timeout", "60s"),
        ("idle_in_transaction_session_timeout", "60s"),
        ("TimeZone", "UTC"),
    ])
}

/// Checks that the server answers and is new enough.
///
/// # Errors
/// The reason in the administrator's words.
pub async fn check(pool: &PgPool) -> Result<(), ConnectError> {
    let (number, text): (i32, String) =
        sqlx::query_as("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
            .fetch_one(pool)
            .await
            .map_err(explain)?;
    if number / 10_000 < MIN_SERVER_MAJOR {
        return Err(ConnectError::TooOld { found: text });
    }
    Ok(())
}

fn explain(error: sqlx::Error) -> ConnectError {
    let Some(database) = error.as_database_error() else {
        return ConnectError::Unreachable(error);
    };
    let detail = database.message().to_owned();
    match database.code().as_deref() {
        Some("28P01" | "28000") => ConnectError::Credentials { detail },
        Some("3D000") => ConnectError::NoDatabase { detail },
        _ => ConnectError::Unreachable(error),
    }
}
