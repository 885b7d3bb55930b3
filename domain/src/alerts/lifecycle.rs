//! The life of an alert, and when its notifications are tried again.

use crate::text_enum;
use std::time::Duration;

text_enum! {
    /// Where an alert is in its life. An acknowledged alert is still open: someone has said that they are on it.
    AlertState {
        Firing = "firing",
        Acknowledged = "acknowledged",
        Resolved = "resolved",
    }
}

impl AlertState {
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Resolved)
    }

    /// Whether an alert may pass from this state to another. Resolved is final: the next trouble is a new alert.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Firing, Self::Acknowledged | Self::Resolved) | (Self::Acknowledged, Self::Resolved)
        )
    }
}

/// How often a notification is tried before it is given up.
pub const MAX_ATTEMPTS: u32 = 8;

/// How long to wait after the failed attempt number `attempt` (from 1); `None` when it was the last.
///
/// Short first, so that a receiver that restarts hears in time; then doubling steps up to an hour, about two hours
/// in all.
#[must_use]
pub fn retry_after(attempt: u32) -> Option<Duration> {
    let seconds = match attempt {
        0 | 1 => 5,
        2 => 15,
        3 => 60,
        4 => 300,
        5 => 900,
        6 => 1800,
        7 => 3600,
        _ => return None,
    };
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolved_is_final_and_acknowledged_does_not_go_back() {
        use AlertState as S;
        let allowed: Vec<(S, S)> = S::ALL
            .iter()
            .flat_map(|from| S::ALL.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(
            allowed,
            [
                (S::Firing, S::Acknowledged),
                (S::Firing, S::Resolved),
                (S::Acknowledged, S::Resolved)
            ]
        );
    }

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (1..).map_while(retry_after).collect();
        assert_eq!(u32::try_from(waits.len() + 1), Ok(MAX_ATTEMPTS));
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
