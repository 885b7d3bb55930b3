use super::words;
use crate::{
    flags::tabs::{Tab, tabs},
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Badge, Card, Empty, FilterBar, IconName, LiveRegion, PageHead, Pager, When},
};
use arkan_backend::flags::experiments::{self, Cursor, Filter, Listed};
use arkan_domain::{flags::experiment::ExperimentState, identity::Action};
use arkan_locales::{Lang, t, t::experiments as e};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

/// Rows a page.
const ROWS: usize = 50;

/// What to show, as it stands in the address.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    before: Option<String>,
}

/// `GET /p/{project}/experiments`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(asked): Query<Asked>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let filter = Filter {
        state: ExperimentState::parse(&asked.state),
        before: asked.before.as_deref().and_then(Cursor::parse),
        flag: None,
    };
    let (rows, next) = experiments::list(ctx.backend(), &ctx.actor, &place.project, &filter, ROWS)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let page = Page::new(Section::Flags, e::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let base = place.path("experiments");
            let address = |state: Option<ExperimentState>| match state {
                Some(state) => format!("{base}?state={state}"),
                None => base.clone(),
            };
            let narrowed = filter.state.is_some() || filter.before.is_some();
            let content = match (rows.is_empty(), narrowed) {
                (true, false) => {
                    let action = Some((e::to_flags(lang).to_owned(), place.path("flags")));
                    let (title, text) = (e::empty_title(lang), e::empty_text(lang));
                    view! { <Empty icon=IconName::Flags title=title text=text action=action/> }.into_any()
                }
                (true, true) => view! { <p class="muted experiment-none">{e::none_in_state(lang)}</p> }.into_any(),
                (false, _) => table(lang, now, &place, rows),
            };
            let states: Vec<_> = std::iter::once((e::all_states(lang), None))
                .chain(ExperimentState::ALL.iter().map(|state| (words::state(lang, *state).1, Some(*state))))
                .map(|(label, state)| {
                    let value = state.map_or("", |state| state.as_str());
                    view! { <option value=value selected=state == filter.state>{label}</option> }
                })
                .collect();
            let joint = if filter.state.is_some() { '&' } else { '?' };
            let older = next.map(|next| format!("{}{joint}before={}", address(filter.state), next.text()));
            let newer = filter.before.map(|_| address(filter.state));
            view! {
                <PageHead
                    title=e::title(lang)
                    subtitle=view! { {e::subtitle(lang)} }.into_any()
                    actions=view! { <AsOf lang=lang now=now/> }.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Experiments)}
                    <FilterBar lang=lang action=base.clone()>
                        <div class="field">
                            <label for="experiment-state">{e::filter_state(lang)}</label>
                            <select id="experiment-state" name="state">{states}</select>
                        </div>
                    </FilterBar>
                    <LiveRegion id="experiments-list" topics="experiments"><Card flush=true>{content}</Card></LiveRegion>
                    <Pager lang=lang newer=newer older=older/>
                </div>
            }
            .into_any()
        })
        .await)
}

/// Experiments in rows, each leading to its page.
pub fn table(lang: Lang, now: DateTime<Utc>, place: &InProject, rows: Vec<Listed>) -> AnyView {
    let rows: Vec<_> = rows
        .into_iter()
        .map(|Listed { experiment, key }| {
            let (tone, word) = words::state(lang, experiment.state);
            let environment = place
                .environments
                .iter()
                .find(|environment| environment.id == experiment.environment_id)
                .map_or_else(String::new, |environment| environment.name.clone());
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link" href=place.path(&format!("experiments/{}", experiment.id))>
                            <bdi>{experiment.name}</bdi>
                        </a>
                    </th>
                    <td data-label=e::col_state(lang)><Badge label=word tone=tone/></td>
                    <td data-label=e::col_flag(lang)><code dir="ltr">{key}</code></td>
                    <td data-label=e::col_environment(lang)><bdi>{environment}</bdi></td>
                    <td data-label=e::col_event(lang)><code dir="ltr">{experiment.event}</code></td>
                    <td class="num" data-label=e::col_made(lang)>
                        <When lang=lang at=experiment.created_at now=now/>
                    </td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{e::col_experiment(lang)}</th>
                <th scope="col">{e::col_state(lang)}</th>
                <th scope="col">{e::col_flag(lang)}</th>
                <th scope="col">{e::col_environment(lang)}</th>
                <th scope="col">{e::col_event(lang)}</th>
                <th scope="col" class="num">{e::col_made(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}
