//! Secrets at rest, and the tokens that the console gives out.

mod sealed;
mod token;

pub use sealed::{SecretBox, SecretError};
pub use token::{NewToken, hash_token, new_token};
