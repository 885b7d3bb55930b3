use super::words;
use crate::ui::{
    Card, LinkButton, Notice, Stat, StateMark, Tone, bytes_text, duration_text, format::relative, instant,
};
use arkan_backend::backups::{Overview, Proof};
use arkan_domain::{
    backups::{BackupState, DrillState},
    pillar::State,
};
use arkan_locales::{Lang, t::backups as t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// When a restore was last proven, what would be lost now, and what is wrong.
#[component]
pub(super) fn ProofCard(lang: Lang, now: DateTime<Utc>, overview: Overview) -> impl IntoView {
    let troubles = troubles(lang, &overview);
    let restore = overview.proof.as_ref().and_then(|proof| proof.restore_seconds);
    let restore = restore.map_or_else(|| t::none(lang).to_owned(), |seconds| duration_text(lang, seconds));
    let verdict = if let Some(proof) = overview.proof {
        proven(lang, now, &proof).into_any()
    } else {
        let text = if overview.stored.is_some() {
            t::unproven_stored(lang)
        } else {
            t::unproven_none(lang)
        };
        view! {
            <p class="proof"><StateMark state=State::Warning/>" "<strong>{t::unproven(lang)}</strong></p>
            <p>{text}</p>
        }
        .into_any()
    };
    let newest = overview.stored.as_ref().and_then(|backup| backup.snapshot_at);
    let loss = newest.map_or_else(|| t::none(lang).to_owned(), |at| span(lang, at, now));
    let next = overview
        .next
        .map_or_else(|| t::stat_next_off(lang).to_owned(), |at| relative(lang, at, now));
    view! {
        {troubles}
        <Card title=t::proof_title(lang)>
            {verdict}
            <div class="grid-4">
                <Stat label=t::stat_restore(lang) value=restore hint=t::stat_restore_hint(lang)/>
                <Stat label=t::stat_loss(lang) value=loss hint=t::stat_loss_hint(lang)/>
                <Stat
                    label=t::stat_stored(lang)
                    value=bytes_text(lang, overview.stored_bytes)
                    hint=t::stat_files(lang, overview.stored_files)
                />
                <Stat label=t::stat_next(lang) value=next hint=overview.next.map(instant).unwrap_or_default()/>
            </div>
        </Card>
    }
}

/// How long ago, as a length of time.
fn span(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = u32::try_from((now - at).num_seconds().max(0)).unwrap_or(u32::MAX);
    duration_text(lang, f64::from(seconds))
}

fn proven(lang: Lang, now: DateTime<Utc>, proof: &Proof) -> impl IntoView + use<> {
    let ago = relative(lang, proof.at, now);
    let sentence = match proof.restore_seconds {
        Some(seconds) => t::proven(lang, ago, duration_text(lang, seconds)),
        None => t::proven_plain(lang, ago),
    };
    let data = proof
        .snapshot_at
        .map(|at| view! { <p>{t::proof_data_of(lang, instant(at))}</p> });
    view! {
        <p class="proof" title=instant(proof.at)><StateMark state=State::Ok/>" "<strong>{sentence}</strong></p>
        {data}
        <p><LinkButton href=format!("/backups/drills/{}", proof.drill)>{t::proof_evidence(lang)}</LinkButton></p>
    }
}

fn troubles(lang: Lang, overview: &Overview) -> Vec<AnyView> {
    let mut troubles = Vec::new();
    if let Some(slot) = overview.overdue {
        troubles.push(
            view! {
                <Notice tone=Tone::Critical title=t::overdue(lang)><p>{t::overdue_text(lang, instant(slot))}</p></Notice>
            }
            .into_any(),
        );
    }
    if let Some(backup) = overview
        .last_backup
        .as_ref()
        .filter(|backup| backup.state == BackupState::Failed)
    {
        let reason = backup.failure.map(|failure| words::failure(lang, failure));
        let href = format!("/backups/{}", backup.id);
        troubles.push(
            view! {
                <Notice tone=Tone::Critical title=t::last_failed(lang)>
                    <p>{reason}</p><p><a href=href>{t::see_backup(lang)}</a></p>
                </Notice>
            }
            .into_any(),
        );
    }
    if let Some(drill) = overview
        .last_drill
        .as_ref()
        .filter(|drill| drill.state == DrillState::Failed)
    {
        let reason = drill.failure.map(|failure| words::failure(lang, failure));
        let href = format!("/backups/drills/{}", drill.id);
        troubles.push(
            view! {
                <Notice tone=Tone::Critical title=t::last_drill_failed(lang)>
                    <p>{reason}</p><p><a href=href>{t::see_drill(lang)}</a></p>
                </Notice>
            }
            .into_any(),
        );
    }
    troubles
}
