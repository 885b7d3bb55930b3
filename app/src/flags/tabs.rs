use crate::{page::InProject, ui::Tabs};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// A page of the pillar that stands beside the list of flags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Flags,
    Requests,
    Segments,
    Fields,
    Experiments,
    Playground,
    Stale,
    Transfer,
}

/// The pages of the pillar in a project.
pub fn tabs(lang: Lang, place: &InProject, current: Tab) -> AnyView {
    let items = [
        (Tab::Flags, t::flags::title(lang), "flags"),
        (Tab::Requests, t::requests::title(lang), "requests"),
        (Tab::Segments, t::segments::title(lang), "segments"),
        (Tab::Fields, t::fields::title(lang), "context-fields"),
        (Tab::Experiments, t::experiments::title(lang), "experiments"),
        (Tab::Playground, t::playground::title(lang), "playground"),
        (Tab::Stale, t::usage::stale_link(lang), "flags/stale"),
        (Tab::Transfer, t::transfer::title(lang), "flags/transfer"),
    ]
    .map(|(tab, label, path)| (label.to_owned(), place.path(path), tab == current))
    .to_vec();
    view! { <Tabs items=items label=t::flags::title(lang)/> }.into_any()
}
