use super::{
    change::{Change, Outcome, Plan, Step, What},
    portable::{draft, portable},
};
use crate::{
    Backend, Result,
    flags::{
        self, Flag, NewField, NewFlag, NewSegment, Prerequisite, queries,
        service::{RESERVED, check_rules},
    },
    projects::{self, Environment, Project},
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{
        Constraint, FlagKind, check_constraints, check_name, check_prerequisite,
        transfer::{Bundle, FieldPart, FlagPart, SegmentPart, StatePart},
    },
    identity::{Action, Actor, Place},
    key::check_key,
};
use serde::{Deserialize as _, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

struct Planning<'a> {
    backend: &'a Backend,
    actor: &'a Actor,
    project: &'a Project,
    environments: Vec<Environment>,
    /// Here and in the file, by key; what is only in the file has a number below zero.
    ids: BTreeMap<String, i32>,
    plan: Plan,
}

/// What a file would change, looked at and not stored. `environments` names, for each environment of the file, the one
/// of this project that it is for; those it does not name are left out.
///
/// # Errors
/// [`crate::Error::Forbidden`] for those who may not change flags here.
pub async fn plan(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    bundle: &Bundle,
    environments: &BTreeMap<String, String>,
) -> Result<Plan> {
    backend.allow_within(actor, Action::EditFlags, project.id)?;
    let segments = flags::segments(backend, actor, project).await?;
    let mut ids: BTreeMap<String, i32> = segments
        .iter()
        .map(|segment| (segment.key.clone(), segment.id))
        .collect();
    for (number, segment) in (1..).zip(&bundle.segments) {
        ids.entry(segment.key.clone()).or_insert(-number);
    }
    let mut planning = Planning {
        backend,
        actor,
        project,
        environments: projects::environments(backend, project.id).await?,
        ids,
        plan: Plan::default(),
    };
    let fields = flags::context_fields(backend, actor, project).await?;
    for part in &bundle.context_fields {
        planning.field(part, fields.iter().find(|field| field.name == part.name));
    }
    for part in &bundle.segments {
        planning.segment(part, segments.iter().find(|segment| segment.key == part.key));
    }
    let mut seen = BTreeSet::new();
    for part in &bundle.flags {
        planning
            .flag(part, !seen.insert(part.key.clone()), environments)
            .await?;
    }
    planning.needs(bundle).await?;
    Ok(planning.plan)
}

