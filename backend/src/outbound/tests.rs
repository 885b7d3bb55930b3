use super::*;
use axum::{Router, http::header, response::Redirect, routing::get};
use futures::future::BoxFuture;
use std::{io, net::IpAddr};
use tokio::net::TcpListener;

/// Resolves every name to fixed addresses.
struct Table(&'static [&'static str]);

impl Lookup for Table {
    fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let addresses = self.0.iter().map(|text| text.parse().expect("an address")).collect();
        Box::pin(async move { Ok(addresses) })
    }
}

fn outbound(allow: &[&str], addresses: &'static [&'static str]) -> Outbound {
    let allow: Vec<IpNet> = allow
        .iter()
        .map(|network| network.parse().expect("a network"))
        .collect();
    Outbound::with_lookup(&allow, None, Arc::new(Table(addresses))).expect("builds")
}

fn get_call(url: &str) -> Call {
    Call {
        method: Method::GET,
        url: url.parse().expect("a URL"),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        follow_redirects: true,
        timeout: Duration::from_secs(10),
    }
}

async fn serve(address: &str, router: Router) -> u16 {
    let listener = TcpListener::bind((address, 0)).await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

#[tokio::test]
async fn every_way_to_write_loopback_is_refused() {
    let port = serve("127.0.0.1", Router::new().route("/", get(|| async { "secret" }))).await;
    let outbound = outbound(&[], &["127.0.0.1"]);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0.0.0.0",
        "0",
        "localhost",
        "localtest.example",
        "127.0.0.1.",
    ] {
        let answer = outbound.call(get_call(&format!("http://{host}:{port}/"))).await;
        assert!(matches!(answer, Err(OutboundError::Forbidden(_))), "{host}: {answer:?}");
    }
}

#[tokio::test]
async fn a_name_with_one_good_address_is_called_there_only() {
    let port = serve("127.0.0.5", Router::new().route("/", get(|| async { "public" }))).await;
    let outbound = outbound(&["127.0.0.5/32"], &["127.0.0.1", "10.0.0.1", "127.0.0.5"]);
    let answer = outbound
        .call(get_call(&format!("http://shop.example:{port}/")))
        .await
        .expect("answers");
    assert_eq!(&answer.body[..], b"public");
}

#[tokio::test]
async fn a_redirect_into_a_forbidden_network_is_not_followed() {
    let secret = serve("127.0.0.2", Router::new().route("/", get(|| async { "secret" }))).await;
    let router = Router::new()
        .route(
            "/literal",
            get(move || async move { Redirect::to(&format!("http://127.0.0.2:{secret}/")) }),
        )
        .route(
            "/decimal",
            get(move || async move { Redirect::to(&format!("http://2130706434:{secret}/")) }),
        )
        .route("/file", get(|| async { Redirect::to("file:///etc/passwd") }))
        .route("/loop", get(|| async { Redirect::to("/loop") }));
    let port = serve("127.0.0.1", router).await;
    let outbound = outbound(&["127.0.0.1/32"], &["127.0.0.2"]);
    for path in ["literal", "decimal"] {
        let answer = outbound
            .call(get_call(&format!("http://127.0.0.1:{port}/{path}")))
            .await;
        assert!(matches!(answer, Err(OutboundError::Forbidden(_))), "{path}: {answer:?}");
    }
    let answer = outbound.call(get_call(&format!("http://127.0.0.1:{port}/file"))).await;
    assert!(answer.as_ref().is_ok_and(|answer| answer.status == 303), "{answer:?}");
    let answer = outbound.call(get_call(&format!("http://127.0.0.1:{port}/loop"))).await;
    assert!(matches!(answer, Err(OutboundError::Redirects)), "{answer:?}");
}

#[tokio::test]
async fn a_redirect_to_a_name_is_resolved_through_the_guard() {
    let router = Router::new().route("/", get(|| async { Redirect::to("http://inside.example/") }));
    let port = serve("127.0.0.1", router).await;
    let outbound = outbound(&["127.0.0.1/32"], &["169.254.169.254"]);
    let answer = outbound.call(get_call(&format!("http://127.0.0.1:{port}/"))).await;
    assert!(matches!(answer, Err(OutboundError::Forbidden(_))), "{answer:?}");
}

#[tokio::test]
async fn a_call_that_must_not_follow_shows_the_redirect() {
    let router = Router::new().route("/", get(|| async { Redirect::to("/elsewhere") }));
    let port = serve("127.0.0.1", router).await;
    let call = Call {
        follow_redirects: false,
        ..get_call(&format!("http://127.0.0.1:{port}/"))
    };
    let answer = outbound(&["127.0.0.0/8"], &[]).call(call).await.expect("answers");
    assert_eq!(
        (answer.status, answer.headers[header::LOCATION].to_str().expect("text")),
        (303, "/elsewhere")
    );
}

#[tokio::test]
async fn a_body_without_end_is_cut() {
    let router = Router::new().route(
        "/",
        get(|| async {
            let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
            axum::body::Body::from_stream(futures::stream::repeat_with(move || Ok::<_, io::Error>(chunk.clone())))
        }),
    );
    let port = serve("127.0.0.1", router).await;
    let answer = outbound(&["127.0.0.0/8"], &[])
        .call(get_call(&format!("http://127.0.0.1:{port}/")))
        .await
        .expect("answers");
    assert_eq!(answer.body.len(), MAX_BODY);
}

#[tokio::test]
async fn a_raw_connection_passes_the_same_guard() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    for host in ["127.0.0.1", "localhost", "::ffff:127.0.0.1", "any.example"] {
        let closed = outbound(&[], &["127.0.0.1"]).guard().connect(host, port).await;
        assert!(matches!(closed, Err(OutboundError::Forbidden(_))), "{host}");
        assert!(
            outbound(&["127.0.0.0/8"], &["127.0.0.1"])
                .guard()
                .connect(host, port)
                .await
                .is_ok(),
            "{host}"
        );
    }
}

#[tokio::test]
async fn nothing_listening_is_told_from_no_such_name() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let refused = outbound(&["127.0.0.0/8"], &[])
        .call(get_call(&format!("http://127.0.0.1:{port}/")))
        .await;
    assert!(matches!(refused, Err(OutboundError::Refused)), "{refused:?}");
    let unknown = outbound(&[], &[]).call(get_call("http://nowhere.example/")).await;
    assert!(matches!(unknown, Err(OutboundError::Dns)), "{unknown:?}");
}
