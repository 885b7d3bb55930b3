use super::super::{FlagKind, Percentage, Rules, StrategyKind};
use chrono::{DateTime, TimeDelta, Utc};

/// When a flag was asked for in an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    /// When it last answered with yes, and with no.
    pub on_at: Option<DateTime<Utc>>,
    pub off_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// When it last gave the other answer; none when it never did.
    const fn last_other(&self, value: bool) -> Option<DateTime<Utc>> {
        if value { self.off_at } else { self.on_at }
    }
}

/// What is known of a flag in one environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InEnvironment {
    pub name: String,
    pub production: bool,
    /// What everyone gets by the settings; none when it depends on who asks.
    pub everyone: Option<bool>,
    /// Since when the settings are these.
    pub since: DateTime<Utc>,
    /// None when no application ever asked.
    pub seen: Option<Seen>,
    /// How many different variants were answered in the last [`super::QUIET_DAYS`] days.
    pub variants: usize,
}

impl InEnvironment {
    /// How long everyone has had the value that the settings give: not before the settings were made, not before the
    /// last other answer, not before anyone asked.
    pub(super) fn held(&self, value: bool, now: DateTime<Utc>) -> TimeDelta {
        let answered = self.seen.map(|seen| seen.last_other(value).unwrap_or(seen.first_at));
        now - answered.map_or(self.since, |at| at.max(self.since))
    }

    pub(super) fn quiet_for(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.seen.map(|seen| now - seen.last_at)
    }

    /// Whether anyone ever got a yes here.
    pub(super) fn was_on(&self) -> bool {
        self.seen.is_some_and(|seen| seen.on_at.is_some())
    }
}

/// What everyone gets by the settings of an environment; none when it depends on who asks, or when it cannot be told.
///
/// `serves` is false where the flag is off or killed, `needs` true when it needs other flags.
#[must_use]
pub fn everyone(serves: bool, needs: bool, rules: Option<&Rules>) -> Option<bool> {
    if !serves {
        return Some(false);
    }
    let rules = rules.filter(|_| !needs)?;
    let varies = rules.strategies.iter().any(|strategy| strategy.variants.len() > 1);
    if varies || rules.variants.len() > 1 {
        return None;
    }
    let mut served = rules.strategies.iter().filter(|strategy| !strategy.disabled).peekable();
    if served.peek().is_none() {
        // A flag without strategies is on for everyone; one whose strategies are all put aside is not so simple.
        return rules.strategies.is_empty().then_some(true);
    }
    let all = served.clone().any(|strategy| {
        let whole = strategy.kind() == Some(StrategyKind::Default);
        !strategy.is_conditional() && (whole || strategy.percentage() == Some(Percentage::EVERYONE))
    });
    let none = served.all(|strategy| strategy.percentage() == Some(Percentage::NOBODY));
    (all || none).then_some(all)
}

/// The owner's word that a flag has done its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Which path of the code stays: that of yes, or that of no.
    pub keeps: bool,
    pub at: DateTime<Utc>,
}

/// All that is known of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub kind: FlagKind,
    pub created_at: DateTime<Utc>,
    pub archived: bool,
    pub completion: Option<Completion>,
    pub environments: Vec<InEnvironment>,
    /// The keys of the flags that need this one.
    pub dependents: Vec<String>,
}

impl Evidence {
    /// When it was last asked for anywhere.
    pub(super) fn last_seen(&self) -> Option<DateTime<Utc>> {
        self.environments
            .iter()
            .filter_map(|place| place.seen.map(|seen| seen.last_at))
            .max()
    }

    /// The environments that decide whether it has done its work: those of production, or all when there are none.
    pub(super) fn deciding(&self) -> impl Iterator<Item = &InEnvironment> {
        let production = self.environments.iter().any(|place| place.production);
        self.environments
            .iter()
            .filter(move |place| place.production || !production)
    }

    /// The one value that everyone has where it counts, and for how long.
    pub(super) fn one_value(&self, now: DateTime<Utc>) -> Option<(bool, TimeDelta)> {
        let value = self.deciding().next()?.everyone?;
        let same = self
            .deciding()
            .all(|place| place.everyone == Some(value) && place.variants < 2);
        let held = self.deciding().map(|place| place.held(value, now)).min()?;
        same.then_some((value, held))
    }

    /// Nobody ever got a yes, and nobody gets one now.
    pub(super) fn is_draft(&self) -> bool {
        self.environments
            .iter()
            .all(|place| place.everyone == Some(false) && !place.was_on())
    }
}
