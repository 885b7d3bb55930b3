use super::{
    caller::{Frontend, ServerSdk},
    error::Refused,
};
use arkan_app::page::AppState;
use arkan_domain::ids::EnvironmentId;
use axum::{body::Bytes, extract::State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// `POST /api/client/register`: an SDK says that it is there.
pub async fn register(_: ServerSdk) -> StatusCode {
    StatusCode::ACCEPTED
}

/// `POST /api/frontend/client/register`
pub async fn register_frontend(_: Frontend) -> StatusCode {
    StatusCode::OK
}

/// `POST /api/client/metrics`: what a server SDK counted since the last time.
pub async fn server(State(app): State<AppState>, sdk: ServerSdk, body: Bytes) -> Result<StatusCode, Refused> {
    record(&app, sdk.0.environment, &body)?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /api/frontend/client/metrics`: what a frontend counted.
pub async fn frontend(State(app): State<AppState>, frontend: Frontend, body: Bytes) -> Result<StatusCode, Refused> {
    record(&app, frontend.0.environment, &body)?;
    Ok(StatusCode::OK)
}

/// The part of a report that is counted. Times are left alone: SDKs write them each in its own way (Python in
/// nanoseconds), and a count belongs to the hour in which it arrives.
#[derive(Deserialize)]
struct Report {
    bucket: Option<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    #[serde(default)]
    toggles: HashMap<String, Value>,
}

/// The most that one report can add to a flag: no report can bring an hour's sum to its limit.
const MOST: u64 = u32::MAX as u64;

/// Reads the report and adds it. One count that cannot be read costs none of the others, since an SDK that is told 400
/// sends no metrics any more.
fn record(app: &AppState, environment: EnvironmentId, body: &[u8]) -> Result<(), Refused> {
    let report: Report = serde_json::from_slice(body).map_err(|error| {
        let form = "{\"bucket\": {\"toggles\": {\"flag\": {\"yes\": 1, \"no\": 0}}}}";
        Refused::BadData(format!("the body must be {form}: {error}"))
    })?;
    let toggles = report.bucket.map(|bucket| bucket.toggles).unwrap_or_default();
    let count = |counted: &Value, name: &str| counted.get(name).and_then(Value::as_u64).unwrap_or(0).min(MOST);
    let counts = toggles
        .iter()
        .map(|(key, counted)| (key.as_str(), count(counted, "yes"), count(counted, "no")));
    app.backend.flags.record(environment, counts);
    Ok(())
}
