use crate::{
    forms::{Done, FormState, RawForm, answer},
    identity::role_name,
    page::{Ctx, Page, PageResult, Section},
    ui::{Button, Card, Checkbox, Form, PageHead, SelectField, TextField},
};
use arkan_backend::{flags::requests, projects::Environment};
use arkan_domain::{
    flags::request::{ApprovalRule, MAX_APPROVALS},
    identity::{Action, Role},
};
use arkan_locales::{Lang, t, t::requests as r};
use axum::extract::Path;
use leptos::prelude::*;

fn form_id(environment: &str) -> String {
    format!("approvals-{environment}")
}

/// `GET /p/{project}/approvals`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let rules = requests::rules(ctx.backend(), &ctx.actor, &place.project, &place.environments)
        .await
        .map_err(ctx.fail())?;
    let (lang, may) = (ctx.lang, ctx.can(Action::EditApprovals, place.place()));
    let mut cards = Vec::new();
    for environment in &place.environments {
        let state = ctx.form(&form_id(&environment.key)).await;
        let rule = rules.get(&environment.id).copied();
        let action = place.path(&format!("approvals/{}", environment.key));
        cards.push((environment.clone(), rule, state, action));
    }
    let page = Page::new(Section::Flags, r::rules_title(lang))
        .crumb(t::flags::title(lang), place.path("flags"))
        .crumb(r::title(lang), place.path("requests"));
    Ok(ctx
        .page(page, move || {
            let cards: Vec<_> = cards
                .iter()
                .map(|(environment, rule, state, action)| {
                    let body = if may {
                        form(lang, environment, *rule, (state, action))
                    } else {
                        view! { <p>{told(lang, *rule)}</p> }.into_any()
                    };
                    view! { <Card title=environment.name.clone()>{body}</Card> }
                })
                .collect();
            let subtitle = view! { {r::rules_subtitle(lang)} }.into_any();
            view! {
                <PageHead title=r::rules_title(lang) subtitle=subtitle/>
                <p>{r::rules_text(lang)}</p>
                <div class="stack">{cards}</div>
            }
            .into_any()
        })
        .await)
}

fn told(lang: Lang, rule: Option<ApprovalRule>) -> String {
    match rule {
        None => r::rules_off(lang).to_owned(),
        Some(rule) => r::rules_on(lang, rule.approvals, role_name(lang, rule.role)),
    }
}

fn form(
    lang: Lang,
    environment: &Environment,
    rule: Option<ApprovalRule>,
    (state, action): (&FormState, &str),
) -> AnyView {
    let (id, state, action) = (form_id(&environment.key), state.clone(), action.to_owned());
    let stored = rule.unwrap_or(ApprovalRule {
        approvals: 1,
        role: Role::Operator,
    });
    let roles = ApprovalRule::roles()
        .iter()
        .map(|role| (role.to_string(), role_name(lang, *role).to_owned()))
        .collect();
    let save = r::rules_save(lang, &environment.name);
    view! {
        <Form id=id.clone() action=action lang=lang state=&state>
            <Checkbox
                form_id=id.clone() name="needed" label=r::field_needed(lang) state=&state lang=lang
                checked=rule.is_some()
            />
            <TextField
                form_id=id.clone() name="approvals" label=r::field_approvals(lang) help=r::field_approvals_help(lang)
                kind="number" state=&state lang=lang value=stored.approvals.to_string() required=true min=1
                max=MAX_APPROVALS
            />
            <SelectField
                form_id=id name="role" label=r::field_role(lang) help=r::field_role_help(lang) state=&state lang=lang
                options=roles value=stored.role.as_str() required=true
            />
            <div class="form-actions"><Button>{save}</Button></div>
        </Form>
    }
    .into_any()
}

/// `POST /p/{project}/approvals/{environment}`
pub async fn set(
    mut ctx: Ctx,
    Path((project, environment)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let environment = place
        .environment(&environment)
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    let back = place.path("approvals");
    let saved = async {
        ctx.backend().allow(&ctx.actor, Action::EditApprovals, place.place())?;
        let rule = if values.checked("needed") {
            Some(ApprovalRule::read(values.text("approvals"), values.text("role"))?)
        } else {
            None
        };
        requests::set_rule(ctx.backend(), &ctx.actor, &place.project, &environment, rule).await?;
        Ok(Done::new(back.clone(), r::rules_saved(ctx.lang)))
    };
    let result = saved.await;
    Ok(answer(&ctx, &form_id(&environment.key), values, &back, result).await)
}
