use super::parts::{address, audience_name, drift_badge};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, Empty, IconName, LinkButton, PageHead, StateBadge, When},
};
use arkan_backend::guides::{self, Found, Listed};
use arkan_domain::{
    guides::Audience,
    identity::{Action, Place},
    pillar::State,
};
use arkan_locales::{Lang, t};
use axum::extract::Query;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

/// As many results as one page shows; more words find better than more pages.
const RESULTS: usize = 20;

#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    archived: bool,
}

/// `GET /guides`: all guides by audience, or what a search finds.
pub async fn show(ctx: Ctx, Query(filter): Query<Filter>) -> PageResult {
    let lang = ctx.lang;
    let query = filter.q.trim().to_owned();
    let found = if query.is_empty() {
        None
    } else {
        let found = guides::search(ctx.backend(), &ctx.actor, lang, &query, RESULTS).await;
        Some(found.map_err(ctx.fail())?)
    };
    let listed = guides::list(ctx.backend(), &ctx.actor, filter.archived)
        .await
        .map_err(ctx.fail())?;
    let may_edit = ctx.can(Action::EditGuides, Place::CONSOLE);
    let now = ctx.now;
    let title = if filter.archived {
        t::guides::archive_title(lang)
    } else {
        t::shell::pillar_guides(lang)
    };
    let mut page = Page::new(Section::Guides, title);
    if filter.archived {
        page = page.crumb(t::shell::pillar_guides(lang), "/guides");
    }
    let body = move || {
        let actions = may_edit.then(|| {
            view! {
                <LinkButton href="/guides?archived=true" kind=ButtonKind::Ghost>{t::guides::archive_link(lang)}</LinkButton>
                <LinkButton href="/guides/new" kind=ButtonKind::Primary>{t::guides::write(lang)}</LinkButton>
            }
            .into_any()
        });
        let matter = match found {
            Some(found) => results(lang, &found),
            None if listed.is_empty() => nothing(lang, may_edit && !filter.archived),
            None => by_audience(lang, now, &listed),
        };
        view! {
            <PageHead
                title=title
                subtitle=view! { <p>{t::guides::intro(lang)}</p> }.into_any()
                actions=actions.unwrap_or_else(|| ().into_any())
            />
            {search_box(lang, &query)}
            {matter}
        }
        .into_any()
    };
    Ok(ctx.page(page, body).await)
}

fn search_box(lang: Lang, query: &str) -> AnyView {
    view! {
        <form class="filter-bar" method="get" action="/guides" role="search">
            <div class="field">
                <label for="guides-q">{t::guides::search(lang)}</label>
                <input id="guides-q" name="q" type="search" dir="auto" value=query.to_owned() maxlength="200"/>
            </div>
            <Button>{t::guides::search_button(lang)}</Button>
        </form>
    }
    .into_any()
}

fn results(lang: Lang, found: &[Found]) -> AnyView {
    if found.is_empty() {
        return view! {
            <Card>
                <Empty
                    icon=IconName::Search
                    title=t::guides::nothing_title(lang)
                    text=t::guides::nothing_text(lang)
                    action=Some((t::guides::all(lang).to_owned(), "/guides".to_owned()))
                />
            </Card>
        }
        .into_any();
    }
    let items: Vec<_> = found
        .iter()
        .map(|found| {
            let language = found.language;
            view! {
                <li lang=language.code() dir=language.dir()>
                    <h3><a href=address(&found.slug, language)>{found.title.clone()}</a></h3>
                    <p inner_html=found.excerpt.clone()></p>
                </li>
            }
        })
        .collect();
    view! {
        <Card title=t::guides::found(lang, found.len() as u64)>
            <ol class="guide-found">{items}</ol>
        </Card>
    }
    .into_any()
}

fn nothing(lang: Lang, may_write: bool) -> AnyView {
    let action = may_write.then(|| (t::guides::write(lang).to_owned(), "/guides/new".to_owned()));
    view! {
        <Card>
            <Empty
                icon=IconName::Guides
                title=t::guides::empty_title(lang)
                text=t::guides::empty_text(lang)
                action=action
            />
        </Card>
    }
    .into_any()
}

fn by_audience(lang: Lang, now: DateTime<Utc>, listed: &[Listed]) -> AnyView {
    let groups: Vec<AnyView> = Audience::ALL
        .iter()
        .filter_map(|audience| {
            let rows: Vec<AnyView> = listed
                .iter()
                .filter(|listed| listed.guide.audience == *audience)
                .map(|listed| row(lang, now, listed))
                .collect();
            (!rows.is_empty()).then(|| table(lang, *audience, rows))
        })
        .collect();
    view! { {groups} }.into_any()
}

fn table(lang: Lang, audience: Audience, rows: Vec<AnyView>) -> AnyView {
    view! {
        <Card title=audience_name(lang, audience) flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::guides::column_guide(lang)}</th>
                            <th scope="col">{t::guides::column_translation(lang)}</th>
                            <th scope="col">{t::guides::column_read(lang)}</th>
                            <th scope="col">{t::guides::column_changed(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, listed: &Listed) -> AnyView {
    let head = listed.head(lang);
    let (state, read) =
        if listed.source.acknowledged || listed.translated.as_ref().is_some_and(|head| head.acknowledged) {
            (State::Ok, t::guides::read(lang))
        } else {
            (State::Unknown, t::guides::unread(lang))
        };
    let language = head.language;
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=address(&listed.guide.slug, language) lang=language.code() dir="auto">
                    {head.title.clone()}
                </a>
                <span class="table-sub" lang=language.code() dir=language.dir()>{head.summary.clone()}</span>
            </th>
            <td data-label=t::guides::column_translation(lang)>{drift_badge(lang, listed.drift)}</td>
            <td data-label=t::guides::column_read(lang)><StateBadge state=state label=read/></td>
            <td data-label=t::guides::column_changed(lang)><When lang=lang at=head.created_at now=now/></td>
        </tr>
    }
    .into_any()
}
