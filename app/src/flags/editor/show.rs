use super::{
    fields::write,
    form_id,
    preview::{self, Preview},
    save::PREVIEW,
    strategy::strategy_fields,
    variants::variant_rows,
};
use crate::{
    flags::rules::{SegmentKeys, segment_keys},
    forms::{DO, FormState},
    page::{Ctx, InProject, Page, PageError, PageResult, Section},
    ui::{Button, ButtonKind, Card, Checkbox, EnterButton, Form, LinkButton, Notice, PageHead, ReasonField, Tone},
};
use arkan_backend::{
    flags::{
        self, ContextField, FlagState,
        requests::{self, ChangeRequest},
    },
    projects::Environment,
};
use arkan_domain::{flags::Rules, identity::Action, ids::RequestId};
use arkan_locales::{Lang, t};
use axum::extract::{Path, Query};
use leptos::prelude::*;
use serde::Deserialize;

/// Everything that the form shows.
pub struct Editor {
    pub lang: Lang,
    pub place: InProject,
    pub key: String,
    pub environment: Environment,
    pub state: FlagState,
    /// The change request that is edited, instead of the flag itself.
    pub request: Option<ChangeRequest>,
    pub segments: SegmentKeys,
    pub context_fields: Vec<ContextField>,
    /// What is in the fields now.
    pub form: FormState,
    pub form_id: String,
}

/// What is edited, as the address has it.
#[derive(Deserialize)]
pub struct Asked {
    /// The id of a change request of the reader's.
    #[serde(default)]
    request: String,
}

