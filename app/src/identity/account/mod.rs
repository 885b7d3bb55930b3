//! `/account`: one's own profile, password and sessions.

mod device;
mod password;
mod profile;
mod sessions;

pub use password::submit as change_password;
pub use profile::submit as change_profile;
pub use sessions::{end as end_session, end_all as sign_out_everywhere};

use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::PageHead,
};
use arkan_backend::{Error, identity::list_sessions};
use arkan_locales::t;
use leptos::prelude::*;

const PATH: &str = "/account";

/// `GET /account`.
pub async fn show(ctx: Ctx) -> PageResult {
    let user = ctx.user().cloned().ok_or(Error::Forbidden).map_err(ctx.fail())?;
    let rows = list_sessions(ctx.backend(), &ctx.actor, &ctx.session_hash())
        .await
        .map_err(ctx.fail())?;
    let profile = ctx.form(profile::FORM).await;
    let password = ctx.form(password::FORM).await;
    let (lang, now) = (ctx.lang, ctx.now);
    let title = t::page::account(lang);
    let body = move || {
        let email = view! { <bdi dir="ltr">{user.email.clone()}</bdi> }.into_any();
        view! {
            <PageHead title=title subtitle=email/>
            {profile::card(lang, profile, &user)}
            {password::card(lang, password, user.email)}
            {sessions::card(lang, now, rows)}
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Account, title), body).await)
}
