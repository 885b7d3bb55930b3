use crate::fields::FieldErrors;
use chrono::{DateTime, Utc};

/// When the console's database is backed up and proven, and how long copies are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether the daily backup runs.
    pub enabled: bool,
    /// The hour of the daily backup, 0 to 23, UTC.
    pub hour: u32,
    /// Whether each scheduled backup is restored to prove it.
    pub drill_after_backup: bool,
    /// The newest backup of this many days is kept.
    pub keep_daily: u32,
    /// The newest backup of this many ISO weeks is kept.
    pub keep_weekly: u32,
    /// Since when this policy holds.
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

/// A policy as it is typed.
#[derive(Clone, Debug, Default)]
pub struct PolicyForm {
    pub enabled: bool,
    pub hour: String,
    pub drill_after_backup: bool,
    pub keep_daily: String,
    pub keep_weekly: String,
    /// The version of the policy that the form was opened with.
    pub version: i32,
}

impl PolicyForm {
    /// Checks the fields.
    ///
    /// # Errors
    /// A problem for each field that is wrong.
    pub fn check(&self, now: DateTime<Utc>) -> Result<Policy, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut number =
            |field, text, min, max| u32::try_from(errors.number(field, text, min, max)).unwrap_or_default();
        let policy = Policy {
            enabled: self.enabled,
            hour: number("hour", &self.hour, 0, 23),
            drill_after_backup: self.drill_after_backup,
            keep_daily: number("keep_daily", &self.keep_daily, 1, 365),
            keep_weekly: number("keep_weekly", &self.keep_weekly, 0, 520),
            updated_at: now,
            version: self.version,
        };
        errors.into_result().map(|()| policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;

    #[test]
    fn each_wrong_field_says_what_would_be_right() {
        let form = PolicyForm {
            hour: "24".into(),
            keep_daily: "0".into(),
            keep_weekly: String::new(),
            ..Default::default()
        };
        let errors = form.check(DateTime::UNIX_EPOCH).unwrap_err();
        assert_eq!(errors.get("hour"), Some(&Problem::OutOfRange { min: 0, max: 23 }));
        assert_eq!(
            errors.get("keep_daily"),
            Some(&Problem::OutOfRange { min: 1, max: 365 })
        );
        assert_eq!(errors.get("keep_weekly"), Some(&Problem::Required));
    }

    #[test]
    fn a_right_form_becomes_a_policy() {
        let form = PolicyForm {
            hour: "2".into(),
            keep_daily: "7".into(),
            keep_weekly: "0".into(),
            ..Default::default()
        };
        let policy = form.check(DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(
            (policy.hour, policy.keep_daily, policy.keep_weekly, policy.enabled),
            (2, 7, 0, false)
        );
    }
}
