use crate::api::testing::{Reply, STREAMS, Shop, events};
use arkan_backend::flags;
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

const PATH: &str = "/api/client/streaming";

fn names(features: &Value) -> Vec<&str> {
    let features = features.as_array().expect("a list");
    features.iter().filter_map(|feature| feature["name"].as_str()).collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn an_sdk_is_given_every_rule_and_then_what_changes(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    shop.flag("search", 25).await;
    let token = shop.token("sdk", "production").await;
    let mut stream = events(shop.open_stream(PATH, &[("authorization", &token)]).await);
    let connected = stream.next().await.expect("told at once");
    assert_eq!(connected.name.as_deref(), Some("unleash-connected"));
    let hydration = &connected.data["events"][0];
    assert_eq!(hydration["type"], "hydration");
    assert_eq!(names(&hydration["features"]), ["checkout", "search"]);
    assert_eq!(hydration["segments"], json!([]));

    flags::kill(&shop.backend, &shop.actor, shop.production("search"), "slow")
        .await
        .unwrap();
    let updated = stream.next().await.expect("told of the change");
    assert_eq!(updated.name.as_deref(), Some("unleash-updated"));
    let [event] = updated.data["events"].as_array().unwrap().as_slice() else {
        panic!("{}", updated.data);
    };
    assert_eq!(
        (&event["type"], &event["feature"]["name"]),
        (&json!("feature-updated"), &json!("search"))
    );
    assert_eq!(event["feature"]["enabled"], false);
    assert_eq!(
        event["eventId"].as_i64(),
        hydration["eventId"].as_i64().map(|id| id + 1)
    );

    let project = shop.production("search").project;
    let version = flags::find(&shop.backend, &shop.actor, project, "search")
        .await
        .unwrap()
        .version;
    flags::archive(&shop.backend, &shop.actor, project, "search", "search", version)
        .await
        .unwrap();
    let removed = stream.next().await.expect("told of the removal").data;
    assert_eq!(removed["events"][0]["type"], "feature-removed");
    assert_eq!(removed["events"][0]["featureName"], "search");
    // What happens while nobody reads comes as one: all rules, for the steps between are gone.
    for share in [50, 60] {
        let share = arkan_domain::flags::Percentage::new(share).unwrap();
        flags::set_percentage(&shop.backend, &shop.actor, shop.production("checkout"), share, None)
            .await
            .unwrap();
    }
    let late = stream.next().await.expect("told of both").data;
    assert_eq!(late["events"][0]["type"], "hydration");
    assert_eq!(
        late["events"][0]["features"][0]["strategies"][0]["parameters"]["rollout"],
        "60"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn streams_of_rules_are_for_server_sdks_and_so_many(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let evaluate = shop.token("evaluate", "production").await;
    for (token, expected) in [
        (evaluate.as_str(), StatusCode::FORBIDDEN),
        ("guess", StatusCode::UNAUTHORIZED),
    ] {
        let refused = Reply::read(shop.open_stream(PATH, &[("authorization", token)]).await).await;
        assert_eq!(refused.status, expected);
        assert!(refused.body["name"].is_string());
    }
    let token = shop.token("sdk", "production").await;
    let mut open = Vec::new();
    for _ in 0..STREAMS {
        open.push(shop.open_stream(PATH, &[("authorization", &token)]).await);
    }
    let refused = Reply::read(shop.open_stream(PATH, &[("authorization", &token)]).await).await;
    // What makes Unleash's SDK poll instead.
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.body["name"], "RateLimitError");
}
