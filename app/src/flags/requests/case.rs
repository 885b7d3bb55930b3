use crate::page::{Ctx, InProject, PageError};
use arkan_backend::{
    flags::{Target, requests, requests::RequestDetail},
    projects::Environment,
};
use arkan_domain::{identity::Action, ids::RequestId};
use axum::extract::Path;

/// Project and request, as the address has them.
pub type Keys = Path<(String, String)>;

/// A request, found by its address.
pub struct Case {
    pub place: InProject,
    pub environment: Environment,
    pub detail: RequestDetail,
}

impl Case {
    pub async fn find(ctx: &mut Ctx, Path((project, id)): Keys) -> Result<Self, PageError> {
        let place = ctx.enter(&project).await?;
        ctx.require(Action::View, place.place())?;
        let id: RequestId = id.parse().map_err(|_| ctx.not_found())?;
        let detail = requests::detail(ctx.backend(), &ctx.actor, &place.project, id)
            .await
            .map_err(ctx.fail())?;
        let environment = place
            .environments
            .iter()
            .find(|environment| environment.id == detail.request.environment_id)
            .cloned()
            .ok_or_else(|| ctx.not_found())?;
        Ok(Self {
            place,
            environment,
            detail,
        })
    }

    pub fn target(&self) -> Target<'_> {
        Target {
            project: &self.place.project,
            environment: &self.environment,
            key: &self.detail.request.flag_key,
        }
    }

    /// The address of its page.
    pub fn path(&self) -> String {
        self.place.path(&format!("requests/{}", self.detail.request.id))
    }
}
