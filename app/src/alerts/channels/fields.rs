//! The fields of a channel.

use crate::{
    forms::{FormState, Values},
    ui::{SelectField, TextField},
};
use arkan_domain::alerts::{ChannelForm, ChannelKind, Urgency};
use arkan_locales::{Lang, t::alerts as t};
use leptos::prelude::*;

/// The id of both forms: of a new channel and of a stored one.
pub(super) const FORM: &str = "channel";

/// Reads what was sent.
pub(super) fn read(values: &Values) -> ChannelForm {
    let text = |name: &str| values.text(name).to_owned();
    ChannelForm {
        name: text("name"),
        kind: text("kind"),
        target: text("target"),
        language: text("language"),
        min_severity: text("min_severity"),
    }
}

/// What a kind of channel is called.
pub(super) fn kind_text(lang: Lang, kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Webhook => t::channel_webhook(lang),
        ChannelKind::Email => t::channel_email(lang),
    }
}

/// How loud an alert must be for a channel.
pub(super) fn min_text(lang: Lang, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Warning => t::min_warning(lang),
        Urgency::Critical => t::min_critical(lang),
    }
}

/// The fields, filled with a stored channel or with what suits most.
pub(super) fn fields(lang: Lang, state: &FormState, kind: ChannelKind, stored: &ChannelForm) -> AnyView {
    let languages = Lang::ALL
        .iter()
        .map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()))
        .collect::<Vec<_>>();
    let severities = Urgency::ALL
        .iter()
        .map(|urgency| (urgency.to_string(), min_text(lang, *urgency).to_owned()))
        .collect::<Vec<_>>();
    let (label, help) = match kind {
        ChannelKind::Webhook => (t::channel_target_webhook(lang), t::target_help(lang)),
        ChannelKind::Email => (t::channel_target_email(lang), t::channel_target_email_help(lang)),
    };
    let help = if kind == ChannelKind::Webhook { "" } else { help };
    view! {
        <input type="hidden" name="kind" value=kind.as_str()/>
        <TextField
            form_id=FORM name="name" label=t::name(lang) state=state lang=lang value=stored.name.clone() required=true
        />
        <TextField
            form_id=FORM name="target" label=label help=help state=state lang=lang value=stored.target.clone() dir="ltr"
            required=true
        />
        <SelectField
            form_id=FORM name="language" label=t::language(lang) state=state lang=lang options=languages
            value=stored.language.clone() required=true
        />
        <SelectField
            form_id=FORM name="min_severity" label=t::min_severity(lang) state=state lang=lang options=severities
            value=stored.min_severity.clone() required=true
        />
    }
    .into_any()
}
