use super::format::{instant, relative};
use arkan_locales::Lang;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A moment as its distance from now, with the exact one on hover.
#[component]
pub fn When(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=instant(at)>{relative(lang, at, now)}</time> }
}

/// A moment that is meant exactly, such as when something will happen: in the reader's own time where scripts run, else
/// in UTC.
#[component]
pub fn Moment(at: DateTime<Utc>) -> impl IntoView {
    let text = at.format("%Y-%m-%d %H:%M UTC").to_string();
    view! { <time datetime=at.to_rfc3339() title=instant(at) data-exact><bdi>{text}</bdi></time> }
}
