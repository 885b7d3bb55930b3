//! What the tests of this pillar begin with: a project with two environments.

use super::{NewFlag, Target, create};
use crate::{
    Backend, Clock,
    projects::{self, Environment, NewEnvironment, NewProject, Project},
};
use arkan_domain::identity::Actor;
use chrono::DateTime;
use sqlx::PgPool;

pub struct Shop {
    pub backend: Backend,
    pub actor: Actor,
    pub project: Project,
    pub staging: Environment,
    pub production: Environment,
}

impl Shop {
    pub async fn open(pool: PgPool) -> Self {
        let clock = Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let backend = Backend::for_tests(pool, clock);
        let actor = Actor::system("tests");
        let environment = |key: &str, production| NewEnvironment {
            key: key.to_owned(),
            name: key.to_owned(),
            production,
        };
        let new = NewProject {
            key: "shop".to_owned(),
            name: "Shop".to_owned(),
            description: String::new(),
            environments: vec![environment("staging", false), environment("production", true)],
        };
        let project = projects::create(&backend, &actor, new).await.unwrap();
        let mut environments = projects::environments(&backend, project.id).await.unwrap();
        let production = environments.pop().unwrap();
        let staging = environments.pop().unwrap();
        Self {
            backend,
            actor,
            project,
            staging,
            production,
        }
    }

    pub async fn flag(&self, key: &str, kind: &str) {
        let new = NewFlag {
            key: key.to_owned(),
            description: format!("What {key} does"),
            kind: kind.to_owned(),
            owner: String::new(),
        };
        create(&self.backend, &self.actor, &self.project, new).await.unwrap();
    }

    pub fn production<'a>(&'a self, key: &'a str) -> Target<'a> {
        Target {
            project: &self.project,
            environment: &self.production,
            key,
        }
    }
}
