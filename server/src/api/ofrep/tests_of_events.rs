use crate::{
    api::testing::{Reply, STREAMS, Shop, events},
    http::serve,
};
use arkan_backend::{Backend, flags, identity};
use axum::Router;
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::json;
use sqlx::PgPool;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

async fn bulk(shop: &Shop, token: &str, query: &str, tag: &str) -> Reply {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("if-none-match", tag)];
    shop.ask(&format!("/ofrep/v1/evaluate/flags{query}"), &headers, "{}")
        .await
}

/// The address of the stream, as a bulk answer tells it.
async fn address(shop: &Shop, token: &str) -> String {
    let reply = bulk(shop, token, "", "").await;
    let stream = &reply.body["eventStreams"][0];
    assert_eq!(stream["type"], "sse");
    assert_eq!(stream["inactivityDelaySec"], 120);
    stream["endpoint"]["requestUri"]
        .as_str()
        .expect("an address")
        .to_owned()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_change_is_told_and_the_next_answer_has_it(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    let token = shop.token("evaluate", "production").await;
    let before = bulk(&shop, &token, "", "").await;
    let mut stream = events(shop.open_stream(&address(&shop, &token).await, &[]).await);
    let first = stream.next().await.expect("told at once").data;
    assert_eq!(first["type"], "refetchEvaluation");
    assert_eq!(first["lastModified"], 1_800_000_000);

    flags::kill(&shop.backend, &shop.actor, shop.production("checkout"), "wrong prices")
        .await
        .unwrap();
    let event = stream.next().await.expect("told of the change");
    assert_eq!((&event.name, &event.data["type"]), (&None, &json!("refetchEvaluation")));
    assert_ne!(event.data["etag"], first["etag"]);
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("flagConfigEtag", event.data["etag"].as_str().expect("a tag"))
        .append_pair("flagConfigLastModified", "1800000000")
        .finish();
    let tag = before.headers["etag"].to_str().unwrap();
    let after = bulk(&shop, &token, &format!("?{query}"), tag).await;
    assert_eq!(
        (after.status, &after.body["flags"][0]["value"]),
        (StatusCode::OK, &json!(false))
    );

    // Who comes again and knows it is not told again, only of what comes then.
    let knows = [("last-event-id", event.id.as_deref().expect("an id"))];
    let mut again = events(shop.open_stream(&address(&shop, &token).await, &knows).await);
    flags::revive(&shop.backend, &shop.actor, shop.production("checkout"), None)
        .await
        .unwrap();
    let told = again.next().await.expect("told of the change").data;
    assert_ne!(told["etag"], event.data["etag"]);
    assert_eq!(told["etag"], stream.next().await.expect("told as well").data["etag"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_replica_that_is_behind_what_another_told_reads_again(pool: PgPool) {
    let shop = Shop::open(pool.clone()).await;
    shop.flag("checkout", 100).await;
    let token = shop.token("evaluate", "production").await;
    assert_eq!(bulk(&shop, &token, "", "").await.body["flags"][0]["value"], true);
    let other = Backend::for_tests(pool, shop.backend.clock.clone());
    flags::kill(&other, &shop.actor, shop.production("checkout"), "wrong prices")
        .await
        .unwrap();
    assert_eq!(
        bulk(&shop, &token, "", "").await.body["flags"][0]["value"],
        true,
        "it has not heard of it"
    );
    flags::reload(&other).await.unwrap();
    let environment = shop.production("checkout").environment.id;
    let told = other.flags.engine(environment).unwrap().published(false).etag.clone();
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("flagConfigEtag", &told)
        .finish();
    let answer = bulk(&shop, &token, &format!("?{query}"), "").await;
    assert_eq!(answer.body["flags"][0]["value"], false);
    for nonsense in [
        "?flagConfigEtag=",
        "?flagConfigEtag=a:b:c",
        "?flagConfigLastModified=now",
        "?%",
    ] {
        assert_eq!(
            bulk(&shop, &token, nonsense, "").await.status,
            StatusCode::OK,
            "{nonsense}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_address_holds_for_hours_and_opens_nothing_else(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let token = shop.token("evaluate", "production").await;
    let first = address(&shop, &token).await;
    assert_eq!(first, address(&shop, &token).await, "an open stream stays where it is");
    assert!(!first.contains(&token));
    let derived = first.split('=').nth(1).unwrap();
    assert_eq!(bulk(&shop, derived, "", "").await.status, StatusCode::UNAUTHORIZED);

    let status = async |path: &str| shop.open_stream(path, &[]).await.status();
    assert_eq!(status(&first).await, StatusCode::OK);
    for wrong in [
        "/ofrep/v1/events".to_owned(),
        "/ofrep/v1/events?token=".to_owned(),
        format!("/ofrep/v1/events?token={token}"),
        format!("{}A", &first[..first.len() - 1]),
        format!("{first}A"),
    ] {
        assert_eq!(status(&wrong).await, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    // An answer that names another stream is another answer.
    let tag = bulk(&shop, &token, "", "").await.headers["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(bulk(&shop, &token, "", &tag).await.status, StatusCode::NOT_MODIFIED);
    shop.backend.clock.advance(TimeDelta::hours(25));
    assert_eq!(status(&first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(bulk(&shop, &token, "", &tag).await.status, StatusCode::OK);
    assert_eq!(status(&address(&shop, &token).await).await, StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_has_so_many_streams_and_no_more(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let token = shop.token("evaluate", "production").await;
    let path = address(&shop, &token).await;
    let mut open = Vec::new();
    for _ in 0..STREAMS {
        open.push(shop.open_stream(&path, &[]).await);
    }
    let refused = Reply::read(shop.open_stream(&path, &[]).await).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers["retry-after"], "60");
    assert!(refused.body["errorDetails"].is_string());
    let other = shop.token("evaluate", "production").await;
    let elsewhere = shop.open_stream(&address(&shop, &other).await, &[]).await;
    assert_eq!(elsewhere.status(), StatusCode::OK);
    open.pop();
    assert_eq!(shop.open_stream(&path, &[]).await.status(), StatusCode::OK);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_stream_of_a_revoked_token_is_closed_and_others_stay(pool: PgPool) {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", 100).await;
    shop.follow();
    let (revoked, kept) = (
        shop.token("evaluate", "production").await,
        shop.token("evaluate", "production").await,
    );
    let mut streams = Vec::new();
    for token in [&revoked, &kept] {
        let mut stream = events(shop.open_stream(&address(&shop, token).await, &[]).await);
        stream.next().await.expect("told at once");
        streams.push(stream);
    }
    let tokens = identity::list_tokens(&shop.backend, &shop.actor).await.unwrap();
    let id = tokens.iter().find(|row| revoked.starts_with(&row.prefix)).unwrap().id;
    identity::revoke_token(&shop.backend, &shop.actor, arkan_domain::ids::TokenId(id))
        .await
        .unwrap();
    assert!(streams[0].next().await.is_none(), "closed");
    flags::kill(&shop.backend, &shop.actor, shop.production("checkout"), "wrong prices")
        .await
        .unwrap();
    assert!(streams[1].next().await.is_some(), "still open");
    shop.stop.cancel();
    assert!(streams[1].next().await.is_none(), "ended with the console");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_open_stream_does_not_hold_up_the_end(pool: PgPool) {
    let shop = Shop::open(pool).await;
    let token = shop.token("evaluate", "production").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let serving = tokio::spawn(serve(listener, Router::clone(shop.router()), shop.stop.clone()));
    let request = format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", address(&shop, &token).await);
    client.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    let mut bytes = [0; 1024];
    while !text.contains("refetchEvaluation") {
        let read = client.read(&mut bytes).await.unwrap();
        assert!(read > 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    shop.stop.cancel();
    // Streams that did not end would be cut off after ten seconds.
    let drained = tokio::time::timeout(Duration::from_secs(8), serving).await;
    drained.expect("ended").expect("no panic").expect("served");
}
