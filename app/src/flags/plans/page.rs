use super::{
    acts::{Keys, Spot},
    fields::{FORM, Start},
    standing::{about, standing},
    steer::{FORMS, form_id, steer},
    stepper::stepper,
    words,
};
use crate::{
    forms::FormState,
    page::{Ctx, Page, PageError, PageResult, Section},
    ui::{AsOf, Badge, Card, Disclosure, Empty, IconName, LiveRegion, Notice, PageHead, Tone, instant},
};
use arkan_backend::{
    alerts::{Check, checks},
    flags::{
        self, Flag, FlagState,
        plans::{self, Plan, PlanStep, Standing},
    },
};
use arkan_domain::{
    flags::{
        Percentage,
        plan::{Split, Template, splits},
    },
    identity::Action,
};
use arkan_locales::{Lang, t, t::plans as p};
use axum::extract::Query;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

/// The steps to begin with, as the address has them.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    template: String,
}

/// What the page shows.
struct Shown {
    lang: Lang,
    now: DateTime<Utc>,
    spot: Spot,
    flag: Flag,
    state: Option<FlagState>,
    standing: Option<Standing>,
    earlier: Vec<(Plan, Vec<PlanStep>)>,
    checks: Vec<Check>,
    may: bool,
    template: Template,
    forms: HashMap<String, FormState>,
}

/// `GET /p/{project}/flags/{key}/{environment}/plan`
pub async fn show(mut ctx: Ctx, keys: Keys, Query(asked): Query<Asked>) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    ctx.require(Action::View, spot.place.place())?;
    let shown = load(&ctx, spot, &asked).await?;
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, p::title(lang))
        .crumb(t::flags::title(lang), shown.spot.place.path("flags"))
        .crumb(shown.flag.key.clone(), shown.spot.flag_path());
    Ok(ctx.page(page, move || shown.view()).await)
}

async fn load(ctx: &Ctx, spot: Spot, asked: &Asked) -> Result<Shown, PageError> {
    let (backend, actor, project) = (ctx.backend(), &ctx.actor, &spot.place.project);
    let flag = flags::find(backend, actor, project, &spot.key)
        .await
        .map_err(ctx.fail())?;
    let mut states = flags::states(backend, actor, project, std::slice::from_ref(&flag))
        .await
        .map_err(ctx.fail())?;
    let newest = plans::show(backend, actor, project, &spot.environment, &flag)
        .await
        .map_err(ctx.fail())?;
    let mut earlier = plans::history(backend, actor, project, &spot.environment, &flag)
        .await
        .map_err(ctx.fail())?;
    // The newest stands above them, whether it is over or not.
    earlier.retain(|(plan, _)| newest.as_ref().is_none_or(|newest| newest.plan.id != plan.id));
    let checks = checks::list(backend, actor, project.id).await.map_err(ctx.fail())?;
    let mut forms = HashMap::new();
    for id in FORMS.iter().map(|act| form_id(act)).chain([FORM.to_owned()]) {
        let form = ctx.form(&id).await;
        forms.insert(id, form);
    }
    Ok(Shown {
        lang: ctx.lang,
        now: ctx.now,
        state: states.remove(&(flag.id, spot.environment.id)),
        may: ctx.can(Action::EditFlags, spot.target().place()),
        template: Template::parse(&asked.template).unwrap_or(Template::Cautious),
        checks: checks.into_iter().map(|with_day| with_day.check).collect(),
        standing: newest,
        earlier,
        forms,
        flag,
        spot,
    })
}

impl Shown {
    fn form(&self, id: &str) -> FormState {
        self.forms.get(id).cloned().unwrap_or_default()
    }

