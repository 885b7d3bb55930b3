//! What stands around the machine APIs: rate limits, CORS, and errors in each protocol's own form.

use super::{Limits, access::visitors::Console};
use axum::{body::Body, extract::ConnectInfo, response::Response};
use http::{Method, Request, StatusCode, header, request::Builder};
use http_body_util::BodyExt as _;
use serde_json::Value;
use sqlx::PgPool;
use std::{
    io::Write,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tracing_subscriber::layer::SubscriberExt as _;

/// A burst of two requests: a quarter of a minute's worth.
const TWO_AT_ONCE: u32 = 8;

fn from(address: [u8; 4], request: Builder) -> Request<Body> {
    let mut request = request.body(Body::empty()).expect("a request");
    let peer = SocketAddr::from((address, 4711));
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

async fn statuses(console: &Console, requests: impl IntoIterator<Item = Request<Body>>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for request in requests {
        statuses.push(console.send(request).await.status().as_u16());
    }
    statuses
}

fn ask(token: &str) -> Builder {
    Request::get("/api/frontend").header(header::AUTHORIZATION, token)
}

#[sqlx::test(migrations = "../migrations")]
async fn made_up_tokens_count_against_their_address(pool: PgPool) {
    let console = Console::limited(pool, Limits::new(TWO_AT_ONCE, 60_000)).await;
    let guesses = (0..4).map(|guess| from([1, 1, 1, 1], ask(&format!("ark_evaluate_{guess}"))));
    assert_eq!(statuses(&console, guesses).await, [401, 401, 429, 429]);
    // A header that no route asks for is no way around the limit of the sign-in.
    let sign_ins = (0..4).map(|guess| {
        let request = Request::get("/login").header(header::AUTHORIZATION, format!("Bearer {guess}"));
        from([2, 2, 2, 2], request)
    });
    assert_eq!(statuses(&console, sign_ins).await, [200, 200, 429, 429]);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_is_counted_by_itself_at_each_address(pool: PgPool) {
    let console = Console::limited(pool, Limits::new(TWO_AT_ONCE, TWO_AT_ONCE)).await;
    let token = console.token("evaluate");
    let (one, other) = ([1, 1, 1, 1], [2, 2, 2, 2]);
    // However it is written, it is the same token.
    let written = [token.to_owned(), format!("Bearer {token}"), format!(" {token} ")];
    let requests = written.iter().map(|text| from(one, ask(text)));
    assert_eq!(statuses(&console, requests).await, [200, 200, 429]);
    assert_eq!(statuses(&console, [from(other, ask(token))]).await, [200]);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_that_works_goes_on_working_where_others_guess(pool: PgPool) {
    let console = Console::limited(pool, Limits::new(TWO_AT_ONCE, 60_000)).await;
    let token = console.token("evaluate");
    let address = [1, 1, 1, 1];
    assert_eq!(statuses(&console, [from(address, ask(token))]).await, [200]);
    let guesses = (0..3).map(|guess| from(address, ask(&format!("guess-{guess}"))));
    assert_eq!(statuses(&console, guesses).await, [401, 429, 429]);
    let again = (0..4).map(|_| from(address, ask(token)));
    assert_eq!(statuses(&console, again).await, [200; 4]);
}

fn allowed_origin(response: &Response) -> Option<&str> {
    let value = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN)?;
    value.to_str().ok()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_browser_can_read_that_it_must_wait_and_may_ask_whether_it_may(pool: PgPool) {
    let console = Console::limited(pool, Limits::new(TWO_AT_ONCE, 60_000)).await;
    for path in ["/api/frontend", "/ofrep/v1/evaluate/flags"] {
        for _ in 0..5 {
            let preflight = Request::builder()
                .method(Method::OPTIONS)
                .uri(path)
                .header(header::ORIGIN, "https://shop.example")
                .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
            let answer = console.send(from([1, 1, 1, 1], preflight)).await;
            assert_eq!((answer.status(), allowed_origin(&answer)), (StatusCode::OK, Some("*")));
        }
    }
    for expected in [401, 401, 429] {
        let request = Request::post("/ofrep/v1/evaluate/flags").header(header::ORIGIN, "https://shop.example");
        let answer = console.send(from([1, 1, 1, 1], request)).await;
        assert_eq!(
            (answer.status().as_u16(), allowed_origin(&answer)),
            (expected, Some("*"))
        );
    }
    let request = Request::get("/login").header(header::ORIGIN, "https://shop.example");
    let page = console.send(from([2, 2, 2, 2], request)).await;
    assert_eq!(allowed_origin(&page), None, "pages are for our own site");
}

/// Where the text of an error stands.
#[derive(Clone, Copy, Debug)]
enum Form {
    Ofrep,
    Unleash,
}

async fn told(response: Response, form: Form) -> (u16, String) {
    let status = response.status().as_u16();
    let kind = response.headers().get(header::CONTENT_TYPE).cloned();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let text = match form {
        Form::Ofrep => &body["errorDetails"],
        Form::Unleash => &body["details"][0]["message"],
    };
    let right = kind.is_some_and(|kind| kind == "application/json") && text.is_string();
    assert!(right, "{status} {form:?}: {}", String::from_utf8_lossy(&bytes));
    if matches!(form, Form::Unleash) {
        assert!(body["name"].is_string() && body["message"].is_string(), "{body}");
    }
    (status, text.as_str().unwrap_or_default().to_owned())
}

#[sqlx::test(migrations = "../migrations")]
async fn each_protocol_tells_what_is_wrong_in_its_own_form(pool: PgPool) {
    let console = Console::new(pool).await;
    let posts = [
        ("/ofrep/v1/evaluate/flags", Form::Ofrep),
        ("/ofrep/v1/evaluate/flags/nothing", Form::Ofrep),
        ("/api/frontend", Form::Unleash),
        ("/api/frontend/client/metrics", Form::Unleash),
        ("/api/client/metrics", Form::Unleash),
    ];
    let post = async |path: &str, kind: &str, body: String| {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", console.token(kind)))
            .header(header::CONTENT_TYPE, "application/json");
        console.send(request.body(Body::from(body)).expect("a request")).await
    };
    for (path, form) in posts {
        for (kind, body, expected) in [
            ("sdk", "{".to_owned(), 400),
            ("sdk", "x".repeat(2 * 1024 * 1024), 413),
            ("read", "{}".to_owned(), 403),
            ("revoked evaluate", "{}".to_owned(), 401),
        ] {
            let (status, text) = told(post(path, kind, body).await, form).await;
            assert_eq!(status, expected, "{path} with {kind}: {text}");
            assert!(!text.is_empty());
        }
    }
    for (path, form) in [
        ("/ofrep/v1/evaluate/flags", Form::Ofrep),
        ("/api/frontend", Form::Unleash),
    ] {
        let request = Request::delete(path).body(Body::empty()).expect("a request");
        assert_eq!(told(console.send(request).await, form).await.0, 405, "{path}");
    }
    // The flags of another environment are not there for its neighbour.
    let elsewhere = post(
        "/ofrep/v1/evaluate/flags/nothing",
        "evaluate elsewhere",
        "{}".to_owned(),
    )
    .await;
    assert_eq!(told(elsewhere, Form::Ofrep).await.0, 404);
}

/// Everything that is logged, at every level. Sentry's events and breadcrumbs are made of the same.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn no_log_knows_the_token_in_the_address_of_a_stream(pool: PgPool) {
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
    let everything = tracing_subscriber::registry().with(lines);
    let _logging = tracing::subscriber::set_default(everything);
    // While there is a single subscriber, whichever test first comes by a line of the log decides whether it is one.
    let _another = tracing::Dispatch::new(tracing_subscriber::registry());

    let console = Console::new(pool.clone()).await;
    let request = Request::post("/ofrep/v1/evaluate/flags")
        .header(header::AUTHORIZATION, format!("Bearer {}", console.token("evaluate")))
        .body(Body::from("{}"));
    let answer = console.send(request.expect("a request")).await;
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    let address = body["eventStreams"][0]["endpoint"]["requestUri"]
        .as_str()
        .expect("an address");
    let listen = async |address: &str| {
        let request = Request::get(address).body(Body::empty()).expect("a request");
        let mut answer = console.send(request).await;
        let status = answer.status().as_u16();
        // A stream does not end: what it begins with is enough.
        answer.body_mut().frame().await.expect("something").expect("whole");
        status
    };
    assert_eq!(listen(address).await, 200);
    assert_eq!(listen(&format!("{address}A")).await, 401);
    pool.close().await;
    assert_eq!(listen(address).await, 503);

    let text = String::from_utf8_lossy(&log.0.lock().expect("a log")).into_owned();
    assert!(text.contains("/ofrep/v1/events"), "requests are logged by their route");
    assert!(text.contains("a token could not be looked up"));
    let derived = address.split('=').nth(1).expect("a token");
    for secret in [derived, console.token("evaluate")] {
        // The database's own log of statements shows hashes and ids, never these.
        assert!(!text.contains(&secret[secret.len() - 20..]), "{text}");
    }
}
