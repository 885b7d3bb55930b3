//! TLS for outbound calls: Mozilla's roots, and the administrator's own authorities.

use rustls::{
    ClientConfig, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, pem, pem::PemObject as _},
};
use std::{path::Path, sync::Arc};

/// Why the additional authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsSetupError {
    #[error("cannot read certificates from {path}: {source}")]
    File { path: String, source: pem::Error },
    #[error("{path} holds no usable certificate authority")]
    Empty { path: String },
    #[error(transparent)]
    Config(#[from] rustls::Error),
}

/// The cryptography that every TLS of the console uses.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Mozilla's roots, and those of a PEM file.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub fn roots(extra: Option<&Path>) -> Result<RootCertStore, TlsSetupError> {
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(path) = extra {
        let shown = || path.display().to_string();
        let certificates = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|source| TlsSetupError::File { path: shown(), source })?;
        let (added, _) = roots.add_parsable_certificates(certificates);
        if added == 0 {
            return Err(TlsSetupError::Empty { path: shown() });
        }
    }
    Ok(roots)
}

/// A client's configuration that trusts these roots.
///
/// # Errors
/// When the provider lacks the protocol versions: a fault of the build.
pub fn client_config(roots: RootCertStore) -> Result<ClientConfig, TlsSetupError> {
    Ok(ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
