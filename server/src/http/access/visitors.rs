use crate::http::{Assets, HttpSettings, Limits, router};
use arkan_app::page::{AppState, SESSION_USER};
use arkan_backend::{
    Backend, Clock,
    deployments::{self, NewRelease},
    flags::{self, NewField, NewFlag, NewSegment, Prerequisite},
    identity::{NewApiToken, NewUser, PgSessionStore, add_user, create_token, describe_session, revoke_token},
    projects::{self, NewEnvironment, NewProject, Project},
};
use arkan_domain::{
    deployments::Source,
    flags::{Constraint, Operator},
    identity::{Actor, Role},
};
use arkan_locales::Lang;
use axum::{Router, body::Body, response::Response};
use chrono::TimeDelta;
use http::{Request, StatusCode, header};
use metrics_exporter_prometheus::PrometheusBuilder;
use sqlx::PgPool;
use std::{collections::HashMap, path::Path};
use tower::ServiceExt as _;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};
use url::Url;

/// The project that the addresses name.
pub const SHOP: &str = "shop";

/// A kind of token: what it is for, and where.
pub struct Kind {
    pub name: &'static str,
    pub purpose: &'static str,
    project: &'static str,
    environment: &'static str,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Live,
    Revoked,
    Expired,
}

impl Kind {
    const fn new(name: &'static str, purpose: &'static str, project: &'static str, environment: &'static str) -> Self {
        Self {
            name,
            purpose,
            project,
            environment,
            state: State::Live,
        }
    }

    const fn dead(self, state: State) -> Self {
        Self { state, ..self }
    }

    pub fn is_live(&self) -> bool {
        self.state == State::Live
    }

    pub fn moves(&self, stage: &str) -> bool {
        match self.name {
            "deploy" => true,
            "deploy in staging" => stage == "staging",
            _ => false,
        }
    }
}

pub const TOKENS: &[Kind] = &[
    Kind::new("evaluate", "evaluate", SHOP, "staging"),
    Kind::new("sdk", "sdk", SHOP, "staging"),
    Kind::new("sdk elsewhere", "sdk", "other", "production"),
    Kind::new("evaluate elsewhere", "evaluate", "other", "production"),
    Kind::new("deploy", "deploy", SHOP, ""),
    Kind::new("deploy in staging", "deploy", SHOP, "staging"),
    Kind::new("deploy elsewhere", "deploy", "other", ""),
    Kind::new("automate", "automate", SHOP, ""),
    Kind::new("automate in staging", "automate", SHOP, "staging"),
    Kind::new("automate in production", "automate", SHOP, "production"),
    Kind::new("automate elsewhere", "automate", "other", ""),
    Kind::new("read", "read", SHOP, ""),
    Kind::new("read elsewhere", "read", "other", ""),
    Kind::new("read everywhere", "read", "", ""),
    Kind::new("metrics", "metrics", "", ""),
    Kind::new("revoked evaluate", "evaluate", SHOP, "staging").dead(State::Revoked),
    Kind::new("revoked deploy", "deploy", SHOP, "").dead(State::Revoked),
    Kind::new("revoked automate", "automate", SHOP, "").dead(State::Revoked),
    Kind::new("expired automate", "automate", SHOP, "").dead(State::Expired),
    Kind::new("revoked read", "read", SHOP, "").dead(State::Revoked),
    Kind::new("revoked metrics", "metrics", "", "").dead(State::Revoked),
    Kind::new("expired evaluate", "evaluate", SHOP, "staging").dead(State::Expired),
    Kind::new("expired deploy", "deploy", SHOP, "").dead(State::Expired),
    Kind::new("expired read", "read", SHOP, "").dead(State::Expired),
    Kind::new("expired metrics", "metrics", "", "").dead(State::Expired),
];

/// The whole server with two projects, a session of each role, and a token of each of [`TOKENS`].
pub struct Console {
    router: Router,
    pub sessions: Vec<(Role, String)>,
    pub tokens: Vec<String>,
    /// The id of a release of [`SHOP`].
    pub release: String,
}

impl Console {
    pub async fn new(pool: PgPool) -> Self {
        Self::limited(pool, Limits::default()).await
    }

