use super::show::Shown;
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, PageResult},
    ui::{Button, ButtonKind, ConfirmName, Disclosure, Form, Notice, Tone},
};
use arkan_backend::flags;
use arkan_locales::t;
use axum::extract::Path;
use leptos::prelude::*;

pub const FORM: &str = "flag-archive";

/// The way out of use: what it means, and the key typed before.
pub fn archive_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, key, version) = (shown.lang, shown.flag.key.clone(), shown.flag.version);
    let action = shown.path("/archive");
    let live: Vec<String> = shown
        .environments()
        .filter(|(_, state)| state.is_some_and(|state| state.setting.serves()))
        .map(|(environment, _)| environment.name.clone())
        .collect();
    let live = (!live.is_empty()).then(|| {
        let names = live.join(if lang == arkan_locales::Lang::Ar { "، " } else { ", " });
        view! { <p><strong>{t::flags::archive_live(lang, names)}</strong></p> }
    });
    view! {
        <Disclosure summary=t::flags::archive_title(lang) open=state.was_sent()>
            <p>{t::flags::archive_text(lang)}</p>
            {live}
            <Form id=FORM action=action lang=lang state=&state>
                <input type="hidden" name="version" value=version.to_string()/>
                <ConfirmName form_id=FORM expected=key.clone() state=state lang=lang/>
                <div class="form-actions">
                    <Button kind=ButtonKind::Danger>{t::flags::archive(lang, &key)}</Button>
                </div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

/// What stands on top of an archived flag: what that means, and the way back.
pub fn archived_notice(shown: &Shown, state: FormState) -> AnyView {
    let (lang, key, version) = (shown.lang, shown.flag.key.clone(), shown.flag.version);
    let restore = shown.can_edit.then(|| {
        view! {
            <Form id=FORM action=shown.path("/restore") lang=lang state=state class="form-inline">
                <input type="hidden" name="version" value=version.to_string()/>
                <Button>{t::flags::restore(lang, &key)}</Button>
            </Form>
        }
    });
    view! {
        <Notice tone=Tone::Warning title=t::flags::archived(lang)>
            <p>{t::flags::archived_text(lang)}</p>
            {restore}
        </Notice>
    }
    .into_any()
}

/// `POST /p/{project}/flags/{key}/archive`
pub async fn archive(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let version = values.text("version").parse().unwrap_or_default();
    let confirm = values.text("confirm").to_owned();
    let result = flags::archive(ctx.backend(), &ctx.actor, &place.project, &key, &confirm, version)
        .await
        .map(|()| Done::new(back.clone(), t::flags::archived_toast(ctx.lang, &key)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}

/// `POST /p/{project}/flags/{key}/restore`
pub async fn restore(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let version = values.text("version").parse().unwrap_or_default();
    let result = flags::restore(ctx.backend(), &ctx.actor, &place.project, &key, version)
        .await
        .map(|()| Done::new(back.clone(), t::flags::restored_toast(ctx.lang, &key)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}
