use super::{
    Details, NewFlag, archive, create, edit, find, kill, list, restore, revive, search, set_enabled, set_percentage,
    states,
};
use crate::{
    Error, audit,
    flags::{Cursor, Filter, StateFilter, testing::Shop},
    timeline,
};
use arkan_domain::{
    fields::Problem,
    flags::{FlagError, FlagKind, Percentage},
    identity::{Action, Actor, Grant, Role, Who},
};
use chrono::TimeDelta;
use sqlx::PgPool;

fn share(number: i64) -> Percentage {
    Percentage::new(number).unwrap()
}

async fn version(shop: &Shop, key: &str) -> i32 {
    let flag = find(&shop.backend, &shop.actor, &shop.project, key).await.unwrap();
    let states = states(&shop.backend, &shop.actor, &shop.project, std::slice::from_ref(&flag))
        .await
        .unwrap();
    states[&(flag.id, shop.production.id)].version
}

async fn revision(pool: &PgPool, shop: &Shop) -> (i64, i64) {
    let of = async |id: uuid::Uuid| -> i64 {
        sqlx::query_scalar("SELECT revision FROM flag_revisions WHERE environment_id = $1")
            .bind(id)
            .fetch_one(pool)
            .await
            .unwrap()
    };
    (of(shop.staging.id.0).await, of(shop.production.id.0).await)
}

#[sqlx::test(migrations = "../migrations")]
async fn a_new_flag_is_off_everywhere_and_told(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "release").await;
    let flag = find(&shop.backend, &shop.actor, &shop.project, "checkout")
        .await
        .unwrap();
    let states = states(&shop.backend, &shop.actor, &shop.project, std::slice::from_ref(&flag))
        .await
        .unwrap();
    assert_eq!(states.len(), 2);
    assert!(
        states
            .values()
            .all(|state| !state.setting.enabled && state.percentage() == Some(share(0)))
    );
    assert_eq!(revision(&pool, &shop).await, (1, 1));
    let told = timeline::list(&shop.backend, &shop.actor, &timeline::Filter::default(), 10)
        .await
        .unwrap();
    assert_eq!(told[0].kind, "flag.created");
    assert_eq!(told[0].link.as_deref(), Some("/p/shop/flags/checkout"));
}

