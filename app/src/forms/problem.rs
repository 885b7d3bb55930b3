use arkan_domain::fields::Problem;
use arkan_locales::{Lang, t};

/// A field's problem in the reader's language: what is wrong and what would be right.
#[must_use]
pub fn problem_text(lang: Lang, problem: &Problem) -> String {
    use t::form as f;
    match problem {
        Problem::Required => f::required(lang).to_owned(),
        Problem::TooLong { max } => f::too_long(lang, *max as u64),
        Problem::TooShort { min } => f::too_short(lang, *min as u64),
        Problem::Format { example } => f::format(lang, example),
        Problem::NotANumber => f::not_a_number(lang).to_owned(),
        Problem::OutOfRange { min, max } => f::out_of_range(lang, min, max),
        Problem::Taken => f::taken(lang).to_owned(),
        Problem::Unknown => f::unknown(lang).to_owned(),
        Problem::Mismatch => f::mismatch(lang).to_owned(),
        Problem::CommonPassword => f::common_password(lang).to_owned(),
        Problem::WrongPassword => f::wrong_password(lang).to_owned(),
        Problem::NameNotTyped { expected } => f::name_not_typed(lang, expected),
        Problem::HiddenCharacters => f::hidden_characters(lang).to_owned(),
        Problem::ForbiddenAddress => f::forbidden_address(lang).to_owned(),
        Problem::Stale => f::stale(lang).to_owned(),
        Problem::TooMany { max } => f::too_many(lang, *max as u64),
        Problem::EndlessPattern => f::endless_pattern(lang).to_owned(),
        Problem::WeightTotal { total } => f::weight_total(lang, total),
        Problem::Cycle { path } => f::cycle(lang, path.join(" → ")),
        Problem::Chain { path } => f::chain(lang, path.join(" → ")),
        Problem::NotAllowed => f::not_allowed(lang).to_owned(),
        Problem::Archived => f::archived(lang).to_owned(),
        Problem::InFuture => f::in_future(lang).to_owned(),
        Problem::Killed => f::killed(lang).to_owned(),
        Problem::Unreadable { why } => f::unreadable(lang, why),
        Problem::Uncompilable { why } => f::uncompilable(lang, why),
    }
}
