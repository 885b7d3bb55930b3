use crate::api::testing::{Reply, Shop};
use arkan_backend::flags::experiments::{self, Standing};
use arkan_domain::{flags::experiment::ExperimentForm, ids::ExperimentId};
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;

const PATH: &str = "/api/v1/experiments/events";

struct Lab {
    shop: Shop,
    id: ExperimentId,
    bearer: String,
}

impl Lab {
    /// A shop with an experiment that runs in production, and a token of this purpose for it.
    async fn open(pool: PgPool, purpose: &str) -> Self {
        let shop = Shop::open(pool).await;
        shop.flag("checkout", 50).await;
        let target = shop.production("checkout");
        let form = ExperimentForm {
            name: "A shorter form".to_owned(),
            event: "order-paid".to_owned(),
            control: "off".to_owned(),
            baseline: "20".to_owned(),
            difference: "40".to_owned(),
            ..ExperimentForm::default()
        };
        let id = experiments::create(&shop.backend, &shop.actor, target, &form)
            .await
            .unwrap();
        experiments::start(&shop.backend, &shop.actor, target, (id, 1))
            .await
            .unwrap();
        let bearer = format!("Bearer {}", shop.token(purpose, "production").await);
        Self { shop, id, bearer }
    }

    async fn send(&self, body: &Value) -> Reply {
        let headers = [("authorization", self.bearer.as_str())];
        self.shop.ask(PATH, &headers, body.to_string()).await
    }

    async fn standing(&self) -> Standing {
        let shop = &self.shop;
        experiments::standing(&shop.backend, &shop.actor, &shop.project, self.id)
            .await
            .unwrap()
    }

    /// Users and conversions of the group `on`.
    async fn on(&self) -> (u64, u64) {
        let on = self.standing().await.counts.arms[1];
        (on.exposed, on.converted)
    }
}

fn pointers(reply: &Reply) -> Vec<(&str, &str)> {
    let errors = reply.body["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_acknowledged_is_stored(pool: PgPool) {
    let lab = Lab::open(pool, "evaluate").await;
    let body = json!({
        "exposures": [{ "flag": "checkout", "variant": "on", "unit": "u1" },
            { "flag": "checkout", "variant": "on", "unit": "u2" }, { "flag": "other", "variant": "on", "unit": "u1" }],
        "conversions": [{ "event": "order-paid", "unit": "u1" }],
    });
    for _ in 0..2 {
        let reply = lab.send(&body).await;
        assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.body);
        let left = json!([{ "pointer": "#/exposures/2", "code": "no_experiment" }]);
        assert_eq!(
            reply.body,
            json!({ "exposures": 2, "conversions": 1, "left_out": left })
        );
        assert_eq!(lab.on().await, (2, 1), "stored once, before the answer");
    }
    assert_eq!(lab.send(&json!({})).await.status, StatusCode::ACCEPTED);
}

