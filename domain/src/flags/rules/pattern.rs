//! Regular expressions that no SDK can be hung with.
//!
//! The console's engine takes time in proportion to the text, but SDKs in languages with a backtracking engine do not:
//! there `(a+)+$` takes time that doubles with each letter.

use crate::fields::Problem;
use regex_syntax::hir::{Hir, HirKind};

/// Longest pattern, in bytes.
const MAX: usize = 500;

/// Takes a pattern that compiles and repeats nothing that repeats without end itself.
///
/// # Errors
/// [`Problem::Format`] when it is no pattern, [`Problem::EndlessPattern`] when it could run for ever.
pub fn check_pattern(text: &str) -> Result<(), Problem> {
    if text.is_empty() {
        return Err(Problem::Required);
    }
    if text.len() > MAX {
        return Err(Problem::TooLong { max: MAX });
    }
    let parsed = regex_syntax::parse(text).map_err(|_| Problem::format("^[a-z]+@example\\.com$"))?;
    if nests(&parsed, false) {
        return Err(Problem::EndlessPattern);
    }
    // Counted repetitions can make a short text a large program.
    regex::RegexBuilder::new(text)
        .size_limit(1 << 20)
        .build()
        .map(|_| ())
        .map_err(|_| Problem::EndlessPattern)
}

fn nests(hir: &Hir, repeated: bool) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let many = repetition.max.is_none_or(|max| max > 10);
            (repeated && many) || nests(&repetition.sub, repeated || many)
        }
        HirKind::Capture(capture) => nests(&capture.sub, repeated),
        HirKind::Concat(parts) => parts.iter().any(|part| nests(part, repeated)),
        // Alternatives that overlap inside a repetition backtrack as well: `(a|a)*`.
        HirKind::Alternation(parts) => repeated || parts.iter().any(|part| nests(part, repeated)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_end() {
        for text in [
            "^a+$",
            "[a-z]+@example\\.com$",
            "^(foo|bar)-[0-9]{1,4}$",
            "(?i)beta",
            "^v[0-9]+(\\.[0-9]+)?$",
        ] {
            assert_eq!(check_pattern(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn patterns_that_could_run_for_ever() {
        for text in [
            "(a+)+$",
            "(.*)*x",
            "([a-z]+)*",
            "(a|aa)+$",
            "(x{1,50}){1,50}",
            "((ab)*c*)*",
        ] {
            assert_eq!(check_pattern(text), Err(Problem::EndlessPattern), "{text}");
        }
    }

    #[test]
    fn what_is_no_pattern() {
        for text in ["(", "a{2", "(?=x)", "\\1", "[z-a]"] {
            assert!(matches!(check_pattern(text), Err(Problem::Format { .. })), "{text}");
        }
        assert_eq!(check_pattern(""), Err(Problem::Required));
        assert!(matches!(check_pattern(&"a".repeat(501)), Err(Problem::TooLong { .. })));
    }
}
