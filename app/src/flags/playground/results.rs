use super::form::Question;
use crate::{
    page::InProject,
    ui::{Badge, Code, Tone},
};
use arkan_backend::flags::{Answer, Unanswered};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What one flag is, and what it is for whom it is compared with.
pub struct Row {
    pub key: String,
    pub answer: Result<Answer, Unanswered>,
    pub other: Option<Result<Answer, Unanswered>>,
}

impl Row {
    /// Whether the application would get something else.
    pub fn differs(&self) -> bool {
        let told = |answer: &Result<Answer, Unanswered>| {
            answer
                .as_ref()
                .map(|answer| (answer.value, answer.variant.clone()))
                .map_err(|error| *error)
        };
        self.other
            .as_ref()
            .is_some_and(|other| told(other) != told(&self.answer))
    }
}

/// What an application gets: on or off, or the variant's name.
pub fn value_text(lang: Lang, answer: &Result<Answer, Unanswered>) -> String {
    match answer {
        Ok(answer) => answer
            .variant
            .as_ref()
            .map_or_else(|| answer.value.to_string(), |chosen| chosen.name.clone()),
        Err(Unanswered::UserMissing) => t::playground::user_missing(lang).to_owned(),
        Err(Unanswered::UnknownFlag) => "—".to_owned(),
    }
}

/// A table of every flag that was asked about.
pub fn results(lang: Lang, place: &InProject, question: &Question, rows: Vec<Row>) -> AnyView {
    use t::playground as p;
    let path = place.path("playground");
    let compares = !question.compare.is_empty();
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let differs = row.differs();
            let other = row.other.as_ref().map(|other| {
                view! {
                    <td data-label=p::second(lang)>
                        <Code text=value_text(lang, other)/>
                        {differs.then(|| view! { " "<Badge label=p::differs(lang) tone=Tone::Warning/> })}
                    </td>
                }
            });
            let reason = row.answer.as_ref().map_or("", |answer| answer.reason.as_str());
            let current = (row.key == question.flag).then_some("true");
            view! {
                <tr aria-current=current>
                    <th scope="row">
                        <a class="row-link" href=question.about(&path, &row.key)><code dir="ltr">{row.key.clone()}</code></a>
                    </th>
                    <td data-label=p::value(lang)><Code text=value_text(lang, &row.answer)/></td>
                    {other}
                    <td data-label=p::reason(lang)><Code text=reason/></td>
                </tr>
            }
        })
        .collect();
    let first = if compares { p::first(lang) } else { p::value(lang) };
    view! {
        <div class="table-wrap">
            <table class="table" id="playground-results">
                <thead>
                    <tr>
                        <th scope="col">{p::flag(lang)}</th>
                        <th scope="col">{first}</th>
                        {compares.then(|| view! { <th scope="col">{p::second(lang)}</th> })}
                        <th scope="col">{p::reason(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
