use arkan_app::forms::{problem_text, refusal_text};
use arkan_backend::Error;
use arkan_locales::Lang;

/// An error on the terminal: what the console's page would say of it, each field by its name; else its own words.
#[must_use]
pub fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let Some(refused) = error.downcast_ref::<Error>() else {
        return error.to_string();
    };
    match refused {
        Error::Invalid(errors) => {
            let fields = errors
                .iter()
                .map(|(field, problem)| format!("{field}: {}", problem_text(Lang::En, problem)));
            fields.collect::<Vec<_>>().join("\n  ")
        }
        Error::Unavailable(_) | Error::Internal(_) => refused.to_string(),
        _ => refusal_text(Lang::En, refused).unwrap_or_else(|| refused.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arkan_domain::fields::{FieldErrors, Problem};

    #[test]
    fn a_wrong_field_is_told_in_words() {
        let mut errors = FieldErrors::one("email", Problem::format("layla@example.com"));
        errors.add("name", Problem::Required);
        let told = told(&Error::Invalid(errors));
        assert!(told.contains("email: ") && told.contains("layla@example.com"), "{told}");
        assert!(told.contains("\n  name: ") && !told.contains("Required"), "{told}");
    }

    #[test]
    fn what_is_no_refusal_speaks_for_itself() {
        assert_eq!(told(&std::io::Error::other("no space left")), "no space left");
    }
}
