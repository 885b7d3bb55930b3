use super::show::Shown;
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, PageError, PageResult},
    ui::{Button, ButtonKind, Disclosure, Form, TextField},
};
use arkan_backend::flags::{self, Flag};
use arkan_locales::t;
use axum::extract::Path;
use leptos::prelude::*;

pub const FORM: &str = "flag-tags";

/// By what a flag is found again.
#[derive(Default)]
pub struct Marks {
    pub tags: Vec<String>,
    /// Whether the reader keeps it at hand.
    pub favourite: bool,
}

impl Marks {
    pub async fn of(ctx: &Ctx, flag: &Flag) -> Result<Self, PageError> {
        let one = std::slice::from_ref(flag);
        let (backend, actor) = (ctx.backend(), &ctx.actor);
        let mut tags = flags::tags(backend, actor, one).await.map_err(ctx.fail())?;
        let kept = flags::favourites(backend, actor, one).await.map_err(ctx.fail())?;
        Ok(Self {
            tags: tags.remove(&flag.id).unwrap_or_default(),
            favourite: kept.contains(&flag.id),
        })
    }
}

/// The tags of a flag as links to all that have them.
pub fn tag_links(list: &str, tags: &[String]) -> Option<AnyView> {
    let links: Vec<_> = tags
        .iter()
        .map(|tag| {
            let query: String = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("tag", tag)
                .finish();
            view! { <a class="badge badge-neutral above" href=format!("{list}?{query}")><bdi>{tag.clone()}</bdi></a> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <span class="tags">{links}</span> }.into_any())
}

/// The form for the tags, folded until it is asked for or comes back refused.
pub fn tags_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, action) = (shown.lang, shown.path("/tags"));
    let (version, tags) = (shown.flag.version, shown.marks.tags.join(", "));
    view! {
        <Disclosure summary=t::lists::tags_title(lang) open=state.was_sent()>
            <Form id=FORM action=action lang=lang state=&state>
                <input type="hidden" name="version" value=version.to_string()/>
                <TextField
                    form_id=FORM name="tags" label=t::lists::tags_field(lang) help=t::lists::tags_help(lang)
                    state=&state lang=lang value=tags autocomplete="off"
                />
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary>{t::lists::tags_save(lang)}</Button>
                </div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

/// `POST /p/{project}/flags/{key}/tags`
pub async fn edit(mut ctx: Ctx, Path((project, key)): Path<(String, String)>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let back = place.path(&format!("flags/{key}"));
    let version = values.text("version").parse().unwrap_or_default();
    let result = flags::set_tags(
        ctx.backend(),
        &ctx.actor,
        &place.project,
        &key,
        values.text("tags"),
        version,
    )
    .await
    .map(|()| Done::new(back.clone(), t::lists::tags_saved(ctx.lang)));
    Ok(answer(&ctx, FORM, values, &back, result).await)
}
