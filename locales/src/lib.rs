//! Every text a person reads, in English and Arabic.
//!
//! `locales/{en,ar}/<namespace>.json` becomes `t::<namespace>::<key>(lang, …)`: a plain text is a
//! `&'static str`, one with `{placeholders}` takes them as arguments in the order of the English text, and
//! an object of CLDR plural forms takes `count` first. The build fails when the languages disagree.

mod lang;

pub use lang::{Direction, Lang};

use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use std::fmt::Display;
use std::sync::LazyLock;

/// The generated texts, one module per namespace.
#[allow(clippy::pedantic, clippy::useless_format, unused_imports, unreachable_patterns)]
pub mod t {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

static ENGLISH: LazyLock<Option<PluralRules>> = LazyLock::new(|| rules(Lang::En));
static ARABIC: LazyLock<Option<PluralRules>> = LazyLock::new(|| rules(Lang::Ar));

fn rules(lang: Lang) -> Option<PluralRules> {
    let locale: icu_locale_core::Locale = lang.code().parse().ok()?;
    PluralRules::try_new((&locale).into(), PluralRuleType::Cardinal.into()).ok()
}

/// The CLDR plural category of a count in a language.
#[must_use]
pub fn category(lang: Lang, count: u64) -> PluralCategory {
    let rules = match lang {
        Lang::En => ENGLISH.as_ref(),
        Lang::Ar => ARABIC.as_ref(),
    };
    rules.map_or(PluralCategory::Other, |rules| rules.category_for(count))
}

/// Wraps a value in FSI … PDI (Unicode TR9) when it could otherwise reorder the sentence around it.
///
/// In Arabic that is any value with a Latin letter beside punctuation or digits, in English any value with
/// right-to-left letters; bare numbers stay as they are.
#[must_use]
pub fn isolate(lang: Lang, value: &impl Display) -> String {
    let text = value.to_string();
    let rtl = |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FEFC}');
    let foreign = match lang {
        Lang::En => text.chars().any(rtl),
        Lang::Ar => text.chars().any(|c| c.is_alphabetic() && !rtl(c)),
    };
    if foreign {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_has_six_forms() {
        let expected = [
            (0, PluralCategory::Zero),
            (1, PluralCategory::One),
            (2, PluralCategory::Two),
            (3, PluralCategory::Few),
            (10, PluralCategory::Few),
            (11, PluralCategory::Many),
            (99, PluralCategory::Many),
            (100, PluralCategory::Other),
            (101, PluralCategory::Other),
            (102, PluralCategory::Other),
            (103, PluralCategory::Few),
            (111, PluralCategory::Many),
        ];
        for (count, form) in expected {
            assert_eq!(category(Lang::Ar, count), form, "{count}");
        }
    }

    #[test]
    fn values_are_isolated_only_where_they_could_reorder_the_sentence() {
        assert_eq!(isolate(Lang::Ar, &"v1.2"), "\u{2068}v1.2\u{2069}");
        assert_eq!(isolate(Lang::Ar, &25), "25");
        assert_eq!(isolate(Lang::En, &"v1.2"), "v1.2");
        assert_eq!(isolate(Lang::En, &"ليلى"), "\u{2068}ليلى\u{2069}");
    }
}
