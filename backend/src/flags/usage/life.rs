use crate::{
    Backend, Result,
    flags::queries::{self, Flag, FlagState, seen as rows},
    projects::{self, Environment, Project},
};
use arkan_domain::{
    flags::{
        Rules,
        lifecycle::{self, Completion, Evidence, InEnvironment, Lifecycle, QUIET_DAYS, Seen, Stage, everyone},
    },
    identity::{Action, Actor, Place},
    ids::{EnvironmentId, FlagId},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, HashSet};

/// Flags that are looked at in one go.
const BATCH: i64 = 500;
/// The most flags that are looked at for one page; the next page goes on where this one ended.
const MOST: usize = 5_000;
/// The shortest time after which any flag can be stale, in days: what operational flags are expected to live.
const YOUNGEST: i64 = 7;

/// Where a flag stands, and the owner's word about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub lifecycle: Lifecycle,
    pub completion: Option<Completion>,
    /// Who gave the word.
    pub completed_by: Option<String>,
    /// When any application last asked.
    pub last_seen: Option<DateTime<Utc>>,
}

/// A stale flag.
#[derive(Clone, Debug)]
pub struct Found {
    pub flag: Flag,
    pub life: Life,
}

/// One page of stale flags, oldest first.
#[derive(Clone, Debug, Default)]
pub struct StalePage {
    pub found: Vec<Found>,
    /// After which flag the next page begins, when there is more to look at.
    pub next: Option<FlagId>,
}

/// Where a flag stands in its life, told from how it is set and what was counted.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn life(backend: &Backend, actor: &Actor, project: &Project, flag: &Flag) -> Result<Life> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let environments = projects::environments(backend, project.id).await?;
    let known = Known::load(backend, std::slice::from_ref(flag)).await?;
    Ok(known.life(flag, &environments, backend.clock.now()))
}

/// Flags in use that should be gone, oldest first, after one of them.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not see the project.
pub async fn stale(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    after: Option<FlagId>,
    limit: usize,
) -> Result<StalePage> {
    backend.allow(actor, Action::View, Place::project(project.id))?;
    let environments = projects::environments(backend, project.id).await?;
    let now = backend.clock.now();
    let made_before = now - TimeDelta::days(YOUNGEST);
    let mut page = StalePage {
        next: after,
        ..StalePage::default()
    };
    let mut looked_at = 0;
    while looked_at < MOST {
        let flags = rows::candidates(&backend.pool, project.id, made_before, page.next, BATCH).await?;
        let known = Known::load(backend, &flags).await?;
        let last_batch = flags.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        looked_at += flags.len();
        for flag in flags {
            if page.found.len() == limit {
                return Ok(page);
            }
            page.next = Some(flag.id);
            let life = known.life(&flag, &environments, now);
            if life.lifecycle.stage == Stage::Stale {
                page.found.push(Found { flag, life });
            }
        }
        if last_batch {
            page.next = None;
            break;
        }
    }
    Ok(page)
}

/// What is known of some flags.
struct Known {
    states: HashMap<(FlagId, EnvironmentId), FlagState>,
    seen: HashMap<(FlagId, EnvironmentId), Seen>,
    variants: HashMap<(FlagId, EnvironmentId), usize>,
    completions: HashMap<FlagId, (Completion, String)>,
    /// Those that need others.
    needs: HashSet<FlagId>,
    /// The keys of those that need them.
    dependents: HashMap<FlagId, Vec<String>>,
}

impl Known {
    async fn load(backend: &Backend, flags: &[Flag]) -> Result<Self> {
        let ids: Vec<_> = flags.iter().map(|flag| flag.id).collect();
        let since = backend.clock.now() - TimeDelta::days(QUIET_DAYS);
        let states = queries::states(&backend.pool, &ids).await?;
        Ok(Self {
            states: states
                .into_iter()
                .map(|state| ((state.flag_id, state.environment_id), state))
                .collect(),
            seen: rows::seen(&backend.pool, &ids).await?,
            variants: rows::variants(&backend.pool, &ids, since).await?,
            completions: rows::completions(&backend.pool, &ids).await?,
            needs: rows::with_needs(&backend.pool, &ids).await?,
            dependents: rows::dependents(&backend.pool, &ids).await?,
        })
    }

    fn life(&self, flag: &Flag, environments: &[Environment], now: DateTime<Utc>) -> Life {
        let needs = self.needs.contains(&flag.id);
        let places = environments.iter().map(|environment| {
            let at = (flag.id, environment.id);
            let state = self.states.get(&at);
            InEnvironment {
                name: environment.name.clone(),
                production: environment.production,
                everyone: state.map_or(Some(false), |state| {
                    let rules = Rules::read(&state.strategies, &state.variants);
                    everyone(state.setting.serves(), needs, rules.as_ref())
                }),
                since: state.map_or(flag.created_at, |state| state.updated_at),
                seen: self.seen.get(&at).copied(),
                variants: self.variants.get(&at).copied().unwrap_or_default(),
            }
        });
        let (completion, completed_by) = self.completions.get(&flag.id).cloned().unzip();
        let evidence = Evidence {
            kind: flag.kind,
            created_at: flag.created_at,
            archived: flag.archived_at.is_some(),
            completion,
            environments: places.collect(),
            dependents: self.dependents.get(&flag.id).cloned().unwrap_or_default(),
        };
        Life {
            last_seen: evidence
                .environments
                .iter()
                .filter_map(|place| place.seen)
                .map(|seen| seen.last_at)
                .max(),
            lifecycle: lifecycle::lifecycle(&evidence, now),
            completion,
            completed_by,
        }
    }
}
