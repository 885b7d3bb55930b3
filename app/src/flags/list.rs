use super::{
    filters::filters,
    query::ListQuery,
    table::{Rows, table},
    tabs::{Tab, tabs},
};
use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Button, ButtonKind, Card, Empty, Icon, IconName, LinkButton, LiveRegion, PageHead},
};
use arkan_backend::{flags, identity};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;

/// Rows a page.
const ROWS: usize = 50;
/// The form that the boxes of the rows belong to.
pub const BULK: &str = "flags-bulk";

/// `GET /p/{project}/flags`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>, Query(query): Query<ListQuery>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let filter = query.filter(&place, actor.user_id());
    let listed = flags::list(backend, actor, &place.project, &filter, ROWS)
        .await
        .map_err(ctx.fail())?;
    let states = flags::states(backend, actor, &place.project, &listed.flags)
        .await
        .map_err(ctx.fail())?;
    let tags = flags::tags(backend, actor, &listed.flags).await.map_err(ctx.fail())?;
    let favourites = flags::favourites(backend, actor, &listed.flags)
        .await
        .map_err(ctx.fail())?;
    let all_tags = flags::all_tags(backend, actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let waiting = flags::requests::open_count(backend, actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let waiting = u64::try_from(waiting).unwrap_or_default();
    let people = identity::people(backend, actor).await.map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let may_edit = ctx.can(Action::EditFlags, place.place());
    let create = may_edit.then(|| (t::flags::new(lang).to_owned(), place.path("flags/new")));
    let back = ctx.path.clone();
    let page = Page::new(Section::Flags, t::flags::title(lang));
    Ok(ctx
        .page(page, move || {
            let previous = listed.newer.as_ref().map(|cursor| query.at("after", cursor));
            let next = listed.older.as_ref().map(|cursor| query.at("before", cursor));
            let csv = format!("{}{}", place.path("flags.csv"), query.sorted(query.order()));
            let actions = view! {
                <AsOf lang=lang now=now/>
                {(waiting > 0).then(|| view! {
                    <LinkButton href=place.path("requests?state=open")>{t::requests::open_count(lang, waiting)}</LinkButton>
                })}
                <LinkButton href=place.path("freezes")>{t::freezes::open(lang)}</LinkButton>
                <LinkButton href="/flags/mine">{t::lists::mine(lang)}</LinkButton>
                {create.clone().map(|(label, href)| view! {
                    <LinkButton href=href kind=ButtonKind::Primary>{label}</LinkButton>
                })}
            };
            let content = if listed.flags.is_empty() {
                empty(lang, &place, &query, create)
            } else {
                let rows = Rows {
                    lang,
                    now,
                    place: &place,
                    query: &query,
                    flags: listed.flags,
                    states: &states,
                    tags: &tags,
                    favourites: &favourites,
                    checkable: may_edit && !filter.archived,
                    back: &back,
                };
                let bulk = rows.checkable.then(|| bulk_bar(lang, &place, &query, &back));
                view! { {bulk}{table(rows)} }.into_any()
            };
            view! {
                <PageHead
                    title=t::flags::title(lang)
                    subtitle=view! { {t::flags::subtitle(lang)} }.into_any()
                    actions=actions.into_any()
                />
                <div class="stack">
                    {tabs(lang, &place, Tab::Flags)}
                    {filters(lang, &place, &people, all_tags, &query)}
                    <LiveRegion id="flags-list" topics="flags">
                        <Card flush=true>{content}{pager(lang, previous, next)}</Card>
                    </LiveRegion>
                    <div>
                        <a class="btn btn-secondary" href=csv download=format!("flags-{}.csv", place.project.key)>
                            <Icon name=IconName::Download/>{t::lists::csv(lang)}
                        </a>
                    </div>
                </div>
            }
            .into_any()
        })
        .await)
}

/// Where the checked flags go, and the boxes of the whole page checked at once, without a script.
fn bulk_bar(lang: Lang, place: &InProject, query: &ListQuery, back: &str) -> AnyView {
    let all = query.all_checked();
    let (label, href) = if all {
        (t::lists::check_none(lang), query.checking(false))
    } else {
        (t::lists::check_all(lang), query.checking(true))
    };
    view! {
        <form method="get" id=BULK action=place.path("flags.bulk") class="bulk-bar">
            <input type="hidden" name="back" value=back.to_owned()/>
            <a class="btn btn-ghost" href=href>{label}</a>
            <Button>{t::lists::bulk_go(lang)}</Button>
        </form>
    }
    .into_any()
}

fn empty(lang: Lang, place: &InProject, query: &ListQuery, create: Option<(String, String)>) -> AnyView {
    let all = Some((t::flags::clear_filters(lang).to_owned(), place.path("flags")));
    let (title, text, action) = if query.favourites() {
        (
            t::lists::no_favourites_title(lang),
            t::lists::no_favourites_text(lang),
            all,
        )
    } else if query.is_active() {
        (t::flags::none_title(lang), t::flags::none_text(lang), all)
    } else {
        (t::flags::empty_title(lang), t::flags::empty_text(lang), create)
    };
    view! { <Empty icon=IconName::Flags title=title text=text action=action/> }.into_any()
}

/// The way through the pages of a list in any order.
pub fn pager(lang: Lang, previous: Option<String>, next: Option<String>) -> Option<AnyView> {
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label=t::ui::pages(lang)>
                {previous.map(|href| view! {
                    <a class="btn btn-secondary" rel="prev" href=href><Icon name=IconName::Back/>{t::lists::previous(lang)}</a>
                })}
                <span class="spacer"></span>
                {next.map(|href| view! {
                    <a class="btn btn-secondary" rel="next" href=href>{t::lists::next(lang)}<Icon name=IconName::Arrow/></a>
                })}
            </nav>
        }
        .into_any()
    })
}
