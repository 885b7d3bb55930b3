//! What the forms of an experiment do.

use super::page::form_id;
use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, InProject, PageError, PageResult},
};
use arkan_backend::{
    Result,
    flags::{
        Flag, Target,
        experiments::{self, Experiment},
    },
    projects::Environment,
};
use arkan_domain::{identity::Action, ids::ExperimentId};
use arkan_locales::t::experiments as e;
use axum::extract::Path;

/// Project and experiment.
pub type Keys = Path<(String, String)>;

/// An experiment that a form is about.
struct Found {
    place: InProject,
    environment: Environment,
    flag: Flag,
    experiment: Experiment,
    version: i32,
}

impl Found {
    async fn new(ctx: &mut Ctx, Path((project, id)): Keys, values: &Values) -> Result<Self, PageError> {
        let place = ctx.enter(&project).await?;
        ctx.backend()
            .allow_within(&ctx.actor, Action::EditFlags, place.project.id)
            .map_err(ctx.fail())?;
        let id: ExperimentId = id.parse().map_err(|_| ctx.not_found())?;
        let (experiment, flag) = experiments::find(ctx.backend(), &ctx.actor, &place.project, id)
            .await
            .map_err(ctx.fail())?;
        let environment = place
            .environments
            .iter()
            .find(|environment| environment.id == experiment.environment_id)
            .cloned()
            .ok_or_else(|| ctx.not_found())?;
        Ok(Self {
            // One that is missing is none that could be right.
            version: values.text("version").parse().unwrap_or_default(),
            place,
            environment,
            flag,
            experiment,
        })
    }

    fn target(&self) -> Target<'_> {
        Target {
            project: &self.place.project,
            environment: &self.environment,
            key: &self.flag.key,
        }
    }

    fn which(&self) -> (ExperimentId, i32) {
        (self.experiment.id, self.version)
    }

    fn path(&self) -> String {
        self.place.path(&format!("experiments/{}", self.experiment.id))
    }

    async fn answer(&self, ctx: &Ctx, act: &str, values: Values, result: Result<Done>) -> PageResult {
        Ok(answer(ctx, &form_id(act), values, &self.path(), result).await)
    }
}

/// `POST /p/{project}/experiments/{id}/start`
pub async fn start(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let found = Found::new(&mut ctx, keys, &values).await?;
    let result = experiments::start(ctx.backend(), &ctx.actor, found.target(), found.which())
        .await
        .map(|()| Done::new(found.path(), e::started_toast(ctx.lang)));
    found.answer(&ctx, "start", values, result).await
}

/// `POST /p/{project}/experiments/{id}/end`
pub async fn end(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let found = Found::new(&mut ctx, keys, &values).await?;
    let decided = (values.text("decision"), values.text("reason"));
    let result = experiments::end(ctx.backend(), &ctx.actor, found.target(), found.which(), decided)
        .await
        .map(|()| Done::new(found.path(), e::ended_toast(ctx.lang)));
    found.answer(&ctx, "end", values, result).await
}

/// `POST /p/{project}/experiments/{id}/discard`
pub async fn discard(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let found = Found::new(&mut ctx, keys, &values).await?;
    let result = experiments::discard(ctx.backend(), &ctx.actor, found.target(), found.which())
        .await
        .map(|()| Done::new(found.place.path("experiments"), e::discarded_toast(ctx.lang)));
    found.answer(&ctx, "discard", values, result).await
}
