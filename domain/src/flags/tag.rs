use crate::{fields::Problem, key::has_bidi_controls};

/// The most tags that one flag has.
pub const MAX_TAGS: usize = 20;
/// The longest tag, in characters.
pub const MAX_TAG: usize = 40;

/// Reads one tag: lower case, spaces inside as one hyphen; letters and digits of any script, `-`, `_`, `.`, `:`, `/`.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn read_tag(text: &str) -> Result<String, Problem> {
    let tag = text.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase();
    if tag.is_empty() {
        return Err(Problem::Required);
    }
    if tag.chars().count() > MAX_TAG {
        return Err(Problem::TooLong { max: MAX_TAG });
    }
    if has_bidi_controls(&tag) {
        return Err(Problem::HiddenCharacters);
    }
    let begins = tag.starts_with(char::is_alphanumeric);
    // Arabic's vowel signs are neither letters nor digits, and belong to the word.
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '\u{64B}'..='\u{652}');
    if begins && tag.chars().all(fits) {
        Ok(tag)
    } else {
        Err(Problem::format("checkout, team-payments"))
    }
}

/// Reads the tags of a flag, separated by commas of either script or line breaks: sorted, each once.
///
/// # Errors
/// The problem of the first tag that is wrong, or that there are too many.
pub fn read_tags(text: &str) -> Result<Vec<String>, Problem> {
    let mut tags = text
        .split([',', '،', '\n'])
        .filter(|part| !part.trim().is_empty())
        .map(read_tag)
        .collect::<Result<Vec<_>, _>>()?;
    tags.sort();
    tags.dedup();
    if tags.len() > MAX_TAGS {
        return Err(Problem::OutOfRange {
            min: 0,
            max: i64::try_from(MAX_TAGS).unwrap_or(i64::MAX),
        });
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_of_both_scripts_are_read() {
        let read = read_tags("Checkout,  team payments ، الدفع,checkout,").unwrap();
        assert_eq!(read, ["checkout", "team-payments", "الدفع"]);
        assert_eq!(read_tags(" , "), Ok(Vec::new()));
    }

    #[test]
    fn what_hides_or_breaks_is_refused() {
        assert_eq!(read_tag("a\u{202E}b"), Err(Problem::HiddenCharacters));
        assert_eq!(read_tag(&"a".repeat(41)), Err(Problem::TooLong { max: 40 }));
        for bad in ["<b>", "=1+1", "-a", "a\u{0}b", "a;b"] {
            assert!(matches!(read_tag(bad), Err(Problem::Format { .. })), "{bad:?}");
        }
        let many = (0..21).map(|n| format!("t{n}")).collect::<Vec<_>>().join(",");
        assert_eq!(read_tags(&many), Err(Problem::OutOfRange { min: 0, max: 20 }));
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "\\PC{0,200}") {
            if let Ok(tags) = read_tags(&text) {
                prop_assert_eq!(read_tags(&tags.join(", ")), Ok(tags));
            }
        }
    }
}
