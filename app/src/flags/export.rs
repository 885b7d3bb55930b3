use super::query::ListQuery;
use crate::{
    csv::{MARK, line},
    page::{Ctx, InProject, PageResult},
};
use arkan_backend::{
    Result,
    flags::{self, Filter, Flag, FlagState},
    identity::{self, Person},
};
use arkan_domain::{
    identity::Action,
    ids::{EnvironmentId, FlagId},
};
use axum::{
    body::{Body, Bytes},
    extract::{Path, Query},
    response::IntoResponse as _,
};
use futures::{Stream, stream};
use http::header;
use std::collections::HashMap;

/// Rows that are read at once.
const CHUNK: usize = 500;
const HEAD: [&str; 8] = [
    "key",
    "type",
    "description",
    "owner",
    "tags",
    "created",
    "updated",
    "archived",
];

/// What is left to be sent.
struct Rest {
    ctx: Ctx,
    place: InProject,
    people: Vec<Person>,
    /// The next rows; none when all were sent.
    filter: Option<Filter>,
    head: bool,
}

/// `GET /p/{project}/flags.csv`: the whole filter in its order, read and sent piece by piece.
pub async fn download(mut ctx: Ctx, Path(project): Path<String>, Query(query): Query<ListQuery>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let people = identity::people(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    let filter = Filter {
        before: None,
        after: None,
        ..query.filter(&place, ctx.actor.user_id())
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"flags-{project}.csv\"",
                project = place.project.key
            ),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let rest = Rest {
        ctx,
        place,
        people,
        filter: Some(filter),
        head: true,
    };
    Ok((headers, Body::from_stream(pieces(rest))).into_response())
}

fn pieces(rest: Rest) -> impl Stream<Item = Result<Bytes>> {
    stream::try_unfold(rest, |mut rest| async move {
        if rest.head {
            rest.head = false;
            let environments = rest
                .place
                .environments
                .iter()
                .map(|environment| environment.key.as_str());
            let text = format!("{MARK}{}", line(HEAD.into_iter().chain(environments)));
            return Ok(Some((Bytes::from(text), rest)));
        }
        let Some(filter) = rest.filter.take() else {
            return Ok(None);
        };
        let (backend, actor, project) = (rest.ctx.backend(), &rest.ctx.actor, &rest.place.project);
        let listed = flags::list(backend, actor, project, &filter, CHUNK).await?;
        if listed.flags.is_empty() {
            return Ok(None);
        }
        let states = flags::states(backend, actor, project, &listed.flags).await?;
        let tags = flags::tags(backend, actor, &listed.flags).await?;
        let text: String = listed
            .flags
            .iter()
            .map(|flag| row(&rest, flag, &states, tags.get(&flag.id)))
            .collect();
        rest.filter = listed.older.map(|before| Filter {
            before: Some(before),
            ..filter
        });
        Ok(Some((Bytes::from(text), rest)))
    })
}

fn row(
    rest: &Rest,
    flag: &Flag,
    states: &HashMap<(FlagId, EnvironmentId), FlagState>,
    tags: Option<&Vec<String>>,
) -> String {
    let owner = rest.people.iter().find(|person| Some(person.id) == flag.owner_id);
    let cells = [
        flag.key.clone(),
        flag.kind.to_string(),
        flag.description.clone(),
        owner.map(|person| person.name.clone()).unwrap_or_default(),
        tags.map(|tags| tags.join(", ")).unwrap_or_default(),
        flag.created_at.to_rfc3339(),
        flag.updated_at.to_rfc3339(),
        flag.archived_at.map(|at| at.to_rfc3339()).unwrap_or_default(),
    ];
    let environments = rest
        .place
        .environments
        .iter()
        .map(|environment| state(states.get(&(flag.id, environment.id))));
    line(cells.into_iter().chain(environments))
}

/// What a flag does in an environment, in the words of its filters: the same in every language, for programs.
fn state(state: Option<&FlagState>) -> String {
    match state.map(|state| &state.setting) {
        Some(setting) if setting.killed => "killed".to_owned(),
        Some(setting) if setting.enabled => setting
            .rollout
            .as_ref()
            .map_or_else(|| "rules".to_owned(), |rollout| format!("{}%", rollout.percentage)),
        _ => "off".to_owned(),
    }
}
