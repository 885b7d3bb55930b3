use crate::Result;
use arkan_domain::{
    alerts::{ChannelKind, DeliveryState, Transition, Urgency},
    ids::{AlertId, ChannelId, NotificationId},
};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A notification as the pages show it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Notification {
    #[sqlx(try_from = "Uuid")]
    pub id: NotificationId,
    #[sqlx(try_from = "Uuid")]
    pub channel_id: ChannelId,
    pub channel: String,
    #[sqlx(try_from = "String")]
    pub channel_kind: ChannelKind,
    #[sqlx(try_from = "String")]
    pub transition: Transition,
    #[sqlx(try_from = "String")]
    pub state: DeliveryState,
    pub attempts: i32,
    /// A failure's code, a space, and the fact to it.
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub delivered_at: Option<DateTime<Utc>>,
}

/// What a delivery needs to know of a notification and its channel.
#[derive(Debug, sqlx::FromRow)]
pub struct ToDeliver {
    pub alert_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    pub transition: Transition,
    #[sqlx(try_from = "String")]
    pub state: DeliveryState,
    pub created_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: ChannelKind,
    pub target: String,
    pub secret: Option<Vec<u8>>,
    pub language: String,
    pub enabled: bool,
    pub project: Option<String>,
    pub environment: Option<String>,
}

/// One notification a channel that is loud enough, and their ids. A second call finds them there and adds none.
pub async fn insert_firing(
    db: &mut PgConnection,
    alert: AlertId,
    severity: Urgency,
    now: DateTime<Utc>,
) -> Result<Vec<NotificationId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO notifications (id, alert_id, channel_id, transition, state, created_at)
         SELECT gen_random_uuid(), $1, id, 'firing', 'pending', $3 FROM channels
         WHERE enabled AND ($2 = 'critical' OR min_severity = 'warning')
         ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING RETURNING id",
    )
    .bind(alert.0)
    .bind(severity.as_str())
    .bind(now)
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(NotificationId).collect())
}

/// One notification for each channel that was told of the trouble, and their ids.
pub async fn insert_resolved(db: &mut PgConnection, alert: AlertId, now: DateTime<Utc>) -> Result<Vec<NotificationId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "INSERT INTO notifications (id, alert_id, channel_id, transition, state, created_at)
         SELECT gen_random_uuid(), $1, channel_id, 'resolved', 'pending', $2
         FROM notifications JOIN channels ON channels.id = channel_id
         WHERE alert_id = $1 AND transition = 'firing' AND enabled
         ON CONFLICT ON CONSTRAINT notifications_once DO NOTHING RETURNING id",
    )
    .bind(alert.0)
    .bind(now)
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(NotificationId).collect())
}

pub async fn insert_test(db: &mut PgConnection, channel: ChannelId, now: DateTime<Utc>) -> Result<NotificationId> {
    let id = Uuid::now_v7();
    sqlx::query(
        "INSERT INTO notifications (id, channel_id, transition, state, created_at)
         VALUES ($1, $2, 'test', 'pending', $3)",
    )
    .bind(id)
    .bind(channel.0)
    .bind(now)
    .execute(db)
    .await?;
    Ok(NotificationId(id))
}

pub async fn to_deliver(pool: &PgPool, id: NotificationId) -> Result<Option<ToDeliver>> {
    Ok(sqlx::query_as(
        "SELECT n.alert_id, n.transition, n.state, n.created_at, c.kind, c.target, c.secret, c.language, c.enabled,
             p.key AS project, e.key AS environment
         FROM notifications n JOIN channels c ON c.id = n.channel_id
         LEFT JOIN alerts a ON a.id = n.alert_id
         LEFT JOIN projects p ON p.id = a.project_id
         LEFT JOIN environments e ON e.id = a.environment_id
         WHERE n.id = $1",
    )
    .bind(id.0)
    .fetch_optional(pool)
    .await?)
}

pub async fn record_delivered(pool: &PgPool, id: NotificationId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query(
        "UPDATE notifications SET state = 'delivered', attempts = attempts + 1, last_error = NULL, delivered_at = $2
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(())
}

pub async fn record_attempt(pool: &PgPool, id: NotificationId, error: &str) -> Result<()> {
    sqlx::query("UPDATE notifications SET attempts = attempts + 1, last_error = left($2, 500) WHERE id = $1")
        .bind(id.0)
        .bind(error)
        .execute(pool)
        .await?;
    Ok(())
}

pub async fn record_failed(pool: &PgPool, id: NotificationId, reason: &str) -> Result<()> {
    sqlx::query(
        "UPDATE notifications SET state = 'failed', last_error = coalesce(last_error, left($2, 500))
         WHERE id = $1 AND state = 'pending'",
    )
    .bind(id.0)
    .bind(reason)
    .execute(pool)
    .await?;
    Ok(())
}

/// An alert's notifications, oldest first.
pub async fn of_alert(pool: &PgPool, alert: AlertId) -> Result<Vec<Notification>> {
    Ok(sqlx::query_as(
        "SELECT n.*, c.name AS channel, c.kind AS channel_kind FROM notifications n JOIN channels c ON c.id = n.channel_id
         WHERE n.alert_id = $1 ORDER BY n.created_at, c.name",
    )
    .bind(alert.0)
    .fetch_all(pool)
    .await?)
}

/// A channel's notifications, newest first.
pub async fn of_channel(pool: &PgPool, channel: ChannelId, limit: i64) -> Result<Vec<Notification>> {
    Ok(sqlx::query_as(
        "SELECT n.*, c.name AS channel, c.kind AS channel_kind FROM notifications n JOIN channels c ON c.id = n.channel_id
         WHERE n.channel_id = $1 ORDER BY n.created_at DESC LIMIT $2",
    )
    .bind(channel.0)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
