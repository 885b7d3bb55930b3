use super::{apps, chart::chart, words};
use crate::{
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{AsOf, Card, Empty, FilterBar, IconName, LinkButton, LiveRegion, PageHead},
};
use arkan_backend::{
    flags::{self, Report, Span},
    projects::Environment,
};
use arkan_domain::identity::Action;
use arkan_locales::{Lang, t, t::usage as u};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// What to show, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UsageQuery {
    environment: String,
    span: String,
}

impl UsageQuery {
    /// The environment that is named, or else the one that matters most.
    fn environment<'a>(&self, place: &'a InProject) -> Option<&'a Environment> {
        let production = || place.environments.iter().rfind(|environment| environment.production);
        place
            .environment(&self.environment)
            .or_else(production)
            .or_else(|| place.environments.first())
    }

    fn span(&self) -> Span {
        Span::parse(&self.span).unwrap_or(Span::Day)
    }
}

/// `GET /p/{project}/flags/{key}/usage`
pub async fn show(
    mut ctx: Ctx,
    Path((project, key)): Path<(String, String)>,
    Query(query): Query<UsageQuery>,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let (backend, actor) = (ctx.backend(), &ctx.actor);
    let flag = flags::find(backend, actor, &place.project, &key)
        .await
        .map_err(ctx.fail())?;
    let environment = query.environment(&place).ok_or_else(|| ctx.not_found())?.clone();
    let span = query.span();
    let report = flags::report(backend, actor, &place.project, &flag, &environment, span)
        .await
        .map_err(ctx.fail())?;
    let (lang, now) = (ctx.lang, ctx.now);
    let own = place.path(&format!("flags/{key}"));
    let page = Page::new(Section::Flags, u::title(lang))
        .crumb(t::flags::title(lang), place.path("flags"))
        .crumb(key.clone(), own.clone());
    Ok(ctx
        .page(page, move || {
            let actions = view! {
                <AsOf lang=lang now=now/>
                <LinkButton href=place.path("flags/contexts")>{u::contexts_title(lang)}</LinkButton>
            };
            let Report {
                bars,
                variants,
                apps,
                seen,
            } = report;
            let asked = bars.iter().any(|bar| bar.yes + bar.no > 0);
            let answers = if asked {
                chart(lang, span, &bars)
            } else {
                view! { <Empty icon=IconName::Flags title=u::none_title(lang) text=u::none_text(lang)/> }.into_any()
            };
            view! {
                <PageHead
                    title=u::title_of(lang, &key)
                    subtitle=view! { {u::subtitle(lang)} }.into_any()
                    actions=actions.into_any()
                />
                <div class="stack">
                    {choices(lang, &format!("{own}/usage"), &place, &environment, span)}
                    <div class="split">
                        <LiveRegion id="usage-answers" topics="usage">
                            <div class="stack">
                                <Card title=u::answers(lang)>
                                    {answers}
                                    <p class="muted small">{u::counted_note(lang)}" "{u::audience_note(lang)}</p>
                                </Card>
                                {apps::variants(lang, &variants)}
                            </div>
                        </LiveRegion>
                        <LiveRegion id="usage-seen" topics="usage">
                            <div class="stack">
                                {apps::seen(lang, now, &place.environments, &seen)}
                                {apps::apps(lang, now, apps)}
                            </div>
                        </LiveRegion>
                    </div>
                </div>
            }
            .into_any()
        })
        .await)
}

fn choices(lang: Lang, action: &str, place: &InProject, environment: &Environment, span: Span) -> AnyView {
    let environments = place
        .environments
        .iter()
        .map(|one| (one.key.clone(), one.name.clone()))
        .collect();
    let environments = choice("environment", u::environment(lang), environments, &environment.key);
    let spans = Span::ALL
        .iter()
        .map(|one| (one.to_string(), words::span(lang, *one).to_owned()))
        .collect();
    let spans = choice("span", u::span(lang), spans, span.as_str());
    view! {
        <FilterBar lang=lang action=action.to_owned()>
            {environments}
            {spans}
        </FilterBar>
    }
    .into_any()
}

fn choice(name: &'static str, label: &'static str, options: Vec<(String, String)>, chosen: &str) -> AnyView {
    let id = format!("usage-{name}");
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect();
    view! { <div class="field"><label for=id.clone()>{label}</label><select id=id name=name>{options}</select></div> }
        .into_any()
}
