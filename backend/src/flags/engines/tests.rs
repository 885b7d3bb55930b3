use super::{Answer, Asked, Engine, Unanswered, audience, flush, reload};
use crate::{
    Backend,
    flags::{
        kill,
        queries::{Loaded, Prerequisite, StateRow},
        revive, set_enabled, set_percentage,
        testing::Shop,
        usage,
    },
    identity::{self, NewApiToken},
};
use arkan_domain::{
    flags::{FlagKind, Percentage, Reason, Rollout, Setting},
    ids::{EnvironmentId, FlagId},
};
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

fn share(number: i64) -> Percentage {
    Percentage::new(number).unwrap()
}

/// A flag that is on for a share of the users, whatever it needs besides.
fn row(key: &str, percentage: i64, prerequisites: Vec<Prerequisite>) -> StateRow {
    let strategies = Rollout::by_user(key, share(percentage)).to_strategies();
    StateRow {
        id: FlagId(Uuid::now_v7()),
        key: key.to_owned(),
        kind: FlagKind::Release,
        setting: Setting::read(true, false, &strategies, &Value::Array(Vec::new())),
        strategies,
        variants: Value::Array(Vec::new()),
        prerequisites,
    }
}

/// An engine with one flag that is on for a share of the users.
fn engine(key: &str, percentage: i64) -> Engine {
    engine_of(vec![row(key, percentage, Vec::new())])
}

fn engine_of(flags: Vec<StateRow>) -> Engine {
    let loaded = Loaded {
        revision: 1,
        flags,
        segments: Vec::new(),
    };
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    Engine::compile(EnvironmentId(Uuid::now_v7()), loaded, None, now)
}

#[test]
fn buckets_are_those_of_unleash() {
    // The vectors of the Unleash client specification: user 123 of group gr1, user 999 of group groupX.
    for (group, user, bucket) in [("gr1", "123", 73), ("groupX", "999", 25)] {
        let (engine, asked) = (engine(group, 50), Asked::user(user));
        let answer = engine.answer(group, &asked).unwrap();
        assert_eq!(engine.bucket(group, &asked), Some(bucket));
        assert_eq!(answer.value, bucket <= 50);
        assert_eq!(answer.reason, Reason::Split);
    }
}

#[test]
fn nobody_is_asked_for_only_where_it_does_not_matter() {
    let nobody = Asked::default();
    assert_eq!(engine("a", 50).answer("a", &nobody), Err(Unanswered::UserMissing));
    for (percentage, value) in [(0, false), (100, true)] {
        let expected = Answer {
            value,
            reason: Reason::Static,
            variant: None,
            varies: false,
        };
        assert_eq!(engine("a", percentage).answer("a", &nobody), Ok(expected));
    }
    assert_eq!(engine("a", 50).answer("b", &nobody), Err(Unanswered::UnknownFlag));
}

#[test]
fn nobody_is_asked_for_where_a_flag_that_is_needed_asks() {
    let needs = |key: &str, enabled| Prerequisite {
        key: key.to_owned(),
        enabled,
        variants: Vec::new(),
    };
    let mut off = row("off", 50, Vec::new());
    off.setting.enabled = false;
    let children = [("share", true), ("off", false)]
        .map(|(key, enabled)| row(&format!("needs-{key}"), 100, vec![needs(key, enabled)]));
    let engine = engine_of([vec![off, row("share", 50, Vec::new())], children.to_vec()].concat());
    let nobody = Asked::default();
    assert_eq!(engine.answer("needs-share", &nobody), Err(Unanswered::UserMissing));
    assert!(engine.answer("needs-off", &nobody).unwrap().value);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn who_has_a_flag_keeps_it_when_the_share_grows(
        user in ".{1,40}", low in 0_i64..=100, more in 0_i64..=100,
    ) {
        let asked = Asked::user(&user);
        let key = "checkout.new";
        let told = |percentage| {
            let engine = engine(key, percentage);
            (engine.answer(key, &asked).unwrap().value, engine.bucket(key, &asked))
        };
        let (before, after) = (told(low), told((low + more).min(100)));
        prop_assert!(!before.0 || after.0);
        prop_assert_eq!(before.1, after.1);
        let bucket = before.1.unwrap();
        prop_assert!((1..=100).contains(&bucket));
        prop_assert_eq!(before.0, share(low).includes(bucket), "the page and the engine must agree");
    }
}

#[test]
fn a_share_of_many_users_is_about_that_share() {
    let engine = engine("checkout", 25);
    let inside = (0..10_000)
        .filter(|user| {
            engine
                .answer("checkout", &Asked::user(&format!("user-{user}")))
                .unwrap()
                .value
        })
        .count();
    assert!((2_300..2_700).contains(&inside), "{inside}");
}

fn value(shop: &Shop, key: &str, user: &str) -> Option<(bool, Reason)> {
    let engine = shop.backend.flags.engine(shop.production.id)?;
    let answer = engine.answer(key, &Asked::user(user)).ok()?;
    Some((answer.value, answer.reason))
}

#[sqlx::test(migrations = "../migrations")]
async fn an_engine_answers_what_was_set_and_keeps_answering_without_the_database(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    assert!(shop.backend.flags.engine(shop.production.id).is_none());
    shop.flag("checkout", "release").await;
    assert_eq!(value(&shop, "checkout", "u"), Some((false, Reason::Disabled)));

    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    set_percentage(backend, actor, target, share(100), None).await.unwrap();
    set_enabled(backend, actor, target, true, None).await.unwrap();
    assert_eq!(value(&shop, "checkout", "u"), Some((true, Reason::Static)));
    kill(backend, actor, target, "payments fail").await.unwrap();
    assert_eq!(value(&shop, "checkout", "u"), Some((false, Reason::Disabled)));
    revive(backend, actor, target, None).await.unwrap();

    pool.close().await;
    assert!(reload(backend).await.is_err());
    assert_eq!(value(&shop, "checkout", "u"), Some((true, Reason::Static)));
}

