use crate::page::{Ctx, session_error};
use arkan_backend::{Error, Result};
use arkan_domain::secret::Secret;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

const KEY: &str = "shown_once";
/// A secret that nobody came to see is forgotten.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// A new secret between the post that made it and the page that shows it.
///
/// It waits in the session, sealed with the console's key, which is not in the database: neither a dump nor a
/// replica holds the secret. Rendering it in the answer to the post would store nothing at all, but then a reload
/// makes a second token, and the form would need a way of its own around the one that all forms take.
#[derive(Serialize, Deserialize)]
struct Waiting {
    of: String,
    until: DateTime<Utc>,
    sealed: String,
}

/// A secret and what it is of.
pub(super) struct Shown {
    /// The id of a token, the e-mail address of an invitation.
    pub of: String,
    pub secret: Secret,
}

/// Keeps a secret for the next page of its kind.
pub(super) async fn keep(ctx: &Ctx, kind: &str, of: &str, secret: &Secret) -> Result<()> {
    let sealed = ctx.backend().secrets.seal(secret).map_err(Error::internal)?;
    let waiting = Waiting {
        of: of.to_owned(),
        until: ctx.now + KEPT,
        sealed: STANDARD.encode(sealed),
    };
    ctx.session
        .insert(&key(kind), waiting)
        .await
        .map_err(|error| session_error(&error))
}

/// The secret that waits to be shown, once. A page that is only drawn ahead of a click does not use it up.
pub(super) async fn take(ctx: &Ctx, kind: &str) -> Option<Shown> {
    if ctx.headers.contains_key("sec-purpose") {
        return None;
    }
    let waiting: Waiting = ctx.session.remove(&key(kind)).await.ok().flatten()?;
    if waiting.until < ctx.now {
        return None;
    }
    let sealed = STANDARD.decode(&waiting.sealed).ok()?;
    Some(Shown {
        of: waiting.of,
        secret: ctx.backend().secrets.open(&sealed).ok()?,
    })
}

fn key(kind: &str) -> String {
    format!("{KEY}:{kind}")
}
