mod approval;
mod files;
mod refusals;

use super::document;
use crate::api::testing::{Reply, Shop};
use axum::body::Body;
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeSet;

const BASE: &str = "/api/v1/projects/shop";

struct Api {
    shop: Shop,
    token: String,
}

impl Api {
    async fn open(pool: PgPool) -> Self {
        let shop = Shop::open(pool).await;
        let token = shop.token("automate", "").await;
        Self { shop, token }
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.ask_if(method, path, "*", body).await
    }

    async fn ask_if(&self, method: &str, path: &str, tag: &str, body: &Value) -> Reply {
        self.send(method, path, &[("if-match", tag)], body.to_string()).await
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        self.shop.request(method, &format!("{BASE}{path}"), &all, body).await
    }

    async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], Body::empty()).await
    }

    async fn flag(&self, key: &str) -> Reply {
        self.ask("POST", "/flags", &json!({ "key": key, "kind": "release" }))
            .await
    }
}

/// A draft with one strategy for a share of those who meet a constraint.
fn draft(share: &str, constraint: Value) -> Value {
    json!({
        "enabled": true,
        "strategies": [{
            "name": "flexibleRollout",
            "parameters": { "rollout": share, "stickiness": "default", "groupId": "checkout" },
            "constraints": [constraint],
        }],
        "reason": "beta",
    })
}

fn constraint(operator: &str, value: &str) -> Value {
    json!({ "contextName": "plan", "operator": operator, "value": value })
}

