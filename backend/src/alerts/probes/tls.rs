use super::Fault;
use crate::outbound::{Outbound, OutboundError, provider};
use arkan_domain::alerts::{Failure, HostPort};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Reads the certificate that the server shows. Expired, then not trusted, then soon to expire: the first is told.
pub(super) async fn ask(
    outbound: &Outbound,
    target: &HostPort,
    days: u32,
    now: DateTime<Utc>,
) -> Result<Option<String>, Fault> {
    let protocol = |error: &dyn std::fmt::Display| Fault(Failure::Protocol, Some(error.to_string()));
    let name = ServerName::try_from(target.host.clone()).map_err(|error| protocol(&error))?;
    let recorder = Arc::new(Recorder::new(outbound, now).map_err(|error| protocol(&error))?);
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| protocol(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let stream = outbound.guard().connect(&target.host, target.port).await?;
    // The handshake is all: nothing is sent over a connection whose certificate is not trusted.
    let shaken = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    let Some(Seen { certificate, verdict }) = recorder.take() else {
        let error = shaken
            .err()
            .map_or(OutboundError::Tls(String::new()), OutboundError::from);
        return Err(Fault(Failure::Tls, Some(error.to_string())));
    };
    let expiry = expiry(&certificate).ok_or_else(|| protocol(&"unreadable certificate"))?;
    let date = Some(expiry.to_rfc3339_opts(SecondsFormat::Secs, true));
    if expiry <= now {
        return Err(Fault(Failure::Expired, date));
    }
    if let Err(error) = verdict {
        return Err(Fault(Failure::Tls, Some(error.to_string())));
    }
    if let Err(error) = shaken {
        return Err(OutboundError::from(error).into());
    }
    if expiry - now < TimeDelta::days(days.into()) {
        return Err(Fault(Failure::ExpiresSoon, date));
    }
    Ok(date)
}

fn expiry(certificate: &CertificateDer<'_>) -> Option<DateTime<Utc>> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0)
}

/// The certificate that was shown, and whether it is to be trusted.
#[derive(Debug)]
struct Seen {
    certificate: CertificateDer<'static>,
    verdict: Result<(), TlsError>,
}

/// Verifies as usual but lets the handshake go on, so that an invalid certificate can be read too.
#[derive(Debug)]
struct Recorder {
    inner: Arc<WebPkiServerVerifier>,
    now: UnixTime,
    seen: Mutex<Option<Seen>>,
}

impl Recorder {
    fn new(outbound: &Outbound, now: DateTime<Utc>) -> Result<Self, rustls::client::VerifierBuilderError> {
        let inner = WebPkiServerVerifier::builder_with_provider(Arc::clone(outbound.roots()), provider()).build()?;
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        Ok(Self {
            inner,
            now,
            seen: Mutex::default(),
        })
    }

    fn take(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let verdict = self
            .inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, self.now)
            .map(|_| ());
        let seen = Seen {
            certificate: end_entity.clone().into_owned(),
            verdict,
        };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
