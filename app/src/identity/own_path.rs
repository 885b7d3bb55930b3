use url::Url;

/// A path and query of ours, or nothing when the text would lead anywhere else.
///
/// Browsers read `\` as `/` and drop tabs and line breaks, so `/\evil` and `/<tab>/evil` name another host
/// (WHATWG URL, 4.4). What is left is resolved the way a browser does, and must stay on the host.
#[must_use]
pub fn own_path(text: &str) -> Option<&str> {
    let plain = text.starts_with('/') && !text.starts_with("//");
    let odd = |c: char| c == '\\' || c.is_control();
    if !plain || text.chars().any(odd) || text.len() > 2_000 {
        return None;
    }
    let base = Url::parse("https://console.invalid").ok()?;
    let joined = base.join(text).ok()?;
    (joined.origin() == base.origin() && !joined.path().starts_with("//")).then_some(text)
}

/// Where to go after signing in: back to the page that asked for it, the dashboard otherwise.
#[must_use]
pub fn after_sign_in(next: &str) -> &str {
    own_path(next)
        .filter(|path| {
            !["/login", "/logout", "/setup/", "/invite/"]
                .iter()
                .any(|own| path.starts_with(own))
        })
        .unwrap_or("/")
}

/// The page to come back to after its language was changed, without a language that its address asks for.
#[must_use]
pub fn without_language(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if rest.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", rest.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_our_own_paths_pass() {
        for good in [
            "/",
            "/flags?x=1&y=%2F%2Fevil",
            "/p/shop/flags#top",
            "/?next=https://evil.example",
            "/أدلة",
        ] {
            assert_eq!(own_path(good), Some(good), "{good}");
        }
        for bad in [
            "",
            "flags",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " /x",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/..//evil.example",
            "/.//evil.example",
            "/x\r\nSet-Cookie: a=b",
        ] {
            assert_eq!(own_path(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn signing_in_does_not_lead_back_to_signing_in_or_out() {
        assert_eq!(after_sign_in("/p/shop/flags"), "/p/shop/flags");
        assert_eq!(after_sign_in("/login?next=/x"), "/");
        assert_eq!(after_sign_in("/logout"), "/");
        assert_eq!(after_sign_in("//evil.example"), "/");
    }

    #[test]
    fn the_language_of_the_address_gives_way() {
        assert_eq!(without_language("/guides?lang=ar&q=x"), "/guides?q=x");
        assert_eq!(without_language("/guides?lang=ar"), "/guides");
        assert_eq!(without_language("/guides"), "/guides");
    }

    proptest! {
        #[test]
        fn whatever_passes_stays_on_the_host(text in "[/\\\\\t.@:a-z]{0,12}") {
            if own_path(&text).is_some() {
                let base = Url::parse("http://console.example:3000/login").expect("a URL");
                let joined = base.join(&text).expect("joins");
                prop_assert_eq!(joined.host_str(), Some("console.example"));
            }
        }
    }
}
