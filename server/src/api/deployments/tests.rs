use super::router;
use arkan_app::page::AppState;
use arkan_backend::{
    Backend, Clock,
    identity::{NewApiToken, create_token},
    projects::{self, NewEnvironment, NewProject},
};
use arkan_domain::identity::Actor;
use axum::{Router, body::Body};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt as _;

const COMMIT: &str = "9fceb02d0ae598e95dc970b74767f19372d61af8";

struct Api {
    router: Router,
    backend: Backend,
}

struct Reply {
    status: StatusCode,
    location: Option<String>,
    kind: String,
    body: Value,
}

impl Api {
    async fn new(pool: PgPool) -> Self {
        let backend = Backend::for_tests(pool, Clock::default());
        let environment = |key: &str, production| NewEnvironment {
            key: key.into(),
            name: key.into(),
            production,
        };
        for key in ["shop", "other"] {
            let new = NewProject {
                key: key.into(),
                name: key.into(),
                description: String::new(),
                environments: vec![environment("staging", false), environment("production", true)],
            };
            projects::create(&backend, &Actor::system("test"), new).await.unwrap();
        }
        let state = AppState {
            backend: backend.clone(),
            assets: "".into(),
        };
        Self {
            router: router().with_state(state),
            backend,
        }
    }

    async fn token(&self, purpose: &str, environment: &str) -> String {
        let new = NewApiToken {
            name: purpose.into(),
            purpose: purpose.into(),
            project: "shop".into(),
            environment: environment.into(),
            days: 1,
        };
        let created = create_token(&self.backend, &Actor::system("test"), new).await;
        created.unwrap().1.expose().to_owned()
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/projects/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let (status, location, kind) = (
            response.status(),
            header(header::LOCATION),
            header(header::CONTENT_TYPE).unwrap_or_default(),
        );
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Reply {
            status,
            location,
            kind,
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    async fn post(&self, path: &str, token: &str, body: Value) -> Reply {
        self.call("POST", path, token, Some(body)).await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_pipeline_registers_promotes_holds_and_rolls_back(pool: PgPool) {
    let api = Api::new(pool).await;
    let token = api.token("deploy", "").await;
    let release = json!({ "version": "1.0.0", "commit": COMMIT });
    let first = api.post("shop/releases", &token, release.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let location = first.location.unwrap();
    let again = api.post("shop/releases", &token, release).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.location.as_ref(), Some(&location));
    let shown = api
        .call("GET", location.strip_prefix("/api/v1/projects/").unwrap(), &token, None)
        .await;
    assert_eq!((shown.status, &shown.body["commit"]), (StatusCode::OK, &json!(COMMIT)));
    api.post(
        "shop/releases",
        &token,
        json!({ "version": "1.1.0", "commit": "abcdef1" }),
    )
    .await;

    for (stage, version) in [("staging", "1.0.0"), ("production", "1.0.0"), ("staging", "1.1.0")] {
        let moved = api
            .post(
                &format!("shop/stages/{stage}/promote"),
                &token,
                json!({ "version": version }),
            )
            .await;
        assert_eq!(
            (moved.status, &moved.body["current"]["version"]),
            (StatusCode::OK, &json!(version))
        );
    }
    let held = api
        .post("shop/stages/production/hold", &token, json!({ "reason": "inventory" }))
        .await;
    assert_eq!(held.body["held"]["by"], "deploy");
    let promotion = json!({ "version": "1.1.0" });
    let refused = api
        .post("shop/stages/production/promote", &token, promotion.clone())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.kind, "application/problem+json");
    assert!(
        refused.body["detail"].as_str().unwrap().contains("inventory"),
        "{}",
        refused.body
    );
    api.post("shop/stages/production/unhold", &token, json!({})).await;
    let moved = api.post("shop/stages/production/promote", &token, promotion).await;
    assert_eq!(moved.status, StatusCode::OK);
    let stale = json!({ "version": "1.0.0", "reason": "errors", "expected_stage_version": 1 });
    assert_eq!(
        api.post("shop/stages/production/rollback", &token, stale).await.status,
        StatusCode::CONFLICT
    );
    let back = json!({ "version": "1.0.0", "reason": "errors" });
    let back = api.post("shop/stages/production/rollback", &token, back).await;
    assert_eq!(
        (&back.body["current"]["kind"], &back.body["current"]["by"]),
        (&json!("rollback"), &json!("deploy"))
    );

    let list = api.call("GET", "shop/releases?limit=1", &token, None).await;
    assert_eq!(list.body["releases"][0]["version"], "1.1.0");
    let next = list.body["next"].as_str().unwrap();
    let older = api
        .call("GET", &format!("shop/releases?limit=1&before={next}"), &token, None)
        .await;
    assert_eq!(
        (&older.body["releases"][0]["version"], &older.body["next"]),
        (&json!("1.0.0"), &Value::Null)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn wrong_fields_are_named(pool: PgPool) {
    let api = Api::new(pool).await;
    let token = api.token("deploy", "").await;
    let wrong = api
        .post(
            "shop/releases",
            &token,
            json!({ "version": "1 0", "commit": "x", "digest": "y" }),
        )
        .await;
    assert_eq!(
        (wrong.status, wrong.kind.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    let pointers: Vec<&str> = wrong.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["#/commit", "#/digest", "#/version"]);
    assert_eq!(wrong.body["errors"][0]["code"], "format");

    api.post("shop/releases", &token, json!({ "version": "1", "commit": COMMIT }))
        .await;
    let taken = api
        .post("shop/releases", &token, json!({ "version": "1", "commit": "abcdef1" }))
        .await;
    assert_eq!(
        taken.body["errors"],
        json!([{ "pointer": "#/version", "code": "taken", "detail": taken.body["errors"][0]["detail"] }])
    );
    let unknown = api
        .post("shop/stages/staging/promote", &token, json!({ "version": "9" }))
        .await;
    assert_eq!(unknown.body["errors"][0]["code"], "unknown");
    let lacking = api.post("shop/releases", &token, json!({ "version": "2" })).await;
    assert_eq!(lacking.kind, "application/problem+json");
    assert!(lacking.status.is_client_error());
    let nowhere = api
        .post("shop/stages/moon/promote", &token, json!({ "version": "1" }))
        .await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrations = "../migrations")]
async fn each_token_does_what_it_is_for(pool: PgPool) {
    let api = Api::new(pool).await;
    let (deploy, staging, read) = (
        api.token("deploy", "").await,
        api.token("deploy", "staging").await,
        api.token("read", "").await,
    );
    let release = json!({ "version": "1", "commit": COMMIT });
    let promotion = json!({ "version": "1" });
    assert_eq!(
        api.post("shop/releases", "nonsense", release.clone()).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        api.post("shop/releases", &read, release.clone()).await.status,
        StatusCode::FORBIDDEN
    );
    // Another project is not there at all.
    assert_eq!(
        api.post("other/releases", &deploy, release.clone()).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        api.post("shop/releases", &deploy, release).await.status,
        StatusCode::CREATED
    );
    let promote = async |stage: &str, token: &str| {
        api.post(&format!("shop/stages/{stage}/promote"), token, promotion.clone())
            .await
            .status
    };
    assert_eq!(promote("staging", &read).await, StatusCode::FORBIDDEN);
    assert_eq!(promote("staging", &staging).await, StatusCode::OK);
    assert_eq!(promote("production", &staging).await, StatusCode::FORBIDDEN);
    for token in [&deploy, &staging, &read] {
        let stages = api.call("GET", "shop/stages", token, None).await;
        assert_eq!(stages.body["stages"][0]["current"]["version"], "1");
        assert_eq!(
            api.call("GET", "shop/releases", token, None).await.status,
            StatusCode::OK
        );
    }
}
