use super::{
    archive::{self, archive_form, archived_notice},
    cards::environment_card,
    details::{self, details_form},
    history::history,
    needs,
    rules::{SegmentKeys, segment_keys},
    snippet::snippet,
    star::star,
    tags::{self, Marks, tag_links, tags_form},
    try_it::{Tried, try_it},
    usage, words,
};
use crate::{
    forms::FormState,
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{AsOf, Badge, Card, LinkButton, LiveRegion, PageHead},
};
use arkan_backend::{
    audit::{self, Change},
    flags::{self, Flag, FlagState, Usage},
    identity::{self, Person},
    projects::Environment,
};
use arkan_domain::{
    flags::plan::PlanState,
    identity::{Action, Place},
    ids::{EnvironmentId, ExperimentId, FlagId},
};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

/// Rows of the history.
const HISTORY: i64 = 30;

/// Everything that the page of a flag shows.
pub struct Shown {
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub place: InProject,
    pub flag: Flag,
    pub can_edit: bool,
    pub can_kill: bool,
    pub people: Vec<Person>,
    pub marks: Marks,
    pub states: HashMap<(FlagId, EnvironmentId), FlagState>,
    pub usage: HashMap<EnvironmentId, Usage>,
    /// Where a rollout plan is under way.
    pub plans: HashMap<EnvironmentId, PlanState>,
    /// Where an experiment runs.
    pub experiments: HashMap<EnvironmentId, ExperimentId>,
    /// About how many users the last day had.
    pub audience: HashMap<EnvironmentId, u64>,
    pub history: Vec<Change>,
    pub segments: SegmentKeys,
    /// The forms that came back refused, by id.
    forms: HashMap<String, FormState>,
}

impl Shown {
    /// A path below the flag's page.
    pub fn path(&self, rest: &str) -> String {
        self.place.path(&format!("flags/{}{rest}", self.flag.key))
    }

    pub fn environments(&self) -> impl Iterator<Item = (&Environment, Option<&FlagState>)> {
        self.place
            .environments
            .iter()
            .map(|environment| (environment, self.states.get(&(self.flag.id, environment.id))))
    }

    pub fn form(&self, id: &str) -> FormState {
        self.forms.get(id).cloned().unwrap_or_default()
    }
}

/// Who to try the flag for.
#[derive(Deserialize)]
pub struct Try {
    user: Option<String>,
}

/// `GET /p/{project}/flags/{key}`
pub async fn show(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    Query(Try { user }): Query<Try>,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let shown = load(&ctx, place, &key).await?;
    let needs = needs::load(&ctx, &shown).await?;
    let tried = Tried::new(ctx.backend(), &shown, user);
    let life = usage::load_life(&ctx, &shown).await?;
    let origin = ctx.backend().settings.public_url.clone();
    let page = Page::new(Section::Flags, key).crumb(t::flags::title(ctx.lang), shown.place.path("flags"));
    Ok(ctx
        .page(page, move || {
            let lang = shown.lang;
            let archived = shown.flag.archived_at.is_some();
            let notice = archived.then(|| archived_notice(&shown, shown.form(archive::FORM)));
            let cards: Vec<_> = shown
                .environments()
                .map(|(environment, state)| environment_card(&shown, environment, state))
                .collect();
            let forms = (shown.can_edit && !archived).then(|| {
                let details = details_form(&shown, shown.form(details::FORM));
                let archive = archive_form(&shown, shown.form(archive::FORM));
                let tags = tags_form(&shown, shown.form(tags::FORM));
                view! { <Card>{details}{tags}{archive}</Card> }
            });
            view! {
                {head(&shown)}
                <div class="split">
                    <div class="stack">{notice}{cards}</div>
                    <div class="stack">
                        {usage::life_card(&shown, life)}
                        {try_it(lang, &shown, tried)}
                        {needs::card(&shown, needs)}
                        {snippet(lang, &origin, &shown.flag.key)}
                        {forms}
                        <LiveRegion id="flag-history" topics="flags">{history(&shown)}</LiveRegion>
                    </div>
                </div>
            }
            .into_any()
        })
        .await)
}

