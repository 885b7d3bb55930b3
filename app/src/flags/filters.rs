use super::{query::ListQuery, words};
use crate::{page::InProject, ui::FilterBar};
use arkan_backend::{
    flags::{Order, StateFilter},
    identity::Person,
};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The filters and the order above the list.
pub fn filters(lang: Lang, place: &InProject, people: &[Person], tags: Vec<String>, query: &ListQuery) -> AnyView {
    let states = place
        .environments
        .iter()
        .flat_map(|environment| {
            StateFilter::ALL.iter().map(move |state| {
                let label = format!("{}: {}", environment.name, words::state_filter(lang, *state));
                (format!("{}.{state}", environment.key), label)
            })
        })
        .collect();
    let owners = people
        .iter()
        .map(|person| (person.id.to_string(), person.name.clone()))
        .collect();
    // One that no flag has any more stays as long as it is filtered by.
    let mut tags = tags;
    if !query.tag.is_empty() && !tags.contains(&query.tag) {
        tags.push(query.tag.clone());
    }
    let tags: Vec<_> = tags.into_iter().map(|tag| (tag.clone(), tag)).collect();
    let tagged = (!tags.is_empty()).then(|| {
        choice(
            "tag",
            t::lists::filter_tag(lang),
            Some(t::flags::filter_any(lang)),
            tags,
            &query.tag,
        )
    });
    let archive = vec![("yes".to_owned(), t::flags::filter_archived(lang).to_owned())];
    let orders = Order::ALL
        .iter()
        .map(|order| (order.to_string(), words::order(lang, *order).to_owned()))
        .collect();
    let (any, live) = (Some(t::flags::filter_any(lang)), Some(t::flags::filter_live(lang)));
    let query = query.clone();
    let favourites = query.favourites();
    view! {
        <FilterBar lang=lang action=place.path("flags")>
            <div class="field">
                <label for="filter-q">{t::flags::filter_search(lang)}</label>
                <input id="filter-q" name="q" type="search" dir="auto" value=query.q.clone()/>
            </div>
            {choice("state", t::flags::filter_state(lang), any, states, &query.state)}
            {choice("kind", t::flags::field_kind(lang), any, words::kinds(lang), &query.kind)}
            {choice("owner", t::flags::field_owner(lang), any, owners, &query.owner)}
            {tagged}
            {choice("archived", t::flags::filter_archive(lang), live, archive, &query.archived)}
            {choice("sort", t::lists::sort(lang), None, orders, query.order().as_str())}
            <div class="field field-check">
                <input type="checkbox" id="filter-favourites" name="favourites" value="yes" checked=favourites/>
                <label for="filter-favourites">{t::lists::filter_favourites(lang)}</label>
            </div>
        </FilterBar>
    }
    .into_any()
}

/// One of a list, or any where that is a choice.
pub fn choice(
    name: &'static str,
    label: &'static str,
    any: Option<&'static str>,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let id = format!("filter-{name}");
    let any = any.map(|any| view! { <option value="">{any}</option> });
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{any}{options}</select>
        </div>
    }
    .into_any()
}
