use super::{details::owners, words::FlagBadge};
use crate::{
    forms::{Done, FormState, RawForm, Values, answer},
    identity::own_path,
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Button, ButtonKind, Card, ConfirmName, Empty, Form, IconName, LinkButton, PageHead, SelectField, TextField},
};
use arkan_backend::{
    Result,
    flags::{self, Bulk, Checked, Flag, FlagState},
    identity::{self, Person},
};
use arkan_domain::{
    identity::Action,
    ids::{EnvironmentId, FlagId},
};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use std::collections::HashMap;

const TAG: &str = "bulk-tag";
const OWNER: &str = "bulk-owner";
const ARCHIVE: &str = "bulk-archive";

/// What the page shows.
struct Shown {
    lang: Lang,
    place: InProject,
    flags: Vec<Flag>,
    states: HashMap<(FlagId, EnvironmentId), FlagState>,
    people: Vec<Person>,
    /// The list that the flags were checked in.
    list: String,
    /// This page, for a form that comes back.
    here: String,
}

/// `GET /p/{project}/flags.bulk?flag=…&flag=…`: the flags that were checked, and what can be done with all of them.
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(asked): Query<Vec<(String, String)>>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let asked = Values::from_pairs(asked);
    let flags = flags::checked(backend, actor, &place.project, asked.all("flag"))
        .await
        .map_err(ctx.fail())?;
    let states = flags::states(backend, actor, &place.project, &flags)
        .await
        .map_err(ctx.fail())?;
    let people = identity::people(backend, actor).await.map_err(ctx.fail())?;
    let (tag, owner, archive) = (ctx.form(TAG).await, ctx.form(OWNER).await, ctx.form(ARCHIVE).await);
    let shown = Shown {
        lang: ctx.lang,
        list: own_path(asked.text("back")).map_or_else(|| place.path("flags"), str::to_owned),
        here: ctx.path.clone(),
        place,
        flags,
        states,
        people,
    };
    let lang = shown.lang;
    let page = Page::new(Section::Flags, t::lists::bulk_title(lang)).crumb(t::flags::title(lang), shown.list.clone());
    Ok(ctx
        .page(page, move || {
            let content = if shown.flags.is_empty() {
                let back = Some((t::lists::bulk_back(lang).to_owned(), shown.list.clone()));
                view! {
                    <Card flush=true>
                        <Empty
                            icon=IconName::Flags title=t::lists::bulk_none_title(lang)
                            text=t::lists::bulk_none_text(lang) action=back
                        />
                    </Card>
                }
                .into_any()
            } else {
                let (tag, owner) = (tag_form(&shown, tag), owner_form(&shown, owner));
                let archive = archive_form(&shown, archive);
                view! {
                    <div class="split">
                        <div class="stack">{table(&shown)}</div>
                        <div class="stack">
                            <Card title=t::lists::bulk_tag_title(lang)>{tag}</Card>
                            <Card title=t::lists::bulk_owner_title(lang)>{owner}</Card>
                            <Card title=t::lists::bulk_archive_title(lang)>{archive}</Card>
                        </div>
                    </div>
                }
                .into_any()
            };
            let back = shown.list.clone();
            view! {
                <PageHead
                    title=t::lists::bulk_title(lang)
                    subtitle=view! { {t::lists::bulk_whole(lang)} }.into_any()
                    actions=view! { <LinkButton href=back>{t::lists::bulk_back(lang)}</LinkButton> }.into_any()
                />
                {content}
            }
            .into_any()
        })
        .await)
}

