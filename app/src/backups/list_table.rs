use super::words;
use crate::ui::{Bdi, Empty, IconName, StateBadge, When, bytes_text};
use arkan_backend::backups::Backup;
use arkan_locales::{Lang, t::backups as t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Backups, newest first.
#[component]
pub(super) fn ListTable(lang: Lang, now: DateTime<Utc>, rows: Vec<Backup>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty icon=IconName::Backups title=t::list_empty(lang) text=t::list_empty_text(lang)/>
        }
        .into_any();
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|backup| {
            let (state, label) = words::backup_state(lang, &backup);
            let why = backup.failure.map(|failure| view! { <span class="table-sub">{words::failure(lang, failure)}</span> });
            let size = backup.size_bytes.map(|size| bytes_text(lang, size));
            let proven = match backup.proven_at {
                Some(at) => view! { <When lang=lang at=at now=now/> }.into_any(),
                None => t::never(lang).into_any(),
            };
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link" href=format!("/backups/{}", backup.id)>
                            <When lang=lang at=backup.started_at now=now/>
                        </a>
                    </th>
                    <td data-label=t::col_state(lang)><StateBadge state=state label=label/>{why}</td>
                    <td class="num" data-label=t::col_size(lang)><bdi>{size}</bdi></td>
                    <td data-label=t::col_trigger(lang)>
                        <Bdi text=backup.actor_label/><span class="table-sub">{words::trigger(lang, backup.trigger)}</span>
                    </td>
                    <td data-label=t::col_proven(lang)>{proven}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::col_started(lang)}</th>
                        <th scope="col">{t::col_state(lang)}</th>
                        <th scope="col" class="num">{t::col_size(lang)}</th>
                        <th scope="col">{t::col_trigger(lang)}</th>
                        <th scope="col">{t::col_proven(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
