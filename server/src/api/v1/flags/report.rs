use crate::api::{
    problem::{code_of, problem, title_of},
    v1::{
        call::{Answer, Call},
        openapi::FieldProblem,
    },
};
use arkan_app::forms::problem_text;
use arkan_backend::flags::transfer::{Change, Outcome, Plan};
use arkan_domain::flags::transfer::Note;
use axum::{Json, response::IntoResponse as _};
use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What an import did, or would do.
#[derive(Serialize, ToSchema)]
pub struct ImportReport {
    /// Whether it was done.
    applied: bool,
    changes: Vec<ChangeShape>,
    /// What did not come over as it was in the file.
    notes: Vec<NoteShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ImportNote)]
pub struct NoteShape {
    kind: String,
    key: String,
    about: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ImportChange)]
pub struct ChangeShape {
    /// `context_field`, `segment`, `flag`, `state` or `prerequisite`.
    what: &'static str,
    key: String,
    environment: Option<String>,
    /// `new`, `changed`, `unchanged`, `refused`, or `requested`: it waits for approval.
    outcome: &'static str,
    /// The page of the change request, where others approve it; null when none was needed.
    request: Option<String>,
    /// As it is here; null when it is new.
    #[schema(value_type = Option<Object>)]
    before: Value,
    /// As the file has it.
    #[schema(value_type = Option<Object>)]
    after: Value,
    /// Each field that is wrong.
    #[schema(value_type = Vec<FieldProblem>)]
    errors: Vec<Value>,
}

impl Call {
    /// The answer to an import or copy.
    pub fn report(&self, plan: Plan, notes: &[Note], dry: bool) -> Answer {
        let right = plan.is_right();
        let changes: Vec<ChangeShape> = plan.changes.into_iter().map(|change| self.change(change)).collect();
        if !right && !dry {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let errors: Vec<Value> = changes.into_iter().flat_map(|change| change.errors).collect();
            return Err(problem(status, title_of(status), None, errors.into()));
        }
        let note = |note: &Note| NoteShape {
            kind: note.kind.as_str().to_owned(),
            key: note.key.clone(),
            about: note.about.clone(),
        };
        Ok(Json(ImportReport {
            applied: !dry,
            changes,
            notes: notes.iter().map(note).collect(),
        })
        .into_response())
    }

    fn change(&self, change: Change) -> ChangeShape {
        let place: Vec<&str> = [
            Some(change.what.as_str()),
            Some(change.key.as_str()),
            change.environment.as_deref(),
        ]
        .into_iter()
        .flatten()
        .collect();
        let place = place.join("/");
        let request = match &change.outcome {
            Outcome::Requested(path) => Some(path.clone()),
            _ => None,
        };
        let (outcome, errors) = match &change.outcome {
            Outcome::New => ("new", Vec::new()),
            Outcome::Changed => ("changed", Vec::new()),
            Outcome::Unchanged => ("unchanged", Vec::new()),
            Outcome::Requested(_) => ("requested", Vec::new()),
            Outcome::Refused(errors) => {
                let told = errors.iter().map(|(field, problem)| {
                    let field = field.replace('.', "/");
                    json!({
                        "pointer": format!("#/{place}/{field}").trim_end_matches('/'),
                        "code": code_of(problem),
                        "detail": problem_text(self.lang.0, problem),
                    })
                });
                ("refused", told.collect())
            }
        };
        ChangeShape {
            what: change.what.as_str(),
            key: change.key,
            environment: change.environment,
            outcome,
            request,
            before: change.before,
            after: change.after,
            errors,
        }
    }
}
