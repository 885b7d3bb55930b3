use arkan_backend::timeline::Event;
use arkan_locales::{Lang, t::requests as r};

/// An event about a request as a sentence; none for a kind that this version does not know.
#[must_use]
pub fn sentence(lang: Lang, event: &Event) -> Option<String> {
    let [key, environment, reason] = ["key", "environment", "reason"].map(|name| event.param(name));
    Some(match event.kind.as_str() {
        "request.opened" => r::event_opened(lang, key, environment),
        "request.approved" => r::event_approved(lang, key, environment),
        "request.edited" => r::event_edited(lang, key, environment),
        "request.rebased" => r::event_rebased(lang, key, environment),
        "request.held" => r::event_held(lang, key, environment),
        "request.rejected" => r::event_rejected(lang, key, environment, reason),
        "request.withdrawn" => r::event_withdrawn(lang, key, environment),
        "flag.request_applied" => r::event_applied(lang, key, environment),
        "approvals.changed" => {
            let (approvals, project) = (event.param("approvals"), event.param("project"));
            if approvals.is_empty() {
                r::event_rules_off(lang, environment, project)
            } else {
                r::event_rules_on(lang, environment, project, approvals)
            }
        }
        _ => return None,
    })
}
