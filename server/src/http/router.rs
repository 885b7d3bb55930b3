use super::{
    Assets,
    address::{self, TrustedProxies},
    csrf::{self, OwnOrigin},
    events::{self, Stopping},
    headers::{self, OverHttps},
    health,
    limit::{self, Limits},
    metrics::{self, Exposition},
    observe, palette, reference,
};
use crate::api;
use arkan_app::page::{AppState, Ctx, PageResult};
use arkan_backend::identity::PgSessionStore;
use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use http::StatusCode;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use url::Url;

/// The largest body of a form or an API call, in bytes. Guides are the largest forms.
const MAX_BODY: usize = 1024 * 1024;
/// A request that takes longer is given up; long work is a job.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What the router needs besides the application's state.
pub struct HttpSettings {
    pub public_url: Url,
    pub trusted_proxies: Vec<IpNet>,
    pub limits: Limits,
    pub metrics: PrometheusHandle,
    pub metrics_open: bool,
    pub stop: CancellationToken,
}

/// Everything that answers.
pub fn router(app: AppState, assets: &Assets, settings: HttpSettings) -> Router {
    let https = settings.public_url.scheme() == "https";
    let store = PgSessionStore::new(app.backend.pool.clone(), app.backend.clock.clone());
    let sessions = SessionManagerLayer::new(store)
        .with_name(if https { "__Host-arkan" } else { "arkan" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd);
    let origin = OwnOrigin(settings.public_url.origin().ascii_serialization().into());

    let pages = arkan_app::router()
        .route("/events", get(events::follow))
        .route("/palette", get(palette::search))
        .route("/api", get(reference::show))
        .fallback(nothing_here)
        .layer(sessions)
        .layer(from_fn_with_state(origin, csrf::guard));
    let source = from_fn_with_state(app.clone(), api::mark_source);
    let machines = api::machines()
        .layer(source.clone())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/readyz/flags", get(health::flags))
        .route("/metrics", get(metrics::expose))
        .layer(Extension(Exposition {
            handle: settings.metrics,
            open: settings.metrics_open,
        }));
    let inside = Router::new()
        .merge(machines)
        .merge(pages)
        .with_state(app.clone())
        .layer(CompressionLayer::new())
        .merge(assets.router());
    let browsers = api::browsers()
        .layer(source)
        .with_state(app)
        .layer(CompressionLayer::new());

    let proxies = TrustedProxies(Arc::new(settings.trusted_proxies));
    let streams = api::Streams::new(settings.stop.clone());
    let guarded = |router: Router| {
        router
            .layer(Extension(Stopping(settings.stop.clone())))
            .layer(Extension(streams.clone()))
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
            .layer(from_fn_with_state(settings.limits.clone(), limit::enforce))
            .layer(from_fn_with_state(proxies.clone(), address::resolve))
            .layer(from_fn_with_state(OverHttps(https), headers::secure))
            .layer(CatchPanicLayer::new())
            .layer(from_fn(api::speak))
    };
    guarded(inside)
        .merge(guarded(browsers).layer(api::any_origin()))
        .layer(from_fn(observe::observe))
}

async fn nothing_here(ctx: Ctx) -> PageResult {
    Err(ctx.not_found())
}
