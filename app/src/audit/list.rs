use super::{asked::Asked, entry::entry};
use crate::{
    page::{Ctx, Page, PageResult, Section},
    ui::{Card, Empty, FilterBar, Icon, IconName, PageHead, Pager},
};
use arkan_backend::audit::{self, Event};
use arkan_locales::{Lang, t};
use axum::extract::Query;
use leptos::prelude::*;

const ROWS: usize = 50;

/// `GET /audit`.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> PageResult {
    let actions = audit::actions(ctx.backend(), &ctx.actor).await.map_err(ctx.fail())?;
    // One row more than is shown tells whether there is another page.
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let events = audit::list(ctx.backend(), &ctx.actor, &asked.filter(), limit)
        .await
        .map_err(ctx.fail())?;
    let (events, newer, older) = cut(events, &asked);
    let (lang, now) = (ctx.lang, ctx.now);
    let title = t::page::audit(lang);
    let body = move || {
        let csv = asked.href("/audit.csv", None);
        let actions_of_page = view! {
            <a class="btn btn-secondary" href="/audit/verify" data-no-prerender>
                <Icon name=IconName::Shield/>{t::audit::verify(lang)}
            </a>
            <a class="btn btn-secondary" href=csv download="audit.csv"><Icon name=IconName::Download/>{t::audit::csv(lang)}</a>
        }
        .into_any();
        let table = if events.is_empty() {
            let text = if asked.is_filtered() {
                t::audit::none_match(lang)
            } else {
                t::audit::empty_text(lang)
            };
            view! { <Empty icon=IconName::Audit title=t::audit::empty_title(lang) text=text/> }.into_any()
        } else {
            let rows: Vec<_> = events.into_iter().map(|event| entry(lang, now, event)).collect();
            table(lang, rows)
        };
        view! {
            <PageHead title=title actions=actions_of_page/>
            {filters(lang, &asked, actions)}
            <Card flush=true>{table}<Pager lang=lang newer=newer older=older/></Card>
        }
        .into_any()
    };
    Ok(ctx.page(Page::new(Section::Audit, title), body).await)
}

/// The rows of this page, newest first, with the addresses of the pages around it.
fn cut(mut events: Vec<Event>, asked: &Asked) -> (Vec<Event>, Option<String>, Option<String>) {
    let more = events.len() > ROWS;
    let back = asked.after.is_some();
    if more && back {
        events.remove(0);
    } else {
        events.truncate(ROWS);
    }
    let newer = if back { more } else { asked.before.is_some() };
    let older = back || more;
    let link = |there: bool, name: &str, event: Option<&Event>| {
        event
            .filter(|_| there)
            .map(|event| asked.href("/audit", Some((name, event.seq))))
    };
    let newer = link(newer, "after", events.first());
    let older = link(older, "before", events.last());
    (events, newer, older)
}

fn table(lang: Lang, rows: Vec<AnyView>) -> AnyView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::audit::when(lang)}</th>
                        <th scope="col">{t::audit::who(lang)}</th>
                        <th scope="col">{t::audit::action(lang)}</th>
                        <th scope="col">{t::audit::target(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn filters(lang: Lang, asked: &Asked, actions: Vec<String>) -> AnyView {
    let options: Vec<_> = actions
        .into_iter()
        .map(|action| {
            let selected = action == asked.action;
            view! { <option value=action.clone() selected=selected>{action.clone()}</option> }
        })
        .collect();
    let field = |name: &'static str, label: &'static str, value: &str| {
        let id = format!("audit-{name}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id name=name type="search" value=value.to_owned() dir="auto"/>
            </div>
        }
    };
    let actor = field("actor", t::audit::who(lang), &asked.actor);
    let target = field("target", t::audit::target(lang), &asked.target);
    view! {
        <FilterBar lang=lang action="/audit">
            <div class="field">
                <label for="audit-action">{t::audit::action(lang)}</label>
                <select id="audit-action" name="action"><option value="">{t::audit::any(lang)}</option>{options}</select>
            </div>
            {actor}
            {target}
        </FilterBar>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn events(seqs: impl Iterator<Item = i64>) -> Vec<Event> {
        seqs.map(|seq| Event {
            seq,
            at: DateTime::UNIX_EPOCH,
            actor_kind: "system".to_owned(),
            actor_id: None,
            actor_label: String::new(),
            address: None,
            action: String::new(),
            target_kind: String::new(),
            target_id: String::new(),
            target_label: String::new(),
            project_id: None,
            environment_id: None,
            before: None,
            after: None,
            reason: None,
            prev_hash: Vec::new(),
            hash: Vec::new(),
        })
        .collect()
    }

    fn at(before: Option<i64>, after: Option<i64>) -> Asked {
        Asked {
            before,
            after,
            ..Asked::default()
        }
    }

    #[test]
    fn the_first_page_leads_to_older_rows_only() {
        let (shown, newer, older) = cut(events((50..=100).rev()), &at(None, None));
        assert_eq!((shown.len(), shown[0].seq), (50, 100));
        assert_eq!((newer, older.as_deref()), (None, Some("/audit?before=51")));
    }

    #[test]
    fn the_last_page_leads_to_newer_rows_only() {
        let (shown, newer, older) = cut(events((1..=7).rev()), &at(Some(8), None));
        assert_eq!(shown.len(), 7);
        assert_eq!((newer.as_deref(), older), (Some("/audit?after=7"), None));
    }

    #[test]
    fn on_the_way_back_the_row_too_many_is_the_newest() {
        let (shown, newer, older) = cut(events((8..=58).rev()), &at(None, Some(7)));
        assert_eq!((shown.len(), shown[0].seq, shown[49].seq), (50, 57, 8));
        assert_eq!(
            (newer.as_deref(), older.as_deref()),
            (Some("/audit?after=57"), Some("/audit?before=8"))
        );
        let (shown, newer, _) = cut(events((8..=20).rev()), &at(None, Some(7)));
        assert_eq!((shown.len(), newer), (13, None));
    }
}
