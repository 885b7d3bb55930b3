use super::*;
use crate::outbound::Outbound;
use arkan_domain::secret::Secret;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

fn now() -> DateTime<Utc> {
    crate::Clock::default().now()
}

fn notice(lang: Lang) -> Notice {
    Notice {
        id: Uuid::now_v7(),
        transition: Transition::Firing,
        at: now(),
        title: "Shop <home>".into(),
        lang,
        url: "https://arkan.example/p/shop/alerts/1".parse().expect("a URL"),
        alert: Some(AlertFacts {
            id: Uuid::now_v7(),
            fingerprint: "check:1".into(),
            kind: "check.down".into(),
            params: serde_json::json!({ "name": "Shop" }),
            source: "check".into(),
            severity: Urgency::Critical,
            state: "firing".into(),
            project: Some("shop".into()),
            environment: None,
            first_failure_at: now(),
            fired_at: now(),
            resolved_at: None,
        }),
    }
}

#[test]
fn the_signature_of_the_standards_own_example() {
    // From the test vectors of the reference libraries (standard-webhooks, svix).
    let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let signature = sign(
        &secret,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    );
    assert_eq!(
        signature.as_deref(),
        Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    );
    assert_eq!(sign(&Secret::new("plain"), "a", 1, b""), None);
}

type Heard = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn receiver(status: StatusCode) -> (Url, Heard) {
    let heard = Heard::default();
    let take = |State(heard): State<Heard>, headers: HeaderMap, body: Bytes| async move {
        heard.lock().expect("not poisoned").push((headers, body));
    };
    let router = Router::new()
        .route(
            "/hook",
            post(move |state: State<Heard>, headers: HeaderMap, body: Bytes| async move {
                take(state, headers, body).await;
                status
            }),
        )
        .with_state(Arc::clone(&heard));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://127.0.0.1:{port}/hook").parse().expect("a URL"), heard)
}

fn outbound() -> Outbound {
    Outbound::new(&["127.0.0.0/8".parse().expect("a network")], None).expect("builds")
}

#[tokio::test]
async fn a_receiver_verifies_what_it_hears() {
    let (url, heard) = receiver(StatusCode::NO_CONTENT).await;
    let secret = new_secret();
    let notice = notice(Lang::Ar);
    send(&outbound(), &url, &secret, &notice, now())
        .await
        .expect("delivered");

    let heard = heard.lock().expect("not poisoned");
    let (headers, body) = heard.first().expect("one request");
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let key = STANDARD.decode(&secret.expose()["whsec_".len()..]).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
    mac.update(text("webhook-id").as_bytes());
    mac.update(b".");
    mac.update(text("webhook-timestamp").as_bytes());
    mac.update(b".");
    mac.update(body);
    let signature = STANDARD
        .decode(text("webhook-signature").strip_prefix("v1,").expect("v1"))
        .expect("base64");
    mac.verify_slice(&signature).expect("the signature holds");

    let told: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(told["type"], "alert.firing");
    assert_eq!(told["data"]["language"], "ar");
    assert_eq!(told["data"]["alert"]["kind"], "check.down");
}

#[tokio::test]
async fn refusals_say_whether_it_is_worth_trying_again() {
    for (status, retry) in [
        (StatusCode::SERVICE_UNAVAILABLE, true),
        (StatusCode::FOUND, true),
        (StatusCode::GONE, false),
    ] {
        let (url, _) = receiver(status).await;
        let error = send(&outbound(), &url, &new_secret(), &notice(Lang::En), now())
            .await
            .expect_err("refused");
        assert_eq!(
            (error.failure, error.retry, error.detail),
            (Failure::Status, retry, status.as_u16().to_string())
        );
    }
    let (url, heard) = receiver(StatusCode::OK).await;
    let closed = Outbound::new(&[], None).expect("builds");
    let error = send(&closed, &url, &new_secret(), &notice(Lang::En), now())
        .await
        .expect_err("refused");
    assert_eq!((error.failure, error.retry), (Failure::ForbiddenAddress, false));
    assert!(heard.lock().expect("not poisoned").is_empty());
}

/// A mail server that takes one message, or refuses every recipient.
async fn mail_server(refuse: bool) -> (Url, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut told = String::new();
        let mut in_data = false;
        write.write_all(b"220 mail.example\r\n").await.expect("written");
        while let Ok(Some(line)) = lines.next_line().await {
            told.push_str(&line);
            told.push('\n');
            let answer: &[u8] = match line.as_str() {
                "." => {
                    in_data = false;
                    b"250 taken\r\n"
                }
                _ if in_data => continue,
                "DATA" => {
                    in_data = true;
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                line if refuse && line.starts_with("RCPT") => b"550 no such user\r\n",
                _ => b"250 mail.example\r\n",
            };
            write.write_all(answer).await.expect("written");
        }
        told
    });
    (format!("smtp://127.0.0.1:{port}").parse().expect("a URL"), told)
}

#[tokio::test]
async fn mail_is_text_and_html_in_the_channels_language() {
    let (url, told) = mail_server(false).await;
    let mailer = Mailer::new(&url, "Arkan <arkan@example.com>", None).expect("builds");
    let notice = notice(Lang::Ar);
    mailer
        .send("oncall@example.com, layla@example.com", &notice)
        .await
        .expect("sent");
    let told = told.await.expect("ends");
    assert!(
        told.contains("RCPT TO:<oncall@example.com>") && told.contains("RCPT TO:<layla@example.com>"),
        "{told}"
    );
    assert!(
        told.contains(&format!("Message-ID: <{}@example.com>", notice.id.simple())),
        "{told}"
    );
    let (_, parts) = told.split_once("Content-Transfer-Encoding: base64").expect("text");
    let (text, html) = parts
        .split_once("Content-Transfer-Encoding: quoted-printable")
        .expect("HTML");
    let encoded: String = text
        .trim_start()
        .lines()
        .take_while(|line| !line.starts_with("--"))
        .collect();
    let text = String::from_utf8(STANDARD.decode(encoded).expect("base64")).expect("UTF-8");
    assert!(
        text.contains("Shop <home>") && text.contains(notice.url.as_str()),
        "{text}"
    );
    let html = html.replace("=\n", "").replace("=3D", "=");
    assert!(
        html.contains("dir=\"rtl\"") && html.contains("Shop &lt;home&gt;"),
        "{html}"
    );
}

#[tokio::test]
async fn a_recipient_refused_for_good_is_not_tried_again() {
    let (url, _) = mail_server(true).await;
    let mailer = Mailer::new(&url, "arkan@example.com", None).expect("builds");
    let error = mailer
        .send("nobody@example.com", &notice(Lang::En))
        .await
        .expect_err("refused");
    assert!(!error.retry && error.detail.contains("no such user"), "{error:?}");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let gone = Mailer::new(
        &format!("smtp://127.0.0.1:{port}").parse().expect("a URL"),
        "arkan@example.com",
        None,
    );
    assert!(
        gone.expect("builds")
            .send("a@example.com", &notice(Lang::En))
            .await
            .expect_err("refused")
            .retry
    );
}
