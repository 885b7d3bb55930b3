use super::{document::Document, operations, shapes};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Card, LinkButton, PageHead},
};
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use serde_json::Value;

/// `GET /api`: the reference, from the document that the server gives.
///
/// # Errors
/// The way to sign in.
pub async fn page(ctx: Ctx, document: &'static Value) -> PageResult {
    if !ctx.actor.can_somewhere(Action::View) {
        ctx.require(Action::View, Place::CONSOLE)?;
    }
    let lang = ctx.lang;
    let base = ctx.backend().settings.public_url.clone();
    let project = ctx.project().map(|project| project.key.clone());
    let page = Page::new(Section::Reference, t::reference::title(lang));
    let body = move || {
        let document = Document(document);
        let around = operations::Around {
            lang,
            base: &base,
            project: project.as_deref(),
            document,
        };
        let groups: Vec<_> = document
            .groups()
            .into_iter()
            .map(|(name, about)| operations::group(&around, name, about))
            .collect();
        let actions = view! { <LinkButton href="/api/v1/openapi.json">{t::reference::document(lang)}</LinkButton> };
        view! {
            <PageHead
                title=t::reference::title(lang)
                subtitle=view! { {t::reference::subtitle(lang)} }.into_any()
                actions=actions.into_any()
            />
            <div class="stack">
                {beginning(lang, document)}
                {groups}
                {shapes::card(lang, document)}
            </div>
        }
        .into_any()
    };
    Ok(ctx.page(page, body).await)
}

/// The anchor of a group or shape.
pub fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn beginning(lang: Lang, document: Document<'_>) -> AnyView {
    let groups: Vec<_> = document
        .groups()
        .into_iter()
        .map(|(name, _)| {
            view! { <li><a href=format!("#{}", anchor(name))><bdi lang="en">{name.to_owned()}</bdi></a></li> }
        })
        .collect();
    view! {
        <Card title=t::reference::how_title(lang)>
            <p>{t::reference::how_text(lang)}</p>
            <p>{t::reference::how_language(lang)}</p>
            <nav aria-label=t::reference::contents(lang)>
                <ul class="reference-contents">
                    {groups}
                    <li><a href="#shapes">{t::reference::schemas(lang)}</a></li>
                </ul>
            </nav>
        </Card>
    }
    .into_any()
}
