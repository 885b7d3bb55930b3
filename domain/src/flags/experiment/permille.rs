use crate::fields::Problem;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A share in parts of a thousand, written as percent with one decimal at most: `12.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permille(u16);

impl Permille {
    /// The whole.
    const WHOLE: u16 = 1000;

    /// A share that is neither nothing nor the whole.
    #[must_use]
    pub const fn new(parts: u16) -> Option<Self> {
        if parts > 0 && parts < Self::WHOLE {
            Some(Self(parts))
        } else {
            None
        }
    }

    #[must_use]
    pub const fn parts(self) -> u16 {
        self.0
    }

    /// As a part of one.
    #[must_use]
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / f64::from(Self::WHOLE)
    }

    /// Reads `12`, `12.5` or `12.5 %`.
    ///
    /// # Errors
    /// What would be right.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().trim_end_matches('%').trim_end();
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let example = || Problem::format("12.5");
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
        if !digits(whole, 4) || !digits(tenth, 1) {
            return Err(example());
        }
        let whole: u16 = whole.parse().map_err(|_| example())?;
        let tenth: u16 = tenth.parse().map_err(|_| example())?;
        Self::new(whole.saturating_mul(10).saturating_add(tenth)).ok_or_else(example)
    }
}

impl fmt::Display for Permille {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}
