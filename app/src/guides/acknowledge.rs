use super::parts::address;
use crate::{
    forms::{Done, RawForm, answer},
    page::{PageResult, SignedIn},
};
use arkan_backend::{Error, guides};
use arkan_domain::{fields::Problem, ids::RevisionId};
use arkan_locales::{Lang, t};
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, StatusCode};

/// `POST /guides/{slug}/acknowledge`: the reader says to have read a revision.
pub async fn acknowledge(SignedIn(ctx): SignedIn, Path(slug): Path<String>, RawForm(values): RawForm) -> Response {
    if is_prefetch(&ctx.headers) {
        return StatusCode::NO_CONTENT.into_response();
    }
    let language = Lang::from_tag(values.text("language")).unwrap_or(ctx.lang);
    let back = address(&slug, language);
    let result = match revision(values.text("revision")) {
        Ok(revision) => guides::acknowledge(ctx.backend(), &ctx.actor, &slug, revision).await,
        Err(error) => Err(error),
    };
    let result = result.map(|()| Done::new(back.clone(), t::guides::acknowledged_done(ctx.lang)));
    answer(&ctx, "acknowledge", values, &back, result).await
}

/// `POST /guides/{slug}/opened`: the page is in front of the reader. A browser that only fetches ahead does not count.
pub async fn opened(SignedIn(ctx): SignedIn, Path(slug): Path<String>, RawForm(values): RawForm) -> PageResult {
    if !is_prefetch(&ctx.headers) {
        let revision = revision(values.text("revision")).map_err(ctx.fail())?;
        guides::opened(ctx.backend(), &ctx.actor, &slug, revision)
            .await
            .map_err(ctx.fail())?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn revision(text: &str) -> Result<RevisionId, Error> {
    text.parse().map_err(|_| Error::field("revision", Problem::Unknown))
}

/// Whether a browser fetches ahead of its reader (Fetch, `Sec-Purpose`; older ones say `Purpose` or `X-Moz`).
fn is_prefetch(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|value| value.to_ascii_lowercase().contains("prefetch"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fetching_ahead_is_not_reading() {
        let with = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a header"));
            is_prefetch(&headers)
        };
        assert!(with("sec-purpose", "prefetch"));
        assert!(with("sec-purpose", "prefetch;prerender"));
        assert!(with("purpose", "Prefetch"));
        assert!(!with("accept", "text/html"));
    }
}
