use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Badge, Button, Card, Form, PageHead, Tone},
};
use arkan_backend::flags::{self, Keeping, MOST_CONTEXTS};
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t, t::usage as u};
use axum::extract::Path;
use leptos::prelude::*;

fn form_id(environment: &str) -> String {
    format!("contexts-{environment}")
}

/// `GET /p/{project}/flags/contexts`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let keeping = flags::keeping(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let mut rows = Vec::new();
    for keeping in keeping {
        let at = Place::environment(place.project.id, keeping.environment.id);
        let form = ctx.form(&form_id(&keeping.environment.key)).await;
        rows.push((ctx.can(Action::EditFlags, at), form, keeping));
    }
    let lang = ctx.lang;
    let title = u::contexts_title(lang);
    let page = Page::new(Section::Flags, title).crumb(t::flags::title(lang), place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let cards: Vec<_> = rows
                .into_iter()
                .map(|(may, form, keeping)| card(lang, &place, may, form, keeping))
                .collect();
            let most = MOST_CONTEXTS.to_string();
            view! {
                <PageHead title=title subtitle=view! { {u::contexts_subtitle(lang)} }.into_any()/>
                <div class="stack">
                    <Card><p>{u::contexts_text(lang, most)}</p><p>{u::contexts_ids(lang)}</p></Card>
                    {cards}
                </div>
            }
            .into_any()
        })
        .await)
}

fn card(lang: Lang, place: &InProject, may: bool, form: FormState, keeping: Keeping) -> AnyView {
    let Keeping {
        environment,
        kept,
        contexts,
    } = keeping;
    let (tone, label) = if kept {
        (Tone::Ok, u::contexts_kept(lang))
    } else {
        (Tone::Neutral, u::contexts_not_kept(lang))
    };
    let badge = view! { <Badge label=label tone=tone/> };
    let form = may.then(|| {
        let action = place.path(&format!("flags/contexts/{}", environment.key));
        let (value, text) = if kept {
            ("no", u::contexts_stop(lang, &environment.name))
        } else {
            ("yes", u::contexts_start(lang, &environment.name))
        };
        view! {
            <Form id=form_id(&environment.key) action=action lang=lang state=form class="form-inline">
                <input type="hidden" name="kept" value=value/>
                <Button>{text}</Button>
            </Form>
        }
    });
    view! {
        <Card title=environment.name.clone() actions=badge.into_any()>
            <p>{u::contexts_count(lang, contexts)}</p>
            {form}
        </Card>
    }
    .into_any()
}

/// `POST /p/{project}/flags/contexts/{environment}`
pub async fn keep(
    mut ctx: Ctx,
    Path((project, environment)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let environment = place.environment(&environment).ok_or_else(|| ctx.not_found())?;
    let kept = values.text("kept") == "yes";
    let back = place.path("flags/contexts");
    let result = flags::keep_contexts(ctx.backend(), &ctx.actor, &place.project, environment, kept)
        .await
        .map(|()| {
            let text = if kept { u::contexts_started } else { u::contexts_stopped };
            Done::new(back.clone(), text(ctx.lang, &environment.name))
        });
    Ok(answer(&ctx, &form_id(&environment.key), values, &back, result).await)
}
