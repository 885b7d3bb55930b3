use super::{
    list::BULK,
    query::ListQuery,
    star::star,
    tags::tag_links,
    words::{self, FlagBadge},
};
use crate::{page::InProject, ui::When};
use arkan_backend::flags::{Flag, FlagState, Order};
use arkan_domain::ids::{EnvironmentId, FlagId};
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};

/// The rows of a page of the list, with what stands in them.
pub struct Rows<'a> {
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub place: &'a InProject,
    pub query: &'a ListQuery,
    pub flags: Vec<Flag>,
    pub states: &'a HashMap<(FlagId, EnvironmentId), FlagState>,
    pub tags: &'a HashMap<FlagId, Vec<String>>,
    pub favourites: &'a HashSet<FlagId>,
    /// Whether the reader may change several at once.
    pub checkable: bool,
    /// The address of this page.
    pub back: &'a str,
}

/// The table of a page of flags.
pub fn table(mut rows: Rows<'_>) -> AnyView {
    let lang = rows.lang;
    let environments: Vec<_> = rows
        .place
        .environments
        .iter()
        .map(|environment| view! { <th scope="col"><bdi>{environment.name.clone()}</bdi></th> })
        .collect();
    let flags = std::mem::take(&mut rows.flags);
    let body: Vec<_> = flags.iter().map(|flag| row(&rows, flag)).collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        {sortable(&rows, t::flags::col_flag(lang), (Order::Key, Order::KeyDown), "")}
                        <th scope="col">{t::flags::col_kind(lang)}</th>
                        {environments}
                        {sortable(&rows, t::flags::col_updated(lang), (Order::Updated, Order::Untouched), "num")}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The head of a column that orders the list: pressed again, it turns the order around.
fn sortable(rows: &Rows<'_>, label: &'static str, (first, turned): (Order, Order), class: &'static str) -> AnyView {
    let now = rows.query.order();
    let ascending = matches!(now, Order::Key | Order::Untouched);
    let sort = (now == first || now == turned).then_some(if ascending { "ascending" } else { "descending" });
    let mark = sort.map(|_| view! { <span aria-hidden="true">{if ascending { " ↑" } else { " ↓" }}</span> });
    let next = if now == first { turned } else { first };
    view! {
        <th scope="col" class=class aria-sort=sort>
            <a class="sort-link" href=rows.query.sorted(next)>{label}{mark}</a>
        </th>
    }
    .into_any()
}

fn row(rows: &Rows<'_>, flag: &Flag) -> AnyView {
    let (lang, place) = (rows.lang, rows.place);
    let key = flag.key.clone();
    let list = place.path("flags");
    let cells: Vec<_> = place
        .environments
        .iter()
        .map(|environment| {
            let state = rows.states.get(&(flag.id, environment.id)).cloned();
            view! { <td data-label=environment.name.clone()><FlagBadge lang=lang state=state/></td> }
        })
        .collect();
    let check = rows.checkable.then(|| {
        view! {
            <label class="row-check above">
                <input
                    type="checkbox" name="flag" value=key.clone() form=BULK checked=rows.query.all_checked()
                    aria-label=t::lists::check(lang, &key)
                />
            </label>
        }
    });
    let kept = rows.favourites.contains(&flag.id);
    let tags = rows.tags.get(&flag.id).and_then(|tags| tag_links(&list, tags));
    view! {
        <tr>
            <th scope="row">
                <span class="flag-cell">
                    {check}
                    {star(lang, &list, &key, kept, rows.back)}
                    <span class="flag-name">
                        <a class="row-link" href=format!("{list}/{key}")><code dir="ltr">{key.clone()}</code></a>
                        <span class="table-sub" dir="auto">{flag.description.clone()}</span>
                        {tags}
                    </span>
                </span>
            </th>
            <td data-label=t::flags::col_kind(lang)>{words::kind(lang, flag.kind)}</td>
            {cells}
            <td class="num" data-label=t::flags::col_updated(lang)>
                <When lang=lang at=flag.updated_at now=rows.now/>
            </td>
        </tr>
    }
    .into_any()
}
