use arkan_app::page::AppState;
use arkan_backend::{db, jobs};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

/// A probe waits at most this long for the database.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process answers. What it answers flags from is told, and is no reason to restart it.
pub async fn healthz(State(app): State<AppState>) -> String {
    let flags = &app.backend.flags;
    match flags.source().as_of() {
        None => "ok\n".to_owned(),
        Some(at) => format!(
            "ok, without the database: flags are answered from {} as of {}\n",
            flags.source().name(),
            at.to_rfc3339()
        ),
    }
}

/// The process can answer flags, which needs no database: for what balances the load of SDKs.
pub async fn flags(State(app): State<AppState>) -> Response {
    let ready = app.backend.flags.is_loaded();
    let body = json!({ "ready": ready, "flags": source(&app) });
    (status(ready), Json(body)).into_response()
}

/// What flags are answered from, and how many seconds old it is.
fn source(app: &AppState) -> Value {
    let (source, now) = (app.backend.flags.source(), app.backend.clock.now());
    let age = source.as_of().map_or(0, |at| (now - at).num_seconds().max(0));
    json!({ "source": source.name(), "age": age })
}

fn status(ready: bool) -> StatusCode {
    if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
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
    let flags = source(&app);
    let body = json!({ "ready": ready, "database": database, "migrations": migrations, "jobs": jobs, "flags": flags });
    (status(ready), Json(body)).into_response()
}
