use super::*;
use proptest::prelude::*;

fn html(body: &str) -> String {
    render(body, Lang::En).html
}

#[test]
fn raw_html_is_shown_and_never_run() {
    for body in [
        "<script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<style>*{display:none}</style>",
        "<!-- --><iframe src=//evil.example></iframe>",
        "## <script>alert(1)</script>",
        "| <b onmouseover=alert(1)> |\n|---|\n| <script>x</script> |",
        "[^1]\n\n[^1]: <script>alert(1)</script>",
        "[^\"onclick=alert(1)]\n\n[^\"onclick=alert(1)]: x",
        "``` \"><script>alert(1)</script>\nx\n```",
        "![\"><script>alert(1)</script>](/x.png \"\\\" onerror=alert(1)\")",
        "`</code><script>alert(1)</script>`",
    ] {
        let html = html(body).to_lowercase();
        for forbidden in [
            "<script",
            "<img src=x",
            "<svg",
            "<iframe",
            "<style",
            "<b ",
            "href=\"javascript",
            "\" on",
        ] {
            assert!(!html.contains(forbidden), "{body:?} gave {html:?}");
        }
    }
}

#[test]
fn a_link_that_is_not_safe_is_text() {
    assert_eq!(html("[a](javascript:alert(1))"), "<p>a</p>\n");
    assert_eq!(html("[a](&#106;avascript:alert(1))"), "<p>a</p>\n");
    assert_eq!(html("<javascript:alert(1)>"), "<p>javascript:alert(1)</p>\n");
    assert_eq!(html("![a](https://tracker.example/x.png)"), "<p>a</p>\n");
    assert_eq!(
        html("[a](https://example.com/?q=\"x\")"),
        "<p><a href=\"https://example.com/?q=%22x%22\" rel=\"noopener noreferrer\">a</a></p>\n"
    );
    assert_eq!(
        html("[a](../flags/en.md)"),
        "<p><a href=\"/guides/flags?language=en\">a</a></p>\n"
    );
}

#[test]
fn headings_have_ids_of_their_language_and_no_second_title() {
    let rendered = render("# Same\n\n## Same\n\n### أعلام", Lang::En);
    let ids: Vec<_> = rendered
        .headings
        .iter()
        .map(|heading| (heading.level, heading.id.as_str()))
        .collect();
    assert_eq!(ids, [(2, "en-same"), (2, "en-same-1"), (3, "en-أعلام")]);
    assert!(rendered.html.contains("<h3 id=\"en-أعلام\" dir=\"rtl\">أعلام</h3>"));
}

#[test]
fn code_is_left_to_right_and_foreign_blocks_turn() {
    assert_eq!(
        render("شغّل `make run` الآن", Lang::Ar).html,
        "<p>شغّل <code dir=\"ltr\">make run</code> الآن</p>\n"
    );
    assert_eq!(
        render("```sh\nmake run\n```", Lang::Ar).html,
        "<pre dir=\"ltr\" tabindex=\"0\"><code>make run\n</code></pre>\n"
    );
    assert_eq!(
        render("All of it.", Lang::Ar).html,
        "<div dir=\"ltr\">\n<p>All of it.</p>\n</div>"
    );
    assert!(
        render("| Flag | علم |\n|---|---|", Lang::Ar)
            .html
            .contains("<th><bdi dir=\"ltr\">Flag</bdi></th>")
    );
}

#[test]
fn github_extras_work_without_form_fields() {
    let html = html("- [x] done\n- [ ] open\n\n~~old~~ [^1]\n\n[^1]: note\n");
    assert!(html.contains("<li>☑ done</li>"));
    assert!(html.contains("<li>☐ open</li>"));
    assert!(html.contains("<del>old</del>"));
    assert!(
        html.contains("href=\"#en-fn-1\"") && html.contains("id=\"en-fn-1\""),
        "{html}"
    );
    assert!(!html.contains("<input"));
    let arabic = render("نص [^1]\n\n[^1]: حاشية\n", Lang::Ar).html;
    assert!(
        arabic.contains("href=\"#ar-fnref-1\"") && arabic.contains("id=\"ar-fnref-1\""),
        "{arabic}"
    );
    assert!(!arabic.contains("Back to reference"));
}

proptest! {
    #[test]
    fn whatever_is_typed_gives_only_known_tags(body in "[ -~\n]{0,200}") {
        let known = [
            "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "code", "pre", "em", "strong", "del", "br", "hr",
            "blockquote", "table", "thead", "tbody", "tr", "th", "td", "bdi", "div", "img", "section", "sup",
        ];
        for part in render(&body, Lang::Ar).html.split('<').skip(1) {
            let name: String = part.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            prop_assert!(known.contains(&name.as_str()), "<{part}");
        }
    }
}
