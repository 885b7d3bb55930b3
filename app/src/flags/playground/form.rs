use super::context;
use crate::{
    page::InProject,
    ui::{Button, ButtonKind, Icon, IconName, textarea_content},
};
use arkan_backend::flags::Asked;
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use serde::Deserialize;

/// What is asked of the playground; all of it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    pub environment: String,
    pub user: String,
    pub properties: String,
    pub search: String,
    /// An environment's key, `context`, or nothing.
    pub compare: String,
    pub other_user: String,
    pub other_properties: String,
    /// Sent when only flags that differ are wanted.
    pub differences: Option<String>,
    /// The flag to explain.
    pub flag: String,
}

/// Compares with another context, not with another environment.
pub const CONTEXT: &str = "context";

impl Question {
    pub fn asked(&self) -> Result<Asked, usize> {
        context::read(&self.user, &self.properties)
    }

    pub fn other(&self) -> Result<Asked, usize> {
        context::read(&self.other_user, &self.other_properties)
    }

    /// The same question about one flag.
    pub fn about(&self, path: &str, flag: &str) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("environment", self.environment.as_str()),
            ("user", &self.user),
            ("properties", &self.properties),
            ("search", &self.search),
            ("compare", &self.compare),
            ("other_user", &self.other_user),
            ("other_properties", &self.other_properties),
            ("differences", self.differences.as_deref().unwrap_or_default()),
            ("flag", flag),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        format!("{path}?{}#why", pairs.finish())
    }
}

/// The question as a form that is asked by the address.
pub fn form(lang: Lang, place: &InProject, question: &Question) -> AnyView {
    use t::playground as p;
    let environments: Vec<_> = place
        .environments
        .iter()
        .map(|environment| {
            let selected = environment.key == question.environment;
            view! { <option value=environment.key.clone() selected=selected>{environment.name.clone()}</option> }
        })
        .collect();
    let others = place
        .environments
        .iter()
        .filter(|environment| environment.key != question.environment)
        .map(|environment| (environment.key.clone(), p::compare_environment(lang, &environment.name)));
    let nothing = (String::new(), p::compare_none(lang).to_owned());
    let context = (CONTEXT.to_owned(), p::compare_context(lang).to_owned());
    let compare: Vec<_> = std::iter::once(nothing)
        .chain(others)
        .chain([context])
        .map(|(value, label)| {
            let selected = value == question.compare;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect();
    let open = !question.compare.is_empty();
    let (user, other_user) = (question.user.clone(), question.other_user.clone());
    view! {
        <form method="get" action=place.path("playground") id="playground" class="form form-wide">
            <div class="field">
                <label for="pg-environment">{p::environment(lang)}</label>
                <select id="pg-environment" name="environment">{environments}</select>
            </div>
            <div class="field">
                <label for="pg-user">{p::user(lang)}</label>
                <input id="pg-user" name="user" dir="ltr" autocomplete="off" value=user/>
            </div>
            {properties(lang, "pg-properties", "properties", p::properties(lang), question.asked().err(), &question.properties)}
            <div class="field">
                <label for="pg-search">{p::search(lang)}</label>
                <input id="pg-search" name="search" type="search" dir="ltr" autocomplete="off" value=question.search.clone()/>
            </div>
            <details class="disclosure" open=open>
                <summary><Icon name=IconName::Chevron/>{p::compare(lang)}</summary>
                <div class="disclosure-body">
                    <div class="field">
                        <label for="pg-compare">{p::compare(lang)}</label>
                        <select id="pg-compare" name="compare">{compare}</select>
                    </div>
                    <div class="field">
                        <label for="pg-other-user">{p::other_user(lang)}</label>
                        <input id="pg-other-user" name="other_user" dir="ltr" autocomplete="off" value=other_user/>
                    </div>
                    {properties(
                        lang, "pg-other-properties", "other_properties", p::other_properties(lang),
                        question.other().err(), &question.other_properties,
                    )}
                    <div class="field field-check">
                        <input
                            type="checkbox" id="pg-differences" name="differences" value="1"
                            checked=question.differences.is_some()
                        />
                        <label for="pg-differences">{p::differences(lang)}</label>
                    </div>
                </div>
            </details>
            <div class="form-actions"><Button kind=ButtonKind::Primary>{p::go(lang)}</Button></div>
        </form>
    }
    .into_any()
}

fn properties(
    lang: Lang,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    wrong: Option<usize>,
    text: &str,
) -> AnyView {
    let problem = wrong.map(|line| t::playground::properties_wrong(lang, line));
    let fine = problem.is_none();
    let invalid = (!fine).then_some("true");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id name=name rows="4" dir="ltr" class="mono" aria-invalid=invalid
                aria-describedby=format!("{id}-error {id}-help")
                inner_html=textarea_content(text)
            ></textarea>
            <p class="field-error" id=format!("{id}-error") hidden=fine>{problem}</p>
            <p class="field-help" id=format!("{id}-help")>{t::playground::properties_help(lang)}</p>
        </div>
    }
    .into_any()
}
