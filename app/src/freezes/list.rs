use crate::{
    forms::FormState,
    page::{Ctx, InProject, Page, PageResult, Section},
    ui::{
        AsOf, Badge, Button, ButtonKind, Card, Disclosure, Empty, Form, IconName, LiveRegion, Moment, PageHead,
        ReasonField, SelectField, TextField, Tone, ZoneField,
    },
};
use arkan_backend::freezes::{self, Freeze};
use arkan_domain::{freezes::Phase, identity::Action, ids::FreezeId};
use arkan_locales::{Lang, t, t::freezes as f};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;

/// The id of the form that enters a freeze.
pub const FORM: &str = "freeze";

/// The id of the form that ends one.
pub fn end_form(id: FreezeId) -> String {
    format!("end-{id}")
}

struct Shown {
    lang: Lang,
    now: DateTime<Utc>,
    place: InProject,
    may: bool,
    forms: HashMap<FreezeId, FormState>,
}

/// `GET /p/{project}/freezes`
pub async fn show(mut ctx: Ctx, Path(project): Path<String>) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::View, place.place())?;
    let rows = freezes::list(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    let new = ctx.form(FORM).await;
    let mut forms = HashMap::new();
    for freeze in rows.iter().filter(|freeze| freeze.phase(ctx.now) != Phase::Over) {
        forms.insert(freeze.id, ctx.form(&end_form(freeze.id)).await);
    }
    let shown = Shown {
        lang: ctx.lang,
        now: ctx.now,
        may: ctx.can(Action::EditFreezes, place.place()),
        place,
        forms,
    };
    let lang = ctx.lang;
    let page = Page::new(Section::Deployments, f::title(lang))
        .crumb(t::shell::pillar_deployments(lang), shown.place.path("deployments"));
    Ok(ctx
        .page(page, move || {
            let subtitle = view! { <span>{f::subtitle(lang)}</span><AsOf lang=lang now=shown.now/> }.into_any();
            let table = shown.table(&rows);
            let form = shown.may.then(|| shown.new_form(&new));
            view! {
                <PageHead title=f::title(lang) subtitle=subtitle/>
                <LiveRegion id="freezes" topics="deployments"><Card flush=true>{table}</Card></LiveRegion>
                {form}
            }
            .into_any()
        })
        .await)
}

impl Shown {
    fn table(&self, rows: &[Freeze]) -> AnyView {
        let lang = self.lang;
        if rows.is_empty() {
            let (title, text) = (f::empty_title(lang), f::empty_text(lang));
            return view! { <Empty icon=IconName::Pause title=title text=text/> }.into_any();
        }
        let rows: Vec<_> = rows.iter().map(|freeze| self.row(freeze)).collect();
        view! {
            <div class="table-wrap"><table class="table">
                <thead><tr>
                    <th scope="col">{f::col_phase(lang)}</th><th scope="col">{f::col_where(lang)}</th>
                    <th scope="col">{f::col_reason(lang)}</th><th scope="col">{f::col_from(lang)}</th>
                    <th scope="col">{f::col_until(lang)}</th><th scope="col">{f::col_by(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
        .into_any()
    }

    fn row(&self, freeze: &Freeze) -> AnyView {
        let (lang, phase) = (self.lang, freeze.phase(self.now));
        let (tone, word) = match phase {
            Phase::Planned => (Tone::Neutral, f::phase_planned(lang)),
            Phase::InForce => (Tone::Warning, f::phase_in_force(lang)),
            Phase::Over => (Tone::Neutral, f::phase_over(lang)),
        };
        let place = self
            .place
            .environments
            .iter()
            .find(|environment| Some(environment.id.0) == freeze.environment_id)
            .map_or_else(
                || f::everywhere(lang).to_owned(),
                |environment| environment.name.clone(),
            );
        let ended = freeze
            .ended_by
            .clone()
            .map(|name| view! { <span class="table-sub">{f::ended_by(lang, name)}</span> });
        let end = (self.may && phase != Phase::Over).then(|| self.end_form(freeze, phase));
        let (reason, by) = (freeze.reason.clone(), freeze.created_by.clone());
        let until = freeze.ended_at.unwrap_or(freeze.ends_at);
        view! {
            <tr>
                <td data-label=f::col_phase(lang)><Badge label=word tone=tone/></td>
                <td data-label=f::col_where(lang)><bdi>{place}</bdi></td>
                <th scope="row"><bdi>{reason}</bdi>{end}</th>
                <td data-label=f::col_from(lang)><Moment at=freeze.starts_at/></td>
                <td data-label=f::col_until(lang)><Moment at=until/>{ended}</td>
                <td data-label=f::col_by(lang)><bdi>{by}</bdi></td>
            </tr>
        }
        .into_any()
    }

    fn end_form(&self, freeze: &Freeze, phase: Phase) -> AnyView {
        let lang = self.lang;
        let state = self.forms.get(&freeze.id).cloned().unwrap_or_default();
        let id = end_form(freeze.id);
        let action = self.place.path(&format!("freezes/{}/end", freeze.id));
        let label = if phase == Phase::Planned {
            f::call_off(lang)
        } else {
            f::end(lang)
        };
        view! {
            <Disclosure summary=format!("{label}…") open=state.was_sent()>
                <Form id=id.clone() action=action lang=lang state=&state>
                    <ReasonField form_id=id state=&state lang=lang required=true/>
                    <div class="form-actions"><Button kind=ButtonKind::Danger>{label}</Button></div>
                </Form>
            </Disclosure>
        }
        .into_any()
    }

    fn new_form(&self, state: &FormState) -> AnyView {
        let (lang, state) = (self.lang, state.clone());
        let environments = std::iter::once((String::new(), f::everywhere(lang).to_owned()))
            .chain(
                self.place
                    .environments
                    .iter()
                    .map(|environment| (environment.key.clone(), environment.name.clone())),
            )
            .collect();
        let action = self.place.path("freezes");
        view! {
            <Card title=f::new_title(lang)>
                <p>{f::new_text(lang)}</p>
                <Form id=FORM action=action lang=lang state=&state>
                    <SelectField
                        form_id=FORM name="environment" label=f::field_environment(lang) state=&state lang=lang
                        options=environments required=true
                    />
                    <TextField
                        form_id=FORM name="from" label=f::field_from(lang) help=f::field_from_help(lang)
                        kind="datetime-local" state=&state lang=lang dir="ltr"
                    />
                    <TextField
                        form_id=FORM name="until" label=f::field_until(lang) help=f::field_until_help(lang)
                        kind="datetime-local" state=&state lang=lang dir="ltr" required=true
                    />
                    <ZoneField
                        form_id=FORM label=t::plans::field_zone(lang) help=t::plans::field_zone_help(lang) state=&state
                        lang=lang
                    />
                    <ReasonField form_id=FORM state=&state lang=lang required=true/>
                    <div class="form-actions"><Button kind=ButtonKind::Primary>{f::create(lang)}</Button></div>
                </Form>
            </Card>
        }
        .into_any()
    }
}
