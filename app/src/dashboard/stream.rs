use super::filter::pillar_name;
use crate::{
    alerts, backups, deployments, flags, freezes, guides,
    ui::{Code, SeverityMark, When},
};
use arkan_backend::timeline::Event;
use arkan_domain::pillar::Pillar;
use arkan_locales::{Lang, t::dashboard as d};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// An event in the words of its pillar.
fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let told = match event.pillar()? {
        Pillar::Flags => flags::sentence(lang, event),
        Pillar::Deployments => deployments::sentence(lang, event),
        Pillar::Backups => backups::sentence(lang, event),
        Pillar::Alerts => alerts::sentence(lang, event),
        Pillar::Guides => guides::sentence(lang, event),
        Pillar::Identity => None,
    };
    told.map(|told| freezes::past(lang, event, told))
}

/// Events under each other, each a sentence that leads to its page.
pub fn stream(lang: Lang, now: DateTime<Utc>, events: &[Event]) -> AnyView {
    let items: Vec<_> = events
        .iter()
        .map(|event| {
            // A kind that a newer version wrote is shown by its name rather than left out.
            let told = match sentence(lang, event) {
                Some(text) => text.into_any(),
                None => view! { <Code text=event.kind.clone()/> }.into_any(),
            };
            let told = match event.link.clone() {
                Some(href) => view! { <a class="timeline-link" href=href>{told}</a> }.into_any(),
                None => told,
            };
            let pillar = event.pillar().map_or("", |pillar| pillar_name(lang, pillar));
            view! {
                <li data-pillar=event.pillar.clone()>
                    <SeverityMark severity=event.severity()/>
                    <div>{told}<span class="table-sub">{d::who(lang, pillar, &event.actor_label)}</span></div>
                    <span class="muted small"><When lang=lang at=event.at now=now/></span>
                </li>
            }
        })
        .collect();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
