use super::{lines, operator_word};
use crate::{
    forms::{DO, FormState, problem_text},
    ui::{Button, ButtonKind, Checkbox, Icon, IconName, SelectField, TextArea, TextField, note_label},
};
use arkan_backend::flags::ContextField;
use arkan_domain::flags::{Constraint, Operand, Operator};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The rows of a list of constraints, all of which must hold.
///
/// It stands in a form with an [`crate::ui::EnterButton`]; the fields are called `{prefix}.{index}.contextName`,
/// `.operator`, `.values`, `.inverted` and `.caseInsensitive`.
#[component]
pub fn ConstraintEditor(
    lang: Lang,
    #[prop(into)] form_id: String,
    /// What the fields' names begin with: `constraints`, `strategies.0.constraints`.
    #[prop(into)]
    prefix: String,
    #[prop(into)] state: FormState,
    /// What is stored, shown until something else was typed.
    stored: Vec<Constraint>,
    /// What the project's applications say of who asks.
    fields: Vec<ContextField>,
    /// Whether the page opens with a row to be filled in when none is stored.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    note_label(&prefix, t::segments::conditions(lang));
    let count = if state.was_sent() {
        state.values.rows(&prefix)
    } else {
        stored.len().max(usize::from(first))
    };
    let names = format!("{form_id}-{prefix}-names");
    let rows: Vec<_> = (0..count)
        .map(|index| {
            let editor = Row {
                lang,
                form_id: &form_id,
                list: &prefix,
                names: &names,
                state: &state,
                fields: &fields,
            };
            editor.view(index, stored.get(index).filter(|_| !state.was_sent()))
        })
        .collect();
    let id = format!("{form_id}-{prefix}");
    let problem = state.error(&prefix).map(|problem| problem_text(lang, problem));
    let fine = problem.is_none();
    view! {
        <fieldset class="constraints form-wide" id=id.clone() tabindex="-1">
            <legend>{t::segments::conditions(lang)}</legend>
            <p class="field-help">{t::segments::conditions_all(lang)}</p>
            <p class="field-error" id=format!("{id}-error") hidden=fine>{problem}</p>
            {known(lang, names, &fields)}
            {rows}
            <div>
                <Button id=format!("{id}.add") name=DO value=format!("{prefix}.add")>
                    {t::segments::add(lang)}
                </Button>
            </div>
        </fieldset>
    }
}

/// The protocol's own fields with what they mean.
pub fn built_in(lang: Lang) -> [(&'static str, &'static str); 5] {
    use t::segments as s;
    [
        ("userId", s::field_user(lang)),
        ("sessionId", s::field_session(lang)),
        ("appName", s::field_app(lang)),
        ("remoteAddress", s::field_address(lang)),
        ("currentTime", s::field_time(lang)),
    ]
}

/// The names to choose from: the protocol's own and the project's.
fn known(lang: Lang, id: String, fields: &[ContextField]) -> AnyView {
    let own: Vec<_> = fields
        .iter()
        .map(|field| view! { <option value=field.name.clone()>{field.description.clone()}</option> })
        .collect();
    view! {
        <datalist id=id>
            {built_in(lang).map(|(name, meaning)| view! { <option value=name>{meaning}</option> })}
            {own}
        </datalist>
    }
    .into_any()
}

/// A value with a comma in it.
const QUOTED: &str = "\"Paris, Texas\"";

struct Row<'a> {
    lang: Lang,
    form_id: &'a str,
    list: &'a str,
    names: &'a str,
    state: &'a FormState,
    fields: &'a [ContextField],
}

