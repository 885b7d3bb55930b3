//! What every page and form handler begins and ends with.

mod ctx;
mod error;
mod error_page;
mod frame;
mod nonce;
mod place;
mod signed_in;
mod state;

pub(crate) use ctx::{COOKIES, preference_cookie, serde_urlencoded_pair, session_error};
pub use ctx::{Ctx, SESSION_USER};
pub use error::{PageError, PageResult, report, status_of};
pub use frame::{Page, Section};
pub use nonce::CspNonce;
pub use place::InProject;
pub use signed_in::SignedIn;
pub use state::{AppState, ClientAddress};
