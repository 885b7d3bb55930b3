use arkan_backend::{flags::Span, timeline::Event};
use arkan_domain::flags::lifecycle::{Obstacle, Proof, Stage, StaleReason};
use arkan_locales::{Lang, t::usage as t};

/// A number of days as the plural rules take it.
fn days(days: i64) -> u64 {
    days.max(0).unsigned_abs()
}

pub fn span(lang: Lang, span: Span) -> &'static str {
    match span {
        Span::Day => t::span_day(lang),
        Span::Week => t::span_week(lang),
        Span::Month => t::span_month(lang),
    }
}

pub fn stage(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => t::stage_draft(lang),
        Stage::Live => t::stage_live(lang),
        Stage::Complete => t::stage_complete(lang),
        Stage::Stale => t::stage_stale(lang),
        Stage::Archived => t::stage_archived(lang),
    }
}

pub fn why(lang: Lang, reason: StaleReason) -> String {
    match reason {
        StaleReason::Completed { days: age, .. } => t::why_completed(lang, days(age)),
        StaleReason::OneValue { value: true, days: age } => t::why_one_on(lang, days(age)),
        StaleReason::OneValue {
            value: false,
            days: age,
        } => t::why_one_off(lang, days(age)),
        StaleReason::NeverAsked { days: age } => t::why_never(lang, days(age)),
        StaleReason::Quiet { days: age } => t::why_quiet(lang, days(age)),
        StaleReason::Overdue { days: age, lifetime } => t::why_overdue(lang, days(age), lifetime),
    }
}

pub fn proof(lang: Lang, proof: &Proof) -> String {
    match proof {
        Proof::NeverAsked { days: age } => t::proof_never(lang, days(*age)),
        Proof::Quiet { environment, days: age } => t::proof_quiet(lang, days(*age), environment),
        Proof::SameAnswer {
            environment,
            value,
            days: age,
        } => {
            let text = if *value { t::proof_on } else { t::proof_off };
            text(lang, days(*age), environment)
        }
    }
}

pub fn obstacle(lang: Lang, obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Permanent => t::but_permanent(lang).to_owned(),
        Obstacle::Dependents(keys) => {
            let comma = if lang == Lang::Ar { "، " } else { ", " };
            t::but_dependents(lang, keys.join(comma))
        }
        Obstacle::Young { days: age } => t::but_young(lang, days(*age)),
        Obstacle::Differs { environment } => t::but_differs(lang, environment),
        Obstacle::Variants { environment } => t::but_variants(lang, environment),
        Obstacle::Recent { environment, days: age } => t::but_recent(lang, days(*age), environment),
        Obstacle::Disagree => t::but_disagree(lang).to_owned(),
        Obstacle::Contradicted { .. } => t::but_contradicted(lang).to_owned(),
    }
}

/// An event of this part as a sentence.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    match event.kind.as_str() {
        "flag.completed" => Some(t::event_completed(lang, event.param("key"))),
        "flag.reopened" => Some(t::event_reopened(lang, event.param("key"))),
        _ => None,
    }
}

/// A change of this part in the history of a flag.
#[must_use]
pub fn history(lang: Lang, action: &str) -> Option<String> {
    match action {
        "flag.complete" => Some(t::history_complete(lang).to_owned()),
        "flag.reopen" => Some(t::history_reopen(lang).to_owned()),
        _ => None,
    }
}
