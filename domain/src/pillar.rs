//! The pillars, and how loud an event is.

use serde::{Deserialize, Serialize};

/// Implements the text form that the database and URLs use.
#[macro_export]
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The form stored in the database and shown in URLs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the stored form.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

text_enum! {
    /// A part of the console with tables, pages and a guide of its own.
    Pillar {
        Flags = "flags",
        Deployments = "deployments",
        Backups = "backups",
        Alerts = "alerts",
        Guides = "guides",
        Identity = "identity",
    }
}

text_enum! {
    /// How much an event asks of whoever reads the timeline.
    Severity {
        Info = "info",
        Good = "good",
        Warning = "warning",
        Critical = "critical",
    }
}

/// The state of a thing, told by colour, icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ok,
    Unknown,
    Warning,
    Critical,
}
