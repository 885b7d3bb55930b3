use super::{
    caller::{Frontend, ServerSdk},
    error::Refused,
};
use arkan_app::page::AppState;
use arkan_backend::flags::{Caller, Counted};
use arkan_domain::ids::EnvironmentId;
use axum::{body::Bytes, extract::State};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

/// `POST /api/client/register`: an SDK says that it is there.
pub async fn register(State(app): State<AppState>, sdk: ServerSdk, headers: HeaderMap, body: Bytes) -> StatusCode {
    greet(&app, sdk.0.environment, &headers, &body);
    StatusCode::ACCEPTED
}

/// `POST /api/frontend/client/register`
pub async fn register_frontend(
    State(app): State<AppState>,
    frontend: Frontend,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    greet(&app, frontend.0.environment, &headers, &body);
    StatusCode::OK
}

/// `POST /api/client/metrics`: what a server SDK counted since the last time.
pub async fn server(
    State(app): State<AppState>,
    sdk: ServerSdk,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    record(&app, sdk.0.environment, &headers, &body)?;
    Ok(StatusCode::ACCEPTED)
}

/// `POST /api/frontend/client/metrics`: what a frontend counted.
pub async fn frontend(
    State(app): State<AppState>,
    frontend: Frontend,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    record(&app, frontend.0.environment, &headers, &body)?;
    Ok(StatusCode::OK)
}

/// Who reports. Older SDKs say it in the body only, newer ones in headers, too.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Who {
    app_name: Value,
    sdk_version: Value,
}

impl Who {
    fn caller(&self, headers: &HeaderMap) -> Caller {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let app = header("unleash-appname").or(self.app_name.as_str());
        let sdk = header("unleash-sdk").or(self.sdk_version.as_str());
        Caller::unleash(app.unwrap_or_default(), sdk.unwrap_or_default())
    }
}

/// Notes who is there. Nothing in it can be wrong: an SDK that is refused here would go on without saying so.
fn greet(app: &AppState, environment: EnvironmentId, headers: &HeaderMap, body: &[u8]) {
    let who: Who = serde_json::from_slice(body).unwrap_or_default();
    app.backend.flags.register(environment, who.caller(headers));
}

/// The part of a report that is counted. Times are left alone: SDKs write them each in its own way (Python in
/// nanoseconds), and a count belongs to the hour in which it arrives.
#[derive(Deserialize)]
struct Report {
    #[serde(flatten)]
    who: Who,
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
fn record(app: &AppState, environment: EnvironmentId, headers: &HeaderMap, body: &[u8]) -> Result<(), Refused> {
    let report: Report = serde_json::from_slice(body).map_err(|error| {
        let form = "{\"bucket\": {\"toggles\": {\"flag\": {\"yes\": 1, \"no\": 0}}}}";
        Refused::BadData(format!("the body must be {form}: {error}"))
    })?;
    let caller = report.who.caller(headers);
    let toggles = report.bucket.map(|bucket| bucket.toggles).unwrap_or_default();
    let counts = toggles.iter().map(|(key, counted)| Counted {
        key,
        yes: count(counted.get("yes")),
        no: count(counted.get("no")),
        variants: variants(counted.get("variants")),
    });
    app.backend.flags.record(environment, caller, counts);
    Ok(())
}

fn count(value: Option<&Value>) -> u64 {
    value.and_then(Value::as_u64).unwrap_or(0).min(MOST)
}

/// The variants of a flag with their counts. `disabled` is how SDKs call having none.
fn variants(value: Option<&Value>) -> Vec<(&str, u64)> {
    let variants = value.and_then(Value::as_object).into_iter().flatten();
    variants
        .map(|(name, counted)| (name.as_str(), count(Some(counted))))
        .collect()
}
