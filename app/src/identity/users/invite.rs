use super::PATH;
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    identity::{
        secret_box::SecretBox,
        shown_once::{self, Shown},
        words::{roles, stored_role},
    },
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, Card, Form, SelectField, TextField, When},
};
use arkan_backend::{
    Error, Result,
    identity::{Invitation, invite, withdraw_invitation},
};
use arkan_domain::{fields::Problem, identity::Role, ids::InvitationId, secret::Secret};
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

pub(super) const FORM: &str = "invite";

/// The new link, for whoever passes it on.
pub(super) fn link(lang: Lang, shown: &Shown) -> AnyView {
    view! {
        <SecretBox
            lang=lang
            title=t::identity::invitation_made(lang, &shown.of)
            text=t::identity::invitation_once(lang)
            secret=shown.secret.expose()
        />
    }
    .into_any()
}

pub(super) fn card(lang: Lang, state: FormState) -> AnyView {
    view! {
        <Card title=t::page::invite(lang)>
            <Form id=FORM action="/users/invite" lang=lang state=state.clone()>
                <TextField
                    form_id=FORM name="email" kind="email" label=t::identity::email(lang) state=state.clone() lang=lang
                    required=true autocomplete="off"
                />
                <SelectField
                    form_id=FORM name="role" label=t::identity::role(lang) state=state.clone() lang=lang
                    options=roles(lang) value=Role::Viewer.as_str() help=t::identity::role_help(lang) required=true
                />
                <Button kind=ButtonKind::Primary>{t::identity::make_invitation(lang)}</Button>
            </Form>
        </Card>
    }
    .into_any()
}

/// The links that can still be used; nothing when there are none.
pub(super) fn open(lang: Lang, now: DateTime<Utc>, invitations: Vec<Invitation>) -> Option<AnyView> {
    if invitations.is_empty() {
        return None;
    }
    let rows: Vec<_> = invitations.into_iter().map(|row| invitation(lang, now, row)).collect();
    Some(
        view! {
            <Card title=t::identity::open_invitations(lang) flush=true>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t::identity::email(lang)}</th>
                                <th scope="col">{t::identity::role(lang)}</th>
                                <th scope="col">{t::identity::expires(lang)}</th>
                                <th scope="col"><span class="sr-only">{t::identity::withdraw(lang)}</span></th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        }
        .into_any(),
    )
}

fn invitation(lang: Lang, now: DateTime<Utc>, row: Invitation) -> AnyView {
    let id = row.id;
    view! {
        <tr>
            <th scope="row"><bdi dir="ltr">{row.email}</bdi></th>
            <td data-label=t::identity::role(lang)>{stored_role(lang, row.role.as_deref())}</td>
            <td data-label=t::identity::expires(lang)><When lang=lang at=row.expires_at now=now/></td>
            <td>
                <Form
                    id=withdraw_form(id) action=format!("/users/invitations/{id}/withdraw") lang=lang
                    state=FormState::default() class="form-inline"
                >
                    <Button kind=ButtonKind::Ghost>{t::identity::withdraw(lang)}</Button>
                </Form>
            </td>
        </tr>
    }
    .into_any()
}

fn withdraw_form(id: Uuid) -> String {
    format!("withdraw-{id}")
}

/// `POST /users/invite`.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let result = make(&ctx, &values).await.map(|()| Done::silent(PATH));
    Ok(answer(&ctx, FORM, values, PATH, result).await)
}

async fn make(ctx: &Ctx, values: &Values) -> Result<()> {
    let role = Role::parse(values.text("role")).ok_or_else(|| Error::field("role", Problem::Unknown))?;
    let (token, _) = invite(ctx.backend(), &ctx.actor, values.text("email"), role).await?;
    let path = format!("invite/{}", token.expose());
    let link = ctx.backend().settings.public_url.join(&path).map_err(Error::internal)?;
    shown_once::keep(ctx, FORM, values.text("email").trim(), &Secret::new(link)).await
}

/// `POST /users/invitations/{id}/withdraw`.
pub async fn withdraw(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm) -> PageResult {
    let result = withdraw_invitation(ctx.backend(), &ctx.actor, InvitationId(id))
        .await
        .map(|()| Done::new(PATH, t::identity::invitation_withdrawn(ctx.lang)));
    Ok(answer(&ctx, &withdraw_form(id), values, PATH, result).await)
}
