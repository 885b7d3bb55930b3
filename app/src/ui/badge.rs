use super::{Icon, IconName};
use arkan_domain::pillar::{Severity, State};
use leptos::prelude::*;

/// The colour of a badge or notice; a word or icon always says the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Ok,
    Warning,
    Critical,
    Unknown,
}

impl Tone {
    /// The modifier that ends class names such as `badge-ok`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) const fn icon(self) -> IconName {
        match self {
            Self::Neutral | Self::Accent => IconName::Info,
            Self::Ok => IconName::Check,
            Self::Warning => IconName::Warning,
            Self::Critical => IconName::Critical,
            Self::Unknown => IconName::Unknown,
        }
    }
}

impl From<State> for Tone {
    fn from(state: State) -> Self {
        match state {
            State::Ok => Self::Ok,
            State::Unknown => Self::Unknown,
            State::Warning => Self::Warning,
            State::Critical => Self::Critical,
        }
    }
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Neutral,
            Severity::Good => Self::Ok,
            Severity::Warning => Self::Warning,
            Severity::Critical => Self::Critical,
        }
    }
}

/// A state told by colour, icon and word.
#[component]
pub fn StateBadge(state: State, #[prop(into)] label: String) -> impl IntoView {
    let tone = Tone::from(state);
    view! { <span class=format!("badge badge-{}", tone.name())><Icon name=tone.icon()/>{label}</span> }
}

/// The icon of a state alone, for where its word already stands beside it.
#[component]
pub fn StateMark(state: State) -> impl IntoView {
    let tone = Tone::from(state);
    view! { <span class=format!("mark mark-{}", tone.name())><Icon name=tone.icon()/></span> }
}

/// The icon of an event's severity, for timelines and lists where the text tells the rest.
#[component]
pub fn SeverityMark(severity: Severity) -> impl IntoView {
    let tone = Tone::from(severity);
    view! { <span class=format!("mark mark-{}", tone.name())><Icon name=tone.icon()/></span> }
}

/// A short label that is no state: a kind, a tag, a version.
#[component]
pub fn Badge(#[prop(into)] label: String, #[prop(optional)] tone: Tone) -> impl IntoView {
    view! { <span class=format!("badge badge-{}", tone.name())><bdi>{label}</bdi></span> }
}
