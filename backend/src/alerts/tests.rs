use super::{
    checks::CheckInput,
    deliver::{DELIVER, Deliverer},
    probes::{Console, Prober},
    *,
};
use crate::{
    Backend, Clock, Error,
    jobs::{Handler, Worker, WorkerSettings},
    outbound::Outbound,
    projects::{NewEnvironment, NewProject, Project, create},
    timeline,
};
use arkan_domain::{
    alerts::{
        AlertError, AlertSource, AlertState, ChannelForm, CheckForm, CheckState, DeliveryState, PingSignal, Transition,
        Urgency,
    },
    fields::Problem,
    identity::{Actor, Grant, Place, Role, Who},
    secret::Secret,
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use sqlx::PgPool;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpListener;

mod checks_tests;
mod notification_tests;
mod ping_tests;

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
}

/// A console with one project, whose clock stands still.
struct World {
    backend: Backend,
    clock: Clock,
    actor: Actor,
    project: Project,
    scheduler: Scheduler,
}

impl World {
    async fn new(pool: PgPool) -> Self {
        let clock = Clock::fixed(start());
        let backend = Backend::for_tests(pool.clone(), clock.clone());
        let actor = Actor::system("test");
        let environment = NewEnvironment {
            key: "production".into(),
            name: "Production".into(),
            production: true,
        };
        let new = NewProject {
            key: "shop".into(),
            name: "Shop".into(),
            environments: vec![environment],
            ..NewProject::default()
        };
        let project = create(&backend, &actor, new).await.expect("a project");
        partitions::maintain(&backend).await.expect("partitions");
        let outbound = Outbound::of(&backend.settings).expect("builds");
        let scheduler = Scheduler::new(backend.clone(), Prober::new(outbound, None), 8);
        Self {
            backend,
            clock,
            actor,
            project,
            scheduler,
        }
    }

    fn viewer(&self) -> Actor {
        let grants = vec![Grant::Role {
            role: Role::Viewer,
            project: Some(self.project.id),
        }];
        Actor {
            who: Who::System,
            label: "viewer".into(),
            grants,
            address: None,
        }
    }

    async fn check(&self, form: CheckForm) -> Check {
        let input = CheckInput {
            form,
            ..CheckInput::default()
        };
        checks::create(&self.backend, &self.actor, self.project.id, &input)
            .await
            .expect("a check")
    }

    /// Lets time pass and asks what is due.
    async fn after(&self, seconds: i64) -> usize {
        self.clock.advance(TimeDelta::seconds(seconds));
        self.scheduler.run_due().await.expect("database")
    }

    async fn reload(&self, check: &Check) -> Check {
        checks::find(&self.backend, &self.actor, check.id).await.expect("there")
    }

    async fn open(&self) -> Vec<Alert> {
        open(&self.backend, &self.actor, Some(self.project.id))
            .await
            .expect("database")
    }

    async fn kinds(&self) -> Vec<String> {
        let events = timeline::list(&self.backend, &self.actor, &timeline::Filter::default(), 100).await;
        events
            .expect("database")
            .into_iter()
            .rev()
            .map(|event| event.kind)
            .collect()
    }

    async fn webhook(&self, target: &str) -> (Channel, Secret) {
        let form = ChannelForm {
            name: format!("Hook {target}"),
            kind: "webhook".into(),
            target: target.to_owned(),
            language: "en".into(),
            min_severity: "warning".into(),
        };
        let (channel, secret) = channels::create(&self.backend, &self.actor, &form)
            .await
            .expect("a channel");
        (channel, secret.expect("told once"))
    }

    /// Runs every delivery that is due, and returns how many.
    async fn deliver(&self) -> usize {
        let outbound = Outbound::of(&self.backend.settings).expect("builds");
        let handler = Arc::new(Deliverer::new(outbound, None, |_, kind, _| format!("title of {kind}")));
        let worker = Worker::new(
            self.backend.clone(),
            [(DELIVER, handler as Arc<dyn Handler>)],
            WorkerSettings::default(),
        );
        worker.run_due().await
    }
}

fn http_form(url: &str) -> CheckForm {
    CheckForm {
        kind: "http".into(),
        name: format!("Check {url}"),
        severity: "critical".into(),
        interval: "10s".into(),
        timeout: "5s".into(),
        retries: "1".into(),
        url: url.to_owned(),
        method: "GET".into(),
        ..CheckForm::default()
    }
}

fn heartbeat_form() -> CheckForm {
    CheckForm {
        kind: "heartbeat".into(),
        name: "Nightly import".into(),
        severity: "warning".into(),
        period: "1h".into(),
        grace: "5m".into(),
        ..CheckForm::default()
    }
}

/// A web server that answers with the status it is told to, and counts.
async fn site() -> (String, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (status, asked) = (Arc::new(AtomicUsize::new(200)), Arc::new(AtomicUsize::new(0)));
    let answer = |State((status, asked)): State<(Arc<AtomicUsize>, Arc<AtomicUsize>)>| async move {
        asked.fetch_add(1, Ordering::SeqCst);
        StatusCode::from_u16(u16::try_from(status.load(Ordering::SeqCst)).expect("a status")).expect("a status")
    };
    let router = Router::new()
        .route("/healthz", get(answer))
        .with_state((Arc::clone(&status), Arc::clone(&asked)));
    (serve(router).await, status, asked)
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://127.0.0.1:{port}/healthz")
}
