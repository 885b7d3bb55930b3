use super::{Api, constraint, draft, pro};
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn wrong_input_is_refused_with_its_field(pool: PgPool) {
    let api = Api::open(pool).await;
    api.flag("checkout").await;
    let state = "/flags/checkout/environments/production";
    let weights = |first: u16| {
        let mut body = draft("25", pro());
        body["variants"] = json!([{ "name": "a", "weight": first }, { "name": "b", "weight": 500 }]);
        body
    };
    let of = |operator, value| draft("25", constraint(operator, value));
    let rollout = format!("{state}/rollout");
    let value = "#/strategies/0/constraints/0/value";
    let table: Vec<(&str, &str, Value, &str, &str)> = vec![
        (
            "POST",
            rollout.as_str(),
            json!({ "percentage": 101 }),
            "#/percentage",
            "out_of_range",
        ),
        (
            "PUT",
            state,
            draft("101", pro()),
            "#/strategies/0/parameters/rollout",
            "out_of_range",
        ),
        (
            "PUT",
            state,
            of("LOOKS_LIKE", "x"),
            "#/strategies/0/constraints/0/operator",
            "unknown",
        ),
        ("PUT", state, of("REGEX", "(a+)+$"), value, "endless_pattern"),
        ("PUT", state, of("SEMVER_GT", "2.1"), value, "format"),
        (
            "PUT",
            state,
            of("DATE_AFTER", "2027-01-31T09:00:00Z"),
            "#/strategies/0/constraints/0/contextName",
            "format",
        ),
        ("PUT", state, weights(400), "#/variants", "weight_total"),
        ("PUT", state, weights(65_000), "#/variants", "weight_total"),
        ("PUT", state, json!({ "enabled": true }), "#/strategies", "required"),
        (
            "POST",
            "/flags",
            json!({ "key": "checkout", "kind": "experiment" }),
            "#/key",
            "taken",
        ),
        (
            "POST",
            "/flags",
            json!({ "key": "a b", "kind": "release" }),
            "#/key",
            "format",
        ),
        (
            "POST",
            "/flags",
            json!({ "key": "a", "kind": "toy" }),
            "#/kind",
            "unknown",
        ),
        (
            "POST",
            "/flags",
            json!({ "key": "a", "kind": "release", "description": "a\0" }),
            "#/description",
            "hidden_characters",
        ),
    ];
    for (method, path, body, pointer, code) in table {
        let refused = api.ask(method, path, &body).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{body}: {}",
            refused.body
        );
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        let error = &refused.body["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!(pointer), &json!(code)),
            "{body}"
        );
        assert!(
            error["detail"].as_str().is_some_and(|detail| detail.len() > 10),
            "{error}"
        );
    }
    let after = api.get(state).await;
    assert_eq!(after.body["version"], 1, "nothing was stored");

    let broken = api.send("PUT", state, &[("if-match", "*")], "{\"enabled\":").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert_eq!(broken.body["errors"][0]["pointer"], "#");
    let large = format!("{{\"reason\": \"{}\"}}", "x".repeat(2 << 20));
    let large = api.send("PUT", state, &[("if-match", "*")], large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(large.body["errors"][0]["code"], "too_long");
    let many = api.get("/flags?limit=1000").await;
    assert_eq!(many.body["errors"][0]["pointer"], "#/limit");
    assert_eq!(api.get("/flags?limit=many").await.status, StatusCode::BAD_REQUEST);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_of_one_environment_stays_there(pool: PgPool) {
    let mut api = Api::open(pool).await;
    api.flag("checkout").await;
    api.token = api.shop.token("automate", "staging").await;
    let on = json!({ "enabled": true });
    let switch = async |environment: &str| {
        let path = format!("/flags/checkout/environments/{environment}/switch");
        api.ask("POST", &path, &on).await.status
    };
    assert_eq!(switch("staging").await, StatusCode::OK);
    assert_eq!(switch("production").await, StatusCode::FORBIDDEN);
    assert_eq!(switch("moon").await, StatusCode::NOT_FOUND);
    let seen = api.get("/flags/checkout").await;
    assert_eq!(seen.body["environments"].as_array().unwrap().len(), 1, "{}", seen.body);
    assert_eq!(seen.body["environments"][0]["environment"], "staging");
    assert_eq!(api.flag("another").await.status, StatusCode::FORBIDDEN);
    let elsewhere = api.get("/flags?environment=production&state=on").await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
}
