use super::Fault;
use crate::outbound::{Call, Outbound};
use arkan_domain::alerts::{Failure, HttpMethod, Statuses};
use bytes::Bytes;
use reqwest::{Method, header::HeaderMap};
use std::time::{Duration, Instant};
use url::Url;

/// What is asked of a web server.
pub(super) struct Question<'a> {
    pub url: &'a Url,
    pub method: HttpMethod,
    pub status: &'a Statuses,
    pub contains: Option<&'a str>,
}

/// Status first, then text, then latency: the first that is wrong is told.
pub(super) async fn ask(
    outbound: &Outbound,
    question: &Question<'_>,
    max_latency_ms: Option<u32>,
    timeout: Duration,
) -> Result<Option<String>, Fault> {
    let start = Instant::now();
    let call = Call {
        method: match question.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Head => Method::HEAD,
        },
        url: question.url.clone(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        // Where a redirect is the expected answer it must not be followed.
        follow_redirects: !(300..400).any(|status| question.status.contains(status)),
        timeout,
    };
    let answer = outbound.call(call).await?;
    let took = start.elapsed();
    if !question.status.contains(answer.status) {
        return Err(Fault(Failure::Status, Some(answer.status.to_string())));
    }
    if let Some(text) = question.contains
        && !String::from_utf8_lossy(&answer.body).contains(text)
    {
        return Err(Fault(Failure::TextMissing, Some(text.to_owned())));
    }
    if let Some(max) = max_latency_ms
        && took > Duration::from_millis(max.into())
    {
        return Err(Fault(
            Failure::TooSlow,
            Some(format!("{} ms > {max} ms", took.as_millis())),
        ));
    }
    Ok(Some(answer.status.to_string()))
}
