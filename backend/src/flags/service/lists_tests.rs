use super::*;
use crate::{
    Error,
    flags::{Cursor, Filter, Flag, Order, testing::Shop},
};
use arkan_domain::{
    flags::{FlagError, NotAll},
    identity::{Grant, Role, Who},
    ids::ProjectId,
};
use chrono::TimeDelta;
use sqlx::PgPool;
use uuid::Uuid;

async fn user(shop: &Shop, name: &str) -> Actor {
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO users (id, email, name, password_hash, language, created_at)
         VALUES ($1, $2 || '@example.com', $2, '', 'en', now())",
    )
    .bind(id)
    .bind(name)
    .execute(&shop.backend.pool)
    .await
    .unwrap();
    Actor {
        who: Who::User(UserId(id)),
        label: name.to_owned(),
        grants: vec![Grant::Role {
            role: Role::ProductOwner,
            project: None,
        }],
        address: None,
    }
}

async fn pages(shop: &Shop, filter: Filter) -> (Vec<String>, Vec<String>) {
    let ask = async |filter: &Filter| {
        list(&shop.backend, &shop.actor, &shop.project, filter, 2)
            .await
            .unwrap()
    };
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut last = ask(&filter).await;
    loop {
        forth.extend(last.flags.iter().map(|flag| flag.key.clone()));
        let Some(before) = last.older.clone() else { break };
        last = ask(&Filter {
            before: Some(before),
            ..filter.clone()
        })
        .await;
    }
    loop {
        let keys = last.flags.iter().map(|flag| flag.key.clone());
        back.splice(0..0, keys);
        let Some(after) = last.newer.clone() else { break };
        last = ask(&Filter {
            after: Some(after),
            ..filter.clone()
        })
        .await;
    }
    (forth, back)
}

#[sqlx::test(migrations = "../migrations")]
async fn every_order_pages_through_every_flag_both_ways(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for key in ["delta", "alpha", "echo", "bravo", "charlie"] {
        shop.backend.clock.advance(TimeDelta::seconds(1));
        shop.flag(key, "operational").await;
    }
    shop.backend.clock.advance(TimeDelta::seconds(1));
    set_enabled(&shop.backend, &shop.actor, shop.production("alpha"), true, None)
        .await
        .unwrap();
    for (order, expected) in [
        (Order::Updated, "alpha charlie bravo echo delta"),
        (Order::Untouched, "delta echo bravo charlie alpha"),
        (Order::Key, "alpha bravo charlie delta echo"),
        (Order::KeyDown, "echo delta charlie bravo alpha"),
        (Order::Created, "charlie bravo echo alpha delta"),
        (Order::Oldest, "delta alpha echo bravo charlie"),
    ] {
        let filter = Filter {
            order,
            ..Filter::default()
        };
        let (forth, back) = pages(&shop, filter).await;
        assert_eq!(forth.join(" "), expected, "{order}");
        assert_eq!(back.join(" "), expected, "{order}, backwards");
    }
    // A place of another order is no place of this one.
    let foreign = Filter {
        order: Order::Key,
        before: Cursor::parse("1800000000000000-018f4e1e0f7a7c7e8a6b5c4d3e2f1a0b"),
        ..Filter::default()
    };
    assert_eq!(pages(&shop, foreign).await.0.len(), 5);
}

#[sqlx::test(migrations = "../migrations")]
async fn tags_and_favourites_filter_the_list(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for key in ["pay", "search", "banner"] {
        shop.flag(key, "release").await;
    }
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    set_tags(backend, actor, project, "pay", "Team Payments, الدفع", 1)
        .await
        .unwrap();
    set_tags(backend, actor, project, "search", "team-payments", 1)
        .await
        .unwrap();
    assert_eq!(
        all_tags(backend, actor, project).await.unwrap(),
        ["team-payments", "الدفع"]
    );
    let tagged = |tag: &str| Filter {
        tag: Some(tag.to_owned()),
        order: Order::Key,
        ..Filter::default()
    };
    assert_eq!(pages(&shop, tagged("team-payments")).await.0, ["pay", "search"]);
    assert_eq!(pages(&shop, tagged("الدفع")).await.0, ["pay"]);
    let stale = set_tags(backend, actor, project, "pay", "x", 1).await;
    assert!(matches!(stale, Err(Error::Stale)));
    let wrong = set_tags(backend, actor, project, "pay", "<b>", 2).await;
    assert!(matches!(wrong, Err(Error::Invalid(errors)) if errors.get("tags").is_some()));

    let (layla, omar) = (user(&shop, "layla").await, user(&shop, "omar").await);
    set_favourite(backend, &layla, project, "search", true).await.unwrap();
    set_favourite(backend, &layla, project, "search", true).await.unwrap();
    let kept = |actor: &Actor| Filter {
        favourite_of: actor.user_id(),
        ..Filter::default()
    };
    assert_eq!(pages(&shop, kept(&layla)).await.0, ["search"]);
    assert!(pages(&shop, kept(&omar)).await.0.is_empty());
    set_favourite(backend, &layla, project, "search", false).await.unwrap();
    assert!(pages(&shop, kept(&layla)).await.0.is_empty());
    assert!(matches!(
        set_favourite(backend, actor, project, "pay", true).await,
        Err(Error::Forbidden)
    ));
}

