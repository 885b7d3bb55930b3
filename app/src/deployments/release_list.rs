use crate::ui::{Badge, Card, Code, Empty, IconName, Tone, When};
use arkan_backend::{
    deployments::{Lane, Release},
    projects::Project,
};
use arkan_domain::{deployments::short_commit, ids::ReleaseId};
use arkan_locales::{Lang, t::deployments as d};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// One page of a project's releases, each with the stages it runs in now.
pub struct ReleaseList {
    base: String,
    releases: Vec<Release>,
    /// Which release runs in which stage: id, name, whether it is production.
    running: Vec<(ReleaseId, String, bool)>,
}

impl ReleaseList {
    pub fn new(project: &Project, releases: Vec<Release>, lanes: &[Lane]) -> Self {
        let running = lanes
            .iter()
            .filter_map(|lane| {
                let run = lane.current.as_ref()?;
                Some((run.release_id, lane.stage.name.clone(), lane.stage.production))
            })
            .collect();
        Self {
            base: format!("/p/{}/releases", project.key),
            releases,
            running,
        }
    }

    pub fn view(self, lang: Lang, now: DateTime<Utc>) -> AnyView {
        if self.releases.is_empty() {
            return view! {
                <Empty
                    icon=IconName::Deployments
                    title=d::empty_releases_title(lang)
                    text=d::empty_releases_text(lang)
                />
            }
            .into_any();
        }
        let rows: Vec<_> = self
            .releases
            .iter()
            .map(|release| self.row(lang, now, release))
            .collect();
        view! {
            <Card title=d::releases(lang) flush=true>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{d::col_version(lang)}</th>
                                <th scope="col">{d::col_runs(lang)}</th>
                                <th scope="col">{d::col_commit(lang)}</th>
                                <th scope="col">{d::col_by(lang)}</th>
                                <th scope="col" class="num">{d::col_registered(lang)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        }
        .into_any()
    }

    fn row(&self, lang: Lang, now: DateTime<Utc>, release: &Release) -> AnyView {
        let stages: Vec<_> = self
            .running
            .iter()
            .filter(|(id, ..)| *id == release.id)
            .map(|(_, name, production)| {
                let tone = if *production { Tone::Accent } else { Tone::Neutral };
                view! { <Badge label=name.clone() tone=tone/>" " }
            })
            .collect();
        view! {
            <tr>
                <th scope="row">
                    <a class="row-link" href=format!("{}/{}", self.base, release.id)>
                        <Code text=release.version.clone()/>
                    </a>
                </th>
                <td data-label=d::col_runs(lang)>{stages}</td>
                <td data-label=d::col_commit(lang)><Code text=short_commit(&release.commit)/></td>
                <td data-label=d::col_by(lang)><bdi>{release.created_by.clone()}</bdi></td>
                <td class="num" data-label=d::col_registered(lang)>
                    <When lang=lang at=release.created_at now=now/>
                </td>
            </tr>
        }
        .into_any()
    }
}
