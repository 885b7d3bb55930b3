//! What the tests of the machine APIs share.

mod events;

pub use events::events;

use super::{Streams, browsers, machines, mark_source, speak};
use arkan_app::page::AppState;
use arkan_backend::{
    Backend, Clock,
    flags::{self, NewFlag, Target},
    identity::{self, NewApiToken},
    projects::{self, Environment, NewEnvironment, NewProject, Project},
};
use arkan_domain::{
    flags::{Percentage, request::ApprovalRule},
    identity::{Actor, Role},
};
use axum::{
    Extension, Router,
    body::Body,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
};
use chrono::DateTime;
use http::{HeaderMap, Request, StatusCode, request::Builder};
use http_body_util::BodyExt as _;
use serde_json::Value;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// A project `shop` with staging and production, and every machine API in front of it.
pub struct Shop {
    app: Router,
    pub backend: Backend,
    pub actor: Actor,
    pub project: Project,
    environments: Vec<Environment>,
    /// Ends what goes on beside the requests.
    pub stop: CancellationToken,
}

/// The streams that a token may have here.
pub const STREAMS: usize = 3;

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Shop {
    pub async fn open(pool: PgPool) -> Self {
        let clock = Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let backend = Backend::for_tests(pool, clock);
        let actor = Actor::system("tests");
        let environments = ["staging", "production"].map(|key| NewEnvironment {
            key: key.to_owned(),
            name: key.to_owned(),
            production: key == "production",
        });
        let new = NewProject {
            key: "shop".to_owned(),
            name: "Shop".to_owned(),
            description: String::new(),
            environments: environments.into(),
        };
        let project = projects::create(&backend, &actor, new).await.unwrap();
        let environments = projects::environments(&backend, project.id).await.unwrap();
        flags::reload(&backend).await.unwrap();
        let state = AppState {
            backend: backend.clone(),
            assets: "/assets".into(),
        };
        let stop = CancellationToken::new();
        Self {
            app: machines()
                .merge(browsers())
                .layer(from_fn_with_state(state.clone(), mark_source))
                .with_state(state)
                .layer(Extension(Streams::bounded(stop.clone(), STREAMS)))
                .layer(from_fn(speak)),
            backend,
            actor,
            project,
            environments,
            stop,
        }
    }

    /// A flag that is on in production for a share of the users.
    pub async fn flag(&self, key: &str, share: i64) {
        let new = NewFlag {
            key: key.to_owned(),
            kind: "release".to_owned(),
            ..NewFlag::default()
        };
        flags::create(&self.backend, &self.actor, &self.project, new)
            .await
            .unwrap();
        let target = self.production(key);
        let share = Percentage::new(share).unwrap();
        flags::set_percentage(&self.backend, &self.actor, target, share, None)
            .await
            .unwrap();
        flags::set_enabled(&self.backend, &self.actor, target, true, None)
            .await
            .unwrap();
    }

    /// Writes a flag's strategies of production, as rules that no page can make yet, and has the engine read them.
    pub async fn rule(&self, key: &str, strategies: Value) {
        sqlx::query(
            "UPDATE flag_environments SET strategies = $3 FROM flags
             WHERE flags.id = flag_id AND flags.key = $1 AND environment_id = $2",
        )
        .bind(key)
        .bind(self.environments[1].id.0)
        .bind(strategies)
        .execute(&self.backend.pool)
        .await
        .unwrap();
        self.revise(1).await;
    }

    /// Moves production's revision and has the engine read its flags.
    pub async fn revise(&self, by: i64) {
        sqlx::query("UPDATE flag_revisions SET revision = revision + $2 WHERE environment_id = $1")
            .bind(self.environments[1].id.0)
            .bind(by)
            .execute(&self.backend.pool)
            .await
            .unwrap();
        flags::reload(&self.backend).await.unwrap();
    }

    pub fn production<'a>(&'a self, key: &'a str) -> Target<'a> {
        Target {
            project: &self.project,
            environment: &self.environments[1],
            key,
        }
    }

    pub async fn token(&self, purpose: &str, environment: &str) -> String {
        let new = NewApiToken {
            name: "test".to_owned(),
            purpose: purpose.to_owned(),
            project: "shop".to_owned(),
            environment: environment.to_owned(),
            days: 0,
        };
        let (_, token) = identity::create_token(&self.backend, &self.actor, new).await.unwrap();
        token.expose().to_owned()
    }

    /// Production asks for one approval of an operator.
    pub async fn ask_for_approval(&self) {
        let rule = ApprovalRule {
            approvals: 1,
            role: Role::Operator,
        };
        let production = &self.environments[1];
        flags::requests::set_rule(&self.backend, &self.actor, &self.project, production, Some(rule))
            .await
            .unwrap();
    }

    /// Posts JSON.
    pub async fn ask(&self, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        self.send(Request::post(path), headers, body.into()).await
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(Request::get(path), headers, Body::empty()).await
    }

    /// Any method.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let request = Request::builder().method(method).uri(path);
        self.send(request, headers, body.into()).await
    }

    async fn send(&self, request: Builder, headers: &[(&str, &str)], body: Body) -> Reply {
        let mut request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        Reply::read(response).await
    }

    /// Opens a stream.
    pub async fn open_stream(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.app
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    /// The machine APIs, as a server serves them.
    pub fn router(&self) -> &Router {
        &self.app
    }

    /// Does beside the requests what a console does: reads flags and tokens again when they change.
    pub fn follow(&self) {
        tokio::spawn(flags::run(self.backend.clone(), self.stop.clone()));
    }
}

impl Reply {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        if !bytes.is_empty() {
            let content_type = parts.headers["content-type"].to_str().unwrap();
            let json = content_type.starts_with("application/json") || content_type == "application/problem+json";
            assert!(json, "{content_type}");
        }
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }
}
