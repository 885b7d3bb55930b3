use super::{actions, words};
use crate::{
    forms::FormState,
    ui::{Button, ButtonKind, Card, Form, Progress},
};
use arkan_backend::backups::{self as service, Backup, Drill};
use arkan_domain::backups::{BackupState, DrillState};
use arkan_locales::{Lang, t::backups as t};
use leptos::prelude::*;

/// What is at work, each with how far it is and a way to stop it; nothing when all is quiet.
#[component]
pub(super) fn Running(lang: Lang, backup: Option<Backup>, drill: Option<Drill>, may_run: bool) -> impl IntoView {
    let backup = backup
        .filter(|backup| backup.state == BackupState::Running)
        .map(|backup| {
            let (page, stop) = (
                format!("/backups/{}", backup.id),
                format!("/backups/{}/cancel", backup.id),
            );
            one(
                lang,
                t::running_backup(lang),
                page,
                &backup.progress,
                may_run.then_some((stop, t::cancel_backup(lang))),
            )
        });
    let drill = drill.filter(|drill| drill.state == DrillState::Running).map(|drill| {
        let (page, stop) = (
            format!("/backups/drills/{}", drill.id),
            format!("/backups/drills/{}/cancel", drill.id),
        );
        one(
            lang,
            t::running_drill(lang),
            page,
            &drill.progress,
            may_run.then_some((stop, t::cancel_drill(lang))),
        )
    });
    (backup.is_some() || drill.is_some()).then(|| view! { <Card title=t::running_title(lang)>{backup}{drill}</Card> })
}

fn one(
    lang: Lang,
    title: &'static str,
    page: String,
    progress: &service::Progress,
    stop: Option<(String, &'static str)>,
) -> impl IntoView + use<> {
    let doing = words::doing(lang, progress);
    let percent = progress.percent.filter(|_| !progress.waiting);
    let stop = stop.filter(|_| !progress.cancelling).map(|(action, label)| {
        // Two runs may be at work, each with its own form.
        let id = format!("{}{}", actions::STOP, action.replace('/', "-"));
        view! {
            <Form id=id action=action lang=lang state=FormState::default() class="form-inline">
                <Button kind=ButtonKind::Danger>{label}</Button>
            </Form>
        }
    });
    view! {
        <div class="stack">
            <p><a href=page><strong>{title}</strong></a></p>
            <Progress value=percent label=doing/>
            {stop}
        </div>
    }
}
