use super::{Api, draft, pro};
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn what_needs_approval_is_accepted_and_not_made(pool: PgPool) {
    let api = Api::open(pool).await;
    api.flag("checkout").await;
    api.shop.ask_for_approval().await;
    let production = "/flags/checkout/environments/production";
    let at = |act: &str| format!("{production}/{act}");
    let calls = [
        ("PUT", production.to_owned(), draft("25", pro())),
        ("POST", at("switch"), json!({ "enabled": true })),
        ("POST", at("rollout"), json!({ "percentage": 40 })),
    ];
    let mut pages = Vec::new();
    for (method, path, body) in &calls {
        let asked = api.ask(method, path, body).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.body);
        let page = asked.body["request"].as_str().unwrap().to_owned();
        assert!(page.starts_with("/p/shop/requests/"), "{page}");
        assert_eq!(asked.headers["location"], page.as_str());
        assert_eq!(asked.headers["content-type"], "application/json");
        assert!(asked.body["detail"].as_str().is_some_and(|detail| detail.len() > 10));
        let again = api.ask(method, path, body).await;
        assert_eq!(
            again.body["request"],
            page.as_str(),
            "sent again, it asks for nothing new"
        );
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), calls.len());
    let state = api.get(production).await;
    assert_eq!(
        (&state.body["version"], &state.body["enabled"]),
        (&json!(1), &json!(false))
    );

    let killed = api.ask("POST", &at("kill"), &json!({ "reason": "errors" })).await;
    assert_eq!(killed.status, StatusCode::OK, "a kill waits for nobody");
    let revived = api.ask("POST", &at("revive"), &Value::Null).await;
    assert_eq!(revived.status, StatusCode::ACCEPTED);
    let copy = json!({ "from": "production", "to": "staging" });
    let copied = api.ask("POST", "/flags/checkout/copy", &copy).await;
    assert_eq!(copied.status, StatusCode::OK, "{}", copied.body);

    // What acts in every environment at once has no draft that could be asked for.
    let archived = api.ask("POST", "/flags/checkout/archive", &Value::Null).await;
    assert_eq!(archived.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", archived.body);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_import_says_what_it_asked_for(pool: PgPool) {
    let api = Api::open(pool).await;
    api.flag("checkout").await;
    let staging = api
        .ask("PUT", "/flags/checkout/environments/staging", &draft("25", pro()))
        .await;
    assert_eq!(staging.status, StatusCode::OK);
    api.shop.ask_for_approval().await;
    let copy = json!({ "from": "staging", "to": "production", "reason": "as on staging" });
    let copied = api.ask("POST", "/flags/checkout/copy", &copy).await;
    assert_eq!(copied.status, StatusCode::OK, "{}", copied.body);
    let changes = copied.body["changes"].as_array().unwrap();
    let state = changes.iter().find(|change| change["what"] == "state").unwrap();
    assert_eq!(state["outcome"], "requested");
    assert!(state["request"].as_str().unwrap().starts_with("/p/shop/requests/"));
    let production = api.get("/flags/checkout/environments/production").await;
    assert_eq!(production.body["version"], 1);
}
