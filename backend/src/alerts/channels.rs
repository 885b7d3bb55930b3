//! Where notifications go.

use super::{
    deliver,
    queries::{
        channels::{self, Channel},
        notifications::{self, Notification},
    },
    raise::queue,
};
use crate::{Backend, Error, Result, audit::Entry, outbound::Guard};
use arkan_domain::{
    alerts::{AlertError, ChannelDraft, ChannelForm, ChannelKind},
    fields::Problem,
    identity::{Action, Actor, Place},
    ids::{ChannelId, NotificationId},
    secret::Secret,
};

/// The channels, by name.
///
/// # Errors
/// [`Error::Forbidden`] without [`Action::EditChannels`]: targets may name people.
pub async fn list(backend: &Backend, actor: &Actor) -> Result<Vec<Channel>> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    channels::all(&backend.pool).await
}

/// A channel, and its newest notifications.
///
/// # Errors
/// [`Error::NotFound`], and [`Error::Forbidden`] without [`Action::EditChannels`].
pub async fn find(backend: &Backend, actor: &Actor, id: ChannelId) -> Result<(Channel, Vec<Notification>)> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    let channel = channels::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let sent = notifications::of_channel(&backend.pool, id, 20).await?;
    Ok((channel, sent))
}

/// Makes a channel. A webhook gets a signing secret: this is the only time that it is told.
///
/// # Errors
/// [`Error::Invalid`] for a wrong field, a name in use, or an address that the guard refuses.
pub async fn create(backend: &Backend, actor: &Actor, form: &ChannelForm) -> Result<(Channel, Option<Secret>)> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    let draft = form.validate()?;
    check_target(backend, &draft).await?;
    let secret = (draft.kind == ChannelKind::Webhook).then(deliver::new_secret);
    let sealed = secret
        .as_ref()
        .map(|secret| backend.secrets.seal(secret))
        .transpose()
        .map_err(Error::internal)?;
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let channel = channels::insert(write.db(), &draft, sealed.as_deref(), now).await?;
    write.audit(Entry::new("channel.create", "channel", channel.id, &channel.name).after(&channel));
    write.touch("channels");
    write.commit().await?;
    Ok((channel, secret))
}

/// Changes a channel; its kind stays.
///
/// # Errors
/// As [`create`]; [`Error::Stale`] when someone saved a newer version.
pub async fn update(
    backend: &Backend,
    actor: &Actor,
    id: ChannelId,
    version: i32,
    form: &ChannelForm,
    enabled: bool,
) -> Result<Channel> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    let before = channels::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    let form = ChannelForm {
        kind: before.kind.to_string(),
        ..form.clone()
    };
    let draft = form.validate()?;
    check_target(backend, &draft).await?;
    let mut write = backend.write(actor).await?;
    let after = channels::update(write.db(), id, version, &draft, enabled)
        .await?
        .ok_or(Error::Stale)?;
    write.audit(
        Entry::new("channel.update", "channel", id, &after.name)
            .before(&before)
            .after(&after),
    );
    write.touch("channels");
    write.commit().await?;
    Ok(after)
}

/// Gives a webhook a new signing secret; the old one ends at once. This is the only time that it is told.
///
/// # Errors
/// [`Error::NotFound`] when there is no such webhook.
pub async fn rotate_secret(backend: &Backend, actor: &Actor, id: ChannelId) -> Result<Secret> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    let secret = deliver::new_secret();
    let sealed = backend.secrets.seal(&secret).map_err(Error::internal)?;
    let mut write = backend.write(actor).await?;
    let channel = channels::set_secret(write.db(), id, &sealed)
        .await?
        .ok_or(Error::NotFound)?;
    write.audit(Entry::new("channel.rotate_secret", "channel", id, &channel.name));
    write.touch("channels");
    write.commit().await?;
    Ok(secret)
}

/// Queues a test notification.
///
/// # Errors
/// [`AlertError::ChannelOff`] for a channel that is switched off.
pub async fn send_test(backend: &Backend, actor: &Actor, id: ChannelId) -> Result<NotificationId> {
    backend.allow(actor, Action::EditChannels, Place::CONSOLE)?;
    let channel = channels::find(&backend.pool, id).await?.ok_or(Error::NotFound)?;
    if !channel.enabled {
        return Err(AlertError::ChannelOff.into());
    }
    let mut write = backend.write(actor).await?;
    let now = write.now();
    let notification = notifications::insert_test(write.db(), id, now).await?;
    queue(&mut write, vec![notification]).await?;
    write.audit(Entry::new("channel.test", "channel", id, &channel.name));
    write.touch("channels");
    write.commit().await?;
    Ok(notification)
}

async fn check_target(backend: &Backend, draft: &ChannelDraft) -> Result<()> {
    match draft.kind {
        ChannelKind::Email if backend.settings.smtp_url.is_none() => Err(AlertError::NoMail.into()),
        ChannelKind::Email => Ok(()),
        ChannelKind::Webhook => {
            let url = draft.target.parse().map_err(Error::internal)?;
            Guard::of(&backend.settings)
                .check_url(&url)
                .await
                .map_err(|_| Error::field("target", Problem::ForbiddenAddress))
        }
    }
}
