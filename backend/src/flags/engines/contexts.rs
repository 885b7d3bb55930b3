use super::Asked;
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
    },
};

/// The most contexts that are kept of an environment.
pub const MOST_CONTEXTS: usize = 500;
/// The largest context that is kept, in bytes of its names and values.
const LARGEST: usize = 8 * 1024;

/// A sample of those who asked since the last minute: of every day the ones with the smallest hashes (bottom-k). Each
/// user is drawn with the same chance, however often they ask; replicas draw the same ones; nothing waits for a lock.
pub(super) struct Sample {
    kept: AtomicBool,
    /// Days since 1970: another day draws others.
    day: AtomicI64,
    /// Contexts of a higher rank cannot be in the sample any more.
    limit: AtomicI64,
    drawn: Mutex<BTreeMap<i64, Asked>>,
}

/// The day of a moment, as the draw counts days.
pub(super) fn day_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(24 * 60 * 60)
}

impl Sample {
    /// Draws for a day, once it may.
    pub fn new(day: i64) -> Self {
        Self {
            kept: AtomicBool::new(false),
            day: AtomicI64::new(day),
            limit: AtomicI64::new(i64::MAX),
            drawn: Mutex::default(),
        }
    }

    /// Whether contexts may be kept at all. What was drawn before they may not is forgotten.
    pub fn keep(&self, kept: bool) {
        self.kept.store(kept, Relaxed);
        if !kept {
            self.drawn.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    pub fn note(&self, asked: &Asked) {
        if !self.kept.load(Relaxed) {
            return;
        }
        let rank = rank(self.day.load(Relaxed), asked);
        if rank > self.limit.load(Relaxed) || size(asked) > LARGEST {
            return;
        }
        // Somebody else is noted at this moment: this one will ask again.
        let Ok(mut drawn) = self.drawn.try_lock() else { return };
        drawn.insert(rank, asked.clone());
        if drawn.len() > MOST_CONTEXTS {
            drawn.pop_last();
        }
        if drawn.len() == MOST_CONTEXTS
            && let Some((last, _)) = drawn.last_key_value()
        {
            self.limit.fetch_min(*last, Relaxed);
        }
    }

    /// What was drawn, with its day; from here on it draws for `today`.
    pub fn take(&self, today: i64) -> (i64, BTreeMap<i64, Asked>) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let day = self.day.swap(today, Relaxed);
        (day, std::mem::take(&mut drawn))
    }

    /// The highest rank that can still come in, by what is stored.
    pub fn limit(&self, rank: i64) {
        self.limit.store(rank, Relaxed);
    }

    /// Gives back what could not be written.
    pub fn give_back(&self, day: i64, contexts: BTreeMap<i64, Asked>) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if self.kept.load(Relaxed) && self.day.load(Relaxed) == day {
            drawn.extend(contexts);
            while drawn.len() > MOST_CONTEXTS {
                drawn.pop_last();
            }
        }
    }
}

/// Where someone stands in the order of a day's draw: by user, else by session, else by all that is known.
fn rank(day: i64, asked: &Asked) -> i64 {
    let mut hash = DefaultHasher::new();
    day.hash(&mut hash);
    match (&asked.user, &asked.session) {
        (Some(user), _) => user.hash(&mut hash),
        (None, Some(session)) => session.hash(&mut hash),
        (None, None) => asked.properties.iter().collect::<BTreeMap<_, _>>().hash(&mut hash),
    }
    // Postgres' whole numbers have a sign.
    (hash.finish() >> 1).cast_signed()
}

fn size(asked: &Asked) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let properties = asked.properties.iter().map(|(name, value)| name.len() + value.len());
    length(&asked.user) + length(&asked.session) + length(&asked.app) + properties.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        let sample = Sample::new(0);
        sample.keep(true);
        sample
    }

    #[test]
    fn it_draws_users_alike_however_often_they_ask() {
        let (often, once) = (sample(), sample());
        for number in 0..5_000 {
            let asked = Asked::user(&format!("user-{number}"));
            once.note(&asked);
            (0..number % 7).for_each(|_| often.note(&asked));
            often.note(&asked);
        }
        let (drawn, same) = (often.take(0).1, once.take(0).1);
        assert_eq!(drawn.len(), MOST_CONTEXTS);
        assert!(drawn.keys().eq(same.keys()));
        // Another day draws others.
        once.take(1);
        once.limit(i64::MAX);
        (0..5_000).for_each(|number| once.note(&Asked::user(&format!("user-{number}"))));
        let tomorrow = once.take(2).1;
        let users = |drawn: &BTreeMap<i64, Asked>| drawn.values().filter_map(|asked| asked.user.clone()).collect();
        let (today, tomorrow): (std::collections::BTreeSet<_>, std::collections::BTreeSet<_>) =
            (users(&drawn), users(&tomorrow));
        assert!(today.intersection(&tomorrow).count() < 100);
    }

    #[test]
    fn what_may_not_be_kept_is_not_kept() {
        let sample = sample();
        sample.note(&Asked::user("a"));
        sample.keep(false);
        sample.note(&Asked::user("b"));
        sample.keep(true);
        let mut large = Asked::user("c");
        large.properties.insert("blob".to_owned(), "x".repeat(LARGEST));
        sample.note(&large);
        assert!(sample.take(0).1.is_empty());
    }

    #[test]
    fn the_same_user_is_kept_once_with_what_was_known_last() {
        let sample = sample();
        let mut asked = Asked::user("a");
        sample.note(&asked);
        asked.properties.insert("plan".to_owned(), "pro".to_owned());
        sample.note(&asked);
        let (_, drawn) = sample.take(0);
        assert_eq!(drawn.len(), 1);
        assert_eq!(drawn.values().next().unwrap().properties["plan"], "pro");
        sample.give_back(1, drawn.clone());
        assert!(sample.take(0).1.is_empty(), "it is of another day");
        sample.give_back(0, drawn);
        assert_eq!(sample.take(0).1.len(), 1);
        sample.limit(-1);
        sample.note(&asked);
        assert!(sample.take(0).1.is_empty(), "above the limit");
    }
}
