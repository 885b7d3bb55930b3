use arkan_domain::alerts::AlertError;
use arkan_locales::{Lang, t::alerts as t};

/// What the pillar refuses, in the reader's language.
#[must_use]
pub fn refusal(lang: Lang, error: &AlertError) -> String {
    match error {
        AlertError::NotFiring => t::refuse_not_firing(lang),
        AlertError::Archived => t::refuse_archived(lang),
        AlertError::NotAsked => t::refuse_not_asked(lang),
        AlertError::NoMail => t::refuse_no_mail(lang),
        AlertError::ChannelOff => t::refuse_channel_off(lang),
    }
    .to_owned()
}
