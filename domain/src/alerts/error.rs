/// What the alerts pillar refuses, beyond a wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    /// Acknowledged or resolved meanwhile.
    #[error("the alert is no longer waiting for someone")]
    NotFiring,
    #[error("the check is archived")]
    Archived,
    /// A heartbeat cannot be run: it is told.
    #[error("a heartbeat is not asked, it reports")]
    NotAsked,
    /// No `ARKAN_SMTP_URL`.
    #[error("the console is not configured to send mail")]
    NoMail,
    #[error("the channel is switched off")]
    ChannelOff,
}