    fn view(&self) -> AnyView {
        let (lang, name) = (self.lang, &self.spot.environment.name);
        let badge = self.standing.as_ref().map(|standing| {
            let (tone, word) = words::state(lang, standing.plan.state);
            view! { <Badge label=word tone=tone/> }
        });
        let title = p::page_title(lang, &self.flag.key, name);
        let actions = view! { <AsOf lang=lang now=self.now/> }.into_any();
        let (start, earlier) = (self.start(), self.earlier());
        let live = self.standing.as_ref().map(|standing| self.standing(standing));
        view! {
            <LiveRegion id="plan-head" topics="flags">
                <PageHead title=title subtitle=view! { {badge} }.into_any() actions=actions/>
            </LiveRegion>
            <LiveRegion id="plan-standing" topics="flags checks">{live}</LiveRegion>
            <LiveRegion id="plan-start" topics="flags">{start}</LiveRegion>
            {earlier}
        }
        .into_any()
    }

    fn standing(&self, now: &Standing) -> AnyView {
        let lang = self.lang;
        let steers = (self.may && now.plan.is_live() && self.flag.archived_at.is_none())
            .then(|| steer(lang, &now.plan, &self.spot.path(), |act| self.form(&form_id(act))));
        let check = now.plan.guards.check;
        let check = self.checks.iter().find(|known| Some(known.id) == check);
        view! {
            <div class="split">
                <div class="stack">{standing(lang, now)}</div>
                <div class="stack">{steers}{about(lang, self.now, &now.plan, check.map(|check| check.name.as_str()))}</div>
            </div>
        }
        .into_any()
    }

    /// The form for a new plan, or why there can be none.
    fn start(&self) -> AnyView {
        let lang = self.lang;
        if self.standing.as_ref().is_some_and(|standing| standing.plan.is_live()) {
            return ().into_any();
        }
        let splits = self.splits();
        let cannot = self.cannot(&splits);
        if self.may && cannot.is_none() {
            let start = Start {
                lang,
                state: self.form(FORM),
                base: self.spot.path(),
                template: self.template,
                environment: &self.spot.environment,
                version: self.state.as_ref().map_or(1, |state| state.version),
                splits,
                checks: self.checks.clone(),
            };
            return start.view();
        }
        match cannot {
            Some(why) => {
                view! { <Notice tone=Tone::Neutral title=p::no_plan_title(lang)><p>{why}</p></Notice> }.into_any()
            }
            None if self.standing.is_none() => view! {
                <Card><Empty icon=IconName::Flags title=p::no_plan_title(lang) text=p::no_plan_text(lang)/></Card>
            }
            .into_any(),
            None => ().into_any(),
        }
    }

    /// The strategies whose share can be moved; where the flag has no state yet, the one that it begins with.
    fn splits(&self) -> Vec<Split> {
        self.state.as_ref().map_or_else(
            || {
                let percentage = self.flag.kind.first_percentage();
                vec![Split {
                    index: 0,
                    percentage,
                    title: None,
                }]
            },
            |state| splits(&state.strategies),
        )
    }

    fn cannot(&self, splits: &[Split]) -> Option<&'static str> {
        let (lang, setting) = (self.lang, self.state.as_ref().map(|state| &state.setting));
        let on = setting.is_some_and(|setting| setting.enabled);
        if self.flag.archived_at.is_some() {
            Some(p::cannot_archived(lang))
        } else if setting.is_some_and(|setting| setting.killed) {
            Some(p::cannot_killed(lang))
        } else if splits.is_empty() {
            Some(p::cannot_rules(lang))
        } else if on && splits.iter().all(|split| split.percentage == Percentage::EVERYONE) {
            Some(p::cannot_full(lang))
        } else {
            None
        }
    }

    fn earlier(&self) -> Option<AnyView> {
        let lang = self.lang;
        let rows: Vec<_> = self
            .earlier
            .iter()
            .map(|(plan, steps)| {
                let (_, word) = words::state(lang, plan.state);
                let summary = format!("{} · {word}", instant(plan.created_at));
                let steps = stepper(lang, plan, steps, &[]);
                view! { <Disclosure summary=summary>{steps}</Disclosure> }
            })
            .collect();
        (!rows.is_empty()).then(|| view! { <Card title=p::earlier(lang)>{rows}</Card> }.into_any())
    }
}
