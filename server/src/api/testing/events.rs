use axum::{body::Body, response::Response};
use http::StatusCode;
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::time::Duration;

/// How long something is waited for that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The events of a stream, as they come.
pub struct Events {
    body: Body,
    text: String,
}

/// One event: its id, its name, its data.
#[derive(Debug)]
pub struct Told {
    pub id: Option<String>,
    pub name: Option<String>,
    pub data: Value,
}

/// Reads an answer as a stream of events.
pub fn events(response: Response) -> Events {
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Events {
        body: response.into_body(),
        text: String::new(),
    }
}

impl Events {
    /// The next event; none when the stream ended.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                if let Some(told) = told(&block) {
                    return Some(told);
                }
                continue;
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame())
                .await
                .expect("something within 20 s")?
                .unwrap();
            let bytes = frame.into_data().unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }
}

/// An event of its lines; none for a comment that keeps the connection alive.
fn told(block: &str) -> Option<Told> {
    let field = |name: &str| {
        let line = block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.map(str::to_owned)
    };
    Some(Told {
        data: serde_json::from_str(&field("data")?).unwrap(),
        id: field("id"),
        name: field("event"),
    })
}