fn checked_as(flags: &[(&str, i32)]) -> Vec<Checked> {
    flags
        .iter()
        .map(|(key, version)| Checked {
            key: (*key).to_owned(),
            version: *version,
        })
        .collect()
}

async fn found(shop: &Shop, key: &str) -> Flag {
    find(&shop.backend, &shop.actor, &shop.project, key).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn several_flags_change_together_or_not_at_all(pool: PgPool) {
    let shop = Shop::open(pool).await;
    for key in ["a", "b", "c"] {
        shop.flag(key, "release").await;
    }
    let (backend, actor, project) = (&shop.backend, &shop.actor, &shop.project);
    let change = async |flags: &[(&str, i32)], act: Bulk| bulk(backend, actor, project, &checked_as(flags), act).await;
    let all = [("a", 1), ("b", 1), ("c", 1)];
    let audited = async |action: &str| -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM audit_events WHERE action = $1")
            .bind(action)
            .fetch_one(&backend.pool)
            .await
            .unwrap()
    };

    assert_eq!(change(&all[..2], Bulk::AddTag("Old".to_owned())).await.unwrap(), 2);
    // One of them has it already, and is left alone.
    assert_eq!(change(&all, Bulk::AddTag("old".to_owned())).await.unwrap(), 1);
    assert_eq!(audited("flag.edit").await, 3);
    assert_eq!(change(&all[..1], Bulk::RemoveTag("old".to_owned())).await.unwrap(), 1);

    let layla = user(&shop, "layla").await;
    let id = layla.user_id().unwrap();
    assert_eq!(change(&all, Bulk::SetOwner(id.to_string())).await.unwrap(), 3);
    assert_eq!(found(&shop, "c").await.owner_id, Some(id));
    let listed = mine(backend, &layla, std::slice::from_ref(project), Filter::default(), 2)
        .await
        .unwrap();
    assert_eq!((listed.flags.len(), listed.older.is_some()), (2, true));
    let unknown = change(&all, Bulk::SetOwner(Uuid::nil().to_string())).await;
    assert!(matches!(unknown, Err(Error::Invalid(errors)) if errors.get("owner").is_some()));

    // The count must be typed, and what is archived must be what was looked at.
    let confirm = |text: &str| Bulk::Archive {
        confirm: text.to_owned(),
    };
    let versions = [found(&shop, "a").await.version, found(&shop, "b").await.version];
    let now = [("a", versions[0]), ("b", versions[1])];
    assert!(matches!(change(&now, confirm("3")).await, Err(Error::Invalid(_))));
    let refused = change(&[("a", versions[0]), ("b", 1), ("gone", 1)], confirm("3")).await;
    let expected = NotAll {
        gone: vec!["gone".to_owned()],
        changed: vec!["b".to_owned()],
        ..NotAll::default()
    };
    assert!(matches!(refused, Err(Error::Flags(FlagError::NotAll(told))) if told == expected));
    assert_eq!(found(&shop, "a").await.archived_at, None);
    assert_eq!(change(&now, confirm(" 2 ")).await.unwrap(), 2);
    assert_eq!(audited("flag.archive").await, 2);
    assert!(found(&shop, "b").await.archived_at.is_some());
    assert!(
        backend
            .flags
            .engine(shop.production.id)
            .unwrap()
            .answer("a", &crate::flags::Asked::user("u"))
            .is_err()
    );
    assert_eq!(change(&now, confirm("2")).await.unwrap(), 0);

    let archived = change(&[("a", 1), ("c", 1)], Bulk::AddTag("x".to_owned())).await;
    assert!(matches!(archived, Err(Error::Flags(FlagError::NotAll(told))) if told.archived == ["a"]));
    assert!(matches!(
        change(&[], Bulk::AddTag("x".to_owned())).await,
        Err(Error::Invalid(_))
    ));
    let viewer = Actor {
        grants: vec![Grant::Role {
            role: Role::Viewer,
            project: None,
        }],
        ..layla
    };
    let forbidden = bulk(
        backend,
        &viewer,
        project,
        &checked_as(&[("c", 1)]),
        Bulk::AddTag("x".to_owned()),
    )
    .await;
    assert!(matches!(forbidden, Err(Error::Forbidden)));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_one_owns_elsewhere_unseen_is_not_listed(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let layla = user(&shop, "layla").await;
    shop.flag("a", "release").await;
    let owner = Bulk::SetOwner(layla.user_id().unwrap().to_string());
    bulk(
        &shop.backend,
        &shop.actor,
        &shop.project,
        &checked_as(&[("a", 1)]),
        owner,
    )
    .await
    .unwrap();
    let elsewhere = Actor {
        grants: vec![Grant::Role {
            role: Role::ProductOwner,
            project: Some(ProjectId(Uuid::nil())),
        }],
        ..layla
    };
    let listed = mine(
        &shop.backend,
        &elsewhere,
        std::slice::from_ref(&shop.project),
        Filter::default(),
        5,
    )
    .await
    .unwrap();
    assert!(listed.flags.is_empty());
}
