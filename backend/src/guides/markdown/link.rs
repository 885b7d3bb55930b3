use arkan_domain::guides::check_slug;
use arkan_locales::Lang;
use url::Url;

/// Where a link of a guide leads, or nowhere when it is not safe.
///
/// Guides link to each other as their files do (`../flags/en.md#kill`), so that the links work in the
/// repository too. Headings' ids begin with the language, because both languages may stand on one page.
pub fn target(url: &str, lang: Lang) -> Option<String> {
    if let Some(id) = url.strip_prefix('#') {
        return Some(format!("#{lang}-{id}"));
    }
    if let Some(rest) = url.strip_prefix("../") {
        return guide(rest);
    }
    if url.starts_with('/') {
        // `//host` and `/\host` lead to another host.
        return (!url.starts_with("//") && !url.contains('\\')).then(|| url.to_owned());
    }
    let parsed = Url::parse(url).ok()?;
    matches!(parsed.scheme(), "http" | "https" | "mailto").then(|| url.to_owned())
}

fn guide(rest: &str) -> Option<String> {
    let (path, id) = rest.split_once('#').unwrap_or((rest, ""));
    let (slug, file) = path.split_once('/')?;
    let lang = Lang::ALL
        .into_iter()
        .find(|lang| file.strip_suffix(".md") == Some(lang.code()))?;
    check_slug(slug).ok()?;
    let fragment = if id.is_empty() {
        String::new()
    } else {
        format!("#{lang}-{id}")
    };
    Some(format!("/guides/{slug}?language={lang}{fragment}"))
}

/// Whether a target leaves the console.
pub fn is_external(target: &str) -> bool {
    !target.starts_with(['/', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_guides_become_addresses() {
        assert_eq!(
            target("../flags/ar.md#kill", Lang::Ar).as_deref(),
            Some("/guides/flags?language=ar#ar-kill")
        );
        assert_eq!(
            target("../flags/en.md", Lang::Ar).as_deref(),
            Some("/guides/flags?language=en")
        );
        assert_eq!(target("#kill", Lang::En).as_deref(), Some("#en-kill"));
        assert_eq!(target("/backups", Lang::En).as_deref(), Some("/backups"));
    }

    #[test]
    fn nothing_else_than_the_web_and_mail_is_a_target() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "\u{1}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,<script>alert(1)</script>",
            "data:image/png;base64,AAAA",
            "file:///etc/passwd",
            "blob:https://example.com/x",
            "//evil.example",
            "/\\evil.example",
            "../../etc/passwd",
            "../flags/en.md/../../x",
            "",
        ] {
            assert_eq!(target(url, Lang::En), None, "{url:?}");
        }
        for url in [
            "https://example.com/a?b=c",
            "http://example.com",
            "mailto:a@example.com",
        ] {
            assert_eq!(target(url, Lang::En).as_deref(), Some(url));
        }
    }
}
