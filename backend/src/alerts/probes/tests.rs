use super::*;
use arkan_domain::alerts::{HostPort, HttpMethod, Statuses, TlsMode};
use axum::{Router, http::StatusCode, response::Redirect, routing::get};
use chrono::TimeDelta;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::{path::Path, sync::Arc};
use tokio::net::TcpListener;

const TIMEOUT: Duration = Duration::from_secs(20);

fn now() -> DateTime<Utc> {
    crate::Clock::default().now()
}

fn outbound(ca_file: Option<&Path>) -> Outbound {
    Outbound::new(&["127.0.0.0/8".parse().expect("a network")], ca_file).expect("builds")
}

fn local(port: u16) -> HostPort {
    HostPort {
        host: "localhost".into(),
        port,
    }
}

fn http(port: u16, path: &str, status: &str, contains: Option<&str>) -> Spec {
    Spec::Http {
        url: format!("http://127.0.0.1:{port}{path}").parse().expect("a URL"),
        method: HttpMethod::Get,
        status: Statuses::parse(status).expect("statuses"),
        contains: contains.map(str::to_owned),
        max_latency_ms: None,
    }
}

async fn ask(outbound: &Outbound, spec: &Spec) -> Outcome {
    probe(outbound, spec, None, TIMEOUT, now()).await
}

async fn web() -> u16 {
    let router = Router::new()
        .route("/", get(|| async { "all is well" }))
        .route("/broken", get(|| async { (StatusCode::SERVICE_UNAVAILABLE, "no") }))
        .route("/moved", get(|| async { Redirect::to("/") }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

#[tokio::test]
async fn http_status_and_text() {
    let port = web().await;
    let outbound = outbound(None);
    let found = ask(&outbound, &http(port, "/", "", Some("well"))).await;
    assert!(
        found.ok && found.latency_ms.is_some() && found.detail.as_deref() == Some("200"),
        "{found:?}"
    );
    let found = ask(&outbound, &http(port, "/", "", Some("ill"))).await;
    assert_eq!(
        (found.ok, found.failure, found.detail.as_deref()),
        (false, Some(Failure::TextMissing), Some("ill"))
    );
    let found = ask(&outbound, &http(port, "/broken", "", None)).await;
    assert_eq!(
        (found.failure, found.detail.as_deref()),
        (Some(Failure::Status), Some("503"))
    );
    assert!(ask(&outbound, &http(port, "/broken", "503", None)).await.ok);
    assert!(ask(&outbound, &http(port, "/moved", "", None)).await.ok);
    assert_eq!(
        ask(&outbound, &http(port, "/moved", "303", None))
            .await
            .detail
            .as_deref(),
        Some("303")
    );
}

#[tokio::test]
async fn a_slow_answer_is_told_from_none() {
    // Takes connections and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let found = probe(
        &outbound(None),
        &http(port, "/", "", None),
        None,
        Duration::from_millis(200),
        now(),
    )
    .await;
    assert_eq!(found.failure, Some(Failure::Timeout));

    let slow = Router::new().route(
        "/",
        get(|| async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            "late"
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, slow).await });
    let Spec::Http {
        url,
        method,
        status,
        contains,
        ..
    } = http(port, "/", "", None)
    else {
        unreachable!()
    };
    let spec = Spec::Http {
        url,
        method,
        status,
        contains,
        max_latency_ms: Some(5),
    };
    assert_eq!(ask(&outbound(None), &spec).await.failure, Some(Failure::TooSlow));
}

#[tokio::test]
async fn tcp_open_closed_and_forbidden() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let spec = Spec::Tcp { target: local(port) };
    assert!(ask(&outbound(None), &spec).await.ok);
    let closed = Outbound::new(&[], None).expect("builds");
    for spec in [
        spec.clone(),
        http(port, "/", "", None),
        Spec::Tls {
            target: local(port),
            days: 1,
        },
        Spec::Postgres {
            target: local(port),
            database: "d".into(),
            user: "u".into(),
            tls: TlsMode::Disable,
        },
    ] {
        assert_eq!(
            ask(&closed, &spec).await.failure,
            Some(Failure::ForbiddenAddress),
            "{spec:?}"
        );
    }
    drop(listener);
    assert_eq!(ask(&outbound(None), &spec).await.failure, Some(Failure::Refused));
}

