use arkan_domain::alerts::Failure;
use std::{error::Error as StdError, io, net::IpAddr};

/// Why a call to the outside did not work.
#[derive(Debug, thiserror::Error)]
pub enum OutboundError {
    #[error("the name does not resolve")]
    Dns,
    /// The guard refuses the address.
    #[error("{0} is not a public address")]
    Forbidden(IpAddr),
    #[error("only http and https are spoken")]
    Scheme,
    #[error("too many redirects")]
    Redirects,
    #[error("connection refused")]
    Refused,
    #[error("timed out")]
    Timeout,
    #[error("TLS: {0}")]
    Tls(String),
    #[error("{0}")]
    Io(String),
    #[error("{0}")]
    Protocol(String),
}

impl OutboundError {
    /// The code that a page puts into words.
    #[must_use]
    pub const fn failure(&self) -> Failure {
        match self {
            Self::Dns => Failure::Dns,
            Self::Forbidden(_) | Self::Scheme => Failure::ForbiddenAddress,
            Self::Redirects => Failure::TooManyRedirects,
            Self::Refused => Failure::Refused,
            Self::Timeout => Failure::Timeout,
            Self::Tls(_) => Failure::Tls,
            Self::Io(_) => Failure::Unreachable,
            Self::Protocol(_) => Failure::Protocol,
        }
    }
}

impl From<io::Error> for OutboundError {
    fn from(error: io::Error) -> Self {
        // An error of our own or of TLS may travel inside an I/O error.
        if let Some(inner) = error.get_ref() {
            if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
                return Self::Tls(tls.to_string());
            }
            if inner.is::<Self>() {
                return error
                    .into_inner()
                    .and_then(|inner| inner.downcast().ok())
                    .map_or(Self::Dns, |inner| *inner);
            }
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::TimedOut => Self::Timeout,
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<reqwest::Error> for OutboundError {
    fn from(error: reqwest::Error) -> Self {
        // The URL may carry a token.
        let error = error.without_url();
        let mut cause: Option<&(dyn StdError + 'static)> = Some(&error);
        while let Some(current) = cause {
            if let Some(known) = known(current) {
                return known;
            }
            cause = current.source();
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_redirect() {
            Self::Redirects
        } else if error.is_connect() {
            Self::Io(last(&error))
        } else {
            Self::Protocol(last(&error))
        }
    }
}

/// What one link in a chain of causes says, if it is the telling one.
fn known(error: &(dyn StdError + 'static)) -> Option<OutboundError> {
    if let Some(own) = error.downcast_ref::<OutboundError>() {
        return match own {
            OutboundError::Forbidden(address) => Some(OutboundError::Forbidden(*address)),
            OutboundError::Dns => Some(OutboundError::Dns),
            OutboundError::Scheme => Some(OutboundError::Scheme),
            OutboundError::Redirects => Some(OutboundError::Redirects),
            _ => None,
        };
    }
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(OutboundError::Tls(tls.to_string()));
    }
    let io = error.downcast_ref::<io::Error>()?;
    if let Some(inner) = io.get_ref() {
        return known(inner);
    }
    match io.kind() {
        io::ErrorKind::ConnectionRefused => Some(OutboundError::Refused),
        io::ErrorKind::TimedOut => Some(OutboundError::Timeout),
        _ => None,
    }
}

/// The innermost cause: the one that says what happened.
fn last(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
