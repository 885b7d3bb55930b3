use super::caller::Application;
use crate::api::{
    problem::{CallerLang, ProblemJson},
    sent::Sent,
};
use arkan_app::page::AppState;
use arkan_backend::flags::experiments::{self, Conversion, Exposure, LeftOut, Reported, Taken};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::experiment::{check_event, check_unit},
    key::check_key,
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most events of one report.
const MOST: usize = 1000;
/// How far ahead of ours the clock of an application may be.
const AHEAD: TimeDelta = TimeDelta::minutes(1);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsBody {
    /// Users who were shown a group.
    #[serde(default)]
    #[schema(max_items = 1000)]
    exposures: Vec<ExposureBody>,
    /// Users who did something.
    #[serde(default)]
    #[schema(max_items = 1000)]
    conversions: Vec<ConversionBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Exposure)]
struct ExposureBody {
    /// The flag's key.
    #[schema(min_length = 1, max_length = 100, example = "checkout")]
    flag: String,
    /// The variant; `on` or `off` for a flag without variants.
    #[schema(min_length = 1, max_length = 100, example = "on")]
    variant: String,
    /// The same id that the flag was asked for.
    #[schema(min_length = 1, max_length = 200, example = "user-1")]
    unit: String,
    /// When; now, if it is left out.
    at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Conversion)]
struct ConversionBody {
    /// What they did.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[A-Za-z0-9._:-]+$",
        example = "order-paid"
    )]
    event: String,
    /// The same id that the flag was asked for.
    #[schema(min_length = 1, max_length = 200, example = "user-1")]
    unit: String,
    /// When; now, if it is left out.
    at: Option<DateTime<Utc>>,
}

/// What became of the report.
#[derive(Serialize, ToSchema)]
#[schema(as = EventsTaken)]
struct TakenShape {
    /// Exposures that are stored.
    exposures: usize,
    /// Conversions that are stored.
    conversions: usize,
    /// What belongs to no experiment that runs. Sending it again changes nothing.
    left_out: Vec<LeftOutShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = EventLeftOut)]
struct LeftOutShape {
    /// A JSON pointer into the body.
    #[schema(example = "#/exposures/0")]
    pointer: String,
    /// `no_experiment`, `unknown_variant` or `before_start`.
    #[schema(example = "no_experiment")]
    code: &'static str,
}

/// Report exposures and conversions
///
/// For the experiments that run in the token's environment: at most 1,000 events together. 202 means stored. The same
/// report again changes nothing, so one that got no answer can be sent again. It takes a token for flags (`evaluate` or
/// `sdk`), and browsers of any site may ask. Answers by OFREP and to Unleash's frontends are exposures already; SDKs
/// that decide by themselves report theirs here.
#[utoipa::path(
    post, path = "/api/v1/experiments/events", tag = "Experiments", operation_id = "reportEvents",
    request_body = EventsBody,
    responses((status = 202, description = "Stored", body = TakenShape)),
)]
pub async fn report(
    State(app): State<AppState>,
    Application(holder): Application,
    lang: CallerLang,
    body: Sent<EventsBody>,
) -> Result<Response, ProblemJson> {
    let reported = read(body.read()?, app.backend.clock.now()).map_err(|errors| lang.fail()(errors.into()))?;
    let taken = experiments::report(&app.backend, holder.environment, &reported)
        .await
        .map_err(lang.fail())?;
    Ok((StatusCode::ACCEPTED, Json(shape(&taken))).into_response())
}

/// Reads what was sent; each field that is wrong is named by its place.
fn read(body: EventsBody, now: DateTime<Utc>) -> Result<Reported, FieldErrors> {
    if body.exposures.len() + body.conversions.len() > MOST {
        return Err(FieldErrors::one("", Problem::TooMany { max: MOST }));
    }
    let mut errors = FieldErrors::default();
    let mut exposures = Vec::with_capacity(body.exposures.len());
    for (index, one) in body.exposures.into_iter().enumerate() {
        let field = |name: &str| format!("exposures.{index}.{name}");
        errors.check(&field("flag"), check_key(&one.flag));
        errors.check(&field("variant"), check_variant(&one.variant));
        errors.check(&field("unit"), check_unit(&one.unit));
        let at = errors.check(&field("at"), moment(one.at, now)).unwrap_or(now);
        exposures.push(Exposure {
            flag: one.flag,
            variant: one.variant,
            unit: one.unit,
            at,
        });
    }
    let mut conversions = Vec::with_capacity(body.conversions.len());
    for (index, one) in body.conversions.into_iter().enumerate() {
        let field = |name: &str| format!("conversions.{index}.{name}");
        errors.check(&field("event"), check_event(&one.event));
        errors.check(&field("unit"), check_unit(&one.unit));
        let at = errors.check(&field("at"), moment(one.at, now)).unwrap_or(now);
        conversions.push(Conversion {
            event: one.event,
            unit: one.unit,
            at,
        });
    }
    errors.into_result()?;
    Ok(Reported { exposures, conversions })
}

fn check_variant(name: &str) -> Result<(), Problem> {
    match name.chars().count() {
        0 => Err(Problem::Required),
        1..=100 => Ok(()),
        _ => Err(Problem::TooLong { max: 100 }),
    }
}

/// When it happened. Clocks differ a little; nothing happened tomorrow.
fn moment(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    match at {
        Some(at) if at > now + AHEAD => Err(Problem::InFuture),
        Some(at) => Ok(at.min(now)),
        None => Ok(now),
    }
}

fn shape(taken: &Taken) -> TakenShape {
    let left = |list: &'static str, left: &[(usize, LeftOut)]| -> Vec<LeftOutShape> {
        left.iter()
            .map(|(index, why)| LeftOutShape {
                pointer: format!("#/{list}/{index}"),
                code: match why {
                    LeftOut::NoExperiment => "no_experiment",
                    LeftOut::UnknownVariant => "unknown_variant",
                    LeftOut::BeforeStart => "before_start",
                },
            })
            .collect()
    };
    let mut left_out = left("exposures", &taken.exposures_left);
    left_out.extend(left("conversions", &taken.conversions_left));
    TakenShape {
        exposures: taken.exposures,
        conversions: taken.conversions,
        left_out,
    }
}
