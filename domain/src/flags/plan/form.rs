use super::{AlertGuard, Guards, Hours, MAX_WAIT, OnTrip, Step, check_steps, parse_zone};
use crate::{
    alerts::parse_span,
    fields::{FieldErrors, Problem},
    flags::Percentage,
    ids::CheckId,
};
use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// How many steps a form takes.
pub const ROWS: usize = 8;

/// One row of the steps as it was typed; an empty one is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepForm {
    pub share: String,
    /// Such as `1h`.
    pub wait: String,
}

/// A plan as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanForm {
    pub steps: Vec<StepForm>,
    /// Whether it moves only in some hours.
    pub limited: bool,
    /// Days as `Mon` to `Sun`.
    pub days: Vec<String>,
    pub from: String,
    pub until: String,
    pub zone: String,
    pub alerts: String,
    /// The id of a check, or nothing.
    pub check: String,
    /// Percent, or nothing.
    pub max_failures: String,
    pub on_trip: String,
    /// The place of the strategy, from 0; nothing means the first that splits.
    pub strategy: String,
}

/// A plan that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDraft {
    pub steps: Vec<Step>,
    pub hours: Option<Hours>,
    pub guards: Guards,
    pub on_trip: OnTrip,
    pub strategy: Option<usize>,
}

impl PlanForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, by field: `share_1`, `wait_1`, …, `days`, `from`, `until`, `zone`, `check`, ….
    pub fn read(&self) -> Result<PlanDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let steps = self.steps(&mut errors);
        let hours = if self.limited { self.hours(&mut errors) } else { None };
        let guards = self.guards(&mut errors);
        let on_trip = errors.check("on_trip", OnTrip::parse(&self.on_trip).ok_or(Problem::Unknown));
        let strategy = match self.strategy.as_str() {
            "" => None,
            text => errors.check("strategy", text.parse().map_err(|_| Problem::Unknown)),
        };
        errors.into_result()?;
        Ok(PlanDraft {
            steps,
            hours,
            guards,
            on_trip: on_trip.unwrap_or(OnTrip::Pause),
            strategy,
        })
    }

    fn steps(&self, errors: &mut FieldErrors) -> Vec<Step> {
        let typed: Vec<_> = (1..=ROWS)
            .zip(&self.steps)
            .filter(|(_, row)| !(row.share.trim().is_empty() && row.wait.trim().is_empty()))
            .collect();
        let count = typed.len();
        let mut steps = Vec::new();
        for (place, (number, row)) in typed.into_iter().enumerate() {
            let (share, wait) = (format!("share_{number}"), format!("wait_{number}"));
            let percent = errors.number(&share, row.share.trim().trim_end_matches('%'), 1, 100);
            let last = place + 1 == count;
            // The last share may be watched for a while; it need not.
            let wait = match row.wait.trim() {
                "" if last => Some(0),
                text => errors.check(&wait, parse_span(text, 1, MAX_WAIT)),
            };
            if let (Ok(percentage), Some(wait)) = (Percentage::new(percent), wait)
                && errors.get(&share).is_none()
            {
                steps.push((share, Step { percentage, wait }));
            }
        }
        if steps.len() == count {
            check_steps(&steps, errors);
        }
        steps.into_iter().map(|(_, step)| step).collect()
    }

    fn hours(&self, errors: &mut FieldErrors) -> Option<Hours> {
        let days: Vec<Weekday> = self.days.iter().filter_map(|day| day.parse().ok()).collect();
        let time = |text: &str| {
            NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| match text.trim() {
                "" => Problem::Required,
                _ => Problem::format("09:00"),
            })
        };
        let from = errors.check("from", time(&self.from));
        let until = errors.check("until", time(&self.until));
        let zone = errors.check("zone", parse_zone(&self.zone));
        match Hours::new(&days, from?, until?, zone?) {
            Ok(hours) => Some(hours),
            Err((field, problem)) => {
                errors.add(field, problem);
                None
            }
        }
    }

    fn guards(&self, errors: &mut FieldErrors) -> Guards {
        let alerts = errors.check("alerts", AlertGuard::parse(&self.alerts).ok_or(Problem::Unknown));
        let check = match self.check.trim() {
            "" => None,
            id => errors.check("check", id.parse::<CheckId>().map_err(|_| Problem::Unknown)),
        };
        let max_failures = match self.max_failures.trim().trim_end_matches('%') {
            "" => None,
            text => u8::try_from(errors.number("max_failures", text, 1, 99)).ok(),
        };
        if max_failures.is_some() && self.check.trim().is_empty() {
            errors.add("check", Problem::Required);
        }
        Guards {
            alerts: alerts.unwrap_or_default(),
            check,
            max_failures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &[(&str, &str)]) -> PlanForm {
        PlanForm {
            steps: rows
                .iter()
                .map(|(share, wait)| StepForm {
                    share: (*share).to_owned(),
                    wait: (*wait).to_owned(),
                })
                .collect(),
            alerts: "any".to_owned(),
            on_trip: "pause".to_owned(),
            ..PlanForm::default()
        }
    }

    #[test]
    fn empty_rows_are_left_out_and_the_last_needs_no_time() {
        let draft = form(&[("5 %", "1h"), ("", ""), ("100", "")]).read().unwrap();
        let told: Vec<_> = draft
            .steps
            .iter()
            .map(|step| (step.percentage.get(), step.wait))
            .collect();
        assert_eq!(told, [(5, 3600), (100, 0)]);
        assert!(draft.hours.is_none());
    }

    #[test]
    fn wrong_rows_are_named() {
        let errors = form(&[("5", ""), ("101", "1h"), ("", "1h"), ("x", "1h")])
            .read()
            .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["share_2", "share_3", "share_4", "wait_1"]);
        let errors = form(&[("50", "1h"), ("50", "")]).read().unwrap_err();
        assert_eq!(errors.get("share_2"), Some(&Problem::OutOfRange { min: 51, max: 100 }));
        assert_eq!(form(&[]).read().unwrap_err().get("share_1"), Some(&Problem::Required));
    }

    #[test]
    fn hours_are_asked_for_only_when_they_limit() {
        let mut limited = PlanForm {
            limited: true,
            zone: "Mars".to_owned(),
            ..form(&[("5", "1h"), ("100", "")])
        };
        let errors = limited.read().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["from", "until", "zone"]);
        limited = PlanForm {
            days: vec!["Sun".to_owned(), "Mon".to_owned()],
            from: "09:00".to_owned(),
            until: "17:00".to_owned(),
            zone: "Asia/Riyadh".to_owned(),
            ..limited
        };
        assert!(limited.read().unwrap().hours.unwrap().has(Weekday::Mon));
    }

    #[test]
    fn a_rate_of_failures_is_a_check_s() {
        let mut form = PlanForm {
            max_failures: "20".to_owned(),
            ..form(&[("100", "")])
        };
        assert_eq!(form.read().unwrap_err().get("check"), Some(&Problem::Required));
        form.check = CheckId(uuid::Uuid::now_v7()).to_string();
        assert_eq!(form.read().unwrap().guards.max_failures, Some(20));
    }
}
