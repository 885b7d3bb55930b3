use arkan_domain::{
    flags::{
        Percentage,
        plan::{Guards, Halt, Hours, Next, OnTrip, PlanState, Progress, Step, Surroundings, Trip, forecast, next},
    },
    ids::{EnvironmentId, FlagId, PlanId, ProjectId, RequestId},
};
use chrono::{DateTime, Utc};
use sqlx::{Row as _, postgres::PgRow, types::Json};

/// A rollout plan.
#[derive(Clone, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub project_id: ProjectId,
    pub flag_id: FlagId,
    pub environment_id: EnvironmentId,
    /// The place of the strategy whose share moves, from 0.
    pub strategy: usize,
    pub state: PlanState,
    pub hours: Option<Hours>,
    pub guards: Guards,
    pub on_trip: OnTrip,
    /// What the flag did before the plan.
    pub before_enabled: bool,
    pub before_percentage: Percentage,
    /// Since when the share of the last step stays, without the pauses.
    pub since: DateTime<Utc>,
    pub paused_at: Option<DateTime<Utc>>,
    /// Why it paused, where no guard did it.
    pub halt: Option<Halt>,
    /// The guard that stopped it.
    pub trip: Option<Trip>,
    /// What was given as the reason of the last pause, or of the end.
    pub note: Option<String>,
    /// Who paused or ended it.
    pub halted_by: Option<String>,
    /// The request whose approval lets it move where changes need one.
    pub request_id: Option<RequestId>,
    pub started_by: String,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts the acts on it; one that was decided on an older one is refused.
    pub version: i32,
}

/// A step of a plan, and when it was taken.
#[derive(Clone, Debug)]
pub struct PlanStep {
    /// From 0.
    pub position: usize,
    pub step: Step,
    pub taken_at: Option<DateTime<Utc>>,
    /// The share that the flag had after it.
    pub percentage: Option<Percentage>,
    /// Who took it: the console itself, or someone before its time.
    pub taken_by: Option<String>,
    /// Why someone took it before its time.
    pub reason: Option<String>,
}

/// A plan with its steps, and what it does next.
#[derive(Clone, Debug)]
pub struct Standing {
    pub plan: Plan,
    pub steps: Vec<PlanStep>,
    pub next: Next,
    /// When the steps that are left will be taken, if nothing comes in between.
    pub forecast: Vec<DateTime<Utc>>,
}

impl Plan {
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state == PlanState::Running
    }

    /// Whether it still holds the flag: no other plan can begin.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.state, PlanState::Running | PlanState::Paused)
    }

    /// What it does at a moment, and when its other steps will come if nothing comes in between: by the rules of the
    /// domain.
    #[must_use]
    pub fn next(&self, steps: &[PlanStep], now: DateTime<Utc>, around: &Surroundings) -> (Next, Vec<DateTime<Utc>>) {
        let planned: Vec<Step> = steps.iter().map(|step| step.step).collect();
        let progress = Progress {
            state: self.state,
            steps: &planned,
            done: steps.iter().filter(|step| step.taken_at.is_some()).count(),
            since: self.since,
            hours: self.hours.as_ref(),
        };
        (next(&progress, now, around), forecast(&progress, now, around))
    }
}

fn decoded<T>(value: Option<T>, what: &str) -> Result<T, sqlx::Error> {
    value.ok_or_else(|| sqlx::Error::Decode(format!("{what} of a rollout plan").into()))
}

fn percentage(number: i16) -> Result<Percentage, sqlx::Error> {
    decoded(Percentage::new(number.into()).ok(), "percentage")
}

impl sqlx::FromRow<'_, PgRow> for Plan {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let text = |name: &str| row.try_get::<String, _>(name);
        let halt: Option<String> = row.try_get("halt")?;
        let hours: Option<Json<Hours>> = row.try_get("hours")?;
        let Json(guards) = row.try_get::<Json<Guards>, _>("guards")?;
        let trip: Option<Json<Trip>> = row.try_get("trip")?;
        Ok(Self {
            id: PlanId(row.try_get("id")?),
            project_id: ProjectId(row.try_get("project_id")?),
            flag_id: FlagId(row.try_get("flag_id")?),
            environment_id: EnvironmentId(row.try_get("environment_id")?),
            strategy: decoded(usize::try_from(row.try_get::<i32, _>("strategy")?).ok(), "strategy")?,
            state: decoded(PlanState::parse(&text("state")?), "state")?,
            hours: hours.map(|Json(hours)| hours),
            guards,
            on_trip: decoded(OnTrip::parse(&text("on_trip")?), "on_trip")?,
            before_enabled: row.try_get("before_enabled")?,
            before_percentage: percentage(row.try_get("before_percentage")?)?,
            since: row.try_get("since")?,
            paused_at: row.try_get("paused_at")?,
            halt: halt.as_deref().and_then(Halt::parse),
            trip: trip.map(|Json(trip)| trip),
            note: row.try_get("note")?,
            halted_by: row.try_get("halted_by")?,
            request_id: row.try_get::<Option<uuid::Uuid>, _>("request_id")?.map(RequestId),
            started_by: row.try_get("started_by")?,
            created_at: row.try_get("created_at")?,
            ended_at: row.try_get("ended_at")?,
            version: row.try_get("version")?,
        })
    }
}

impl sqlx::FromRow<'_, PgRow> for PlanStep {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let reached: Option<i16> = row.try_get("reached")?;
        Ok(Self {
            position: decoded(usize::try_from(row.try_get::<i32, _>("position")?).ok(), "position")?,
            step: Step {
                percentage: percentage(row.try_get("percentage")?)?,
                wait: decoded(u32::try_from(row.try_get::<i32, _>("wait_seconds")?).ok(), "wait")?,
            },
            taken_at: row.try_get("at")?,
            percentage: reached.map(percentage).transpose()?,
            taken_by: row.try_get("actor_label")?,
            reason: row.try_get("reason")?,
        })
    }
}
