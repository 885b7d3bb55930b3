//! Who was exposed to the experiments that run, noted while answers are given and written a moment later.

use super::{Answer, Asked, Enabled, Engine, Given, live::Live};
use crate::{
    Backend, Clock, Result,
    flags::experiments::{Running, Unit, UnitKey, running},
};
use arkan_domain::{
    flags::{
        Reason, StickyBy,
        experiment::{OFF, ON, Split, SplitKind, check_unit},
    },
    ids::{EnvironmentId, ExperimentId},
};
use chrono::{DateTime, Utc};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many users one replica remembers to have noted. Beyond it forgets them all: who is noted twice is written once.
const MOST_KNOWN: usize = 200_000;
/// How many wait to be written while the database is away. Who comes after them is noted when they ask again.
const MOST_WAITING: usize = 50_000;

/// Somebody who was given a group of an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub unit: Unit,
    /// The place of the group.
    pub arm: i16,
    pub at: DateTime<Utc>,
}

/// An experiment that runs, as answers are noted for it.
pub struct Tap {
    pub experiment: ExperimentId,
    /// The flag's key.
    key: String,
    split: Split,
    sticky: StickyBy,
    hash: UnitKey,
    clock: Clock,
    known: RandomState,
    noted: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: HashSet<u64>,
    waiting: Vec<Noted>,
}

impl Tap {
    fn new(backend: &Backend, environment: EnvironmentId, running: Running) -> Self {
        Self {
            experiment: running.id,
            key: running.key,
            sticky: StickyBy::parse(&running.split.unit),
            split: running.split,
            hash: UnitKey::of(backend, environment),
            clock: backend.clock.clone(),
            known: RandomState::new(),
            noted: Mutex::default(),
        }
    }

    /// The group of an answer: none for those whom chance dealt into none.
    fn arm(&self, value: bool, variant: Option<&str>) -> Option<i16> {
        let name = match self.split.kind {
            SplitKind::Switch => Some(if value { ON } else { OFF }),
            SplitKind::Variants => variant.filter(|_| value),
        };
        i16::try_from(self.split.position(name?)?).ok()
    }

    /// What tells one user from another: the field by which they are dealt.
    fn unit<'a>(&self, asked: &'a Asked) -> Option<&'a str> {
        let unit = match &self.sticky {
            StickyBy::Default => asked.user.as_deref().or(asked.session.as_deref()),
            StickyBy::Random => None,
            StickyBy::Field(name) => asked.field(name),
        };
        unit.filter(|unit| check_unit(unit).is_ok())
    }

    fn note(&self, asked: &Asked, value: bool, variant: Option<&str>) {
        let Some((arm, unit)) = self.arm(value, variant).zip(self.unit(asked)) else {
            return;
        };
        let known = self.known.hash_one((unit, arm));
        {
            let mut state = self.state();
            if state.known.contains(&known) || state.waiting.len() >= MOST_WAITING {
                return;
            }
            if state.known.len() >= MOST_KNOWN {
                state.known.clear();
            }
            state.known.insert(known);
        }
        let noted = Noted {
            unit: self.hash.unit(unit),
            arm,
            at: self.clock.now(),
        };
        self.state().waiting.push(noted);
    }

    /// Takes what waits to be written.
    pub fn take(&self) -> Vec<Noted> {
        std::mem::take(&mut self.state().waiting)
    }

    /// Gives back what could not be written.
    pub fn give_back(&self, noted: Vec<Noted>) {
        self.state().waiting.extend(noted);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live {
    /// Notes who was given one answer.
    pub fn exposed(&self, engine: &Engine, key: &str, asked: &Asked, answer: &Answer) {
        let taps = self.taps.load();
        let Some(taps) = taps.as_ref() else { return };
        for tap in taps.iter().filter(|tap| tap.key == key && engine.decides(key)) {
            note(tap, asked, answer);
        }
    }

    /// Notes who was given the answers of all flags.
    pub fn exposed_all(&self, engine: &Engine, asked: &Asked, answers: &[Given<'_>]) {
        let taps = self.taps.load();
        let Some(taps) = taps.as_ref() else { return };
        for tap in taps.iter().filter(|tap| engine.decides(&tap.key)) {
            let found = answers.binary_search_by(|given| given.key.cmp(&tap.key));
            if let Some(Ok(answer)) = found.ok().map(|at| &answers[at].answer) {
                note(tap, asked, answer);
            }
        }
    }

    /// Notes who has the answers of all flags already.
    pub fn exposed_again(&self, engine: &Engine, asked: &Asked) {
        let taps = self.taps.load();
        let Some(taps) = taps.as_ref() else { return };
        for tap in taps.iter().filter(|tap| engine.decides(&tap.key)) {
            if let Ok(answer) = engine.answer(&tap.key, asked) {
                note(tap, asked, &answer);
            }
        }
    }

    /// Notes who was given the flags that they have.
    pub fn exposed_enabled(&self, engine: &Engine, asked: &Asked, enabled: &[Enabled<'_>]) {
        let taps = self.taps.load();
        let Some(taps) = taps.as_ref() else { return };
        for tap in taps.iter().filter(|tap| engine.decides(&tap.key)) {
            let found = enabled.binary_search_by(|one| one.key.cmp(&tap.key)).ok();
            let variant = found.and_then(|at| enabled[at].variant.as_ref());
            let variant = variant.filter(|variant| variant.enabled);
            tap.note(asked, found.is_some(), variant.map(|variant| variant.name.as_str()));
        }
    }
}

fn note(tap: &Tap, asked: &Asked, answer: &Answer) {
    if answer.reason != Reason::Disabled {
        let variant = answer.variant.as_ref().map(|chosen| chosen.name.as_str());
        tap.note(asked, answer.value, variant);
    }
}

/// Taps the experiments that run, and no others. One that was tapped before keeps what it noted.
pub async fn follow(backend: &Backend, next: &HashMap<EnvironmentId, Arc<Live>>) -> Result<()> {
    let mut by_environment: HashMap<EnvironmentId, Vec<Running>> = HashMap::new();
    for running in running(&backend.pool).await? {
        by_environment.entry(running.environment).or_default().push(running);
    }
    for (environment, live) in next {
        let before = live.taps.load_full();
        let known = |id: ExperimentId| {
            before
                .iter()
                .flat_map(|taps| taps.iter())
                .find(|tap| tap.experiment == id)
        };
        let Some(running) = by_environment.remove(environment) else {
            live.taps.store(None);
            continue;
        };
        let taps: Vec<Arc<Tap>> = running
            .into_iter()
            .map(|running| {
                known(running.id)
                    .cloned()
                    .unwrap_or_else(|| Arc::new(Tap::new(backend, *environment, running)))
            })
            .collect();
        live.taps.store(Some(Arc::new(taps)));
    }
    Ok(())
}
