use super::{read::read, save::PREVIEW, show::Editor};
use crate::{
    flags::{
        playground::{explained, read_context},
        rules::draft_diff,
    },
    forms::DO,
    page::{Ctx, PageError},
    ui::{Card, TextArea, TextField, count_text},
};
use arkan_backend::flags::{self, Asked, Engine, Explanation, MOST_CONTEXTS};
use arkan_domain::flags::Draft;
use arkan_locales::t;
use leptos::prelude::*;

/// What a draft would do, before it is saved.
pub struct Preview {
    draft: Draft,
    /// For the user who was named: now, and with the draft.
    tried: Option<(Explanation, Explanation)>,
    /// None when nobody asked in the last day.
    effect: Option<Effect>,
}

/// What a draft would do to those who asked in the last day.
#[derive(Default)]
struct Effect {
    seen: u64,
    gain: u64,
    lose: u64,
    /// Another variant than now.
    other: u64,
}

impl Effect {
    fn of(key: &str, now: &Engine, drafted: &Engine, seen: &[Asked]) -> Option<Self> {
        let mut effect = Self::default();
        for asked in seen {
            let (Ok(before), Ok(after)) = (now.answer(key, asked), drafted.answer(key, asked)) else {
                continue;
            };
            effect.seen += 1;
            match (before.value, after.value) {
                (false, true) => effect.gain += 1,
                (true, false) => effect.lose += 1,
                _ => effect.other += u64::from(before.variant != after.variant),
            }
        }
        (effect.seen > 0).then_some(effect)
    }
}

/// Whom to try the draft for; a part of the form, so that it stays.
const USER: &str = "try_user";
const CONTEXT: &str = "try_context";

impl Preview {
    /// The preview that was asked for. None when none was, or while the draft is refused.
    pub async fn of(ctx: &Ctx, editor: &Editor) -> Result<Option<Self>, PageError> {
        let values = &editor.form.values;
        if values.text(DO) != PREVIEW || !editor.form.errors.is_empty() {
            return Ok(None);
        }
        let Ok(rules) = read(values, &editor.stored()) else {
            return Ok(None);
        };
        let draft = rules.draft(values.checked("enabled"));
        let Ok(draft) = flags::check_draft(ctx.backend(), editor.place.project.id, draft).await else {
            return Ok(None);
        };
        let user = values.text(USER);
        let asked = read_context(user, values.text(CONTEXT)).ok();
        let engine = ctx.backend().flags.engine(editor.environment.id);
        let named = !(user.trim().is_empty() && values.text(CONTEXT).trim().is_empty());
        let engines = engine.and_then(|engine| Some((engine.with_draft(&editor.key, &draft)?, engine)));
        let Some((drafted, engine)) = engines else {
            return Ok(Some(Self {
                draft,
                tried: None,
                effect: None,
            }));
        };
        let tried = asked.filter(|_| named).and_then(|asked| {
            engine
                .explain(&editor.key, &asked)
                .zip(drafted.explain(&editor.key, &asked))
        });
        let (project, environment) = (editor.place.project.id, editor.environment.id);
        let seen = flags::contexts_seen(ctx.backend(), &ctx.actor, project, environment, MOST_CONTEXTS)
            .await
            .map_err(ctx.fail())?;
        let effect = Effect::of(&editor.key, &engine, &drafted, &seen);
        Ok(Some(Self { draft, tried, effect }))
    }
}

/// The fields that say for whom to try it.
pub fn fields(editor: &Editor) -> AnyView {
    let (lang, form, id) = (editor.lang, &editor.form, editor.form_id.clone());
    view! {
        <p class="muted small">{t::rules::try_draft_help(lang)}</p>
        <div class="rule-row">
            <TextField
                form_id=id.clone() name=USER label=t::playground::user(lang) state=form.clone() lang=lang dir="ltr"
                autocomplete="off"
            />
        </div>
        <TextArea
            form_id=id name=CONTEXT label=t::playground::properties(lang) help=t::playground::properties_help(lang)
            state=form.clone() lang=lang dir="ltr" rows=2 mono=true
        />
    }
    .into_any()
}

/// What would change, in sentences, and for whom it was tried.
pub fn card(editor: &Editor, shown: Preview) -> AnyView {
    let lang = editor.lang;
    let diff = draft_diff(lang, &editor.state.draft(), &shown.draft, &editor.segments, &editor.key);
    let tried = shown.tried.map(|(now, drafted)| {
        view! {
            <div class="split-even">
                <div class="stack">
                    <h3>{t::rules::now(lang)}</h3>
                    {explained(lang, &editor.key, &now, &editor.segments)}
                </div>
                <div class="stack">
                    <h3>{t::rules::with_draft(lang)}</h3>
                    {explained(lang, &editor.key, &drafted, &editor.segments)}
                </div>
            </div>
        }
    });
    let effect = match shown.effect {
        Some(Effect {
            seen,
            gain,
            lose,
            other,
        }) => t::rules::effect(
            lang,
            count_text(seen),
            count_text(gain),
            count_text(lose),
            count_text(other),
        ),
        None => t::rules::effect_none(lang).to_owned(),
    };
    view! {
        <div id="preview" tabindex="-1">
            <Card title=t::rules::preview_title(lang)>{diff}
                <p>{effect}</p>
                {tried}<p class="muted small">{t::rules::not_saved(lang)}</p></Card>
        </div>
    }
    .into_any()
}
