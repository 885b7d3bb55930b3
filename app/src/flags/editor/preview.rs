use super::{read::read, save::PREVIEW, show::Editor};
use crate::{
    flags::{
        playground::{explained, read_context},
        rules::draft_diff,
    },
    forms::DO,
    page::{Ctx, PageError},
    ui::{Card, TextArea, TextField},
};
use arkan_backend::flags::{self, Explanation};
use arkan_domain::flags::Draft;
use arkan_locales::t;
use leptos::prelude::*;

/// What a draft would do, before it is saved.
pub struct Preview {
    draft: Draft,
    /// For the user who was named: now, and with the draft.
    tried: Option<(Explanation, Explanation)>,
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
        let tried = asked.filter(|_| named).zip(engine).and_then(|(asked, engine)| {
            let drafted = engine.with_draft(&editor.key, &draft)?;
            engine
                .explain(&editor.key, &asked)
                .zip(drafted.explain(&editor.key, &asked))
        });
        Ok(Some(Self { draft, tried }))
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
    view! {
        <div id="preview" tabindex="-1">
            <Card title=t::rules::preview_title(lang)>{diff}{tried}<p class="muted small">{t::rules::not_saved(lang)}</p></Card>
        </div>
    }
    .into_any()
}
