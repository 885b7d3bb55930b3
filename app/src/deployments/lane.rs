use crate::{
    forms::FormState,
    ui::{Badge, Button, ButtonKind, Code, Disclosure, Form, Menu, Notice, Tone, When},
};
use arkan_backend::{deployments::Lane, projects::Project};
use arkan_domain::{deployments::short_commit, ids::ReleaseId};
use arkan_locales::{Lang, t::deployments as d};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// A stage as a card of the pipeline.
pub struct LaneCard {
    /// `/p/{project}`.
    base: String,
    lane: Lane,
    /// What may come next, as id and version.
    candidate: Option<(ReleaseId, String)>,
    form: FormState,
    may_move: bool,
}

impl LaneCard {
    pub fn new(project: &Project, lane: &Lane, candidate: Option<(ReleaseId, String)>, form: FormState) -> Self {
        Self {
            base: format!("/p/{}", project.key),
            lane: lane.clone(),
            candidate,
            form,
            may_move: false,
        }
    }

    /// Whether the reader may move releases here.
    pub const fn allowed(mut self, may_move: bool) -> Self {
        self.may_move = may_move;
        self
    }

    fn path(&self) -> String {
        format!("{}/stages/{}", self.base, self.lane.stage.key)
    }

    pub fn view(self, lang: Lang, now: DateTime<Utc>) -> AnyView {
        let path = self.path();
        let stage = &self.lane.stage;
        let tone = if stage.production { Tone::Accent } else { Tone::Neutral };
        let held = stage.hold().map(|hold| {
            view! { <Notice tone=Tone::Warning title=d::held(lang)>{d::held_by(lang, hold.by, hold.reason)}</Notice> }
        });
        let menu = self.menu(lang, &path);
        view! {
            <li class="card lane" data-stage=stage.key.clone()>
                <header class="card-head">
                    <h2><a href=path><bdi>{stage.name.clone()}</bdi></a></h2>
                    <Badge label=stage.environment_name.clone() tone=tone/>
                </header>
                <div class="card-body">
                    {self.current(lang, now)}
                    {held}
                    <div class="row">{self.next(lang)}{menu}</div>
                </div>
            </li>
        }
        .into_any()
    }

    fn current(&self, lang: Lang, now: DateTime<Utc>) -> AnyView {
        let Some(run) = &self.lane.current else {
            return view! { <p class="muted">{d::nothing_runs(lang)}</p> }.into_any();
        };
        let href = format!("{}/releases/{}", self.base, run.release_id);
        view! {
            <div>
                <p class="lane-version"><a href=href><Code text=run.version.clone()/></a></p>
                <p class="muted small">
                    <Code text=short_commit(&run.commit)/>" "
                    <When lang=lang at=run.started_at now=now/>" "
                    {d::by(lang, &run.actor_label)}
                </p>
            </div>
        }
        .into_any()
    }

    /// The one thing to do, or why there is nothing to do.
    fn next(&self, lang: Lang) -> AnyView {
        let first = self.lane.stage.position == 0;
        let Some((release, version)) = &self.candidate else {
            let text = if first { d::waits_release(lang) } else { d::waits(lang) };
            return view! { <p class="muted small">{text}</p> }.into_any();
        };
        if self.lane.current.as_ref().is_some_and(|run| run.release_id == *release) {
            return view! { <p class="muted small">{d::up_to_date(lang)}</p> }.into_any();
        }
        if !self.may_move || self.lane.stage.held_at.is_some() {
            return ().into_any();
        }
        let label = if first {
            d::deploy_action(lang, version)
        } else {
            d::promote_action(lang, version)
        };
        promote_form(
            lang,
            &self.path(),
            &self.lane,
            (*release, label),
            &self.form,
            "pipeline",
        )
    }

    fn menu(&self, lang: Lang, path: &str) -> AnyView {
        let unhold = (self.may_move && self.lane.stage.held_at.is_some()).then(|| {
            view! {
                <form method="post" action=format!("{path}/unhold") data-enhance>
                    <button type="submit">{d::unhold_action(lang)}</button>
                </form>
            }
        });
        let changes = self.may_move.then(|| {
            let hold = self.lane.stage.held_at.is_none();
            view! {
                <a href=format!("{path}#roll-back")>{d::roll_back_link(lang)}</a>
                {hold.then(|| view! { <a href=format!("{path}#hold")>{d::hold_action(lang)}</a> })}
            }
        });
        let history = path.to_owned();
        view! {
            <Menu label=d::more(lang)>
                <a href=history>{d::history_link(lang)}</a>
                {changes}
                {unhold}
            </Menu>
        }
        .into_any()
    }
}

/// The form that promotes a release into a stage; before production it asks once more. `from` is the page to return to.
pub fn promote_form(
    lang: Lang,
    path: &str,
    lane: &Lane,
    (release, label): (ReleaseId, String),
    state: &FormState,
    from: &'static str,
) -> AnyView {
    let id = format!("promote-{}", lane.stage.key);
    let action = format!("{path}/promote");
    let (version, button) = (lane.stage.version.to_string(), label.clone());
    let sent = state.was_sent();
    let state = state.clone();
    let production = lane.stage.production;
    let form = view! {
        <Form id=id action=action lang=lang state=state class="form-inline">
            <input type="hidden" name="release" value=release.to_string()/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="from" value=from/>
            {production.then(|| view! { <p class="small">{d::production_asks(lang)}</p> })}
            <Button kind=ButtonKind::Primary>{button}</Button>
        </Form>
    }
    .into_any();
    if production {
        view! { <Disclosure summary=label open=sent>{form}</Disclosure> }.into_any()
    } else {
        form
    }
}
