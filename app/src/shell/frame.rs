use crate::ui::IconName;
use arkan_domain::pillar::{Severity, State};
use arkan_domain::text_enum;
use arkan_locales::Lang;

text_enum! {
    /// The colours a person chose; `system` follows the device.
    #[derive(Default)]
    Theme {
        #[default]
        System = "system",
        Light = "light",
        Dark = "dark",
    }
}

/// All that the frame shows around a page, as plain data: the shell asks nothing of the backend.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub lang: Lang,
    pub theme: Theme,
    /// The nonce of this response's content security policy.
    pub nonce: String,
    /// Where the stylesheet, fonts and scripts are served: `/static/ab12cd34`.
    pub assets: String,
    /// Path and query of this page, to come back to.
    pub path: String,
    pub title: String,
    pub crumbs: Vec<Crumb>,
    pub user: Option<FrameUser>,
    pub projects: Vec<Choice>,
    pub project: Option<Choice>,
    pub environments: Vec<Choice>,
    /// The key of the current environment.
    pub environment: Option<String>,
    /// The dashboard and the pillars.
    pub nav: Vec<NavItem>,
    /// What belongs to the installation rather than to a project.
    pub more_nav: Vec<NavItem>,
    pub toast: Option<Toast>,
    /// The address of the guide that explains this page.
    pub help: Option<String>,
    /// The pages and actions that the palette knows without asking the server.
    pub palette: Vec<PaletteEntry>,
    /// Whether the browser gets the islands.
    pub scripts: bool,
}

/// One step of the way from the top to this page; the last has no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameUser {
    pub name: String,
    pub email: String,
}

/// A project or environment to switch to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub name: String,
    pub href: String,
}

/// A link of the navigation, with the count of what wants attention there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    pub icon: IconName,
    pub label: String,
    pub href: String,
    pub current: bool,
    pub count: Option<(u64, State)>,
}

/// What the last action did, told once.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Toast {
    pub kind: Severity,
    pub text: String,
}

/// Somewhere to go from the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteEntry {
    pub label: String,
    pub href: String,
    pub group: String,
    /// Further words it is found by, in both languages.
    pub keywords: String,
}
