use super::{create, current, end, list};
use crate::{
    Error,
    deployments::{self, Move, NewRelease},
    flags::{self, testing::Shop},
};
use arkan_domain::{
    deployments::Source,
    freezes::{FreezeError, FreezeForm, Phase},
    identity::{Actor, Grant, Role},
};
use chrono::TimeDelta;
use sqlx::PgPool;

fn until(shop: &Shop, hours: i64) -> FreezeForm {
    let until = shop.backend.clock.now() + TimeDelta::hours(hours);
    FreezeForm {
        until: until.format("%Y-%m-%dT%H:%M").to_string(),
        zone: "UTC".to_owned(),
        reason: "the sale of the year".to_owned(),
        ..FreezeForm::default()
    }
}

fn frozen<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Freezes(FreezeError::Frozen { ref reason, .. })) if reason == "the sale of the year")
}

#[sqlx::test(migrations = "../migrations")]
async fn a_freeze_holds_flags_and_releases_where_it_is(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let mut releases = Vec::new();
    for version in ["1.0", "2.0", "3.0"] {
        let new = NewRelease {
            version: version.to_owned(),
            commit: "9fceb02d0ae598e95dc970b74767f19372d61af8".to_owned(),
            ..NewRelease::default()
        };
        let release = deployments::register(backend, actor, project, Source::Page, &new)
            .await
            .unwrap()
            .release();
        let stages: &[&str] = match version {
            "3.0" => &["staging"],
            _ => &["staging", "production"],
        };
        for stage in stages {
            deployments::promote(backend, actor, to(project, stage, &release))
                .await
                .unwrap();
        }
        releases.push(release);
    }
    create(backend, actor, project, Some(&shop.production), &until(&shop, 4))
        .await
        .unwrap();

    let target = shop.production("checkout");
    assert!(frozen(flags::set_enabled(backend, actor, target, true, None).await));
    let staging = flags::Target {
        environment: &shop.staging,
        ..target
    };
    flags::set_enabled(backend, actor, staging, true, None).await.unwrap();
    let again = deployments::promote(backend, actor, to(project, "production", &releases[2])).await;
    assert!(frozen(again));

    // What acts everywhere is held by a freeze anywhere.
    let flag = flags::find(backend, actor, project, "checkout").await.unwrap();
    assert!(frozen(
        flags::archive(backend, actor, project, "checkout", "checkout", flag.version).await
    ));

    // What takes something back passes, and says so.
    deployments::roll_back(backend, actor, to(project, "production", &releases[0]))
        .await
        .unwrap();
    flags::kill(backend, actor, target, "charged twice").await.unwrap();
    assert!(frozen(flags::revive(backend, actor, target, None).await));
    let marked: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM timeline_events WHERE params->>'past' = 'freeze' ORDER BY seq")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(marked, ["stage.rolled_back", "flag.killed"]);
    let audited: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_events WHERE after->>'past' = 'freeze'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(audited, 2);

    backend.clock.advance(TimeDelta::hours(4));
    flags::revive(backend, actor, target, None).await.unwrap();
}

const fn to<'a>(project: &'a crate::projects::Project, stage: &'a str, release: &'a deployments::Release) -> Move<'a> {
    Move {
        project,
        stage,
        release,
        expected: None,
        reason: "because",
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn freezes_may_overlap_and_the_last_to_end_counts(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let environments = [shop.staging.clone(), shop.production.clone()];
    let whole = create(backend, actor, project, None, &until(&shop, 2)).await.unwrap();
    create(backend, actor, project, Some(&shop.production), &until(&shop, 8))
        .await
        .unwrap();
    assert_eq!(current(backend, actor, project).await.unwrap().len(), 2);
    end(backend, actor, project, &environments, whole, "sold out")
        .await
        .unwrap();
    let twice = end(backend, actor, project, &environments, whole, "sold out").await;
    assert!(matches!(twice, Err(Error::Freezes(FreezeError::Over))));
    let target = shop.production("checkout");
    match flags::set_enabled(backend, actor, target, true, None).await {
        Err(Error::Freezes(FreezeError::Frozen { until, .. })) => {
            assert_eq!(until, backend.clock.now() + TimeDelta::hours(8));
        }
        other => panic!("{other:?}"),
    }
    let later = FreezeForm {
        from: (backend.clock.now() + TimeDelta::hours(20))
            .format("%Y-%m-%dT%H:%M")
            .to_string(),
        ..until(&shop, 30)
    };
    create(backend, actor, project, None, &later).await.unwrap();
    let now = backend.clock.now();
    let phases: Vec<Phase> = list(backend, actor, project)
        .await
        .unwrap()
        .iter()
        .map(|one| one.phase(now))
        .collect();
    assert_eq!(phases, [Phase::Planned, Phase::InForce, Phase::Over]);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_not_freeze_is_refused(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for role in Role::ALL {
        let actor = Actor {
            grants: vec![Grant::Role {
                role: *role,
                project: None,
            }],
            ..shop.actor.clone()
        };
        let made = create(&shop.backend, &actor, &shop.project, None, &until(&shop, 2)).await;
        let may = matches!(role, Role::Admin | Role::Operator);
        assert_eq!(made.is_ok(), may, "{role}");
    }
}
