use crate::flags::queries::Flag;
use arkan_domain::{
    flags::experiment::{Counted, Decision, ExperimentState, Goal, Permille, Reading, Split},
    ids::{EnvironmentId, ExperimentId, FlagId, ProjectId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, postgres::PgRow, types::Json};

/// An experiment with a flag in an environment.
#[derive(Clone, Debug)]
pub struct Experiment {
    pub id: ExperimentId,
    pub project_id: ProjectId,
    pub flag_id: FlagId,
    pub environment_id: EnvironmentId,
    pub name: String,
    pub hypothesis: String,
    /// What is counted.
    pub event: String,
    pub goal: Goal,
    /// The users that each group needs.
    pub planned: u32,
    pub split: Split,
    /// The place of the group that the others are held against.
    pub control: usize,
    pub state: ExperimentState,
    /// The version of the flag's rules at the start.
    pub rules_version: i32,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub started_by: Option<String>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_by: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub decision: Option<Decision>,
    pub reason: Option<String>,
    /// The numbers as they were at the end.
    pub counts: Option<Counts>,
    /// Counts the acts on it.
    pub version: i32,
}

/// What was counted of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArmCount {
    pub exposed: u64,
    pub converted: u64,
}

/// What was counted of an experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By the places of the groups.
    pub arms: Vec<ArmCount>,
    /// Users who were seen in two groups.
    pub crossed: u64,
    /// Users who did what is counted, and of whom no exposure is known.
    pub strangers: u64,
}

/// A change of the flag while its experiment ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub version: i32,
    pub at: DateTime<Utc>,
    pub by: String,
    /// Whether users are dealt differently from here on.
    pub traffic: bool,
    /// Whether it was switched on or off, killed or revived.
    pub switched: bool,
    /// Whether the flag serves after it: neither off nor killed.
    pub serves: bool,
}

/// An experiment with all that its page shows.
#[derive(Clone, Debug)]
pub struct Standing {
    pub experiment: Experiment,
    pub flag: Flag,
    pub counts: Counts,
    pub reading: Reading,
    /// What was done to the flag meanwhile, as far as it matters, oldest first.
    pub changes: Vec<Change>,
    /// The flag came to need other flags, which decides over who has it.
    pub needs: bool,
}

/// A row of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub experiment: Experiment,
    /// The flag's key.
    pub key: String,
}

/// Where a page of a list begins: after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: ExperimentId,
}

impl Cursor {
    /// Reads what [`Self::text`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self {
            at: DateTime::from_timestamp_micros(at.parse().ok()?)?,
            id: id.parse().ok()?,
        })
    }

    #[must_use]
    pub fn text(self) -> String {
        format!("{}.{}", self.at.timestamp_micros(), self.id)
    }
}

/// Which experiments a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub state: Option<ExperimentState>,
    pub flag: Option<(FlagId, EnvironmentId)>,
    pub before: Option<Cursor>,
}

impl Experiment {
    /// The numbers as the rules read them.
    #[must_use]
    pub fn counted(&self, counts: &Counts) -> Vec<Counted> {
        let arms = self.split.arms.iter().enumerate();
        arms.map(|(place, arm)| {
            let count = counts.arms.get(place).copied().unwrap_or_default();
            Counted {
                weight: arm.weight,
                exposed: count.exposed,
                converted: count.converted,
            }
        })
        .collect()
    }
}

fn decoded<T>(value: Option<T>, what: &str) -> Result<T, sqlx::Error> {
    value.ok_or_else(|| sqlx::Error::Decode(format!("{what} of an experiment").into()))
}

impl sqlx::FromRow<'_, PgRow> for Experiment {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let permille = |name: &str| {
            let parts = u16::try_from(row.try_get::<i16, _>(name)?).ok();
            decoded(parts.and_then(Permille::new), name)
        };
        let state: String = row.try_get("state")?;
        let decision: Option<String> = row.try_get("decision")?;
        let counts: Option<Json<Counts>> = row.try_get("counts")?;
        let Json(split) = row.try_get("split")?;
        Ok(Self {
            id: ExperimentId(row.try_get("id")?),
            project_id: ProjectId(row.try_get("project_id")?),
            flag_id: FlagId(row.try_get("flag_id")?),
            environment_id: EnvironmentId(row.try_get("environment_id")?),
            name: row.try_get("name")?,
            hypothesis: row.try_get("hypothesis")?,
            event: row.try_get("event")?,
            goal: Goal {
                baseline: permille("baseline")?,
                difference: permille("difference")?,
            },
            planned: decoded(u32::try_from(row.try_get::<i32, _>("planned")?).ok(), "planned")?,
            split,
            control: decoded(usize::try_from(row.try_get::<i16, _>("control")?).ok(), "control")?,
            state: decoded(ExperimentState::parse(&state), "state")?,
            rules_version: row.try_get("rules_version")?,
            created_by: row.try_get("created_by")?,
            created_at: row.try_get("created_at")?,
            started_by: row.try_get("started_by")?,
            started_at: row.try_get("started_at")?,
            ended_by: row.try_get("ended_by")?,
            ended_at: row.try_get("ended_at")?,
            decision: decision.as_deref().and_then(Decision::parse),
            reason: row.try_get("reason")?,
            counts: counts.map(|Json(counts)| counts),
            version: row.try_get("version")?,
        })
    }
}