async fn load(ctx: &Ctx, place: InProject, key: &str) -> Result<Shown, PageError> {
    let (backend, actor, project) = (ctx.backend(), &ctx.actor, &place.project);
    let flag = flags::find(backend, actor, project, key).await.map_err(ctx.fail())?;
    let one = std::slice::from_ref(&flag);
    let states = flags::states(backend, actor, project, one).await.map_err(ctx.fail())?;
    let usage = flags::usage(backend, actor, project, &flag).await.map_err(ctx.fail())?;
    let plans = flags::plans::under_way(backend, actor, project, &flag)
        .await
        .map_err(ctx.fail())?;
    let experiments = flags::experiments::under_way(backend, actor, project, &flag)
        .await
        .map_err(ctx.fail())?;
    let people = identity::people(backend, actor).await.map_err(ctx.fail())?;
    let history = audit::history(backend, actor, place.place(), "flag", &flag.id.to_string(), HISTORY)
        .await
        .map_err(ctx.fail())?;
    let mut audience = HashMap::new();
    let marks = Marks::of(ctx, &flag).await?;
    let mut ids = vec![
        details::FORM.to_owned(),
        tags::FORM.to_owned(),
        archive::FORM.to_owned(),
    ];
    for environment in &place.environments {
        let count = flags::audience(backend, actor, project.id, environment.id)
            .await
            .map_err(ctx.fail())?;
        audience.extend(count.map(|count| (environment.id, count)));
        ids.extend(["switch", "rollout", "kill", "revive"].map(|form| format!("{form}-{}", environment.key)));
    }
    let mut forms = HashMap::new();
    for id in ids {
        let form = ctx.form(&id).await;
        if form.was_sent() {
            forms.insert(id, form);
        }
    }
    let somewhere = |action| {
        place
            .environments
            .iter()
            .any(|environment| ctx.can(action, Place::environment(place.project.id, environment.id)))
    };
    Ok(Shown {
        lang: ctx.lang,
        now: ctx.now,
        can_edit: ctx.can(Action::EditFlags, place.place()),
        can_kill: somewhere(Action::KillFlag),
        flag,
        people,
        marks,
        states,
        usage,
        plans,
        experiments,
        audience,
        history,
        segments: segment_keys(ctx, &place).await?,
        forms,
        place,
    })
}

fn head(shown: &Shown) -> AnyView {
    let (lang, flag) = (shown.lang, &shown.flag);
    let list = shown.place.path("flags");
    let owner = shown
        .people
        .iter()
        .find(|person| Some(person.id) == flag.owner_id)
        .map_or_else(|| t::flags::no_owner(lang).to_owned(), |person| person.name.clone());
    let description = (!flag.description.is_empty()).then(|| view! { <bdi>{flag.description.clone()}</bdi> });
    let subtitle = view! {
        <Badge label=words::kind(lang, flag.kind)/>
        {description}
        <span>{t::flags::col_owner(lang)}": "<bdi>{owner}</bdi></span>
        {tag_links(&list, &shown.marks.tags)}
    };
    let copy = shown
        .can_edit
        .then(|| view! { <LinkButton href=shown.path("/copy")>{t::transfer::copy_button(lang)}</LinkButton> });
    let star = star(lang, &list, &flag.key, shown.marks.favourite, &shown.path(""));
    let actions = view! {
        <AsOf lang=lang now=shown.now/>
        {star}
        {copy}
        <LinkButton href=shown.path("/history")>{t::rules::history(lang)}</LinkButton>
    };
    view! { <PageHead title=flag.key.clone() subtitle=subtitle.into_any() actions=actions.into_any()/> }.into_any()
}
