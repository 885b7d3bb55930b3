use crate::{
    fields::{FieldErrors, Problem},
    key::has_bidi_controls,
    text_enum,
};

/// The longest version, in characters.
pub const MAX_VERSION: usize = 100;
/// The longest notes, in characters.
pub const MAX_NOTES: usize = 20_000;

text_enum! {
    /// How a release came to be known.
    Source {
        /// A person registered it on a page.
        Page = "page",
        /// A pipeline registered it with a token.
        Api = "api",
        /// A build of this console recorded itself at its start.
        Itself = "self",
    }
}

/// What a release says of itself, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFields {
    pub version: String,
    /// The commit it was built from, lower-case hex.
    pub commit: String,
    /// Plain text, possibly empty.
    pub notes: String,
    /// The artifact, `sha256:…`, or empty when it has none.
    pub digest: String,
}

impl ReleaseFields {
    /// Checks all four fields at once; texts are trimmed, hex becomes lower case.
    ///
    /// # Errors
    /// Each wrong field with its problem.
    pub fn check(version: &str, commit: &str, notes: &str, digest: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let fields = Self {
            version: version.trim().to_owned(),
            commit: commit.trim().to_ascii_lowercase(),
            notes: errors.text("notes", notes, 0, MAX_NOTES),
            digest: digest.trim().to_ascii_lowercase(),
        };
        errors.check("version", check_version(&fields.version));
        errors.check("commit", check_commit(&fields.commit));
        if !fields.digest.is_empty() {
            errors.check("digest", check_digest(&fields.digest));
        }
        errors.into_result()?;
        Ok(fields)
    }
}

/// Checks a version: any printable text without spaces.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_version(version: &str) -> Result<(), Problem> {
    if version.is_empty() {
        Err(Problem::Required)
    } else if version.chars().count() > MAX_VERSION {
        Err(Problem::TooLong { max: MAX_VERSION })
    } else if has_bidi_controls(version) {
        Err(Problem::HiddenCharacters)
    } else if version.chars().any(|c| c.is_whitespace() || c.is_control()) {
        Err(Problem::format("1.4.0"))
    } else {
        Ok(())
    }
}

/// Checks a commit: 7 to 64 hex digits, as Git abbreviates SHA-1 and writes SHA-256.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_commit(commit: &str) -> Result<(), Problem> {
    if commit.is_empty() {
        Err(Problem::Required)
    } else if (7..=64).contains(&commit.len()) && is_hex(commit) {
        Ok(())
    } else {
        Err(Problem::format("9fceb02d0ae598e95dc970b74767f19372d61af8"))
    }
}

/// Checks a digest as registries write it: `sha256:` and 64 hex digits.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_digest(digest: &str) -> Result<(), Problem> {
    match digest.strip_prefix("sha256:") {
        Some(hex) if hex.len() == 64 && is_hex(hex) => Ok(()),
        _ => Err(Problem::format(
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        )),
    }
}

/// A commit as people read it: its first ten digits.
#[must_use]
pub fn short_commit(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_wrong_fields_are_told_at_once() {
        let errors = ReleaseFields::check("1 2", "xyz", "", "sha256:12").unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["commit", "digest", "version"]);
    }

    #[test]
    fn what_hides_in_a_version_is_refused() {
        assert_eq!(check_version(""), Err(Problem::Required));
        assert_eq!(check_version("1.0\u{202E}"), Err(Problem::HiddenCharacters));
        for wrong in ["1 0", "1\t0", "1\u{a0}0", "1\n"] {
            assert_eq!(check_version(wrong), Err(Problem::format("1.4.0")), "{wrong:?}");
        }
        assert_eq!(check_version("إصدار-١"), Ok(()));
    }

    #[test]
    fn a_digest_is_optional_and_folded() {
        let digest = format!("SHA256:{}", "AB".repeat(32));
        let fields = ReleaseFields::check(" 1.0 ", "ABCDEF1", "", &digest).unwrap();
        assert_eq!(fields.version, "1.0");
        assert_eq!(fields.commit, "abcdef1");
        assert_eq!(fields.digest, format!("sha256:{}", "ab".repeat(32)));
        assert!(ReleaseFields::check("1.0", "abcdef1", "", "").is_ok());
    }

    proptest! {
        #[test]
        fn any_hex_of_the_right_length_is_a_commit(commit in "[0-9a-fA-F]{7,64}") {
            prop_assert_eq!(check_commit(&commit), Ok(()));
            prop_assert!(commit.starts_with(short_commit(&commit)));
        }

        #[test]
        fn no_other_length_is(commit in "([0-9a-f]{1,6}|[0-9a-f]{65,80})") {
            prop_assert!(check_commit(&commit).is_err());
        }

        #[test]
        fn no_input_breaks_the_checks(version in ".*", commit in ".*", digest in ".*") {
            if let Ok(fields) = ReleaseFields::check(&version, &commit, "", &digest) {
                prop_assert!(!fields.version.is_empty() && fields.version.chars().count() <= MAX_VERSION);
                prop_assert!(!fields.version.contains(char::is_whitespace));
                // What was accepted once is accepted again, unchanged.
                let again = ReleaseFields::check(&fields.version, &fields.commit, "", &fields.digest);
                prop_assert_eq!(again, Ok(fields));
            }
        }
    }
}
