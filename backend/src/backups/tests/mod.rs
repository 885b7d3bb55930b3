mod damage;
mod lifecycle;
mod policy;

use super::*;
use crate::{
    Backend, Clock, Settings,
    jobs::{Worker, WorkerSettings},
    secrets::SecretBox,
};
use arkan_domain::{
    backups::{Failure, Trigger},
    identity::{Actor, Grant, Role, Who},
    ids::{BackupId, UserId},
};
use sqlx::PgPool;
use std::{path::PathBuf, time::Duration};
use uuid::Uuid;

/// A console on a database of its own, with a data directory that goes with it.
struct Console {
    backend: Backend,
    data: tempfile::TempDir,
}

impl Console {
    fn new(pool: &PgPool, clock: Clock) -> Self {
        Self::with(pool, clock, |_| ())
    }

    fn with(pool: &PgPool, clock: Clock, change: impl FnOnce(&mut Settings)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut settings = Backend::for_tests(pool.clone(), clock.clone()).settings.clone();
        std::fs::remove_dir_all(&settings.data_dir).unwrap();
        settings.data_dir = data.path().to_owned();
        settings.backup_dir = data.path().join("backups");
        change(&mut settings);
        Self {
            backend: Backend::new(pool.clone(), clock, settings, SecretBox::generate()),
            data,
        }
    }

    async fn stored(&self) -> BackupId {
        let outcome = run_now(&self.backend, &admin()).await.unwrap();
        assert!(matches!(outcome, Outcome::Stored { .. }), "{outcome:?}");
        overview(&self.backend, &admin()).await.unwrap().stored.unwrap().id
    }

    async fn file(&self, id: BackupId) -> PathBuf {
        self.backend
            .settings
            .backup_dir
            .join(backup(&self.backend, &admin(), id).await.unwrap().file)
    }

    async fn drill_fails(&self, id: BackupId) -> (Failure, String) {
        match drill_now(&self.backend, &admin(), Some(id)).await.unwrap() {
            Outcome::Failed { failure, detail } => (failure, detail),
            other => panic!("{other:?}"),
        }
    }

    async fn drill_passes(&self, id: BackupId) {
        let outcome = drill_now(&self.backend, &admin(), Some(id)).await.unwrap();
        assert!(matches!(outcome, Outcome::Passed { .. }), "{outcome:?}");
    }

    async fn open_alerts(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT fingerprint FROM alerts WHERE state <> 'resolved' ORDER BY 1")
            .fetch_all(&self.backend.pool)
            .await
            .unwrap()
    }

    async fn timeline(&self) -> Vec<String> {
        sqlx::query_scalar("SELECT kind FROM timeline_events WHERE pillar = 'backups' ORDER BY seq")
            .fetch_all(&self.backend.pool)
            .await
            .unwrap()
    }

    fn worker(&self) -> Worker {
        let settings = WorkerSettings {
            lease: Duration::from_millis(500),
            ..WorkerSettings::default()
        };
        Worker::new(self.backend.clone(), handlers(), settings)
    }

    /// The names of everything in the backup directory.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.backend.settings.backup_dir);
        let mut names: Vec<String> = entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn admin() -> Actor {
    person(Role::Admin)
}

fn person(role: Role) -> Actor {
    Actor {
        who: Who::User(UserId(Uuid::nil())),
        label: "Layla".into(),
        grants: vec![Grant::Role { role, project: None }],
        address: None,
    }
}

/// Waits for what must come; nothing here measures how long it takes.
async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait)
        .await
        .unwrap_or_else(|_| panic!("never: {what}"));
}
