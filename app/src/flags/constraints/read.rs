use super::{lines, moment};
use crate::forms::Values;
use arkan_backend::{Error, Result};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{Constraint, Operand, Operator},
};

/// The constraints of a form: one for each row below `prefix`, in order. An operator that there is not becomes an error,
/// and the row stays, so that each path means the row that it names.
pub fn read_constraints(values: &Values, prefix: &str, errors: &mut FieldErrors) -> Vec<Constraint> {
    (0..values.rows(prefix))
        .map(|index| read_row(values, &format!("{prefix}.{index}"), errors))
        .collect()
}

fn read_row(values: &Values, path: &str, errors: &mut FieldErrors) -> Constraint {
    let text = |field: &str| values.text(&format!("{path}.{field}"));
    let ticked = |field: &str| values.checked(&format!("{path}.{field}"));
    let operator = Operator::parse(text("operator"));
    if operator.is_none() {
        errors.add(&format!("{path}.operator"), Problem::Unknown);
    }
    let operator = operator.unwrap_or(Operator::In);
    let typed = text("values");
    let (values, value) = match operator.operand() {
        operand if operand.is_list() => (lines::split(typed), None),
        Operand::Date => (Vec::new(), Some(moment::read(typed))),
        _ => (Vec::new(), Some(typed.trim().to_owned())),
    };
    Constraint {
        context_name: text("contextName").to_owned(),
        operator,
        values,
        value,
        inverted: ticked("inverted"),
        case_insensitive: ticked("caseInsensitive"),
    }
}

/// Moves what is wrong with a constraint's single value beside the field that both single values and lists are typed
/// into.
///
/// # Errors
/// The same error, with the paths of the form.
pub fn beside_fields<T>(result: Result<T>) -> Result<T> {
    result.map_err(|error| match error {
        Error::Invalid(errors) => {
            let mut moved = FieldErrors::default();
            for (path, problem) in errors.iter() {
                moved.add(&field_of(path), problem.clone());
            }
            Error::Invalid(moved)
        }
        other => other,
    })
}

fn field_of(path: &str) -> String {
    match path.strip_suffix(".value") {
        Some(row) if is_constraint(row) => format!("{row}.values"),
        _ => path.to_owned(),
    }
}

fn is_constraint(row: &str) -> bool {
    let mut parts = row.rsplit('.');
    let index = parts.next().is_some_and(|part| part.parse::<usize>().is_ok());
    index && parts.next() == Some("constraints")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(rows: &[&[(&str, &str)]]) -> Values {
        let mut values = Values::default();
        for (index, row) in rows.iter().enumerate() {
            for (field, value) in *row {
                values.set(format!("constraints.{index}.{field}"), *value);
            }
        }
        values
    }

    #[test]
    fn rows_become_constraints() {
        let values = form(&[
            &[("contextName", "country"), ("operator", "IN"), ("values", "SA, AE")],
            &[
                ("contextName", "email"),
                ("operator", "REGEX"),
                ("values", " ^a,b$ "),
                ("caseInsensitive", "on"),
            ],
            &[
                ("contextName", "currentTime"),
                ("operator", "DATE_AFTER"),
                ("values", "2027-01-31T09:00"),
                ("inverted", "on"),
            ],
        ]);
        let mut errors = FieldErrors::default();
        let read = read_constraints(&values, "constraints", &mut errors);
        assert!(errors.is_empty());
        assert_eq!(read[0].values, ["SA", "AE"]);
        assert_eq!(read[0].value, None);
        assert_eq!(read[1].value.as_deref(), Some("^a,b$"));
        assert!(read[1].case_insensitive && !read[1].inverted);
        assert_eq!(read[2].value.as_deref(), Some("2027-01-31T09:00:00Z"));
        assert!(read[2].inverted);
    }

    #[test]
    fn an_operator_that_there_is_not_is_named_and_moves_no_row() {
        let values = form(&[
            &[("contextName", "a"), ("operator", "NEAR"), ("values", "x")],
            &[("contextName", "b"), ("operator", "NUM_GT"), ("values", "2")],
        ]);
        let mut errors = FieldErrors::default();
        let read = read_constraints(&values, "constraints", &mut errors);
        assert_eq!(errors.get("constraints.0.operator"), Some(&Problem::Unknown));
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].operator, Operator::NumGt);
    }

    #[test]
    fn problems_stand_beside_the_field_of_the_form() {
        for (path, field) in [
            ("strategies.0.constraints.1.value", "strategies.0.constraints.1.values"),
            ("constraints.0.values", "constraints.0.values"),
            ("variants.0.value", "variants.0.value"),
            ("key", "key"),
        ] {
            let refused: Result<()> = Err(Error::field(path, Problem::Required));
            let Err(Error::Invalid(errors)) = beside_fields(refused) else {
                panic!("it was refused");
            };
            assert!(errors.get(field).is_some(), "{path}");
        }
    }
}
