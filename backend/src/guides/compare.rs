//! What changed between two texts: line by line, and word by word inside a line.

use super::{queries, read};
use crate::{Backend, Error, Result};
use arkan_domain::{guides::Text, identity::Actor};
use arkan_locales::Lang;
use similar::{ChangeTag, TextDiff, TextDiffConfig};
use std::time::Duration;

/// Lines shown before and after a change.
const CONTEXT: usize = 2;
/// After this long the comparison settles for a coarser answer.
const PATIENCE: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Same,
    Removed,
    Added,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffPart {
    pub text: String,
    /// Whether this piece is what changed in the line.
    pub changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    pub kind: LineKind,
    /// The line's number before, from 1.
    pub old: Option<usize>,
    /// The line's number after, from 1.
    pub new: Option<usize>,
    pub parts: Vec<DiffPart>,
}

/// The changed passages between two revisions, each with a little of what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub from: i32,
    pub to: i32,
    pub hunks: Vec<Vec<DiffLine>>,
}

/// Compares two revisions of a guide in one language.
///
/// # Errors
/// [`Error::NotFound`] when there is no such guide or revision.
pub async fn compare(
    backend: &Backend,
    actor: &Actor,
    slug: &str,
    language: Lang,
    (from, to): (i32, i32),
) -> Result<Comparison> {
    let guide = read::find(backend, actor, slug).await?;
    let mut texts = Vec::with_capacity(2);
    for number in [from, to] {
        let revision = queries::by_number(&backend.pool, guide.id, language, number).await?;
        texts.push(revision.ok_or(Error::NotFound)?.text);
    }
    Ok(Comparison {
        from,
        to,
        hunks: compare_texts(&texts[0], &texts[1]),
    })
}

/// Compares two texts, title and summary included.
#[must_use]
pub fn compare_texts(old: &Text, new: &Text) -> Vec<Vec<DiffLine>> {
    let (old, new) = (whole(old), whole(new));
    let mut config: TextDiffConfig = TextDiff::configure();
    config.timeout(PATIENCE);
    let diff = config.diff_lines(old.as_str(), new.as_str());
    diff.grouped_ops(CONTEXT)
        .iter()
        .map(|hunk| {
            hunk.iter()
                .flat_map(|op| diff.iter_inline_changes(op))
                .map(|change| line(&change))
                .collect()
        })
        .collect()
}

fn whole(text: &Text) -> String {
    format!("{}\n\n{}\n\n{}", text.title, text.summary, text.body)
}

fn line(change: &similar::InlineChange<'_, str>) -> DiffLine {
    let kind = match change.tag() {
        ChangeTag::Equal => LineKind::Same,
        ChangeTag::Delete => LineKind::Removed,
        ChangeTag::Insert => LineKind::Added,
    };
    let mut parts: Vec<DiffPart> = change
        .iter_strings_lossy()
        .map(|(changed, text)| DiffPart {
            text: text.into_owned(),
            changed,
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        last.text.truncate(last.text.trim_end_matches('\n').len());
    }
    DiffLine {
        kind,
        old: change.old_index().map(|index| index + 1),
        new: change.new_index().map(|index| index + 1),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> Text {
        Text {
            title: "Title".into(),
            summary: String::new(),
            body: body.into(),
        }
    }

    #[test]
    fn a_changed_word_is_marked_inside_its_line() {
        let hunks = compare_texts(
            &text("Set it to 10 percent.\nDone.\n"),
            &text("Set it to 25 percent.\nDone.\n"),
        );
        let lines = &hunks[0];
        let changed = |kind: LineKind| -> Vec<&str> {
            lines
                .iter()
                .filter(|line| line.kind == kind)
                .flat_map(|line| {
                    line.parts
                        .iter()
                        .filter(|part| part.changed)
                        .map(|part| part.text.as_str())
                })
                .collect()
        };
        assert_eq!(changed(LineKind::Removed), ["10"]);
        assert_eq!(changed(LineKind::Added), ["25"]);
        assert!(
            lines
                .iter()
                .any(|line| line.kind == LineKind::Same && line.parts[0].text == "Done.")
        );
    }

    #[test]
    fn equal_texts_have_no_hunks_and_distant_changes_have_two() {
        assert!(compare_texts(&text("a\n"), &text("a\n")).is_empty());
        let old: String = (0..30).map(|n| format!("line {n}\n")).collect();
        let new = old
            .replace("line 3\n", "line three\n")
            .replace("line 27\n", "line twenty-seven\n");
        assert_eq!(compare_texts(&text(&old), &text(&new)).len(), 2);
    }
}
