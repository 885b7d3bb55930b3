//! What several pages of the guides share.

use crate::ui::StateBadge;
use arkan_backend::guides::{DiffLine, LineKind, Rendered, Revision, render};
use arkan_domain::{
    guides::{Audience, Drift},
    pillar::State,
};
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use serde::Deserialize;

/// The language of a guide that an address asks for: `?language=ar`. The console's own is `?lang=`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct InLanguage {
    language: Option<String>,
}

impl InLanguage {
    pub fn get(&self) -> Option<Lang> {
        Lang::from_tag(self.language.as_deref()?)
    }
}

/// The page of a guide in one language.
pub fn address(slug: &str, language: Lang) -> String {
    format!("/guides/{slug}?language={language}")
}

/// A page below a guide: `below("flags", "edit", Lang::Ar)`.
pub fn below(slug: &str, page: &str, language: Lang) -> String {
    format!("/guides/{slug}/{page}?language={language}")
}

pub fn audience_name(lang: Lang, audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => t::guides::audience_everyone(lang),
        Audience::Admin => t::guides::audience_admin(lang),
        Audience::Operator => t::guides::audience_operator(lang),
        Audience::ProductOwner => t::guides::audience_product_owner(lang),
        Audience::Trainer => t::guides::audience_trainer(lang),
    }
}

/// The state of a translation in a word; none is: there is no translation.
pub fn drift_badge(lang: Lang, drift: Option<Drift>) -> AnyView {
    let (state, label) = match drift {
        Some(Drift::Current) => (State::Ok, t::guides::translation_current(lang).to_owned()),
        Some(Drift::Behind { changes }) => (State::Warning, t::guides::behind(lang, changes.into())),
        Some(Drift::Unknown) => (State::Unknown, t::guides::translation_unknown(lang).to_owned()),
        None => (State::Unknown, t::guides::translation_missing(lang).to_owned()),
    };
    view! { <StateBadge state=state label=label/> }.into_any()
}

/// A revision's text in its own language and direction.
pub fn prose(revision: &Revision) -> (Rendered, AnyView) {
    let rendered = render(&revision.text.body, revision.language);
    let body = prose_of(&rendered.html, revision.language);
    (rendered, body)
}

/// Rendered text in its own language and direction. The renderer has made it safe.
pub fn prose_of(html: &str, language: Lang) -> AnyView {
    view! { <div class="prose" lang=language.code() dir=language.dir() inner_html=html.to_owned()></div> }.into_any()
}

/// Changed passages, each line with a sign and its changed words marked.
pub fn diff_view(lang: Lang, language: Lang, hunks: &[Vec<DiffLine>]) -> AnyView {
    if hunks.is_empty() {
        return view! { <p>{t::guides::diff_none(lang)}</p> }.into_any();
    }
    let hunks: Vec<_> = hunks
        .iter()
        .map(|hunk| {
            let lines: Vec<_> = hunk.iter().map(|line| diff_line(lang, line)).collect();
            view! {
                <div class="diff" lang=language.code() dir=language.dir() role="group"
                    aria-label=t::guides::diff_passage(lang)>
                    {lines}
                </div>
            }
        })
        .collect();
    view! { <div>{hunks}</div> }.into_any()
}

fn diff_line(lang: Lang, line: &DiffLine) -> AnyView {
    let (class, sign, spoken) = match line.kind {
        LineKind::Same => ("", " ", ""),
        LineKind::Removed => ("diff-removed", "−", t::guides::diff_removed(lang)),
        LineKind::Added => ("diff-added", "+", t::guides::diff_added(lang)),
    };
    let parts: Vec<AnyView> = line
        .parts
        .iter()
        .map(|part| match (part.changed, line.kind) {
            (true, LineKind::Removed) => view! { <del>{part.text.clone()}</del> }.into_any(),
            (true, LineKind::Added) => view! { <ins>{part.text.clone()}</ins> }.into_any(),
            _ => part.text.clone().into_any(),
        })
        .collect();
    view! {
        <div class=class><span title=spoken aria-label=(!spoken.is_empty()).then_some(spoken) role=(!spoken.is_empty()).then_some("img")>{sign}</span><span>{parts}</span></div>
    }
    .into_any()
}