    /// The same with rate limits.
    pub async fn limited(pool: PgPool, limits: Limits) -> Self {
        let system = Actor::system("test");
        let backend = Backend::for_tests(pool.clone(), Clock::default());
        for key in [SHOP, "other"] {
            let environment = |key: &str, production| NewEnvironment {
                key: key.into(),
                name: key.into(),
                production,
            };
            let new = NewProject {
                key: key.into(),
                name: key.into(),
                description: String::new(),
                environments: vec![environment("staging", false), environment("production", true)],
            };
            projects::create(&backend, &system, new).await.expect("made");
        }
        let shop = projects::find(&backend, &system, SHOP).await.expect("there");
        let release = NewRelease {
            version: "1".into(),
            commit: "9fceb02d0ae598e95dc970b74767f19372d61af8".into(),
            notes: String::new(),
            digest: String::new(),
        };
        let release = deployments::register(&backend, &system, &shop, Source::Api, &release).await;
        let release = release.expect("registered").release().id.to_string();
        furnish(&backend, &system, &shop).await;
        flags::reload(&backend).await.expect("loaded");

        let mut sessions = Vec::new();
        for role in Role::ALL {
            sessions.push((*role, session(&backend, *role).await));
        }
        let before = backend.clock.now() - TimeDelta::days(10);
        let past = Backend::for_tests(pool, Clock::fixed(before));
        let mut tokens = Vec::new();
        for kind in TOKENS {
            let maker = if kind.state == State::Expired { &past } else { &backend };
            tokens.push(token(maker, kind).await);
        }
        Self {
            router: served(backend, limits),
            sessions,
            tokens,
            release,
        }
    }

    /// What a request gets. A body is broken JSON.
    pub async fn ask(&self, method: &str, path: &str, session: Option<&str>, token: Option<&str>) -> StatusCode {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(session) = session {
            request = request.header(header::COOKIE, session);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = if matches!(method, "POST" | "PUT" | "PATCH") {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from("{")
        } else {
            Body::empty()
        };
        // A stream of events does not end: the status is all that is waited for.
        self.send(request.body(body).expect("a request")).await.status()
    }

    /// The token of a kind, by its name.
    pub fn token(&self, name: &str) -> &str {
        let at = TOKENS.iter().position(|kind| kind.name == name).expect("a kind");
        &self.tokens[at]
    }

    pub async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.expect("answers")
    }
}

/// The flags and what they name, as the addresses of the table have them.
async fn furnish(backend: &Backend, system: &Actor, shop: &Project) {
    for key in ["checkout", "payments"] {
        let new = NewFlag {
            key: key.into(),
            kind: "release".into(),
            ..NewFlag::default()
        };
        flags::create(backend, system, shop, new).await.expect("made");
    }
    let needed = Prerequisite {
        key: "payments".into(),
        enabled: true,
        variants: Vec::new(),
    };
    let set = flags::set_prerequisite(backend, system, shop, "checkout", needed);
    set.await.expect("set");
    let segment = NewSegment {
        key: "testers".into(),
        description: String::new(),
        constraints: vec![Constraint {
            context_name: "plan".into(),
            operator: Operator::In,
            values: vec!["pro".into()],
            value: None,
            inverted: false,
            case_insensitive: false,
        }],
    };
    let saved = flags::save_segment(backend, system, shop, None, segment);
    saved.await.expect("saved");
    let field = NewField {
        name: "plan".into(),
        ..NewField::default()
    };
    let saved = flags::save_field(backend, system, shop, field, None);
    saved.await.expect("saved");
}

fn served(backend: Backend, limits: Limits) -> Router {
    let assets = Assets::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../public")).expect("the public folder");
    let state = AppState {
        backend,
        assets: assets.prefix().into(),
    };
    let settings = HttpSettings {
        public_url: Url::parse("http://127.0.0.1:3000").expect("a URL"),
        trusted_proxies: Vec::new(),
        limits,
        metrics: PrometheusBuilder::new().build_recorder().handle(),
        metrics_open: false,
        stop: tokio_util::sync::CancellationToken::new(),
    };
    router(state, &assets, settings)
}

async fn token(backend: &Backend, kind: &Kind) -> String {
    let system = Actor::system("test");
    let new = NewApiToken {
        name: kind.name.into(),
        purpose: kind.purpose.into(),
        project: kind.project.into(),
        environment: kind.environment.into(),
        days: 1,
    };
    let (id, text) = create_token(backend, &system, new).await.expect("made");
    if kind.state == State::Revoked {
        revoke_token(backend, &system, id).await.expect("revoked");
    }
    text.expose().to_owned()
}

/// A session of a new person, without the hashing of a sign-in.
async fn session(backend: &Backend, role: Role) -> String {
    let new = NewUser {
        email: format!("{role}@example.com"),
        name: role.as_str().to_owned(),
        password: "a quiet harbour at noon".to_owned(),
        language: Lang::En,
        role,
    };
    let user = add_user(backend, &Actor::system("test"), &new).await.expect("added");
    let store = PgSessionStore::new(backend.pool.clone(), backend.clock.clone());
    let user_id = serde_json::to_value(user.user_id()).expect("an id");
    let mut record = Record {
        id: Id::default(),
        data: HashMap::from([(SESSION_USER.to_owned(), user_id)]),
        expiry_date: time::OffsetDateTime::UNIX_EPOCH,
    };
    store.create(&mut record).await.expect("created");
    let hash = PgSessionStore::hash(&record.id);
    describe_session(backend, &hash, user.user_id(), None, "test")
        .await
        .expect("described");
    format!("arkan={}", record.id)
}