#[sqlx::test(migrations = "../migrations")]
async fn wrong_fields_are_named(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let make = async |key: &str, kind: &str, owner: &str| {
        let new = NewFlag {
            key: key.to_owned(),
            description: String::new(),
            kind: kind.to_owned(),
            owner: owner.to_owned(),
        };
        match create(&shop.backend, &shop.actor, &shop.project, new).await {
            Err(Error::Invalid(errors)) => errors,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(make("checkout", "release", "").await.get("key"), Some(&Problem::Taken));
    assert_eq!(make("new", "release", "").await.get("key"), Some(&Problem::Taken));
    assert!(make("a b", "release", "").await.get("key").is_some());
    assert_eq!(make("a", "other", "").await.get("kind"), Some(&Problem::Unknown));
    assert_eq!(make("a", "release", "x").await.get("owner"), Some(&Problem::Unknown));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_change_is_recorded_and_moves_one_environment_only(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    set_percentage(backend, actor, target, share(25), Some(1))
        .await
        .unwrap();
    assert_eq!(revision(&pool, &shop).await, (1, 2));
    // The same again changes nothing and records nothing.
    set_percentage(backend, actor, target, share(25), Some(2))
        .await
        .unwrap();
    assert_eq!(revision(&pool, &shop).await, (1, 2));

    let flag = find(backend, actor, &shop.project, "checkout").await.unwrap();
    let place = arkan_domain::identity::Place::project(shop.project.id);
    let history = audit::history(backend, actor, place, "flag", &flag.id.to_string(), 10)
        .await
        .unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].action, "flag.rollout");
    assert_eq!(history[0].before.as_ref().unwrap()["percentage"], 0);
    assert_eq!(history[0].after.as_ref().unwrap()["percentage"], 25);
    assert_eq!(history[0].environment_id, Some(shop.production.id.0));
}

#[sqlx::test(migrations = "../migrations")]
async fn who_comes_second_is_told(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    let seen = version(&shop, "checkout").await;
    set_percentage(backend, actor, target, share(5), Some(seen))
        .await
        .unwrap();
    let late = set_percentage(backend, actor, target, share(50), Some(seen)).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    let late = set_enabled(backend, actor, target, true, Some(seen)).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    // A kill is meant whatever happened meanwhile.
    kill(backend, actor, target, "payments fail").await.unwrap();

    let flag = find(backend, actor, &shop.project, "checkout").await.unwrap();
    let details = Details {
        description: "Faster".to_owned(),
        kind: "experiment".to_owned(),
        owner: String::new(),
    };
    edit(backend, actor, &shop.project, "checkout", details.clone(), flag.version)
        .await
        .unwrap();
    let again = Details {
        description: "Slower".to_owned(),
        ..details
    };
    let late = edit(backend, actor, &shop.project, "checkout", again, flag.version).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    let flag = find(backend, actor, &shop.project, "checkout").await.unwrap();
    assert_eq!((flag.kind, flag.description.as_str()), (FlagKind::Experiment, "Faster"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_killed_flag_waits_for_its_revival(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, target) = (&shop.backend, &shop.actor, shop.production("checkout"));
    set_percentage(backend, actor, target, share(25), None).await.unwrap();
    set_enabled(backend, actor, target, true, None).await.unwrap();
    let silent = kill(backend, actor, target, "  ").await;
    assert!(matches!(&silent, Err(Error::Invalid(errors)) if errors.get("reason") == Some(&Problem::Required)));
    kill(backend, actor, target, "payments fail").await.unwrap();
    for refused in [
        set_percentage(backend, actor, target, share(50), None).await,
        set_enabled(backend, actor, target, false, None).await,
        kill(backend, actor, target, "again").await,
    ] {
        assert!(matches!(refused, Err(Error::Flags(FlagError::Killed))), "{refused:?}");
    }
    revive(backend, actor, target, None).await.unwrap();
    let flag = find(backend, actor, &shop.project, "checkout").await.unwrap();
    let states = states(backend, actor, &shop.project, std::slice::from_ref(&flag))
        .await
        .unwrap();
    let state = &states[&(flag.id, shop.production.id)];
    assert!(state.setting.serves());
    assert_eq!((state.percentage(), &state.kill_reason), (Some(share(25)), &None));
    let twice = revive(backend, actor, target, None).await;
    assert!(matches!(twice, Err(Error::Flags(FlagError::NotKilled))));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_archived_flag_is_gone_until_it_is_restored(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let wrong = archive(backend, actor, project, "checkout", "chekout", 1).await;
    assert!(matches!(&wrong, Err(Error::Invalid(errors)) if errors.get("confirm").is_some()));
    archive(backend, actor, project, "checkout", "checkout", 1)
        .await
        .unwrap();
    let engine = backend.flags.engine(shop.production.id).unwrap();
    assert!(engine.answer("checkout", &crate::flags::Asked::default()).is_err());
    let refused = set_enabled(backend, actor, shop.production("checkout"), true, None).await;
    assert!(matches!(refused, Err(Error::Flags(FlagError::Archived))));
    let live = list(backend, actor, project, &Filter::default(), 10).await.unwrap();
    assert!(live.flags.is_empty());
    let archived = Filter {
        archived: true,
        ..Filter::default()
    };
    let archived = list(backend, actor, project, &archived, 10).await.unwrap();
    restore(backend, actor, project, "checkout", archived.flags[0].version)
        .await
        .unwrap();
    let engine = backend.flags.engine(shop.production.id).unwrap();
    assert!(engine.answer("checkout", &crate::flags::Asked::default()).is_ok());
}

fn someone(role: Role) -> Actor {
    Actor {
        who: Who::System,
        label: "someone".to_owned(),
        grants: vec![Grant::Role { role, project: None }],
        address: None,
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn only_those_who_may_change_a_flag(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "release").await;
    let (backend, target) = (&shop.backend, shop.production("checkout"));
    for role in Role::ALL {
        let actor = someone(*role);
        let set = set_percentage(backend, &actor, target, share(10), None).await;
        let killed = kill(backend, &actor, target, "reason").await;
        let refused = |result: &crate::Result<()>| matches!(result, Err(Error::Forbidden));
        assert_eq!(refused(&set), !role.allows(Action::EditFlags), "{role}");
        assert_eq!(refused(&killed), !role.allows(Action::KillFlag), "{role}");
        if killed.is_ok() {
            revive(backend, &shop.actor, target, None).await.unwrap();
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_list_pages_both_ways_and_filters(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for number in 0..7 {
        shop.backend.clock.advance(TimeDelta::seconds(1));
        shop.flag(
            &format!("flag-{number}"),
            if number == 3 { "experiment" } else { "release" },
        )
        .await;
    }
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let page = async |filter: Filter| {
        let listed = list(backend, actor, project, &filter, 3).await.unwrap();
        let keys: Vec<String> = listed.flags.iter().map(|flag| flag.key.clone()).collect();
        (keys.join(" "), listed.newer, listed.older)
    };
    let before = |before: Option<Cursor>| Filter {
        before,
        ..Filter::default()
    };
    let (first, newer, older) = page(Filter::default()).await;
    assert_eq!((first.as_str(), newer), ("flag-6 flag-5 flag-4", None));
    let (second, newer, older) = page(before(older)).await;
    assert_eq!(second, "flag-3 flag-2 flag-1");
    let (third, _, end) = page(before(older)).await;
    assert_eq!((third.as_str(), end), ("flag-0", None));
    let back = Filter {
        after: newer,
        ..Filter::default()
    };
    let (again, newest, _) = page(back).await;
    assert_eq!((again, newest), (first, None));

    let found = |filter: Filter| async move { page(filter).await.0 };
    let search = |text: &str| Filter {
        search: text.to_owned(),
        ..Filter::default()
    };
    assert_eq!(found(search("LAG-5")).await, "flag-5");
    assert_eq!(found(search("what flag-2")).await, "flag-2");
    assert_eq!(found(search("%")).await, "");
    let kind = Filter {
        kind: Some(FlagKind::Experiment),
        ..Filter::default()
    };
    assert_eq!(found(kind).await, "flag-3");

    let state = |state| Filter {
        state: Some((shop.production.id, state)),
        ..Filter::default()
    };
    set_enabled(backend, actor, shop.production("flag-1"), true, None)
        .await
        .unwrap();
    kill(backend, actor, shop.production("flag-2"), "reason").await.unwrap();
    assert_eq!(found(state(StateFilter::On)).await, "flag-1");
    assert_eq!(found(state(StateFilter::Partial)).await, "flag-1");
    assert_eq!(found(state(StateFilter::Killed)).await, "flag-2");
    set_percentage(backend, actor, shop.production("flag-1"), share(100), None)
        .await
        .unwrap();
    assert_eq!(found(state(StateFilter::Partial)).await, "");
    assert_eq!(found(state(StateFilter::Off)).await, "flag-6 flag-5 flag-4");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_palette_finds_flags_of_projects_that_one_may_see(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout.new", "release").await;
    shop.flag("new-search", "release").await;
    let found = search(&shop.backend, &shop.actor, "new", 5).await.unwrap();
    let keys: Vec<_> = found
        .iter()
        .map(|(project, flag)| format!("{project}/{}", flag.key))
        .collect();
    assert_eq!(keys, ["shop/new-search", "shop/checkout.new"]);
    let stranger = Actor {
        grants: Vec::new(),
        ..someone(Role::Viewer)
    };
    assert!(search(&shop.backend, &stranger, "new", 5).await.unwrap().is_empty());
}

#[test]
fn a_place_in_the_list_survives_the_address() {
    let at = chrono::DateTime::from_timestamp_micros(1_800_000_000_123_456).unwrap();
    let id = arkan_domain::ids::FlagId(uuid::Uuid::now_v7());
    for cursor in [Cursor::At(at, id), Cursor::Key("checkout.new-payment".to_owned())] {
        assert_eq!(Cursor::parse(&cursor.text()), Some(cursor));
    }
    assert_eq!(Cursor::parse("nonsense"), None);
}
