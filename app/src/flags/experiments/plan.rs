use super::{
    fields::{CALCULATE, FORM, Fields, read},
    list::table,
    words,
};
use crate::{
    flags::plans::{Keys, Spot},
    forms::{DO, Done, FormState, RawForm, answer, put_back},
    page::{Ctx, Page, PageError, PageResult, Section},
    ui::{AsOf, Card, LinkButton, LiveRegion, Notice, PageHead, Tone},
};
use arkan_backend::flags::{
    self, Flag,
    experiments::{self, Filter, Listed, Pace},
};
use arkan_domain::{
    flags::experiment::{NoSplit, Split},
    identity::Action,
};
use arkan_locales::{Lang, t, t::experiments as e};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Experiments of the flag that are shown below the form.
const EARLIER: usize = 20;

struct Shown {
    lang: Lang,
    now: DateTime<Utc>,
    spot: Spot,
    flag: Flag,
    /// The groups that the flag deals here, or why there are none.
    split: Result<Split, NoSplit>,
    pace: Option<Pace>,
    earlier: Vec<Listed>,
    may: bool,
    form: FormState,
}

/// The address of the page.
fn path(spot: &Spot) -> String {
    format!("{}/{}/experiments", spot.flag_path(), spot.environment.key)
}

/// `GET /p/{project}/flags/{key}/{environment}/experiments`
pub async fn show(mut ctx: Ctx, keys: Keys) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    ctx.require(Action::View, spot.place.place())?;
    let shown = load(&ctx, spot).await?;
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, e::open(lang))
        .crumb(t::flags::title(lang), shown.spot.place.path("flags"))
        .crumb(shown.flag.key.clone(), shown.spot.flag_path());
    Ok(ctx.page(page, move || shown.view()).await)
}

async fn load(ctx: &Ctx, spot: Spot) -> Result<Shown, PageError> {
    let (backend, actor, project) = (ctx.backend(), &ctx.actor, &spot.place.project);
    let flag = flags::find(backend, actor, project, &spot.key)
        .await
        .map_err(ctx.fail())?;
    let split = experiments::groups_of(backend, actor, project, &flag, spot.environment.id)
        .await
        .map_err(ctx.fail())?;
    let pace = experiments::pace(backend, actor, project.id, spot.environment.id)
        .await
        .map_err(ctx.fail())?;
    let filter = Filter {
        flag: Some((flag.id, spot.environment.id)),
        ..Filter::default()
    };
    let (earlier, _) = experiments::list(backend, actor, project, &filter, EARLIER)
        .await
        .map_err(ctx.fail())?;
    Ok(Shown {
        lang: ctx.lang,
        now: ctx.now,
        may: ctx.can(Action::EditFlags, spot.target().place()),
        form: ctx.form(FORM).await,
        split,
        pace,
        earlier,
        flag,
        spot,
    })
}

impl Shown {
    fn view(&self) -> AnyView {
        let (lang, name) = (self.lang, &self.spot.environment.name);
        let actions = view! { <AsOf lang=lang now=self.now/> }.into_any();
        let (form, earlier) = (self.form(), self.earlier());
        view! {
            <PageHead title=e::page_title(lang, &self.flag.key, name) actions=actions/>
            <div class="stack">{form}{earlier}</div>
        }
        .into_any()
    }

    fn form(&self) -> AnyView {
        let lang = self.lang;
        if self.flag.archived_at.is_some() {
            return why_not(lang, e::no_archived(lang), None);
        }
        match &self.split {
            Err(why) => {
                let rules = format!("{}/{}/rules", self.spot.flag_path(), self.spot.environment.key);
                why_not(lang, words::no_groups(lang, *why), self.may.then_some(rules))
            }
            Ok(split) if self.may => {
                let fields = Fields {
                    lang,
                    state: self.form.clone(),
                    action: path(&self.spot),
                    environment: &self.spot.environment.name,
                    split,
                    pace: self.pace,
                };
                fields.view()
            }
            Ok(_) => ().into_any(),
        }
    }

    fn earlier(&self) -> Option<AnyView> {
        let lang = self.lang;
        (!self.earlier.is_empty()).then(|| {
            let rows = table(lang, self.now, &self.spot.place, self.earlier.clone());
            view! {
                <LiveRegion id="experiments-earlier" topics="experiments">
                    <Card title=e::earlier(lang) flush=true>{rows}</Card>
                </LiveRegion>
            }
            .into_any()
        })
    }
}

fn why_not(lang: Lang, why: &'static str, rules: Option<String>) -> AnyView {
    let link = rules.map(|href| view! { <p><LinkButton href=href>{e::edit_rules(lang)}</LinkButton></p> });
    view! { <Notice tone=Tone::Neutral title=e::no_groups_title(lang)><p>{why}</p>{link}</Notice> }.into_any()
}

/// `POST /p/{project}/flags/{key}/{environment}/experiments`
pub async fn submit(mut ctx: Ctx, keys: Keys, RawForm(values): RawForm) -> PageResult {
    let spot = Spot::find(&mut ctx, keys).await?;
    ctx.require(Action::EditFlags, spot.target().place())?;
    let (back, form) = (path(&spot), read(&values));
    if values.text(DO) == CALCULATE {
        return Ok(match form.goal() {
            Ok(_) => put_back(&ctx, FORM, values, &format!("{back}#{FORM}-size")).await,
            Err(errors) => answer(&ctx, FORM, values, &back, Err(errors.into())).await,
        });
    }
    let result = experiments::create(ctx.backend(), &ctx.actor, spot.target(), &form)
        .await
        .map(|id| {
            let to = spot.place.path(&format!("experiments/{id}"));
            Done::new(to, e::planned_toast(ctx.lang))
        });
    Ok(answer(&ctx, FORM, values, &back, result).await)
}
