use super::queries::Given;
use arkan_domain::{
    flags::request::{ApprovalRule, Proposal, RequestState, Trouble, counted},
    ids::{EnvironmentId, FlagId, ProjectId, RequestId, UserId},
};
use chrono::{DateTime, Utc};
use sqlx::{Row as _, postgres::PgRow, types::Json};
use uuid::Uuid;

/// A change that waits for approvals, or waited.
#[derive(Clone, Debug)]
pub struct ChangeRequest {
    pub id: RequestId,
    pub project_id: ProjectId,
    pub flag_id: FlagId,
    pub flag_key: String,
    pub environment_id: EnvironmentId,
    pub state: RequestState,
    pub proposal: Proposal,
    /// What the flag did when it was asked for.
    pub before: Proposal,
    /// The version of the flag's state that it was made on.
    pub base_version: i32,
    /// Names proposal and version together; approvals are given to it.
    pub hash: String,
    pub reason: String,
    /// The person who asked, or who made the token that did: their own approval does not count.
    pub author_id: Option<UserId>,
    pub author_label: String,
    pub created_at: DateTime<Utc>,
    /// When it is to be applied by itself.
    pub apply_at: Option<DateTime<Utc>>,
    /// Why it could not be applied at its time.
    pub trouble: Option<Trouble>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the acts on it.
    pub version: i32,
}

/// Something that happened to a request.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RequestEvent {
    pub at: DateTime<Utc>,
    /// `opened`, `approved`, `edited`, `rebased`, `commented`, `scheduled`, `held`, `applied`, `rejected`, `withdrawn`.
    pub kind: String,
    pub actor_label: String,
    pub body: String,
}

/// A request with all that decides about it.
#[derive(Clone, Debug)]
pub struct RequestDetail {
    pub request: ChangeRequest,
    /// What changes need there now; none when they need no approval any more.
    pub rule: Option<ApprovalRule>,
    pub approvals: Vec<Given>,
    pub events: Vec<RequestEvent>,
    /// The version that the flag's state has now.
    pub version_now: i32,
}

impl RequestDetail {
    /// How many approvals count for what is asked now.
    #[must_use]
    pub fn counted(&self) -> usize {
        let given: Vec<_> = self.approvals.iter().map(Into::into).collect();
        counted(&given, &self.request.hash, self.request.author_id)
    }

    #[must_use]
    pub fn needed(&self) -> usize {
        self.rule.map_or(0, |rule| rule.approvals.into())
    }

    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.counted() >= self.needed()
    }

    /// Whether the flag was changed since.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.version_now != self.request.base_version
    }
}

impl ChangeRequest {
    /// Whether it is this person's own.
    #[must_use]
    pub fn is_of(&self, user: Option<UserId>) -> bool {
        user.is_some() && self.author_id == user
    }

    /// Whether this person may ask for something else in it: their own, open, and not a plan.
    #[must_use]
    pub fn is_editable_by(&self, user: Option<UserId>) -> bool {
        self.is_open() && self.is_of(user) && self.proposal.plan.is_none()
    }

    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == RequestState::Open
    }
}

impl sqlx::FromRow<'_, PgRow> for ChangeRequest {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let state: String = row.try_get("state")?;
        let trouble: Option<String> = row.try_get("trouble")?;
        let Json(proposal) = row.try_get::<Json<Proposal>, _>("proposal")?;
        let Json(before) = row.try_get::<Json<Proposal>, _>("before")?;
        Ok(Self {
            id: RequestId(row.try_get("id")?),
            project_id: ProjectId(row.try_get("project_id")?),
            flag_id: FlagId(row.try_get("flag_id")?),
            flag_key: row.try_get("flag_key")?,
            environment_id: EnvironmentId(row.try_get("environment_id")?),
            state: RequestState::parse(&state)
                .ok_or_else(|| sqlx::Error::Decode(format!("request state {state}").into()))?,
            proposal,
            before,
            base_version: row.try_get("base_version")?,
            hash: row.try_get("hash")?,
            reason: row.try_get("reason")?,
            author_id: row.try_get::<Option<Uuid>, _>("author_id")?.map(UserId),
            author_label: row.try_get("author_label")?,
            created_at: row.try_get("created_at")?,
            apply_at: row.try_get("apply_at")?,
            trouble: trouble.as_deref().and_then(Trouble::parse),
            closed_at: row.try_get("closed_at")?,
            version: row.try_get("version")?,
        })
    }
}
