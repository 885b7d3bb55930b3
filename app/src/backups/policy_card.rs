use super::actions;
use crate::{
    forms::FormState,
    ui::{Button, ButtonKind, Card, Checkbox, DefinitionList, Form, TextField},
};
use arkan_domain::backups::Policy;
use arkan_locales::{Lang, t::backups as t};
use leptos::prelude::*;

/// The policy: a form for who may change it, the facts for everybody else.
#[component]
pub(super) fn PolicyCard(lang: Lang, policy: Policy, state: FormState, may_edit: bool) -> impl IntoView {
    let inside = if may_edit {
        form(lang, policy, state).into_any()
    } else {
        facts(lang, &policy).into_any()
    };
    view! { <Card title=t::policy_title(lang)>{inside}</Card> }
}

fn form(lang: Lang, policy: Policy, state: FormState) -> impl IntoView {
    let id = actions::POLICY;
    let version = policy.version.to_string();
    view! {
        <Form id=id action="/backups/policy" lang=lang state=state.clone()>
            <input type="hidden" name="version" value=version/>
            <Checkbox
                form_id=id name="enabled" label=t::policy_enabled(lang) help=t::policy_enabled_help(lang)
                state=state.clone() lang=lang checked=policy.enabled
            />
            <TextField
                form_id=id name="hour" kind="number" min=0 max=23 required=true autocomplete="off"
                label=t::policy_hour(lang) help=t::policy_hour_help(lang)
                state=state.clone() lang=lang value=policy.hour.to_string()
            />
            <Checkbox
                form_id=id name="drill" label=t::policy_drill(lang) help=t::policy_drill_help(lang)
                state=state.clone() lang=lang checked=policy.drill_after_backup
            />
            <TextField
                form_id=id name="keep_daily" kind="number" min=1 max=365 required=true autocomplete="off"
                label=t::policy_daily(lang) help=t::policy_daily_help(lang)
                state=state.clone() lang=lang value=policy.keep_daily.to_string()
            />
            <TextField
                form_id=id name="keep_weekly" kind="number" min=0 max=520 required=true autocomplete="off"
                label=t::policy_weekly(lang) help=t::policy_weekly_help(lang)
                state=state.clone() lang=lang value=policy.keep_weekly.to_string()
            />
            <Button kind=ButtonKind::Secondary>{t::policy_save(lang)}</Button>
        </Form>
    }
}

fn facts(lang: Lang, policy: &Policy) -> impl IntoView + use<> {
    let when = if policy.enabled {
        t::policy_at(lang, policy.hour)
    } else {
        t::policy_off(lang).to_owned()
    };
    let proved = if policy.drill_after_backup {
        t::yes(lang)
    } else {
        t::no(lang)
    };
    let daily = t::policy_keeps_daily(lang, policy.keep_daily.into());
    let weekly = t::policy_keeps_weekly(lang, policy.keep_weekly.into());
    let kept = view! { <span>{daily}</span><br/><span>{weekly}</span> };
    let rows = vec![
        (t::policy_when(lang).to_owned(), when.into_any()),
        (t::policy_proved(lang).to_owned(), proved.into_any()),
        (t::policy_kept(lang).to_owned(), kept.into_any()),
    ];
    view! { <DefinitionList rows=rows/> }
}
