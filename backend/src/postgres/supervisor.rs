use super::{
    ConsoleLock,
    server::{Launch, Server},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinHandle};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// A server that ran this long did not die of how it was started.
const CALM: Duration = Duration::from_mins(1);

/// Keeps a server running: starts a dead one again, and stops it when told to or when dropped.
#[derive(Debug)]
pub(super) struct Supervisor {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// The postmaster's process id; 0 while there is none.
    pid: Arc<AtomicU32>,
}

impl Supervisor {
    pub fn watch(launch: Launch, server: Server, lock: ConsoleLock) -> Self {
        let (stop, stopped) = watch::channel(false);
        let pid = Arc::new(AtomicU32::new(server.pid().unwrap_or_default()));
        let shown = Arc::clone(&pid);
        let task = tokio::spawn(async move {
            keep_running(launch, server, stopped, &shown).await;
            shown.store(0, Ordering::Relaxed);
            drop(lock);
        });
        Self { stop, task, pid }
    }

    pub fn pid(&self) -> Option<u32> {
        Some(self.pid.load(Ordering::Relaxed)).filter(|pid| *pid != 0)
    }

    /// Stops the server and waits until it is gone.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn keep_running(launch: Launch, mut server: Server, mut stop: watch::Receiver<bool>, pid: &AtomicU32) {
    let mut delay = FIRST_DELAY;
    loop {
        let began = Instant::now();
        tokio::select! {
            _ = stop.changed() => return server.stop().await,
            status = server.ended() => {
                pid.store(0, Ordering::Relaxed);
                tracing::error!(%status, "Postgres ended by itself; it is started again");
            }
        }
        if began.elapsed() > CALM {
            delay = FIRST_DELAY;
        }
        server = loop {
            tokio::select! {
                _ = stop.changed() => return,
                () = tokio::time::sleep(delay) => {}
            }
            delay = (delay * 2).min(LONGEST_DELAY);
            tokio::select! {
                _ = stop.changed() => return,
                started = launch.start() => match started {
                    Ok(server) => break server,
                    Err(error) => tracing::error!(%error, "Postgres could not be started again"),
                }
            }
        };
        pid.store(server.pid().unwrap_or_default(), Ordering::Relaxed);
        tracing::info!("Postgres runs again");
    }
}
