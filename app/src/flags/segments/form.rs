use crate::{
    flags::constraints::ConstraintEditor,
    forms::FormState,
    ui::{Button, ButtonKind, EnterButton, Form, LinkButton, TextField},
};
use arkan_backend::flags::{ContextField, Segment};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The form of a segment that is made or changed.
pub struct SegmentForm {
    pub lang: Lang,
    pub id: String,
    /// Where it goes.
    pub action: String,
    /// Where it leads who thinks better of it.
    pub back: String,
    pub state: FormState,
    pub fields: Vec<ContextField>,
    /// What is stored; none for a new one.
    pub segment: Option<Segment>,
    /// What changes when it is saved.
    pub blast_radius: AnyView,
}

/// The list in the form that holds the constraints.
pub const CONSTRAINTS: &str = "constraints";

impl SegmentForm {
    pub fn view(self) -> AnyView {
        use t::segments as s;
        let Self {
            lang,
            id,
            action,
            back,
            state,
            fields,
            segment,
            blast_radius,
        } = self;
        let submit = if segment.is_some() {
            s::save(lang)
        } else {
            s::create(lang)
        };
        let version = segment.as_ref().map(|segment| {
            // What was typed belongs to the version it was typed over, unless it was refused as a whole.
            let current = segment.version.to_string();
            let version = if state.refusal.is_some() {
                current
            } else {
                state.value("version", &current)
            };
            view! { <input type="hidden" name="version" value=version/> }
        });
        let (key, description, stored) = segment.map_or_else(Default::default, |segment| {
            (segment.key, segment.description, segment.constraints.0)
        });
        view! {
            <Form id=&id action=action lang=lang state=&state>
                <EnterButton/>
                {version}
                <TextField
                    form_id=&id name="key" label=s::key(lang) help=s::key_help(lang) state=&state lang=lang
                    value=key dir="ltr" required=true autocomplete="off" placeholder="gulf-customers"
                />
                <TextField
                    form_id=&id name="description" label=s::description(lang) help=s::description_help(lang)
                    state=&state lang=lang value=description autocomplete="off"
                />
                <ConstraintEditor
                    lang=lang form_id=&id prefix=CONSTRAINTS state=&state stored=stored fields=fields first=true
                />
                {blast_radius}
                <div class="form-actions">
                    <Button kind=ButtonKind::Primary>{submit}</Button>
                    <LinkButton href=back>{t::form::cancel(lang)}</LinkButton>
                </div>
            </Form>
        }
        .into_any()
    }
}
