//! HTTP: the router, and what every request passes through.

#[cfg(test)]
mod access;
mod address;
mod assets;
mod csrf;
mod events;
mod headers;
mod health;
mod limit;
mod metrics;
mod observe;
mod palette;
mod reference;
mod router;
mod serve;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub use access::routes;
pub use assets::Assets;
pub use limit::{Limits, Recognised};
pub use metrics::{describe as describe_metrics, install as install_metrics};
pub use router::{HttpSettings, router};
pub use serve::serve;
