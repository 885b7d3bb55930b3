use leptos::prelude::*;

/// How much a button or a button-like link stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do on this page.
    Primary,
    #[default]
    Secondary,
    /// What cannot be taken back easily.
    Danger,
    /// An action among many, such as in a row.
    Ghost,
}

impl ButtonKind {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Secondary => "btn btn-secondary",
            Self::Danger => "btn btn-danger",
            Self::Ghost => "btn btn-ghost",
        }
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn LinkButton(#[prop(into)] href: String, #[prop(optional)] kind: ButtonKind, children: Children) -> impl IntoView {
    view! { <a class=kind.class() href=href>{children()}</a> }
}

/// What Enter presses in a field: the first button of a form, so it stands before those that remove things.
#[component]
pub fn EnterButton() -> impl IntoView {
    view! { <button type="submit" class="sr-only" tabindex="-1" aria-hidden="true"></button> }
}

/// A button that submits the form it stands in, with a name and value of its own where the form has several.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// For a button that stays where it is after it was pressed, so that the focus does too.
    #[prop(optional, into)]
    id: Option<String>,
    /// What it is called for those who do not see what it stands beside.
    #[prop(optional, into)]
    spoken: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=kind.class() id=id name=name value=value aria-label=spoken>{children()}</button>
    }
}
