use super::{caller::ServerSdk, error::Refused};
use crate::api::{
    environment::Denied,
    stream::{Closed, Listener, Streams, follow},
};
use arkan_app::page::AppState;
use arkan_backend::flags::Engine;
use arkan_domain::identity::Action;
use axum::{
    Extension,
    extract::State,
    response::{Response, sse::Event},
};

/// `GET /api/client/streaming`: every rule at first, then what changes. An SDK that comes again is given every rule anew:
/// which ones it knows is soon forgotten here.
pub async fn streaming(
    State(app): State<AppState>,
    Extension(streams): Extension<Streams>,
    sdk: ServerSdk,
) -> Result<Response, Refused> {
    let listener = Listener {
        holder: sdk.0,
        action: Action::ReadFlagRules,
        protocol: "unleash",
        known: None,
        message: changes,
    };
    follow(app, &streams, listener).map_err(|closed| match closed {
        Closed::TooMany => Refused::TooMany,
        Closed::Unavailable => Refused::Denied(Denied::Unavailable),
    })
}

fn changes(known: Option<&str>, engine: &Engine) -> Event {
    match known {
        None => Event::default().event("unleash-connected").data(engine.feed().all()),
        Some(known) => Event::default()
            .event("unleash-updated")
            .data(engine.feed().since(known)),
    }
}
