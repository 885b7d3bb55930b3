use crate::ui::{Card, Code};
use arkan_backend::backups::KeyPlace;
use arkan_locales::{Lang, t::backups as t};
use leptos::prelude::*;

/// Where the private key is, that it must be copied elsewhere, and how to restore without the console.
#[component]
pub(super) fn KeyCard(lang: Lang, key: KeyPlace) -> impl IntoView {
    let KeyPlace {
        recipient,
        identity_file,
        own,
    } = key;
    let shown = identity_file.map(|file| file.display().to_string());
    let advice = match (&shown, own, recipient.is_empty()) {
        (Some(_), true, _) => t::key_own(lang),
        (Some(_), false, _) => t::key_given(lang),
        (None, _, true) => t::key_none(lang),
        (None, _, false) => t::key_public_only(lang),
    };
    let by_hand = (!recipient.is_empty()).then(|| {
        view! {
            <p>{t::key_by_hand(lang)}</p>
            <p><Code text="age -d -i KEY FILE.dump.age | pg_restore --no-owner -d DATABASE"/></p>
        }
    });
    let recipient = (!recipient.is_empty()).then(|| {
        view! { <p>{t::key_recipient(lang)}": "<Code text=recipient/></p> }
    });
    view! {
        <Card title=t::key_title(lang)>
            <p>{advice}</p>
            {shown.map(|file| view! { <p><Code text=file/></p> })}
            {recipient}
            {by_hand}
        </Card>
    }
}
