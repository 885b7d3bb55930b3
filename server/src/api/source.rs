use arkan_app::page::AppState;
use arkan_backend::flags::Source;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue};

/// Says what flags are answered from while it is not the database: `snapshot; age=123`, in seconds.
pub const SOURCE: HeaderName = HeaderName::from_static("arkan-flags");

/// Marks answers that the database did not confirm, so that whoever operates an application can see it there.
pub async fn mark(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(value) = told(&app) {
        response.headers_mut().insert(SOURCE, value);
    }
    response
}

fn told(app: &AppState) -> Option<HeaderValue> {
    let source: Source = app.backend.flags.source();
    let age = (app.backend.clock.now() - source.as_of()?).num_seconds().max(0);
    HeaderValue::from_str(&format!("{}; age={age}", source.name())).ok()
}
