use super::page::Shown;
use crate::ui::{Button, Card, Checkbox, Disclosure, Form, TextArea};
use arkan_locales::t::requests as r;
use leptos::prelude::*;
use serde_json::Value;

impl Shown {
    /// The form that asks for something else in the same request.
    pub fn edit(&self) -> Option<AnyView> {
        let (lang, request) = (self.lang, &self.case.detail.request);
        if !self.may || !request.is_of(self.reader) || !request.is_open() || request.proposal.plan.is_some() {
            return None;
        }
        let (action, state, version) = (self.action("edit"), self.form("edit"), request.version.to_string());
        let draft = &request.proposal.draft;
        let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
        let (strategies, variants, enabled) = (pretty(&draft.strategies), pretty(&draft.variants), draft.enabled);
        let view = view! {
            <Card>
                <Disclosure summary=r::edit_ask(lang) open=state.was_sent()>
                    <p>{r::edit_text(lang)}</p>
                    <Form id="edit" action=action lang=lang state=&state>
                        <input type="hidden" name="version" value=version/>
                        <Checkbox
                            form_id="edit" name="enabled" label=r::field_enabled(lang) state=&state lang=lang
                            checked=enabled
                        />
                        <TextArea
                            form_id="edit" name="strategies" label=r::field_strategies(lang) state=&state lang=lang
                            value=strategies dir="ltr" mono=true rows=10 required=true
                        />
                        <TextArea
                            form_id="edit" name="variants" label=r::field_variants(lang) state=&state lang=lang
                            value=variants dir="ltr" mono=true rows=4 required=true
                        />
                        <div class="form-actions"><Button>{r::edit(lang)}</Button></div>
                    </Form>
                </Disclosure>
            </Card>
        };
        Some(view.into_any())
    }
}
