use crate::{
    fields::{FieldErrors, Problem},
    flags::plan::parse_zone,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// A freeze as it was typed.
#[derive(Clone, Debug, Default)]
pub struct FreezeForm {
    /// `2026-12-24T18:00`, as the clocks of the zone show it; nothing means now.
    pub from: String,
    pub until: String,
    pub zone: String,
    pub reason: String,
}

/// A freeze that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeDraft {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub reason: String,
}

impl FreezeForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong, by field; a freeze lasts a year at most.
    pub fn read(&self, now: DateTime<Utc>) -> Result<FreezeDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = errors.text("reason", &self.reason, 1, 500);
        let zone = errors.check("zone", parse_zone(&self.zone)).unwrap_or(Tz::UTC);
        let from = match self.from.trim() {
            "" => Some(now),
            text => errors.check("from", moment(text, zone)),
        };
        let until = errors.check("until", moment(&self.until, zone));
        if let Some((from, until)) = from.zip(until)
            && (until <= from || until <= now || until - from > TimeDelta::days(366))
        {
            let example = (from.max(now) + TimeDelta::days(1)).with_timezone(&zone);
            let example = example.format("%Y-%m-%dT%H:%M").to_string().into();
            errors.add("until", Problem::Format { example });
        }
        errors.into_result()?;
        Ok(FreezeDraft {
            from: from.unwrap_or(now),
            until: until.unwrap_or(now),
            reason,
        })
    }
}

/// Reads a moment as the clocks of a place show it. One that they show twice is the first, one that they skip is wrong.
///
/// # Errors
/// [`Problem::Required`] or [`Problem::Format`].
pub fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Required);
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    local
        .and_then(|local| zone.from_local_datetime(&local).earliest())
        .map(|moment| moment.to_utc())
        .ok_or(Problem::format("2026-12-24T18:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn form(from: &str, until: &str) -> FreezeForm {
        FreezeForm {
            from: from.to_owned(),
            until: until.to_owned(),
            zone: "Asia/Riyadh".to_owned(),
            reason: "The sale of the year".to_owned(),
        }
    }

    #[test]
    fn times_are_of_the_zone() {
        let draft = form("", "2026-11-22T03:00").read(now()).unwrap();
        assert_eq!(draft.from, now());
        assert_eq!(draft.until, "2026-11-22T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_freeze_ends_after_it_begins_and_not_in_the_past() {
        for (from, until) in [
            ("2026-11-23T10:00", "2026-11-23T10:00"),
            ("2026-11-20T10:00", "2026-11-21T10:00"),
            ("", "2028-11-21T10:00"),
            ("", "tomorrow"),
        ] {
            let errors = form(from, until).read(now()).unwrap_err();
            assert!(
                matches!(errors.get("until"), Some(Problem::Format { .. })),
                "{from} {until}"
            );
        }
        assert_eq!(
            form("", "").read(now()).unwrap_err().get("until"),
            Some(&Problem::Required)
        );
        let silent = FreezeForm {
            reason: " ".to_owned(),
            ..form("", "2026-11-22T03:00")
        };
        assert_eq!(silent.read(now()).unwrap_err().get("reason"), Some(&Problem::Required));
    }
}
