use super::icon_shapes::shape;
use leptos::prelude::*;

/// The icons of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    Flags,
    Deployments,
    Backups,
    Alerts,
    Guides,
    Dashboard,
    Users,
    Tokens,
    Audit,
    Settings,
    Check,
    Warning,
    Critical,
    Unknown,
    Info,
    Plus,
    /// Points to where reading goes on.
    Arrow,
    /// Points to where reading came from.
    Back,
    /// Opens a disclosure, in reading direction.
    Chevron,
    Down,
    External,
    Search,
    Menu,
    Sun,
    Moon,
    Globe,
    Key,
    Clock,
    Pause,
    Play,
    Rollback,
    Trash,
    Edit,
    Copy,
    Logout,
    Help,
    Bell,
    Shield,
    User,
    Filter,
    Download,
    Close,
    Star,
}

impl IconName {
    /// Whether the icon shows a direction of reading and is mirrored from right to left.
    const fn mirrors(self) -> bool {
        matches!(
            self,
            Self::Arrow | Self::Back | Self::Chevron | Self::External | Self::Logout
        )
    }
}

/// An icon beside a word; it says nothing to those who do not see it.
#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    let class = if name.mirrors() { "icon icon-mirror" } else { "icon" };
    view! {
        <svg
            class=class
            width="16"
            height="16"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
            inner_html=shape(name)
        ></svg>
    }
}
