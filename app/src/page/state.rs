use arkan_backend::Backend;
use std::{net::IpAddr, sync::Arc};

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    pub backend: Backend,
    /// The prefix of the site's files: it changes with their content, so that they can be cached for ever.
    pub assets: Arc<str>,
}

/// Where a request came from, as far as the configured proxies can be believed. Set by the server's middleware.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub Option<IpAddr>);
