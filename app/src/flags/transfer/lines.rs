use leptos::prelude::*;
use serde_json::Value;
use similar::{ChangeTag, TextDiff, TextDiffConfig};
use std::time::Duration;

/// Lines around a change that stay for orientation.
const AROUND: usize = 3;
/// After it a coarser comparison will do.
const PATIENCE: Duration = Duration::from_millis(100);

/// Two values as JSON, line by line: what goes, what comes.
pub fn lines(before: &Value, after: &Value) -> AnyView {
    let text = |value: &Value| {
        if value.is_null() {
            String::new()
        } else {
            serde_json::to_string_pretty(value).unwrap_or_default()
        }
    };
    let (before, after) = (text(before), text(after));
    let mut config: TextDiffConfig = TextDiff::configure();
    config.timeout(PATIENCE);
    let diff = config.diff_lines(before.as_str(), after.as_str());
    let hunks: Vec<_> = diff
        .grouped_ops(AROUND)
        .iter()
        .map(|hunk| {
            let lines: Vec<_> = hunk
                .iter()
                .flat_map(|op| diff.iter_changes(op))
                .map(|change| {
                    let (class, sign) = match change.tag() {
                        ChangeTag::Equal => ("", " "),
                        ChangeTag::Delete => ("diff-removed", "−"),
                        ChangeTag::Insert => ("diff-added", "+"),
                    };
                    let line = change.value().trim_end_matches('\n').to_owned();
                    view! { <div class=class><span>{sign}</span><span>{line}</span></div> }
                })
                .collect();
            view! { <div class="diff mono small" dir="ltr">{lines}</div> }
        })
        .collect();
    view! { <div>{hunks}</div> }.into_any()
}