#[sqlx::test(migrations = "../migrations")]
async fn servers_may_report_too_and_both_ways_count_one_user(pool: PgPool) {
    let lab = Lab::open(pool, "sdk").await;
    // The console answers some users itself; the same ones are reported as well.
    for number in 0..40 {
        let context = json!({ "context": { "targetingKey": format!("u{number}") } });
        let headers = [("authorization", lab.bearer.as_str())];
        let path = "/ofrep/v1/evaluate/flags/checkout";
        let answer = lab.shop.ask(path, &headers, context.to_string()).await;
        let exposure = json!({
            "flag": "checkout", "unit": format!("u{number}"), "variant": answer.body["variant"],
        });
        assert_eq!(
            lab.send(&json!({ "exposures": [exposure] })).await.status,
            StatusCode::ACCEPTED
        );
    }
    experiments::flush(&lab.shop.backend).await.unwrap();
    let counts = lab.standing().await.counts;
    assert_eq!(
        (counts.arms[0].exposed + counts.arms[1].exposed, counts.crossed),
        (40, 0)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn strangers_and_other_tokens_are_refused(pool: PgPool) {
    let lab = Lab::open(pool, "evaluate").await;
    let body = json!({ "exposures": [{ "flag": "checkout", "variant": "on", "unit": "u1" }] }).to_string();
    let nobody = lab.shop.ask(PATH, &[], body.clone()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.headers["www-authenticate"], "Bearer");
    assert_eq!(nobody.headers["content-type"], "application/problem+json");
    let guess = lab
        .shop
        .ask(PATH, &[("authorization", "Bearer ark_evaluate_guess")], body.clone())
        .await;
    assert_eq!(guess.status, StatusCode::UNAUTHORIZED);
    for purpose in ["deploy", "read", "automate", "metrics"] {
        let environment = if purpose == "automate" { "" } else { "production" };
        let token = format!("Bearer {}", lab.shop.token(purpose, environment).await);
        let wrong = lab.shop.ask(PATH, &[("authorization", &token)], body.clone()).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN, "{purpose}");
    }
    // Another environment's token reaches its own experiments only.
    let staging = format!("Bearer {}", lab.shop.token("evaluate", "staging").await);
    let elsewhere = lab.shop.ask(PATH, &[("authorization", &staging)], body).await;
    assert_eq!(
        (elsewhere.status, &elsewhere.body["exposures"]),
        (StatusCode::ACCEPTED, &json!(0))
    );
    assert_eq!(lab.on().await, (0, 0));
}

#[sqlx::test(migrations = "../migrations")]
async fn each_wrong_field_is_named_by_its_place(pool: PgPool) {
    let lab = Lab::open(pool, "evaluate").await;
    let now = lab.shop.backend.clock.now();
    let tomorrow = (now + chrono::TimeDelta::days(1)).to_rfc3339();
    let soon = (now + chrono::TimeDelta::seconds(30)).to_rfc3339();
    let reply = lab
        .send(&json!({
            "exposures": [
                { "flag": "checkout", "variant": "on", "unit": "u1", "at": soon },
                { "flag": "a key", "variant": "", "unit": "x".repeat(201), "at": tomorrow },
            ],
            "conversions": [{ "event": "order paid", "unit": "" }],
        }))
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = [
        ("#/conversions/0/event", "format"),
        ("#/conversions/0/unit", "required"),
        ("#/exposures/1/at", "in_future"),
        ("#/exposures/1/flag", "format"),
        ("#/exposures/1/unit", "too_long"),
        ("#/exposures/1/variant", "required"),
    ];
    assert_eq!(pointers(&reply), expected);
    assert_eq!(lab.on().await, (0, 0), "a report is stored as a whole or not at all");
    for (body, pointer, code) in [
        (
            json!({ "exposures": [{ "flag": "checkout", "variant": "on" }] }),
            "#/exposures/0/unit",
            "required",
        ),
        (
            json!({ "conversions": [{ "event": "x", "unit": "u", "at": "yesterday" }] }),
            "#/conversions/0/at",
            "format",
        ),
        (json!({ "clicks": [] }), "#/clicks", "unknown"),
    ] {
        let reply = lab.send(&body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(pointers(&reply), [(pointer, code)]);
    }
    // A clock that is a little ahead is forgiven.
    let ahead = json!({ "exposures": [{ "flag": "checkout", "variant": "on", "unit": "u1", "at": soon }] });
    assert_eq!(lab.send(&ahead).await.body["exposures"], 1);
    // What happened before the start is no mistake of the application's.
    let early = json!({ "conversions": [{ "event": "order-paid", "unit": "u1", "at": "2001-01-01T00:00:00Z" }] });
    let reply = lab.send(&early).await;
    assert_eq!(
        reply.body["left_out"],
        json!([{ "pointer": "#/conversions/0", "code": "before_start" }])
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_report_has_its_limit(pool: PgPool) {
    let lab = Lab::open(pool, "evaluate").await;
    let of = |exposures: usize, conversions: usize| {
        let exposure = |number| json!({ "flag": "checkout", "variant": "on", "unit": format!("u{number}") });
        let conversion = |number| json!({ "event": "order-paid", "unit": format!("u{number}") });
        json!({
            "exposures": (0..exposures).map(exposure).collect::<Vec<_>>(),
            "conversions": (0..conversions).map(conversion).collect::<Vec<_>>(),
        })
    };
    let reply = lab.send(&of(501, 500)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(pointers(&reply), [("#", "too_many")]);
    assert_eq!(lab.send(&of(500, 500)).await.status, StatusCode::ACCEPTED);
    assert_eq!(lab.on().await, (500, 500));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_cannot_be_stored_is_not_acknowledged(pool: PgPool) {
    let lab = Lab::open(pool.clone(), "evaluate").await;
    let body = json!({ "exposures": [{ "flag": "checkout", "variant": "on", "unit": "u1" }] });
    assert_eq!(lab.send(&json!({})).await.status, StatusCode::ACCEPTED);
    pool.close().await;
    assert_eq!(lab.send(&body).await.status, StatusCode::SERVICE_UNAVAILABLE);
}
