use super::words;
use crate::ui::{bytes_text, duration_text, instant};
use arkan_backend::timeline::Event;
use arkan_domain::backups::Failure;
use arkan_locales::{Lang, t::backups as t};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// An event of this pillar as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let params = &event.params;
    Some(match event.kind.as_str() {
        "backup.stored" => t::event_stored(lang, bytes_text(lang, params.get("size")?.as_u64()?)),
        "backup.failed" => t::event_failed(lang, reason(lang, params)?),
        "backup.drill_passed" => t::event_drill_passed(
            lang,
            duration_text(lang, params.get("seconds").and_then(Value::as_f64).unwrap_or(0.0)),
        ),
        "backup.drill_failed" => t::event_drill_failed(lang, reason(lang, params)?),
        "backup.policy_changed" if params.get("enabled") == Some(&Value::Bool(false)) => {
            t::event_policy_off(lang).to_owned()
        }
        "backup.policy_changed" => t::event_policy(lang, params.get("hour")?.as_u64()?),
        _ => return None,
    })
}

/// The title of an alert that this pillar raised; none for a kind that this version does not know.
#[must_use]
pub fn alert_title(lang: Lang, kind: &str, params: &Value) -> Option<String> {
    Some(match kind {
        "backup.failed" => t::event_failed(lang, reason(lang, params)?),
        "backup.drill_failed" => t::event_drill_failed(lang, reason(lang, params)?),
        "backup.overdue" => {
            let due: DateTime<Utc> = params.get("due")?.as_str()?.parse().ok()?;
            t::alert_overdue(lang, instant(due))
        }
        _ => return None,
    })
}

fn reason(lang: Lang, params: &Value) -> Option<&'static str> {
    Some(words::failure(lang, Failure::parse(params.get("failure")?.as_str()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arkan_domain::backups::Failure;
    use serde_json::json;

    #[test]
    fn every_alert_has_a_title_in_both_languages() {
        for lang in [Lang::En, Lang::Ar] {
            for failure in Failure::ALL {
                assert!(alert_title(lang, "backup.failed", &json!({ "failure": failure })).is_some());
                assert!(alert_title(lang, "backup.drill_failed", &json!({ "failure": failure })).is_some());
            }
            let due = "2026-05-05T02:00:00Z".parse::<DateTime<Utc>>().unwrap();
            let title = alert_title(lang, "backup.overdue", &json!({ "due": due })).unwrap();
            assert!(title.contains("2026-05-05 02:00"), "{title}");
        }
        assert_eq!(alert_title(Lang::En, "backup.unheard_of", &json!({})), None);
    }
}
