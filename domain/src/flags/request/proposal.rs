use crate::flags::{Draft, plan::PlanForm};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// What a request asks for in one environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What the flag is to be set to; what it is set to now when a plan is asked for.
    pub draft: Draft,
    /// Whether a kill is to be taken back.
    #[serde(default)]
    pub revive: bool,
    /// The rollout plan that is to be started.
    #[serde(default)]
    pub plan: Option<PlanForm>,
}

impl Proposal {
    /// Names just this proposal, made on just this version of the flag's state: SHA-256 in hexadecimal of the canonical
    /// JSON. Approvals are given to this name, so that none of them counts for anything else.
    #[must_use]
    pub fn hash(&self, version: i32) -> String {
        let mut value = json!({ "proposal": self, "version": version });
        value.sort_all_objects();
        hex::encode(Sha256::digest(value.to_string()))
    }
}