fn pro() -> Value {
    json!({ "contextName": "plan", "operator": "IN", "values": ["pro"] })
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flag_from_its_making_to_its_archive(pool: PgPool) {
    let api = Api::open(pool).await;
    let made = api.flag("checkout").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!(made.headers["location"], format!("{BASE}/flags/checkout"));
    assert_eq!(made.headers["etag"], "\"1\"");
    assert_eq!(made.body["environments"][0]["percentage"], 0);
    assert_eq!(api.flag("checkout").await.status, StatusCode::OK, "asked twice");

    let production = "/flags/checkout/environments/production";
    let state = api.get(production).await;
    assert_eq!((state.status, &state.body["enabled"]), (StatusCode::OK, &json!(false)));
    let tag = state.headers["etag"].to_str().unwrap().to_owned();
    let set = api.ask_if("PUT", production, &tag, &draft("25", pro())).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    assert_eq!(set.body["strategies"][0]["constraints"][0]["values"], json!(["pro"]));
    let stale = api.ask_if("PUT", production, &tag, &draft("50", pro())).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let careless = api.send("PUT", production, &[], draft("50", pro()).to_string()).await;
    assert_eq!(careless.status, StatusCode::PRECONDITION_REQUIRED);

    let context = json!({ "userId": "u1", "properties": { "plan": "free" } });
    let why = api.ask("POST", &format!("{production}/explain"), &context).await;
    assert_eq!((why.status, &why.body["value"]), (StatusCode::OK, &json!(false)));
    let condition = &why.body["strategies"][0]["constraints"][0];
    assert_eq!(
        (&condition["actual"], &condition["met"]),
        (&json!("free"), &json!(false))
    );

    for _ in 0..2 {
        let killed = api
            .ask("POST", &format!("{production}/kill"), &json!({ "reason": "errors" }))
            .await;
        assert_eq!(
            (killed.status, &killed.body["killed"]["by"]),
            (StatusCode::OK, &json!("test"))
        );
    }
    let revived = api.ask("POST", &format!("{production}/revive"), &Value::Null).await;
    assert_eq!(
        (revived.status, &revived.body["killed"]),
        (StatusCode::OK, &Value::Null)
    );

    let versions = api.get(&format!("{production}/versions?limit=2")).await;
    assert_eq!(versions.body["versions"][0]["action"], "flag.revive");
    let next = versions.body["next"].as_i64().unwrap();
    let older = api.get(&format!("{production}/versions?before={next}")).await;
    assert_eq!(older.body["versions"][0]["reason"], "beta");
    let back = api
        .ask(
            "POST",
            &format!("{production}/revert"),
            &json!({ "version": 1, "reason": "too soon" }),
        )
        .await;
    assert_eq!((back.status, &back.body["enabled"]), (StatusCode::OK, &json!(false)));
    let none = api
        .ask("POST", &format!("{production}/revert"), &json!({ "version": 99 }))
        .await;
    assert_eq!(none.body["errors"][0]["pointer"], "#/version");

    let share = api
        .ask("POST", &format!("{production}/rollout"), &json!({ "percentage": 40 }))
        .await;
    assert_eq!(share.body["percentage"], 40, "{}", share.body);
    let on = api
        .ask("POST", &format!("{production}/switch"), &json!({ "enabled": true }))
        .await;
    assert_eq!(on.body["enabled"], true);

    let named = json!({ "description": "A shorter way to pay" });
    let edited = api.ask_if("PATCH", "/flags/checkout", "\"1\"", &named).await;
    assert_eq!(
        (edited.status, &edited.body["kind"]),
        (StatusCode::OK, &json!("release"))
    );
    assert_eq!(
        api.ask_if("PATCH", "/flags/checkout", "\"1\"", &json!({ "description": "else" }))
            .await
            .status,
        StatusCode::PRECONDITION_FAILED
    );
    for (path, live) in [("archive", 0), ("archive", 0), ("restore", 1)] {
        let done = api.ask("POST", &format!("/flags/checkout/{path}"), &Value::Null).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let list = api.get("/flags?search=check&kind=release").await;
        assert_eq!(list.body["flags"].as_array().unwrap().len(), live);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn what_rules_name(pool: PgPool) {
    let api = Api::open(pool).await;
    for key in ["checkout", "payments"] {
        api.flag(key).await;
    }
    let segment = json!({ "key": "testers", "constraints": [pro()] });
    let made = api.ask("POST", "/segments", &segment).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let replaced = api.ask_if("PUT", "/segments/testers", "\"1\"", &segment).await;
    assert_eq!(replaced.headers["etag"], "\"2\"");
    assert_eq!(
        api.ask_if("PUT", "/segments/testers", "\"1\"", &segment).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    let mut using = draft("100", pro());
    using["strategies"][0]["segments"] = json!([made.body["id"]]);
    let set = api.ask("PUT", "/flags/checkout/environments/staging", &using).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.body);
    let used = api.send("DELETE", "/segments/testers", &[], Body::empty()).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);

    for version in ["\"1\"", "\"2\""] {
        let field = json!({ "legal_values": ["free", "pro"], "sticky": true });
        let put = api.ask("PUT", "/context-fields/plan", &field).await;
        assert_eq!(
            (put.status, put.headers["etag"].to_str().unwrap()),
            (StatusCode::OK, version)
        );
    }
    let gone = api.send("DELETE", "/context-fields/plan", &[], Body::empty()).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);

    let need = api
        .ask("PUT", "/flags/checkout/prerequisites/payments", &json!({}))
        .await;
    assert_eq!(
        need.body["prerequisites"][0],
        json!({ "key": "payments", "enabled": true, "variants": [] })
    );
    let circle = api
        .ask("PUT", "/flags/payments/prerequisites/checkout", &json!({}))
        .await;
    assert_eq!(circle.body["errors"][0]["code"], "cycle");
    let other = api.get("/flags/payments/prerequisites").await;
    assert_eq!(other.body["needed_by"], json!(["checkout"]));
    let ended = api
        .send("DELETE", "/flags/checkout/prerequisites/payments", &[], Body::empty())
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
}

#[test]
fn the_document_describes_every_address() {
    let document = serde_json::to_value(document()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    let described: BTreeSet<(String, &str)> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(move |method| (method.to_uppercase(), path.as_str()))
        })
        .collect();
    let served: BTreeSet<(String, &str)> = crate::http::routes()
        .filter(|(_, path)| path.starts_with("/api/v1/") && *path != "/api/v1/openapi.json")
        .map(|(method, path)| (method.to_owned(), path))
        .collect();
    assert_eq!(described, served);
}
