use super::*;
use crate::{
    flags::{Asked, Source, reload, set_enabled, set_percentage, testing::Shop},
    identity::{NewApiToken, create_token, revoke_token},
};
use arkan_domain::flags::Percentage;
use chrono::TimeDelta;
use sqlx::PgPool;

async fn token(shop: &Shop, days: i64) -> (arkan_domain::ids::TokenId, String) {
    let new = NewApiToken {
        name: "web".to_owned(),
        purpose: "evaluate".to_owned(),
        project: "shop".to_owned(),
        environment: "production".to_owned(),
        days,
    };
    let (id, secret) = create_token(&shop.backend, &shop.actor, new).await.unwrap();
    (id, secret.expose().to_owned())
}

/// A console that starts on the data of another, without a database.
async fn restarted(shop: &Shop, pool: &PgPool) -> Backend {
    let settings = shop.backend.settings.clone();
    let secrets = crate::secrets::SecretBox::generate();
    pool.close().await;
    Backend::new(pool.clone(), shop.backend.clock.clone(), settings, secrets)
}

fn values(backend: &Backend, shop: &Shop, key: &str) -> Vec<bool> {
    let engine = backend.flags.engine(shop.production.id).unwrap();
    (0..50)
        .map(|user| engine.answer(key, &Asked::user(&format!("user-{user}"))).unwrap().value)
        .collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_console_without_its_database_answers_as_before(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let (backend, actor) = (&shop.backend, &shop.actor);
    shop.flag("checkout", "release").await;
    let target = shop.production("checkout");
    set_percentage(backend, actor, target, Percentage::new(50).unwrap(), None)
        .await
        .unwrap();
    set_enabled(backend, actor, target, true, None).await.unwrap();
    let (_, known) = token(&shop, 0).await;
    let (_, short) = token(&shop, 1).await;
    let (revoked, gone) = token(&shop, 0).await;
    revoke_token(backend, actor, revoked).await.unwrap();
    let mut keeper = Keeper::default();
    keeper.look(backend).await.unwrap();
    let before = values(backend, &shop, "checkout");
    assert!(before.contains(&true) && before.contains(&false));
    let text = std::fs::read_to_string(path(backend)).unwrap();
    assert!(!text.contains(&known) && !text.contains("ark_evaluate"), "hashes only");

    // An hour later the database confirms that nothing changed.
    backend.clock.advance(TimeDelta::hours(1));
    keeper.look(backend).await.unwrap();
    let confirmed = backend.clock.now();
    backend.clock.advance(TimeDelta::hours(2));

    let other = restarted(&shop, &pool).await;
    assert!(!other.flags.is_loaded());
    let restored = restore(&other).await.unwrap().unwrap();
    assert_eq!((restored.as_of, restored.flags), (confirmed, 2));
    assert_eq!(other.flags.source(), Source::Snapshot(confirmed));
    assert_eq!(values(&other, &shop, "checkout"), before);
    assert!(other.flags.actor(&other, &known).await.unwrap().is_some());
    assert!(other.flags.actor(&other, &short).await.unwrap().is_some());
    // Whether it is new or revoked cannot be told without the database: no answer, not a refusal.
    assert!(matches!(
        other.flags.actor(&other, &gone).await,
        Err(Error::Unavailable(_))
    ));
    other.clock.advance(TimeDelta::days(1));
    assert!(other.flags.actor(&other, &short).await.unwrap().is_none(), "expired");
    assert!(reload(&other).await.is_err());
    assert_eq!(other.flags.source(), Source::Snapshot(confirmed));
}

#[sqlx::test(migrations = "../migrations")]
async fn the_database_has_the_last_word_when_it_returns(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let (backend, actor) = (&shop.backend, &shop.actor);
    shop.flag("checkout", "operational").await;
    Keeper::default().look(backend).await.unwrap();
    set_enabled(backend, actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    // As after going back to a backup: the same revision, and other rules.
    sqlx::query("UPDATE flag_revisions SET revision = revision - 1")
        .execute(&pool)
        .await
        .unwrap();
    let settings = backend.settings.clone();
    let other = Backend::new(
        pool,
        backend.clock.clone(),
        settings,
        crate::secrets::SecretBox::generate(),
    );
    restore(&other).await.unwrap().unwrap();
    assert!(!values(&other, &shop, "checkout").contains(&true));
    reload(&other).await.unwrap();
    assert_eq!(other.flags.source(), Source::Live);
    assert!(!values(&other, &shop, "checkout").contains(&false));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_damaged_or_foreign_file_is_not_answered_from(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let backend = &shop.backend;
    assert!(restore(backend).await.unwrap().is_none(), "no file, no snapshot");
    Keeper::default().look(backend).await.unwrap();
    let whole = std::fs::read(path(backend)).unwrap();
    let refused = async |bytes: &[u8]| {
        std::fs::write(path(backend), bytes).unwrap();
        assert!(restore(backend).await.is_err());
    };
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        refused(&whole[..cut]).await;
    }
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        refused(&bytes).await;
    }
    std::fs::write(path(backend), &whole).unwrap();
    assert!(restore(backend).await.unwrap().is_some());
    assert!(!path(backend).with_extension("new").exists(), "no piece is left behind");
}

#[sqlx::test(migrations = "../migrations")]
async fn while_the_database_is_away_memory_answers(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let backend = &shop.backend;
    reload(backend).await.unwrap();
    assert_eq!(backend.flags.source(), Source::Live);
    let at = backend.clock.now();
    pool.close().await;
    backend.clock.advance(TimeDelta::minutes(3));
    assert!(reload(backend).await.is_err());
    assert_eq!(backend.flags.source(), Source::Memory(at));
}
