use super::{size::size, words};
use crate::{
    forms::{DO, FormState, Values},
    ui::{Button, ButtonKind, Card, EnterButton, Form, SelectField, TextArea, TextField},
};
use arkan_backend::flags::experiments::Pace;
use arkan_domain::flags::experiment::{ExperimentForm, Split};
use arkan_locales::{Lang, t::experiments as e};
use leptos::prelude::*;

/// The id of the form that plans an experiment.
pub const FORM: &str = "experiment";
/// What the button beside the two shares asks for.
pub const CALCULATE: &str = "calculate";

/// What the form is shown with.
pub struct Fields<'a> {
    pub lang: Lang,
    pub state: FormState,
    /// Where it goes.
    pub action: String,
    pub environment: &'a str,
    pub split: &'a Split,
    pub pace: Option<Pace>,
}

/// Reads what was sent.
pub fn read(values: &Values) -> ExperimentForm {
    let text = |name: &str| values.text(name).to_owned();
    ExperimentForm {
        name: text("name"),
        hypothesis: text("hypothesis"),
        event: text("event"),
        control: text("control"),
        baseline: text("baseline"),
        difference: text("difference"),
    }
}

impl Fields<'_> {
    pub fn view(&self) -> AnyView {
        let (lang, state) = (self.lang, self.state.clone());
        let groups: Vec<_> = self
            .split
            .arms
            .iter()
            .map(|arm| view! { <li>{e::group_share(lang, &arm.name, words::weight(arm.weight))}</li> })
            .collect();
        let controls = self
            .split
            .arms
            .iter()
            .map(|arm| (arm.name.clone(), arm.name.clone()))
            .collect();
        let (calculator, control) = (self.calculator(), self.split.usual_control().to_owned());
        let action = self.action.clone();
        view! {
            <Card title=e::new_title(lang)>
                <p>{e::new_text(lang)}</p>
                <Form id=FORM action=action lang=lang state=&state>
                    <EnterButton/>
                    <TextField
                        form_id=FORM name="name" label=e::field_name(lang) help=e::field_name_help(lang) state=&state
                        lang=lang required=true autocomplete="off"
                    />
                    <TextArea
                        form_id=FORM name="hypothesis" label=e::field_hypothesis(lang)
                        help=e::field_hypothesis_help(lang) state=&state lang=lang rows=2
                    />
                    <TextField
                        form_id=FORM name="event" label=e::field_event(lang) help=e::field_event_help(lang) state=&state
                        lang=lang dir="ltr" required=true autocomplete="off" placeholder="order-paid"
                    />
                    <div class="field">
                        <SelectField
                            form_id=FORM name="control" label=e::field_control(lang) help=e::field_control_help(lang)
                            state=&state lang=lang options=controls value=control required=true
                        />
                        <ul class="experiment-groups muted small" aria-label=e::groups(lang)>{groups}</ul>
                    </div>
                    {calculator}
                    <div class="form-actions"><Button kind=ButtonKind::Primary>{e::create(lang)}</Button></div>
                </Form>
            </Card>
        }
        .into_any()
    }

    fn calculator(&self) -> AnyView {
        let (lang, state) = (self.lang, &self.state);
        let result = size(lang, &read(&state.values), self.split, self.environment, self.pace);
        view! {
            <fieldset class="form-wide">
                <legend>{e::calculator(lang)}</legend>
                <div class="experiment-goal">
                    <TextField
                        form_id=FORM name="baseline" label=e::field_baseline(lang) help=e::field_baseline_help(lang)
                        state=state lang=lang dir="ltr" required=true autocomplete="off" placeholder="12.5"
                    />
                    <TextField
                        form_id=FORM name="difference" label=e::field_difference(lang)
                        help=e::field_difference_help(lang) state=state lang=lang dir="ltr" required=true
                        autocomplete="off" placeholder="2"
                    />
                </div>
                <div>
                    <button type="submit" class="btn btn-secondary" name=DO value=CALCULATE formnovalidate>
                        {e::calculate(lang)}
                    </button>
                </div>
                <div id=format!("{FORM}-size") class="experiment-size" tabindex="-1">{result}</div>
            </fieldset>
        }
        .into_any()
    }
}
