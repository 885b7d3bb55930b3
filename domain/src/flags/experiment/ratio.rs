use super::Counted;
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

/// Groups whose sizes come about by chance less often than this are not what the weights made. Strict, since it is
/// looked at again and again (A. Fabijan et al.: Diagnosing Sample Ratio Mismatch in Online Controlled Experiments.
/// KDD 2019).
pub const ALARM: f64 = 0.001;
/// Below this many expected users in a group the test says nothing (W. G. Cochran, 1954).
const FEWEST: f64 = 5.0;

/// Whether the groups are as large as their weights say.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// How many users each variant should have of those who are there.
    pub expected: Vec<f64>,
    /// How likely such a difference, or a larger one, is by chance; none while there are too few users to tell.
    pub p: Option<f64>,
}

impl Ratio {
    /// Whether something else than the weights decides who gets what.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.p.is_some_and(|p| p < ALARM)
    }
}

/// Pearson's chi-square test of the sizes against the weights.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "no experiment has 2^53 users")]
pub fn ratio(arms: &[Counted]) -> Ratio {
    let total: u64 = arms.iter().map(|arm| arm.exposed).sum();
    let weights: u32 = arms.iter().map(|arm| u32::from(arm.weight)).sum();
    let share = |weight: u16| total as f64 * f64::from(weight) / f64::from(weights.max(1));
    let expected: Vec<f64> = arms.iter().map(|arm| share(arm.weight)).collect();
    let enough = arms.len() > 1 && expected.iter().all(|expected| *expected >= FEWEST);
    let distance = || -> f64 {
        let pairs = arms.iter().zip(&expected);
        pairs
            .map(|(arm, expected)| (arm.exposed as f64 - expected).powi(2) / expected)
            .sum()
    };
    let freedom = arms.len().saturating_sub(1) as f64;
    let p = enough
        .then(|| ChiSquared::new(freedom).ok())
        .flatten()
        .map(|chi| chi.sf(distance()));
    Ratio { expected, p }
}
