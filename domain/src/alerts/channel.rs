//! Where notifications go.

use super::{ChannelKind, Urgency};
use crate::{
    fields::{FieldErrors, Problem},
    identity::check_email,
};
use url::Url;

/// A channel as it was typed.
#[derive(Clone, Debug, Default)]
pub struct ChannelForm {
    pub name: String,
    pub kind: String,
    pub target: String,
    pub language: String,
    pub min_severity: String,
}

/// A channel that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelDraft {
    pub name: String,
    pub kind: ChannelKind,
    /// A URL, or e-mail addresses with a comma and a space between them.
    pub target: String,
    /// `en` or `ar`.
    pub language: String,
    pub min_severity: Urgency,
}

impl ChannelForm {
    /// Checks every field.
    ///
    /// # Errors
    /// What is wrong, by the names of this struct's fields.
    pub fn validate(&self) -> Result<ChannelDraft, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.text("name", &self.name, 1, 80);
        let kind = ChannelKind::parse(&self.kind);
        let min_severity = Urgency::parse(&self.min_severity);
        if kind.is_none() {
            errors.add("kind", Problem::Unknown);
        }
        if min_severity.is_none() {
            errors.add("min_severity", Problem::Unknown);
        }
        if !matches!(self.language.as_str(), "en" | "ar") {
            errors.add("language", Problem::Unknown);
        }
        let target = match kind {
            Some(ChannelKind::Webhook) => errors.check("target", webhook(&self.target)),
            Some(ChannelKind::Email) => errors.check("target", addresses(&self.target)),
            None => None,
        };
        match (kind, min_severity, target) {
            (Some(kind), Some(min_severity), Some(target)) if errors.is_empty() => Ok(ChannelDraft {
                name,
                kind,
                target,
                language: self.language.clone(),
                min_severity,
            }),
            _ => Err(errors),
        }
    }
}

fn webhook(text: &str) -> Result<String, Problem> {
    parse_url(text, "https://example.com/hooks/arkan").map(String::from)
}

fn addresses(text: &str) -> Result<String, Problem> {
    let list: Vec<&str> = text
        .split([',', ';', '،', '؛', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if list.is_empty() {
        return Err(Problem::Required);
    }
    if list.len() > 20 {
        return Err(Problem::Format {
            example: "oncall@example.com, layla@example.com".into(),
        });
    }
    for address in &list {
        check_email(address)?;
    }
    Ok(list.join(", "))
}

/// Reads an absolute http or https URL without a user in it.
pub(super) fn parse_url(text: &str, example: &'static str) -> Result<Url, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Required);
    }
    if text.len() > 2000 {
        return Err(Problem::TooLong { max: 2000 });
    }
    let url = Url::parse(text).map_err(|_| Problem::format(example))?;
    let good = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.port() != Some(0);
    if good { Ok(url) } else { Err(Problem::format(example)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: &str, target: &str) -> ChannelForm {
        ChannelForm {
            name: "On call".into(),
            kind: kind.into(),
            target: target.into(),
            language: "ar".into(),
            min_severity: "warning".into(),
        }
    }

    #[test]
    fn addresses_are_separated_as_people_do() {
        let draft = form("email", "a@example.com؛ b").validate();
        assert!(draft.is_err());
        let draft = form("email", "a@example.com، b@example.com;c@example.com")
            .validate()
            .expect("good");
        assert_eq!(draft.target, "a@example.com, b@example.com, c@example.com");
    }

    #[test]
    fn a_webhook_is_a_plain_web_address() {
        assert!(form("webhook", "https://example.com/hook").validate().is_ok());
        for wrong in [
            "",
            "example.com",
            "ftp://example.com",
            "https://user:pw@example.com",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(
                form("webhook", wrong)
                    .validate()
                    .expect_err("refused")
                    .get("target")
                    .is_some(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let errors = ChannelForm::default().validate().expect_err("all wrong");
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["kind", "language", "min_severity", "name"]);
    }
}
