use super::{
    explained::explained,
    form::{CONTEXT, Question, form},
    results::{Row, results},
};
use crate::{
    flags::{
        rules::{SegmentKeys, segment_keys},
        tabs::{Tab, tabs},
    },
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Card, Empty, IconName, Notice, PageHead, Tone},
};
use arkan_backend::{
    Backend,
    flags::{Asked, Engine, Explanation},
};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use std::sync::Arc;

/// Flags that are shown at once.
const ROWS: usize = 100;

/// `GET /p/{project}/playground`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(mut question): Query<Question>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    if place.environment(&question.environment).is_none() {
        question.environment = place
            .environments
            .last()
            .map(|last| last.key.clone())
            .unwrap_or_default();
    }
    let segments = segment_keys(&ctx, &place).await?;
    let found = evaluate(ctx.backend(), &place, &question);
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, t::playground::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let asks = form(lang, &place, &question);
            let answers = answers(lang, &place, &question, found, &segments);
            view! {
                <PageHead
                    title=t::playground::title(lang)
                    subtitle=view! { {t::playground::subtitle(lang)} }.into_any()
                />
                <div class="stack">
                {tabs(lang, &place, Tab::Playground)}
                <div class="split split-narrow-first">
                    <div class="stack"><Card>{asks}</Card></div>
                    <div class="stack">{answers}</div>
                </div>
                </div>
            }
            .into_any()
        })
        .await)
}

/// What the engines say to a question.
struct Found {
    rows: Vec<Row>,
    /// How many flags fit beyond those that are shown.
    more: u64,
    explained: Option<Explanation>,
    other: Option<Explanation>,
}

/// None while an environment was not read yet, or when a context cannot be read.
fn evaluate(backend: &Backend, place: &InProject, question: &Question) -> Option<Found> {
    let engine = engine(backend, place, &question.environment)?;
    let asked = question.asked().ok()?;
    let against: Option<(Arc<Engine>, Asked)> = match question.compare.as_str() {
        "" => None,
        CONTEXT => Some((engine.clone(), question.other().ok()?)),
        environment => Some((self::engine(backend, place, environment)?, asked.clone())),
    };
    let other = |key: &str| against.as_ref().map(|(engine, asked)| engine.answer(key, asked));
    let mut rows: Vec<Row> = engine
        .answer_all(&asked)
        .into_iter()
        .filter(|(key, _)| key.contains(question.search.trim()))
        .map(|(key, answer)| Row {
            other: other(key),
            key: key.to_owned(),
            answer,
        })
        .filter(|row| question.differences.is_none() || row.differs())
        .collect();
    let more = rows.len().saturating_sub(ROWS) as u64;
    rows.truncate(ROWS);
    let explained = engine.explain(&question.flag, &asked);
    let other = against.and_then(|(engine, asked)| engine.explain(&question.flag, &asked));
    Some(Found {
        rows,
        more,
        explained,
        other,
    })
}

fn engine(backend: &Backend, place: &InProject, key: &str) -> Option<Arc<Engine>> {
    backend.flags.engine(place.environment(key)?.id)
}

fn answers(
    lang: Lang,
    place: &InProject,
    question: &Question,
    found: Option<Found>,
    segments: &SegmentKeys,
) -> AnyView {
    use t::playground as p;
    let readable = question.asked().is_ok() && question.other().is_ok();
    let Some(found) = found else {
        return readable
            .then(|| view! { <Notice tone=Tone::Warning title=p::loading(lang)>""</Notice> })
            .into_any();
    };
    if found.rows.is_empty() {
        return view! {
            <Card><Empty icon=IconName::Flags title=p::none_title(lang) text=p::none_text(lang)/></Card>
        }
        .into_any();
    }
    let why = found
        .explained
        .map(|explanation| explained(lang, &question.flag, &explanation, segments));
    let other = found
        .other
        .map(|explanation| explained(lang, &question.flag, &explanation, segments));
    let more = (found.more > 0).then(|| view! { <p class="muted small">{p::more(lang, found.more)}</p> });
    let rows = results(lang, place, question, found.rows);
    view! {
        <div id="why" class="stack">{why}{other}</div>
        <Card flush=true>{rows}</Card>
        {more}
    }
    .into_any()
}
