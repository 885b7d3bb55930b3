use super::{complete::COMPLETE, complete::REOPEN, words};
use crate::{
    flags::show::Shown,
    forms::FormState,
    page::{Ctx, PageError},
    ui::{Badge, Button, Card, Disclosure, Form, LiveRegion, Notice, Tone},
};
use arkan_backend::flags::{self, Life};
use arkan_domain::flags::lifecycle::{Removal, Stage};
use arkan_locales::{Lang, t::usage as t};
use leptos::prelude::*;

/// Where the flag of a page stands, and the forms that came back refused.
pub struct LifeShown {
    life: Life,
    complete: FormState,
    reopen: FormState,
}

/// Reads where the flag of a page stands.
///
/// # Errors
/// The page that says what is wrong.
pub async fn load_life(ctx: &Ctx, shown: &Shown) -> Result<LifeShown, PageError> {
    let life = flags::life(ctx.backend(), &ctx.actor, &shown.place.project, &shown.flag);
    Ok(LifeShown {
        life: life.await.map_err(ctx.fail())?,
        complete: ctx.form(COMPLETE).await,
        reopen: ctx.form(REOPEN).await,
    })
}

/// The colour of a stage.
pub const fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Draft | Stage::Archived => Tone::Neutral,
        Stage::Live => Tone::Accent,
        Stage::Complete => Tone::Ok,
        Stage::Stale => Tone::Warning,
    }
}

/// Where the flag stands, why, and whether it can go.
pub fn life_card(shown: &Shown, LifeShown { life, complete, reopen }: LifeShown) -> AnyView {
    let lang = shown.lang;
    let stage = life.lifecycle.stage;
    let badge = view! { <Badge label=words::stage(lang, stage) tone=tone(stage)/> };
    let text = match stage {
        Stage::Draft => Some(t::stage_draft_text(lang)),
        Stage::Live => Some(t::stage_live_text(lang)),
        Stage::Complete if life.completion.is_none() => Some(t::stage_complete_text(lang)),
        _ => None,
    };
    let reasons = list(life.lifecycle.reasons.iter().map(|reason| words::why(lang, *reason)));
    let word = life
        .completion
        .zip(life.completed_by.as_ref())
        .map(|(completion, who)| {
            let text = if completion.keeps {
                t::completed_on
            } else {
                t::completed_off
            };
            view! { <p>{text(lang, who)}</p> }
        });
    let acts = shown.can_edit && stage != Stage::Archived;
    let form = acts.then(|| {
        if life.completion.is_some() {
            reopen_form(shown, reopen)
        } else {
            complete_form(shown, complete)
        }
    });
    let removal = removal(lang, stage, &life.lifecycle.removal);
    let usage = shown.path("/usage");
    view! {
        <LiveRegion id="flag-life" topics="flags">
            <Card title=t::life(lang) actions=badge.into_any()>
                {text.map(|text| view! { <p>{text}</p> })}
                {word}
                {reasons}
                {removal}
                {form}
                <p><a href=usage>{t::view_usage(lang)}</a></p>
            </Card>
        </LiveRegion>
    }
    .into_any()
}

fn list(texts: impl Iterator<Item = String>) -> Option<AnyView> {
    let items: Vec<_> = texts.map(|text| view! { <li>{text}</li> }).collect();
    (!items.is_empty()).then(|| view! { <ul class="list">{items}</ul> }.into_any())
}

/// Whether the code that asks can be removed, with the evidence.
fn removal(lang: Lang, stage: Stage, removal: &Removal) -> Option<AnyView> {
    if removal.is_safe() {
        let what = match removal.keeps {
            Some(true) => t::safe_keep_on(lang),
            Some(false) => t::safe_keep_off(lang),
            None => t::safe_archive(lang),
        };
        let proofs = removal.proofs.iter().map(|proof| words::proof(lang, proof));
        let proofs = list(proofs.chain(std::iter::once(t::proof_dependents(lang).to_owned())));
        return Some(
            view! {
                <Notice tone=Tone::Ok title=t::safe(lang)>
                    <p>{what}</p>
                    <Disclosure summary=t::proofs(lang) open=true>{proofs}</Disclosure>
                </Notice>
            }
            .into_any(),
        );
    }
    let asks = matches!(stage, Stage::Stale | Stage::Complete) && !removal.obstacles.is_empty();
    asks.then(|| {
        let obstacles = list(removal.obstacles.iter().map(|obstacle| words::obstacle(lang, obstacle)));
        view! { <Disclosure summary=t::unsafe_yet(lang)>{obstacles}</Disclosure> }.into_any()
    })
}

fn complete_form(shown: &Shown, state: FormState) -> AnyView {
    let (lang, action) = (shown.lang, shown.path("/complete"));
    view! {
        <Disclosure summary=t::mark_title(lang) open=state.was_sent()>
            <p>{t::mark_text(lang)}</p>
            <Form id=COMPLETE action=action lang=lang state=state>
                <div class="form-actions">
                    <Button name="keeps" value="on">{t::mark_on(lang)}</Button>
                    <Button name="keeps" value="off">{t::mark_off(lang)}</Button>
                </div>
            </Form>
        </Disclosure>
    }
    .into_any()
}

fn reopen_form(shown: &Shown, state: FormState) -> AnyView {
    let lang = shown.lang;
    view! {
        <Form id=REOPEN action=shown.path("/reopen") lang=lang state=state class="form-inline">
            <Button>{t::reopen(lang)}</Button>
        </Form>
    }
    .into_any()
}
