//! What an alert is about, in one line.

use super::words::failure_text;
use arkan_domain::alerts::Failure;
use arkan_locales::{Lang, t::alerts as t};
use serde_json::Value;

/// Puts the kind of an alert and its parameters into words; none for a kind that is not its pillar's.
type PillarTitle = fn(Lang, &str, &Value) -> Option<String>;

/// Every pillar that raises alerts has its function here.
const PILLARS: &[PillarTitle] = &[of_check, crate::backups::alert_title];

/// What an alert is about, in the reader's language. Notifications use it too.
#[must_use]
pub fn title(lang: Lang, kind: &str, params: &Value) -> String {
    PILLARS
        .iter()
        .find_map(|title| title(lang, kind, params))
        .unwrap_or_else(|| t::title_other(lang, kind))
}

fn of_check(lang: Lang, kind: &str, params: &Value) -> Option<String> {
    if kind != "check.down" {
        return None;
    }
    let name = params["name"].as_str().unwrap_or_default();
    let failure = params["failure"].as_str().and_then(Failure::parse);
    let reason = failure.map_or("", |failure| failure_text(lang, failure));
    // A status, date or address is a few letters and tells a lot; what a server said can be long.
    let reason = match params["detail"].as_str() {
        Some(detail) if detail.len() <= 40 => t::reason_with(lang, reason, detail),
        _ => reason.to_owned(),
    };
    Some(t::title_check_down(lang, name, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_check_that_is_down_says_why() {
        let params = json!({ "name": "Shop", "failure": "status", "detail": "503" });
        assert_eq!(
            title(Lang::En, "check.down", &params),
            "Shop is down: unexpected status (503)"
        );
        assert!(title(Lang::Ar, "check.down", &params).contains("حالة غير متوقعة (503)"));
        assert_eq!(title(Lang::En, "moon.fell", &params), "Trouble: moon.fell");
    }
}
