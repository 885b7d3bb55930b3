//! Hosts and ports as people type them.

use super::HostPort;
use crate::fields::Problem;
use std::net::Ipv6Addr;

/// Reads `host:port`, `[2001:db8::1]:port` or, when there is a usual port, the host alone.
///
/// # Errors
/// With `example` when it is something else.
pub fn parse_host_port(text: &str, usual: Option<u16>, example: &'static str) -> Result<HostPort, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Required);
    }
    let wrong = Problem::format(example);
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or_else(|| wrong.clone())?;
        host.parse::<Ipv6Addr>().map_err(|_| wrong.clone())?;
        (
            host,
            if rest.is_empty() {
                None
            } else {
                Some(rest.strip_prefix(':').ok_or_else(|| wrong.clone())?)
            },
        )
    } else if text.parse::<Ipv6Addr>().is_ok() {
        (text, None)
    } else {
        match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        }
    };
    let port = match port {
        Some(port) => port.parse::<u16>().ok().filter(|port| *port > 0),
        None => usual,
    };
    match port {
        Some(port) if is_host(host) => Ok(HostPort {
            host: host.to_ascii_lowercase(),
            port,
        }),
        _ => Err(wrong),
    }
}

/// Whether a text is an IP address or has the form of a host name (RFC 1123, underscores allowed).
fn is_host(host: &str) -> bool {
    if host.parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    !host.is_empty() && host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse_host_port(text, Some(443), "example.com:443")
            .ok()
            .map(|target| target.to_string())
    }

    #[test]
    fn the_usual_ways_to_write_it() {
        assert_eq!(read("Example.com"), Some("example.com:443".into()));
        assert_eq!(read("db.example.com:5432"), Some("db.example.com:5432".into()));
        assert_eq!(read("192.0.2.1:22"), Some("192.0.2.1:22".into()));
        assert_eq!(read("[2001:db8::1]:22"), Some("[2001:db8::1]:22".into()));
        assert_eq!(read("2001:db8::1"), Some("[2001:db8::1]:443".into()));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in [
            "",
            "http://example.com",
            "a b",
            "example.com:0",
            "example.com:70000",
            "-a.com",
            "a..b",
            "[::1",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert!(parse_host_port("example.com", None, "example.com:25").is_err());
    }
}
