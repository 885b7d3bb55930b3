use super::{Ctx, PageError};
use arkan_backend::{
    Error, freezes,
    projects::{self, Environment, Project},
};
use arkan_domain::identity::Place;

/// The project of a page below `/p/{project}`, with its environments in order.
#[derive(Clone, Debug)]
pub struct InProject {
    pub project: Project,
    pub environments: Vec<Environment>,
}

impl Ctx {
    /// Enters a project: loads it, remembers it for the next visit, and gives it to the navigation.
    ///
    /// # Errors
    /// The page that says that it is not there, or the way to sign in.
    pub async fn enter(&mut self, key: &str) -> Result<InProject, PageError> {
        if self.user().is_none() {
            return Err(self.fail()(Error::Forbidden));
        }
        let project = projects::find(self.backend(), &self.actor, key)
            .await
            .map_err(self.fail())?;
        let environments = projects::environments(self.backend(), project.id)
            .await
            .map_err(self.fail())?;
        let frozen = freezes::current(self.backend(), &self.actor, &project)
            .await
            .map_err(self.fail())?;
        self.note_frozen(&environments, frozen);
        self.remember_project(&project).await;
        Ok(InProject { project, environments })
    }
}

impl InProject {
    #[must_use]
    pub const fn place(&self) -> Place {
        Place::project(self.project.id)
    }

    /// The environment of a key, if the project has it.
    #[must_use]
    pub fn environment(&self, key: &str) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.key == key)
    }

    /// A path below the project: `path("flags/new")` is `/p/{project}/flags/new`.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/p/{}/{rest}", self.project.key)
    }
}
