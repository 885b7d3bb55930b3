use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Code, Notice, PageHead, Tone},
};
use arkan_backend::audit::{ChainFault, Verified, verify_latest};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// A page must answer soon; everything is checked by `arkan doctor`.
const ROWS: i64 = 50_000;

/// `GET /audit/verify`: follows the newest part of the chain, hash by hash.
pub async fn show(ctx: Ctx) -> PageResult {
    let verified = verify_latest(ctx.backend(), &ctx.actor, ROWS)
        .await
        .map_err(ctx.fail())?;
    let lang = ctx.lang;
    let title = t::audit::verify(lang);
    let page = Page::new(Section::Audit, title).crumb(t::page::audit(lang), "/audit");
    let body = move || view! { <PageHead title=title/>{finding(lang, &verified)} }.into_any();
    Ok(ctx.page(page, body).await)
}

fn finding(lang: Lang, verified: &Verified) -> AnyView {
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    let rest = (verified.unchecked > 0).then(|| {
        view! {
            <p>{t::audit::unchecked(lang, count(verified.unchecked))}" "<Code text="arkan doctor"/></p>
        }
    });
    let (tone, title, text) = match verified.fault {
        None => (
            Tone::Ok,
            t::audit::holds_title(lang),
            t::audit::holds_text(lang, count(verified.rows)),
        ),
        Some(ChainFault::Altered { seq }) => (
            Tone::Critical,
            t::audit::broken_title(lang),
            t::audit::altered(lang, seq),
        ),
        Some(ChainFault::Broken { seq }) => (
            Tone::Critical,
            t::audit::broken_title(lang),
            t::audit::missing(lang, seq),
        ),
    };
    let advice = verified
        .fault
        .is_some()
        .then(|| view! { <p>{t::audit::broken_advice(lang)}</p> });
    view! { <Notice tone=tone title=title><div class="stack"><p>{text}</p>{rest}{advice}</div></Notice> }.into_any()
}
