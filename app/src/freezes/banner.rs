use crate::ui::{Icon, IconName, Moment};
use arkan_backend::{
    freezes::Freeze,
    projects::{Environment, Project},
};
use arkan_locales::{Lang, t::freezes as f};
use leptos::prelude::*;

/// What stands above the pages of a project in which something is frozen; nothing where nothing is.
#[must_use]
pub fn banner(lang: Lang, project: &Project, environments: &[Environment], freezes: &[Freeze]) -> Option<AnyView> {
    let rows: Vec<_> = freezes
        .iter()
        .map(|freeze| {
            let what = environments
                .iter()
                .find(|environment| Some(environment.id.0) == freeze.environment_id)
                .map_or_else(
                    || f::banner_all(lang, &project.name),
                    |environment| f::banner_one(lang, &environment.name),
                );
            let reason = freeze.reason.clone();
            view! {
                <p>
                    <strong>{what}</strong>" "{f::banner_until(lang)}" "<Moment at=freeze.ends_at/>" · "<bdi>{reason}</bdi>
                </p>
            }
        })
        .collect();
    let href = format!("/p/{}/freezes", project.key);
    (!rows.is_empty()).then(|| {
        view! {
            <aside class="notice notice-warning freeze-banner" aria-label=f::title(lang)>
                <Icon name=IconName::Pause/>
                <div class="notice-body">{rows}</div>
                <a href=href>{f::banner_see(lang)}</a>
            </aside>
        }
        .into_any()
    })
}
