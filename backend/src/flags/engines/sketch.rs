use hyperloglockless::{AtomicHyperLogLog, DefaultHasher};
use std::sync::atomic::AtomicU8;

/// 4,096 registers of a byte: a standard error of 1.6 %, as good for ten users as for ten million.
const PRECISION: u8 = 12;
const REGISTERS: usize = 1 << PRECISION;
/// Every replica and every version hashes alike, or sketches could not be put together.
const SEED: u128 = 0x6172_6b61_6e5f_666c_6167_735f_7573_6572;
/// The first byte of a stored sketch.
const FORMAT: u8 = 1;
/// A 64-bit hash has at most 64 trailing zeros, and a register holds one more.
const MAX_REGISTER: u8 = 65;

/// How many distinct users there were, without who they were: a HyperLogLog that many threads add to at once.
pub(super) struct Sketch(AtomicHyperLogLog);

impl Default for Sketch {
    fn default() -> Self {
        Self(AtomicHyperLogLog::seeded(PRECISION, SEED))
    }
}

impl Sketch {
    pub fn insert(&self, user: &str) {
        self.0.insert(user);
    }

    /// About how many distinct users it has seen.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate is never negative, and far below u64::MAX"
    )]
    pub fn count(&self) -> u64 {
        if self.is_empty() {
            return 0;
        }
        self.0.raw_count().round() as u64
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|register| register == 0)
    }

    /// Adds those that another one saw.
    pub fn absorb(&self, other: &Self) {
        if self.0.union(&other.0).is_err() {
            tracing::error!("sketches of different precision were put together");
        }
    }

    /// The form that is stored: the format, then the registers.
    pub fn to_bytes(&self) -> Vec<u8> {
        std::iter::once(FORMAT).chain(self.0.iter()).collect()
    }

    /// Reads the stored form; none for one that another version wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (format, registers) = bytes.split_first()?;
        let good = *format == FORMAT
            && registers.len() == REGISTERS
            && registers.iter().all(|register| *register <= MAX_REGISTER);
        if !good {
            return None;
        }
        let empty = registers.iter().filter(|register| **register == 0).count();
        let sum = registers
            .iter()
            .map(|register| 0.5_f64.powi(i32::from(*register)))
            .sum();
        let registers: Box<[AtomicU8]> = registers.iter().copied().map(AtomicU8::new).collect();
        let hasher = DefaultHasher::seeded(&SEED.to_be_bytes());
        Some(Self(AtomicHyperLogLog::from_parts(registers, hasher, empty, sum)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(users: std::ops::Range<u32>) -> Sketch {
        let sketch = Sketch::default();
        users.for_each(|user| sketch.insert(&format!("user-{user}")));
        sketch
    }

    fn close(count: u64, truth: u64) -> bool {
        // Four standard errors.
        count.abs_diff(truth) * 100 <= truth * 7
    }

    #[test]
    fn it_counts_distinct_users() {
        assert_eq!(Sketch::default().count(), 0);
        for truth in [1, 10, 100, 1_000, 50_000] {
            let sketch = of(0..truth);
            of(0..truth / 2);
            (0..truth).for_each(|user| sketch.insert(&format!("user-{user}")));
            let count = sketch.count();
            assert!(close(count, u64::from(truth)), "{count} of {truth}");
        }
    }

    #[test]
    fn two_replicas_together_count_each_user_once() {
        let (a, b) = (of(0..6_000), of(3_000..9_000));
        a.absorb(&b);
        assert!(close(a.count(), 9_000), "{}", a.count());
    }

    #[test]
    fn what_is_stored_is_read_back() {
        let sketch = of(0..5_000);
        let read = Sketch::from_bytes(&sketch.to_bytes()).unwrap();
        assert_eq!(read.to_bytes(), sketch.to_bytes());
        assert_eq!(read.count(), sketch.count());
    }

    #[test]
    fn what_another_version_wrote_is_left_alone() {
        let good = of(0..10).to_bytes();
        let mut other = good.clone();
        other[0] = 9;
        let mut wild = good.clone();
        wild[7] = 200;
        for bytes in [&[][..], &good[1..], &other, &wild] {
            assert!(Sketch::from_bytes(bytes).is_none());
        }
    }
}
