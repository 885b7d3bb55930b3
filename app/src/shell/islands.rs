use super::frame::{Frame, PaletteEntry};
use crate::ui::IconName;
use arkan_islands::{Enhance, Palette, PaletteItem, PaletteWords, Shortcut, Shortcuts};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The islands of a page within the frame.
pub(super) fn islands(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    let entries = frame
        .palette
        .iter()
        .cloned()
        .map(
            |PaletteEntry {
                 label,
                 href,
                 group,
                 keywords,
             }| PaletteItem {
                label,
                href,
                group,
                keywords,
            },
        )
        .collect();
    let words = PaletteWords {
        title: t::shell::palette_title(lang).to_owned(),
        placeholder: t::shell::search(lang).to_owned(),
        empty: t::shell::palette_empty(lang).to_owned(),
    };
    view! {
        {enhance(frame)}
        <Palette entries=entries words=words/>
        <Shortcuts
            title=t::shell::shortcuts_title(lang).to_owned()
            close=t::shell::close(lang).to_owned()
            rows=shortcuts(frame)
        />
    }
    .into_any()
}

/// The island that makes forms and live regions react in place.
pub(super) fn enhance(frame: &Frame) -> AnyView {
    view! { <Enhance network_failed=t::shell::network_failed(frame.lang).to_owned()/> }.into_any()
}

/// The keys: one for each pillar that the navigation leads to, then those of every page.
fn shortcuts(frame: &Frame) -> Vec<Shortcut> {
    let lang = frame.lang;
    let to_pillars = frame.nav.iter().filter_map(|item| {
        Some(Shortcut {
            keys: vec!["g".to_owned(), key_of(item.icon)?.to_owned()],
            label: item.label.clone(),
            href: Some(item.href.clone()),
        })
    });
    to_pillars.chain(general(lang)).collect()
}

fn general(lang: Lang) -> [Shortcut; 4] {
    let row = |keys: &[&str], label: &str| Shortcut {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        label: label.to_owned(),
        href: None,
    };
    [
        row(&["Ctrl K"], t::shell::shortcut_palette(lang)),
        row(&["/"], t::shell::shortcut_palette(lang)),
        row(&["?"], t::shell::shortcut_help(lang)),
        row(&["Esc"], t::shell::shortcut_close(lang)),
    ]
}

const fn key_of(icon: IconName) -> Option<&'static str> {
    Some(match icon {
        IconName::Dashboard => "h",
        IconName::Flags => "f",
        IconName::Deployments => "d",
        IconName::Backups => "b",
        IconName::Alerts => "a",
        IconName::Guides => "g",
        _ => return None,
    })
}
