//! Mail in the channel's language, as text and as HTML.

use super::{DeliveryError, Notice};
use arkan_domain::alerts::{Failure, Transition};
use arkan_locales::t::alerts as t;
use chrono::SecondsFormat;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, Mailboxes, MultiPart, header},
    transport::smtp::client::{Certificate, Tls, TlsParameters},
};
use std::{fs, path::Path, time::Duration};
use url::Url;

/// For each step of the conversation with the mail server.
const STEP: Duration = Duration::from_secs(10);
/// For all of it.
const TOTAL: Duration = Duration::from_secs(30);

/// Sends mail through the configured server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why mail cannot be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("ARKAN_SMTP_URL is not like smtp://user:password@mail.example.com:587?tls=required: {0}")]
    Url(#[source] lettre::transport::smtp::Error),
    #[error("the sender {0:?} is not like Arkan <arkan@example.com>")]
    From(String),
    #[error("cannot read the certificate authorities: {0}")]
    Ca(#[from] std::io::Error),
    #[error("cannot use the certificate authorities: {0}")]
    Tls(#[source] lettre::transport::smtp::Error),
}

impl Mailer {
    /// `smtps://` speaks TLS from the start; `smtp://` with `?tls=required` begins with STARTTLS, without it in the
    /// clear.
    ///
    /// # Errors
    /// When the URL, the sender's address or the file of authorities cannot be used.
    pub fn new(url: &Url, from: &str, ca_file: Option<&Path>) -> Result<Self, MailerError> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(MailerError::Url)?;
        let required = url
            .query_pairs()
            .any(|(name, value)| name == "tls" && value == "required");
        if let (Some(path), Some(host)) = (ca_file, url.host_str())
            && (url.scheme() == "smtps" || required)
        {
            let certificate = Certificate::from_pem(&fs::read(path)?).map_err(MailerError::Tls)?;
            let parameters = TlsParameters::builder(host.to_owned())
                .add_root_certificate(certificate)
                .build()
                .map_err(MailerError::Tls)?;
            builder = builder.tls(if required {
                Tls::Required(parameters)
            } else {
                Tls::Wrapper(parameters)
            });
        }
        let from = from.parse().map_err(|_| MailerError::From(from.to_owned()))?;
        Ok(Self {
            transport: builder.timeout(Some(STEP)).build(),
            from,
        })
    }

    /// Sends a notice to addresses with commas between them.
    ///
    /// # Errors
    /// When the server did not take it in time.
    pub async fn send(&self, to: &str, notice: &Notice) -> Result<(), DeliveryError> {
        let message = self.message(to, notice)?;
        match tokio::time::timeout(TOTAL, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(DeliveryError {
                failure: Failure::Timeout,
                detail: String::new(),
                retry: true,
            }),
        }
    }

    fn message(&self, to: &str, notice: &Notice) -> Result<Message, DeliveryError> {
        let wrong = |detail: String| DeliveryError {
            failure: Failure::Protocol,
            detail,
            retry: false,
        };
        let to: Mailboxes = to
            .parse()
            .map_err(|error: lettre::address::AddressError| wrong(error.to_string()))?;
        let host = self.from.email.domain();
        let mut builder = Message::builder()
            .from(self.from.clone())
            .mailbox(header::To::from(to))
            .subject(subject(notice))
            .date(notice.at.into())
            .message_id(Some(format!("<{}@{host}>", notice.id.simple())));
        if let Some(alert) = &notice.alert {
            // What is told of one alert stands together in the reader's mail program.
            builder = builder.references(format!("<alert-{}@{host}>", alert.id.simple()));
        }
        builder
            .multipart(MultiPart::alternative_plain_html(text(notice), html(notice)))
            .map_err(|error| wrong(error.to_string()))
    }
}

fn subject(notice: &Notice) -> String {
    let lang = notice.lang;
    match notice.transition {
        Transition::Firing => t::mail_subject_firing(lang, &notice.title),
        Transition::Resolved => t::mail_subject_resolved(lang, &notice.title),
        Transition::Test => t::mail_subject_test(lang).to_owned(),
    }
}

/// The lines of the mail: what, since when, how loud.
fn lines(notice: &Notice) -> Vec<String> {
    let lang = notice.lang;
    let Some(alert) = &notice.alert else {
        return vec![t::mail_test(lang).to_owned()];
    };
    let utc = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut lines = vec![notice.title.clone(), t::mail_since(lang, utc(alert.first_failure_at))];
    if let Some(at) = alert.resolved_at {
        lines.push(t::mail_resolved_at(lang, utc(at)));
    }
    let place: Vec<&str> = [&alert.project, &alert.environment]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if !place.is_empty() {
        lines.push(t::mail_place(lang, place.join(" / ")));
    }
    lines
}

fn text(notice: &Notice) -> String {
    format!(
        "{}\n\n{}\n{}\n",
        lines(notice).join("\n"),
        t::mail_open(notice.lang),
        notice.url
    )
}

fn html(notice: &Notice) -> String {
    let dir = notice.lang.dir();
    let code = notice.lang.code();
    let lines: Vec<String> = lines(notice).iter().map(|line| escape(line)).collect();
    let body = format!("<p>{}</p>", lines.join("</p><p>"));
    let (url, open) = (escape(notice.url.as_str()), t::mail_open(notice.lang));
    format!(
        "<!doctype html><html lang=\"{code}\" dir=\"{dir}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"font-family:sans-serif;line-height:1.6\">{body}<p><a href=\"{url}\">{open}</a></p></body></html>",
        escape(&subject(notice))
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn refused(error: &lettre::transport::smtp::Error) -> DeliveryError {
    let failure = if error.is_timeout() {
        Failure::Timeout
    } else if error.is_tls() {
        Failure::Tls
    } else if error.is_response() || error.is_permanent() || error.is_transient() {
        Failure::Protocol
    } else {
        Failure::Unreachable
    };
    let mut detail = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        detail = inner.to_string();
        source = inner.source();
    }
    // 5xx means: never. What is wrong with the user or the address will be wrong again.
    DeliveryError {
        failure,
        detail,
        retry: !error.is_permanent(),
    }
}
