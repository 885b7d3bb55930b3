use super::{about::about, acts::Keys, numbers::numbers, ratio::ratio, send::send, verdict::verdict, words};
use crate::{
    forms::FormState,
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{
        AsOf, Badge, Button, ButtonKind, Card, Disclosure, Form, LiveRegion, PageHead, ReasonField, SelectField, When,
    },
};
use arkan_backend::{
    flags::experiments::{self, Change, Standing},
    projects::Environment,
};
use arkan_domain::{
    flags::experiment::{Decision, ExperimentState},
    identity::{Action, Place},
    ids::ExperimentId,
};
use arkan_locales::{Lang, t, t::experiments as e};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;
use url::Url;

/// What can be asked of an experiment, by the last part of its address.
const ACTS: [&str; 3] = ["start", "end", "discard"];

/// The id of a form.
pub fn form_id(act: &str) -> String {
    format!("experiment-{act}")
}

struct Shown {
    lang: Lang,
    now: DateTime<Utc>,
    place: InProject,
    environment: Environment,
    standing: Standing,
    may: bool,
    origin: Url,
    forms: HashMap<&'static str, FormState>,
}

/// `GET /p/{project}/experiments/{id}`
pub async fn show(mut ctx: Ctx, Path((project, id)): Keys) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let id: ExperimentId = id.parse().map_err(|_| ctx.not_found())?;
    let shown = load(&ctx, place, id).await?;
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, shown.standing.experiment.name.clone())
        .crumb(t::flags::title(lang), shown.place.path("flags"))
        .crumb(e::title(lang), shown.place.path("experiments"));
    Ok(ctx.page(page, move || shown.view()).await)
}

async fn load(ctx: &Ctx, place: InProject, id: ExperimentId) -> Result<Shown, PageError> {
    let standing = experiments::standing(ctx.backend(), &ctx.actor, &place.project, id)
        .await
        .map_err(ctx.fail())?;
    let environment = place
        .environments
        .iter()
        .find(|environment| environment.id == standing.experiment.environment_id)
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    let mut forms = HashMap::new();
    for act in ACTS {
        forms.insert(act, ctx.form(&form_id(act)).await);
    }
    Ok(Shown {
        lang: ctx.lang,
        now: ctx.now,
        may: ctx.can(Action::EditFlags, Place::environment(place.project.id, environment.id)),
        origin: ctx.backend().settings.public_url.clone(),
        place,
        environment,
        standing,
        forms,
    })
}

impl Shown {
    fn view(&self) -> AnyView {
        let (lang, standing) = (self.lang, &self.standing);
        let experiment = &standing.experiment;
        let (tone, word) = words::state(lang, experiment.state);
        let actions = view! { <AsOf lang=lang now=self.now/> }.into_any();
        let flag = self.place.path(&format!("flags/{}", standing.flag.key));
        let subtitle = view! {
            <Badge label=word tone=tone/>
            <a href=flag.clone()><code dir="ltr">{standing.flag.key.clone()}</code></a>
            <bdi>{self.environment.name.clone()}</bdi>
        };
        let hypothesis = (!experiment.hypothesis.is_empty())
            .then(|| view! { <p class="lead"><bdi>{experiment.hypothesis.clone()}</bdi></p> });
        let name = experiment.name.clone();
        let said = verdict(lang, standing);
        let (acts, about) = (self.acts(), about(lang, self.now, standing, &flag));
        let send = send(lang, &self.origin, standing);
        // Before the start it is what there is to do.
        let (first, later) = match experiment.state {
            ExperimentState::Draft => (send, None),
            _ => (None, send),
        };
        let counted = experiment.started_at.map(|_| {
            view! { {numbers(lang, standing)}{ratio(lang, standing)}{self.changes()} }
        });
        view! {
            <LiveRegion id="experiment-head" topics="experiments">
                <PageHead title=name subtitle=subtitle.into_any() actions=actions/>
            </LiveRegion>
            {hypothesis}
            <div class="split">
                <LiveRegion id="experiment-standing" topics="experiments flags">
                    <div class="stack">{said}{first}{counted}</div>
                </LiveRegion>
                <div class="stack">
                    <LiveRegion id="experiment-acts" topics="experiments">{acts}</LiveRegion>
                    {about}
                    {later}
                </div>
            </div>
        }
        .into_any()
    }

