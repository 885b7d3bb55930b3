use super::{Asked, Enabled, Engine, Given, live::Live};

/// An application's question to an environment, while it is answered: what it is told borrows from the engine.
pub struct Serving<'a> {
    pub(super) live: &'a Live,
    pub(super) engine: &'a Engine,
    pub(super) asked: &'a Asked,
}

impl Serving<'_> {
    /// What it is answered from.
    #[must_use]
    pub const fn engine(&self) -> &Engine {
        self.engine
    }

    /// What every flag is, in the order of their keys, each counted as answered.
    #[must_use]
    pub fn answers(&self) -> Vec<Given<'_>> {
        let caller = self.live.ofrep(self.asked);
        let answers: Vec<_> = self
            .engine
            .flags
            .iter()
            .map(|(key, known)| {
                let answer = self.engine.answer_known(key, known, self.asked);
                if let Ok(answer) = &answer {
                    known.tally.answered(answer, caller.as_ref());
                }
                Given {
                    key,
                    answer,
                    written: &known.written,
                }
            })
            .collect();
        self.live.exposed_all(self.engine, self.asked, &answers);
        answers
    }

    /// Notes that the application has these answers already: it was given them all the same.
    pub fn again(&self) {
        self.live.exposed_again(self.engine, self.asked);
    }

    /// The flags that someone has, in the order of their keys, each with the variant that they get, if any. Counts
    /// nothing: Unleash's frontends report themselves which of the answers their code looked at.
    #[must_use]
    pub fn enabled(&self) -> Vec<Enabled<'_>> {
        let enabled = self.engine.enabled(self.asked);
        self.live.exposed_enabled(self.engine, self.asked, &enabled);
        enabled
    }
}
