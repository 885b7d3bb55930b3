//! Why someone gets what they get: each strategy, constraint, segment and prerequisite, met or not.
//!
//! Nothing is evaluated a second way. Each part is made a flag of its own and given to the engine that answers
//! applications, so that an explanation cannot say anything else than an answer.

use super::{Answer, Asked, Engine, Unanswered, features};
use crate::flags::queries::{Loaded, Prerequisite, StateRow};
use arkan_domain::flags::{BUCKETS, Constraint, Draft, Setting, StickyBy, Strategy, StrategyKind};
use chrono::DateTime;
use serde::Deserialize as _;
use unleash_types::client_features::{ClientFeature, ClientFeatures};
use unleash_yggdrasil::{EngineState, strategy_parsing::normalized_hash};

/// A flag for someone, part by part.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub answer: Result<Answer, Unanswered>,
    pub enabled: bool,
    pub killed: bool,
    pub prerequisites: Vec<Needed>,
    pub strategies: Vec<Tried>,
}

/// A prerequisite, and what it is for them.
#[derive(Clone, Debug)]
pub struct Needed {
    pub wanted: Prerequisite,
    /// None when there is no such flag any more.
    pub value: Option<bool>,
    pub variant: Option<String>,
    pub met: bool,
}

/// A strategy, and what became of it.
#[derive(Clone, Debug)]
pub struct Tried {
    pub strategy: Strategy,
    pub matched: bool,
    pub conditions: Vec<Condition>,
    /// None for strategies without buckets.
    pub bucket: Option<Bucket>,
}

/// A constraint of the strategy or of one of its segments.
#[derive(Clone, Debug)]
pub struct Condition {
    pub constraint: Constraint,
    /// The segment's key.
    pub segment: Option<String>,
    /// What the context has there.
    pub actual: Option<String>,
    pub met: bool,
}

/// Where someone falls, against the share.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub by: StickyBy,
    /// What was hashed together with the group.
    pub value: Option<String>,
    /// 1 to 100; none without a value or by chance.
    pub number: Option<u8>,
    pub percentage: u8,
}

impl Engine {
    /// The engine with one flag set to a draft, and with as much beside it as that flag needs. None when there is no
    /// such flag.
    #[must_use]
    pub fn with_draft(&self, key: &str, draft: &Draft) -> Option<Self> {
        let mut row = self.row(key)?.clone();
        row.setting = Setting::read(draft.enabled, row.setting.killed, &draft.strategies, &draft.variants);
        row.strategies = draft.strategies.clone();
        row.variants = draft.variants.clone();
        let mut flags: Vec<StateRow> = row
            .prerequisites
            .iter()
            .filter_map(|needed| self.row(&needed.key).cloned())
            .collect();
        flags.push(row);
        let loaded = Loaded {
            revision: self.revision,
            flags,
            segments: self.loaded.segments.clone(),
        };
        Some(Self::compile(self.environment, loaded, None, DateTime::UNIX_EPOCH))
    }

    /// Why someone gets what they get. None when there is no such flag. Counts nothing.
    #[must_use]
    pub fn explain(&self, key: &str, asked: &Asked) -> Option<Explanation> {
        let row = self.row(key)?;
        let strategies: Vec<Strategy> = Vec::deserialize(&row.strategies).unwrap_or_default();
        let tried = self.try_all(key, strategies, asked);
        let prerequisites = row
            .prerequisites
            .iter()
            .map(|wanted| self.needed(wanted, asked))
            .collect();
        Some(Explanation {
            answer: self.answer(key, asked),
            enabled: row.setting.enabled,
            killed: row.setting.killed,
            prerequisites,
            strategies: tried,
        })
    }

    fn row(&self, key: &str) -> Option<&StateRow> {
        self.loaded.flags.iter().find(|row| row.key == key)
    }

    fn needed(&self, wanted: &Prerequisite, asked: &Asked) -> Needed {
        let value = self.is_on(&wanted.key, asked);
        let variant = value
            .filter(|on| *on)
            .and_then(|_| self.variant_name(&wanted.key, asked));
        let fits = |name: &String| wanted.variants.is_empty() || wanted.variants.contains(name);
        let chained = self.row(&wanted.key).is_some_and(|row| !row.prerequisites.is_empty());
        Needed {
            met: value == Some(wanted.enabled) && variant.as_ref().is_none_or(fits) && !chained,
            wanted: wanted.clone(),
            value,
            variant,
        }
    }

