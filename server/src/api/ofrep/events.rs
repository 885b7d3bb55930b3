use super::{
    caller::{Follower, TOKEN},
    error::Refused,
};
use crate::api::{
    environment::Holder,
    stream::{Closed, Listener, Streams, follow},
};
use arkan_app::page::AppState;
use arkan_backend::{flags::Engine, identity::StreamToken};
use arkan_domain::identity::Action;
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use serde::Serialize;
use serde_json::json;

pub const PATH: &str = "/ofrep/v1/events";
/// A page that nobody looks at for so long closes its stream, and asks anew when somebody does. Seconds.
const INACTIVITY: u32 = 120;

/// Where changes are told, as a bulk answer says it: relative to wherever the application reaches the console.
#[derive(Clone, Serialize)]
pub struct EventStream {
    r#type: &'static str,
    endpoint: Endpoint,
    #[serde(rename = "inactivityDelaySec")]
    inactivity: u32,
}

#[derive(Clone, Serialize)]
struct Endpoint {
    #[serde(rename = "requestUri")]
    request_uri: String,
}

impl EventStream {
    #[must_use]
    pub fn of(holder: &Holder, now: DateTime<Utc>) -> Self {
        let token = StreamToken::text(holder.token, &holder.hash, now);
        Self {
            r#type: "sse",
            endpoint: Endpoint {
                request_uri: format!("{PATH}?{TOKEN}={token}"),
            },
            inactivity: INACTIVITY,
        }
    }

    #[must_use]
    pub fn address(&self) -> &str {
        &self.endpoint.request_uri
    }
}

/// `GET /ofrep/v1/events`: tells when to ask again. Who comes for the first time is told at once, since something may
/// have changed since it asked; who comes again says by `Last-Event-ID` what it knows.
pub async fn events(
    State(app): State<AppState>,
    Extension(streams): Extension<Streams>,
    follower: Follower,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let known = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let listener = Listener {
        holder: follower.0,
        action: Action::EvaluateFlags,
        protocol: "ofrep",
        known: known.map(str::to_owned),
        message: refetch,
    };
    follow(app, &streams, listener).map_err(|closed| match closed {
        Closed::TooMany => Refused::TooMany,
        Closed::Unavailable => Refused::Unavailable,
    })
}

fn refetch(_: Option<&str>, engine: &Engine) -> Event {
    let told = json!({
        "type": "refetchEvaluation",
        "etag": engine.published(false).etag,
        "lastModified": engine.since.timestamp(),
    });
    Event::default().data(told.to_string())
}
