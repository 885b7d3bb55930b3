//! A check as it was typed, and the rules it must pass.

use super::{
    CheckKind, ConsolePart, HostPort, HttpMethod, Spec, Statuses, TlsMode, Urgency, channel::parse_url,
    parse_host_port, parse_span,
};
use crate::fields::{FieldErrors, Problem};

/// The shortest time between two runs, in seconds.
pub const MIN_INTERVAL: u32 = 5;
/// The longest time between two runs, in seconds.
pub const MAX_INTERVAL: u32 = 86_400;
/// The longest time that a check waits for an answer, in seconds.
pub const MAX_TIMEOUT: u32 = 60;

const DAY: u32 = 86_400;

/// A check as it was typed; fields of other kinds stay empty.
#[derive(Clone, Debug, Default)]
pub struct CheckForm {
    pub kind: String,
    pub name: String,
    pub severity: String,
    /// Such as `30s`.
    pub interval: String,
    /// Such as `10s`.
    pub timeout: String,
    pub retries: String,
    pub url: String,
    pub method: String,
    pub status: String,
    pub contains: String,
    pub max_latency_ms: String,
    /// `host:port`.
    pub target: String,
    pub days: String,
    pub database: String,
    pub user: String,
    pub tls: String,
    pub period: String,
    pub grace: String,
}

/// When a check is asked, and when it counts as down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    pub interval_seconds: u32,
    pub timeout_seconds: u32,
    pub retries: u32,
}

/// A check that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckDraft {
    pub name: String,
    pub severity: Urgency,
    pub rhythm: Rhythm,
    pub spec: Spec,
}

