use super::own_path::{own_path, without_language};
use crate::{
    forms::{Done, RawForm, succeed},
    page::{COOKIES, Ctx, PageResult, preference_cookie},
    shell::Theme,
};
use arkan_backend::identity::set_preferences;
use arkan_locales::Lang;
use http::{HeaderValue, header::SET_COOKIE};

/// `POST /preferences`: language and colours, in the profile of whoever has one. The cookies keep them for the pages
/// before sign-in and after sign-out.
pub async fn submit(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let language = values.get("language").and_then(Lang::from_tag);
    let theme = values.get("theme").and_then(Theme::parse);
    if let Some(user) = ctx.user() {
        set_preferences(ctx.backend(), user.user_id(), language, theme.map(Theme::as_str))
            .await
            .map_err(ctx.fail())?;
    }
    let back = without_language(own_path(values.text("back")).unwrap_or("/"));
    let mut response = succeed(&ctx, Done::silent(back)).await;
    let cookies = [
        language.map(|language| preference_cookie(COOKIES.0, language.code())),
        theme.map(|theme| preference_cookie(COOKIES.1, theme.as_str())),
    ];
    for cookie in cookies.into_iter().flatten() {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    Ok(response)
}
