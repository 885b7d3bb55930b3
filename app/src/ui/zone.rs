use super::TextField;
use crate::forms::FormState;
use arkan_domain::flags::plan::common_zones;
use arkan_locales::Lang;
use leptos::prelude::*;

/// The name of a time zone, typed or chosen from common ones. The field is called `zone`.
#[component]
pub fn ZoneField(
    #[prop(into)] form_id: String,
    #[prop(into)] label: String,
    #[prop(into)] help: String,
    #[prop(into)] state: FormState,
    lang: Lang,
) -> impl IntoView {
    let list = format!("{form_id}-zones");
    let zones: Vec<_> = common_zones()
        .iter()
        .map(|zone| view! { <option value=*zone></option> })
        .collect();
    view! {
        <TextField
            form_id=form_id name="zone" label=label help=help state=state lang=lang value="UTC" dir="ltr" required=true
            autocomplete="off" list=list.clone()
        />
        <datalist id=list>{zones}</datalist>
    }
}
