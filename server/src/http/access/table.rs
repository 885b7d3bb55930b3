use arkan_domain::identity::Action::{self, View};

/// What a route asks of whoever comes.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A session of a role that the permission table gives this; anyone else gets 401, not a page.
    Session(Action),
    /// One of these tokens.
    Token(&'static [&'static str]),
    /// A token that may move releases in the stage of the address.
    Mover,
    /// A token for metrics.
    Scrape,
}

use Needs::{Mover, Nothing, Scrape, Session, Token};

/// Whoever may look at the releases of the project.
const LOOK: &[&str] = &["deploy", "deploy in staging", "read", "read everywhere"];
const EVALUATE: &[&str] = &["evaluate", "evaluate elsewhere", "sdk", "sdk elsewhere"];
/// Whoever may read the rules of its environment.
const RULES: &[&str] = &["sdk", "sdk elsewhere"];

pub const TABLE: &[(&str, &str, Needs)] = &[
    ("GET", "/events", Session(View)),
    ("GET", "/palette", Session(View)),
    ("GET", "/healthz", Nothing),
    ("GET", "/readyz", Nothing),
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
    ("GET", "/api/v1/projects/{project}/releases", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/releases", Token(&["deploy"])),
    ("GET", "/api/v1/projects/{project}/releases/{id}", Token(LOOK)),
    ("GET", "/api/v1/projects/{project}/stages", Token(LOOK)),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/promote", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/rollback", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/hold", Mover),
    ("POST", "/api/v1/projects/{project}/stages/{stage}/unhold", Mover),
    // The key in the address is the permission.
    ("GET", "/ping/{key}", Nothing),
    ("POST", "/ping/{key}", Nothing),
    ("GET", "/ping/{key}/{signal}", Nothing),
    ("POST", "/ping/{key}/{signal}", Nothing),
];
