use super::quantile;

/// Where the truth may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Whether there may be no difference at all.
    #[must_use]
    pub fn has_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "no experiment has 2^53 users")]
pub(super) fn rate(converted: u64, exposed: u64) -> f64 {
    converted as f64 / exposed as f64
}

/// The score interval of a share (E. B. Wilson: Probable inference, the law of succession, and statistical inference.
/// JASA 22, 1927): it never leaves 0 to 1 and holds for few users, too. None without users.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no experiment has 2^53 users")]
pub fn wilson(converted: u64, exposed: u64, alpha: f64) -> Option<Interval> {
    if exposed == 0 {
        return None;
    }
    let (n, p, z) = (exposed as f64, rate(converted, exposed), quantile(1.0 - alpha / 2.0));
    let square = z * z;
    let centre = p + square / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let whole = 1.0 + square / n;
    Some(Interval {
        // Rounding must not put a share of none, or of all, outside of its own interval.
        low: ((centre - half) / whole).clamp(0.0, p),
        high: ((centre + half) / whole).clamp(p, 1.0),
    })
}

/// The interval of the difference of two independent shares, first minus second (R. G. Newcombe: Interval estimation
/// for the difference between independent proportions. Statistics in Medicine 17, 1998, method 10): both score
/// intervals put together. None while one of them has no users.
#[must_use]
pub fn newcombe(first: (u64, u64), second: (u64, u64), alpha: f64) -> Option<Interval> {
    let (one, two) = (wilson(first.0, first.1, alpha)?, wilson(second.0, second.1, alpha)?);
    let (p, q) = (rate(first.0, first.1), rate(second.0, second.1));
    Some(Interval {
        low: p - q - (p - one.low).hypot(two.high - q),
        high: p - q + (one.high - p).hypot(q - two.low),
    })
}
