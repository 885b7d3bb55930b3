//! Password rules (OWASP ASVS 5.0, 6.2): length and a list of common ones, no rules of composition.

use crate::fields::Problem;
use std::{collections::HashSet, sync::LazyLock};

/// The shortest password, in characters.
pub const MIN_PASSWORD: usize = 12;
/// The longest password, in characters: long enough for any sentence, short enough to hash.
pub const MAX_PASSWORD: usize = 256;

/// Passwords of at least twelve characters that lists of leaked ones begin with.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Checks a new password.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_password(password: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    if length == 0 {
        return Err(Problem::Required);
    }
    if length < MIN_PASSWORD {
        return Err(Problem::TooShort { min: MIN_PASSWORD });
    }
    if length > MAX_PASSWORD {
        return Err(Problem::TooLong { max: MAX_PASSWORD });
    }
    let lower = password.to_lowercase();
    let distinct: HashSet<char> = lower.chars().collect();
    if distinct.len() < 4 || COMMON.contains(lower.as_str()) {
        Err(Problem::CommonPassword)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_the_list() {
        assert_eq!(check_password("short"), Err(Problem::TooShort { min: 12 }));
        assert_eq!(check_password("aaaaaaaaaaaaaaaa"), Err(Problem::CommonPassword));
        assert_eq!(check_password("Password1234"), Err(Problem::CommonPassword));
        assert_eq!(check_password("a quiet harbour at noon"), Ok(()));
        assert_eq!(check_password("ميناء هادئ عند الظهر"), Ok(()));
    }
}
