use futures::io::AsyncWrite;
use sha2::{Digest, Sha256};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

/// Passes bytes on and keeps their number and SHA-256: what was written is what is recorded.
pub(super) struct Tally<W> {
    inner: W,
    hasher: Sha256,
    written: u64,
}

impl<W> Tally<W> {
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            written: 0,
        }
    }

    /// What was written into, the number of bytes, and their SHA-256.
    pub fn finish(self) -> (W, u64, Vec<u8>) {
        (self.inner, self.written, self.hasher.finalize().to_vec())
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Tally<W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = result {
            self.hasher.update(&bytes[..count]);
            self.written += count as u64;
        }
        result
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    /// The file is closed by its owner, after it is safe on the disk.
    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }
}
