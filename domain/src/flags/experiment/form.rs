use super::{Goal, Permille};
use crate::fields::{FieldErrors, Problem};

/// The longest name of an event, in characters.
const MAX_EVENT: usize = 100;
/// The longest id of a user, in characters.
const MAX_UNIT: usize = 200;

/// What was typed for a new experiment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExperimentForm {
    pub name: String,
    pub hypothesis: String,
    pub event: String,
    pub control: String,
    pub baseline: String,
    pub difference: String,
}

/// An experiment as it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentDraft {
    pub name: String,
    pub hypothesis: String,
    /// What is counted.
    pub event: String,
    /// The group that the others are held against.
    pub control: String,
    pub goal: Goal,
}

impl ExperimentForm {
    /// Reads only what the number of users depends on.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn goal(&self) -> Result<Goal, FieldErrors> {
        let mut errors = FieldErrors::default();
        let baseline = errors.check("baseline", Permille::parse(&self.baseline));
        let difference = errors.check("difference", Permille::parse(&self.difference));
        let goal = baseline
            .zip(difference)
            .and_then(|(baseline, difference)| errors.check("difference", Goal::new(baseline, difference)));
        match goal {
            Some(goal) => Ok(goal),
            None => Err(errors),
        }
    }

    /// Reads the whole form.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn read(&self) -> Result<ExperimentDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.text("name", &self.name, 1, 120);
        let hypothesis = errors.text("hypothesis", &self.hypothesis, 0, 1000);
        let event = self.event.trim().to_owned();
        errors.check("event", check_event(&event));
        match self.goal() {
            Ok(goal) if errors.is_empty() => Ok(ExperimentDraft {
                name,
                hypothesis,
                event,
                control: self.control.clone(),
                goal,
            }),
            Ok(_) => Err(errors),
            Err(wrong) => {
                wrong
                    .iter()
                    .for_each(|(field, problem)| errors.add(field, problem.clone()));
                Err(errors)
            }
        }
    }
}

/// Checks the id of a user.
///
/// # Errors
/// What would be right.
pub fn check_unit(id: &str) -> Result<(), Problem> {
    match id.chars().count() {
        0 => Err(Problem::Required),
        count if count > MAX_UNIT => Err(Problem::TooLong { max: MAX_UNIT }),
        _ => Ok(()),
    }
}

/// Checks the name of an event: it stands in code, so it is plain.
///
/// # Errors
/// What would be right.
pub fn check_event(name: &str) -> Result<(), Problem> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
    match name.chars().count() {
        0 => Err(Problem::Required),
        count if count > MAX_EVENT => Err(Problem::TooLong { max: MAX_EVENT }),
        _ if name.chars().all(plain) => Ok(()),
        _ => Err(Problem::format("order-paid")),
    }
}
