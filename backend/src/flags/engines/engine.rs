use super::{
    Asked, Feed, Published, Written, features,
    tally::{Tally, variant_names},
};
use crate::flags::queries::Loaded;
use arkan_domain::{
    flags::{BUCKETS, Payload, PayloadKind, Reason, Rollout, Setting},
    ids::{EnvironmentId, FlagId},
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};
use unleash_types::client_features::ClientFeature;
use unleash_yggdrasil::{EngineState, VariantDef, strategy_parsing::normalized_hash};

/// What a flag is for someone, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub value: bool,
    pub reason: Reason,
    /// Which variant they get; none when the flag is off for them or has no variants.
    pub variant: Option<Chosen>,
    /// Whether the flag has variants at all, so that its value is what one brings.
    pub varies: bool,
}

/// The variant that someone gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub name: String,
    pub payload: Option<Payload>,
}

impl From<VariantDef> for Chosen {
    fn from(variant: VariantDef) -> Self {
        let payload = variant.payload.map(|payload| Payload {
            kind: PayloadKind::parse(&payload.payload_type).unwrap_or(PayloadKind::Text),
            value: payload.value,
        });
        Self {
            name: variant.name,
            payload,
        }
    }
}

/// A flag's answer to someone.
pub struct Given<'a> {
    pub key: &'a str,
    pub answer: Result<Answer, Unanswered>,
    pub written: &'a Written,
}

/// A flag that someone has.
pub struct Enabled<'a> {
    pub key: &'a str,
    /// The variant that they get, if any.
    pub variant: Option<VariantDef>,
    pub written: &'a Written,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// There is no such flag, or it is archived.
    UnknownFlag,
    /// The share of users decides, and no user was named.
    UserMissing,
}

/// The flags of one environment, compiled, as of one revision.
pub struct Engine {
    pub environment: EnvironmentId,
    pub revision: i64,
    /// When this replica learnt of the revision.
    pub since: DateTime<Utc>,
    state: EngineState,
    pub(super) flags: BTreeMap<String, Known>,
    published: Published,
    inlined: Published,
    pub(super) loaded: Loaded,
    feed: Feed,
}

pub(super) struct Known {
    pub id: FlagId,
    setting: Setting,
    /// Whether it has variants at all, of its own or of a strategy.
    varies: bool,
    pub tally: Tally,
    pub written: Written,
}

impl Engine {
    /// Compiles the flags of an environment; what was counted for them before goes on being counted.
    #[must_use]
    pub fn compile(environment: EnvironmentId, loaded: Loaded, before: Option<&Self>, now: DateTime<Utc>) -> Self {
        let state = EngineState::initial_state(now);
        let revision = loaded.revision;
        let rules = features::rules(&loaded);
        let settings: HashMap<&str, &Setting> = loaded
            .flags
            .iter()
            .map(|row| (row.key.as_str(), &row.setting))
            .collect();
        let mut flags = BTreeMap::new();
        for (row, feature) in loaded.flags.iter().zip(&rules.features) {
            let tally = Tally::next(
                before.and_then(|before| before.tally(&row.key)),
                variant_names(&row.strategies, &row.variants),
            );
            let mut setting = row.setting.clone();
            for needed in &row.prerequisites {
                setting.needs.context = true;
                // Where chance would decide about a flag that is needed, it would decide about this one.
                if let Some(parent) = settings.get(needed.key.as_str()).filter(|parent| parent.serves()) {
                    setting.needs.user |= parent.needs.user;
                    setting.needs.user_or_session |= parent.needs.user_or_session;
                }
            }
            let known = Known {
                id: row.id,
                setting,
                varies: varies(feature),
                tally,
                written: Written::default(),
            };
            flags.insert(row.key.clone(), known);
        }
        let published = Published::of(environment, revision, &rules, false);
        let inlined = Published::of(environment, revision, &rules, true);
        let feed = Feed::of(
            revision,
            &rules,
            before.map(|before| (&*before.published.etag, &before.feed)),
        );
        let warnings = state.apply_client_features(rules);
        for warning in warnings.unwrap_or_default() {
            tracing::error!(
                flag = warning.toggle_name,
                warning.message,
                "a flag does not compile and is off"
            );
        }
        Self {
            environment,
            revision,
            since: now,
            state,
            flags,
            published,
            inlined,
            loaded,
            feed,
        }
    }

