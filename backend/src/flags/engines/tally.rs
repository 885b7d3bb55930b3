use super::{Answer, Counted, Engine, callers::Caller};
use arc_swap::ArcSwap;
use arkan_domain::ids::FlagId;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The most applications that are noted of a flag within a minute.
const MOST_CALLERS: usize = 20;

/// What was counted of a flag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Answers with yes, and with no.
    pub yes: u64,
    pub no: u64,
    /// The answers with yes that had a variant, by its name.
    pub variants: BTreeMap<String, u64>,
    /// The names of the applications that asked.
    pub apps: BTreeSet<String>,
}

/// How often a flag was answered since the last minute. Counting takes no lock.
#[derive(Default)]
pub(super) struct Tally {
    yes: Arc<AtomicU64>,
    no: Arc<AtomicU64>,
    /// By the variants that the flag has, and no others: reports of SDKs may name any.
    variants: HashMap<String, Arc<AtomicU64>>,
    callers: Arc<ArcSwap<Vec<Arc<Caller>>>>,
}

impl Tally {
    /// Goes on counting what was counted before, and from now on these variants.
    pub fn next(before: Option<&Self>, names: BTreeSet<String>) -> Self {
        let mut next = before.map_or_else(Self::default, |before| Self {
            yes: before.yes.clone(),
            no: before.no.clone(),
            // Those that are gone are still in the answers of the last minute.
            variants: before.variants.clone(),
            callers: before.callers.clone(),
        });
        for name in names {
            next.variants.entry(name).or_default();
        }
        next
    }

    /// Counts one answer.
    pub fn add(&self, value: bool, variant: Option<&str>) {
        if value { &self.yes } else { &self.no }.fetch_add(1, Relaxed);
        if let Some(count) = variant.and_then(|variant| self.variants.get(variant)) {
            count.fetch_add(1, Relaxed);
        }
    }

    /// Counts an answer that an application was given.
    pub fn answered(&self, answer: &Answer, caller: Option<&Arc<Caller>>) {
        self.add(answer.value, answer.variant.as_ref().map(|chosen| chosen.name.as_str()));
        caller.inspect(|caller| self.asked_by(caller));
    }

    /// Adds what an SDK counted.
    pub fn add_many<'a>(&self, yes: u64, no: u64, variants: impl Iterator<Item = (&'a str, u64)>) {
        self.yes.fetch_add(yes, Relaxed);
        self.no.fetch_add(no, Relaxed);
        for (variant, evaluations) in variants {
            if let Some(count) = self.variants.get(variant) {
                count.fetch_add(evaluations, Relaxed);
            }
        }
    }

    /// Notes who asked.
    pub fn asked_by(&self, caller: &Arc<Caller>) {
        let known = self.callers.load();
        if known.len() >= MOST_CALLERS || known.iter().any(|one| Arc::ptr_eq(one, caller)) {
            return;
        }
        self.callers.rcu(|known| {
            let mut next = Vec::clone(known);
            next.push(caller.clone());
            next
        });
    }

    /// The counts, and nothing from here on; none when nothing was counted.
    pub fn take(&self) -> Option<Counts> {
        let (yes, no) = (self.yes.swap(0, Relaxed), self.no.swap(0, Relaxed));
        if yes + no == 0 {
            return None;
        }
        let variants = self.variants.iter().filter_map(|(name, count)| {
            let count = count.swap(0, Relaxed);
            (count > 0).then(|| (name.clone(), count))
        });
        let callers = self.callers.swap(Arc::default());
        Some(Counts {
            yes,
            no,
            variants: variants.collect(),
            apps: callers.iter().map(|caller| caller.app.clone()).collect(),
        })
    }

    /// Gives back what could not be written. Who asked then is noted again when they ask again.
    pub fn give_back(&self, counts: &Counts) {
        let variants = counts.variants.iter().map(|(name, count)| (name.as_str(), *count));
        self.add_many(counts.yes, counts.no, variants);
    }
}

