//! Setting up, signing in and out, and what must never work.

use crate::browser::{Console, PASSWORD};
use arkan_backend::identity::{set_disabled, setup_link};
use arkan_domain::identity::{Actor, Role};
use http::StatusCode;
use sqlx::PgPool;

const EMAIL: &str = "layla@example.com";

async fn with_layla(pool: PgPool) -> Console {
    let console = Console::new(pool).await;
    console.add("layla", Role::Admin).await;
    console
}

#[sqlx::test(migrations = "../migrations")]
async fn the_set_up_link_makes_the_first_administrator_once(pool: PgPool) {
    let console = Console::new(pool).await;
    let page = console.get("/login", None).await;
    assert!(page.text.contains("arkan user add"), "a new console says how to begin");
    let link = setup_link(&console.backend).await.expect("made");
    let path = format!("/setup/{}", link.expose());
    assert_eq!(console.get(&path, None).await.status, StatusCode::OK);

    let fields = |password| {
        [
            ("name", "Layla"),
            ("email", EMAIL),
            ("password", password),
            ("language", "ar"),
        ]
    };
    let refused = console.post(&path, &fields("short"), None).await;
    assert_eq!(refused.location, path);
    let again = console.get(&path, refused.cookie.as_deref()).await;
    assert!(again.text.contains("value=\"Layla\""), "what was typed stays");
    assert!(!again.text.contains("short"), "a password is never echoed");

    let done = console.post(&path, &fields(PASSWORD), refused.cookie.as_deref()).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/"));
    let home = console.get("/account", done.cookie.as_deref()).await;
    assert!(home.text.contains("dir=\"rtl\"") && home.text.contains(EMAIL));

    assert_eq!(console.get(&path, None).await.status, StatusCode::GONE);
    let second = console.post(&path, &fields(PASSWORD), None).await;
    assert_eq!(second.location, path, "a spent link makes nobody");
    assert!(!console.get("/login", None).await.text.contains("arkan user add"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_sign_in_gets_a_token_that_nobody_planted(pool: PgPool) {
    let console = with_layla(pool).await;
    let wrong = console
        .post("/login", &[("email", EMAIL), ("password", "wrong")], None)
        .await;
    let planted = wrong.cookie.expect("a session that keeps what was typed");
    let page = console.get("/login", Some(&planted)).await;
    assert!(
        page.text.contains(&format!("value=\"{EMAIL}\"")),
        "the e-mail address stays"
    );

    let right = [("email", EMAIL), ("password", PASSWORD)];
    let signed_in = console.post("/login", &right, Some(&planted)).await;
    let fresh = signed_in.cookie.expect("a new token");
    assert_ne!(fresh, planted);
    assert_eq!(console.get("/account", Some(&fresh)).await.status, StatusCode::OK);
    assert!(
        console
            .get("/account", Some(&planted))
            .await
            .location
            .starts_with("/login")
    );

    let out = console.post("/logout", &[], Some(&fresh)).await;
    assert_eq!(out.location, "/login");
    assert!(
        console
            .get("/account", Some(&fresh))
            .await
            .location
            .starts_with("/login")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn signing_in_leads_nowhere_else(pool: PgPool) {
    let console = with_layla(pool).await;
    for (next, expected) in [
        ("/account?x=1", "/account?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\t/evil.example", "/"),
    ] {
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        assert_eq!(
            console.post("/login", &fields, None).await.location,
            expected,
            "{next:?}"
        );
    }
    let back = [("language", "ar"), ("back", "//evil.example")];
    let answer = console.post("/preferences", &back, None).await;
    assert_eq!(answer.location, "/");
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.to_str().is_ok_and(|text| text.starts_with("arkan_language=ar;")))
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn the_known_and_the_unknown_are_answered_alike(pool: PgPool) {
    let console = with_layla(pool).await;
    let mut answers = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        let fields = [("email", email), ("password", "wrong")];
        let first = console.send("POST", "/login", &fields, None, true).await;
        for _ in 0..4 {
            console.send("POST", "/login", &fields, None, true).await;
        }
        let last = console.send("POST", "/login", &fields, None, true).await;
        assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(last.headers.contains_key("retry-after"));
        answers.push((first.status, first.text, last.text));
    }
    assert_eq!(answers[0], answers[1]);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_is_disabled_is_out_with_the_next_click(pool: PgPool) {
    let console = with_layla(pool).await;
    let omar = console.add("omar", Role::Operator).await;
    let session = console.session(&omar).await;
    assert_eq!(console.get("/jobs", Some(&session)).await.status, StatusCode::OK);
    set_disabled(&console.backend, &Actor::system("test"), omar.user_id(), true)
        .await
        .expect("disabled");
    assert!(
        console
            .get("/jobs", Some(&session))
            .await
            .location
            .starts_with("/login")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_is_shown_once_and_stored_nowhere(pool: PgPool) {
    let console = Console::new(pool.clone()).await;
    let admin = console.add("layla", Role::Admin).await;
    let session = console.session(&admin).await;
    let fields = [
        ("name", "CI"),
        ("purpose", "deploy"),
        ("project", "arkan"),
        ("days", "30"),
    ];
    let made = console.post("/tokens", &fields, Some(&session)).await;
    assert_eq!(made.location, "/tokens");
    let stored: Vec<String> = sqlx::query_scalar("SELECT data::text FROM sessions")
        .fetch_all(&pool)
        .await
        .expect("reads");
    assert!(
        stored.iter().all(|data| !data.contains("ark_deploy_")),
        "sealed while it waits"
    );
    let page = console.get("/tokens", Some(&session)).await;
    assert!(page.text.contains("data-secret") && page.text.contains("Bearer ark_deploy_"));
    let again = console.get("/tokens", Some(&session)).await;
    assert!(!again.text.contains("data-secret") && again.text.contains("CI"));
}
