use super::parts::{address, below, prose};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Form, Menu, Notice, PageHead, Tabs, Tone, When},
};
use arkan_backend::guides::{self, Guide, Heading, Mine, Offer, Revision, Translation};
use arkan_domain::{
    guides::Drift,
    identity::{Action, Place},
};
use arkan_islands::Opened;
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    language: Option<String>,
    /// `both`: the languages side by side.
    view: Option<String>,
    /// An earlier revision.
    revision: Option<i32>,
}

/// Everything that the page shows.
struct Reading {
    guide: Guide,
    shown: Revision,
    /// The other language's text, when both are shown.
    beside: Option<Revision>,
    asked: Lang,
    newest: i32,
    translated: bool,
    translation: Option<Translation>,
    mine: Option<Mine>,
    offer: Option<Offer>,
    may_edit: bool,
    may_see_readers: bool,
}

/// `GET /guides/{slug}`: a guide in one language, or in both side by side.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(view): Query<Asked>) -> PageResult {
    let reading = load(&ctx, &slug, &view).await?;
    let (lang, now) = (ctx.lang, ctx.now);
    let form = ctx.form("acknowledge").await;
    let page =
        Page::new(Section::Guides, reading.shown.text.title.clone()).crumb(t::shell::pillar_guides(lang), "/guides");
    Ok(ctx
        .page(page, move || {
            let rendered: Vec<_> = std::iter::once(&reading.shown)
                .chain(&reading.beside)
                .map(|revision| (revision, prose(revision)))
                .collect();
            let single = reading.beside.is_none();
            let contents = single.then(|| {
                contents(
                    lang,
                    &rendered[0].0.text.title,
                    rendered[0].0.language,
                    &rendered[0].1.0.headings,
                )
            });
            let columns: Vec<AnyView> = rendered
                .into_iter()
                .map(|(revision, (_, body))| {
                    let language = revision.language;
                    let title = (!single).then(
                        || view! { <h2 lang=language.code() dir=language.dir()>{revision.text.title.clone()}</h2> },
                    );
                    view! { <article>{title}{body}</article> }.into_any()
                })
                .collect();
            let class = if single { "guide" } else { "guide guide-both" };
            view! {
                {head(lang, now, &reading)}
                {notices(lang, &reading)}
                <div class=class>{contents.flatten()}{columns}</div>
                {(single && reading.shown.number == reading.newest && reading.guide.archived_at.is_none())
                    .then(|| end(lang, now, &reading, &form))}
            }
            .into_any()
        })
        .await)
}

async fn load(ctx: &Ctx, slug: &str, view: &Asked) -> Result<Reading, crate::page::PageError> {
    let backend = ctx.backend();
    let guide = guides::find(backend, &ctx.actor, slug).await.map_err(ctx.fail())?;
    let (source, translated) = guides::newest_of_both(backend, &guide).await.map_err(ctx.fail())?;
    let asked = view.language.as_deref().and_then(Lang::from_tag).unwrap_or(ctx.lang);
    let newest_source = source.number;
    let has_translation = translated.is_some();
    let (mut shown, mut beside) = match translated {
        Some(translated) if translated.language == asked => (translated, Some(source)),
        translated => (source, translated),
    };
    let newest = shown.number;
    if let Some(number) = view.revision {
        shown = guides::revision(backend, &guide, shown.language, number)
            .await
            .map_err(ctx.fail())?;
    }
    if view.view.as_deref() != Some("both") {
        beside = None;
    }
    let translation = guides::translation(&guide, &shown, newest_source);
    let mine = guides::mine(backend, &ctx.actor, &guide, shown.language)
        .await
        .map_err(ctx.fail())?;
    let offer = guides::offer(backend, &ctx.actor, &guide, shown.language)
        .await
        .map_err(ctx.fail())?;
    Ok(Reading {
        shown,
        beside,
        asked,
        newest,
        translated: has_translation,
        translation,
        mine,
        offer,
        may_edit: ctx.can(Action::EditGuides, Place::CONSOLE),
        may_see_readers: ctx.can(Action::SeeReaders, Place::CONSOLE),
        guide,
    })
}

fn head(lang: Lang, now: DateTime<Utc>, reading: &Reading) -> AnyView {
    let Reading { guide, shown, .. } = reading;
    let slug = &guide.slug;
    let both = reading.beside.is_some();
    let mut tabs: Vec<(String, String, bool)> = Lang::ALL
        .into_iter()
        .filter(|language| reading.translated || *language == guide.source_language)
        .map(|language| {
            (
                language.own_name().to_owned(),
                address(slug, language),
                !both && shown.language == language,
            )
        })
        .collect();
    if reading.translated {
        let href = format!("{}&view=both", address(slug, shown.language));
        tabs.push((t::guides::side_by_side(lang).to_owned(), href, both));
    }
    let subtitle = view! {
        <span><bdi>{t::guides::revision_of(lang, shown.number, &shown.author)}</bdi></span>
        <When lang=lang at=shown.created_at now=now/>
        <span class="no-print">{shown.text.summary.clone()}</span>
    };
    view! {
        <PageHead title=shown.text.title.clone() subtitle=subtitle.into_any() actions=actions(lang, reading)/>
        <Tabs items=tabs label=t::guides::views(lang)/>
    }
    .into_any()
}

