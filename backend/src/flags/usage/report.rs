use crate::{
    Backend, Result,
    flags::queries::{
        Flag,
        seen::{self, App},
    },
    projects::{Environment, Project},
};
use arkan_domain::{
    flags::lifecycle::Seen,
    identity::{Action, Actor, Place},
    ids::EnvironmentId,
    text_enum,
};
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap};

text_enum! {
    /// How far a page about usage looks back.
    Span {
        Day = "24h",
        Week = "7d",
        Month = "30d",
    }
}

impl Span {
    /// How many bars, and how long each of them is: Postgres' name, and its length.
    const fn bars(self) -> (i32, &'static str, TimeDelta) {
        match self {
            Self::Day => (24, "hour", TimeDelta::hours(1)),
            Self::Week => (7, "day", TimeDelta::days(1)),
            Self::Month => (30, "day", TimeDelta::days(1)),
        }
    }

    /// Whether a bar is an hour; else it is a UTC day.
    #[must_use]
    pub const fn by_hour(self) -> bool {
        matches!(self, Self::Day)
    }
}

/// The answers of one hour or UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub start: DateTime<Utc>,
    pub yes: u64,
    pub no: u64,
}

/// How often a variant was answered, bar by bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantUse {
    pub name: String,
    pub counts: Vec<u64>,
}

impl VariantUse {
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// By whom and how often a flag was asked for in an environment.
#[derive(Clone, Debug)]
pub struct Report {
    /// Oldest first, without gaps; the last one is still being counted.
    pub bars: Vec<Bar>,
    /// By name.
    pub variants: Vec<VariantUse>,
    pub apps: Vec<App>,
    /// When it was asked for, by environment of the project.
    pub seen: HashMap<EnvironmentId, Seen>,
}

/// By whom and how often a flag was asked for.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn report(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    flag: &Flag,
    environment: &Environment,
    span: Span,
) -> Result<Report> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let (count, unit, length) = span.bars();
    let now = backend.clock.now();
    let last = now.duration_trunc(length).unwrap_or(now);
    let starts: Vec<_> = (0..count).rev().map(|back| last - length * back).collect();
    let since = last - length * (count - 1);
    let pool = &backend.pool;
    let counted = seen::series(pool, flag.id, environment.id, unit, since).await?;
    let counted: HashMap<_, _> = counted.into_iter().map(|(at, yes, no)| (at, (yes, no))).collect();
    let bars = starts.iter().map(|start| {
        let (yes, no) = counted.get(start).copied().unwrap_or_default();
        Bar {
            start: *start,
            yes: yes.unsigned_abs(),
            no: no.unsigned_abs(),
        }
    });
    let mut variants: BTreeMap<String, HashMap<DateTime<Utc>, u64>> = BTreeMap::new();
    for (name, at, evaluations) in seen::variant_series(pool, flag.id, environment.id, unit, since).await? {
        let counts = variants.entry(name).or_default();
        counts.insert(at, evaluations.unsigned_abs());
    }
    let variants = variants.into_iter().map(|(name, counts)| VariantUse {
        name,
        counts: starts
            .iter()
            .map(|start| counts.get(start).copied().unwrap_or_default())
            .collect(),
    });
    let seen = seen::seen(pool, &[flag.id]).await?;
    Ok(Report {
        bars: bars.collect(),
        variants: variants.collect(),
        apps: seen::apps(pool, flag.id, environment.id).await?,
        seen: seen
            .into_iter()
            .map(|((_, environment), seen)| (environment, seen))
            .collect(),
    })
}
