//! Logs: JSON for machines, readable on a terminal; errors to Sentry when it is configured, and nowhere else.

use crate::config::{Config, LogFormat};
use std::io::IsTerminal as _;
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Begins to log; the guard sends what is left to Sentry when it is dropped.
pub fn start(config: &Config) -> Option<sentry::ClientInitGuard> {
    let guard = config.sentry_dsn.as_ref().map(|dsn| {
        sentry::init((
            dsn.as_str(),
            sentry::ClientOptions::new()
                .release(concat!("arkan@", env!("CARGO_PKG_VERSION")))
                .send_default_pii(false),
        ))
    });
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let json = match config.log_format {
        LogFormat::Json => true,
        LogFormat::Pretty => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if json {
        lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .boxed()
    } else {
        lines.with_target(false).boxed()
    };
    // Only errors become Sentry events: a refused form is no incident.
    let sentry_layer = guard.is_some().then(sentry::integrations::tracing::ErrorLayer::new);
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .with(sentry_layer)
        .init();
    guard
}
