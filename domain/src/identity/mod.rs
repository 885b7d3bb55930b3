//! Who may do what: roles, the permission table, API token purposes, password rules.

mod actor;
mod error;
mod password;
mod permission;

pub use actor::{Actor, Grant, Place, Who};
pub use error::IdentityError;
pub use password::{MAX_PASSWORD, MIN_PASSWORD, check_password};
pub use permission::Action;

use crate::text_enum;

text_enum! {
    /// What a person is to a project, or to all of them.
    Role {
        Admin = "admin",
        Operator = "operator",
        ProductOwner = "product_owner",
        Trainer = "trainer",
        Viewer = "viewer",
    }
}

text_enum! {
    /// What an API token is for; it can do nothing else.
    Purpose {
        /// Evaluate flags (OFREP, Unleash frontend) in one environment: safe to ship to browsers, it reads no rules.
        Evaluate = "evaluate",
        /// Read the rules of one environment's flags, for SDKs that evaluate by themselves, and evaluate.
        Sdk = "sdk",
        /// Register and move releases of one project.
        Deploy = "deploy",
        /// Change flags of one project, in all of its environments or in one: scripts, Terraform, chat commands.
        Automate = "automate",
        /// Read everything a viewer can.
        Read = "read",
        /// Scrape `/metrics`.
        Metrics = "metrics",
    }
}

/// Checks that a text looks like an e-mail address; delivery is the only real proof.
///
/// # Errors
/// The problem, to be shown beside the field.
pub fn check_email(email: &str) -> Result<(), crate::fields::Problem> {
    use crate::fields::Problem;
    let format = Problem::format("layla@example.com");
    if email.is_empty() {
        return Err(Problem::Required);
    }
    if email.len() > 254 {
        return Err(Problem::TooLong { max: 254 });
    }
    let Some((local, host)) = email.rsplit_once('@') else {
        return Err(format);
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';' | '"');
    let good =
        !local.is_empty() && host.len() > 2 && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if good && email.chars().all(plain) {
        Ok(())
    } else {
        Err(format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(check_email("layla@example.com"), Ok(()));
        for wrong in [
            "",
            "layla",
            "@example.com",
            "layla@",
            "layla@host",
            "a b@example.com",
            "a@b.c>",
        ] {
            assert!(check_email(wrong).is_err(), "{wrong:?}");
        }
    }
}
