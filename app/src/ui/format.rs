//! Numbers, sizes, durations and moments as texts. Digits are Latin in both languages.

use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
const YEAR: u64 = 365 * DAY;

/// The exact moment: `2026-11-21 04:05:06 UTC`.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The distance of a moment from now: "3 h ago", "in 2 d".
#[must_use]
pub fn relative(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - at).num_seconds();
    let distance = seconds.unsigned_abs();
    if distance < 5 {
        return t::time::now(lang).to_owned();
    }
    if seconds > 0 {
        match distance {
            0..MINUTE => t::time::ago_seconds(lang, distance),
            MINUTE..HOUR => t::time::ago_minutes(lang, distance / MINUTE),
            HOUR..DAY => t::time::ago_hours(lang, distance / HOUR),
            DAY..MONTH => t::time::ago_days(lang, distance / DAY),
            MONTH..YEAR => t::time::ago_months(lang, distance / MONTH),
            _ => t::time::ago_years(lang, distance / YEAR),
        }
    } else {
        match distance {
            0..MINUTE => t::time::in_seconds(lang, distance),
            MINUTE..HOUR => t::time::in_minutes(lang, distance / MINUTE),
            HOUR..DAY => t::time::in_hours(lang, distance / HOUR),
            DAY..MONTH => t::time::in_days(lang, distance / DAY),
            MONTH..YEAR => t::time::in_months(lang, distance / MONTH),
            _ => t::time::in_years(lang, distance / YEAR),
        }
    }
}

/// How long something takes, in its two largest units: "1 min 35 s", "340 ms".
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to zero and far below u64::MAX"
)]
pub fn duration_text(lang: Lang, seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    if seconds < 1.0 {
        return t::time::milliseconds(lang, (seconds * 1000.0).round() as u64);
    }
    if seconds < 10.0 && seconds.fract() >= 0.05 {
        return t::time::seconds_decimal(lang, format!("{seconds:.1}"));
    }
    let whole = seconds.round() as u64;
    let (large, rest) = match whole {
        0..MINUTE => (t::time::seconds(lang, whole), None),
        MINUTE..HOUR => (
            t::time::minutes(lang, whole / MINUTE),
            Some(whole % MINUTE)
                .filter(|rest| *rest > 0)
                .map(|rest| t::time::seconds(lang, rest)),
        ),
        HOUR..DAY => (
            t::time::hours(lang, whole / HOUR),
            Some(whole % HOUR / MINUTE)
                .filter(|rest| *rest > 0)
                .map(|rest| t::time::minutes(lang, rest)),
        ),
        _ => (
            t::time::days(lang, whole / DAY),
            Some(whole % DAY / HOUR)
                .filter(|rest| *rest > 0)
                .map(|rest| t::time::hours(lang, rest)),
        ),
    };
    match rest {
        // Not a text with placeholders: the parts are in the reader's language already and need no isolation.
        Some(rest) => format!("{large}{}{rest}", t::time::and(lang)),
        None => large,
    }
}

/// A size in powers of 1,000, as storage is sold and billed: "1.4 GB".
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub fn bytes_text(lang: Lang, bytes: u64) -> String {
    if bytes < 1_000 {
        return t::time::bytes(lang, bytes);
    }
    let mut value = bytes as f64;
    let mut unit = "";
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        value /= 1_000.0;
        unit = next;
        if value < 999.95 {
            break;
        }
    }
    let text = if value < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    match lang {
        Lang::En => format!("{text} {unit}"),
        // The number and its Latin unit stay together and in order inside a sentence from right to left.
        Lang::Ar => format!("\u{2066}{text} {unit}\u{2069}"),
    }
}

/// A count with thousands separators: `1,234,567`.
#[must_use]
pub fn count_text(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("valid")
    }

    #[test]
    fn distances_use_all_arabic_forms() {
        let hours = |count: i64| relative(Lang::Ar, at(-count * 3600), at(0));
        assert_eq!(hours(1), "منذ ساعة");
        assert_eq!(hours(2), "منذ ساعتين");
        assert_eq!(hours(3), "منذ 3 ساعات");
        assert_eq!(hours(11), "منذ 11 ساعة");
        assert_eq!(relative(Lang::Ar, at(7200), at(0)), "بعد ساعتين");
        assert_eq!(relative(Lang::En, at(-10_900), at(0)), "3 h ago");
        assert_eq!(relative(Lang::En, at(90), at(0)), "in 1 min");
        assert_eq!(relative(Lang::En, at(1), at(0)), "just now");
    }

    #[test]
    fn durations_have_two_units() {
        assert_eq!(duration_text(Lang::En, 0.34), "340 ms");
        assert_eq!(duration_text(Lang::En, 1.25), "1.2 s");
        assert_eq!(duration_text(Lang::En, 95.0), "1 min 35 s");
        assert_eq!(duration_text(Lang::En, 7200.0), "2 h");
        assert_eq!(duration_text(Lang::Ar, 95.0), "دقيقة و35 ثانية");
    }

    #[test]
    fn sizes_and_counts() {
        assert_eq!(bytes_text(Lang::En, 999), "999 B");
        assert_eq!(bytes_text(Lang::En, 1_440_000_000), "1.4 GB");
        assert_eq!(bytes_text(Lang::En, 999_999), "1.0 MB");
        assert_eq!(count_text(0), "0");
        assert_eq!(count_text(1_234_567), "1,234,567");
        assert_eq!(count_text(100), "100");
    }
}
