/// Whether `If-None-Match` names the tag (RFC 9110, 13.1.2: by weak comparison).
#[must_use]
pub fn matches(header: &str, tag: &str) -> bool {
    header
        .split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_and_weak_tags_match() {
        assert!(matches("\"a\", W/\"b\"", "\"b\""));
        assert!(matches("*", "\"b\""));
        assert!(!matches("", "\"b\"") && !matches("\"bb\"", "\"b\""));
    }
}
