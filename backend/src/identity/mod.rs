//! Users, sign-in, sessions, invitations and API tokens.

mod invitations;
mod login;
mod password;
mod people;
mod session_delta;
mod session_store;
mod sessions;
mod stream_tokens;
mod tokens;
mod users;

mod queries;

pub use invitations::{
    Invitation, accept, find_invitation, invite, needs_setup, open_invitations, setup_link,
    withdraw as withdraw_invitation,
};
pub use login::{Attempt, SignedIn, sign_in};
pub use people::{Person, people};
pub use queries::{SessionRow, TokenRow, User, UserRow};
pub use session_store::{ABSOLUTE_LIMIT, IDLE_LIMIT, PgSessionStore};
pub use sessions::{
    describe as describe_session, end as end_session, end_all as end_all_sessions, list as list_sessions,
};
pub use stream_tokens::StreamToken;
pub(crate) use tokens::{FlagToken, flag_tokens};
pub use tokens::{
    NewApiToken, authenticate as authenticate_token, authenticate_hash, create as create_token, find as find_token,
    list as list_tokens, revoke as revoke_token,
};
pub use users::{
    NewUser, actor_of, add_user, change_password, change_role, find as find_user, list as list_users, load_actor,
    rename, set_disabled, set_preferences,
};
