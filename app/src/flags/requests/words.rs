use crate::ui::Tone;
use arkan_backend::flags::requests::ChangeRequest;
use arkan_domain::flags::request::RequestState;
use arkan_locales::{Lang, t::requests as r};

/// A state in a word and a colour.
pub fn state(lang: Lang, request: &ChangeRequest) -> (Tone, &'static str) {
    match request.state {
        RequestState::Open if request.apply_at.is_some() => (Tone::Accent, r::state_scheduled(lang)),
        state => of(lang, state),
    }
}

/// A state to filter by.
pub fn of(lang: Lang, state: RequestState) -> (Tone, &'static str) {
    match state {
        RequestState::Open => (Tone::Accent, r::state_open(lang)),
        RequestState::Applied => (Tone::Ok, r::state_applied(lang)),
        RequestState::Rejected => (Tone::Critical, r::state_rejected(lang)),
        RequestState::Withdrawn => (Tone::Neutral, r::state_withdrawn(lang)),
    }
}

/// What is asked for, in a few words.
pub fn title(lang: Lang, request: &ChangeRequest) -> String {
    let (proposal, key) = (&request.proposal, &request.flag_key);
    if proposal.plan.is_some() {
        r::title_plan(lang, key)
    } else if proposal.revive {
        r::title_revive(lang, key)
    } else {
        r::title_change(lang, key)
    }
}
