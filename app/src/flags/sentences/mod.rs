//! Constraints in words.

mod parts;

use arkan_domain::flags::Constraint;
use arkan_locales::{Lang, isolate, t};
use leptos::prelude::*;
use parts::{Part, parts};

/// A constraint as a sentence: "country is one of SA, AE".
#[must_use]
pub fn constraint_sentence(lang: Lang, constraint: &Constraint) -> AnyView {
    parts(lang, constraint)
        .into_iter()
        .map(|part| match part {
            Part::Word(text) => text.into_any(),
            Part::Name(text) => view! { <code dir="ltr">{text}</code> }.into_any(),
            Part::Value(text) => view! { <bdi class="constraint-value">{text}</bdi> }.into_any(),
            Part::Literal(text) => view! { <code dir="ltr" class="constraint-value">{text}</code> }.into_any(),
        })
        .collect_view()
        .into_any()
}

/// The same in plain text, for where no elements can stand.
#[must_use]
pub fn constraint_text(lang: Lang, constraint: &Constraint) -> String {
    parts(lang, constraint)
        .into_iter()
        .map(|part| match part {
            Part::Word(text) => text,
            Part::Name(text) | Part::Value(text) | Part::Literal(text) => isolate(lang, &text),
        })
        .collect()
}

/// Constraints that must all hold, a line each.
#[must_use]
pub fn constraint_sentences(lang: Lang, constraints: &[Constraint]) -> AnyView {
    let lines: Vec<_> = constraints
        .iter()
        .enumerate()
        .map(|(index, constraint)| {
            let and = (index > 0).then(|| view! { <span class="muted">{t::segments::and(lang)}</span>" " });
            view! { <li>{and}{constraint_sentence(lang, constraint)}</li> }
        })
        .collect();
    view! { <ul class="sentences">{lines}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arkan_domain::flags::Operator;

    fn constraint(operator: Operator, values: &[&str]) -> Constraint {
        let list = operator.operand().is_list();
        let texts: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Constraint {
            context_name: "country".to_owned(),
            operator,
            value: texts.first().filter(|_| !list).cloned(),
            values: if list { texts } else { Vec::new() },
            inverted: false,
            case_insensitive: false,
        }
    }

    #[test]
    fn both_languages_say_it() {
        let one = constraint(Operator::In, &["SA", "AE"]);
        assert_eq!(constraint_text(Lang::En, &one), "country is one of SA, AE");
        let arabic: String = constraint_text(Lang::Ar, &one)
            .chars()
            .filter(|c| !matches!(c, '\u{2066}'..='\u{2069}'))
            .collect();
        assert_eq!(arabic, "country من بين SA، AE");
        let mut not = constraint(Operator::StrContains, &["a", "b"]);
        not.inverted = true;
        not.case_insensitive = true;
        assert_eq!(
            constraint_text(Lang::En, &not),
            "country does not contain a or b, whatever the capitals"
        );
        let after = constraint(Operator::DateAfter, &["2027-01-31T09:00:00.000Z"]);
        assert_eq!(
            constraint_text(Lang::En, &after),
            "country is after 2027-01-31 09:00:00 UTC"
        );
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let many = constraint(Operator::NotIn, &["1", "2", "3", "4", "5", "6", "7", "8"]);
        assert_eq!(
            constraint_text(Lang::En, &many),
            "country is not one of 1, 2, 3, 4, 5, 3 more"
        );
    }

    #[test]
    fn every_operator_and_its_opposite_differ() {
        for lang in Lang::ALL {
            for operator in Operator::ALL {
                let mut one = constraint(*operator, &["1"]);
                let says = constraint_text(lang, &one);
                one.inverted = true;
                assert_ne!(says, constraint_text(lang, &one), "{operator} {lang}");
            }
        }
    }
}
