//! `/setup/{token}` and `/invite/{token}`: how a person comes into the console by a one-time link.

use super::{
    sign_in,
    words::{languages, role_name},
};
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, Form, LinkButton, SelectField, TextField},
};
use arkan_backend::identity::{Invitation, NewUser, accept, find_invitation, needs_setup};
use arkan_domain::identity::{MIN_PASSWORD, Role};
use arkan_locales::{Lang, t};
use axum::{extract::Path, response::IntoResponse as _};
use http::StatusCode;
use leptos::prelude::*;

const FORM: &str = "welcome";

/// The two kinds of link: they differ in their address and in who knows the e-mail address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    SetUp,
    Invitation,
}

impl Kind {
    const fn stored(self) -> &'static str {
        match self {
            Self::SetUp => "setup",
            Self::Invitation => "invite",
        }
    }

    fn path(self, token: &str) -> String {
        format!("/{}/{token}", self.stored())
    }
}

/// `GET /setup/{token}`.
pub async fn show_setup(ctx: Ctx, Path(token): Path<String>) -> PageResult {
    show(ctx, Kind::SetUp, token).await
}

/// `POST /setup/{token}`: creates the first administrator.
pub async fn set_up(ctx: Ctx, Path(token): Path<String>, RawForm(values): RawForm) -> PageResult {
    submit(ctx, Kind::SetUp, token, values).await
}

/// `GET /invite/{token}`.
pub async fn show_invitation(ctx: Ctx, Path(token): Path<String>) -> PageResult {
    show(ctx, Kind::Invitation, token).await
}

/// `POST /invite/{token}`: creates the invited person.
pub async fn join(ctx: Ctx, Path(token): Path<String>, RawForm(values): RawForm) -> PageResult {
    submit(ctx, Kind::Invitation, token, values).await
}

async fn show(ctx: Ctx, kind: Kind, token: String) -> PageResult {
    let lang = ctx.lang;
    let found = find_invitation(ctx.backend(), &token).await.map_err(ctx.fail())?;
    let done = kind == Kind::SetUp && !needs_setup(ctx.backend()).await.map_err(ctx.fail())?;
    let invitation = found.filter(|found| found.kind == kind.stored() && !done);
    let Some(invitation) = invitation else {
        let page = ctx.bare(t::identity::spent_title(lang), || spent(lang, done));
        return Ok((StatusCode::GONE, page).into_response());
    };
    let state = ctx.form(FORM).await;
    let title = match kind {
        Kind::SetUp => t::identity::setup_title(lang),
        Kind::Invitation => t::identity::join_title(lang),
    };
    Ok(ctx.bare(title, || page(lang, title, state, kind.path(&token), &invitation)))
}

/// What a link says that was used, has expired, or was never made; these are not told apart.
fn spent(lang: Lang, done: bool) -> AnyView {
    let text = if done {
        t::identity::already_set_up(lang)
    } else {
        t::identity::link_spent(lang)
    };
    view! {
        <h1 class="text-xl font-semibold">{t::identity::spent_title(lang)}</h1>
        <p>{text}</p>
        <p><LinkButton href="/login" kind=ButtonKind::Primary>{t::identity::sign_in(lang)}</LinkButton></p>
    }
    .into_any()
}

fn page(lang: Lang, title: &'static str, state: FormState, action: String, invitation: &Invitation) -> AnyView {
    let role = invitation.role.as_deref().and_then(Role::parse);
    let intro = match (&invitation.email, role) {
        (Some(_), Some(role)) => t::identity::join_intro(lang, role_name(lang, role)),
        _ => t::identity::setup_intro(lang).to_owned(),
    };
    let email = match invitation.email.clone() {
        // The link was made for this address; whoever opens it cannot change it.
        Some(email) => view! {
            <div class="field">
                <p class="small muted">{t::identity::email(lang)}</p>
                <p><bdi dir="ltr">{email.clone()}</bdi></p>
                <input type="hidden" autocomplete="username" value=email/>
            </div>
        }
        .into_any(),
        None => view! {
            <TextField
                form_id=FORM name="email" kind="email" label=t::identity::email(lang) state=state.clone() lang=lang
                required=true autocomplete="username"
            />
        }
        .into_any(),
    };
    view! {
        <h1 class="text-xl font-semibold">{title}</h1>
        <p class="muted">{intro}</p>
        <Form id=FORM action=action lang=lang state=state.clone()>
            <TextField
                form_id=FORM name="name" label=t::identity::name(lang) help=t::identity::name_help(lang) state=state.clone()
                lang=lang required=true autocomplete="name"
            />
            {email}
            <TextField
                form_id=FORM name="password" kind="password" label=t::identity::password(lang)
                help=t::identity::password_help(lang, MIN_PASSWORD as u64) state=state.clone() lang=lang required=true
                autocomplete="new-password"
            />
            <SelectField
                form_id=FORM name="language" label=t::identity::language(lang) state=state.clone() lang=lang
                options=languages() value=lang.code() required=true
            />
            <Button kind=ButtonKind::Primary>{t::identity::create_account(lang)}</Button>
        </Form>
    }
    .into_any()
}

async fn submit(ctx: Ctx, kind: Kind, token: String, values: Values) -> PageResult {
    let language = Lang::from_tag(values.text("language")).unwrap_or(ctx.lang);
    let result = create(&ctx, &token, &values, language)
        .await
        .map(|()| Done::new("/", t::identity::welcome_toast(language, values.text("name").trim())));
    Ok(answer(&ctx, FORM, values, &kind.path(&token), result).await)
}

async fn create(ctx: &Ctx, token: &str, values: &Values, language: Lang) -> arkan_backend::Result<()> {
    let new = NewUser {
        email: values.text("email").to_owned(),
        name: values.text("name").to_owned(),
        password: values.text("password").to_owned(),
        language,
        // The link decides what the person becomes.
        role: Role::Viewer,
    };
    let user = accept(ctx.backend(), token, new).await?;
    sign_in::begin(ctx, &user).await
}
