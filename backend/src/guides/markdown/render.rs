use super::{direction::foreign, link, options};
use arkan_locales::{Lang, t};
use comrak::{
    Anchorizer, Arena, create_formatter,
    html::{escape, format_node_default},
    nodes::NodeValue,
    parse_document,
};
use std::fmt::Write as _;

/// A heading of a text, for its list of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6; a text's title is the page's only first-level heading.
    pub level: u8,
    /// Unique on the page.
    pub id: String,
    pub text: String,
}

/// A text as HTML, with its headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Safe to be put on a page as it is.
    pub html: String,
    pub headings: Vec<Heading>,
}

/// What the formatter keeps while it goes through a text.
#[derive(Default)]
struct State {
    lang: Lang,
    ids: Anchorizer,
    headings: Vec<Heading>,
}

create_formatter!(GuideFormatter<State>, {
    NodeValue::Heading(ref heading) => |context, node, entering| {
        let level = heading.level.max(2);
        if entering {
            let text = node.collect_text();
            let id = format!("{}-{}", context.user.lang, context.user.ids.anchorize(&text));
            context.cr()?;
            write!(context, "<h{level} id=\"")?;
            context.escape(&id)?;
            context.write_str("\"")?;
            if let Some(dir) = foreign(node, context.user.lang) {
                write!(context, " dir=\"{dir}\"")?;
            }
            context.write_str(">")?;
            context.user.headings.push(Heading { level, id, text });
        } else {
            writeln!(context, "</h{level}>")?;
        }
    },
    NodeValue::Paragraph => |context, node, entering| {
        let dir = foreign(node, context.user.lang);
        if let (true, Some(dir)) = (entering, dir) {
            write!(context, "<div dir=\"{dir}\">")?;
        }
        let children = format_node_default(context, node, entering)?;
        if !entering && dir.is_some() {
            context.write_str("</div>")?;
        }
        return Ok(children);
    },
    NodeValue::TableCell => |context, node, entering| {
        let dir = foreign(node, context.user.lang);
        if !entering && dir.is_some() {
            context.write_str("</bdi>")?;
        }
        let children = format_node_default(context, node, entering)?;
        if let (true, Some(dir)) = (entering, dir) {
            write!(context, "<bdi dir=\"{dir}\">")?;
        }
        return Ok(children);
    },
    NodeValue::Code(ref code) => |context, entering| {
        if entering {
            context.write_str("<code dir=\"ltr\">")?;
            context.escape(&code.literal)?;
            context.write_str("</code>")?;
        }
    },
    // A block that scrolls sideways must be reachable by the keyboard.
    NodeValue::CodeBlock(ref block) => |context, entering| {
        if entering {
            context.cr()?;
            context.write_str("<pre dir=\"ltr\" tabindex=\"0\"><code>")?;
            context.escape(&block.literal)?;
            context.write_str("</code></pre>\n")?;
        }
    },
    NodeValue::Link(ref to) => |context, entering| {
        let target = link::target(&to.url, context.user.lang);
        match (target, entering) {
            (None, _) => {}
            (Some(target), true) => {
                context.write_str("<a href=\"")?;
                context.escape_href(&target)?;
                context.write_str(if link::is_external(&target) { "\" rel=\"noopener noreferrer\">" } else { "\">" })?;
            }
            (Some(_), false) => context.write_str("</a>")?,
        }
    },
    // Pictures of other hosts would tell them who reads what: only the console's own are shown.
    NodeValue::Image(ref to) => |context, node, entering| {
        if to.url.starts_with('/') && link::target(&to.url, context.user.lang).is_some() {
            return format_node_default(context, node, entering);
        }
    },
    NodeValue::TaskItem(ref task) => |context, entering| {
        if entering {
            context.cr()?;
            context.write_str(if task.symbol.is_some() { "<li>☑ " } else { "<li>☐ " })?;
        } else {
            context.write_str("</li>\n")?;
        }
    },
});

/// Renders a text in its language.
#[must_use]
pub fn render(body: &str, lang: Lang) -> Rendered {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, body, &options);
    let mut html = String::with_capacity(body.len() * 3 / 2);
    let state = State {
        lang,
        ..State::default()
    };
    // Writing into a string cannot fail; were it to, an empty page is safer than half a one.
    let Ok(state) = GuideFormatter::format_document(root, &options, &mut html, state) else {
        return Rendered::default();
    };
    Rendered {
        html: footnotes(&html, lang),
        headings: state.headings,
    }
}

/// Gives footnotes ids of the language's own and their way back a name in it.
///
/// A quotation mark that a person typed is `&quot;` by now, so that these texts can only be the formatter's.
fn footnotes(html: &str, lang: Lang) -> String {
    if !html.contains("footnote-ref") {
        return html.to_owned();
    }
    let mut label = String::new();
    if escape(&mut label, t::guides::footnote_back(lang)).is_err() {
        label.clear();
    }
    html.replace("\"#fn", &format!("\"#{lang}-fn"))
        .replace("id=\"fn", &format!("id=\"{lang}-fn"))
        .replace("aria-label=\"Back to reference ", &format!("aria-label=\"{label} "))
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
