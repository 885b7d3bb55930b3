use crate::Backend;
use arkan_domain::ids::EnvironmentId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A user of an experiment, as they are stored: by a hash that nobody can make without the console's key.
pub type Unit = [u8; 16];

/// Turns ids into [`Unit`]s: HMAC-SHA-256 (RFC 2104), cut to 128 bits, by a key of this environment alone, so that
/// nobody can be followed from one environment into another.
#[derive(Clone)]
pub struct UnitKey(Hmac<Sha256>);

impl UnitKey {
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn of(backend: &Backend, environment: EnvironmentId) -> Self {
        let key = backend
            .secrets
            .derive(&[b"arkan experiment units 1", environment.0.as_bytes()]);
        Self(Hmac::new_from_slice(&key).expect("a key of any length"))
    }

    #[must_use]
    pub fn unit(&self, id: &str) -> Unit {
        let mut mac = self.0.clone();
        mac.update(id.as_bytes());
        let mut unit = [0; 16];
        unit.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        unit
    }
}
