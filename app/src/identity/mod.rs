//! Pages of identity: signing in and out, the account, users, API tokens.

mod account;
mod login;
mod logout;
mod own_path;
mod preferences;
mod secret_box;
mod shown_once;
mod sign_in;
mod tokens;
mod typed;
mod users;
mod welcome;
mod words;

pub(crate) use own_path::own_path;
pub use words::purpose_name;
pub(crate) use words::role_name;

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
        .route("/account", get(account::show).post(account::change_profile))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions/{id}/end", post(account::end_session))
        .route("/account/sign-out-everywhere", post(account::sign_out_everywhere))
        .route("/users", get(users::list))
        .route("/users/invite", post(users::invite))
        .route("/users/invitations/{id}/withdraw", post(users::withdraw))
        .route("/users/{id}", get(users::show))
        .route("/users/{id}/role", post(users::set_role))
        .route("/users/{id}/disable", post(users::disable))
        .route("/users/{id}/enable", post(users::enable))
        .route("/tokens", get(tokens::list).post(tokens::create))
        .route("/tokens/{id}", get(tokens::show))
        .route("/tokens/{id}/revoke", post(tokens::revoke))
}
