use crate::ui::{Card, DefinitionList, Sparkline, When, count_text};
use arkan_backend::{
    flags::{App, VariantUse},
    projects::Environment,
};
use arkan_domain::{flags::lifecycle::Seen, ids::EnvironmentId};
use arkan_locales::{Lang, t::usage as t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;

/// Which applications asked, and with what.
pub fn apps(lang: Lang, now: DateTime<Utc>, apps: Vec<App>) -> AnyView {
    if apps.is_empty() {
        return view! { <Card title=t::apps(lang)><p class="muted">{t::apps_none(lang)}</p></Card> }.into_any();
    }
    let rows: Vec<_> = apps
        .into_iter()
        .map(|app| {
            let name = if app.name.is_empty() {
                view! { <span class="muted">{t::app_unnamed(lang)}</span> }.into_any()
            } else {
                view! { <bdi>{app.name}</bdi> }.into_any()
            };
            let sdks: Vec<_> = app
                .sdks
                .into_iter()
                .map(|(sdk, version)| {
                    let text = if sdk == "ofrep" {
                        "OFREP".to_owned()
                    } else {
                        format!("{sdk} {version}")
                    };
                    view! { <span class="table-sub"><bdi dir="ltr">{text.trim().to_owned()}</bdi></span> }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row"><span>{name}{sdks}</span></th>
                    <td class="num" data-label=t::seen_last(lang)><When lang=lang at=app.last_at now=now/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <Card title=t::apps(lang) flush=true>
            <div class="table-wrap"><table class="table">
                <caption>{t::apps_note(lang)}</caption>
                <thead><tr>
                    <th scope="col">{t::app(lang)}</th>
                    <th scope="col" class="num">{t::seen_last(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </Card>
    }
    .into_any()
}

/// When the flag was asked for, by environment.
pub fn seen(
    lang: Lang,
    now: DateTime<Utc>,
    environments: &[Environment],
    seen: &HashMap<EnvironmentId, Seen>,
) -> AnyView {
    let when = |at: Option<DateTime<Utc>>| match at {
        Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
        None => view! { {t::never(lang)} }.into_any(),
    };
    let parts: Vec<_> = environments
        .iter()
        .map(|environment| {
            let known = seen.get(&environment.id);
            let rows = match known {
                None => vec![(t::seen_last(lang).to_owned(), when(None))],
                Some(seen) => vec![
                    (t::seen_first(lang).to_owned(), when(Some(seen.first_at))),
                    (t::seen_last(lang).to_owned(), when(Some(seen.last_at))),
                    (t::seen_on(lang).to_owned(), when(seen.on_at)),
                    (t::seen_off(lang).to_owned(), when(seen.off_at)),
                ],
            };
            view! {
                <div class="stack-tight">
                    <h3 class="small"><bdi>{environment.name.clone()}</bdi></h3>
                    <DefinitionList rows=rows/>
                </div>
            }
        })
        .collect();
    view! { <Card title=t::seen(lang)>{parts}</Card> }.into_any()
}

/// How often each variant was answered; nothing for a flag that has none.
pub fn variants(lang: Lang, variants: &[VariantUse]) -> Option<AnyView> {
    let total: u64 = variants.iter().map(VariantUse::total).sum();
    let rows: Vec<_> = variants
        .iter()
        .map(|variant| {
            let label = t::trend_of(lang, &variant.name);
            view! {
                <tr>
                    <th scope="row"><bdi>{variant.name.clone()}</bdi></th>
                    <td data-label=t::trend(lang)><Sparkline points=points(&variant.counts) label=label/></td>
                    <td class="num" data-label=t::count(lang)>{count_text(variant.total())}</td>
                    <td class="num" data-label=t::share(lang)><bdi dir="ltr">{share(variant.total(), total)}</bdi></td>
                </tr>
            }
        })
        .collect();
    (total > 0).then(|| {
        view! {
            <Card title=t::variants(lang) flush=true>
                <div class="table-wrap"><table class="table">
                    <thead><tr>
                        <th scope="col">{t::variant(lang)}</th>
                        <th scope="col">{t::trend(lang)}</th>
                        <th scope="col" class="num">{t::count(lang)}</th>
                        <th scope="col" class="num">{t::share(lang)}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </Card>
        }
        .into_any()
    })
}

#[allow(clippy::cast_precision_loss, reason = "a line of 28 pixels")]
fn points(counts: &[u64]) -> Vec<Option<f64>> {
    counts.iter().map(|count| Some(*count as f64)).collect()
}

#[allow(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn share(part: u64, total: u64) -> String {
    format!("{:.1}%", 100.0 * part as f64 / total.max(1) as f64)
}