fn json_of(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl Planning<'_> {
    fn add(&mut self, what: What, key: &str, (before, after): (Value, Value), errors: FieldErrors, step: Step) {
        let outcome = if !errors.is_empty() {
            Outcome::Refused(errors)
        } else if before.is_null() {
            Outcome::New
        } else if before == after {
            Outcome::Unchanged
        } else {
            Outcome::Changed
        };
        let step = match outcome {
            Outcome::New | Outcome::Changed => step,
            _ => Step::Nothing,
        };
        self.plan.changes.push(Change {
            what,
            key: key.to_owned(),
            environment: None,
            outcome,
            before,
            after,
            step,
        });
    }

    fn field(&mut self, part: &FieldPart, here: Option<&flags::ContextField>) {
        let mut errors = FieldErrors::default();
        errors.check("name", check_name(&part.name));
        errors.text("description", &part.description, 0, 500);
        let before = here.map_or(Value::Null, |here| {
            json_of(FieldPart {
                name: here.name.clone(),
                description: here.description.clone(),
                legal_values: here.legal_values.clone(),
                sticky: here.sticky,
            })
        });
        let new = NewField {
            name: part.name.clone(),
            description: part.description.clone(),
            legal_values: part.legal_values.clone(),
            sticky: part.sticky,
        };
        let step = Step::Field(new, here.map(|here| here.version));
        let after = json_of(part);
        if before != after {
            self.whole_project(&mut errors);
        }
        self.add(What::ContextField, &part.name, (before, after), errors, step);
    }

    fn segment(&mut self, part: &SegmentPart, here: Option<&flags::Segment>) {
        let mut errors = FieldErrors::default();
        errors.check("key", check_key(&part.key));
        errors.text("description", &part.description, 0, 500);
        let mut constraints = constraints_of(&part.constraints, &mut errors);
        if constraints.is_empty() {
            errors.add("constraints", Problem::Required);
        }
        check_constraints("constraints", &mut constraints, &mut errors);
        let shape = |description: &str, constraints: &[Constraint]| json!({ "key": part.key, "description": description, "constraints": constraints });
        let before = here.map_or(Value::Null, |here| shape(&here.description, &here.constraints.0));
        let after = shape(&part.description, &constraints);
        let new = NewSegment {
            key: part.key.clone(),
            description: part.description.clone(),
            constraints,
        };
        let step = Step::Segment(new, here.map(|here| (here.id, here.version)));
        if before != after {
            self.whole_project(&mut errors);
        }
        self.add(What::Segment, &part.key, (before, after), errors, step);
    }

    /// Notes that who may change one environment only may not change what all of them share.
    fn whole_project(&self, errors: &mut FieldErrors) {
        if !self.actor.can(Action::EditFlags, Place::project(self.project.id)) {
            errors.add("", Problem::NotAllowed);
        }
    }

    async fn flag(&mut self, part: &FlagPart, again: bool, mapping: &BTreeMap<String, String>) -> Result<()> {
        let here = queries::by_key(&self.backend.pool, self.project.id, &part.key).await?;
        let mut errors = FieldErrors::default();
        errors.check("key", check_key(&part.key));
        if RESERVED.contains(&part.key.as_str()) || again {
            errors.add("key", Problem::Taken);
        }
        if here.as_ref().is_some_and(|flag| flag.archived_at.is_some()) {
            errors.add("key", Problem::Archived);
        }
        errors.text("description", &part.description, 0, 500);
        errors.check("kind", FlagKind::parse(&part.kind).map(drop).ok_or(Problem::Unknown));
        let shape = |description: &str, kind: &str| json!({ "description": description, "kind": kind });
        let before = here
            .as_ref()
            .map_or(Value::Null, |flag| shape(&flag.description, flag.kind.as_str()));
        let after = shape(part.description.trim(), &part.kind);
        let owner = here.as_ref().and_then(|flag| flag.owner_id).map(|id| id.to_string());
        let step = match &here {
            Some(flag) => {
                let details = flags::Details {
                    description: part.description.clone(),
                    kind: part.kind.clone(),
                    owner: owner.unwrap_or_default(),
                };
                Step::Edit(details, flag.version)
            }
            None => Step::Create(NewFlag {
                key: part.key.clone(),
                description: part.description.clone(),
                kind: part.kind.clone(),
                owner: String::new(),
            }),
        };
        if before != after {
            self.whole_project(&mut errors);
        }
        let refused = !errors.is_empty();
        self.add(What::Flag, &part.key, (before, after), errors, step);
        if !refused {
            for (from, to) in mapping {
                if let Some(state) = part.environments.get(from) {
                    self.state(part, here.as_ref(), to, state).await?;
                }
            }
        }
        Ok(())
    }

    async fn state(&mut self, part: &FlagPart, here: Option<&Flag>, to: &str, state: &StatePart) -> Result<()> {
        let mut errors = FieldErrors::default();
        let Some(environment) = self
            .environments
            .iter()
            .find(|environment| environment.key == to)
            .cloned()
        else {
            errors.add("environment", Problem::Unknown);
            self.add(
                What::State,
                &part.key,
                (Value::Null, json_of(state)),
                errors,
                Step::Nothing,
            );
            return Ok(());
        };
        if !self
            .actor
            .can(Action::EditFlags, Place::environment(self.project.id, environment.id))
        {
            errors.add("", Problem::NotAllowed);
        }
        let states = match here {
            Some(flag) => queries::states(&self.backend.pool, &[flag.id]).await?,
            None => Vec::new(),
        };
        let current = states.into_iter().find(|state| state.environment_id == environment.id);
        if current.as_ref().is_some_and(|state| state.setting.killed) {
            errors.add("", Problem::Killed);
        }
        let keys: BTreeMap<i32, String> = self.ids.iter().map(|(key, id)| (*id, key.clone())).collect();
        let mut after = state.clone();
        match draft(state, &self.ids) {
            Err((path, problem)) => errors.add(&path, problem),
            Ok(wanted) => match check_rules(self.backend, self.project.id, wanted, &keys).await {
                Ok(checked) => after = portable(&checked, &keys),
                Err(crate::Error::Invalid(found)) => {
                    for (path, problem) in found.iter() {
                        errors.add(path, problem.clone());
                    }
                }
                Err(error) => return Err(error),
            },
        }
        let before = current.as_ref().map_or(Value::Null, |state| {
            let checked = state.draft().rules().map(|rules| rules.draft(state.setting.enabled));
            json_of(portable(&checked.unwrap_or_else(|| state.draft()), &keys))
        });
        let version = current.map(|state| state.version);
        let step = Step::State(environment.clone(), after.clone(), version);
        self.add(What::State, &part.key, (before, json_of(after)), errors, step);
        if let Some(change) = self.plan.changes.last_mut() {
            change.environment = Some(environment.key);
        }
        Ok(())
    }

    /// Needs come last, when every flag is there.
    async fn needs(&mut self, bundle: &Bundle) -> Result<()> {
        let mut known = queries::needs(&self.backend.pool, self.project.id).await?;
        for part in &bundle.flags {
            let here = queries::by_key(&self.backend.pool, self.project.id, &part.key).await?;
            let current = match &here {
                Some(flag) => queries::needed_by(&self.backend.pool, flag.id).await?,
                None => Vec::new(),
            };
            for need in &part.prerequisites {
                let mut errors = FieldErrors::default();
                let wanted = Prerequisite {
                    key: need.key.clone(),
                    enabled: need.enabled,
                    variants: need.variants.clone(),
                };
                let live = queries::by_key(&self.backend.pool, self.project.id, &need.key).await?;
                let live = live.is_some_and(|flag| flag.archived_at.is_none());
                if !live && !bundle.flags.iter().any(|flag| flag.key == need.key) {
                    errors.add("parent", Problem::Unknown);
                }
                let others: Vec<_> = known
                    .iter()
                    .filter(|(child, parent)| (child, parent) != (&part.key, &need.key))
                    .cloned()
                    .collect();
                errors.check("parent", check_prerequisite(&others, &part.key, &need.key));
                for variant in &need.variants {
                    errors.check("variants", check_name(variant));
                }
                let before = current.iter().find(|here| here.key == need.key);
                let before = before.map_or(Value::Null, json_of);
                let after = json_of(&wanted);
                if before != after {
                    self.whole_project(&mut errors);
                }
                if errors.is_empty() {
                    known.push((part.key.clone(), need.key.clone()));
                }
                self.add(
                    What::Prerequisite,
                    &part.key,
                    (before, after),
                    errors,
                    Step::Need(wanted),
                );
            }
        }
        Ok(())
    }
}

fn constraints_of(value: &Value, errors: &mut FieldErrors) -> Vec<Constraint> {
    let mut constraints = Vec::new();
    for (index, constraint) in value.as_array().into_iter().flatten().enumerate() {
        match Constraint::deserialize(constraint) {
            Ok(constraint) => constraints.push(constraint),
            Err(error) => {
                let why = error.to_string();
                errors.add(&format!("constraints.{index}"), Problem::Unreadable { why });
            }
        }
    }
    constraints
}
