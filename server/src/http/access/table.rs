use arkan_domain::identity::Action::{self, View};

/// What a route asks of whoever comes.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A session of a role that the permission table gives this; anyone else gets 401, not a page.
    Session(Action),
    /// A session of any role; anyone else is sent to sign in.
    Page,
    /// One of these tokens.
    Token(&'static [&'static str]),
    /// A token that may move releases in the stage of the address.
    Mover,
    /// A token for metrics.
    Scrape,
}

use Needs::{Mover, Nothing, Page, Scrape, Session, Token};

/// Whoever may look at the releases of the project.
const LOOK: &[&str] = &[
    "deploy",
    "deploy in staging",
    "automate",
    "automate in staging",
    "automate in production",
    "read",
    "read everywhere",
];
/// Whoever may look at staging.
const LOOK_STAGING: &[&str] = &[
    "deploy",
    "deploy in staging",
    "automate",
    "automate in staging",
    "read",
    "read everywhere",
];
/// Whoever may change the flags of the whole project.
const CHANGE: &[&str] = &["automate"];
/// Whoever may change flags somewhere in the project.
const CHANGE_ANY: &[&str] = &["automate", "automate in staging", "automate in production"];
/// Whoever may change flags in staging.
const CHANGE_STAGING: &[&str] = &["automate", "automate in staging"];
const EVALUATE: &[&str] = &["evaluate", "evaluate elsewhere", "sdk", "sdk elsewhere"];
/// Whoever may read the rules of its environment.
const RULES: &[&str] = &["sdk", "sdk elsewhere"];

pub const TABLE: &[(&str, &str, Needs)] = &[
    ("GET", "/events", Session(View)),
    ("GET", "/palette", Session(View)),
    ("GET", "/healthz", Nothing),
    ("GET", "/readyz", Nothing),
    ("GET", "/readyz/flags", Nothing),
    ("GET", "/metrics", Scrape),
    // Project and environment are the token's own: an address cannot name another.
    ("POST", "/ofrep/v1/evaluate/flags", Token(EVALUATE)),
    ("POST", "/ofrep/v1/evaluate/flags/{key}", Token(EVALUATE)),
    ("GET", "/ofrep/v1/events", Token(EVALUATE)),
    ("GET", "/api/client/features", Token(RULES)),
    ("GET", "/api/client/streaming", Token(RULES)),
    ("POST", "/api/client/register", Token(RULES)),
    ("POST", "/api/client/metrics", Token(RULES)),
    ("GET", "/api/frontend", Token(EVALUATE)),
    ("POST", "/api/frontend", Token(EVALUATE)),
    ("GET", "/api/frontend/", Token(EVALUATE)),
    ("POST", "/api/frontend/", Token(EVALUATE)),
    ("POST", "/api/frontend/client/register", Token(EVALUATE)),
    ("POST", "/api/frontend/client/metrics", Token(EVALUATE)),
    ("POST", "/api/v1/experiments/events", Token(EVALUATE)),
    ("GET", "/api/v1/projects/{project}/releases", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/releases", Token(&["deploy"])),
    ("GET", "/api/v1/projects/{project}/releases/{id}", Token(LOOK)),
    ("GET", "/api/v1/projects/{project}/stages", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/promote", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/rollback", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/hold", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/unhold", Mover),
    ("GET", "/api", Page),
    ("GET", "/api/v1/openapi.json", Nothing),
    ("GET", "/api/v1/projects/{project}/flags", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/flags", Token(CHANGE)),
    ("GET", "/api/v1/projects/{project}/flags/{key}", Token(LOOK)),
    ("PATCH", "/api/v1/projects/{project}/flags/{key}", Token(CHANGE)),
    ("POST", "/api/v1/projects/{project}/flags/{key}/archive", Token(CHANGE)),
    ("POST", "/api/v1/projects/{project}/flags/{key}/restore", Token(CHANGE)),
    (
        "GET",
        "/api/v1/projects/{project}/flags/{key}/prerequisites",
        Token(LOOK),
    ),
    (
        "PUT",
        "/api/v1/projects/{project}/flags/{key}/prerequisites/{parent}",
        Token(CHANGE),
    ),
    (
        "DELETE",
        "/api/v1/projects/{project}/flags/{key}/prerequisites/{parent}",
        Token(CHANGE),
    ),
    (
        "GET",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}",
        Token(LOOK_STAGING),
    ),
    (
        "PUT",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}",
        Token(CHANGE_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/switch",
        Token(CHANGE_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/rollout",
        Token(CHANGE_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/kill",
        Token(CHANGE_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revive",
        Token(CHANGE_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/revert",
        Token(CHANGE_STAGING),
    ),
    (
        "GET",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/versions",
        Token(LOOK_STAGING),
    ),
    (
        "POST",
        "/api/v1/projects/{project}/flags/{key}/environments/{environment}/explain",
        Token(LOOK_STAGING),
    ),
    ("GET", "/api/v1/projects/{project}/segments", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/segments", Token(CHANGE)),
    ("GET", "/api/v1/projects/{project}/segments/{segment}", Token(LOOK)),
    ("PUT", "/api/v1/projects/{project}/segments/{segment}", Token(CHANGE)),
    ("DELETE", "/api/v1/projects/{project}/segments/{segment}", Token(CHANGE)),
    ("GET", "/api/v1/projects/{project}/context-fields", Token(LOOK)),
    ("PUT", "/api/v1/projects/{project}/context-fields/{name}", Token(CHANGE)),
    (
        "DELETE",
        "/api/v1/projects/{project}/context-fields/{name}",
        Token(CHANGE),
    ),
    ("POST", "/api/v1/projects/{project}/flags/{key}/copy", Token(CHANGE_ANY)),
    ("GET", "/api/v1/projects/{project}/export", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/import", Token(CHANGE_ANY)),
    // The key in the address is the permission.
    ("GET", "/ping/{key}", Nothing),
    ("POST", "/ping/{key}", Nothing),
    ("GET", "/ping/{key}/{signal}", Nothing),
    ("POST", "/ping/{key}/{signal}", Nothing),
];
