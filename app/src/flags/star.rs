use crate::{
    forms::{Done, RawForm, answer},
    identity::own_path,
    page::{Ctx, PageResult},
    ui::{Icon, IconName},
};
use arkan_backend::flags;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use leptos::prelude::*;

/// The star of a flag: a form that keeps it as a favourite or lets it go. `list` is the path of its project's flags,
/// `back` the page that it stands on.
pub fn star(lang: Lang, list: &str, key: &str, kept: bool, back: &str) -> AnyView {
    let (label, next) = if kept {
        (t::lists::favourite_remove(lang, key), "no")
    } else {
        (t::lists::favourite_add(lang, key), "yes")
    };
    let id = format!("star-{key}");
    let button = format!("{id}-button");
    view! {
        <form method="post" id=id action=format!("{list}/{key}/favourite") class="star" data-enhance>
            <input type="hidden" name="back" value=back.to_owned()/>
            <button
                type="submit" id=button name="keep" value=next class="star-button" aria-pressed=kept.to_string()
                title=label.clone() aria-label=label.clone()
            >
                <Icon name=IconName::Star/>
            </button>
        </form>
    }
    .into_any()
}

/// `POST /p/{project}/flags/{key}/favourite`
pub async fn favourite(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    RawForm(values): RawForm,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    let list = place.path("flags");
    let back = own_path(values.text("back")).unwrap_or(&list).to_owned();
    let keep = values.text("keep") == "yes";
    let result = flags::set_favourite(ctx.backend(), &ctx.actor, &place.project, &key, keep)
        .await
        .map(|()| Done::silent(back.clone()));
    Ok(answer(&ctx, "star", values, &back, result).await)
}
