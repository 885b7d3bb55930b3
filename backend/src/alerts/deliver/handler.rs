//! The job that carries one notification to one channel.

use super::{AlertFacts, DeliveryError, Mailer, Notice, webhook};
use crate::{
    Backend, Error, Result,
    alerts::queries::{
        alerts::{self, Alert},
        notifications::{self, ToDeliver},
    },
    jobs::{Handler, JobError, Run},
    outbound::Outbound,
};
use arkan_domain::{
    alerts::{ChannelKind, DeliveryState, Failure, Transition, retry_after},
    ids::{AlertId, NotificationId},
};
use arkan_locales::{Lang, t};
use async_trait::async_trait;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::Value;

/// The kind of the jobs that deliver.
pub const DELIVER: &str = "alerts.deliver";

/// Puts the kind of an alert and its parameters into words.
pub type TitleFn = fn(Lang, &str, &Value) -> String;

/// Delivers notifications: at least once, and by the same id each time.
pub struct Deliverer {
    outbound: Outbound,
    mailer: Option<Mailer>,
    title: TitleFn,
}

#[derive(Deserialize)]
struct Payload {
    notification: NotificationId,
}

impl Deliverer {
    #[must_use]
    pub const fn new(outbound: Outbound, mailer: Option<Mailer>, title: TitleFn) -> Self {
        Self {
            outbound,
            mailer,
            title,
        }
    }

    async fn deliver(&self, backend: &Backend, id: NotificationId, item: &ToDeliver) -> Result<(), Undelivered> {
        let lang = Lang::from_tag(&item.language).unwrap_or_default();
        let alert = match item.alert_id {
            Some(alert) => Some(
                alerts::find(&backend.pool, AlertId(alert))
                    .await?
                    .ok_or(Error::NotFound)?,
            ),
            None => None,
        };
        let notice = self.notice(backend, id, item, lang, alert)?;
        match item.kind {
            ChannelKind::Email => {
                let mailer = self.mailer.as_ref().ok_or(unconfigured())?;
                mailer.send(&item.target, &notice).await?;
            }
            ChannelKind::Webhook => {
                let target = item.target.parse().map_err(Error::internal)?;
                let secret = item
                    .secret
                    .as_deref()
                    .and_then(|sealed| backend.secrets.open(sealed).ok());
                let secret = secret.ok_or(DeliveryError {
                    failure: Failure::Secret,
                    detail: String::new(),
                    retry: false,
                })?;
                webhook::send(&self.outbound, &target, &secret, &notice, backend.clock.now()).await?;
            }
        }
        Ok(())
    }

    fn notice(
        &self,
        backend: &Backend,
        id: NotificationId,
        item: &ToDeliver,
        lang: Lang,
        alert: Option<Alert>,
    ) -> Result<Notice> {
        let path = alert.as_ref().map_or_else(
            || "/alerts/channels".to_owned(),
            |alert| format!("/alerts/{}", alert.id),
        );
        let title = match &alert {
            Some(alert) => (self.title)(lang, &alert.kind, &alert.params),
            None => t::alerts::mail_subject_test(lang).to_owned(),
        };
        Ok(Notice {
            id: id.0,
            transition: item.transition,
            at: item.created_at,
            title,
            lang,
            url: backend.settings.public_url.join(&path).map_err(Error::internal)?,
            alert: alert.map(|alert| facts(alert, item)),
        })
    }
}

/// The facts as they were at the transition: a delivery that comes late tells of then.
fn facts(alert: Alert, item: &ToDeliver) -> AlertFacts {
    let resolved = item.transition == Transition::Resolved;
    AlertFacts {
        id: alert.id.0,
        fingerprint: alert.fingerprint,
        kind: alert.kind,
        params: alert.params,
        source: alert.source.to_string(),
        severity: alert.severity,
        state: item.transition.to_string(),
        project: item.project.clone(),
        environment: item.environment.clone(),
        first_failure_at: alert.first_failure_at,
        fired_at: alert.fired_at,
        resolved_at: alert.resolved_at.filter(|_| resolved),
    }
}

/// Why one attempt failed: the channel, or the console's own database.
enum Undelivered {
    Channel(DeliveryError),
    Console(Error),
}

impl From<DeliveryError> for Undelivered {
    fn from(error: DeliveryError) -> Self {
        Self::Channel(error)
    }
}

impl From<Error> for Undelivered {
    fn from(error: Error) -> Self {
        Self::Console(error)
    }
}

fn unconfigured() -> DeliveryError {
    DeliveryError {
        failure: Failure::Unconfigured,
        detail: String::new(),
        retry: false,
    }
}

fn id_of(run: &Run) -> Option<NotificationId> {
    Payload::deserialize(&run.payload)
        .ok()
        .map(|payload| payload.notification)
}

#[async_trait]
impl Handler for Deliverer {
    async fn run(&self, run: &Run) -> std::result::Result<(), JobError> {
        let pool = &run.backend.pool;
        let id = id_of(run).ok_or_else(|| JobError::Fail("unreadable payload".to_owned()))?;
        let Some(item) = notifications::to_deliver(pool, id).await? else {
            return Err(JobError::Fail("the notification is gone".to_owned()));
        };
        if item.state != DeliveryState::Pending {
            return Ok(());
        }
        if !item.enabled && item.transition != Transition::Test {
            return Err(JobError::Fail(format!(
                "{} the channel is switched off",
                Failure::Unconfigured
            )));
        }
        match self.deliver(&run.backend, id, &item).await {
            Ok(()) => {
                notifications::record_delivered(pool, id, run.backend.clock.now()).await?;
                run.backend.events.publish("alerts");
                Ok(())
            }
            Err(Undelivered::Console(error)) => Err(error.into()),
            Err(Undelivered::Channel(error)) => {
                let reason = error.to_string();
                notifications::record_attempt(pool, id, &reason).await?;
                run.backend.events.publish("alerts");
                let wait = u32::try_from(run.attempt)
                    .ok()
                    .and_then(retry_after)
                    .filter(|_| error.retry);
                match wait.and_then(|wait| TimeDelta::from_std(wait).ok()) {
                    Some(after) => Err(JobError::Retry { after, reason }),
                    None => Err(JobError::Fail(reason)),
                }
            }
        }
    }

    async fn abandoned(&self, run: &Run, reason: &str) -> Result<()> {
        if let Some(id) = id_of(run) {
            notifications::record_failed(&run.backend.pool, id, reason).await?;
            run.backend.events.publish("alerts");
        }
        Ok(())
    }
}
