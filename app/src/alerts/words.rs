//! States, kinds and failures in the reader's language.

use arkan_backend::alerts::Check;
use arkan_domain::{
    alerts::{AlertSource, AlertState, CheckKind, CheckState, DeliveryState, Failure, Transition, Urgency},
    pillar::State,
};
use arkan_locales::{Lang, t::alerts as t};

/// Why a result is not good.
#[must_use]
pub fn failure_text(lang: Lang, failure: Failure) -> &'static str {
    match failure {
        Failure::Dns => t::failure_dns(lang),
        Failure::Refused => t::failure_refused(lang),
        Failure::Unreachable => t::failure_unreachable(lang),
        Failure::Timeout => t::failure_timeout(lang),
        Failure::Tls => t::failure_tls(lang),
        Failure::Status => t::failure_status(lang),
        Failure::TextMissing => t::failure_text_missing(lang),
        Failure::TooSlow => t::failure_too_slow(lang),
        Failure::TooManyRedirects => t::failure_too_many_redirects(lang),
        Failure::Expired => t::failure_expired(lang),
        Failure::ExpiresSoon => t::failure_expires_soon(lang),
        Failure::Auth => t::failure_auth(lang),
        Failure::Database => t::failure_database(lang),
        Failure::Protocol => t::failure_protocol(lang),
        Failure::Silent => t::failure_silent(lang),
        Failure::Reported => t::failure_reported(lang),
        Failure::ExitStatus => t::failure_exit_status(lang),
        Failure::ForbiddenAddress => t::failure_forbidden_address(lang),
        Failure::Unconfigured => t::failure_unconfigured(lang),
        Failure::Secret => t::failure_secret(lang),
    }
}

/// What to do first about a failure: the cheapest thing that may end it or tell more.
#[must_use]
pub fn next_step(lang: Lang, failure: Failure) -> &'static str {
    match failure {
        Failure::Dns => t::step_dns(lang),
        Failure::Refused => t::step_refused(lang),
        Failure::Unreachable => t::step_unreachable(lang),
        Failure::Timeout => t::step_timeout(lang),
        Failure::Tls => t::step_tls(lang),
        Failure::Status => t::step_status(lang),
        Failure::TextMissing => t::step_text_missing(lang),
        Failure::TooSlow => t::step_too_slow(lang),
        Failure::TooManyRedirects => t::step_too_many_redirects(lang),
        Failure::Expired => t::step_expired(lang),
        Failure::ExpiresSoon => t::step_expires_soon(lang),
        Failure::Auth => t::step_auth(lang),
        Failure::Database => t::step_database(lang),
        Failure::Protocol => t::step_protocol(lang),
        Failure::Silent => t::step_silent(lang),
        Failure::Reported => t::step_reported(lang),
        Failure::ExitStatus => t::step_exit_status(lang),
        Failure::ForbiddenAddress => t::step_forbidden_address(lang),
        Failure::Unconfigured => t::step_unconfigured(lang),
        Failure::Secret => t::step_secret(lang),
    }
}

/// Takes a stored error apart: a failure's code, a space, and the fact to it.
#[must_use]
pub fn split_error(error: &str) -> (Option<Failure>, &str) {
    let (code, detail) = error.split_once(' ').unwrap_or((error, ""));
    match Failure::parse(code) {
        Some(failure) => (Some(failure), detail.trim()),
        None => (None, error),
    }
}

#[must_use]
pub fn kind_text(lang: Lang, kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Http => t::kind_http(lang),
        CheckKind::Tcp => t::kind_tcp(lang),
        CheckKind::Tls => t::kind_tls(lang),
        CheckKind::Postgres => t::kind_postgres(lang),
        CheckKind::Heartbeat => t::kind_heartbeat(lang),
    }
}

#[must_use]
pub fn kind_about(lang: Lang, kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Http => t::about_http(lang),
        CheckKind::Tcp => t::about_tcp(lang),
        CheckKind::Tls => t::about_tls(lang),
        CheckKind::Postgres => t::about_postgres(lang),
        CheckKind::Heartbeat => t::about_heartbeat(lang),
    }
}

#[must_use]
pub fn urgency_text(lang: Lang, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Warning => t::urgency_warning(lang),
        Urgency::Critical => t::urgency_critical(lang),
    }
}

#[must_use]
pub fn source_text(lang: Lang, source: AlertSource) -> &'static str {
    match source {
        AlertSource::Check => t::source_check(lang),
        AlertSource::Backup => t::source_backup(lang),
        AlertSource::Deployment => t::source_deployment(lang),
        AlertSource::System => t::source_system(lang),
    }
}

/// The state of an alert, as colour and word.
#[must_use]
pub fn alert_state(lang: Lang, state: AlertState, urgency: Urgency) -> (State, &'static str) {
    match state {
        AlertState::Firing => (urgency.state(), t::state_firing(lang)),
        AlertState::Acknowledged => (State::Warning, t::state_acknowledged(lang)),
        AlertState::Resolved => (State::Ok, t::state_resolved(lang)),
    }
}

/// The state of a check, as colour and word.
#[must_use]
pub fn check_state(lang: Lang, check: &Check) -> (State, &'static str) {
    if check.archived_at.is_some() {
        return (State::Unknown, t::check_archived(lang));
    }
    if !check.enabled {
        return (State::Unknown, t::check_paused(lang));
    }
    let word = match check.state {
        CheckState::Unknown => t::check_unknown(lang),
        CheckState::Up => t::check_up(lang),
        CheckState::Down => t::check_down(lang),
    };
    (check.state.state(check.severity), word)
}

/// Whether a notification arrived, as colour and word.
#[must_use]
pub fn delivery_state(lang: Lang, state: DeliveryState) -> (State, &'static str) {
    match state {
        DeliveryState::Pending => (State::Unknown, t::delivery_pending(lang)),
        DeliveryState::Delivered => (State::Ok, t::delivery_delivered(lang)),
        DeliveryState::Failed => (State::Critical, t::delivery_failed(lang)),
    }
}

#[must_use]
pub fn transition_text(lang: Lang, transition: Transition) -> &'static str {
    match transition {
        Transition::Firing => t::told_firing(lang),
        Transition::Resolved => t::told_resolved(lang),
        Transition::Test => t::told_test(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_apart() {
        assert_eq!(split_error("status 503"), (Some(Failure::Status), "503"));
        assert_eq!(split_error("silent"), (Some(Failure::Silent), ""));
        assert_eq!(split_error("the process died"), (None, "the process died"));
    }
}
