use super::words;
use crate::{
    forms::FormState,
    ui::{Button, ButtonKind, Card, Checkbox, Form, SelectField, Tabs, TextField, ZoneField},
};
use arkan_backend::{alerts::Check, projects::Environment};
use arkan_domain::{
    alerts::format_span,
    flags::plan::{AlertGuard, OnTrip, ROWS, Split, Step, Template},
};
use arkan_locales::{Lang, t::plans as p};
use leptos::prelude::*;

/// The id of the form that starts a plan.
pub const FORM: &str = "plan";

/// What the form is shown with.
pub struct Start<'a> {
    pub lang: Lang,
    pub state: FormState,
    /// The address of the page.
    pub base: String,
    pub template: Template,
    pub environment: &'a Environment,
    /// The version of the flag's state that the plan is made for.
    pub version: i32,
    pub splits: Vec<Split>,
    pub checks: Vec<Check>,
}

impl Start<'_> {
    /// The form that starts a plan.
    pub fn view(&self) -> AnyView {
        let (lang, state) = (self.lang, self.state.clone());
        let name = &self.environment.name;
        let production = self
            .environment
            .production
            .then(|| view! { <p><strong>{p::start_production(lang, name)}</strong></p> });
        let templates = Template::ALL
            .iter()
            .map(|template| {
                let label = match template {
                    Template::Cautious => p::template_cautious(lang),
                    Template::Fast => p::template_fast(lang),
                    Template::Own => p::template_own(lang),
                };
                let href = format!("{}?template={template}", self.base);
                (label.to_owned(), href, *template == self.template)
            })
            .collect();
        let (text, button, action) = (p::start_text(lang, name), p::start(lang, name), self.base.clone());
        let (version, template) = (self.version.to_string(), self.template.as_str());
        let (strategy, steps, guards, hours) = (self.strategy(), self.steps(), self.guards(), self.hours());
        view! {
            <Card title=p::start_title(lang)>
                <p>{text}</p>
                {production}
                <Tabs items=templates label=p::templates(lang)/>
                <Form id=FORM action=action lang=lang state=state>
                    <input type="hidden" name="version" value=version/>
                    <input type="hidden" name="template" value=template/>
                    {strategy}
                    {steps}
                    {guards}
                    {hours}
                    <div class="form-actions"><Button kind=ButtonKind::Primary>{button}</Button></div>
                </Form>
            </Card>
        }
        .into_any()
    }

    fn strategy(&self) -> AnyView {
        let lang = self.lang;
        if self.splits.len() < 2 {
            return ().into_any();
        }
        let options = self
            .splits
            .iter()
            .map(|split| {
                let title = split.title.as_deref().unwrap_or_else(|| p::strategy_untitled(lang));
                let label = p::strategy_name(lang, split.index + 1, title, split.percentage);
                (split.index.to_string(), label)
            })
            .collect();
        view! {
            <SelectField
                form_id=FORM name="strategy" label=p::field_strategy(lang) help=p::field_strategy_help(lang)
                state=&self.state lang=lang options=options required=true
            />
        }
        .into_any()
    }

    fn steps(&self) -> AnyView {
        let lang = self.lang;
        let stored = self.template.steps();
        let rows: Vec<_> = (1..=ROWS).map(|row| self.row(row, stored.get(row - 1))).collect();
        view! {
            <fieldset class="form-wide plan-rows">
                <legend>{p::steps(lang)}</legend>
                <p class="field-help">{p::steps_help(lang)}</p>
                {rows}
            </fieldset>
        }
        .into_any()
    }

    fn row(&self, row: usize, step: Option<&Step>) -> AnyView {
        let (lang, state) = (self.lang, &self.state);
        let share = step.map(|step| step.percentage.to_string()).unwrap_or_default();
        let wait = step
            .filter(|step| step.wait > 0)
            .map(|step| format_span(step.wait))
            .unwrap_or_default();
        view! {
            <div class="plan-row">
                <TextField
                    form_id=FORM name=format!("share_{row}") label=p::field_share(lang, row) state=state lang=lang
                    value=share dir="ltr" required=true autocomplete="off"
                />
                <TextField
                    form_id=FORM name=format!("wait_{row}") label=p::field_wait(lang, row) state=state lang=lang
                    value=wait dir="ltr" required=true autocomplete="off" placeholder="1h"
                />
            </div>
        }
        .into_any()
    }

    fn guards(&self) -> AnyView {
        let (lang, state) = (self.lang, &self.state);
        let alerts = AlertGuard::ALL
            .iter()
            .map(|guard| (guard.to_string(), words::alert_guard(lang, *guard).to_owned()))
            .collect();
        let checks = std::iter::once((String::new(), p::check_none(lang).to_owned()))
            .chain(
                self.checks
                    .iter()
                    .map(|check| (check.id.to_string(), check.name.clone())),
            )
            .collect();
        let trips = OnTrip::ALL
            .iter()
            .map(|what| (what.to_string(), words::on_trip(lang, *what).to_owned()))
            .collect();
        view! {
            <fieldset class="form-wide">
                <legend>{p::guards_legend(lang)}</legend>
                <SelectField
                    form_id=FORM name="alerts" label=p::field_alerts(lang) help=p::field_alerts_help(lang) state=state
                    lang=lang options=alerts value=AlertGuard::Any.as_str() required=true
                />
                <SelectField
                    form_id=FORM name="check" label=p::field_check(lang) state=state lang=lang options=checks
                />
                <TextField
                    form_id=FORM name="max_failures" label=p::field_failures(lang) help=p::field_failures_help(lang)
                    state=state lang=lang dir="ltr" autocomplete="off" placeholder="20"
                />
                <SelectField
                    form_id=FORM name="on_trip" label=p::field_on_trip(lang) state=state lang=lang options=trips
                    value=OnTrip::Pause.as_str() required=true
                />
            </fieldset>
        }
        .into_any()
    }

    fn hours(&self) -> AnyView {
        let (lang, state) = (self.lang, &self.state);
        let days: Vec<_> = words::WEEK
            .iter()
            .map(|day| {
                let working = !matches!(day, chrono::Weekday::Fri | chrono::Weekday::Sat);
                view! {
                    <Checkbox
                        form_id=FORM name="days" label=words::day(lang, *day) state=state lang=lang checked=working
                        value=day.to_string()
                    />
                }
            })
            .collect();
        view! {
            <fieldset class="form-wide">
                <legend>{p::hours_legend(lang)}</legend>
                <Checkbox form_id=FORM name="limited" label=p::field_limited(lang) state=state lang=lang/>
                <fieldset class="plan-days"><legend>{p::field_days(lang)}</legend>{days}</fieldset>
                <div class="plan-row">
                    <TextField
                        form_id=FORM name="from" label=p::field_from(lang) kind="time" state=state lang=lang
                        value="09:00" dir="ltr" required=true
                    />
                    <TextField
                        form_id=FORM name="until" label=p::field_until(lang) help=p::field_until_help(lang) kind="time"
                        state=state lang=lang value="17:00" dir="ltr" required=true
                    />
                </div>
                <ZoneField
                    form_id=FORM label=p::field_zone(lang) help=p::field_zone_help(lang) state=state lang=lang
                />
            </fieldset>
        }
        .into_any()
    }
}
