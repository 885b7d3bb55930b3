use super::words;
use crate::page::InProject;
use crate::ui::FilterBar;
use arkan_backend::{
    flags::{Cursor, Filter, StateFilter},
    identity::Person,
};
use arkan_domain::flags::FlagKind;
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use serde::Deserialize;

/// The filters of the list, as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    q: String,
    /// `production.killed`: an environment's key and a state there.
    state: String,
    kind: String,
    owner: String,
    /// `yes` for archived flags.
    archived: String,
    before: String,
    after: String,
}

impl ListQuery {
    /// The filter; what is not understood is left out.
    pub fn filter(&self, place: &InProject) -> Filter {
        let state = self
            .state
            .rsplit_once('.')
            .and_then(|(environment, state)| Some((place.environment(environment)?.id, StateFilter::parse(state)?)));
        Filter {
            search: self.q.clone(),
            state,
            kind: FlagKind::parse(&self.kind),
            owner: self.owner.parse().ok(),
            archived: self.archived == "yes",
            before: Cursor::parse(&self.before),
            after: Cursor::parse(&self.after),
        }
    }

    /// Whether anything is filtered, so that an empty list does not mean that there are no flags.
    pub fn is_active(&self) -> bool {
        [&self.q, &self.state, &self.kind, &self.owner, &self.archived]
            .iter()
            .any(|value| !value.is_empty())
    }

    /// The same filters at another place in the list.
    pub fn at(&self, name: &str, cursor: &Cursor) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("q", &self.q),
            ("state", &self.state),
            ("kind", &self.kind),
            ("owner", &self.owner),
            ("archived", &self.archived),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        format!("?{}", pairs.append_pair(name, &cursor.text()).finish())
    }
}

/// The filters above the list.
pub fn filters(lang: Lang, place: &InProject, people: &[Person], query: &ListQuery) -> AnyView {
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
    let archive = vec![("yes".to_owned(), t::flags::filter_archived(lang).to_owned())];
    let (any, live) = (t::flags::filter_any(lang), t::flags::filter_live(lang));
    let query = query.clone();
    view! {
        <FilterBar lang=lang action=place.path("flags")>
            <div class="field">
                <label for="filter-q">{t::flags::filter_search(lang)}</label>
                <input id="filter-q" name="q" type="search" dir="auto" value=query.q.clone()/>
            </div>
            {choice("state", t::flags::filter_state(lang), any, states, &query.state)}
            {choice("kind", t::flags::field_kind(lang), any, words::kinds(lang), &query.kind)}
            {choice("owner", t::flags::field_owner(lang), any, owners, &query.owner)}
            {choice("archived", t::flags::filter_archive(lang), live, archive, &query.archived)}
        </FilterBar>
    }
    .into_any()
}

/// One of a list, or any.
fn choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let id = format!("filter-{name}");
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
            <select id=id name=name><option value="">{any}</option>{options}</select>
        </div>
    }
    .into_any()
}
