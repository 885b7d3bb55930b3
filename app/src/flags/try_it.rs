use super::show::Shown;
use crate::ui::{Card, Code};
use arkan_backend::{
    Backend,
    flags::{Answer, Asked, Unanswered},
};
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// What the engines answer for a user, by environment.
pub struct Tried {
    user: String,
    answers: Vec<InEnvironment>,
}

/// What the engine of one environment answers.
struct InEnvironment {
    name: String,
    /// None while the environment was not read yet.
    answer: Option<Result<Answer, Unanswered>>,
    /// Where the user falls in the share, 1 to 100.
    bucket: Option<u8>,
}

impl Tried {
    /// Asks the engines, uncounted; none when nobody was named.
    pub fn new(backend: &Backend, shown: &Shown, user: Option<String>) -> Option<Self> {
        let user = user?;
        let asked = Asked::user(&user);
        let answers = shown
            .environments()
            .map(|(environment, _)| {
                let engine = backend.flags.engine(environment.id);
                InEnvironment {
                    name: environment.name.clone(),
                    answer: engine.as_ref().map(|engine| engine.answer(&shown.flag.key, &asked)),
                    bucket: engine.and_then(|engine| engine.bucket(&shown.flag.key, &asked)),
                }
            })
            .collect();
        Some(Self { user, answers })
    }
}

/// What an application gets for a user, by the very engine that answers it.
pub fn try_it(lang: Lang, shown: &Shown, tried: Option<Tried>) -> AnyView {
    let user = tried.as_ref().map(|tried| tried.user.clone());
    let playground = shown.place.path("playground");
    let why = user.as_deref().map(|user| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("user", user)
            .append_pair("search", &shown.flag.key)
            .append_pair("flag", &shown.flag.key)
            .finish();
        view! { <a href=format!("{playground}?{query}")>{t::playground::try_link(lang)}</a> }
    });
    let results = tried.map(|tried| results(lang, shown, tried));
    let action = shown.path("");
    view! {
        <Card title=t::flags::try_title(lang)>
            <form method="get" action=action id="try" class="form form-inline">
                <div class="field">
                    <label for="try-user">{t::flags::try_user(lang)}</label>
                    <input
                        id="try-user" name="user" type="text" dir="ltr" autocomplete="off" value=user
                        aria-describedby="try-help"
                    />
                </div>
                <button type="submit" class="btn btn-secondary">{t::flags::try_button(lang)}</button>
            </form>
            <p class="field-help" id="try-help">{t::flags::try_help(lang)}</p>
            {results}
            {why}
        </Card>
    }
    .into_any()
}

fn results(lang: Lang, shown: &Shown, tried: Tried) -> AnyView {
    let percentages: Vec<_> = shown
        .environments()
        .map(|(_, state)| state.and_then(arkan_backend::flags::FlagState::percentage))
        .collect();
    let rows: Vec<_> = tried
        .answers
        .into_iter()
        .zip(percentages)
        .map(|(InEnvironment { name, answer, bucket }, share)| {
            let (value, reason, bucket) = match answer {
                Some(Ok(answer)) => (answer.value.to_string(), answer.reason.as_str(), bucket),
                Some(Err(Unanswered::UserMissing)) => (t::flags::try_missing(lang).to_owned(), "", None),
                Some(Err(Unanswered::UnknownFlag)) => (t::flags::try_unknown(lang).to_owned(), "", None),
                None => (t::flags::try_loading(lang).to_owned(), "", None),
            };
            let why = bucket
                .zip(share)
                .map(|(bucket, share)| t::flags::try_why(lang, bucket, share.get()));
            view! {
                <tr>
                    <th scope="row"><bdi>{name}</bdi></th>
                    <td data-label=t::flags::try_value(lang)><Code text=value/></td>
                    <td data-label=t::flags::try_reason(lang)><Code text=reason/></td>
                    <td class="num" data-label=t::flags::try_bucket(lang) title=why>{bucket}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap" aria-live="polite">
            <table class="table" id="tried">
                <thead>
                    <tr>
                        <th scope="col">{t::shell::environment(lang)}</th>
                        <th scope="col">{t::flags::try_value(lang)}</th>
                        <th scope="col">{t::flags::try_reason(lang)}</th>
                        <th scope="col" class="num">{t::flags::try_bucket(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
