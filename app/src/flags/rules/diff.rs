use super::sentence::{SegmentKeys, draft_lines};
use arkan_domain::flags::Draft;
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// What changed from one draft to another, in sentences: what went, what came, and what stayed around it.
pub fn draft_diff(lang: Lang, before: &Draft, after: &Draft, segments: &SegmentKeys, key: &str) -> AnyView {
    let old = draft_lines(lang, before, segments, key);
    let new = draft_lines(lang, after, segments, key);
    let (old, new): (Vec<&str>, Vec<&str>) = (as_strs(&old), as_strs(&new));
    if old == new {
        return view! { <p class="muted small">{t::rules::same_rules(lang)}</p> }.into_any();
    }
    let diff = TextDiff::from_slices(&old, &new);
    let lines: Vec<_> = diff
        .iter_all_changes()
        .map(|change| {
            let text = change.value().to_owned();
            match change.tag() {
                ChangeTag::Equal => view! { <li>{text}</li> }.into_any(),
                ChangeTag::Delete => view! {
                    <li class="rule-removed">
                        <span class="sr-only">{t::rules::removed(lang)}": "</span><del>{text}</del>
                    </li>
                }
                .into_any(),
                ChangeTag::Insert => view! {
                    <li class="rule-added">
                        <span class="sr-only">{t::rules::added(lang)}": "</span><ins>{text}</ins>
                    </li>
                }
                .into_any(),
            }
        })
        .collect();
    view! { <ul class="rule-diff">{lines}</ul> }.into_any()
}

fn as_strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}
