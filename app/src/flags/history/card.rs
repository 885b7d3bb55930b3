use crate::{
    flags::show::Shown,
    ui::{Card, SeverityMark, When},
};
use arkan_backend::audit::Change;
use arkan_domain::pillar::Severity;
use arkan_locales::t;
use leptos::prelude::*;
use serde_json::Value;

/// What happened to the flag, newest first.
pub fn history(shown: &Shown) -> AnyView {
    let lang = shown.lang;
    let rows: Vec<_> = shown
        .history
        .iter()
        .filter_map(|change| {
            let text = t::flags::history_by(lang, sentence(shown, change)?, &change.actor_label);
            Some(view! {
                <li>
                    <SeverityMark severity=severity(shown, change)/>
                    <span>{text}</span>
                    <span class="muted small"><When lang=lang at=change.at now=shown.now/></span>
                </li>
            })
        })
        .collect();
    view! { <Card title=t::flags::history_title(lang) flush=true><ol class="timeline">{rows}</ol></Card> }.into_any()
}

fn sentence(shown: &Shown, change: &Change) -> Option<String> {
    use t::flags as f;
    let lang = shown.lang;
    let environment = shown
        .place
        .environments
        .iter()
        .find(|environment| Some(environment.id.0) == change.environment_id)
        .map_or_else(String::new, |environment| environment.name.clone());
    Some(match change.action.as_str() {
        "flag.create" => f::history_create(lang).to_owned(),
        "flag.edit" => f::history_edit(lang).to_owned(),
        "flag.switch_on" => f::history_switch_on(lang, environment),
        "flag.switch_off" => f::history_switch_off(lang, environment),
        "flag.rollout" => f::history_rollout(
            lang,
            share(change.before.as_ref()),
            share(change.after.as_ref()),
            environment,
        ),
        "flag.kill" => f::history_kill(lang, environment, change.reason.as_deref().unwrap_or_default()),
        "flag.revive" => f::history_revive(lang, environment),
        "flag.rules" => t::rules::history_rules(lang, environment),
        "flag.revert" => t::rules::history_revert(lang, environment),
        "flag.need" => t::rules::history_need(lang, parent(change.after.as_ref())),
        "flag.unneed" => t::rules::history_unneed(lang, parent(change.before.as_ref())),
        "flag.archive" => f::history_archive(lang).to_owned(),
        "flag.restore" => f::history_restore(lang).to_owned(),
        "flag.request" => t::requests::event_applied(lang, &shown.flag.key, environment),
        other => {
            let plan = plan_line(shown, change, &environment).map(|(text, _)| text);
            let told = (other, change.after.as_ref());
            return plan
                .or_else(|| crate::flags::usage::history(lang, other))
                .or_else(|| crate::flags::experiments::line(lang, told, &environment));
        }
    })
}

/// What a rollout plan did.
fn plan_line(shown: &Shown, change: &Change, environment: &str) -> Option<(String, Severity)> {
    let told = (change.action.as_str(), change.after.as_ref());
    crate::flags::plans::line(shown.lang, told, (&shown.flag.key, environment))
}

fn share(state: Option<&Value>) -> u64 {
    state
        .and_then(|state| state.get("percentage"))
        .and_then(Value::as_u64)
        .unwrap_or_default()
}

fn parent(need: Option<&Value>) -> &str {
    need.and_then(|need| need.get("key"))
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn severity(shown: &Shown, change: &Change) -> Severity {
    if let Some((_, severity)) = plan_line(shown, change, "") {
        return severity;
    }
    match change.action.as_str() {
        "flag.switch_on" => Severity::Good,
        "flag.kill" => Severity::Critical,
        "flag.revert" | "flag.switch_off" | "flag.revive" | "flag.archive" | "flag.restore" => Severity::Warning,
        _ => Severity::Info,
    }
}
