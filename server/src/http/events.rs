//! Server-sent events (WHATWG HTML, 9.2): which topic changed. The page asks for itself again.

use arkan_app::page::Ctx;
use arkan_backend::events::ALL_TOPICS;
use arkan_domain::identity::Action;
use axum::{
    Extension,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt as _};
use http::StatusCode;
use std::{convert::Infallible, time::Duration};
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};
use tokio_util::sync::CancellationToken;

/// A stream ends after this time and the browser opens another, so that a session that ended is noticed.
const LIFETIME: Duration = Duration::from_mins(5);

/// Ends the open streams at shutdown.
#[derive(Clone)]
pub struct Stopping(pub CancellationToken);

/// `GET /events`: one `change` event a topic.
pub async fn follow(ctx: Ctx, Extension(Stopping(stop)): Extension<Stopping>) -> Response {
    if !ctx.actor.can_somewhere(Action::View) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let receiver = ctx.backend().events.subscribe();
    let end = async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LIFETIME) => {}
        }
    };
    let stream = changes(BroadcastStream::new(receiver)).take_until(Box::pin(end));
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

fn changes(topics: BroadcastStream<std::sync::Arc<str>>) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    topics.map(|topic| {
        let topic = match &topic {
            Ok(topic) => topic,
            Err(BroadcastStreamRecvError::Lagged(_)) => ALL_TOPICS,
        };
        Ok(Event::default()
            .event("change")
            .data(serde_json::json!({ "topic": topic }).to_string()))
    })
}
