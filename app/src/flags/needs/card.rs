use super::{
    FORM,
    load::{Needs, changeable},
    remove_form,
};
use crate::{
    flags::{show::Shown, words::FlagBadge},
    forms::FormState,
    ui::{Button, ButtonKind, Card, Disclosure, Form, Icon, IconName, LiveRegion, SelectField, TextField},
};
use arkan_backend::flags::{Flag, Prerequisite};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What a flag needs, what needs it, and the form for a further need.
pub fn card(shown: &Shown, needs: Needs) -> AnyView {
    use t::needs as n;
    let lang = shown.lang;
    let Needs {
        parents,
        states,
        needed_by,
        offered,
        form,
    } = needs;
    let rows: Vec<_> = parents
        .into_iter()
        .map(|(need, parent, form)| {
            let badges: Vec<_> = shown
                .place
                .environments
                .iter()
                .map(|environment| {
                    let state = states.get(&(parent.id, environment.id)).cloned();
                    view! { <span class="row"><bdi class="muted small">{environment.name.clone()}</bdi><FlagBadge lang=lang state=state/></span> }
                })
                .collect();
            view! {
                <li class="need">
                    <div class="need-head">{sentence(shown, &need, &parent)}{remove(shown, &need, form)}</div>
                    <div class="row">{badges}</div>
                </li>
            }
        })
        .collect();
    let list = if rows.is_empty() {
        view! { <p class="muted">{n::none(lang)}</p> }.into_any()
    } else {
        view! { <p class="field-help">{n::help(lang)}</p><ul class="needs">{rows}</ul> }.into_any()
    };
    let dependents: Vec<_> = needed_by
        .iter()
        .map(|key| view! { <a href=shown.place.path(&format!("flags/{key}"))><code dir="ltr">{key.clone()}</code></a> })
        .collect();
    let dependents = (!dependents.is_empty())
        .then(|| view! { <p class="row"><span class="muted">{n::needed_by(lang)}":"</span>{dependents}</p> });
    // What others need can need nothing itself.
    let add = (changeable(shown) && (needed_by.is_empty() || form.was_sent())).then(|| add_form(shown, offered, &form));
    view! {
        <LiveRegion id="flag-needs" topics="flags"><Card title=n::title(lang)>{list}{dependents}{add}</Card></LiveRegion>
    }
    .into_any()
}

fn sentence(shown: &Shown, need: &Prerequisite, parent: &Flag) -> AnyView {
    use t::needs as n;
    let lang = shown.lang;
    let must = match (need.enabled, need.variants.is_empty()) {
        (false, _) => n::is_off(lang).to_owned(),
        (true, true) => n::is_on(lang).to_owned(),
        (true, false) => n::with_variants(lang, need.variants.join(t::segments::list_separator(lang))),
    };
    view! {
        <span>
            <a href=shown.place.path(&format!("flags/{}", parent.key))><code dir="ltr">{parent.key.clone()}</code></a>
            " "{must}
        </span>
    }
    .into_any()
}

fn remove(shown: &Shown, need: &Prerequisite, state: FormState) -> Option<AnyView> {
    use t::needs as n;
    let lang = shown.lang;
    let (key, action) = (need.key.clone(), shown.path("/unneed"));
    changeable(shown).then(|| {
        view! {
            <Form id=remove_form(&key) action=action lang=lang state=state class="form-inline">
                <input type="hidden" name="parent" value=key.clone()/>
                <Button kind=ButtonKind::Ghost spoken=n::remove_label(lang, &key)>
                    <Icon name=IconName::Trash/>{n::remove(lang)}
                </Button>
            </Form>
        }
        .into_any()
    })
}

fn add_form(shown: &Shown, offered: Vec<String>, state: &FormState) -> AnyView {
    use t::needs as n;
    let (lang, action, state) = (shown.lang, shown.path("/needs"), state.clone());
    let options: Vec<_> = offered
        .into_iter()
        .map(|key| view! { <option value=key></option> })
        .collect();
    view! {
        <Disclosure summary=n::add(lang) open=state.was_sent()>
            <Form id=FORM action=action lang=lang state=&state>
                <datalist id="need-keys">{options}</datalist>
                <TextField
                    form_id=FORM name="parent" label=n::parent(lang) help=n::parent_help(lang) state=&state lang=lang
                    dir="ltr" required=true autocomplete="off" list="need-keys"
                />
                <SelectField
                    form_id=FORM name="must" label=n::must(lang) state=&state lang=lang options=states(lang) required=true
                />
                <div class="form-wide need-variants">
                    <TextField
                        form_id=FORM name="variants" label=n::variants(lang) help=n::variants_help(lang) state=&state
                        lang=lang dir="ltr" autocomplete="off"
                    />
                </div>
                <div class="form-actions"><Button kind=ButtonKind::Primary>{n::save(lang)}</Button></div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

/// What a parent can be asked to be.
fn states(lang: Lang) -> Vec<(String, String)> {
    use t::needs as n;
    [("on", n::on(lang)), ("off", n::off(lang))]
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .to_vec()
}
