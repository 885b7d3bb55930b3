use super::super::rules::{SegmentKeys, segment_keys};
use super::{
    case::{Case, Keys},
    diff::diff,
    thread::thread,
    words,
};
use crate::{
    forms::FormState,
    page::{Ctx, Page, PageResult, Section},
    ui::{AsOf, Badge, Button, Card, Form, LiveRegion, PageHead, TextArea},
};
use arkan_backend::alerts::{Check, checks};
use arkan_domain::{identity::Action, ids::UserId};
use arkan_locales::{Lang, t, t::requests as r};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::collections::HashMap;

/// The forms of the page, by id.
const FORMS: [&str; 8] = [
    "approve", "reject", "withdraw", "comment", "apply", "schedule", "forget", "rebase",
];

/// What the page of a request shows.
pub struct Shown {
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub case: Case,
    pub reader: Option<UserId>,
    /// Whether the reader may change flags there.
    pub may: bool,
    /// Whether the reader's approval counts there.
    pub approver: bool,
    pub sets_rules: bool,
    segments: SegmentKeys,
    checks: Vec<Check>,
    forms: HashMap<&'static str, FormState>,
}

/// `GET /p/{project}/requests/{id}`
pub async fn show(mut ctx: Ctx, keys: Keys) -> PageResult {
    let case = Case::find(&mut ctx, keys).await?;
    let mut forms = HashMap::new();
    for id in FORMS {
        forms.insert(id, ctx.form(id).await);
    }
    let place = case.target().place();
    let may = ctx.can(Action::EditFlags, place);
    let rule = case.detail.rule;
    let shown = Shown {
        lang: ctx.lang,
        now: ctx.now,
        reader: ctx.actor.user_id(),
        may,
        approver: may && rule.is_some_and(|rule| rule.makes_approver(&ctx.actor, place)),
        sets_rules: ctx.can(Action::EditApprovals, place),
        segments: segment_keys(&ctx, &case.place).await?,
        checks: checks::list(ctx.backend(), &ctx.actor, case.place.project.id)
            .await
            .map_err(ctx.fail())?
            .into_iter()
            .map(|with_day| with_day.check)
            .collect(),
        forms,
        case,
    };
    let lang = ctx.lang;
    let title = words::title(lang, &shown.case.detail.request);
    let page = Page::new(Section::Flags, title)
        .crumb(t::flags::title(lang), shown.case.place.path("flags"))
        .crumb(r::title(lang), shown.case.place.path("requests"));
    Ok(ctx.page(page, move || shown.view()).await)
}

impl Shown {
    /// The address of an act.
    pub fn action(&self, act: &str) -> String {
        format!("{}/{act}", self.case.path())
    }

    pub fn form(&self, id: &str) -> FormState {
        self.forms.get(id).cloned().unwrap_or_default()
    }

    fn view(&self) -> AnyView {
        let (lang, now, request) = (self.lang, self.now, &self.case.detail.request);
        let (tone, word) = words::state(lang, request);
        let title = r::page_title(lang, words::title(lang, request), &self.case.environment.name);
        let (author, reason) = (request.author_label.clone(), request.reason.clone());
        let flag = self.case.place.path(&format!("flags/{}", request.flag_key));
        let key = request.flag_key.clone();
        let subtitle = view! {
            <Badge label=word tone=tone/>
            <span>{r::col_author(lang)}": "<bdi>{author}</bdi></span>
            <a href=flag><bdi>{key}</bdi></a>
        }
        .into_any();
        let actions = view! { <AsOf lang=lang now=now/> }.into_any();
        let reason = (!reason.is_empty()).then(|| view! { <p dir="auto">{reason}</p> });
        let (what, trouble, approvals) = (
            diff(lang, request, &self.segments, &self.checks),
            self.trouble(),
            self.approvals(),
        );
        let (thread, edit, comment) = (thread(lang, now, &self.case.detail), self.edit(), self.comment());
        view! {
            <LiveRegion id="request-head" topics="flags">
                <PageHead title=title subtitle=subtitle actions=actions/>
            </LiveRegion>
            <div class="split">
                <div class="stack">
                    <LiveRegion id="request-what" topics="flags">
                        <div class="stack">{trouble}<Card title=r::what(lang)>{reason}{what}</Card></div>
                    </LiveRegion>
                    <LiveRegion id="request-thread" topics="flags">{thread}</LiveRegion>
                    {comment}
                </div>
                <div class="stack">
                    <LiveRegion id="request-approvals" topics="flags">{approvals}</LiveRegion>
                    {edit}
                </div>
            </div>
        }
        .into_any()
    }

    fn comment(&self) -> Option<AnyView> {
        if !self.may {
            return None;
        }
        let (lang, action, state) = (self.lang, self.action("comment"), self.form("comment"));
        let view = view! {
            <Card>
                <Form id="comment" action=action lang=lang state=&state>
                    <TextArea
                        form_id="comment" name="body" label=r::comment(lang) state=&state lang=lang rows=3 required=true
                    />
                    <div class="form-actions"><Button>{r::comment_send(lang)}</Button></div>
                </Form>
            </Card>
        };
        Some(view.into_any())
    }
}