/// The names of the variants that someone can get by an environment's strategies and its own variants.
pub(super) fn variant_names<'a>(strategies: &'a Value, variants: &'a Value) -> BTreeSet<String> {
    fn list(value: &Value) -> impl Iterator<Item = &Value> {
        value.as_array().into_iter().flatten()
    }
    list(strategies)
        .flat_map(|strategy| list(&strategy["variants"]))
        .chain(list(variants))
        .filter_map(|variant| variant["name"].as_str().map(str::to_owned))
        .collect()
}

impl Engine {
    fn tallies(&self) -> impl Iterator<Item = (FlagId, &Tally)> {
        self.flags.values().map(|known| (known.id, &known.tally))
    }

    pub(super) fn tally(&self, key: &str) -> Option<&Tally> {
        self.flags.get(key).map(|known| &known.tally)
    }

    /// Counts an answer that was given.
    pub(super) fn count(&self, key: &str, answer: &Answer, caller: Option<&Arc<Caller>>) {
        if let Some(tally) = self.tally(key) {
            tally.answered(answer, caller);
        }
    }

    /// Adds what an SDK counted by itself. Flags that are not here are left out.
    pub(super) fn count_many(&self, counted: Counted<'_>, caller: Option<&Arc<Caller>>) {
        let Counted { key, yes, no, variants } = counted;
        if let Some(tally) = self.tally(key) {
            tally.add_many(yes, no, variants.into_iter());
            caller.inspect(|caller| tally.asked_by(caller));
        }
    }

    /// What was counted for each flag; from here on it counts from nothing.
    pub(super) fn take_counts(&self) -> Vec<(FlagId, Counts)> {
        self.tallies()
            .filter_map(|(id, tally)| Some((id, tally.take()?)))
            .collect()
    }

    /// Gives back what could not be written.
    pub(super) fn give_back(&self, counts: &[(FlagId, Counts)]) {
        let counts: HashMap<_, _> = counts.iter().map(|(id, counts)| (*id, counts)).collect();
        for (id, tally) in self.tallies() {
            if let Some(counts) = counts.get(&id) {
                tally.give_back(counts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names(list: &[&str]) -> BTreeSet<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn variants_come_from_strategies_and_from_the_environment() {
        let strategies = json!([{ "variants": [{ "name": "a" }, { "weight": 1 }] }, { "name": "default" }]);
        assert_eq!(
            variant_names(&strategies, &json!([{ "name": "b" }])),
            names(&["a", "b"])
        );
        assert_eq!(variant_names(&json!(null), &json!("x")), names(&[]));
    }

    #[test]
    fn a_new_tally_goes_on_with_the_old_counts() {
        let old = Tally::next(None, names(&["a"]));
        old.add(true, Some("a"));
        old.add(true, Some("made up"));
        let new = Tally::next(Some(&old), names(&["b"]));
        new.add(true, Some("b"));
        new.add(false, None);
        // An answer that began before the change and ended after it.
        old.add(true, Some("a"));
        let counts = new.take().unwrap();
        assert_eq!((counts.yes, counts.no), (4, 1));
        assert_eq!(
            counts.variants,
            BTreeMap::from([("a".to_owned(), 2), ("b".to_owned(), 1)])
        );
        assert_eq!(new.take(), None);
        new.give_back(&counts);
        assert_eq!(new.take(), Some(counts));
    }

    #[test]
    fn who_asked_is_noted_once_and_not_without_end() {
        let tally = Tally::default();
        let caller = |number: usize| {
            Arc::new(Caller {
                app: number.to_string(),
                ..Caller::default()
            })
        };
        let first = caller(0);
        tally.add(true, None);
        tally.asked_by(&first);
        tally.asked_by(&first);
        (1..100).for_each(|number| tally.asked_by(&caller(number)));
        assert_eq!(tally.take().unwrap().apps.len(), MOST_CALLERS);
    }
}