    /// What a flag is for someone, and why. Counts nothing.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn answer(&self, key: &str, asked: &Asked) -> Result<Answer, Unanswered> {
        let known = self.flags.get(key).ok_or(Unanswered::UnknownFlag)?;
        self.answer_known(key, known, asked)
    }

    /// What every flag is for someone, in the order of their keys. Counts nothing.
    #[must_use]
    pub fn answer_all(&self, asked: &Asked) -> Vec<(&str, Result<Answer, Unanswered>)> {
        self.flags
            .iter()
            .map(|(key, known)| (key.as_str(), self.answer_known(key, known, asked)))
            .collect()
    }

    /// Where a user falls in a flag's share, 1 to 100; none without a user, or where rules are more than one share.
    #[must_use]
    pub fn bucket(&self, key: &str, asked: &Asked) -> Option<u8> {
        let rollout = self.flags.get(key)?.setting.rollout.as_ref()?;
        bucket(rollout, asked.user.as_deref()?)
    }

    pub(super) fn answer_known(&self, key: &str, known: &Known, asked: &Asked) -> Result<Answer, Unanswered> {
        let context = asked.about(key);
        let value = self.state.check_enabled(&context).unwrap_or_default();
        if asked.user.is_none() && known.setting.needs_user(asked.session.is_some(), value) {
            return Err(Unanswered::UserMissing);
        }
        let variant = (value && known.varies)
            .then(|| self.state.check_variant(&context))
            .flatten()
            .filter(|variant| variant.enabled)
            .map(Chosen::from);
        Ok(Answer {
            value,
            reason: known.setting.reason(value),
            variant,
            varies: known.varies,
        })
    }

    /// The rules of every flag, in the form of the Unleash client API.
    ///
    /// `inline` is for SDKs that know no segments.
    #[must_use]
    pub const fn published(&self, inline: bool) -> &Published {
        if inline { &self.inlined } else { &self.published }
    }

    /// The same as events, for those who follow the rules.
    #[must_use]
    pub const fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The flags that someone has, in the order of their keys, each with the variant that they get, if any.
    #[must_use]
    pub fn enabled(&self, asked: &Asked) -> Vec<Enabled<'_>> {
        let mut enabled = Vec::with_capacity(self.flags.len());
        for (key, known) in &self.flags {
            let context = asked.about(key);
            if self.state.check_enabled(&context).unwrap_or_default() {
                let variant = known.varies.then(|| self.state.check_variant(&context));
                enabled.push(Enabled {
                    key,
                    variant: variant.flatten(),
                    written: &known.written,
                });
            }
        }
        enabled
    }

    /// Whether the rules of a flag decide, and it is neither off nor killed.
    pub(super) fn decides(&self, key: &str) -> bool {
        let known = self.flags.get(key);
        known.is_some_and(|known| known.setting.enabled && !known.setting.killed)
    }

    pub(super) fn is_on(&self, key: &str, asked: &Asked) -> Option<bool> {
        self.state.check_enabled(&asked.about(key))
    }

    pub(super) fn variant_name(&self, key: &str, asked: &Asked) -> Option<String> {
        let variant = self.state.check_variant(&asked.about(key))?;
        Some(variant.name)
    }
}

fn varies(feature: &ClientFeature) -> bool {
    let own = feature.variants.as_ref().is_some_and(|variants| !variants.is_empty());
    let strategies = feature.strategies.iter().flatten();
    own || strategies
        .filter_map(|strategy| strategy.variants.as_ref())
        .any(|variants| !variants.is_empty())
}

/// The bucket of a user, by the engine's own hash.
fn bucket(rollout: &Rollout, user: &str) -> Option<u8> {
    let bucket = normalized_hash(&rollout.group, user, u32::from(BUCKETS), 0).ok()?;
    u8::try_from(bucket).ok()
}