impl CheckForm {
    /// Checks every field of the form's kind.
    ///
    /// # Errors
    /// What is wrong, by the names of this struct's fields.
    pub fn validate(&self) -> Result<CheckDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let spec = match CheckKind::parse(&self.kind) {
            Some(CheckKind::Http) => self.http(&mut errors),
            Some(CheckKind::Tcp) => self
                .address(&mut errors, None, "db.example.com:5432")
                .map(|target| Spec::Tcp { target }),
            Some(CheckKind::Tls) => self.certificate(&mut errors),
            Some(CheckKind::Postgres) => self.postgres(&mut errors),
            Some(CheckKind::Heartbeat) => self.heartbeat(&mut errors),
            None => {
                errors.add("kind", Problem::Unknown);
                None
            }
        };
        self.finish(errors, spec)
    }

    /// Checks the fields that a check of the console itself has: all but what is asked.
    ///
    /// # Errors
    /// What is wrong, by the names of this struct's fields.
    pub fn validate_console(&self, part: ConsolePart) -> Result<CheckDraft, FieldErrors> {
        self.finish(FieldErrors::default(), Some(Spec::Console { part }))
    }

    fn finish(&self, mut errors: FieldErrors, spec: Option<Spec>) -> Result<CheckDraft, FieldErrors> {
        let name = errors.text("name", &self.name, 1, 80);
        let severity = Urgency::parse(&self.severity);
        if severity.is_none() {
            errors.add("severity", Problem::Unknown);
        }
        let rhythm = match &spec {
            // A heartbeat is not asked, it reports: the grace is its patience.
            Some(Spec::Heartbeat { period, .. }) => Rhythm {
                interval_seconds: (*period).clamp(MIN_INTERVAL, MAX_INTERVAL),
                timeout_seconds: 10,
                retries: 0,
            },
            None if self.kind == CheckKind::Heartbeat.as_str() => return Err(errors),
            _ => self.rhythm(&mut errors),
        };
        match (spec, severity) {
            (Some(spec), Some(severity)) if errors.is_empty() => Ok(CheckDraft {
                name,
                severity,
                rhythm,
                spec,
            }),
            _ => Err(errors),
        }
    }

    fn rhythm(&self, errors: &mut FieldErrors) -> Rhythm {
        let interval = errors.check("interval", parse_span(&self.interval, MIN_INTERVAL, MAX_INTERVAL));
        let interval_seconds = interval.unwrap_or(MAX_INTERVAL);
        let longest = interval_seconds.min(MAX_TIMEOUT);
        let timeout = errors.check("timeout", parse_span(&self.timeout, 1, longest));
        let retries = errors.number("retries", &self.retries, 0, 10);
        Rhythm {
            interval_seconds,
            timeout_seconds: timeout.unwrap_or(1),
            retries: u32::try_from(retries).unwrap_or(0),
        }
    }

    fn http(&self, errors: &mut FieldErrors) -> Option<Spec> {
        let url = errors.check("url", parse_url(&self.url, "https://example.com/healthz"));
        let method = HttpMethod::parse(&self.method);
        if method.is_none() {
            errors.add("method", Problem::Unknown);
        }
        let status = errors.check("status", Statuses::parse(&self.status));
        let contains = errors.text("contains", &self.contains, 0, 500);
        let contains = Some(contains).filter(|text| !text.is_empty());
        if contains.is_some() && method == Some(HttpMethod::Head) {
            // The answer to HEAD has no body to look into.
            errors.add("method", Problem::format("GET"));
        }
        let max_latency_ms = if self.max_latency_ms.trim().is_empty() {
            None
        } else {
            u32::try_from(errors.number("max_latency_ms", &self.max_latency_ms, 1, 60_000)).ok()
        };
        Some(Spec::Http {
            url: url?,
            method: method?,
            status: status?,
            contains,
            max_latency_ms,
        })
    }

    fn certificate(&self, errors: &mut FieldErrors) -> Option<Spec> {
        let target = self.address(errors, Some(443), "example.com:443");
        let days = errors.number("days", &self.days, 1, 365);
        Some(Spec::Tls {
            target: target?,
            days: u32::try_from(days).ok()?,
        })
    }

    fn postgres(&self, errors: &mut FieldErrors) -> Option<Spec> {
        let target = self.address(errors, Some(5432), "db.example.com:5432");
        let database = errors.text("database", &self.database, 1, 63);
        let user = errors.text("user", &self.user, 1, 63);
        let tls = TlsMode::parse(&self.tls);
        if tls.is_none() {
            errors.add("tls", Problem::Unknown);
        }
        Some(Spec::Postgres {
            target: target?,
            database,
            user,
            tls: tls?,
        })
    }

    fn heartbeat(&self, errors: &mut FieldErrors) -> Option<Spec> {
        let period = errors.check("period", parse_span(&self.period, 10, 366 * DAY));
        let grace = errors.check("grace", parse_span(&self.grace, 5, 31 * DAY));
        Some(Spec::Heartbeat {
            period: period?,
            grace: grace?,
        })
    }

    fn address(&self, errors: &mut FieldErrors, usual: Option<u16>, example: &'static str) -> Option<HostPort> {
        errors.check("target", parse_host_port(&self.target, usual, example))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(kind: &str) -> CheckForm {
        CheckForm {
            kind: kind.into(),
            name: "Shop".into(),
            severity: "critical".into(),
            interval: "30s".into(),
            timeout: "10s".into(),
            retries: "2".into(),
            method: "GET".into(),
            tls: "require".into(),
            ..CheckForm::default()
        }
    }

    fn problem(form: &CheckForm, field: &str) -> Option<Problem> {
        form.validate().err().and_then(|errors| errors.get(field).cloned())
    }

    #[test]
    fn one_good_check_of_each_kind() {
        let http = CheckForm {
            url: "https://example.com/".into(),
            ..base("http")
        };
        let tcp = CheckForm {
            target: "example.com:22".into(),
            ..base("tcp")
        };
        let tls = CheckForm {
            target: "example.com".into(),
            days: "14".into(),
            ..base("tls")
        };
        let database = CheckForm {
            target: "db.example.com".into(),
            database: "shop".into(),
            user: "monitor".into(),
            ..base("postgres")
        };
        let beat = CheckForm {
            period: "1d".into(),
            grace: "1h".into(),
            ..base("heartbeat")
        };
        for form in [http, tcp, tls, database, beat] {
            let draft = form
                .validate()
                .unwrap_or_else(|errors| panic!("{}: {errors:?}", form.kind));
            assert_eq!(draft.spec.kind().as_str(), form.kind);
        }
    }

    #[test]
    fn a_timeout_fits_into_the_interval() {
        let form = CheckForm {
            url: "https://example.com/".into(),
            interval: "5s".into(),
            ..base("http")
        };
        assert_eq!(problem(&form, "timeout"), Some(Problem::OutOfRange { min: 1, max: 5 }));
    }

    #[test]
    fn a_text_is_not_looked_for_without_a_body() {
        let form = CheckForm {
            url: "https://example.com/".into(),
            method: "HEAD".into(),
            contains: "ok".into(),
            ..base("http")
        };
        assert_eq!(problem(&form, "method"), Some(Problem::format("GET")));
    }

    #[test]
    fn each_problem_shows_a_right_one() {
        assert_eq!(
            problem(
                &CheckForm {
                    url: "example.com".into(),
                    ..base("http")
                },
                "url"
            ),
            Some(Problem::format("https://example.com/healthz"))
        );
        assert_eq!(
            problem(
                &CheckForm {
                    target: "example.com".into(),
                    ..base("tcp")
                },
                "target"
            ),
            Some(Problem::format("db.example.com:5432"))
        );
        assert_eq!(problem(&base("carrier pigeon"), "kind"), Some(Problem::Unknown));
        assert_eq!(problem(&base("postgres"), "database"), Some(Problem::Required));
        assert_eq!(
            problem(
                &CheckForm {
                    grace: "1h".into(),
                    ..base("heartbeat")
                },
                "period"
            ),
            Some(Problem::Required)
        );
    }

    #[test]
    fn a_heartbeat_needs_no_rhythm_of_its_own() {
        let form = CheckForm {
            period: "15m".into(),
            grace: "5m".into(),
            interval: String::new(),
            timeout: String::new(),
            retries: String::new(),
            ..base("heartbeat")
        };
        let draft = form.validate().expect("good");
        assert_eq!((draft.rhythm.interval_seconds, draft.rhythm.retries), (900, 0));
    }
}
