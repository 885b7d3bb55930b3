use arkan_domain::flags::Operator;
use arkan_locales::{Lang, t};

/// An operator in words that go on after the name of a field: "is one of".
#[must_use]
pub fn operator_word(lang: Lang, operator: Operator) -> &'static str {
    use t::segments as s;
    match operator {
        Operator::In => s::op_in(lang),
        Operator::NotIn => s::op_not_in(lang),
        Operator::StrContains => s::op_contains(lang),
        Operator::StrStartsWith => s::op_starts(lang),
        Operator::StrEndsWith => s::op_ends(lang),
        Operator::Regex => s::op_regex(lang),
        Operator::NumEq => s::op_num_eq(lang),
        Operator::NumGt => s::op_num_gt(lang),
        Operator::NumGte => s::op_num_gte(lang),
        Operator::NumLt => s::op_num_lt(lang),
        Operator::NumLte => s::op_num_lte(lang),
        Operator::DateAfter => s::op_after(lang),
        Operator::DateBefore => s::op_before(lang),
        Operator::SemverEq => s::op_semver_eq(lang),
        Operator::SemverGt => s::op_semver_gt(lang),
        Operator::SemverGte => s::op_semver_gte(lang),
        Operator::SemverLt => s::op_semver_lt(lang),
        Operator::SemverLte => s::op_semver_lte(lang),
        Operator::InCidr => s::op_cidr(lang),
    }
}

/// The opposite of an operator in words: "is not one of".
#[must_use]
pub fn negated_word(lang: Lang, operator: Operator) -> &'static str {
    use t::segments as s;
    match operator {
        Operator::In => s::op_not_in(lang),
        Operator::NotIn => s::op_in(lang),
        Operator::StrContains => s::not_contains(lang),
        Operator::StrStartsWith => s::not_starts(lang),
        Operator::StrEndsWith => s::not_ends(lang),
        Operator::Regex => s::not_regex(lang),
        Operator::NumEq => s::not_num_eq(lang),
        Operator::NumGt => s::not_num_gt(lang),
        Operator::NumGte => s::not_num_gte(lang),
        Operator::NumLt => s::not_num_lt(lang),
        Operator::NumLte => s::not_num_lte(lang),
        Operator::DateAfter => s::not_after(lang),
        Operator::DateBefore => s::not_before(lang),
        Operator::SemverEq => s::not_semver_eq(lang),
        Operator::SemverGt => s::not_semver_gt(lang),
        Operator::SemverGte => s::not_semver_gte(lang),
        Operator::SemverLt => s::not_semver_lt(lang),
        Operator::SemverLte => s::not_semver_lte(lang),
        Operator::InCidr => s::not_cidr(lang),
    }
}
