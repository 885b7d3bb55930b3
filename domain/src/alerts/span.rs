//! Lengths of time as people write them: `90s`, `15m`, `2h`, `1d`.

use crate::fields::Problem;

/// Reads a length of time in seconds.
///
/// # Errors
/// When it is empty, has no unit, or lies outside `min..=max` seconds.
pub fn parse_span(text: &str, min: u32, max: u32) -> Result<u32, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Required);
    }
    let wrong = Problem::format("15m");
    let Some(unit) = text.chars().last() else {
        return Err(wrong);
    };
    let factor: u32 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86400,
        _ => return Err(wrong),
    };
    let number = text[..text.len() - unit.len_utf8()].trim();
    let seconds = number
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_mul(factor))
        .ok_or(wrong)?;
    if seconds < min || seconds > max {
        return Err(Problem::OutOfRange {
            min: min.into(),
            max: max.into(),
        });
    }
    Ok(seconds)
}

/// Writes seconds in the largest unit that fits exactly.
#[must_use]
pub fn format_span(seconds: u32) -> String {
    for (factor, unit) in [(86400, 'd'), (3600, 'h'), (60, 'm')] {
        if seconds >= factor && seconds.is_multiple_of(factor) {
            return format!("{}{unit}", seconds / factor);
        }
    }
    format!("{seconds}s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wrong_ones_are_refused() {
        for text in ["", "15", "m", "1w", "-5m", "١٥m", "99999999999d"] {
            assert!(parse_span(text, 1, u32::MAX).is_err(), "{text}");
        }
        assert_eq!(parse_span("5s", 10, 60), Err(Problem::OutOfRange { min: 10, max: 60 }));
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(seconds in 1_u32..10_000_000) {
            prop_assert_eq!(parse_span(&format_span(seconds), 1, u32::MAX), Ok(seconds));
        }
    }
}
