use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Badge, ButtonKind, Card, LinkButton, PageHead, Tone, When},
};
use arkan_backend::{
    Error,
    projects::{self, Environment, Project},
};
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// `GET /projects`: those that the reader may see.
pub async fn show(ctx: Ctx) -> PageResult {
    if !ctx.actor.can_somewhere(Action::View) {
        return Err(ctx.fail()(Error::Forbidden));
    }
    let mut rows = Vec::new();
    for project in ctx.projects() {
        let environments = projects::environments(ctx.backend(), project.id)
            .await
            .map_err(ctx.fail())?;
        rows.push((project.clone(), environments));
    }
    let may = ctx.can(Action::ManageProjects, Place::CONSOLE);
    let (lang, now) = (ctx.lang, ctx.now);
    let title = t::page::projects(lang);
    let body = move || {
        let new = may.then(|| {
            view! { <LinkButton href="/projects/new" kind=ButtonKind::Primary>{t::page::new_project(lang)}</LinkButton> }
        });
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(project, environments)| row(lang, now, project, environments))
            .collect();
        view! {
            <PageHead title=title actions=new.into_any()/>
            <Card flush=true>
                <div class="table-wrap">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t::projects::project(lang)}</th>
                                <th scope="col">{t::projects::environments(lang)}</th>
                                <th scope="col">{t::projects::created(lang)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Card>
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Projects, title), body).await)
}

fn row(lang: Lang, now: DateTime<Utc>, project: Project, environments: Vec<Environment>) -> AnyView {
    let badges: Vec<_> = environments
        .into_iter()
        .map(|environment| {
            let tone = if environment.production {
                Tone::Accent
            } else {
                Tone::Neutral
            };
            view! { <Badge label=environment.name tone=tone/>" " }
        })
        .collect();
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=format!("/?project={}", project.key)><bdi>{project.name}</bdi></a>
                <span class="table-sub"><code dir="ltr">{project.key}</code>" "<bdi>{project.description}</bdi></span>
            </th>
            <td data-label=t::projects::environments(lang)>{badges}</td>
            <td data-label=t::projects::created(lang)><When lang=lang at=project.created_at now=now/></td>
        </tr>
    }
    .into_any()
}
