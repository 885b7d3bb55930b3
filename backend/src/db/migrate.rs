use sqlx::{
    PgPool,
    migrate::{Migrate, Migrator},
};

/// The migrations that this binary carries.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(
        "the database was migrated to version {0} by a newer Arkan: start that version, or restore a backup from before"
    )]
    Ahead(i64),
    #[error("migration {0} differs from the one that was applied: this binary does not belong to this database")]
    Changed(i64),
    #[error("a migration failed and was rolled back: {0}")]
    Failed(sqlx::migrate::MigrateError),
}

/// Brings the schema up to date under an advisory lock: replicas that start together wait for each other.
///
/// # Errors
/// When the database is ahead of the binary, or a migration fails; nothing is half done.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    use sqlx::migrate::MigrateError as E;
    MIGRATOR.run(pool).await.map_err(|error| match error {
        E::VersionMissing(version) | E::VersionTooNew(version, _) => MigrateError::Ahead(version),
        E::VersionMismatch(version) => MigrateError::Changed(version),
        other => MigrateError::Failed(other),
    })
}

/// How many migrations of this binary the database has not had yet.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(pool: &PgPool) -> Result<usize, sqlx::migrate::MigrateError> {
    let mut connection = pool.acquire().await.map_err(sqlx::migrate::MigrateError::Execute)?;
    let applied = connection.list_applied_migrations("_sqlx_migrations").await?;
    Ok(MIGRATOR
        .iter()
        .filter(|migration| applied.iter().all(|done| done.version != migration.version))
        .count())
}
