/// What identity refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// Wrong e-mail or password, unknown or disabled user: never told apart.
    #[error("the e-mail address or the password is wrong")]
    BadCredentials,
    #[error("too many attempts; try again in {seconds} s")]
    Throttled { seconds: u64 },
    #[error("this link has expired or was used")]
    LinkSpent,
    #[error("the console must keep at least one active administrator")]
    LastAdministrator,
    #[error("the console is already set up")]
    AlreadySetUp,
}
