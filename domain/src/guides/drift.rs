use serde::{Deserialize, Serialize};

/// How far a translation is from the text it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "drift", rename_all = "snake_case")]
pub enum Drift {
    /// Says what the newest revision of the source says.
    Current,
    /// The source has changed this many times since.
    Behind { changes: u32 },
    /// Nobody said which revision it was made from.
    Unknown,
}

/// Compares the number of the source revision a translation was made from with the newest source revision's.
///
/// Numbers count up from 1 without gaps, so that their distance is the number of changes.
#[must_use]
pub fn drift(translated_from: Option<i32>, newest_source: i32) -> Drift {
    match translated_from {
        None => Drift::Unknown,
        Some(from) => match u32::try_from(newest_source.saturating_sub(from)) {
            Ok(0) | Err(_) => Drift::Current,
            Ok(changes) => Drift::Behind { changes },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_translation_falls_behind_by_one_with_each_change_of_its_source() {
        assert_eq!(drift(Some(3), 3), Drift::Current);
        assert_eq!(drift(Some(3), 4), Drift::Behind { changes: 1 });
        assert_eq!(drift(Some(1), 12), Drift::Behind { changes: 11 });
        assert_eq!(drift(None, 12), Drift::Unknown);
    }

    proptest! {
        #[test]
        fn a_translation_is_current_exactly_when_nothing_came_after(from in 1..i32::MAX, newest in 1..i32::MAX) {
            prop_assert_eq!(drift(Some(from), newest) == Drift::Current, newest <= from);
        }
    }
}
