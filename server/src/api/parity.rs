//! One context, asked about in four ways, gets one answer.

use super::testing::Shop;
use serde_json::{Value, json};
use sqlx::PgPool;

/// A rule, a context, and whether the rule holds for it.
fn cases() -> Vec<(Value, Value, bool)> {
    let rule = |name: &str, operator: &str, value: &str| json!({ "contextName": name, "operator": operator, "values": [value], "value": value });
    vec![
        (rule("plan", "IN", "pro"), json!({ "plan": "pro" }), true),
        (
            rule("plan", "IN", "pro"),
            json!({ "properties": { "plan": "pro" } }),
            true,
        ),
        (
            rule("plan", "IN", "pro"),
            json!({ "plan": "pro", "properties": { "plan": "free" } }),
            true,
        ),
        (
            rule("plan", "IN", "pro"),
            json!({ "plan": null, "properties": { "other": "pro" } }),
            false,
        ),
        (rule("age", "NUM_GTE", "18"), json!({ "age": 20 }), true),
        (rule("age", "NUM_GTE", "18"), json!({ "age": 17.5 }), false),
        (
            rule("age", "NUM_GTE", "18"),
            json!({ "properties": { "age": 20 } }),
            true,
        ),
        (rule("beta", "IN", "true"), json!({ "beta": true }), true),
        (
            rule("beta", "IN", "true"),
            json!({ "properties": { "beta": false } }),
            false,
        ),
        (rule("userId", "IN", "7"), json!({ "targetingKey": "7" }), true),
        (rule("userId", "IN", "7"), json!({ "userId": "7" }), true),
        (rule("userId", "IN", "7"), json!({ "userId": 7 }), true),
        (
            rule("userId", "IN", "7"),
            json!({ "properties": { "userId": "7" } }),
            true,
        ),
        (
            rule("userId", "IN", "7"),
            json!({ "targetingKey": "7", "userId": "8" }),
            true,
        ),
        (
            rule("userId", "IN", "7"),
            json!({ "targetingKey": "", "userId": "7" }),
            true,
        ),
        (rule("sessionId", "IN", "s"), json!({ "sessionId": "s" }), true),
        (rule("appName", "IN", "shop"), json!({ "appName": "shop" }), true),
        (rule("environment", "IN", "dev"), json!({ "environment": "dev" }), true),
        (
            rule("environment", "IN", "dev"),
            json!({ "environment": "default" }),
            false,
        ),
        (
            rule("list", "IN", "a"),
            json!({ "list": ["a"], "map": { "list": "a" } }),
            false,
        ),
    ]
}

/// The context as a frontend writes it into an address.
fn query(context: &Value) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in context.as_object().expect("an object") {
        match value {
            Value::Object(properties) if name == "properties" => {
                for (name, value) in properties {
                    query.append_pair(&format!("properties[{name}]"), &text(value));
                }
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {}
            value => {
                query.append_pair(name, &text(value));
            }
        }
    }
    query.finish()
}

#[sqlx::test(migrations = "../migrations")]
async fn one_context_gets_one_answer_whichever_way_it_asks(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("ruled", 100).await;
    let token = shop.token("evaluate", "production").await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    for (rule, context, expected) in cases() {
        shop.rule("ruled", json!([{ "name": "default", "constraints": [rule] }]))
            .await;
        let body = json!({ "context": context }).to_string();
        let single = shop
            .ask("/ofrep/v1/evaluate/flags/ruled", &headers, body.clone())
            .await
            .body;
        let bulk = shop.ask("/ofrep/v1/evaluate/flags", &headers, body.clone()).await.body;
        let posted = shop.ask("/api/frontend", &headers, body).await.body;
        let got = shop
            .get(&format!("/api/frontend?{}", query(&context)), &headers)
            .await
            .body;
        let has = |answer: &Value| json!(answer["toggles"].as_array().is_some_and(|toggles| toggles.len() == 1));
        let answers = [
            single["value"].clone(),
            bulk["flags"][0]["value"].clone(),
            has(&posted),
            has(&got),
        ];
        assert_eq!(answers, [(); 4].map(|()| json!(expected)), "{context} and {rule}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_no_context_is_refused_by_both(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("ruled", 100).await;
    let token = shop.token("evaluate", "production").await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    for context in [
        json!([]),
        json!("u"),
        json!({ "targetingKey": 7 }),
        json!({ "targetingKey": {} }),
    ] {
        for path in ["/ofrep/v1/evaluate/flags", "/api/frontend"] {
            let reply = shop
                .ask(path, &headers, json!({ "context": context }).to_string())
                .await;
            assert_eq!(reply.status, 400, "{path} {context}");
        }
    }
    for body in ["{}", r#"{"context":null}"#] {
        for path in ["/ofrep/v1/evaluate/flags", "/api/frontend"] {
            assert_eq!(shop.ask(path, &headers, body).await.status, 200, "{path} {body}");
        }
    }
}
