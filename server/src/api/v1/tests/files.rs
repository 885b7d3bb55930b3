use super::{Api, draft, pro};
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

/// A file of ours with one flag that is on for the pro plan.
fn file(rollout: &str) -> Value {
    json!({
        "format": "arkan.flags", "version": 1,
        "flags": [{ "key": "checkout", "kind": "release", "environments": {
            "staging": { "enabled": true, "strategies": draft(rollout, pro())["strategies"] },
        } }],
    })
}

#[sqlx::test(migrations = "../migrations")]
async fn files_go_in_and_out_and_flags_are_copied(pool: PgPool) {
    let api = Api::open(pool).await;
    let dry = api.ask("POST", "/import?dry_run=true", &file("25")).await;
    assert_eq!(
        (dry.status, &dry.body["applied"]),
        (StatusCode::OK, &json!(false)),
        "{}",
        dry.body
    );
    assert_eq!(api.get("/flags/checkout").await.status, StatusCode::NOT_FOUND);
    let wrong = api.ask("POST", "/import", &file("101")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let pointer = "#/state/checkout/staging/strategies/0/parameters/rollout";
    assert_eq!(wrong.body["errors"][0]["pointer"], pointer);
    assert_eq!(
        api.get("/flags/checkout").await.status,
        StatusCode::NOT_FOUND,
        "nothing was stored"
    );

    let done = api.ask("POST", "/import?reason=moved", &file("25")).await;
    assert_eq!(
        (done.status, &done.body["applied"]),
        (StatusCode::OK, &json!(true)),
        "{}",
        done.body
    );
    let versions = api.get("/flags/checkout/environments/staging/versions").await;
    assert_eq!(versions.body["versions"][0]["reason"], "moved");
    let out = api.get("/export?search=check").await;
    let state = &out.body["flags"][0]["environments"]["staging"];
    assert_eq!(state["strategies"][0]["constraints"][0]["values"], json!(["pro"]));
    let again = api.ask("POST", "/import", &out.body).await;
    let outcomes = again.body["changes"].as_array().unwrap();
    assert!(
        outcomes.iter().all(|change| change["outcome"] == "unchanged"),
        "{}",
        again.body
    );

    let copy = json!({ "from": "staging", "to": "production", "dry_run": true });
    let dry = api.ask("POST", "/flags/checkout/copy", &copy).await;
    assert_eq!(dry.body["changes"][1]["outcome"], "changed", "{}", dry.body);
    let copy = json!({ "from": "staging", "to": "production" });
    assert_eq!(
        api.ask("POST", "/flags/checkout/copy", &copy).await.status,
        StatusCode::OK
    );
    let production = api.get("/flags/checkout/environments/production").await;
    assert_eq!(production.body["strategies"], state["strategies"]);
    let nowhere = api
        .ask(
            "POST",
            "/flags/checkout/copy",
            &json!({ "from": "staging", "to": "moon" }),
        )
        .await;
    assert_eq!(nowhere.body["errors"][0]["pointer"], "#/to");

    let large = json!({ "format": "arkan.flags", "version": 1, "flags": [], "x": "x".repeat(2_100_000) });
    let large = api.ask("POST", "/import", &large).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", large.body);
    let broken = api.send("POST", "/import", &[], "[").await;
    assert_eq!(
        (broken.status, &broken.body["errors"][0]["pointer"]),
        (StatusCode::BAD_REQUEST, &json!("#"))
    );
    let other = api.ask("POST", "/import", &json!([1])).await;
    assert_eq!(other.body["errors"][0]["code"], "format");
    let mapped = api.ask("POST", "/import?environments=staging", &file("25")).await;
    assert_eq!(mapped.body["errors"][0]["pointer"], "#/environments");
}
