use super::{Rules, StickyBy, Strategy};
use crate::flags::Percentage;

/// What an answer depends on, found once when a flag is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four questions that do not hang together")]
pub struct Needs {
    /// The user's id decides who is in.
    pub user: bool,
    /// The user's id decides, or else the session.
    pub user_or_session: bool,
    /// Constraints, segments or prerequisites decide.
    pub context: bool,
    /// A bucket decides.
    pub bucket: bool,
}

impl Rules {
    /// What the answer of these rules depends on.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for strategy in self.strategies.iter().filter(|strategy| !strategy.disabled) {
            needs.context |= strategy.is_conditional();
            let splits = strategy.percentage().is_some_and(Percentage::splits);
            if splits {
                needs.sticks(&strategy.sticky());
            }
            needs.variants(strategy.variants.len(), &variant_sticky(strategy));
        }
        for variant in &self.variants {
            needs.variants(self.variants.len(), &StickyBy::parse(&variant.stickiness));
        }
        needs
    }
}

/// Variants of a strategy keep their users by the strategy's own field.
fn variant_sticky(strategy: &Strategy) -> StickyBy {
    strategy.sticky()
}

impl Needs {
    fn variants(&mut self, count: usize, sticky: &StickyBy) {
        if count > 1 {
            self.sticks(sticky);
        }
    }

    fn sticks(&mut self, sticky: &StickyBy) {
        self.bucket = true;
        match sticky {
            StickyBy::Default => self.user_or_session = true,
            StickyBy::Field(field) if field == "userId" => self.user = true,
            StickyBy::Field(_) | StickyBy::Random => {}
        }
    }
}
