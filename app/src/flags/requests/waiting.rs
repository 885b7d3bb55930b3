use super::words;
use crate::{
    page::{Ctx, PageError},
    ui::{Card, When},
};
use arkan_backend::{
    flags::requests::{self, ChangeRequest},
    projects::{self, Project},
};
use arkan_locales::{Lang, t::requests as r};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The most that are shown of a project.
const MOST: i64 = 20;

/// A request that lacks the reader's approval, and where it is.
pub struct Waits {
    project: Project,
    environment: String,
    request: ChangeRequest,
}

/// What waits for the reader's approval, in every project.
pub async fn waiting(ctx: &Ctx) -> Result<Vec<Waits>, PageError> {
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let mut found = Vec::new();
    for project in ctx.projects() {
        let environments = projects::environments(backend, project.id).await.map_err(ctx.fail())?;
        let requests = requests::to_approve(backend, actor, project, &environments, MOST)
            .await
            .map_err(ctx.fail())?;
        found.extend(requests.into_iter().map(|request| {
            Waits {
                project: project.clone(),
                environment: environments
                    .iter()
                    .find(|environment| environment.id == request.environment_id)
                    .map_or_else(String::new, |environment| environment.name.clone()),
                request,
            }
        }));
    }
    Ok(found)
}

/// The card that lists them; nothing when nothing waits.
pub fn card(lang: Lang, now: DateTime<Utc>, waits: &[Waits]) -> Option<AnyView> {
    if waits.is_empty() {
        return None;
    }
    let rows: Vec<_> = waits
        .iter()
        .map(|waits| {
            let (project, request) = (&waits.project, &waits.request);
            let href = format!("/p/{}/requests/{}", project.key, request.id);
            let title = r::page_title(lang, words::title(lang, request), &waits.environment);
            let (author, project) = (request.author_label.clone(), project.name.clone());
            view! {
                <tr>
                    <th scope="row"><a class="row-link" href=href>{title}</a></th>
                    <td data-label=r::col_project(lang)><bdi>{project}</bdi></td>
                    <td data-label=r::col_author(lang)><bdi>{author}</bdi></td>
                    <td class="num" data-label=r::col_when(lang)><When lang=lang at=request.created_at now=now/></td>
                </tr>
            }
        })
        .collect();
    let view = view! {
        <Card title=r::yours(lang) flush=true>
            <div class="table-wrap"><table class="table" id="to-approve">
                <thead><tr>
                    <th scope="col">{r::col_what(lang)}</th><th scope="col">{r::col_project(lang)}</th>
                    <th scope="col">{r::col_author(lang)}</th><th scope="col" class="num">{r::col_when(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </Card>
    };
    Some(view.into_any())
}