fn table(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let heads: Vec<_> = shown
        .place
        .environments
        .iter()
        .map(|environment| view! { <th scope="col"><bdi>{environment.name.clone()}</bdi></th> })
        .collect();
    let rows: Vec<_> = shown
        .flags
        .iter()
        .map(|flag| {
            let cells: Vec<_> = shown
                .place
                .environments
                .iter()
                .map(|environment| {
                    let state = shown.states.get(&(flag.id, environment.id)).cloned();
                    view! { <td data-label=environment.name.clone()><FlagBadge lang=lang state=state/></td> }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link" href=shown.place.path(&format!("flags/{}", flag.key))>
                            <code dir="ltr">{flag.key.clone()}</code>
                        </a>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect();
    view! {
        <Card title=t::lists::bulk_chosen(lang, shown.flags.len() as u64) flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead><tr><th scope="col">{t::flags::col_flag(lang)}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

/// The flags as the forms send them, with the version that was looked at.
fn hidden(shown: &Shown) -> AnyView {
    let flags: Vec<_> = shown
        .flags
        .iter()
        .map(|flag| view! { <input type="hidden" name="flag" value=format!("{}:{}", flag.key, flag.version)/> })
        .collect();
    view! {
        {flags}
        <input type="hidden" name="back" value=shown.list.clone()/>
        <input type="hidden" name="here" value=shown.here.clone()/>
    }
    .into_any()
}

fn tag_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, action, hidden) = (shown.lang, shown.place.path("flags.bulk"), hidden(shown));
    view! {
        <Form id=TAG action=action lang=lang state=&state>
            {hidden}
            <TextField form_id=TAG name="tag" label=t::lists::bulk_tag(lang) state=&state lang=lang required=true autocomplete="off"/>
            <div class="form-actions">
                <Button name="act" value="tag">{t::lists::bulk_tag_add(lang)}</Button>
                <Button name="act" value="untag">{t::lists::bulk_tag_remove(lang)}</Button>
            </div>
        </Form>
    }
    .into_any()
}

fn owner_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, action, hidden) = (shown.lang, shown.place.path("flags.bulk"), hidden(shown));
    let options = owners(lang, &shown.people, None);
    view! {
        <Form id=OWNER action=action lang=lang state=&state>
            {hidden}
            <SelectField
                form_id=OWNER name="owner" label=t::flags::field_owner(lang) state=&state lang=lang
                options=options required=true
            />
            <div class="form-actions">
                <Button name="act" value="owner">{t::lists::bulk_owner_set(lang)}</Button>
            </div>
        </Form>
    }
    .into_any()
}

fn archive_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, action, hidden) = (shown.lang, shown.place.path("flags.bulk"), hidden(shown));
    let live = shown
        .flags
        .iter()
        .filter(|flag| {
            let mut states = shown.states.values().filter(|state| state.flag_id == flag.id);
            states.any(|state| state.setting.serves())
        })
        .count() as u64;
    let live = (live > 0).then(|| view! { <p><strong>{t::lists::bulk_archive_live(lang, live)}</strong></p> });
    let count = shown.flags.len();
    view! {
        <Form id=ARCHIVE action=action lang=lang state=&state>
            {hidden}
            <p>{t::lists::bulk_archive_text(lang)}</p>
            {live}
            <ConfirmName form_id=ARCHIVE expected=count.to_string() state=&state lang=lang/>
            <div class="form-actions">
                <Button kind=ButtonKind::Danger name="act" value="archive">
                    {t::lists::bulk_archive(lang, count as u64)}
                </Button>
            </div>
        </Form>
    }
    .into_any()
}

/// `POST /p/{project}/flags.bulk`: one change of several flags.
pub async fn submit(mut ctx: Ctx, Path(project): Path<String>, RawForm(values): RawForm) -> PageResult {
    let place = ctx.enter(&project).await?;
    let list = place.path("flags");
    let to = own_path(values.text("back")).unwrap_or(&list).to_owned();
    let here = place.path("flags.bulk");
    let here = own_path(values.text("here")).unwrap_or(&here).to_owned();
    let checked: Vec<Checked> = values.all("flag").iter().map(|text| read(text)).collect();
    let (form, bulk) = match values.text("act") {
        "archive" => {
            let confirm = values.text("confirm").to_owned();
            (ARCHIVE, Bulk::Archive { confirm })
        }
        "owner" => (OWNER, Bulk::SetOwner(values.text("owner").to_owned())),
        "untag" => (TAG, Bulk::RemoveTag(values.text("tag").to_owned())),
        _ => (TAG, Bulk::AddTag(values.text("tag").to_owned())),
    };
    let archives = matches!(bulk, Bulk::Archive { .. });
    let result = flags::bulk(ctx.backend(), &ctx.actor, &place.project, &checked, bulk).await;
    let result = done(ctx.lang, archives, result, &to);
    Ok(answer(&ctx, form, values, &here, result).await)
}

/// `key:version`; a key has no colon.
fn read(text: &str) -> Checked {
    let (key, version) = text.split_once(':').unwrap_or((text, ""));
    Checked {
        key: key.to_owned(),
        version: version.parse().unwrap_or_default(),
    }
}

fn done(lang: Lang, archives: bool, result: Result<usize>, to: &str) -> Result<Done> {
    let text = match result? {
        0 => t::lists::bulk_same(lang).to_owned(),
        changed if archives => t::lists::bulk_archived(lang, changed as u64),
        changed => t::lists::bulk_changed(lang, changed as u64),
    };
    Ok(Done::new(to, text))
}
