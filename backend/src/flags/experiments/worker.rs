use super::{TOPIC, queries};
use crate::{Backend, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often exposures are written: what a replica loses that dies. Whoever asks again is noted again.
const FLUSH: Duration = Duration::from_secs(1);
/// After how many rounds pages are told, if there is something new: they read all numbers again then.
const TELL: u32 = 2;
/// After how many rounds ended experiments are looked for.
const SWEEP: u32 = 16;
/// How many rows are removed at once.
const AT_ONCE: i64 = 10_000;

/// Writes exposures and removes what ended experiments were counted from, until `stop`; then it writes once more.
pub async fn work(backend: Backend, stop: CancellationToken) {
    let mut round = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(FLUSH) => {}
        }
        if let Err(error) = flush(&backend).await {
            tracing::warn!(%error, "exposures could not be written and are kept");
        }
        round = (round + 1) % SWEEP;
        if round % TELL == 0 && backend.flags.take_counted() {
            backend.events.publish(TOPIC);
        }
        if round == 0
            && let Err(error) = sweep(&backend).await
        {
            tracing::warn!(%error, "what an ended experiment was counted from could not be removed yet");
        }
    }
    if let Err(error) = flush(&backend).await {
        tracing::warn!(%error, "the exposures of the last second are lost");
    }
}

/// Writes the exposures that were noted. What cannot be written is kept for the next time.
///
/// # Errors
/// When the database does not answer.
pub async fn flush(backend: &Backend) -> Result<()> {
    let mut first = Ok(());
    for tap in backend.flags.taps() {
        let noted = tap.take();
        if noted.is_empty() {
            continue;
        }
        match queries::expose(&backend.pool, tap.experiment, &noted).await {
            Ok(0) => {}
            Ok(_) => backend.flags.counted(),
            Err(error) => {
                tap.give_back(noted);
                first = first.and(Err(error));
            }
        }
    }
    first
}

/// Removes what ended experiments were counted from, a part at a time: their numbers are kept without it.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(backend: &Backend) -> Result<()> {
    while queries::sweep(&backend.pool, AT_ONCE).await? {}
    Ok(())
}