    fn try_all(&self, key: &str, strategies: Vec<Strategy>, asked: &Asked) -> Vec<Tried> {
        let mut parts = Vec::new();
        let tried: Vec<Tried> = strategies
            .into_iter()
            .enumerate()
            .map(|(index, strategy)| {
                let conditions = self.conditions(&strategy, asked);
                parts.push(part(format!("{index}"), with_group(&strategy, key)));
                for (number, condition) in conditions.iter().enumerate() {
                    parts.push(part(format!("{index}.{number}"), everyone_who(&condition.constraint)));
                }
                Tried {
                    bucket: bucket(&strategy, key, asked),
                    matched: false,
                    conditions,
                    strategy,
                }
            })
            .collect();
        let state = EngineState::initial_state(DateTime::UNIX_EPOCH);
        let rules = ClientFeatures {
            features: parts,
            ..features::rules(&Loaded {
                segments: self.loaded.segments.clone(),
                ..Loaded::default()
            })
        };
        state.apply_client_features(rules);
        let met = |part: String| state.check_enabled(&asked.about(&part)).unwrap_or_default();
        tried
            .into_iter()
            .enumerate()
            .map(|(index, mut tried)| {
                tried.matched = !tried.strategy.disabled && met(format!("{index}"));
                for (number, condition) in tried.conditions.iter_mut().enumerate() {
                    condition.met = met(format!("{index}.{number}"));
                }
                tried
            })
            .collect()
    }

    fn conditions(&self, strategy: &Strategy, asked: &Asked) -> Vec<Condition> {
        let own = strategy.constraints.iter().map(|constraint| (None, constraint.clone()));
        let segments = strategy.segments.iter().flat_map(|id| {
            let segment = self.loaded.segments.iter().find(|segment| segment.id == *id);
            segment.into_iter().flat_map(|segment| {
                let constraints: Vec<Constraint> = Vec::deserialize(&segment.constraints).unwrap_or_default();
                constraints
                    .into_iter()
                    .map(|constraint| (Some(segment.key.clone()), constraint))
            })
        });
        own.chain(segments)
            .map(|(segment, constraint)| Condition {
                actual: asked.field(&constraint.context_name).map(str::to_owned),
                constraint,
                segment,
                met: false,
            })
            .collect()
    }
}

/// A part of a flag as a flag of its own.
fn part(name: String, strategy: Strategy) -> ClientFeature {
    let strategy = serde_json::to_value(strategy).and_then(serde_json::from_value);
    ClientFeature {
        name,
        enabled: strategy.is_ok(),
        strategies: Some(strategy.into_iter().collect()),
        ..ClientFeature::default()
    }
}

/// Where a strategy names no group, its users are drawn by the flag's key.
fn with_group(strategy: &Strategy, key: &str) -> Strategy {
    let mut strategy = strategy.clone();
    strategy
        .parameters
        .entry("groupId".to_owned())
        .or_insert_with(|| key.to_owned());
    strategy
}

fn everyone_who(constraint: &Constraint) -> Strategy {
    Strategy {
        name: StrategyKind::Default.as_str().to_owned(),
        title: String::new(),
        disabled: false,
        parameters: std::collections::BTreeMap::new(),
        constraints: vec![constraint.clone()],
        segments: Vec::new(),
        variants: Vec::new(),
    }
}

fn bucket(strategy: &Strategy, key: &str, asked: &Asked) -> Option<Bucket> {
    let percentage = strategy.percentage()?;
    let by = strategy.sticky();
    let value = match &by {
        StickyBy::Random => None,
        StickyBy::Default => asked.user.as_deref().or(asked.session.as_deref()),
        StickyBy::Field(field) => asked.field(field),
    };
    let group = strategy.parameters.get("groupId").map_or(key, String::as_str);
    let number = value.and_then(|value| normalized_hash(group, value, u32::from(BUCKETS), 0).ok());
    Some(Bucket {
        value: value.map(str::to_owned),
        number: number.and_then(|number| u8::try_from(number).ok()),
        by,
        percentage: percentage.get(),
    })
}