/// A certificate authority in a file, and a server for `localhost` that it vouches for.
struct Authority {
    dir: tempfile::TempDir,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("signed");
        let dir = tempfile::tempdir().expect("temporary directory");
        std::fs::write(dir.path().join("ca.pem"), certificate.pem()).expect("written");
        Self {
            dir,
            issuer: Issuer::new(params, key),
        }
    }

    fn outbound(&self) -> Outbound {
        outbound(Some(&self.dir.path().join("ca.pem")))
    }

    /// Serves handshakes with a certificate that ends this long from now.
    async fn serve(&self, ends_in: TimeDelta) -> u16 {
        let end = time::OffsetDateTime::from_unix_timestamp((now() + ends_in).timestamp()).expect("a time");
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
        params.not_before = end - time::Duration::days(90);
        params.not_after = end;
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("signed");
        let config = ServerConfig::builder_with_provider(provider_for_tests())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .expect("a configuration");
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move { acceptor.accept(stream).await });
            }
        });
        port
    }
}

fn provider_for_tests() -> Arc<rustls::crypto::CryptoProvider> {
    crate::outbound::provider()
}

#[tokio::test]
async fn certificates_good_near_their_end_past_it_and_unknown() {
    let authority = Authority::new();
    let spec = |port| Spec::Tls {
        target: local(port),
        days: 14,
    };
    let good = authority.serve(TimeDelta::days(30)).await;
    let found = ask(&authority.outbound(), &spec(good)).await;
    assert!(found.ok && found.detail.is_some(), "{found:?}");
    let soon = authority.serve(TimeDelta::days(13)).await;
    assert_eq!(
        ask(&authority.outbound(), &spec(soon)).await.failure,
        Some(Failure::ExpiresSoon)
    );
    let past = authority.serve(TimeDelta::days(-1)).await;
    assert_eq!(
        ask(&authority.outbound(), &spec(past)).await.failure,
        Some(Failure::Expired)
    );
    // Past its end and of an unknown authority: the date is what is told.
    assert_eq!(ask(&outbound(None), &spec(past)).await.failure, Some(Failure::Expired));
    assert_eq!(ask(&outbound(None), &spec(good)).await.failure, Some(Failure::Tls));
    // Of the right authority, for another name.
    let other = Spec::Tls {
        target: HostPort {
            host: "127.0.0.1".into(),
            port: good,
        },
        days: 14,
    };
    assert_eq!(ask(&authority.outbound(), &other).await.failure, Some(Failure::Tls));
}

#[tokio::test]
async fn a_port_without_tls_is_no_certificate() {
    let port = web().await;
    let found = ask(
        &outbound(None),
        &Spec::Tls {
            target: local(port),
            days: 14,
        },
    )
    .await;
    assert_eq!(found.failure, Some(Failure::Tls), "{found:?}");
}

#[sqlx::test(migrations = false)]
async fn postgres_signs_in_and_says_why_not(pool: sqlx::PgPool) {
    let options = pool.connect_options();
    let target = HostPort {
        host: options.get_host().to_owned(),
        port: options.get_port(),
    };
    let user = options.get_username().to_owned();
    let database = options.get_database().expect("a database").to_owned();
    let spec = |database: &str, user: &str, tls| Spec::Postgres {
        target: target.clone(),
        database: database.to_owned(),
        user: user.to_owned(),
        tls,
    };
    let outbound = outbound(None);
    let found = ask(&outbound, &spec(&database, &user, TlsMode::Disable)).await;
    assert!(found.ok, "{found:?}");
    let found = ask(&outbound, &spec("no_such_database", &user, TlsMode::Disable)).await;
    assert_eq!(found.failure, Some(Failure::Database), "{found:?}");
    let found = ask(&outbound, &spec(&database, "no_such_user", TlsMode::Disable)).await;
    assert_eq!(found.failure, Some(Failure::Auth), "{found:?}");
    let web = web().await;
    let spec = Spec::Postgres {
        target: local(web),
        database: "d".into(),
        user: "u".into(),
        tls: TlsMode::Require,
    };
    assert!(!ask(&outbound, &spec).await.ok);
}

#[test]
fn a_detail_is_one_short_line() {
    assert_eq!(short("a\nb".into()), "a b");
    assert_eq!(short("x".repeat(1000)).len(), MAX_DETAIL);
}
