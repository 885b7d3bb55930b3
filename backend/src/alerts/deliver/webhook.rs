//! Webhooks as Standard Webhooks 1 signs them (standardwebhooks.com): any of its libraries verifies ours.

use super::{DeliveryError, Notice};
use crate::outbound::{Call, Outbound, OutboundError};
use arkan_domain::{alerts::Failure, secret::Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::Rng as _;
use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde_json::json;
use sha2::Sha256;
use std::time::Duration;
use url::Url;

const PREFIX: &str = "whsec_";
/// A receiver should take the notice and work afterwards; the standard recommends 15 to 30 seconds.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A new signing secret: 256 random bits in the standard's form.
#[must_use]
pub fn new_secret() -> Secret {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    Secret::new(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The value of `webhook-signature`. `None` when the secret has not the standard's form.
#[must_use]
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let key = STANDARD.decode(secret.expose().strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// Posts a notice. `now` is signed with it, so that a receiver can refuse an old one.
///
/// # Errors
/// When nothing answered with a 2xx status in time.
pub async fn send(
    outbound: &Outbound,
    target: &Url,
    secret: &Secret,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<(), DeliveryError> {
    let body = body(notice);
    let id = format!("msg_{}", notice.id.simple());
    let signature = sign(secret, &id, now.timestamp(), body.as_bytes());
    let headers = signature
        .as_deref()
        .and_then(|signature| headers(&id, now.timestamp(), signature));
    let Some(headers) = headers else {
        return Err(DeliveryError {
            failure: Failure::Secret,
            detail: String::new(),
            retry: false,
        });
    };
    let call = Call {
        method: Method::POST,
        url: target.clone(),
        headers,
        body: Bytes::from(body),
        // A redirected POST would arrive as something else, or somewhere else.
        follow_redirects: false,
        timeout: TIMEOUT,
    };
    let status = outbound.call(call).await.map_err(|error| refused(&error))?.status;
    match status {
        200..=299 => Ok(()),
        // 410: the standard's way to say "never again".
        410 => Err(DeliveryError {
            failure: Failure::Status,
            detail: status.to_string(),
            retry: false,
        }),
        _ => Err(DeliveryError {
            failure: Failure::Status,
            detail: status.to_string(),
            retry: true,
        }),
    }
}

fn headers(id: &str, timestamp: i64, signature: &str) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in [
        ("webhook-id", id),
        ("webhook-timestamp", &timestamp.to_string()),
        ("webhook-signature", signature),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).ok()?);
    }
    Some(headers)
}

fn body(notice: &Notice) -> String {
    json!({
        "type": match notice.alert {
            Some(_) => format!("alert.{}", notice.transition),
            None => "channel.test".to_owned(),
        },
        "timestamp": notice.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": {
            "title": notice.title,
            "language": notice.lang.code(),
            "url": notice.url.as_str(),
            "alert": notice.alert,
        },
    })
    .to_string()
}

fn refused(error: &OutboundError) -> DeliveryError {
    let failure = error.failure();
    DeliveryError {
        failure,
        detail: error.to_string(),
        retry: failure != Failure::ForbiddenAddress,
    }
}
