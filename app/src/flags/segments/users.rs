use crate::{
    page::InProject,
    ui::{Badge, Card, LiveRegion, Notice, Tone},
};
use arkan_backend::{
    flags::{SegmentReach, SegmentUser},
    projects::Environment,
};
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Flags that are named before the rest is counted.
const NAMED: usize = 50;

/// How much a segment decides: "3 flags in 2 environments".
pub fn reach_text(lang: Lang, reach: SegmentReach) -> String {
    use t::segments as s;
    s::reach(
        lang,
        s::flags(lang, reach.flags),
        s::environments(lang, reach.environments),
    )
}

/// What changes at once when the segment is saved; nothing while no flag uses it.
pub fn blast_radius(lang: Lang, place: &InProject, users: &[SegmentUser]) -> AnyView {
    use t::segments as s;
    let live: Vec<_> = users.iter().filter(|user| !user.archived).collect();
    if live.is_empty() {
        return ().into_any();
    }
    let flags: BTreeSet<_> = live.iter().map(|user| &user.key).collect();
    let environments: Vec<&Environment> = place
        .environments
        .iter()
        .filter(|environment| live.iter().any(|user| user.environment == environment.id))
        .collect();
    let reach = SegmentReach {
        flags: flags.len() as u64,
        environments: environments.len() as u64,
    };
    let production: Vec<_> = environments
        .iter()
        .filter(|environment| environment.production)
        .map(|environment| environment.name.clone())
        .collect();
    let (tone, text) = if production.is_empty() {
        (Tone::Accent, s::blast_text(lang).to_owned())
    } else {
        let names = production.join(s::list_separator(lang));
        (Tone::Warning, s::blast_production(lang, names))
    };
    let title = s::blast_title(lang, reach_text(lang, reach));
    view! { <div class="form-wide"><Notice tone=tone title=title>{text}</Notice></div> }.into_any()
}

/// The flags that use a segment, each with where.
pub fn users_card(lang: Lang, place: &InProject, users: &[SegmentUser]) -> AnyView {
    use t::segments as s;
    let mut flags: BTreeMap<&str, Vec<&SegmentUser>> = BTreeMap::new();
    for user in users {
        flags.entry(&user.key).or_default().push(user);
    }
    let rest = flags.len().saturating_sub(NAMED) as u64;
    let rows: Vec<_> = flags
        .into_iter()
        .take(NAMED)
        .map(|(key, uses)| {
            let archived = uses
                .iter()
                .any(|user| user.archived)
                .then(|| view! { <Badge label=s::user_archived(lang)/> });
            let environments: Vec<_> = place
                .environments
                .iter()
                .filter(|environment| uses.iter().any(|user| user.environment == environment.id))
                .map(|environment| view! { <Badge label=environment.name.clone()/> })
                .collect();
            view! {
                <li class="row">
                    <a href=place.path(&format!("flags/{key}"))><code dir="ltr">{key.to_owned()}</code></a>
                    {environments}
                    {archived}
                </li>
            }
        })
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="muted">{s::users_none(lang)}</p> }.into_any()
    } else {
        let more = (rest > 0).then(|| view! { <p class="muted small">{s::users_more(lang, rest)}</p> });
        view! { <ul class="stack">{rows}</ul>{more} }.into_any()
    };
    view! {
        <LiveRegion id="segment-users" topics="flags"><Card title=s::users_title(lang)>{content}</Card></LiveRegion>
    }
    .into_any()
}
