use super::asked::Asked;
use crate::{
    csv::{MARK, line as row},
    page::{Ctx, PageResult},
};
use arkan_backend::{
    Error,
    audit::{self, Event, Filter},
};
use arkan_domain::identity::{Action, Place};
use axum::{
    body::{Body, Bytes},
    extract::Query,
    response::IntoResponse as _,
};
use futures::{Stream, stream};
use http::header;

/// Rows that are read at once.
const CHUNK: i64 = 1_000;
const HEAD: [&str; 12] = [
    "seq",
    "at",
    "actor_kind",
    "actor",
    "address",
    "action",
    "target_kind",
    "target_id",
    "target",
    "before",
    "after",
    "reason",
];

/// `GET /audit.csv`: the whole filter, read and sent piece by piece (RFC 4180).
pub async fn download(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    ctx.require(Action::ReadAudit, Place::CONSOLE)?;
    let filter = Filter {
        before: None,
        after: None,
        ..asked.filter()
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pieces(ctx, filter))).into_response())
}

fn pieces(ctx: Ctx, filter: Filter) -> impl Stream<Item = Result<Bytes, Error>> {
    let first = format!("{MARK}{}", row(HEAD));
    stream::try_unfold((ctx, Some(filter), Some(first)), |(ctx, filter, head)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (ctx, filter, None))));
        }
        let Some(mut filter) = filter else { return Ok(None) };
        let events = audit::list(ctx.backend(), &ctx.actor, &filter, CHUNK).await?;
        let Some(last) = events.last().map(|event| event.seq) else {
            return Ok(None);
        };
        let text: String = events.iter().map(line).collect();
        filter.before = Some(last);
        Ok(Some((Bytes::from(text), (ctx, Some(filter), None))))
    })
}

fn line(event: &Event) -> String {
    let json = |value: &Option<serde_json::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let cells = [
        event.seq.to_string(),
        event.at.to_rfc3339(),
        event.actor_kind.clone(),
        event.actor_label.clone(),
        event.address.map(|address| address.to_string()).unwrap_or_default(),
        event.action.clone(),
        event.target_kind.clone(),
        event.target_id.clone(),
        event.target_label.clone(),
        json(&event.before),
        json(&event.after),
        event.reason.clone().unwrap_or_default(),
    ];
    row(cells)
}
