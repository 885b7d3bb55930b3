//! What a heartbeat says, in the addresses of healthchecks.io.

/// The last part of a ping's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PingSignal {
    /// The work is done: no last part, or `0`.
    Success,
    /// The work begins; its end is expected within the grace.
    Start,
    Fail,
    /// Something to remember that says nothing about the state.
    Log,
    /// The work ended with an exit status other than 0.
    Exit(u8),
}

impl PingSignal {
    /// Reads `start`, `fail`, `log` or an exit status from 0 to 255.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "start" => Some(Self::Start),
            "fail" => Some(Self::Fail),
            "log" => Some(Self::Log),
            _ if text.starts_with('+') => None,
            _ => match text.parse::<u8>().ok()? {
                0 => Some(Self::Success),
                status => Some(Self::Exit(status)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protocols_words() {
        assert_eq!(PingSignal::parse("start"), Some(PingSignal::Start));
        assert_eq!(PingSignal::parse("0"), Some(PingSignal::Success));
        assert_eq!(PingSignal::parse("255"), Some(PingSignal::Exit(255)));
        for wrong in ["", "256", "-1", "+1", "stop", "1.0"] {
            assert_eq!(PingSignal::parse(wrong), None, "{wrong:?}");
        }
    }
}
