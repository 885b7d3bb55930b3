//! The design system: components every page is built from, and the formats of numbers and times.
//!
//! A component takes the texts it shows as arguments; it asks for a `Lang` only where it has words or formats of its own.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod actions;
mod badge;
mod card;
mod chart;
mod choice;
mod confirm;
mod disclosure;
mod empty;
mod field;
mod filter;
mod form;
pub mod format;
mod icon;
mod icon_shapes;
mod inline;
mod live;
mod notice;
mod page;
mod pager;
mod progress;
mod stat;
mod tabs;
mod textarea;
mod when;
mod zone;

pub use actions::{Button, ButtonKind, EnterButton, LinkButton};
pub use badge::{Badge, SeverityMark, StateBadge, StateMark, Tone};
pub use card::Card;
pub use chart::{BarStrip, Sparkline};
pub use choice::{Checkbox, SelectField};
pub use confirm::{ConfirmName, ReasonField};
pub use disclosure::{Disclosure, Menu};
pub use empty::Empty;
pub use field::TextField;
pub use filter::FilterBar;
pub use form::Form;
pub(crate) use form::note_label;
pub use format::{bytes_text, count_text, duration_text, instant};
pub use icon::{Icon, IconName};
pub use inline::{Bdi, Code};
pub use live::{AsOf, LiveRegion};
pub use notice::Notice;
pub use page::PageHead;
pub use pager::Pager;
pub use progress::Progress;
pub use stat::{DefinitionList, Stat};
pub use tabs::Tabs;
pub use textarea::TextArea;
pub(crate) use textarea::{escape, textarea_content};
pub use when::{Moment, When};
pub use zone::ZoneField;