#[sqlx::test(migrations = "../migrations")]
async fn another_replica_follows_when_it_reads_again(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "operational").await;
    let other = Backend::for_tests(pool, shop.backend.clock.clone());
    reload(&other).await.unwrap();
    let asked = Asked::user("u");
    let before = other.flags.engine(shop.production.id).unwrap();
    assert!(!before.answer("checkout", &asked).unwrap().value);

    set_enabled(&shop.backend, &shop.actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    reload(&other).await.unwrap();
    let after = other.flags.engine(shop.production.id).unwrap();
    assert!(after.answer("checkout", &asked).unwrap().value);
    assert_eq!(after.revision, before.revision + 1);
    // The other environment did not change, and was not compiled again.
    let staging = other.flags.engine(shop.staging.id).unwrap();
    reload(&other).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(
        &staging,
        &other.flags.engine(shop.staging.id).unwrap()
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn rules_of_the_context_are_evaluated(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "permission").await;
    set_enabled(&shop.backend, &shop.actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    sqlx::query(
        r#"UPDATE flag_environments SET strategies = '[{"name": "default", "constraints":
             [{"contextName": "country", "operator": "IN", "values": ["SA"]}]}]'"#,
    )
    .execute(&pool)
    .await
    .unwrap();
    sqlx::query("UPDATE flag_revisions SET revision = revision + 1")
        .execute(&pool)
        .await
        .unwrap();
    reload(&shop.backend).await.unwrap();
    let engine = shop.backend.flags.engine(shop.production.id).unwrap();
    let mut asked = Asked::default();
    assert_eq!(engine.answer("checkout", &asked).unwrap().reason, Reason::Unknown);
    asked.properties.insert("country".to_owned(), "SA".to_owned());
    let answer = engine.answer("checkout", &asked).unwrap();
    assert!(answer.value);
    assert_eq!(answer.reason, Reason::TargetingMatch);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_two_replicas_count_is_put_together(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "operational").await;
    set_enabled(&shop.backend, &shop.actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    let other = Backend::for_tests(pool, shop.backend.clock.clone());
    reload(&other).await.unwrap();
    for (backend, users) in [(&shop.backend, 0..600), (&other, 400..1_000)] {
        for user in users {
            let asked = Asked::user(&format!("user-{user}"));
            backend
                .flags
                .serve(shop.production.id, "checkout", &asked)
                .unwrap()
                .1
                .unwrap();
        }
    }
    let count = async || {
        audience(&shop.backend, &shop.actor, shop.project.id, shop.production.id)
            .await
            .unwrap()
            .unwrap_or_default()
    };
    assert!(
        count().await.abs_diff(600) < 40,
        "only its own are known before they are written"
    );
    flush(&shop.backend).await.unwrap();
    flush(&other).await.unwrap();
    flush(&other).await.unwrap();
    let merged = count().await;
    assert!(merged.abs_diff(1_000) < 70, "{merged}");

    let flag = crate::flags::find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let used = usage(&shop.backend, &shop.actor, &shop.project, &flag).await.unwrap();
    assert_eq!(used[&shop.production.id].enabled, 1_200);
    assert!(!used.contains_key(&shop.staging.id));

    shop.backend.clock.advance(TimeDelta::hours(25));
    assert_eq!(count().await, 0, "yesterday's users are not the last day's");
}

#[sqlx::test(migrations = "../migrations")]
async fn counts_that_cannot_be_written_are_kept(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "operational").await;
    flush(&shop.backend).await.unwrap();
    let asked = Asked::user("u");
    shop.backend
        .flags
        .serve(shop.production.id, "checkout", &asked)
        .unwrap()
        .1
        .unwrap();
    sqlx::query("ALTER TABLE flag_usage RENAME TO away")
        .execute(&pool)
        .await
        .unwrap();
    assert!(flush(&shop.backend).await.is_err());
    sqlx::query("ALTER TABLE away RENAME TO flag_usage")
        .execute(&pool)
        .await
        .unwrap();
    flush(&shop.backend).await.unwrap();
    let flag = crate::flags::find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let used = usage(&shop.backend, &shop.actor, &shop.project, &flag).await.unwrap();
    assert_eq!(used[&shop.production.id].disabled, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_is_known_without_the_database_and_forgotten_when_tokens_change(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let (backend, actor) = (&shop.backend, &shop.actor);
    let new = NewApiToken {
        name: "web".to_owned(),
        purpose: "evaluate".to_owned(),
        project: "shop".to_owned(),
        environment: "production".to_owned(),
        days: 0,
    };
    let (kept_id, kept) = identity::create_token(backend, actor, new.clone()).await.unwrap();
    let (revoked_id, revoked) = identity::create_token(backend, actor, new).await.unwrap();
    for token in [&kept, &revoked] {
        assert!(backend.flags.actor(backend, token.expose()).await.unwrap().is_some());
    }
    assert!(
        backend
            .flags
            .actor(backend, "ark_evaluate_guess")
            .await
            .unwrap()
            .is_none()
    );

    identity::revoke_token(backend, actor, revoked_id).await.unwrap();
    backend.flags.tokens.doubt();
    assert!(backend.flags.actor(backend, revoked.expose()).await.unwrap().is_none());

    pool.close().await;
    backend.flags.tokens.doubt();
    let known = backend.flags.actor(backend, kept.expose()).await.unwrap().unwrap();
    assert_eq!(known.who, arkan_domain::identity::Who::Token(kept_id));
    assert!(backend.flags.actor(backend, "ark_evaluate_other").await.is_err());
}
