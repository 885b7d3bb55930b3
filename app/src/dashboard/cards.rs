use super::attention::count;
use crate::ui::{Icon, IconName, StateMark, When, duration_text};
use arkan_backend::{
    dashboard::{Alerts, Backups, Flags, Guides, Overview},
    deployments::Summary,
};
use arkan_domain::pillar::State;
use arkan_locales::{Lang, t, t::dashboard as d};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A pillar in a sentence.
struct PillarCard {
    icon: IconName,
    name: &'static str,
    href: String,
    state: State,
    sentence: String,
    detail: AnyView,
}

/// One card a pillar, as far as the overview tells of it.
pub fn cards(lang: Lang, now: DateTime<Utc>, overview: &Overview, project: Option<&str>) -> AnyView {
    let path = |rest: &str| project.map_or_else(|| "/".to_owned(), |project| format!("/p/{project}/{rest}"));
    let deployments = overview.deployments.as_ref();
    let cards: Vec<PillarCard> = [
        deployments.map(|summary| deployments_card(lang, now, summary, path("deployments"))),
        overview
            .flags
            .as_ref()
            .map(|flags| flags_card(lang, flags, path("flags"))),
        overview
            .backups
            .as_ref()
            .map(|backups| backups_card(lang, now, backups)),
        project.map(|_| alerts_card(lang, &overview.alerts, path("alerts"))),
        Some(guides_card(lang, &overview.guides)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let cards: Vec<_> = cards
        .into_iter()
        .map(|card| {
            view! {
                <li class="card pillar-card">
                    <h3><Icon name=card.icon/><a class="row-link" href=card.href>{card.name}</a></h3>
                    <p class="pillar-sentence"><StateMark state=card.state/>" "{card.sentence}</p>
                    <p class="muted small">{card.detail}</p>
                </li>
            }
        })
        .collect();
    view! { <ul class="pillar-cards" aria-label=d::pillars(lang)>{cards}</ul> }.into_any()
}

fn deployments_card(lang: Lang, now: DateTime<Utc>, summary: &Summary, href: String) -> PillarCard {
    let run = summary.furthest.as_ref().and_then(|lane| {
        let run = lane.current.as_ref()?;
        Some((
            d::deployments_runs(lang, &run.version, &lane.stage.name),
            run.started_at,
        ))
    });
    let state = match (&run, summary.held.is_empty()) {
        (None, _) => State::Unknown,
        (Some(_), true) => State::Ok,
        (Some(_), false) => State::Warning,
    };
    let waiting = match summary.waiting as u64 {
        0 => d::deployments_even(lang).to_owned(),
        waiting => d::deployments_waiting(lang, waiting),
    };
    let detail = match &run {
        Some((_, since)) => view! { <When lang=lang at=*since now=now/>" · "{waiting} }.into_any(),
        None => ().into_any(),
    };
    PillarCard {
        icon: IconName::Deployments,
        name: t::shell::pillar_deployments(lang),
        href,
        state,
        sentence: run.map_or_else(|| d::deployments_none(lang).to_owned(), |(text, _)| text),
        detail,
    }
}

fn flags_card(lang: Lang, flags: &Flags, href: String) -> PillarCard {
    let (state, detail) = match (flags.total, flags.killed_total) {
        (0, _) => (State::Unknown, String::new()),
        (_, 0) => (State::Ok, d::flags_calm(lang).to_owned()),
        (_, killed) => (State::Warning, d::flags_killed(lang, count(killed))),
    };
    PillarCard {
        icon: IconName::Flags,
        name: t::shell::pillar_flags(lang),
        href,
        state,
        sentence: match flags.total {
            0 => d::flags_none(lang).to_owned(),
            total => d::flags_total(lang, count(total)),
        },
        detail: detail.into_any(),
    }
}

fn backups_card(lang: Lang, now: DateTime<Utc>, backups: &Backups) -> PillarCard {
    let (state, sentence) = match (backups.stored_at, backups.proven_at) {
        _ if backups.drill_failed => (State::Critical, d::drill_failed(lang).to_owned()),
        _ if backups.backup_failed => (State::Critical, d::backup_failed(lang).to_owned()),
        (_, Some(_)) => (
            State::Ok,
            match backups.restore_seconds {
                Some(seconds) => d::backups_proven(lang, duration_text(lang, seconds)),
                None => d::backups_proven_plain(lang).to_owned(),
            },
        ),
        (Some(_), None) => (State::Warning, d::backups_unproven(lang).to_owned()),
        (None, None) => (State::Warning, d::backups_none(lang).to_owned()),
    };
    // When a restore was last proven counts; when a file was last written only until then.
    let detail = match (backups.proven_at, backups.stored_at) {
        (Some(at), _) => view! { {d::backups_when_proven(lang)}" "<When lang=lang at=at now=now/> }.into_any(),
        (None, Some(at)) => view! { {d::backups_last(lang)}" "<When lang=lang at=at now=now/> }.into_any(),
        (None, None) => ().into_any(),
    };
    PillarCard {
        icon: IconName::Backups,
        name: t::shell::pillar_backups(lang),
        href: "/backups".to_owned(),
        state,
        sentence,
        detail,
    }
}

fn alerts_card(lang: Lang, alerts: &Alerts, href: String) -> PillarCard {
    let (state, sentence) = if alerts.firing > 0 {
        let state = if alerts.critical > 0 {
            State::Critical
        } else {
            State::Warning
        };
        (state, d::alerts_firing(lang, count(alerts.firing)))
    } else if alerts.checks == 0 {
        (State::Unknown, d::alerts_unwatched(lang).to_owned())
    } else {
        (State::Ok, d::alerts_calm(lang).to_owned())
    };
    let detail = if alerts.acknowledged > 0 {
        d::alerts_acknowledged(lang, count(alerts.acknowledged))
    } else if alerts.checks_down > 0 {
        d::checks_down(lang, count(alerts.checks_down))
    } else if alerts.checks > 0 {
        d::checks_total(lang, count(alerts.checks))
    } else {
        String::new()
    };
    PillarCard {
        icon: IconName::Alerts,
        name: t::shell::pillar_alerts(lang),
        href,
        state,
        sentence,
        detail: detail.into_any(),
    }
}

fn guides_card(lang: Lang, guides: &Guides) -> PillarCard {
    let (state, detail) = if guides.total == 0 {
        (State::Unknown, String::new())
    } else if guides.behind > 0 {
        (State::Warning, d::guides_behind(lang, count(guides.behind)))
    } else if guides.untranslated > 0 {
        (State::Unknown, d::guides_untranslated(lang, count(guides.untranslated)))
    } else {
        (State::Ok, d::guides_even(lang).to_owned())
    };
    PillarCard {
        icon: IconName::Guides,
        name: t::shell::pillar_guides(lang),
        href: "/guides".to_owned(),
        state,
        sentence: match guides.total {
            0 => d::guides_none(lang).to_owned(),
            total => d::guides_total(lang, count(total)),
        },
        detail: detail.into_any(),
    }
}
