use crate::{
    forms::{Done, RawForm, Values, answer},
    page::{Ctx, PageResult},
};
use arkan_backend::{Error, backups};
use arkan_domain::{
    backups::{PolicyForm, Trigger},
    ids::{BackupId, DrillId},
};
use arkan_locales::t::backups as t;
use axum::{
    body::Body,
    extract::Path,
    response::{IntoResponse, Response},
};
use http::header;

pub(super) const RUN: &str = "backup-run";
pub(super) const PROVE: &str = "backup-prove";
pub(super) const POLICY: &str = "backup-policy";
pub(super) const STOP: &str = "backup-stop";
const LIST: &str = "/backups";

pub(super) async fn run(ctx: Ctx, RawForm(values): RawForm) -> Response {
    let queued = backups::request_backup(ctx.backend(), &ctx.actor, Trigger::Manual).await;
    let done = queued.map(|_| Done::new(LIST, t::requested(ctx.lang)));
    answer(&ctx, RUN, values, LIST, done).await
}

pub(super) async fn prove(ctx: Ctx, RawForm(values): RawForm) -> Response {
    let chosen = match values.text("backup") {
        "" => Ok(None),
        id => id.parse::<BackupId>().map(Some).map_err(|_| Error::NotFound),
    };
    // A drill of a chosen backup is asked for on that backup's page.
    let back = match &chosen {
        Ok(Some(id)) => format!("/backups/{id}"),
        _ => LIST.to_owned(),
    };
    let queued = match chosen {
        Ok(chosen) => backups::request_drill(ctx.backend(), &ctx.actor, chosen, Trigger::Manual).await,
        Err(error) => Err(error),
    };
    let done = queued.map(|id| Done::new(format!("/backups/drills/{id}"), t::drill_requested(ctx.lang)));
    answer(&ctx, PROVE, values, &back, done).await
}

pub(super) async fn policy(ctx: Ctx, RawForm(values): RawForm) -> Response {
    let form = policy_form(&values);
    let saved = backups::save_policy(ctx.backend(), &ctx.actor, &form).await;
    let done = saved.map(|()| Done::new(LIST, t::policy_saved(ctx.lang)));
    answer(&ctx, POLICY, values, LIST, done).await
}

fn policy_form(values: &Values) -> PolicyForm {
    PolicyForm {
        enabled: values.checked("enabled"),
        hour: values.text("hour").to_owned(),
        drill_after_backup: values.checked("drill"),
        keep_daily: values.text("keep_daily").to_owned(),
        keep_weekly: values.text("keep_weekly").to_owned(),
        // A form without one is answered as one that is out of date.
        version: values.text("version").parse().unwrap_or_default(),
    }
}

pub(super) async fn cancel_backup(ctx: Ctx, Path(id): Path<BackupId>, RawForm(values): RawForm) -> Response {
    let back = format!("/backups/{id}");
    let stopped = backups::cancel_backup(ctx.backend(), &ctx.actor, id).await;
    let done = stopped.map(|()| Done::new(&back, t::stopping(ctx.lang)));
    answer(&ctx, STOP, values, &back, done).await
}

pub(super) async fn cancel_drill(ctx: Ctx, Path(id): Path<DrillId>, RawForm(values): RawForm) -> Response {
    let back = format!("/backups/drills/{id}");
    let stopped = backups::cancel_drill(ctx.backend(), &ctx.actor, id).await;
    let done = stopped.map(|()| Done::new(&back, t::stopping(ctx.lang)));
    answer(&ctx, STOP, values, &back, done).await
}

/// The file as it is stored: encrypted.
pub(super) async fn download(ctx: Ctx, Path(id): Path<BackupId>) -> PageResult {
    let (content, backup) = backups::open_file(ctx.backend(), &ctx.actor, id)
        .await
        .map_err(ctx.fail())?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", backup.file),
        ),
        (
            header::CONTENT_LENGTH,
            backup.size_bytes.unwrap_or_default().to_string(),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(content)).into_response())
}
