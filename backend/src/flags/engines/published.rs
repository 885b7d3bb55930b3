use arkan_domain::ids::EnvironmentId;
use bytes::Bytes;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use unleash_types::client_features::ClientFeatures;

/// An environment's rules as the Unleash client API gives them, and their name.
pub struct Published {
    /// `"queryHash:revision:v1"`, as the Unleash server forms it.
    pub etag: String,
    /// `{version, features, segments, query, meta}` as JSON.
    pub body: Bytes,
}

impl Published {
    /// The hash is of the environment and the rules themselves, so that a database that was restored and changed anew
    /// never gives two sets of rules one name.
    pub(super) fn of(environment: EnvironmentId, revision: i64, rules: &ClientFeatures) -> Self {
        let mut hash = Sha256::new();
        hash.update(environment.0.as_bytes());
        hash.update(serde_json::to_vec(&rules.features).unwrap_or_default());
        let query = hex::encode(&hash.finalize()[..8]);
        let etag = format!("\"{query}:{revision}:v1\"");
        let body = json!({
            "version": rules.version,
            "features": rules.features,
            "segments": rules.segments.as_deref().unwrap_or_default(),
            "query": { "inlineSegmentConstraints": true },
            "meta": { "revisionId": revision, "etag": etag, "queryHash": query },
        });
        Self {
            etag,
            body: body.to_string().into(),
        }
    }
}
