use super::lines::lines;
use crate::{
    forms::problem_text,
    ui::{Badge, Card, Disclosure, Notice, Tone},
};
use arkan_backend::flags::transfer::{Change, Outcome, Plan, What};
use arkan_domain::flags::transfer::{Note, NoteKind};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What a plan would change; what stays as it is stands in one line.
pub fn card(lang: Lang, plan: Plan) -> AnyView {
    let refused = (!plan.is_right()).then(|| {
        view! { <Notice tone=Tone::Critical title=t::transfer::refused(lang)>{t::transfer::preview_refused(lang)}</Notice> }
    });
    let (same, rest): (Vec<Change>, Vec<Change>) = plan
        .changes
        .into_iter()
        .partition(|change| change.outcome == Outcome::Unchanged);
    let none = rest
        .is_empty()
        .then(|| view! { <p>{t::transfer::preview_none(lang)}</p> });
    let stays = (!same.is_empty()).then(|| {
        let names: Vec<_> = same
            .iter()
            .map(|change| view! { <li>{what(lang, change)}": "<code dir="ltr">{change.key.clone()}</code></li> })
            .collect();
        let summary = t::transfer::unchanged_list(lang, same.len() as u64);
        view! { <Disclosure summary=summary><ul>{names}</ul></Disclosure> }
    });
    let rows: Vec<_> = rest.into_iter().map(|change| row(lang, change)).collect();
    view! {
        <Card title=t::transfer::preview(lang)>
            {refused}
            {none}
            <ul class="transfer-changes">{rows}</ul>
            {stays}
        </Card>
    }
    .into_any()
}

fn what(lang: Lang, change: &Change) -> String {
    match change.what {
        What::ContextField => t::transfer::what_context_field(lang).to_owned(),
        What::Segment => t::transfer::what_segment(lang).to_owned(),
        What::Flag => t::transfer::what_flag(lang).to_owned(),
        What::State => t::transfer::what_state(lang, change.environment.as_deref().unwrap_or_default()),
        What::Prerequisite => t::transfer::what_prerequisite(lang).to_owned(),
    }
}

fn row(lang: Lang, change: Change) -> AnyView {
    let (tone, word) = match &change.outcome {
        Outcome::New => (Tone::Ok, t::transfer::new(lang)),
        Outcome::Changed => (Tone::Accent, t::transfer::changed(lang)),
        Outcome::Unchanged => (Tone::Neutral, t::transfer::unchanged(lang)),
        Outcome::Requested(_) => (Tone::Accent, t::requests::title(lang)),
        Outcome::Refused(_) => (Tone::Critical, t::transfer::refused(lang)),
    };
    let what = what(lang, &change);
    let problems = match &change.outcome {
        Outcome::Refused(errors) => errors
            .iter()
            .map(|(field, problem)| {
                view! { <li><code dir="ltr">{field.to_owned()}</code>" "<bdi>{problem_text(lang, problem)}</bdi></li> }
            })
            .collect(),
        _ => Vec::new(),
    };
    let problems = (!problems.is_empty()).then(|| view! { <ul class="field-error">{problems}</ul> });
    let shown = lines(&change.before, &change.after);
    view! {
        <li>
            <p class="transfer-line">
                <Badge label=word tone=tone/>
                <span>{what}</span>
                <code dir="ltr">{change.key}</code>
            </p>
            {problems}
            <Disclosure summary=t::transfer::compare(lang)>{shown}</Disclosure>
        </li>
    }
    .into_any()
}

/// What of the file does not come over as it is.
pub fn notes(lang: Lang, notes: &[Note]) -> Option<AnyView> {
    let lines: Vec<_> = notes
        .iter()
        .map(|note| {
            let (key, about) = (note.key.as_str(), note.about.as_str());
            let text = match note.kind {
                NoteKind::Kind => t::transfer::note_kind(lang, key, about),
                NoteKind::Everyone => t::transfer::note_everyone(lang, key, about),
                NoteKind::Tags => t::transfer::note_tags(lang).to_owned(),
                NoteKind::Marks => t::transfer::note_marks(lang, key, about),
                NoteKind::Unknown => t::transfer::note_unknown(lang, key, about),
                NoteKind::Archived => t::transfer::note_archived(lang, key),
            };
            view! { <li>{text}</li> }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! { <Notice tone=Tone::Warning title=t::transfer::notes_title(lang)><ul>{lines}</ul></Notice> }.into_any()
    })
}
