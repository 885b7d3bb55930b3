use super::{shapes::ConstraintShape, state::InEnvironment};
use crate::api::{
    sent::Sent,
    v1::call::{Answer, Call},
};
use arkan_backend::{
    DatabaseError, Error,
    flags::{Asked, Bucket, Condition, Explanation, Needed, Tried, Unanswered},
};
use arkan_domain::{fields::Problem, identity::Action};
use axum::{Json, extract::Path, response::IntoResponse as _};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// Who asks: the context of an evaluation, with Unleash's names.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Context {
    #[schema(example = "user-1")]
    user_id: Option<String>,
    session_id: Option<String>,
    remote_address: Option<String>,
    app_name: Option<String>,
    /// The time to decide by, RFC 3339; left out for now.
    #[schema(format = DateTime)]
    current_time: Option<String>,
    /// The environment that the application says it runs in, for rules that ask for it.
    environment: Option<String>,
    #[serde(default)]
    #[schema(example = json!({ "plan": "pro" }))]
    properties: HashMap<String, String>,
}

/// What a flag is for someone, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = Explanation)]
pub struct ExplanationShape {
    /// Null when there is no answer: a bucket decides and no user was named.
    value: Option<bool>,
    /// OFREP's word: STATIC, SPLIT, `TARGETING_MATCH`, DISABLED, UNKNOWN or, without an answer, `TARGETING_KEY_MISSING`.
    reason: &'static str,
    variant: Option<String>,
    enabled: bool,
    killed: bool,
    prerequisites: Vec<NeededShape>,
    strategies: Vec<TriedShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PrerequisiteResult)]
struct NeededShape {
    key: String,
    /// What the flag must be.
    enabled: bool,
    /// What it is; null when there is no such flag any more.
    value: Option<bool>,
    variant: Option<String>,
    met: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StrategyResult)]
struct TriedShape {
    name: String,
    title: String,
    matched: bool,
    constraints: Vec<ConditionShape>,
    /// Null for strategies without buckets.
    bucket: Option<BucketShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConstraintResult)]
struct ConditionShape {
    constraint: ConstraintShape,
    /// The key of the segment that it belongs to.
    segment: Option<String>,
    /// What the context has there.
    actual: Option<String>,
    met: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Bucket)]
struct BucketShape {
    /// The context field, `default` or `random`.
    by: String,
    value: Option<String>,
    /// 1 to 100; null without a value or by chance.
    number: Option<u8>,
    /// In, when the bucket is at most this.
    percentage: u8,
}

/// Explain
///
/// What the flag is for someone in this environment, and which prerequisite, strategy and constraint said so. It is
/// not counted as use.
#[utoipa::path(
    post, path = "/api/v1/projects/{project}/flags/{key}/environments/{environment}/explain",
    tag = "Flags in an environment", operation_id = "explainFlag",
    params(("project" = String, Path, description = "The project's key"), ("key" = String, Path, description = "The flag's key"),
        ("environment" = String, Path, description = "The environment's key")),
    request_body = Context,
    responses((status = 200, description = "Part by part", body = ExplanationShape)),
)]
pub async fn explain(call: Call, Path((_, key, environment)): InEnvironment, body: Sent<Context>) -> Answer {
    let target = call.target(Action::View, &key, &environment)?;
    call.flag(&key).await?;
    let body = body.read()?;
    let time = body.current_time.as_deref().map(chrono::DateTime::parse_from_rfc3339);
    if let Some(Err(_)) = time {
        let problem = Problem::format("2027-01-31T09:00:00Z");
        return Err(call.fail()(Error::field("currentTime", problem)));
    }
    let asked = Asked {
        user: body.user_id.filter(|user| !user.is_empty()),
        session: body.session_id.filter(|session| !session.is_empty()),
        address: body.remote_address,
        app: body.app_name,
        time: body.current_time,
        environment: body.environment,
        properties: body.properties,
    };
    let engine = call.backend().flags.engine(target.environment.id);
    // Before the first reading of the flags there is nothing to explain by.
    let engine = engine.ok_or_else(|| call.fail()(Error::Unavailable(DatabaseError::PoolTimedOut)))?;
    let explained = engine.explain(&key, &asked);
    let explained = explained.ok_or_else(|| call.fail()(Error::NotFound))?;
    Ok(Json(ExplanationShape::from(explained)).into_response())
}

impl From<Explanation> for ExplanationShape {
    fn from(explained: Explanation) -> Self {
        let answer = explained.answer.as_ref();
        Self {
            value: answer.ok().map(|answer| answer.value),
            reason: match answer {
                Ok(answer) => answer.reason.as_str(),
                Err(Unanswered::UserMissing) => "TARGETING_KEY_MISSING",
                Err(Unanswered::UnknownFlag) => "FLAG_NOT_FOUND",
            },
            variant: answer
                .ok()
                .and_then(|answer| answer.variant.as_ref())
                .map(|variant| variant.name.clone()),
            enabled: explained.enabled,
            killed: explained.killed,
            prerequisites: explained.prerequisites.into_iter().map(NeededShape::from).collect(),
            strategies: explained.strategies.into_iter().map(TriedShape::from).collect(),
        }
    }
}

impl From<Needed> for NeededShape {
    fn from(needed: Needed) -> Self {
        Self {
            key: needed.wanted.key,
            enabled: needed.wanted.enabled,
            value: needed.value,
            variant: needed.variant,
            met: needed.met,
        }
    }
}

impl From<Tried> for TriedShape {
    fn from(tried: Tried) -> Self {
        Self {
            name: tried.strategy.name,
            title: tried.strategy.title,
            matched: tried.matched,
            constraints: tried.conditions.into_iter().map(ConditionShape::from).collect(),
            bucket: tried.bucket.map(BucketShape::from),
        }
    }
}

impl From<Condition> for ConditionShape {
    fn from(condition: Condition) -> Self {
        Self {
            constraint: condition.constraint.into(),
            segment: condition.segment,
            actual: condition.actual,
            met: condition.met,
        }
    }
}

impl From<Bucket> for BucketShape {
    fn from(bucket: Bucket) -> Self {
        Self {
            by: bucket.by.as_str().to_owned(),
            value: bucket.value,
            number: bucket.number,
            percentage: bucket.percentage,
        }
    }
}
