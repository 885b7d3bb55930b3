use super::{ALL_TOPICS, Hub};
use sqlx::{PgPool, postgres::PgListener};
use std::{sync::PoisonError, time::Duration};
use tokio_util::sync::CancellationToken;

const CHANNEL: &str = "arkan";
/// NOTIFY takes a lock across the whole server at commit: changes within this time share one.
const COALESCE: Duration = Duration::from_millis(50);
const RETRY: Duration = Duration::from_secs(1);

/// Passes wake-ups between this replica and the others until `stop`.
pub async fn follow(hub: Hub, pool: PgPool, stop: CancellationToken) {
    let work = async { tokio::join!(send(&hub, &pool), receive(&hub, &pool)) };
    tokio::select! {
        _ = work => {}
        () = stop.cancelled() => {}
    }
}

async fn send(hub: &Hub, pool: &PgPool) {
    loop {
        hub.0.pending.notified().await;
        tokio::time::sleep(COALESCE).await;
        let topics: Vec<&str> = std::mem::take(&mut *hub.0.outgoing.lock().unwrap_or_else(PoisonError::into_inner))
            .into_iter()
            .collect();
        let payload = format!("{} {}", hub.0.id, topics.join(","));
        let sent = sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(payload)
            .execute(pool)
            .await;
        if let Err(error) = sent {
            // The other replicas read again when their own connection returns.
            tracing::warn!(%error, "a wake-up could not be sent");
        }
    }
}

async fn receive(hub: &Hub, pool: &PgPool) {
    loop {
        if let Err(error) = listen(hub, pool).await {
            tracing::warn!(%error, "listening for wake-ups was interrupted");
        }
        tokio::time::sleep(RETRY).await;
        hub.wake_local(ALL_TOPICS);
    }
}

async fn listen(hub: &Hub, pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    let own = hub.0.id.to_string();
    // `try_recv` gives None when the connection was lost: what came meanwhile is unknown.
    while let Some(notification) = listener.try_recv().await? {
        if let Some((from, topics)) = notification.payload().split_once(' ')
            && from != own
        {
            topics.split(',').for_each(|topic| hub.wake_local(topic));
        }
    }
    Ok(())
}
