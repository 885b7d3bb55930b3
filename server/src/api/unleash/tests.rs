use crate::api::testing::{Reply, Shop};
use arkan_backend::flags;
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

async fn features(shop: &Shop, token: &str, tag: &str) -> Reply {
    let headers = [("authorization", token), ("if-none-match", tag)];
    shop.get("/api/client/features", &headers).await
}

/// The names of the flags that a frontend gets.
fn names(reply: &Reply) -> Vec<&str> {
    let toggles = reply.body["toggles"].as_array().expect("a list");
    toggles.iter().filter_map(|toggle| toggle["name"].as_str()).collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_server_sdk_reads_the_rules_and_a_tag_that_follows_them(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 25).await;
    let token = shop.token("sdk", "production").await;
    let first = features(&shop, &token, "").await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.body["version"], 2);
    let flag = &first.body["features"][0];
    assert_eq!((&flag["name"], &flag["enabled"]), (&json!("checkout"), &json!(true)));
    let strategy = &flag["strategies"][0];
    assert_eq!(strategy["name"], "flexibleRollout");
    let parameters = json!({ "rollout": "25", "stickiness": "userId", "groupId": "checkout" });
    assert_eq!(strategy["parameters"], parameters);
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(first.body["meta"]["etag"], tag.as_str());

    let same = features(&shop, &token, &tag).await;
    assert_eq!((same.status, &same.body), (StatusCode::NOT_MODIFIED, &Value::Null));
    flags::kill(&shop.backend, &shop.actor, shop.production("checkout"), "wrong prices")
        .await
        .unwrap();
    let killed = features(&shop, &token, &tag).await;
    assert_eq!(killed.body["features"][0]["enabled"], false);

    // Another environment of the same project has a state and a tag of its own.
    let staging = features(&shop, &shop.token("sdk", "staging").await, &tag).await;
    assert_eq!(staging.body["features"][0]["enabled"], false);
    assert_ne!(staging.headers["etag"], tag.as_str());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_frontend_gets_answers_and_no_rules(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("everyone", 100).await;
    shop.flag("nobody", 0).await;
    shop.flag("some", 50).await;
    let token = shop.token("evaluate", "production").await;
    assert_eq!(features(&shop, &token, "").await.status, StatusCode::FORBIDDEN);

    let bearer = format!("Bearer {token}");
    let (mut inside, mut outside) = (0, 0);
    for number in 0..40 {
        let user = format!("user-{number}");
        let path = format!("/api/frontend?userId={user}&environment=default&properties%5Bplan%5D=pro");
        let by_query = shop.get(&path, &[("authorization", &token)]).await;
        let body = json!({ "context": { "userId": user, "properties": { "plan": "pro" } } });
        let by_body = shop
            .ask("/api/frontend", &[("authorization", &bearer)], body.to_string())
            .await;
        assert_eq!(by_query.status, StatusCode::OK);
        assert_eq!(by_query.body, by_body.body);
        // Both protocols, one bucket.
        let ofrep = shop
            .ask(
                "/ofrep/v1/evaluate/flags/some",
                &[("authorization", &bearer)],
                json!({ "context": { "targetingKey": user } }).to_string(),
            )
            .await;
        assert_eq!(ofrep.status, StatusCode::OK);
        let has = names(&by_query).contains(&"some");
        assert_eq!(json!(has), ofrep.body["value"]);
        if has {
            inside += 1;
        } else {
            outside += 1;
        }
        assert!(names(&by_query).contains(&"everyone") && !names(&by_query).contains(&"nobody"));
    }
    assert!(inside > 0 && outside > 0, "half of the users");
    let toggle = &shop.get("/api/frontend/", &[("authorization", &token)]).await.body["toggles"][0];
    let variant = json!({ "name": "disabled", "enabled": false, "featureEnabled": true });
    assert_eq!((&toggle["name"], &toggle["variant"]), (&json!("everyone"), &variant));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_sdks_count_is_counted(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    shop.flag("huge", 100).await;
    let sdk = shop.token("sdk", "production").await;
    let frontend = shop.token("evaluate", "production").await;
    // Python writes its times in nanoseconds.
    let bucket = json!({ "appName": "shop", "bucket": {
        "start": 1_800_000_000_000_000_000_u64, "stop": "2027-01-15T08:00:00.000Z",
        "toggles": {
            "checkout": { "yes": 3, "no": 1, "variants": {} },
            "unknown": { "yes": 9, "no": 9 },
            "huge": { "yes": u64::MAX, "no": -1 },
            "broken": null,
        },
    } });
    let sent = shop
        .ask("/api/client/metrics", &[("authorization", &sdk)], bucket.to_string())
        .await;
    assert_eq!(sent.status, StatusCode::ACCEPTED);
    let empty = json!({ "appName": "shop", "bucket": null }).to_string();
    let sent = shop
        .ask("/api/frontend/client/metrics", &[("authorization", &frontend)], empty)
        .await;
    assert_eq!(sent.status, StatusCode::OK);
    let register = json!({ "appName": "shop", "interval": 15_000, "strategies": ["default"] }).to_string();
    let registered = shop
        .ask("/api/client/register", &[("authorization", &sdk)], register)
        .await;
    assert_eq!(registered.status, StatusCode::ACCEPTED);

    flags::flush(&shop.backend).await.unwrap();
    for (key, expected) in [("checkout", (3, 1)), ("huge", (u32::MAX.into(), 0))] {
        let production = shop.production(key);
        let flag = flags::find(&shop.backend, &shop.actor, production.project, key)
            .await
            .unwrap();
        let usage = flags::usage(&shop.backend, &shop.actor, production.project, &flag)
            .await
            .unwrap();
        let counted = usage.get(&production.environment.id).expect("counted");
        assert_eq!((counted.enabled, counted.disabled), expected, "{key}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn applications_and_their_sdks_are_known_and_no_answer_is_counted_twice(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    let sdk = shop.token("sdk", "production").await;
    let frontend = shop.token("evaluate", "production").await;
    let bucket = |app: Value| json!({ "appName": app, "bucket": { "toggles": { "checkout": { "yes": 2, "no": 0 } } } });
    let (server, browser) = ("/api/client/metrics", "/api/frontend/client/metrics");
    // Node names itself in headers; an old SDK in its body, and its version only when it registers.
    let node = [
        ("authorization", &*sdk),
        ("unleash-sdk", "unleash-node-sdk:6.12.1"),
        ("unleash-appname", "web"),
    ];
    shop.ask(server, &node, bucket(json!("ignored")).to_string()).await;
    let registers = json!({ "appName": "old", "sdkVersion": "unleash-client-java:4.0.0" }).to_string();
    shop.ask("/api/client/register", &[("authorization", &sdk)], registers)
        .await;
    shop.ask(server, &[("authorization", &sdk)], bucket(json!("old")).to_string())
        .await;
    // Neither a name that is none nor a body that is none costs anything but the name.
    let nameless = shop
        .ask(server, &[("authorization", &sdk)], bucket(json!(7)).to_string())
        .await;
    let broken = shop.ask("/api/client/register", &[("authorization", &sdk)], "{").await;
    assert_eq!(
        (nameless.status, broken.status),
        (StatusCode::ACCEPTED, StatusCode::ACCEPTED)
    );
    // The frontend asks, and reports what its code looked at.
    for _ in 0..5 {
        shop.get("/api/frontend?userId=u1&appName=shop", &[("authorization", &frontend)])
            .await;
    }
    shop.ask(
        browser,
        &[("authorization", &frontend)],
        bucket(json!("shop")).to_string(),
    )
    .await;
    // OFREP's clients report nothing.
    let bearer = format!("Bearer {frontend}");
    let context = json!({ "context": { "targetingKey": "u1", "appName": "kiosk" } }).to_string();
    shop.ask(
        "/ofrep/v1/evaluate/flags/checkout",
        &[("authorization", &bearer)],
        context,
    )
    .await;

    flags::flush(&shop.backend).await.unwrap();
    let place = shop.production("checkout");
    let flag = flags::find(&shop.backend, &shop.actor, place.project, "checkout")
        .await
        .unwrap();
    let span = flags::Span::Day;
    let told = flags::report(
        &shop.backend,
        &shop.actor,
        place.project,
        &flag,
        place.environment,
        span,
    )
    .await
    .unwrap();
    let sum: u64 = told.bars.iter().map(|bar| bar.yes + bar.no).sum();
    assert_eq!(sum, 2 + 2 + 2 + 2 + 1);
    let apps: std::collections::BTreeMap<_, _> = told.apps.into_iter().map(|app| (app.name, app.sdks)).collect();
    let one = |name: &str, version: &str| vec![(name.to_owned(), version.to_owned())];
    let expected = [
        (String::new(), Vec::new()),
        ("kiosk".to_owned(), one("ofrep", "")),
        ("old".to_owned(), one("unleash-client-java", "4.0.0")),
        ("shop".to_owned(), Vec::new()),
        ("web".to_owned(), one("unleash-node-sdk", "6.12.1")),
    ];
    assert_eq!(apps, expected.into());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_wrong_is_told_in_unleashs_form(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    let token = shop.token("sdk", "production").await;
    let nobody = features(&shop, "", "").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.body["name"], "AuthenticationRequired");
    for (path, body) in [
        ("/api/frontend", "{"),
        ("/api/frontend", r#"{"context":[]}"#),
        ("/api/frontend/client/metrics", "[]"),
        ("/api/client/metrics", r#"{"bucket":{"toggles":[]}}"#),
    ] {
        let refused = shop.ask(path, &[("authorization", &token)], body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path} {body}");
        assert_eq!(refused.body["name"], "BadDataError");
        assert!(refused.body["details"][0]["message"].is_string());
    }
    // An SDK that is told 401 or 403 never asks again: while the database is away it gets neither.
    pool.close().await;
    let unknown = features(&shop, "ark_sdk_new", "").await;
    assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(features(&shop, &token, "").await.status, StatusCode::OK);
}
