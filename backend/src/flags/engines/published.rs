use super::Engine;
use bytes::Bytes;
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// An environment's rules as the Unleash client API gives them, and their name.
pub struct Published {
    /// `"queryHash:revision:v1"`, as the Unleash server forms it.
    pub etag: String,
    /// `{version, features, segments, query, meta}` as JSON.
    pub body: Bytes,
}

impl Published {
    pub(super) fn of(engine: &Engine) -> Self {
        let query = hex::encode(&Sha256::digest(engine.environment.0.as_bytes())[..4]);
        let etag = format!("\"{query}:{}:v1\"", engine.revision);
        let rules = engine.rules();
        let body = json!({
            "version": rules.version,
            "features": rules.features,
            "segments": rules.segments.unwrap_or_default(),
            "query": { "inlineSegmentConstraints": true },
            "meta": { "revisionId": engine.revision, "etag": etag, "queryHash": query },
        });
        Self {
            etag,
            body: body.to_string().into(),
        }
    }
}
