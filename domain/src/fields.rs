//! What is wrong with a form: one problem per field, each of which the page can put into words in either language.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// Why a field was refused. The texts stand in `locales/*/form.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    Required,
    TooLong {
        max: usize,
    },
    TooShort {
        min: usize,
    },
    /// The form is wrong; the example shows a right one.
    Format {
        example: Cow<'static, str>,
    },
    NotANumber,
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// Something else already has this name.
    Taken,
    /// Not one of the choices, or no longer there.
    Unknown,
    /// The two fields should have been equal.
    Mismatch,
    /// The password stands on the list of common ones.
    CommonPassword,
    /// The current password, asked for before a change, is wrong.
    WrongPassword,
    /// The typed name is not the name of what would be lost.
    NameNotTyped {
        expected: String,
    },
    /// A bidi control character hides what a text really says.
    HiddenCharacters,
    /// An address the console must not call (loopback, private, link-local) unless it is on the allow-list.
    ForbiddenAddress,
    /// Changed by someone else since the form was opened.
    Stale,
    TooMany {
        max: usize,
    },
    /// The pattern is one on which some applications could work without end.
    EndlessPattern,
    /// The weights do not make 100 %.
    WeightTotal {
        /// What they make, in percent.
        total: String,
    },
    /// What would need itself: the way round, by keys.
    Cycle {
        path: Vec<String>,
    },
    /// A need of a need, which SDKs do not follow: the way, by keys.
    Chain {
        path: Vec<String>,
    },
    /// Whoever asks may not do this here.
    NotAllowed,
    /// The flag is archived.
    Archived,
    /// A moment that has not come yet.
    InFuture,
    /// The flag was killed there.
    Killed,
    /// A file that is no JSON, or not of a shape that is known; why, in the parser's words.
    Unreadable {
        why: String,
    },
    /// The engine does not take it; why, in its words.
    Uncompilable {
        why: String,
    },
}

impl Problem {
    /// A wrong form, with an example of a right one.
    #[must_use]
    pub const fn format(example: &'static str) -> Self {
        Self::Format {
            example: Cow::Borrowed(example),
        }
    }
}

/// The problems of one form, by field name. A form has one problem per field: the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Problem>);

impl FieldErrors {
    /// One field with one problem.
    #[must_use]
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.entry(field.to_owned()).or_insert(problem);
    }

    /// Notes the problem of a check, if it has one.
    pub fn check<T>(&mut self, field: &str, result: Result<T, Problem>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(problem) => {
                self.add(field, problem);
                None
            }
        }
    }

    /// Checks a text a person reads: trimmed, `min..=max` characters, nothing hidden in it.
    pub fn text(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        let value = value.trim();
        let length = value.chars().count();
        if length == 0 && min > 0 {
            self.add(field, Problem::Required);
        } else if length < min {
            self.add(field, Problem::TooShort { min });
        } else if length > max {
            self.add(field, Problem::TooLong { max });
        } else if crate::key::has_bidi_controls(value) || value.contains('\0') {
            self.add(field, Problem::HiddenCharacters);
        }
        value.to_owned()
    }

    /// Reads a whole number in `min..=max`.
    pub fn number(&mut self, field: &str, value: &str, min: i64, max: i64) -> i64 {
        match value.trim().parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => number,
            Ok(_) => {
                self.add(field, Problem::OutOfRange { min, max });
                min
            }
            Err(_) if value.trim().is_empty() => {
                self.add(field, Problem::Required);
                min
            }
            Err(_) => {
                self.add(field, Problem::NotANumber);
                min
            }
        }
    }

    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Problem> {
        self.0.get(field)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Problem)> {
        self.0.iter().map(|(field, problem)| (field.as_str(), problem))
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// The problems found so far.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_problem_of_a_field_stays() {
        let mut errors = FieldErrors::default();
        errors.add("key", Problem::Required);
        errors.add("key", Problem::Taken);
        assert_eq!(errors.get("key"), Some(&Problem::Required));
    }

    #[test]
    fn numbers_say_what_would_be_right() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.number("percent", " 25 ", 0, 100), 25);
        errors.number("over", "101", 0, 100);
        errors.number("word", "many", 0, 100);
        errors.number("none", "", 0, 100);
        assert_eq!(errors.get("percent"), None);
        assert_eq!(errors.get("over"), Some(&Problem::OutOfRange { min: 0, max: 100 }));
        assert_eq!(errors.get("word"), Some(&Problem::NotANumber));
        assert_eq!(errors.get("none"), Some(&Problem::Required));
    }

    #[test]
    fn a_hidden_override_is_refused() {
        let mut errors = FieldErrors::default();
        errors.text("name", "abc\u{202E}gpj.exe", 1, 100);
        assert_eq!(errors.get("name"), Some(&Problem::HiddenCharacters));
    }
}
