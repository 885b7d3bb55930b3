use crate::{
    flags::constraints::{negated_word, operator_word},
    ui::instant,
};
use arkan_domain::flags::{Constraint, Operand, Operator};
use arkan_locales::{Lang, t};
use chrono::{DateTime, Utc};

/// Values that a sentence names before it counts the rest.
const NAMED: usize = 5;

/// A piece of a sentence.
pub enum Part {
    /// Words in the reader's language, with the spaces around them.
    Word(String),
    /// A field's name.
    Name(String),
    /// A text of whatever language.
    Value(String),
    /// A number, moment, version, pattern or network: never Arabic.
    Literal(String),
}

/// The pieces of a constraint's sentence, in order.
pub fn parts(lang: Lang, constraint: &Constraint) -> Vec<Part> {
    use t::segments as s;
    let operator = constraint.operator;
    let word = if constraint.inverted {
        negated_word(lang, operator)
    } else {
        operator_word(lang, operator)
    };
    // A prefixed particle is written together with what follows it.
    let gap = if word.ends_with('ـ') { "" } else { " " };
    let mut parts = vec![
        Part::Name(constraint.context_name.clone()),
        Part::Word(format!(" {word}{gap}")),
    ];
    let between = match operator {
        Operator::In | Operator::NotIn => s::list_separator(lang).to_owned(),
        _ => format!(" {} ", s::or(lang)),
    };
    let operands = constraint.operands();
    // One more is named rather than counted.
    let named = if operands.len() == NAMED + 1 { NAMED + 1 } else { NAMED };
    for (index, value) in operands.iter().take(named).enumerate() {
        if index > 0 {
            parts.push(Part::Word(between.clone()));
        }
        parts.push(part(operator.operand(), value));
    }
    let rest = operands.len().saturating_sub(named) as u64;
    if rest > 0 {
        parts.push(Part::Word(format!("{between}{}", s::more(lang, rest))));
    }
    if constraint.case_insensitive && operator.has_case() {
        parts.push(Part::Word(format!(
            "{}{}",
            s::list_separator(lang),
            s::ignoring_case(lang)
        )));
    }
    parts
}

fn part(operand: Operand, value: &str) -> Part {
    match operand {
        Operand::Texts => Part::Value(value.to_owned()),
        Operand::Date => Part::Literal(
            DateTime::parse_from_rfc3339(value).map_or_else(|_| value.to_owned(), |at| instant(at.with_timezone(&Utc))),
        ),
        Operand::Networks | Operand::Number | Operand::Version | Operand::Pattern => Part::Literal(value.to_owned()),
    }
}
