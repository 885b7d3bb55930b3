use super::revert;
use crate::{
    flags::rules::{SegmentKeys, draft_diff, segment_keys},
    forms::FormState,
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{Badge, Button, Card, Disclosure, Empty, Form, IconName, PageHead, Pager, ReasonField, Tabs, Tone, When},
};
use arkan_backend::{
    flags::{self, FlagState, FlagVersion},
    projects::Environment,
};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

/// Versions a page.
const ROWS: i64 = 30;

#[derive(Deserialize)]
pub struct Shown {
    environment: Option<String>,
    /// The version below which to go on.
    before: Option<i32>,
}

/// Everything that the history of a flag in one environment shows.
struct History {
    lang: Lang,
    now: DateTime<Utc>,
    place: InProject,
    key: String,
    environment: Environment,
    /// What the flag is set to now; none before it is set to anything.
    state: Option<FlagState>,
    versions: Vec<FlagVersion>,
    segments: SegmentKeys,
    can_revert: bool,
    form: FormState,
}

/// `GET /p/{project}/flags/{key}/history`
pub async fn show(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    Query(query): Query<Shown>,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let flag = flags::find(backend, actor, &place.project, &key)
        .await
        .map_err(ctx.fail())?;
    let wanted = query.environment.as_deref().unwrap_or_default();
    let environment = place
        .environment(wanted)
        .or_else(|| place.environments.last().filter(|_| wanted.is_empty()))
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    // One more than is shown: what the oldest one shown is compared with.
    let versions = flags::versions(
        backend,
        actor,
        &place.project,
        &key,
        environment.id,
        query.before,
        ROWS + 1,
    )
    .await
    .map_err(ctx.fail())?;
    let state = flags::states(backend, actor, &place.project, std::slice::from_ref(&flag))
        .await
        .map_err(ctx.fail())?
        .remove(&(flag.id, environment.id));
    let form_id = format!("{}-{}", revert::FORM, environment.key);
    let history = History {
        lang: ctx.lang,
        now: ctx.now,
        segments: segment_keys(&ctx, &place).await?,
        can_revert: flag.archived_at.is_none() && ctx.can(Action::EditFlags, place.place()),
        form: ctx.form(&form_id).await,
        place,
        key,
        environment,
        state,
        versions,
    };
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, t::rules::history(lang))
        .crumb(t::flags::title(lang), history.place.path("flags"))
        .crumb(&history.key, history.place.path(&format!("flags/{}", history.key)));
    Ok(ctx.page(page, move || body(&history)).await)
}

fn body(history: &History) -> AnyView {
    let lang = history.lang;
    let tabs = history
        .place
        .environments
        .iter()
        .map(|environment| {
            let current = environment.id == history.environment.id;
            (environment.name.clone(), history.at(&environment.key, None), current)
        })
        .collect();
    let shown = history.versions.len().min(usize::try_from(ROWS).unwrap_or_default());
    let older = (history.versions.len() > shown)
        .then(|| history.versions.get(shown - 1))
        .flatten()
        .map(|last| history.at(&history.environment.key, Some(last.version)));
    let rows: Vec<_> = (0..shown)
        .map(|index| row(history, &history.versions[index], history.versions.get(index + 1)))
        .collect();
    let content = if rows.is_empty() {
        view! { <Empty icon=IconName::Flags title=t::rules::history(lang) text=t::rules::empty_history(lang)/> }
            .into_any()
    } else {
        view! { <ol class="versions">{rows}</ol><Pager lang=lang newer=None older=older/> }.into_any()
    };
    view! {
        <PageHead
            title=t::rules::history_title(lang, &history.key)
            subtitle=view! { {t::rules::history_subtitle(lang)} }.into_any()
        />
        <div class="stack">
            <Tabs items=tabs label=t::shell::environment(lang)/>
            <Card flush=true>{content}</Card>
        </div>
    }
    .into_any()
}

impl History {
    fn at(&self, environment: &str, before: Option<i32>) -> String {
        let path = self.place.path(&format!("flags/{}/history", self.key));
        let before = before.map_or_else(String::new, |version| format!("&before={version}"));
        format!("{path}?environment={environment}{before}")
    }
}

fn row(history: &History, version: &FlagVersion, earlier: Option<&FlagVersion>) -> AnyView {
    let lang = history.lang;
    let now = history.state.as_ref().map(|state| state.version);
    let current = now == Some(version.version);
    let changed = match earlier {
        Some(earlier) => draft_diff(
            lang,
            &earlier.draft.0,
            &version.draft.0,
            &history.segments,
            &history.key,
        ),
        None => view! { <p class="muted small">{t::rules::first(lang)}</p> }.into_any(),
    };
    let reason = (!version.reason.is_empty()).then(|| view! { <p dir="auto">"“"{version.reason.clone()}"”"</p> });
    let differs = history
        .state
        .as_ref()
        .is_some_and(|state| state.draft().hash() != version.draft.0.hash() && !state.setting.killed);
    let back = (history.can_revert && differs).then(|| revert_form(history, version, now));
    view! {
        <li id=format!("v{}", version.version)>
            <header class="row">
                <strong>{t::rules::version(lang, version.version)}</strong>
                <span>{action(lang, &version.action)}</span>
                {current.then(|| view! { <Badge label=t::rules::current(lang) tone=Tone::Accent/> })}
                <span class="spacer"></span>
                <span class="muted small">
                    <bdi>{version.actor_label.clone()}</bdi>", "<When lang=lang at=version.at now=history.now/>
                </span>
            </header>
            {reason}
            {changed}
            {back}
        </li>
    }
    .into_any()
}

fn revert_form(history: &History, version: &FlagVersion, now: Option<i32>) -> AnyView {
    let lang = history.lang;
    let environment = &history.environment.key;
    let asked = history.form.values.text("to") == version.version.to_string();
    let state = if asked {
        history.form.clone()
    } else {
        FormState::default()
    };
    let id = format!("{}-{environment}-{}", revert::FORM, version.version);
    let action = history
        .place
        .path(&format!("flags/{}/{environment}/revert", history.key));
    let open = asked && state.was_sent();
    let to = version.version;
    view! {
        <Disclosure summary=t::rules::revert_title(lang, to) open=open>
            <Form id=id.clone() action=action lang=lang state=&state>
                <input type="hidden" name="to" value=to.to_string()/>
                <input type="hidden" name="version" value=now.unwrap_or_default().to_string()/>
                <ReasonField form_id=id state=state.clone() lang=lang/>
                <div class="form-actions"><Button>{t::rules::revert(lang)}</Button></div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

fn action(lang: Lang, action: &str) -> &'static str {
    use t::rules as r;
    match action {
        "flag.create" => r::act_create(lang),
        "flag.known" => r::act_known(lang),
        "flag.switch_on" => r::act_switch_on(lang),
        "flag.switch_off" => r::act_switch_off(lang),
        "flag.rollout" => r::act_rollout(lang),
        "flag.rules" => r::act_rules(lang),
        "flag.revert" => r::act_revert(lang),
        "flag.kill" => r::act_kill(lang),
        "flag.revive" => r::act_revive(lang),
        _ => r::act_other(lang),
    }
}
