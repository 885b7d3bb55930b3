use crate::api::Bearer;
use arkan_app::page::AppState;
use arkan_domain::identity::{Action, Place};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// Whether `/metrics` asks for a token, and what it shows.
#[derive(Clone)]
pub struct Exposition {
    pub handle: PrometheusHandle,
    pub open: bool,
}

/// Collects the metrics of this process.
///
/// # Errors
/// When a collector is installed already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])?
        .install_recorder()
}

/// Says what each metric means: `promtool check metrics` asks for a help text of each.
pub fn describe() {
    use ::metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "arkan_http_requests_total",
        "Requests answered, by method, route and status."
    );
    describe_histogram!("arkan_http_request_seconds", "Time to answer a request, in seconds.");
    describe_counter!("arkan_http_limited_total", "Requests refused by a rate limit.");
    describe_counter!(
        "arkan_checks_total",
        "Checks asked, by kind and whether the answer was good."
    );
    describe_counter!("arkan_jobs_total", "Jobs that ended, by result.");
    describe_gauge!("arkan_flag_streams", "Open streams of flag changes, by protocol.");
    describe_counter!("arkan_sign_in_failures_total", "Sign-ins refused.");
    describe_gauge!("arkan_database_connections", "Open connections to the database.");
    describe_gauge!("arkan_database_connections_idle", "Open connections that nobody uses.");
    describe_gauge!("arkan_build_info", "Always 1; the labels tell the build.");
    ::metrics::gauge!("arkan_build_info", "version" => env!("CARGO_PKG_VERSION"), "commit" => env!("ARKAN_COMMIT"))
        .set(1.0);
}

/// Prometheus text exposition 0.0.4.
pub async fn expose(
    State(app): State<AppState>,
    axum::Extension(exposition): axum::Extension<Exposition>,
    bearer: Option<Bearer>,
) -> Response {
    match bearer {
        _ if exposition.open => {}
        None => return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response(),
        Some(bearer) if bearer.0.can(Action::ScrapeMetrics, Place::CONSOLE) => {}
        Some(_) => return StatusCode::FORBIDDEN.into_response(),
    }
    let pool = &app.backend.pool;
    ::metrics::gauge!("arkan_database_connections").set(f64::from(pool.size()));
    ::metrics::gauge!("arkan_database_connections_idle").set(f64::from(u32::try_from(pool.num_idle()).unwrap_or(0)));
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (content_type, exposition.handle.render()).into_response()
}
