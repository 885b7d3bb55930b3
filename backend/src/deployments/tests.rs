mod itself;
mod moves;
mod stages;

use super::{Move, NewRelease, Registered, Release, register, release_by_version};
use crate::{
    Backend, Clock, Error,
    projects::{self, NewEnvironment, NewProject, Project},
};
use arkan_domain::{deployments::Source, fields::Problem, identity::Actor};
use chrono::DateTime;
use sqlx::PgPool;

const COMMIT: &str = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/// A project with staging and production, as every test begins.
async fn shop(pool: PgPool) -> (Backend, Actor, Project) {
    let clock = Clock::fixed(DateTime::from_timestamp(1_800_000_000, 0).expect("a time"));
    let backend = Backend::for_tests(pool, clock);
    let actor = Actor::system("test");
    let project = project(&backend, &actor, "shop").await;
    (backend, actor, project)
}

async fn project(backend: &Backend, actor: &Actor, key: &str) -> Project {
    let environment = |key: &str, production| NewEnvironment {
        key: key.into(),
        name: key.to_uppercase(),
        production,
    };
    let new = NewProject {
        key: key.into(),
        name: key.to_uppercase(),
        description: String::new(),
        environments: vec![environment("staging", false), environment("production", true)],
    };
    projects::create(backend, actor, new).await.unwrap()
}

fn build(version: &str, commit: &str) -> NewRelease {
    NewRelease {
        version: version.into(),
        commit: commit.into(),
        ..NewRelease::default()
    }
}

async fn released(backend: &Backend, actor: &Actor, project: &Project, version: &str) -> Release {
    let registered = register(backend, actor, project, Source::Api, &build(version, COMMIT)).await;
    registered.unwrap().release()
}

const fn to<'a>(project: &'a Project, stage: &'a str, release: &'a Release) -> Move<'a> {
    Move {
        project,
        stage,
        release,
        expected: None,
        reason: "because",
    }
}

async fn count(backend: &Backend, table: &'static str) -> i64 {
    let query = match table {
        "audit" => "SELECT count(*) FROM audit_events",
        "timeline" => "SELECT count(*) FROM timeline_events",
        _ => "SELECT count(*) FROM stage_runs",
    };
    sqlx::query_scalar(query).fetch_one(&backend.pool).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn registering_again_changes_nothing_and_another_build_is_refused(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let first = released(&backend, &actor, &project, "1.0.0").await;
    let (audit, timeline) = (count(&backend, "audit").await, count(&backend, "timeline").await);

    let same = build("1.0.0", &COMMIT.to_uppercase());
    let again = register(&backend, &actor, &project, Source::Page, &same).await.unwrap();
    assert_eq!(again, Registered::Known(first.clone()));
    let other = build("1.0.0", "abcdef1");
    match register(&backend, &actor, &project, Source::Api, &other).await {
        Err(Error::Invalid(errors)) => assert_eq!(errors.get("version"), Some(&Problem::Taken)),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        (count(&backend, "audit").await, count(&backend, "timeline").await),
        (audit, timeline)
    );
    let found = release_by_version(&backend, &actor, &project, " 1.0.0 ").await.unwrap();
    assert_eq!(found, first);
}

#[sqlx::test(migrations = "../migrations")]
async fn releases_are_paged_and_found(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    for number in 0..7 {
        released(&backend, &actor, &project, &format!("1.{number}_rc")).await;
        backend.clock.advance(chrono::TimeDelta::seconds(i64::from(number % 2)));
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = super::list(&backend, &actor, &project, before, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        seen.extend(page.into_iter().map(|release| release.version));
    }
    let expected: Vec<String> = (0..7).rev().map(|number| format!("1.{number}_rc")).collect();
    assert_eq!(seen, expected);

    let find = async |text: &str| super::search(&backend, &actor, text, 20).await.unwrap().len();
    assert_eq!(find("1.3").await, 1);
    assert_eq!(find("9FCE").await, 7);
    // A wildcard of SQL is a letter like any other.
    assert_eq!(find("%%").await, 0);
    assert_eq!(find("_rc").await, 7);
    assert_eq!(find("1").await, 0);
    let nobody = Actor {
        grants: Vec::new(),
        ..actor.clone()
    };
    assert!(super::search(&backend, &nobody, "1.3", 20).await.unwrap().is_empty());
}
