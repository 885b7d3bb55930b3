use super::queries;
use crate::{Backend, Result};
use arkan_domain::ids::TokenId;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// A derived token changes this often and holds for at most twice as long, in seconds.
const PERIOD: u64 = 12 * 60 * 60;
const PREFIX: &str = "ark_stream_";
/// Id, end, and what proves both.
const LENGTH: usize = 16 + 8 + 32;

/// What stands in the address of a stream instead of an API token: a browser's `EventSource` can send no header, and
/// addresses come to stand in places that no secret should. It opens nothing but the stream, for some hours.
///
/// It is made of the API token's id, an end, and an HMAC-SHA256 of both under the API token's hash. So every replica
/// can make and check it, none has to remember it, and it ends with the API token.
pub struct StreamToken {
    id: TokenId,
    until: u64,
    proof: [u8; 32],
}

impl StreamToken {
    /// The one of the hour: the same text for whoever asks within a period, so that an open stream stays where it is.
    ///
    /// `hash` is the API token's, as [`crate::secrets::hash_token`] gives it.
    #[must_use]
    pub fn text(id: TokenId, hash: &[u8], now: DateTime<Utc>) -> String {
        let now = u64::try_from(now.timestamp()).unwrap_or_default();
        let until = (now / PERIOD + 2) * PERIOD;
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend(id.0.as_bytes());
        bytes.extend(until.to_be_bytes());
        bytes.extend(proof(id, until, hash).finalize().into_bytes());
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a text, without believing it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let bytes: &[u8; LENGTH] = bytes.as_slice().try_into().ok()?;
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (until, proof) = rest.split_first_chunk::<8>()?;
        Some(Self {
            id: TokenId(Uuid::from_bytes(*id)),
            until: u64::from_be_bytes(*until),
            proof: proof.try_into().ok()?,
        })
    }

    /// The hash of the API token that it was made of; none when it was not, or when its time is over.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holder(&self, backend: &Backend) -> Result<Option<Vec<u8>>> {
        let now = u64::try_from(backend.clock.now().timestamp()).unwrap_or_default();
        if self.until <= now {
            return Ok(None);
        }
        let hash = queries::token_hash(&backend.pool, self.id).await?;
        Ok(hash.filter(|hash| proof(self.id, self.until, hash).verify_slice(&self.proof).is_ok()))
    }
}

/// # Panics
/// Never: HMAC takes keys of any length.
#[allow(clippy::expect_used)]
fn proof(id: TokenId, until: u64, hash: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(hash).expect("a key of any length");
    mac.update(b"arkan flag stream 1");
    mac.update(id.0.as_bytes());
    mac.update(&until.to_be_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_the_same_for_hours_and_differs_by_token() {
        let at = |hours: i64| DateTime::from_timestamp(1_800_000_000 / 43_200 * 43_200 + hours * 3600, 0).unwrap();
        let id = TokenId(Uuid::now_v7());
        let text = StreamToken::text(id, b"hash", at(0));
        assert_eq!(text, StreamToken::text(id, b"hash", at(11)));
        assert_ne!(text, StreamToken::text(id, b"hash", at(12)));
        assert_ne!(text, StreamToken::text(id, b"other", at(0)));
        let read = StreamToken::parse(&text).unwrap();
        assert_eq!((read.id, read.until % PERIOD), (id, 0));
        for wrong in ["", "ark_stream_", &text[1..], &text[..text.len() - 1], "ark_stream_$"] {
            assert!(StreamToken::parse(wrong).is_none(), "{wrong}");
        }
    }
}
