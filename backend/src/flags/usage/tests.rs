use super::{Span, complete, keep_contexts, keeping, life, reopen, report, stale};
use crate::{
    Backend, Error,
    flags::{
        Asked, Caller, Counted, NewFlag, archive, contexts_seen, create, find, flush, queries::partitions, reload,
        set_enabled, set_percentage, testing::Shop,
    },
};
use arkan_domain::{
    flags::{
        FlagError, Percentage,
        lifecycle::{Obstacle, Proof, Stage, StaleReason},
    },
    identity::{Actor, Grant, Role},
};
use chrono::TimeDelta;
use sqlx::PgPool;
use std::collections::BTreeSet;

/// A shop with one flag that everyone in production has.
async fn shop(pool: PgPool, key: &str) -> Shop {
    let shop = Shop::open(pool).await;
    shop.flag(key, "release").await;
    on(&shop, key, 100).await;
    shop
}

async fn on(shop: &Shop, key: &str, share: i64) {
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production(key));
    let share = Percentage::new(share).unwrap();
    set_percentage(backend, actor, target, share, None).await.unwrap();
    set_enabled(backend, actor, target, true, None).await.unwrap();
}

/// Another process of the same console.
fn replica(of: &Backend) -> Backend {
    let secrets = of.secrets.clone();
    Backend::new(of.pool.clone(), of.clock.clone(), of.settings.clone(), secrets)
}

/// Asks by OFREP, once.
fn ask(shop: &Shop, backend: &Backend, key: &str, app: Option<&str>, user: &str) {
    let asked = Asked {
        app: app.map(str::to_owned),
        ..Asked::user(user)
    };
    let answer = backend.flags.serve(shop.production.id, key, &asked).unwrap();
    answer.1.unwrap();
}

