//! Keys: the short names by which people, URLs and SDKs call a thing.

use crate::fields::Problem;

/// The longest key, in characters. Unleash allows 100; a key must also fit a URL and a table column.
pub const MAX_KEY: usize = 100;

/// Checks a flag key: letters, digits, `.`, `_`, `-`, beginning with a letter or digit.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_key(key: &str) -> Result<(), Problem> {
    check(
        key,
        MAX_KEY,
        |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'),
        "checkout.new-payment",
    )
}

/// Checks a slug: lower-case letters, digits and `-`, beginning with a letter or digit, at most 60 characters.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_slug(slug: &str) -> Result<(), Problem> {
    check(
        slug,
        60,
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        "web-shop",
    )
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool, example: &'static str) -> Result<(), Problem> {
    if text.is_empty() {
        return Err(Problem::Required);
    }
    if text.chars().count() > max {
        return Err(Problem::TooLong { max });
    }
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if starts_well && text.chars().all(allowed) {
        Ok(())
    } else {
        Err(Problem::format(example))
    }
}

/// Whether a text hides characters that reorder what is around it (UTS 39: bidi embeddings, overrides, isolates).
#[must_use]
pub fn has_bidi_controls(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_of_the_peers_are_accepted() {
        for key in ["a", "checkout", "new_payment.v2", "A-B", "9lives"] {
            assert_eq!(check_key(key), Ok(()), "{key}");
        }
    }

    #[test]
    fn a_key_that_breaks_a_url_is_refused() {
        for key in ["", " ", "a b", "a/b", "-a", "é", "a\u{202E}b"] {
            assert!(check_key(key).is_err(), "{key:?}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_a_key(slug in "[a-z0-9][a-z0-9-]{0,59}") {
            prop_assert_eq!(check_slug(&slug), Ok(()));
            prop_assert_eq!(check_key(&slug), Ok(()));
        }
    }
}