fn actions(lang: Lang, reading: &Reading) -> AnyView {
    let Reading { guide, shown, .. } = reading;
    let slug = guide.slug.clone();
    let language = shown.language;
    let archived = guide.archived_at.is_some();
    let other = guide.source_language.other();
    let readers = reading.may_see_readers.then(|| {
        view! { <a href=format!("/guides/{slug}/readers")>{t::guides::readers(lang)}</a> }
    });
    let edit = (reading.may_edit && !archived).then(|| {
        let translate = (!reading.translated)
            .then(|| view! { <a href=below(&slug, "edit", other)>{t::guides::translate(lang)}</a> });
        view! { <a href=below(&slug, "edit", language)>{t::guides::edit(lang)}</a> {translate} }
    });
    let archive = reading.may_edit.then(|| {
        let (path, label) = if archived {
            ("restore", t::guides::restore(lang))
        } else {
            ("archive", t::guides::archive(lang))
        };
        view! {
            <form method="post" action=format!("/guides/{slug}/{path}")>
                <button type="submit">{label}</button>
            </form>
        }
    });
    let history = below(&guide.slug, "history", language);
    view! {
        <Menu label=t::shell::more(lang)>
            <a href=history>{t::guides::history(lang)}</a>
            {edit}
            {readers}
            {archive}
        </Menu>
    }
    .into_any()
}

fn notices(lang: Lang, reading: &Reading) -> AnyView {
    let Reading { guide, shown, .. } = reading;
    let archived = guide.archived_at.is_some().then(|| {
        view! { <Notice tone=Tone::Unknown title=t::guides::archived_notice(lang)>{t::guides::archived_text(lang)}</Notice> }
    });
    let missing = (shown.language != reading.asked).then(|| {
        let text = t::guides::not_in_language(lang, reading.asked.own_name(), shown.language.own_name());
        view! { <Notice tone=Tone::Accent title=t::guides::translation_missing(lang)>{text}</Notice> }
    });
    let old = (shown.number != reading.newest).then(|| {
        let newest = address(&guide.slug, shown.language);
        view! {
            <Notice tone=Tone::Warning title=t::guides::old_revision_notice(lang)>
                <a href=newest>{t::guides::to_newest(lang)}</a>
            </Notice>
        }
    });
    let drift = reading
        .translation
        .as_ref()
        .and_then(|translation| drift(lang, guide, translation));
    let offer = reading.offer.as_ref().map(|offer| {
        let compare = below(&guide.slug, "offer", offer.language);
        view! {
            <Notice tone=Tone::Accent title=t::guides::offer_title(lang)>
                <a href=compare>{t::guides::offer_compare(lang)}</a>
            </Notice>
        }
    });
    view! { {archived}{old}{missing}{drift}{offer} }.into_any()
}

fn drift(lang: Lang, guide: &Guide, translation: &Translation) -> Option<AnyView> {
    let text = match translation.drift {
        Drift::Current => return None,
        Drift::Behind { changes } => t::guides::drift_behind(lang, changes.into()),
        Drift::Unknown => t::guides::drift_unknown(lang).to_owned(),
    };
    let link = translation.from.map(|from| {
        let href = format!(
            "{}&from={from}&to={}",
            below(&guide.slug, "diff", guide.source_language),
            translation.newest
        );
        view! { " "<a href=href>{t::guides::drift_diff(lang)}</a> }
    });
    Some(view! { <Notice tone=Tone::Warning title=t::guides::drift_title(lang)>{text}{link}</Notice> }.into_any())
}

fn contents(lang: Lang, title: &str, language: Lang, headings: &[Heading]) -> Option<AnyView> {
    let items: Vec<_> = headings
        .iter()
        .filter(|heading| heading.level <= 3)
        .map(|heading| {
            let class = if heading.level > 2 { "toc-sub" } else { "" };
            view! { <li><a class=class href=format!("#{}", heading.id)>{heading.text.clone()}</a></li> }
        })
        .collect();
    (items.len() > 1).then(|| {
        view! {
            <nav class="toc" aria-label=format!("{}: {title}", t::guides::contents(lang))>
                <h2>{t::guides::contents(lang)}</h2>
                <ol lang=language.code() dir=language.dir()>{items}</ol>
            </nav>
        }
        .into_any()
    })
}

/// The foot of a guide: whether the reader has said that they have read it.
fn end(lang: Lang, now: DateTime<Utc>, reading: &Reading, form: &crate::forms::FormState) -> AnyView {
    let slug = &reading.guide.slug;
    let revision = reading.shown.id.to_string();
    let language = reading.shown.language;
    let said = reading.mine.map(|mine| {
        let text = if mine.up_to_date {
            t::guides::acknowledged(lang, mine.number)
        } else {
            t::guides::acknowledged_old(lang, mine.number)
        };
        let changes = (!mine.up_to_date).then(|| {
            let href = format!(
                "{}&from={}&to={}",
                below(slug, "diff", language),
                mine.number,
                reading.newest
            );
            view! { " "<a href=href>{t::guides::what_changed(lang)}</a> }
        });
        view! { <p>{text}" · "<When lang=lang at=mine.at now=now/>{changes}</p> }
    });
    let ask = reading.mine.is_none_or(|mine| !mine.up_to_date).then(|| {
        let (named, number) = (revision.clone(), reading.shown.number);
        view! {
            <Form id="acknowledge" action=format!("/guides/{slug}/acknowledge") lang=lang state=form>
                <input type="hidden" name="revision" value=named/>
                <input type="hidden" name="language" value=language.code()/>
                <button type="submit" class="btn btn-primary">{t::guides::acknowledge(lang)}</button>
                <p class="field-help">{t::guides::acknowledge_help(lang, number)}</p>
            </Form>
        }
    });
    view! {
        <footer class="guide-end no-print">{said}{ask}</footer>
        <Opened url=format!("/guides/{slug}/opened") revision=revision/>
    }
    .into_any()
}
