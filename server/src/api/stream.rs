//! Streams of flag changes (server-sent events, WHATWG HTML 9.2), for every protocol that has one.

use super::environment::{Holder, still};
use arkan_app::page::AppState;
use arkan_backend::flags::Engine;
use arkan_domain::{identity::Action, ids::TokenId};
use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::stream;
use http::{HeaderName, HeaderValue};
use rand::RngExt as _;
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, Interval, interval_at},
};
use tokio_util::sync::CancellationToken;

/// The most streams of one token at one replica. Each costs a connection; who has more polls.
const PER_TOKEN: usize = 1_000;
/// Proxies close what is silent for long; Unleash's SDK after a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How often a stream's token is asked about again, besides at once when tokens change: a token may just expire.
const RECHECK: Duration = Duration::from_secs(30);

/// The open streams of this replica.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

struct Inner {
    /// Ends them all.
    stop: CancellationToken,
    per_token: usize,
    open: Mutex<HashMap<TokenId, usize>>,
    /// One asks about its token at a time: the others of the same token then find the answer in memory.
    asking: tokio::sync::Mutex<()>,
}

impl Streams {
    #[must_use]
    pub fn new(stop: CancellationToken) -> Self {
        Self::bounded(stop, PER_TOKEN)
    }

    #[must_use]
    pub fn bounded(stop: CancellationToken, per_token: usize) -> Self {
        Self(Arc::new(Inner {
            stop,
            per_token,
            open: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }))
    }

    /// A place for one more stream of a token.
    fn seat(&self, token: TokenId, protocol: &'static str) -> Option<Seat> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(token).or_default();
        if *count >= self.0.per_token {
            return None;
        }
        *count += 1;
        ::metrics::gauge!("arkan_flag_streams", "protocol" => protocol).increment(1);
        Some(Seat {
            streams: self.clone(),
            token,
            protocol,
        })
    }
}

/// Held while a stream is open.
struct Seat {
    streams: Streams,
    token: TokenId,
    protocol: &'static str,
}

impl Drop for Seat {
    fn drop(&mut self) {
        ::metrics::gauge!("arkan_flag_streams", "protocol" => self.protocol).decrement(1);
        let mut open = self.streams.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.token) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.token);
            }
        }
    }
}

/// Why a stream does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The token has as many as it may have.
    TooMany,
    /// The flags are not loaded yet.
    Unavailable,
}

/// Who listens to what.
pub struct Listener {
    pub holder: Holder,
    /// What the token must be allowed to do as long as it listens.
    pub action: Action,
    pub protocol: &'static str,
    /// The name of the rules that the listener knows already.
    pub known: Option<String>,
    /// What is told at a change: the name of the rules known before, if any, and the engine that holds now.
    pub message: fn(Option<&str>, &Engine) -> Event,
}

/// The changes of an environment's flags, until the console stops, the token does not hold any more, or the environment
/// is gone. What changes while the listener is slow is told as one change.
///
/// # Errors
/// Why it does not begin.
pub fn follow(app: AppState, streams: &Streams, listener: Listener) -> Result<Response, Closed> {
    let flags = &app.backend.flags;
    let revisions = flags
        .revisions(listener.holder.environment)
        .ok_or(Closed::Unavailable)?;
    let doubts = flags.doubts();
    let token = listener.holder.token;
    let seat = streams.seat(token, listener.protocol).ok_or(Closed::TooMany)?;
    let follower = Follower {
        app,
        listener,
        revisions,
        doubts,
        recheck: interval_at(Instant::now() + RECHECK, RECHECK),
        greeted: false,
        seat,
    };
    let events = stream::unfold(follower, Follower::next);
    let mut response = Sse::new(events)
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
        .into_response();
    // nginx would hold back small answers.
    let buffering = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(buffering, HeaderValue::from_static("no"));
    Ok(response)
}

struct Follower {
    app: AppState,
    listener: Listener,
    revisions: watch::Receiver<i64>,
    doubts: watch::Receiver<()>,
    recheck: Interval,
    greeted: bool,
    seat: Seat,
}

impl Follower {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        let streams = self.seat.streams.clone();
        loop {
            // Seen first and read second: what changes in between is seen again.
            self.revisions.mark_unchanged();
            match self.news() {
                News::Told(event) => return Some((Ok(*event), self)),
                News::None => {}
                News::Gone => return None,
            }
            tokio::select! {
                () = streams.0.stop.cancelled() => return None,
                changed = self.revisions.changed() => changed.ok()?,
                doubted = self.doubts.changed() => {
                    doubted.ok()?;
                    self.may_listen().await.then_some(())?;
                }
                _ = self.recheck.tick() => self.may_listen().await.then_some(())?,
            }
        }
    }

    fn news(&mut self) -> News {
        let Some(engine) = self.app.backend.flags.engine(self.listener.holder.environment) else {
            return News::Gone;
        };
        let name = &engine.published(false).etag;
        if self.listener.known.as_ref() == Some(name) {
            return News::None;
        }
        let mut event = (self.listener.message)(self.listener.known.as_deref(), &engine).id(name);
        if !self.greeted {
            // When the console starts again, they should not all come at once.
            let jitter = rand::rng().random_range(1_000..4_000);
            event = event.retry(Duration::from_millis(jitter));
            self.greeted = true;
        }
        self.listener.known = Some(name.clone());
        News::Told(Box::new(event))
    }

    async fn may_listen(&self) -> bool {
        let _one_at_a_time = self.seat.streams.0.asking.lock().await;
        still(&self.app, &self.listener.holder, self.listener.action).await
    }
}

/// What a listener does not know yet.
enum News {
    Told(Box<Event>),
    /// It knows everything.
    None,
    /// The environment is gone.
    Gone,
}
