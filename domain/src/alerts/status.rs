//! The HTTP statuses that count as good.

use crate::fields::Problem;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Statuses and ranges of them, both ends included: `200-299, 401`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Statuses(Vec<(u16, u16)>);

impl Default for Statuses {
    fn default() -> Self {
        Self(vec![(200, 299)])
    }
}

impl Statuses {
    #[must_use]
    pub fn contains(&self, status: u16) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&status))
    }

    /// Reads `200-299, 401`; nothing means every 2xx.
    ///
    /// # Errors
    /// When a part is no status from 100 to 599 or no range of them.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::format("200-299, 401");
        let parts: Vec<&str> = text
            .split([',', ' ', '،'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        if parts.is_empty() {
            return Ok(Self::default());
        }
        if parts.len() > 20 {
            return Err(wrong());
        }
        let status = |text: &str| {
            text.parse::<u16>()
                .ok()
                .filter(|status| (100..600).contains(status))
                .ok_or_else(wrong)
        };
        let mut ranges = Vec::with_capacity(parts.len());
        for part in parts {
            let (from, to) = match part.split_once('-') {
                Some((from, to)) => (status(from)?, status(to)?),
                None => (status(part)?, status(part)?),
            };
            if from > to {
                return Err(wrong());
            }
            ranges.push((from, to));
        }
        Ok(Self(ranges))
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            if from == to {
                write!(f, "{comma}{from}")?;
            } else {
                write!(f, "{comma}{from}-{to}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_writing_agree() {
        for text in ["200-299", "200", "200-299, 401", "301, 302"] {
            assert_eq!(
                Statuses::parse(text).map(|statuses| statuses.to_string()),
                Ok(text.to_owned())
            );
        }
        assert_eq!(Statuses::parse(" "), Ok(Statuses::default()));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["2xx", "299-200", "99", "600", "200-", "-"] {
            assert!(Statuses::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_a_range_belong_to_it() {
        let statuses = Statuses::default();
        assert!(statuses.contains(200) && statuses.contains(299));
        assert!(!statuses.contains(199) && !statuses.contains(300));
    }
}
