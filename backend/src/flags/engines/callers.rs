use arc_swap::ArcSwap;
use arkan_domain::key::has_bidi_controls;
use std::{collections::HashSet, sync::Arc};

/// The most applications that one replica tells apart in an environment within a minute: their names come from outside.
const MOST_CALLERS: usize = 200;
/// The longest part of a name that is kept, in characters.
const LONGEST: usize = 100;

/// An application that asks, by what it says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caller {
    /// The application's name; empty when it gives none.
    pub app: String,
    /// The name of its SDK, such as `unleash-node-sdk`, or of the protocol.
    pub sdk: String,
    /// The SDK's version; empty when it is not known.
    pub version: String,
}

impl Caller {
    /// What OFREP's callers are called: the protocol does not name their SDKs.
    const OFREP: &'static str = "ofrep";

    /// An application that speaks Unleash: its name, and its SDK as `name:version`.
    #[must_use]
    pub fn unleash(app: &str, sdk: &str) -> Self {
        let (sdk, version) = sdk.split_once(':').or_else(|| sdk.split_once('@')).unwrap_or((sdk, ""));
        Self {
            app: shown(app),
            sdk: shown(sdk),
            version: shown(version),
        }
    }

    /// An application that speaks OFREP.
    pub(super) fn ofrep(app: Option<&str>) -> Self {
        Self {
            app: shown(app.unwrap_or_default()),
            sdk: Self::OFREP.to_owned(),
            version: String::new(),
        }
    }
}

/// A name from outside as it can be kept and shown: short, one line, nothing hidden in it.
fn shown(text: &str) -> String {
    let visible = text
        .chars()
        .filter(|c| !c.is_control() && !has_bidi_controls(c.encode_utf8(&mut [0; 4])));
    let name: String = visible.take(LONGEST).collect();
    name.trim().to_owned()
}

/// Those who asked in an environment. Who is known already is found without a lock.
#[derive(Default)]
pub(super) struct Callers(ArcSwap<HashSet<Arc<Caller>>>);

impl Callers {
    /// The one entry for a caller; none when there are too many already.
    pub fn enter(&self, caller: Caller) -> Option<Arc<Caller>> {
        let known = self.0.load();
        if let Some(entry) = known.get(&caller) {
            return Some(entry.clone());
        }
        if known.len() >= MOST_CALLERS {
            return None;
        }
        let entry = Arc::new(caller);
        self.0.rcu(|known| {
            let mut next = HashSet::clone(known);
            next.insert(entry.clone());
            next
        });
        Some(entry)
    }

    /// Who asked since the last time.
    pub fn take(&self) -> Vec<Arc<Caller>> {
        if self.0.load().is_empty() {
            return Vec::new();
        }
        let mut taken: Vec<_> = self.0.swap(Arc::default()).iter().cloned().collect();
        taken.sort_unstable();
        taken
    }

    /// Gives back who could not be written.
    pub fn give_back(&self, callers: Vec<Arc<Caller>>) {
        for caller in callers {
            self.enter(Caller::clone(&caller));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_are_made_fit_to_show() {
        let caller = Caller::unleash(" shop\u{202e}\n ", "unleash-node-sdk:6.12.1");
        assert_eq!(
            (&*caller.app, &*caller.sdk, &*caller.version),
            ("shop", "unleash-node-sdk", "6.12.1")
        );
        assert_eq!(Caller::unleash("a", "unleash-client-js@3.8.2").version, "3.8.2");
        assert_eq!(Caller::unleash("a", "").sdk, "");
        assert_eq!(Caller::ofrep(Some(&"é".repeat(1_000))).app.chars().count(), LONGEST);
    }

    #[test]
    fn an_entry_is_one_and_there_are_not_too_many() {
        let callers = Callers::default();
        let first = callers.enter(Caller::ofrep(Some("a"))).unwrap();
        assert!(Arc::ptr_eq(&first, &callers.enter(Caller::ofrep(Some("a"))).unwrap()));
        for number in 1..MOST_CALLERS {
            assert!(callers.enter(Caller::ofrep(Some(&number.to_string()))).is_some());
        }
        assert!(callers.enter(Caller::ofrep(Some("one more"))).is_none());
        assert!(callers.enter(Caller::ofrep(Some("a"))).is_some());
        let taken = callers.take();
        assert_eq!(taken.len(), MOST_CALLERS);
        assert!(callers.take().is_empty());
        callers.give_back(taken);
        assert_eq!(callers.take().len(), MOST_CALLERS);
    }
}
