use super::{POWER, Permille, alpha, quantile};
use crate::fields::Problem;

/// What an experiment is planned to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The share of those who do it without the change.
    pub baseline: Permille,
    /// The smallest difference worth finding, in percentage points: what one treatment may add or take away.
    pub difference: Permille,
}

impl Goal {
    /// Both shares; the one with the change must be a share, too, at least upwards or downwards.
    ///
    /// # Errors
    /// When it is beyond all and below nothing.
    pub fn new(baseline: Permille, difference: Permille) -> Result<Self, Problem> {
        let goal = Self { baseline, difference };
        if goal.others().next().is_none() {
            let largest = baseline.parts().max(1000 - baseline.parts()) - 1;
            let max = i64::from(largest / 10).max(1);
            return Err(Problem::OutOfRange { min: 1, max });
        }
        Ok(goal)
    }

    /// What the share could become with the change.
    fn others(self) -> impl Iterator<Item = Permille> {
        let (base, step) = (self.baseline.parts(), self.difference.parts());
        [base.checked_add(step), base.checked_sub(step)]
            .into_iter()
            .filter_map(|parts| parts.and_then(Permille::new))
    }
}

/// How many users each variant needs, so that [`POWER`] of such experiments find the difference and [`super::ALPHA`] of
/// those without one find something. `comparisons` is how many treatments are held against control.
///
/// Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions (3rd ed., 2003), 4.2, without the correction for
/// continuity; R's `power.prop.test` computes the same. Of up and down, the one that needs more users counts.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and below 2^32 for differences from 0.1 points on"
)]
pub fn needed(goal: Goal, comparisons: usize) -> u32 {
    let p = goal.baseline.fraction();
    let difference = goal.difference.fraction();
    let (error, power) = (quantile(1.0 - alpha(comparisons) / 2.0), quantile(POWER));
    let of = |other: Permille| {
        let q = other.fraction();
        let mean = f64::midpoint(p, q);
        let without = error * (2.0 * mean * (1.0 - mean)).sqrt();
        let with = power * (p * (1.0 - p) + q * (1.0 - q)).sqrt();
        ((without + with) / difference).powi(2).ceil() as u32
    };
    goal.others().map(of).max().unwrap_or(0)
}