/// `GET /p/{project}/flags/{key}/{environment}/rules`
pub async fn show(
    mut ctx: Ctx,
    Path((project, key, environment)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let place = ctx.enter(&project).await?;
    ctx.require(Action::EditFlags, place.place())?;
    let environment = place
        .environment(&environment)
        .cloned()
        .ok_or_else(|| ctx.not_found())?;
    let request = match asked.request.as_str() {
        "" => None,
        id => {
            let id: RequestId = id.parse().map_err(|_| ctx.not_found())?;
            let found = requests::detail(ctx.backend(), &ctx.actor, &place.project, id).await;
            let request = found.map_err(ctx.fail())?.request;
            if request.flag_key != key || request.environment_id != environment.id {
                return Err(ctx.not_found());
            }
            if !request.is_editable_by(ctx.actor.user_id()) {
                return Ok(ctx.see(&place.path(&format!("requests/{id}"))));
            }
            Some(request)
        }
    };
    let editor = load(&ctx, place, (key, environment), request).await?;
    let shown = Preview::of(&ctx, &editor).await?;
    let lang = ctx.lang;
    let page = Page::new(Section::Flags, t::rules::edit(lang))
        .crumb(t::flags::title(lang), editor.place.path("flags"))
        .crumb(&editor.key, editor.place.path(&format!("flags/{}", editor.key)));
    Ok(ctx.page(page, move || body(&editor, shown)).await)
}

async fn load(
    ctx: &Ctx,
    place: InProject,
    (key, environment): (String, Environment),
    request: Option<ChangeRequest>,
) -> Result<Editor, PageError> {
    let (backend, actor, project) = (ctx.backend(), &ctx.actor, &place.project);
    let flag = flags::find(backend, actor, project, &key).await.map_err(ctx.fail())?;
    let state = flags::states(backend, actor, project, std::slice::from_ref(&flag))
        .await
        .map_err(ctx.fail())?
        .remove(&(flag.id, environment.id))
        .ok_or_else(|| ctx.not_found())?;
    let form_id = form_id(&environment.key);
    let mut form = ctx.form(&form_id).await;
    if form.values.is_empty() {
        let (draft, version) = match &request {
            Some(request) => (request.proposal.draft.clone(), request.version),
            None => (state.draft(), state.version),
        };
        form.values = write(&draft.rules().unwrap_or_default(), draft.enabled);
        form.values.set("version", version.to_string());
    }
    let context_fields = flags::context_fields(backend, actor, project)
        .await
        .map_err(ctx.fail())?;
    Ok(Editor {
        lang: ctx.lang,
        segments: segment_keys(ctx, &place).await?,
        place,
        key,
        environment,
        state,
        request,
        context_fields,
        form,
        form_id,
    })
}

fn body(editor: &Editor, shown: Option<Preview>) -> AnyView {
    use t::rules as r;
    let (lang, form) = (editor.lang, &editor.form);
    let flag = editor.place.path(&format!("flags/{}", editor.key));
    let action = format!("{flag}/{}/rules", editor.environment.key);
    let (request, save, back) = match &editor.request {
        Some(request) => (
            request.id.to_string(),
            t::requests::edit(lang),
            editor.place.path(&format!("requests/{}", request.id)),
        ),
        None => (String::new(), r::save(lang), flag),
    };
    let voids = editor
        .request
        .is_some()
        .then(|| view! { <Notice tone=Tone::Accent title=t::requests::edit_text(lang)>""</Notice> });
    let strategies: Vec<_> = (0..form.values.rows("strategies"))
        .map(|index| strategy_fields(editor, index))
        .collect();
    let refused = form
        .error("strategies")
        .map(|problem| view! { <p class="field-error">{crate::forms::problem_text(lang, problem)}</p> });
    let id = editor.form_id.clone();
    let production = editor.environment.production.then(|| {
        view! { <Notice tone=Tone::Warning title=r::production(lang, &editor.environment.name)>""</Notice> }
    });
    let unreadable = editor.state.draft().rules().is_none();
    let unreadable = unreadable.then(|| view! { <Notice tone=Tone::Warning title=r::unreadable(lang)>""</Notice> });
    let title = r::title(lang, &editor.environment.name);
    let version = form.values.text("version").to_owned();
    let on = form.values.checked("enabled");
    let variants = variant_rows(editor, "variants", true);
    let tries = preview::fields(editor);
    let shown = shown.map(|shown| preview::card(editor, shown));
    let state = form.clone();
    // A request has the reason that it was made with.
    let (reason_id, reason_state) = (id.clone(), state.clone());
    let reason = editor
        .request
        .is_none()
        .then(|| view! { <ReasonField form_id=reason_id state=reason_state lang=lang/> });
    view! {
        <PageHead
            title=title
            subtitle=view! { {r::editor_subtitle(lang)} }.into_any()
        />
        <div class="stack">
            {production}
            {voids}
            {unreadable}
            {shown}
            <Form id=id.clone() action=action lang=lang state=form.clone()>
                <EnterButton/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="request" value=request/>
                <div class="form-wide stack" id=format!("{id}-strategies")>
                    <Checkbox
                        form_id=id.clone() name="enabled" label=r::enabled(lang) help=r::enabled_help(lang)
                        state=state.clone() lang=lang checked=on
                    />
                    {strategies}
                    {refused}
                    <div>
                        <Button name=DO value="strategies.add" id=format!("{id}-add-strategy")>{r::add_strategy(lang)}</Button>
                    </div>
                    <Card title=r::variants(lang)>
                        <p class="muted small">{r::variants_help(lang)}</p>
                        {variants}
                    </Card>
                    <Card title=r::try_draft(lang)>{tries}</Card>
                    {reason}
                </div>
                <div class="form-actions form-wide">
                    <Button kind=ButtonKind::Primary>{save}</Button>
                    <Button name=DO value=PREVIEW>{r::preview(lang)}</Button>
                    <LinkButton href=back>{t::form::cancel(lang)}</LinkButton>
                </div>
            </Form>
        </div>
    }
    .into_any()
}

impl Editor {
    /// The rules that are stored.
    pub fn stored(&self) -> Rules {
        self.state.draft().rules().unwrap_or_default()
    }

    /// What rollouts may stick to: pairs of value and label.
    pub fn sticky(&self, chosen: &str) -> Vec<(String, String)> {
        use t::rules as r;
        let lang = self.lang;
        let mut list = vec![
            ("default".to_owned(), r::sticky_default(lang).to_owned()),
            ("userId".to_owned(), r::sticky_user(lang).to_owned()),
            ("sessionId".to_owned(), r::sticky_session(lang).to_owned()),
            ("random".to_owned(), r::sticky_random(lang).to_owned()),
        ];
        let own = self.context_fields.iter().filter(|field| field.sticky);
        list.extend(own.map(|field| (field.name.clone(), field.name.clone())));
        if !chosen.is_empty() && !list.iter().any(|(value, _)| value == chosen) {
            list.push((chosen.to_owned(), chosen.to_owned()));
        }
        list
    }
}
