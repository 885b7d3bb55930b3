use crate::api::testing::{Reply, Shop};
use arkan_backend::flags;
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

async fn evaluate(shop: &Shop, key: &str, token: &str, context: Value) -> Reply {
    let path = format!("/ofrep/v1/evaluate/flags/{key}");
    let bearer = format!("Bearer {token}");
    shop.ask(
        &path,
        &[("authorization", &bearer)],
        json!({ "context": context }).to_string(),
    )
    .await
}

fn user(id: &str) -> Value {
    json!({ "targetingKey": id })
}

#[sqlx::test(migrations = "../migrations")]
async fn the_right_token_gets_value_reason_and_revision(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    let token = shop.token("evaluate", "production").await;
    let reply = evaluate(&shop, "checkout", &token, user("u1")).await;
    assert_eq!(reply.status, StatusCode::OK);
    let expected = json!({
        "key": "checkout", "value": true, "reason": "STATIC", "variant": "on", "metadata": { "revision": 3 }
    });
    assert_eq!(reply.body, expected);
    // The other way to send a token.
    let reply = shop
        .ask("/ofrep/v1/evaluate/flags/checkout", &[("x-api-key", &token)], "{}")
        .await;
    assert_eq!((reply.status, &reply.body["value"]), (StatusCode::OK, &json!(true)));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_shows_its_own_environment_only(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    let token = shop.token("evaluate", "staging").await;
    let reply = evaluate(&shop, "checkout", &token, user("u1")).await;
    assert_eq!(reply.body["value"], false);
    assert_eq!(reply.body["reason"], "DISABLED");
}

#[sqlx::test(migrations = "../migrations")]
async fn strangers_are_refused(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    for path in ["/ofrep/v1/evaluate/flags/checkout", "/ofrep/v1/evaluate/flags"] {
        let anonymous = shop.ask(path, &[], "{}").await;
        assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED);
        assert_eq!(anonymous.headers["www-authenticate"], "Bearer");
        assert!(anonymous.body["errorDetails"].is_string());
        let guess = shop
            .ask(path, &[("authorization", "Bearer ark_evaluate_guess")], "{}")
            .await;
        assert_eq!(guess.status, StatusCode::UNAUTHORIZED);
        for purpose in ["deploy", "read", "metrics"] {
            let token = format!("Bearer {}", shop.token(purpose, "production").await);
            let wrong = shop.ask(path, &[("authorization", &token)], "{}").await;
            assert_eq!(wrong.status, StatusCode::FORBIDDEN, "{purpose}");
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn failures_have_the_codes_of_the_protocol(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("everyone", 100).await;
    shop.flag("some", 50).await;
    let token = shop.token("evaluate", "production").await;
    let bearer = format!("Bearer {token}");
    let code = async |path: &str, body: &str| {
        let reply = shop.ask(path, &[("authorization", &bearer)], body.to_owned()).await;
        (
            reply.status.as_u16(),
            reply.body["errorCode"].clone(),
            reply.body["key"].clone(),
        )
    };
    let one = "/ofrep/v1/evaluate/flags/some";
    let all = "/ofrep/v1/evaluate/flags";
    assert_eq!(code(one, "{").await, (400, json!("PARSE_ERROR"), json!("some")));
    assert_eq!(code(one, "").await, (400, json!("PARSE_ERROR"), json!("some")));
    assert_eq!(code(one, "[]").await, (400, json!("PARSE_ERROR"), json!("some")));
    assert_eq!(
        code(one, r#"{"context":[]}"#).await,
        (400, json!("INVALID_CONTEXT"), json!("some"))
    );
    let number = r#"{"context":{"targetingKey":7}}"#;
    assert_eq!(code(one, number).await, (400, json!("INVALID_CONTEXT"), json!("some")));
    assert_eq!(
        code(one, "{}").await,
        (400, json!("TARGETING_KEY_MISSING"), json!("some"))
    );
    let empty = r#"{"context":{"targetingKey":""}}"#;
    assert_eq!(
        code(one, empty).await,
        (400, json!("TARGETING_KEY_MISSING"), json!("some"))
    );
    // Nobody needs to be named where everyone gets the same.
    let path = "/ofrep/v1/evaluate/flags/everyone";
    assert_eq!(code(path, "{}").await, (200, Value::Null, json!("everyone")));
    let path = "/ofrep/v1/evaluate/flags/nothing";
    assert_eq!(code(path, "{}").await, (404, json!("FLAG_NOT_FOUND"), json!("nothing")));
    // A bulk failure carries no key.
    assert_eq!(code(all, "{").await, (400, json!("PARSE_ERROR"), Value::Null));
    assert_eq!(
        code(all, r#"{"context":1}"#).await,
        (400, json!("INVALID_CONTEXT"), Value::Null)
    );
    let large = format!(r#"{{"context":{{"targetingKey":"{}"}}}}"#, "x".repeat(super::MAX_BODY));
    for path in [one, all] {
        let reply = shop.ask(path, &[("authorization", &bearer)], large.clone()).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(reply.body["errorDetails"].is_string());
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn bulk_answers_every_flag_and_a_tag_that_knows_context_and_revision(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("everyone", 100).await;
    shop.flag("some", 50).await;
    let token = format!("Bearer {}", shop.token("evaluate", "production").await);
    let ask = async |context: Value, tag: &str| {
        let headers = [("authorization", token.as_str()), ("if-none-match", tag)];
        shop.ask(
            "/ofrep/v1/evaluate/flags",
            &headers,
            json!({ "context": context }).to_string(),
        )
        .await
    };
    let first = ask(user("u1"), "").await;
    assert_eq!(first.status, StatusCode::OK);
    let keys: Vec<_> = first.body["flags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flag| flag["key"].clone())
        .collect();
    assert_eq!(keys, [json!("everyone"), json!("some")]);
    assert_eq!(first.body["flags"][1]["reason"], "SPLIT");
    let tag = first.headers["etag"].to_str().unwrap().to_owned();

    let same = ask(user("u1"), &tag).await;
    assert_eq!((same.status, &same.body), (StatusCode::NOT_MODIFIED, &Value::Null));
    assert_eq!(same.headers["etag"], tag.as_str());
    let weak = ask(user("u1"), &format!("\"other\", W/{tag}")).await;
    assert_eq!(weak.status, StatusCode::NOT_MODIFIED);
    assert_eq!(ask(user("u2"), &tag).await.status, StatusCode::OK);

    flags::kill(&shop.backend, &shop.actor, shop.production("some"), "wrong prices")
        .await
        .unwrap();
    let changed = ask(user("u1"), &tag).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.body["flags"][1]["reason"], "DISABLED");

    // Without a user the flag that everyone has is still answered.
    flags::revive(&shop.backend, &shop.actor, shop.production("some"), None)
        .await
        .unwrap();
    let nobody = ask(json!({}), "").await;
    assert_eq!(nobody.body["flags"][0]["value"], true);
    assert_eq!(nobody.body["flags"][1]["errorCode"], "TARGETING_KEY_MISSING");
}

#[sqlx::test(migrations = "../migrations")]
async fn it_answers_while_the_database_is_away(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", 100).await;
    let token = shop.token("evaluate", "production").await;
    evaluate(&shop, "checkout", &token, user("u1")).await;
    pool.close().await;
    for _ in 0..3 {
        let reply = evaluate(&shop, "checkout", &token, user("u2")).await;
        assert_eq!((reply.status, &reply.body["value"]), (StatusCode::OK, &json!(true)));
    }
    let unknown = evaluate(&shop, "checkout", "ark_evaluate_new", user("u2")).await;
    assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(unknown.headers["retry-after"], "2");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_sets_of_rules_never_have_one_tag(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    let token = format!("Bearer {}", shop.token("evaluate", "production").await);
    let tag = async || {
        let reply = shop
            .ask("/ofrep/v1/evaluate/flags", &[("authorization", &token)], "{}")
            .await;
        reply.headers["etag"].clone()
    };
    shop.rule("checkout", json!([{ "name": "default" }])).await;
    let before = tag().await;
    // A database that was restored counts to the same revision once more, and comes to other rules.
    shop.revise(-1).await;
    shop.rule("checkout", json!([])).await;
    shop.rule(
        "checkout",
        json!([{ "name": "default", "constraints": [] }, { "name": "userWithId" }]),
    )
    .await;
    shop.revise(-1).await;
    assert_ne!(tag().await, before);
}
