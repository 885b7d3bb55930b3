//! CSRF: a request that changes something must come from a page of ours (OWASP ASVS 5.0, 3.5.1).
//!
//! Browsers send `Sec-Fetch-Site`, older ones `Origin`; neither can be set by a page. A request with neither is
//! no browser's, and carries no cookie that somebody else could have made it send.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, Method, StatusCode, header};
use std::sync::Arc;

/// The origin of the console, as browsers write it.
#[derive(Clone)]
pub struct OwnOrigin(pub Arc<str>);

/// Refuses what another site made the browser send.
pub async fn guard(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_us(request.headers(), &own.0) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "This request came from another site and was refused.",
        )
            .into_response()
    }
}

fn comes_from_us(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        // "none": typed or bookmarked, which a form post never is.
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own || Some(origin) == host_origin(headers, own).as_deref(),
        (None, None) => true,
    }
}

/// The origin that the browser used, when it is not the configured one: scheme of ours, host of the request.
fn host_origin(headers: &HeaderMap, own: &str) -> Option<String> {
    let scheme = own.split("://").next()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        comes_from_us(&headers, "https://console.example.com")
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
        assert!(!allowed(&[("sec-fetch-site", "cross-site")]));
        assert!(!allowed(&[("sec-fetch-site", "same-site")]));
        assert!(!allowed(&[
            ("sec-fetch-site", "none"),
            ("origin", "https://console.example.com")
        ]));
        assert!(allowed(&[("origin", "https://console.example.com")]));
        assert!(!allowed(&[
            ("origin", "https://evil.example.com"),
            ("host", "console.example.com")
        ]));
        assert!(!allowed(&[("origin", "null")]));
        assert!(
            allowed(&[("host", "console.example.com")]),
            "a command-line client sends neither"
        );
    }
}