fn pass_days(shop: &Shop, days: i64) {
    shop.backend.clock.advance(TimeDelta::days(days));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_report_tells_how_often_by_whom_and_with_what(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    let strategies =
        r#"[{"name": "default", "variants": [{"name": "blue", "weight": 1000, "stickiness": "default"}]}]"#;
    sqlx::query("UPDATE flag_environments SET strategies = $1::jsonb")
        .bind(strategies)
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("UPDATE flag_revisions SET revision = revision + 1")
        .execute(&pool)
        .await
        .unwrap();
    reload(&shop.backend).await.unwrap();
    let (backend, place) = (&shop.backend, shop.production.id);
    let counted = |yes, no, variants: &[(&'static str, u64)]| Counted {
        key: "checkout",
        yes,
        no,
        variants: variants.to_vec(),
    };
    let node = || Caller::unleash("web", "unleash-node-sdk:6.12.1");
    let made_up = [("blue", 3), ("disabled", 1), ("made up", 9)];
    backend
        .flags
        .record(place, node(), [counted(5, 2, &made_up)].into_iter());
    ask(&shop, backend, "checkout", Some("shop"), "u1");
    ask(&shop, backend, "checkout", None, "u1");
    backend
        .flags
        .register(place, Caller::unleash("idle", "unleash-go-sdk:5.0.0"));
    flush(backend).await.unwrap();
    backend.clock.advance(TimeDelta::hours(2));
    backend
        .flags
        .record(place, node(), [counted(1, 0, &[("blue", 1)])].into_iter());
    flush(backend).await.unwrap();

    let flag = find(backend, &shop.actor, &shop.project, "checkout").await.unwrap();
    let told = report(backend, &shop.actor, &shop.project, &flag, &shop.production, Span::Day)
        .await
        .unwrap();
    assert_eq!(told.bars.len(), 24);
    let yes: Vec<_> = told.bars.iter().rev().take(4).map(|bar| (bar.yes, bar.no)).collect();
    assert_eq!(yes, [(1, 0), (0, 0), (7, 2), (0, 0)]);
    assert_eq!(
        told.variants.len(),
        1,
        "what is not a variant of the flag is not counted as one"
    );
    assert_eq!((told.variants[0].name.as_str(), told.variants[0].total()), ("blue", 6));
    let apps: Vec<_> = told
        .apps
        .iter()
        .map(|app| (app.name.as_str(), app.sdks.clone()))
        .collect();
    let sdk = |name: &str, version: &str| vec![(name.to_owned(), version.to_owned())];
    let expected = [
        ("web", sdk("unleash-node-sdk", "6.12.1")),
        ("", sdk("ofrep", "")),
        ("shop", sdk("ofrep", "")),
    ];
    assert_eq!(apps, expected, "one that only registered did not ask");
    let seen = told.seen[&place];
    assert_eq!(seen.last_at - seen.first_at, TimeDelta::hours(2));
    assert_eq!((seen.on_at, seen.off_at), (Some(seen.last_at), Some(seen.first_at)));
    assert!(!told.seen.contains_key(&shop.staging.id));

    let month = report(
        backend,
        &shop.actor,
        &shop.project,
        &flag,
        &shop.production,
        Span::Month,
    )
    .await
    .unwrap();
    assert_eq!(month.bars.len(), 30);
    assert_eq!(month.bars.iter().map(|bar| bar.yes + bar.no).sum::<u64>(), 10);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_cannot_be_written_is_written_later_and_once(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    ask(&shop, &shop.backend, "checkout", Some("shop"), "u");
    // The last table of the four: nothing of the first three may stay.
    sqlx::query("ALTER TABLE flag_callers RENAME TO away")
        .execute(&pool)
        .await
        .unwrap();
    assert!(flush(&shop.backend).await.is_err());
    sqlx::query("ALTER TABLE away RENAME TO flag_callers")
        .execute(&pool)
        .await
        .unwrap();
    flush(&shop.backend).await.unwrap();
    let sum: i64 = sqlx::query_scalar("SELECT sum(enabled)::bigint FROM flag_usage")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(sum, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn applications_are_remembered_in_a_bounded_number(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    for round in 0..5 {
        for app in 0..20 {
            ask(
                &shop,
                &shop.backend,
                "checkout",
                Some(&format!("app-{round}-{app}")),
                "u",
            );
        }
        flush(&shop.backend).await.unwrap();
        shop.backend.clock.advance(TimeDelta::minutes(1));
    }
    let left: Vec<String> = sqlx::query_scalar("SELECT app FROM flag_callers ORDER BY last_at DESC")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(left.len(), 50);
    assert!(left[0].starts_with("app-4-") && left[49].starts_with("app-2-"));
}

#[sqlx::test(migrations = "../migrations")]
async fn old_months_are_dropped_as_a_whole(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    ask(&shop, &shop.backend, "checkout", None, "u");
    flush(&shop.backend).await.unwrap();
    let months = async |table: &str| partitions::months(&pool, table).await.unwrap();
    let first = months("flag_usage").await;
    assert_eq!(first.len(), 2, "this month and the next");
    assert_eq!(first, months("flag_variant_usage").await);
    for _ in 0..5 {
        pass_days(&shop, 30);
        flush(&shop.backend).await.unwrap();
    }
    // A backup reads the oldest month: it stays, and what was asked meanwhile is written all the same.
    let mut backup = pool.begin().await.unwrap();
    sqlx::query("SELECT FROM flag_usage")
        .execute(&mut *backup)
        .await
        .unwrap();
    pass_days(&shop, 30);
    ask(&shop, &shop.backend, "checkout", None, "u");
    flush(&shop.backend).await.unwrap();
    assert_eq!(months("flag_usage").await.len(), 6);
    backup.rollback().await.unwrap();
    flush(&shop.backend).await.unwrap();
    for table in ["flag_usage", "flag_variant_usage"] {
        let left = months(table).await;
        assert_eq!(left.len(), 5, "three months, this one and the next");
        assert!(!left.contains(&first[0]));
    }
    let counted: i64 = sqlx::query_scalar("SELECT count(*) FROM flag_usage")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(counted, 1, "only what was asked last");
    let flag = find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let life = life(&shop.backend, &shop.actor, &shop.project, &flag).await.unwrap();
    assert!(life.last_seen.is_some(), "when it was last asked for is still known");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flag_becomes_stale_with_its_reasons(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    shop.flag("banner", "release").await;
    shop.flag("stop", "kill_switch").await;
    on(&shop, "banner", 50).await;
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let stage = async |key: &str| {
        let flag = find(backend, actor, project, key).await.unwrap();
        life(backend, actor, project, &flag).await.unwrap().lifecycle
    };
    assert_eq!(stage("checkout").await.stage, Stage::Live);
    assert_eq!(stage("stop").await.stage, Stage::Draft);
    for day in 0..16 {
        for key in ["checkout", "banner"] {
            ask(&shop, backend, key, None, &format!("user-{day}"));
            ask(&shop, backend, key, None, &format!("other-{day}"));
        }
        flush(backend).await.unwrap();
        pass_days(&shop, 1);
    }
    let checkout = stage("checkout").await;
    assert_eq!(checkout.stage, Stage::Stale);
    assert_eq!(checkout.reasons, [StaleReason::OneValue { value: true, days: 16 }]);
    let environment = shop.production.name.clone();
    let proof = Proof::SameAnswer {
        environment: environment.clone(),
        value: true,
        days: 16,
    };
    assert_eq!(checkout.removal.proofs, [proof]);
    assert!(checkout.removal.is_safe());
    assert_eq!(
        stage("banner").await.removal.obstacles,
        [Obstacle::Differs { environment }]
    );

    let found = stale(backend, actor, project, None, 50).await.unwrap();
    let keys: Vec<_> = found.found.iter().map(|found| found.flag.key.as_str()).collect();
    assert_eq!((keys, found.next), (vec!["checkout"], None));

    complete(backend, actor, project, "stop", false).await.unwrap();
    complete(backend, actor, project, "stop", false).await.unwrap();
    assert_eq!(stage("stop").await.stage, Stage::Complete);
    pass_days(&shop, 14);
    assert_eq!(
        stage("stop").await.reasons,
        [StaleReason::Completed { keeps: false, days: 14 }]
    );
    // Page by page: each flag once.
    let mut after = None;
    let mut keys = Vec::new();
    loop {
        let page = stale(backend, actor, project, after, 1).await.unwrap();
        keys.extend(page.found.into_iter().map(|found| found.flag.key));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(keys, ["checkout", "banner", "stop"], "nobody asks any more");
    reopen(backend, actor, project, "stop").await.unwrap();
    reopen(backend, actor, project, "stop").await.unwrap();
    assert_eq!(stage("stop").await.stage, Stage::Draft);
    let told: Vec<String> = sqlx::query_scalar(
        "SELECT kind FROM timeline_events WHERE kind IN ('flag.completed', 'flag.reopened') ORDER BY seq",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(
        told,
        ["flag.completed", "flag.reopened"],
        "what changes nothing is not told"
    );

    let flag = find(backend, actor, project, "checkout").await.unwrap();
    archive(backend, actor, project, "checkout", "checkout", flag.version)
        .await
        .unwrap();
    assert_eq!(stage("checkout").await.stage, Stage::Archived);
    let refused = complete(backend, actor, project, "checkout", true).await;
    assert!(matches!(refused, Err(Error::Flags(FlagError::Archived))));
}

fn users(asked: &[Asked]) -> BTreeSet<String> {
    asked.iter().filter_map(|asked| asked.user.clone()).collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn contexts_are_sampled_across_replicas_and_forgotten_after_a_day(pool: PgPool) {
    let shop = shop(pool.clone(), "checkout").await;
    let other = replica(&shop.backend);
    reload(&other).await.unwrap();
    let seen = async |limit| {
        contexts_seen(&shop.backend, &shop.actor, shop.project.id, shop.production.id, limit)
            .await
            .unwrap()
    };
    let asked = Asked {
        address: Some("192.0.2.7".to_owned()),
        properties: [("plan".to_owned(), "pro".to_owned())].into(),
        ..Asked::user("user-0")
    };
    let _ = shop.backend.flags.serve(shop.production.id, "checkout", &asked);
    flush(&shop.backend).await.unwrap();
    let first = seen(10).await;
    assert_eq!(first, [Asked { address: None, ..asked }], "all but the address");
    let stored: Vec<u8> = sqlx::query_scalar("SELECT sealed FROM flag_contexts")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(
        !stored.windows(6).any(|bytes| bytes == b"user-0"),
        "not readable in a backup"
    );

    for number in 0..700 {
        ask(&shop, &shop.backend, "checkout", None, &format!("user-{number}"));
        ask(&shop, &other, "checkout", None, &format!("user-{}", number + 300));
    }
    flush(&shop.backend).await.unwrap();
    flush(&other).await.unwrap();
    let drawn = users(&seen(1_000).await);
    assert!((499..=500).contains(&drawn.len()), "{}", drawn.len());
    assert!(
        drawn.iter().any(|user| user.len() == 8 && user.as_str() >= "user-700"),
        "of both replicas"
    );
    assert_eq!(seen(20).await.len(), 20);

    shop.backend.clock.advance(TimeDelta::hours(25));
    assert!(seen(1_000).await.is_empty());
    flush(&shop.backend).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM flag_contexts")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 0, "nobody asked since, and still nothing is kept");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_environment_that_keeps_nothing_loses_what_it_had(pool: PgPool) {
    let shop = shop(pool, "checkout").await;
    let (backend, actor, project, place) = (&shop.backend, &shop.actor, &shop.project, &shop.production);
    let other = replica(backend);
    reload(&other).await.unwrap();
    ask(&shop, backend, "checkout", None, "u");
    flush(backend).await.unwrap();
    ask(&shop, &other, "checkout", None, "v");
    assert_eq!(keeping(backend, actor, project).await.unwrap()[1].contexts, 1);

    let viewer = Actor {
        grants: vec![Grant::Role {
            role: Role::Viewer,
            project: None,
        }],
        ..actor.clone()
    };
    let refused = keep_contexts(backend, &viewer, project, place, false).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
    let refused = contexts_seen(backend, &viewer, project.id, place.id, 1).await;
    assert!(matches!(refused, Err(Error::Forbidden)));

    keep_contexts(backend, actor, project, place, false).await.unwrap();
    // The other replica does not know yet, and is stopped when it writes.
    flush(&other).await.unwrap();
    ask(&shop, backend, "checkout", None, "w");
    flush(backend).await.unwrap();
    let now = &keeping(backend, actor, project).await.unwrap();
    assert_eq!((now[0].kept, now[1].kept, now[1].contexts), (true, false, 0));
    keep_contexts(backend, actor, project, place, true).await.unwrap();
    ask(&shop, backend, "checkout", None, "x");
    flush(backend).await.unwrap();
    let seen = contexts_seen(backend, actor, project.id, place.id, 10).await.unwrap();
    assert_eq!(users(&seen), BTreeSet::from(["x".to_owned()]));
    let elsewhere = contexts_seen(
        backend,
        actor,
        arkan_domain::ids::ProjectId(uuid::Uuid::nil()),
        place.id,
        10,
    )
    .await;
    assert!(elsewhere.unwrap().is_empty(), "another project's name opens nothing");
}

#[sqlx::test(migrations = "../migrations")]
async fn no_flag_hides_a_page(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for key in ["new", "stale", "contexts"] {
        let new = NewFlag {
            key: key.to_owned(),
            kind: "release".to_owned(),
            ..NewFlag::default()
        };
        let refused = create(&shop.backend, &shop.actor, &shop.project, new).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{key}");
    }
}

#[test]
fn spans_have_their_names_in_addresses() {
    for span in Span::ALL {
        assert_eq!(Span::parse(span.as_str()), Some(*span));
    }
}
