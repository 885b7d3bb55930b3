use super::show::Editor;
use crate::{
    forms::{DO, problem_text},
    ui::{Button, ButtonKind, SelectField, TextArea, TextField},
};
use arkan_domain::flags::PayloadKind;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The rows of a list of variants, and the button for one more. Those of a strategy stick to what the strategy does.
pub fn variant_rows(editor: &Editor, list: &str, own_stickiness: bool) -> AnyView {
    use t::rules as r;
    let (lang, id) = (editor.lang, &editor.form_id);
    let rows: Vec<_> = (0..editor.form.values.rows(list))
        .map(|index| row(editor, list, index, own_stickiness))
        .collect();
    let refused = editor.form.error(list).map(|problem| problem_text(lang, problem));
    let fine = refused.is_none();
    view! {
        <div class="stack" id=format!("{id}-{list}") tabindex="-1">
            {rows}
            <p class="field-error" id=format!("{id}-{list}-error") hidden=fine>{refused}</p>
            <div>
                <Button name=DO value=format!("{list}.add") id=format!("{id}-{list}-add")>{r::add_variant(lang)}</Button>
            </div>
        </div>
    }
    .into_any()
}

fn row(editor: &Editor, list: &str, index: usize, own_stickiness: bool) -> AnyView {
    use t::rules as r;
    let (lang, form, id) = (editor.lang, &editor.form, editor.form_id.clone());
    let name = |field: &str| format!("{list}.{index}.{field}");
    let sticky = own_stickiness.then(|| {
        let options = editor.sticky(form.values.text(&name("stickiness")));
        view! {
            <SelectField
                form_id=id.clone() name=name("stickiness") label=r::stickiness(lang) state=form.clone() lang=lang
                options=options required=true
            />
        }
    });
    view! {
        <fieldset class="rule-variant">
            <legend class="sr-only">{r::variant_number(lang, index + 1)}</legend>
            <div class="rule-row">
                <TextField
                    form_id=id.clone() name=name("name") label=r::variant_name(lang) state=form.clone() lang=lang
                    dir="ltr" required=true autocomplete="off"
                />
                <TextField
                    form_id=id.clone() name=name("weight") label=r::weight(lang) state=form.clone() lang=lang dir="ltr"
                    required=true
                />
                {sticky}
                <SelectField
                    form_id=id.clone() name=name("payload_type") label=r::payload_type(lang) state=form.clone()
                    lang=lang options=payloads(lang) required=true
                />
                <Button
                    kind=ButtonKind::Ghost name=DO value=format!("{list}.remove.{index}")
                    spoken=r::remove_variant(lang, index + 1)
                >
                    {r::remove(lang)}
                </Button>
            </div>
            <div class="rule-payload">
                <TextArea
                    form_id=id name=name("payload") label=r::payload(lang) state=form.clone() lang=lang dir="ltr" rows=2
                    mono=true
                />
            </div>
        </fieldset>
    }
    .into_any()
}

fn payloads(lang: Lang) -> Vec<(String, String)> {
    use t::rules as r;
    let nothing = (String::new(), r::payload_none(lang).to_owned());
    let kinds = PayloadKind::ALL.iter().map(|kind| {
        let label = match kind {
            PayloadKind::Text => r::payload_text(lang),
            PayloadKind::Number => r::payload_number(lang),
            PayloadKind::Json => "JSON",
            PayloadKind::Csv => "CSV",
        };
        (kind.as_str().to_owned(), label.to_owned())
    });
    std::iter::once(nothing).chain(kinds).collect()
}
