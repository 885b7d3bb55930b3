/// The nonce of this response's Content-Security-Policy. Set by the server's middleware.
#[derive(Clone, Debug)]
pub struct CspNonce(pub String);
