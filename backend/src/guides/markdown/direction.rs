use arkan_locales::{Direction, Lang};
use comrak::nodes::Node;

/// The direction of a block that has no letter of its guide's script, such as an English quotation in Arabic.
///
/// A block with letters of both follows the guide: an Arabic sentence that begins with a product's name is still
/// Arabic, which `dir="auto"` would get wrong.
pub fn foreign(node: Node<'_>, lang: Lang) -> Option<&'static str> {
    foreign_text(&node.collect_text(), lang)
}

fn foreign_text(text: &str, lang: Lang) -> Option<&'static str> {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let own = |c: char| is_rtl(c) == (lang.direction() == Direction::Rtl);
    (letters().next().is_some() && !letters().any(own)).then(|| lang.other().dir())
}

fn is_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FEFC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_block_without_own_letters_turns() {
        assert_eq!(foreign_text("OFREP معيار مفتوح", Lang::Ar), None);
        assert_eq!(foreign_text("An open standard", Lang::Ar), Some("ltr"));
        assert_eq!(foreign_text("معيار مفتوح", Lang::En), Some("rtl"));
        assert_eq!(foreign_text("25 %", Lang::Ar), None);
    }
}