    fn acts(&self) -> AnyView {
        let lang = self.lang;
        match self.standing.experiment.state {
            _ if !self.may => ().into_any(),
            ExperimentState::Draft => {
                let start = self.form(
                    "start",
                    view! { <Button kind=ButtonKind::Primary>{e::start(lang)}</Button> }.into_any(),
                );
                let discard = self.form("discard", view! { <Button>{e::discard(lang)}</Button> }.into_any());
                view! { <Card><p>{e::start_text(lang)}</p><div class="row">{start}{discard}</div></Card> }.into_any()
            }
            ExperimentState::Running => self.end(),
            ExperimentState::Ended => ().into_any(),
        }
    }

    fn form(&self, act: &'static str, inside: AnyView) -> AnyView {
        let (lang, state) = (self.lang, self.forms.get(act).cloned().unwrap_or_default());
        let experiment = &self.standing.experiment;
        let action = self.place.path(&format!("experiments/{}/{act}", experiment.id));
        let version = experiment.version.to_string();
        view! {
            <Form id=form_id(act) action=action lang=lang state=state class="form-inline">
                <input type="hidden" name="version" value=version/>
                {inside}
            </Form>
        }
        .into_any()
    }

    fn end(&self) -> AnyView {
        let (lang, state) = (self.lang, self.forms.get("end").cloned().unwrap_or_default());
        let experiment = &self.standing.experiment;
        let action = self.place.path(&format!("experiments/{}/end", experiment.id));
        let (version, open) = (experiment.version.to_string(), state.was_sent());
        let decisions = Decision::ALL
            .iter()
            .map(|decision| (decision.to_string(), words::decision(lang, *decision).to_owned()))
            .collect();
        let id = form_id("end");
        view! {
            <Card>
                <Disclosure summary=e::end_ask(lang) open=open>
                    <p>{e::end_text(lang)}</p>
                    <Form id=id.clone() action=action lang=lang state=&state>
                        <input type="hidden" name="version" value=version/>
                        <SelectField
                            form_id=id.clone() name="decision" label=e::field_decision(lang) state=&state lang=lang
                            options=decisions value=Decision::Nothing.as_str() required=true
                        />
                        <ReasonField form_id=id state=&state lang=lang required=true/>
                        <div class="form-actions"><Button kind=ButtonKind::Danger>{e::end(lang)}</Button></div>
                    </Form>
                </Disclosure>
            </Card>
        }
        .into_any()
    }

    fn changes(&self) -> Option<AnyView> {
        let lang = self.lang;
        let mut rows: Vec<AnyView> = self
            .standing
            .changes
            .iter()
            .flat_map(|change| self.change(change))
            .collect();
        if self.standing.needs {
            rows.push(view! { <li>{e::changed_needs(lang)}</li> }.into_any());
        }
        (!rows.is_empty())
            .then(|| view! { <Card title=e::changes(lang)><ul class="list">{rows}</ul></Card> }.into_any())
    }

    fn change(&self, change: &Change) -> Vec<AnyView> {
        let (lang, now, at) = (self.lang, self.now, change.at);
        let serves = if change.serves { e::changed_on } else { e::changed_off };
        let said = [
            change.traffic.then(|| e::changed_traffic(lang, &change.by)),
            change.switched.then(|| serves(lang, &change.by)),
        ];
        let line = |text: String| {
            view! { <li>{text}" "<span class="muted small"><When lang=lang at=at now=now/></span></li> }.into_any()
        };
        said.into_iter().flatten().map(line).collect()
    }
}
