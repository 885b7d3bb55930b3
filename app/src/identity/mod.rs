//! Pages of identity: signing in and out, the account, users, API tokens.

mod login;
mod logout;
mod own_path;
mod preferences;
mod sign_in;
mod welcome;
mod words;

use crate::page::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages and forms of identity.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/setup/{token}", get(welcome::show_setup).post(welcome::set_up))
        .route("/invite/{token}", get(welcome::show_invitation).post(welcome::join))
        .route("/login", get(login::show).post(login::submit))
        .route("/logout", post(logout::submit))
        .route("/preferences", post(preferences::submit))
}
