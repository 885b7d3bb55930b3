use super::options;
use comrak::{
    Arena,
    nodes::{Node, NodeValue},
    parse_document,
};

/// The words of a text without its marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    pub headings: String,
    /// Everything, headings included.
    pub text: String,
}

/// Reads the words of a text, for search. The marks that search puts around what it found are left out.
#[must_use]
pub fn plain(body: &str) -> Plain {
    let arena = Arena::new();
    let root = parse_document(&arena, body, &options());
    let mut plain = Plain::default();
    collect(root, &mut plain);
    plain
}

fn collect(node: Node<'_>, plain: &mut Plain) {
    for child in node.children() {
        let leaf = match &child.data().value {
            NodeValue::Heading(_) => {
                push(&mut plain.headings, &child.collect_text());
                true
            }
            NodeValue::Paragraph | NodeValue::TableCell => true,
            NodeValue::CodeBlock(block) => {
                push(&mut plain.text, &block.literal);
                continue;
            }
            _ => false,
        };
        if leaf {
            push(&mut plain.text, &child.collect_text());
        } else {
            collect(child, plain);
        }
    }
}

fn push(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.extend(more.trim().chars().filter(|c| !matches!(c, '\u{E000}'..='\u{E003}')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_from_every_block() {
        let plain = plain(
            "## Kill *it*\n\nOne `two`\n\n- three\n- [four](https://x.y)\n\n| a | b |\n|---|---|\n| c | d |\n\n```\nmake run\n```\n",
        );
        assert_eq!(plain.headings, "Kill it");
        assert_eq!(plain.text, "Kill it\nOne two\nthree\nfour\na\nb\nc\nd\nmake run");
    }
}
