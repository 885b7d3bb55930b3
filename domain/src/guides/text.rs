use crate::{
    fields::{FieldErrors, Problem},
    key,
};
use serde::Serialize;

/// The longest title, in characters: it must fit a browser's tab and a list's row.
pub const MAX_TITLE: usize = 120;
/// The longest summary, in characters: two lines of a list.
pub const MAX_SUMMARY: usize = 300;
/// The longest body, in characters: about sixty printed pages.
pub const MAX_BODY: usize = 200_000;
/// The longest note on a revision, in characters.
pub const MAX_NOTE: usize = 200;

/// Addresses below `/guides/` that are pages of their own.
const RESERVED: [&str; 2] = ["new", "preview"];

/// Checks the name by which a guide is addressed.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_slug(slug: &str) -> Result<(), Problem> {
    key::check_slug(slug)?;
    if RESERVED.contains(&slug) {
        Err(Problem::Taken)
    } else {
        Ok(())
    }
}

/// What a revision says, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    pub title: String,
    pub summary: String,
    /// Markdown: `CommonMark` with GitHub's tables, task lists, footnotes and strike-through.
    pub body: String,
}

impl Text {
    /// Trims and checks what was typed; line ends become those of Unix, as browsers send the others.
    ///
    /// Problems are added under `title`, `summary` and `body`.
    #[must_use]
    pub fn check(&self, errors: &mut FieldErrors) -> Self {
        let body = self.body.replace("\r\n", "\n");
        let length = body.chars().count();
        if body.trim().is_empty() {
            errors.add("body", Problem::Required);
        } else if length > MAX_BODY {
            errors.add("body", Problem::TooLong { max: MAX_BODY });
        } else if key::has_bidi_controls(&body) {
            errors.add("body", Problem::HiddenCharacters);
        }
        Self {
            title: errors.text("title", &self.title, 1, MAX_TITLE),
            summary: errors.text("summary", &self.summary, 0, MAX_SUMMARY),
            body: format!("{}\n", body.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title: &str, body: &str) -> Text {
        Text {
            title: title.into(),
            summary: String::new(),
            body: body.into(),
        }
    }

    #[test]
    fn pages_of_the_console_are_no_slugs() {
        assert_eq!(check_slug("new"), Err(Problem::Taken));
        assert_eq!(check_slug("preview"), Err(Problem::Taken));
        assert_eq!(check_slug("new-hires"), Ok(()));
        assert!(check_slug("Flags").is_err());
    }

    #[test]
    fn a_text_is_trimmed_and_its_line_ends_are_unified() {
        let mut errors = FieldErrors::default();
        let checked = text("  Flags ", "one\r\ntwo\n\n").check(&mut errors);
        assert!(errors.is_empty());
        assert_eq!(checked, text("Flags", "one\ntwo\n"));
    }

    #[test]
    fn an_empty_title_or_body_and_a_hidden_override_are_refused() {
        let mut errors = FieldErrors::default();
        let _ = text("", " \n").check(&mut errors);
        assert_eq!(errors.get("title"), Some(&Problem::Required));
        assert_eq!(errors.get("body"), Some(&Problem::Required));
        let mut errors = FieldErrors::default();
        let _ = text("t", "a \u{202E}cod.exe").check(&mut errors);
        assert_eq!(errors.get("body"), Some(&Problem::HiddenCharacters));
        let mut errors = FieldErrors::default();
        let _ = text("t", &"x".repeat(MAX_BODY + 1)).check(&mut errors);
        assert_eq!(errors.get("body"), Some(&Problem::TooLong { max: MAX_BODY }));
    }
}