impl Row<'_> {
    fn view(&self, index: usize, stored: Option<&Constraint>) -> AnyView {
        use t::segments as s;
        let (lang, form_id, state) = (self.lang, self.form_id, self.state);
        let path = format!("{}.{index}", self.list);
        let name = |field: &str| format!("{path}.{field}");
        let field = stored.map(|stored| stored.context_name.clone()).unwrap_or_default();
        let operator = stored.map_or(Operator::In, |stored| stored.operator);
        let text = stored.map(typed).unwrap_or_default();
        let lines = state.value(&name("values"), &text).lines().count();
        let hints = self.hints(&state.value(&name("contextName"), &field));
        let number = index + 1;
        let between = (index > 0).then(|| view! { <p class="constraint-and">{s::and(lang)}</p> });
        view! {
            {between}
            <fieldset class="constraint">
                <legend class="sr-only">{s::condition(lang, number)}</legend>
                <TextField
                    form_id=form_id name=name("contextName") label=s::field(lang) state=state lang=lang
                    value=field dir="ltr" required=true autocomplete="off" list=self.names placeholder="country"
                />
                <SelectField
                    form_id=form_id name=name("operator") label=s::operator(lang) state=state lang=lang
                    groups=operators(lang) value=operator.as_str() required=true
                />
                <TextArea
                    form_id=form_id name=name("values") label=s::values(lang) state=state lang=lang
                    value=text required=true rows=u16::try_from(lines.clamp(1, 8)).unwrap_or(1) hints=hints
                />
                <div class="constraint-options">
                    <Checkbox
                        form_id=form_id name=name("inverted") label=s::invert(lang) state=state lang=lang
                        checked=stored.is_some_and(|stored| stored.inverted)
                    />
                    <Checkbox
                        form_id=form_id name=name("caseInsensitive") label=s::ignore_case(lang) state=state lang=lang
                        checked=stored.is_some_and(|stored| stored.case_insensitive)
                    />
                    <span class="spacer"></span>
                    <Button
                        kind=ButtonKind::Ghost name=DO value=format!("{}.remove.{index}", self.list)
                        spoken=s::remove_label(lang, number)
                    >
                        <Icon name=IconName::Trash/>{s::remove(lang)}
                    </Button>
                </div>
            </fieldset>
        }
        .into_any()
    }

    /// What to type for each kind of operator; the style shows the one that is chosen, without a script.
    fn hints(&self, field: &str) -> AnyView {
        use t::segments as s;
        let lang = self.lang;
        let legal = self
            .fields
            .iter()
            .find(|known| known.name == field.trim() && !known.legal_values.is_empty())
            .map(|known| s::legal(lang, known.legal_values.join(s::list_separator(lang))));
        [
            ("texts", s::hint_texts(lang, QUOTED)),
            ("any", s::hint_any(lang, QUOTED)),
            ("networks", s::hint_networks(lang, "10.0.0.0/8, 2001:db8::1")),
            ("number", s::hint_number(lang).to_owned()),
            ("date", s::hint_date(lang, "2027-01-31T09:00", "2027-01-31T12:00+03:00")),
            ("version", s::hint_version(lang, "2.1.0", "2.1.0-beta.1")),
            ("pattern", s::hint_pattern(lang, r"^[a-z]+@example\.com$")),
        ]
        .map(|(kind, text)| {
            let text = match &legal {
                Some(legal) if kind == "texts" => format!("{text} {legal}"),
                _ => text,
            };
            view! { <span class=format!("hint hint-{kind}")>{text}</span> }
        })
        .into_any()
    }
}

/// What a constraint compares with, as it is typed.
pub fn typed(constraint: &Constraint) -> String {
    if constraint.operator.operand().is_list() {
        lines::join(&constraint.values)
    } else {
        constraint.value.clone().unwrap_or_default()
    }
}

/// The operators in words, below the kind of value that they compare.
fn operators(lang: Lang) -> Vec<(String, Vec<(String, String)>)> {
    use t::segments as s;
    let group = |label: &str, kinds: &[Operand]| {
        let options = Operator::ALL
            .iter()
            .filter(|operator| kinds.contains(&operator.operand()))
            .map(|operator| (operator.as_str().to_owned(), operator_word(lang, *operator).to_owned()))
            .collect();
        (label.to_owned(), options)
    };
    vec![
        group(s::group_texts(lang), &[Operand::Texts, Operand::Pattern]),
        group(s::group_number(lang), &[Operand::Number]),
        group(s::group_date(lang), &[Operand::Date]),
        group(s::group_version(lang), &[Operand::Version]),
        group(s::group_networks(lang), &[Operand::Networks]),
    ]
}
