use arkan_domain::ids::EnvironmentId;
use bytes::Bytes;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use unleash_types::client_features::{ClientFeature, ClientFeatures, Segment};

/// An environment's rules as the Unleash client API gives them, and their name.
#[derive(Clone)]
pub struct Published {
    /// `"queryHash:revision:v1"`, as the Unleash server forms it.
    pub etag: String,
    /// `{version, features, segments, query, meta}` as JSON.
    pub body: Bytes,
}

impl Published {
    /// The hash is of the environment and the rules themselves, so that a database that was restored and changed anew
    /// never gives two sets of rules one name.
    ///
    /// `inline` is for SDKs from before version 4.2.0 of the client specification, which know no segments: their
    /// constraints stand in the strategies then.
    pub(super) fn of(environment: EnvironmentId, revision: i64, rules: &ClientFeatures, inline: bool) -> Self {
        let segments = rules.segments.as_deref().unwrap_or_default();
        let features = inline.then(|| inlined(&rules.features, segments));
        let features = features.as_ref().unwrap_or(&rules.features);
        let segments = if inline { &[] } else { segments };
        let mut hash = Sha256::new();
        hash.update(environment.0.as_bytes());
        hash.update(serde_json::to_vec(&(features, segments)).unwrap_or_default());
        let query = hex::encode(&hash.finalize()[..8]);
        let etag = format!("\"{query}:{revision}:v1\"");
        let body = json!({
            "version": rules.version,
            "features": features,
            "segments": segments,
            "query": { "inlineSegmentConstraints": inline },
            "meta": { "revisionId": revision, "etag": etag, "queryHash": query },
        });
        Self {
            etag,
            body: body.to_string().into(),
        }
    }
}

fn inlined(features: &[ClientFeature], segments: &[Segment]) -> Vec<ClientFeature> {
    let segments: HashMap<i32, &Segment> = segments.iter().map(|segment| (segment.id, segment)).collect();
    let mut features = features.to_vec();
    for strategy in features
        .iter_mut()
        .filter_map(|feature| feature.strategies.as_mut())
        .flatten()
    {
        let named = strategy.segments.take().unwrap_or_default();
        let constraints = strategy.constraints.get_or_insert_default();
        for segment in named.iter().filter_map(|id| segments.get(id)) {
            constraints.extend(segment.constraints.iter().cloned());
        }
    }
    features
}
