use super::{
    find,
    form::SegmentForm,
    save::{self, NEW_FORM},
    users::{blast_radius, users_card},
};
use crate::{
    flags::sentences::constraint_sentences,
    forms::FormState,
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{Button, ButtonKind, Card, Disclosure, Form, PageHead},
};
use arkan_backend::flags::{self, ContextField, Segment};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use leptos::prelude::*;

/// `GET /p/{project}/segments/new`
pub async fn new(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let state = ctx.form(NEW_FORM).await;
    let fields = fields(&ctx, &place).await?;
    let lang = ctx.lang;
    Ok(ctx
        .page(page(lang, &place, t::segments::new(lang)), move || {
            let form = SegmentForm {
                lang,
                id: NEW_FORM.to_owned(),
                action: place.path("segments"),
                back: place.path("segments"),
                state,
                fields,
                segment: None,
                blast_radius: ().into_any(),
            };
            view! { <PageHead title=t::segments::new(lang)/><Card>{form.view()}</Card> }.into_any()
        })
        .await)
}

/// `GET /p/{project}/segments/{key}`
pub async fn show(mut ctx: Ctx, Path((project, key)): Path<(String, String)>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let segment = find(&ctx, &place, &key).await?;
    let users = flags::segment_users(ctx.backend(), &ctx.actor, &place.project, segment.id)
        .await
        .map_err(ctx.fail())?;
    let fields = fields(&ctx, &place).await?;
    let (form, delete) = (save::edit_form(&key), save::delete_form(&key));
    let (state, delete_state) = (ctx.form(&form).await, ctx.form(&delete).await);
    let can_edit = ctx.can(Action::EditFlags, place.place());
    let lang = ctx.lang;
    Ok(ctx
        .page(page(lang, &place, &key), move || {
            let matter = if can_edit {
                let form = SegmentForm {
                    lang,
                    id: form,
                    action: place.path(&format!("segments/{}", segment.key)),
                    back: place.path("segments"),
                    state,
                    fields,
                    segment: Some(segment.clone()),
                    blast_radius: blast_radius(lang, &place, &users),
                };
                view! { <Card>{form.view()}</Card> }.into_any()
            } else {
                let sentences = constraint_sentences(lang, &segment.constraints);
                view! { <Card title=t::segments::conditions(lang)>{sentences}</Card> }.into_any()
            };
            // A refused deletion is shown even when it could be tried no more.
            let deletable = can_edit && (users.is_empty() || delete_state.was_sent());
            let delete = deletable.then(|| delete_card(lang, &place, &segment, &delete_state));
            let description = segment.description.clone();
            view! {
                <PageHead title=segment.key.clone() subtitle=view! { <bdi>{description}</bdi> }.into_any()/>
                <div class="split">
                    <div class="stack">{matter}</div>
                    <div class="stack">{users_card(lang, &place, &users)}{delete}</div>
                </div>
            }
            .into_any()
        })
        .await)
}

fn page(lang: Lang, place: &InProject, title: &str) -> Page {
    Page::new(Section::Flags, title)
        .crumb(t::flags::title(lang), place.path("flags"))
        .crumb(t::segments::title(lang), place.path("segments"))
}

async fn fields(ctx: &Ctx, place: &InProject) -> Result<Vec<ContextField>, PageError> {
    flags::context_fields(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())
}

fn delete_card(lang: Lang, place: &InProject, segment: &Segment, state: &FormState) -> AnyView {
    use t::segments as s;
    let action = place.path(&format!("segments/{}/delete", segment.key));
    let (key, state) = (segment.key.clone(), state.clone());
    view! {
        <Card>
            <Disclosure summary=s::delete_title(lang) open=state.was_sent()>
                <p>{s::delete_text(lang)}</p>
                <Form id=save::delete_form(&key) action=action lang=lang state=&state>
                    <div class="form-actions">
                        <Button kind=ButtonKind::Danger>{s::delete(lang, &key)}</Button>
                    </div>
                </Form>
            </Disclosure>
        </Card>
    }
    .into_any()
}
