use super::{
    form::{card, delete_card},
    save::{DELETE_FORM, FORM},
};
use crate::{
    flags::tabs::{Tab, tabs},
    forms::FormState,
    page::{Ctx, InProject, Page, PageResult, Section, serde_urlencoded_pair},
    ui::{AsOf, Card, Empty, IconName, LiveRegion, PageHead},
};
use arkan_backend::flags::{self, ContextField};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// Which field is being changed.
#[derive(Deserialize)]
pub struct Edit {
    edit: Option<String>,
}

/// `GET /p/{project}/context-fields`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(Edit { edit }): Query<Edit>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let fields = flags::context_fields(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let can_edit = ctx.can(Action::EditFlags, place.place());
    let edited = match edit.filter(|_| can_edit) {
        Some(name) => {
            let field = fields.iter().find(|field| field.name == name).cloned();
            Some(field.ok_or_else(|| ctx.not_found())?)
        }
        None => None,
    };
    let (mut state, delete_state) = (ctx.form(FORM).await, ctx.form(DELETE_FORM).await);
    // What was typed for one field is not shown for another.
    let meant = state.values.get("version").map(|_| state.values.text("name"));
    if meant != edited.as_ref().map(|field| field.name.as_str()) {
        state = FormState::default();
    }
    let (lang, now) = (ctx.lang, ctx.now);
    let page = Page::new(Section::Flags, t::fields::title(lang)).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let side = can_edit.then(|| {
                let delete = edited
                    .as_ref()
                    .map(|field| delete_card(lang, &place, field, &delete_state));
                view! { <div class="stack">{card(lang, &place, edited.as_ref(), &state)}{delete}</div> }
            });
            let own = own(lang, &place, fields, can_edit);
            view! {
                <PageHead
                    title=t::fields::title(lang)
                    subtitle=view! { {t::fields::subtitle(lang)} }.into_any()
                    actions=view! { <AsOf lang=lang now=now/> }.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Fields)}
                    <div class=if can_edit { "split" } else { "stack" }>
                        <div class="stack">
                            <LiveRegion id="context-fields" topics="flags">{own}</LiveRegion>
                            {built_in(lang)}
                        </div>
                        {side}
                    </div>
                </div>
            }
            .into_any()
        })
        .await)
}

/// The address of the page on which a field is changed.
pub fn edit_path(place: &InProject, name: &str) -> String {
    place.path(&format!("context-fields?{}", serde_urlencoded_pair("edit", name)))
}

fn own(lang: Lang, place: &InProject, fields: Vec<ContextField>, can_edit: bool) -> AnyView {
    use t::fields as f;
    if fields.is_empty() {
        return view! {
            <Card><Empty icon=IconName::Filter title=f::empty_title(lang) text=f::empty_text(lang)/></Card>
        }
        .into_any();
    }
    let rows: Vec<_> = fields
        .into_iter()
        .map(|field| {
            let name = view! { <code dir="ltr">{field.name.clone()}</code> };
            let name = if can_edit {
                view! { <a class="row-link" href=edit_path(place, &field.name)>{name}</a> }.into_any()
            } else {
                name.into_any()
            };
            let values = if field.legal_values.is_empty() {
                view! { <span class="muted">{f::any(lang)}</span> }.into_any()
            } else {
                view! { <bdi>{field.legal_values.join(t::segments::list_separator(lang))}</bdi> }.into_any()
            };
            view! {
                <tr>
                    <th scope="row"><span>{name}<span class="table-sub" dir="auto">{field.description}</span></span></th>
                    <td data-label=f::col_values(lang)>{values}</td>
                    <td data-label=f::col_sticky(lang)>{if field.sticky { f::yes(lang) } else { f::no(lang) }}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <Card title=f::own(lang) flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{f::col_name(lang)}</th>
                            <th scope="col">{f::col_values(lang)}</th>
                            <th scope="col">{f::col_sticky(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

/// The fields of the protocol.
fn built_in(lang: Lang) -> AnyView {
    use crate::ui::DefinitionList;
    let rows = crate::flags::constraints::built_in(lang)
        .into_iter()
        .map(|(name, meaning)| {
            let name = name.to_owned();
            (name, view! { {meaning} }.into_any())
        })
        .collect();
    view! { <Card title=t::fields::built_in(lang)><DefinitionList rows=rows/></Card> }.into_any()
}
