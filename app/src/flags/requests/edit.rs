use super::page::Shown;
use crate::ui::{Card, LinkButton};
use arkan_locales::t::requests as r;
use leptos::prelude::*;

impl Shown {
    /// The way to ask for something else in the same request: the form of the rules, filled with what is asked for.
    pub fn edit(&self) -> Option<AnyView> {
        let (lang, request) = (self.lang, &self.case.detail.request);
        if !self.may || !request.is_editable_by(self.reader) {
            return None;
        }
        let (key, environment) = (&request.flag_key, &self.case.environment.key);
        let to = format!("flags/{key}/{environment}/rules?request={}", request.id);
        let to = self.case.place.path(&to);
        let view = view! {
            <Card>
                <p class="muted">{r::edit_text(lang)}</p>
                <div class="form-actions"><LinkButton href=to>{r::edit_ask(lang)}</LinkButton></div>
            </Card>
        };
        Some(view.into_any())
    }
}
