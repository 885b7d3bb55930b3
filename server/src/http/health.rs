use arkan_app::page::AppState;
use arkan_backend::{db, jobs};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde_json::json;
use std::time::Duration;

/// A probe waits at most this long for the database.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The process can do its work: database, migrations, jobs.
pub async fn readyz(State(app): State<AppState>) -> Response {
    let checks = async {
        let pool = &app.backend.pool;
        let database = sqlx::query("SELECT 1").execute(pool).await.is_ok();
        let migrations = database && matches!(db::pending(pool).await, Ok(0));
        let jobs = database && matches!(jobs::stuck(pool, app.backend.clock.now()).await, Ok(0));
        (database, migrations, jobs)
    };
    let (database, migrations, jobs) = tokio::time::timeout(PATIENCE, checks).await.unwrap_or_default();
    let ready = database && migrations && jobs;
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({ "ready": ready, "database": database, "migrations": migrations, "jobs": jobs });
    (status, Json(body)).into_response()
}
