use super::{show::Editor, variants::variant_rows};
use crate::{
    flags::constraints::ConstraintEditor,
    forms::DO,
    ui::{Button, ButtonKind, Checkbox, Disclosure, SelectField, TextArea, TextField},
};
use arkan_domain::flags::StrategyKind;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The fields of one rule. Which of them belong to the chosen kind is told by the style sheet, so that it needs no script.
pub fn strategy_fields(editor: &Editor, index: usize) -> AnyView {
    use t::rules as r;
    let (lang, form, id) = (editor.lang, &editor.form, editor.form_id.clone());
    let path = format!("strategies.{index}");
    let name = |field: &str| format!("{path}.{field}");
    let count = editor.form.values.rows("strategies");
    let or = (index > 0).then(|| view! { <p class="rule-or"><span>{r::or(lang)}</span></p> });
    let sticky = editor.sticky(form.values.text(&name("parameters.stickiness")));
    let remove = (count > 1).then(|| {
        view! {
            <Button
                kind=ButtonKind::Ghost name=DO value=format!("strategies.remove.{index}")
                spoken=r::remove_strategy(lang, index + 1)
            >
                {r::remove(lang)}
            </Button>
        }
    });
    view! {
        {or}
        <fieldset class="rule-strategy" id=format!("{id}-{path}")>
            <legend class="sr-only">{r::rule_number(lang, index + 1)}</legend>
            <div class="rule-head">
                <SelectField
                    form_id=id.clone() name=name("name") label=r::kind(lang) state=form.clone() lang=lang
                    options=kinds(lang) required=true
                />
                {remove}
            </div>
            <div class="rule-row for-flexibleRollout">
                <TextField
                    form_id=id.clone() name=name("parameters.rollout") label=r::share(lang) state=form.clone() lang=lang
                    kind="number" min=0 max=100 required=true
                />
                <SelectField
                    form_id=id.clone() name=name("parameters.stickiness") label=r::stickiness(lang) state=form.clone()
                    lang=lang options=sticky required=true
                />
            </div>
            {lists(editor, &path)}
            <ConstraintEditor
                form_id=id.clone() prefix=name("constraints") state=form.clone() lang=lang stored=Vec::new()
                fields=editor.context_fields.clone()
            />
            {segments(editor, &path)}
            {more_fields(editor, &path)}
        </fieldset>
    }
    .into_any()
}

/// What most rules do without, folded until something in it differs from what a new rule has.
fn more_fields(editor: &Editor, path: &str) -> AnyView {
    use t::rules as r;
    let (lang, form, id) = (editor.lang, &editor.form, editor.form_id.clone());
    let name = |field: &str| format!("{path}.{field}");
    let titled = !form.values.text(&name("title")).is_empty();
    let off = form.values.checked(&name("disabled"));
    let group = form.values.text(&name("parameters.groupId"));
    let shares = !group.is_empty() && group != editor.key;
    let wrong = form
        .errors
        .iter()
        .any(|(field, _)| field == name("title") || field.starts_with(&name("variants")));
    let more = titled || off || shares || wrong || form.values.rows(&name("variants")) > 0;
    let (title, group, disabled) = (name("title"), name("parameters.groupId"), name("disabled"));
    let variants = variant_rows(editor, &name("variants"), false);
    let state = form.clone();
    view! {
        <Disclosure summary=r::more(lang) open=more>
            <TextField
                form_id=id.clone() name=title label=r::rule_title(lang) help=r::rule_title_help(lang)
                state=state.clone() lang=lang
            />
            <div class="for-flexibleRollout">
                <TextField
                    form_id=id.clone() name=group label=r::group_id(lang) help=r::group_id_help(lang)
                    state=state.clone() lang=lang dir="ltr" required=true
                />
            </div>
            <Checkbox
                form_id=id.clone() name=disabled label=r::rule_off(lang) help=r::rule_off_help(lang)
                state=state.clone() lang=lang checked=off
            />
            <div class="stack"><p class="field-label">{r::strategy_variants(lang)}</p>{variants}</div>
        </Disclosure>
    }
    .into_any()
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    use t::rules as r;
    StrategyKind::ALL
        .iter()
        .map(|kind| {
            let label = match kind {
                StrategyKind::FlexibleRollout => r::kind_rollout(lang),
                StrategyKind::Default => r::kind_default(lang),
                StrategyKind::UserWithId => r::kind_users(lang),
                StrategyKind::RemoteAddress => r::kind_addresses(lang),
                StrategyKind::ApplicationHostname => r::kind_hosts(lang),
            };
            (kind.as_str().to_owned(), label.to_owned())
        })
        .collect()
}

/// The kinds that name whom they serve.
fn lists(editor: &Editor, path: &str) -> AnyView {
    use t::rules as r;
    let lang = editor.lang;
    let fields = [
        (StrategyKind::UserWithId, "userIds", r::user_ids(lang), "sara, omar"),
        (
            StrategyKind::RemoteAddress,
            "IPs",
            r::addresses(lang),
            "10.0.0.0/8, 192.0.2.7",
        ),
        (
            StrategyKind::ApplicationHostname,
            "hostNames",
            r::hosts(lang),
            "web-1, web-2",
        ),
    ];
    fields
        .map(|(kind, parameter, label, placeholder)| {
            view! {
                <div class=format!("for-{kind}")>
                    <TextArea
                        form_id=editor.form_id.clone() name=format!("{path}.parameters.{parameter}") label=label
                        help=r::list_help(lang) state=editor.form.clone() lang=lang dir="ltr" rows=2 mono=true
                        required=true placeholder=placeholder
                    />
                </div>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

fn segments(editor: &Editor, path: &str) -> AnyView {
    let lang = editor.lang;
    if editor.segments.is_empty() {
        return ().into_any();
    }
    let name = format!("{path}.segments");
    let boxes: Vec<_> = editor
        .segments
        .iter()
        .map(|(id, key)| {
            view! {
                <Checkbox
                    form_id=editor.form_id.clone() name=name.clone() label=key.clone() state=editor.form.clone()
                    lang=lang value=id.to_string()
                />
            }
        })
        .collect();
    view! {
        <fieldset class="rule-segments">
            <legend>{t::rules::segments(lang)}</legend>
            <div class="rule-boxes">{boxes}</div>
        </fieldset>
    }
    .into_any()
}
