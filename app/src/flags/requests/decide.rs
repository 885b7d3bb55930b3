use super::page::Shown;
use crate::identity::role_name;
use crate::ui::{Button, ButtonKind, Card, Disclosure, Form, Moment, Notice, ReasonField, TextField, Tone, ZoneField};
use arkan_domain::flags::request::Trouble;
use arkan_locales::{t, t::requests as r};
use leptos::prelude::*;

impl Shown {
    /// What stands in the way of the change, and the way around it.
    pub fn trouble(&self) -> AnyView {
        let (lang, detail) = (self.lang, &self.case.detail);
        if !detail.request.is_open() {
            return ().into_any();
        }
        if detail.is_stale() {
            let rebase = self
                .may
                .then(|| self.plain("rebase", "rebase", r::rebase(lang), ButtonKind::Secondary));
            return view! {
                <Notice tone=Tone::Warning title=r::stale_title(lang)><p>{r::stale_text(lang)}</p></Notice>
                {rebase}
            }
            .into_any();
        }
        if detail.request.trouble == Some(Trouble::Refused) {
            return view! {
                <Notice tone=Tone::Warning title=r::refused_title(lang)><p>{r::refused_text(lang)}</p></Notice>
            }
            .into_any();
        }
        ().into_any()
    }

    /// Who approved, and what the reader can do about the request.
    pub fn approvals(&self) -> AnyView {
        let (lang, detail) = (self.lang, &self.case.detail);
        let count = match detail.rule {
            Some(_) => r::approvals_of(lang, detail.counted(), detail.needed()),
            None => r::approvals_none_needed(lang).to_owned(),
        };
        let given: Vec<_> = detail
            .approvals
            .iter()
            .map(|given| {
                let name = given.label.clone();
                let void = (given.hash != detail.request.hash)
                    .then(|| view! { <span class="muted small">" · "{r::approvals_voided(lang)}</span> });
                view! { <li><bdi>{name}</bdi>{void}</li> }
            })
            .collect();
        let acts = (detail.request.is_open() && self.may).then(|| self.acts());
        view! {
            <Card title=r::approvals(lang)>
                <p><strong>{count}</strong></p>
                <ul>{given}</ul>
                {acts}
            </Card>
        }
        .into_any()
    }

    fn acts(&self) -> AnyView {
        let (lang, detail) = (self.lang, &self.case.detail);
        let own = detail.request.is_of(self.reader);
        let approved = detail
            .approvals
            .iter()
            .any(|given| Some(given.user_id) == self.reader.map(Into::into) && given.hash == detail.request.hash);
        let approve = match detail.rule {
            None => ().into_any(),
            Some(_) if own => view! { <p class="muted">{r::own(lang)}</p> }.into_any(),
            Some(rule) if !self.approver => {
                view! { <p class="muted">{r::not_approver(lang, role_name(lang, rule.role))}</p> }.into_any()
            }
            Some(_) if approved => view! { <p class="muted">{r::approved_already(lang)}</p> }.into_any(),
            Some(_) => self.approve(),
        };
        let apply = (detail.is_approved() && !detail.is_stale()).then(|| self.apply());
        let reject = self.approver.then(|| self.reject());
        let withdraw = (own || self.sets_rules)
            .then(|| self.plain("withdraw", "withdraw", r::withdraw(lang), ButtonKind::Secondary));
        view! { {approve}{apply}{reject}{withdraw} }.into_any()
    }

    fn approve(&self) -> AnyView {
        let (lang, action, state) = (self.lang, self.action("approve"), self.form("approve"));
        let hash = self.case.detail.request.hash.clone();
        view! {
            <Form id="approve" action=action lang=lang state=state class="form-inline">
                <input type="hidden" name="hash" value=hash/>
                <Button kind=ButtonKind::Primary>{r::approve(lang)}</Button>
            </Form>
        }
        .into_any()
    }

    fn apply(&self) -> AnyView {
        let (lang, action, state) = (self.lang, self.action("schedule"), self.form("schedule"));
        let now = self.plain("apply", "apply", r::apply(lang), ButtonKind::Primary);
        let scheduled = self.case.detail.request.apply_at.map(|at| {
            let (action, state) = (self.action("schedule"), self.form("forget"));
            view! {
                <p>{r::scheduled_for(lang)}" "<strong><Moment at=at/></strong></p>
                <Form id="forget" action=action lang=lang state=state class="form-inline">
                    <Button name="act" value="forget">{r::unschedule(lang)}</Button>
                </Form>
            }
        });
        view! {
            <p>{r::apply_text(lang)}</p>
            {now}
            {scheduled}
            <Disclosure summary=r::schedule_ask(lang) open=state.was_sent()>
                <Form id="schedule" action=action lang=lang state=&state>
                    <TextField
                        form_id="schedule" name="at" label=r::field_at(lang) kind="datetime-local" state=&state lang=lang
                        dir="ltr" required=true
                    />
                    <ZoneField
                        form_id="schedule" label=t::plans::field_zone(lang) help=t::plans::field_zone_help(lang)
                        state=&state lang=lang
                    />
                    <div class="form-actions"><Button>{r::schedule(lang)}</Button></div>
                </Form>
            </Disclosure>
        }
        .into_any()
    }

    fn reject(&self) -> AnyView {
        let (lang, action, state) = (self.lang, self.action("reject"), self.form("reject"));
        view! {
            <Disclosure summary=r::reject_ask(lang) open=state.was_sent()>
                <Form id="reject" action=action lang=lang state=&state>
                    <ReasonField form_id="reject" state=&state lang=lang required=true/>
                    <div class="form-actions"><Button kind=ButtonKind::Danger>{r::reject(lang)}</Button></div>
                </Form>
            </Disclosure>
        }
        .into_any()
    }

    /// A form of one button.
    pub fn plain(&self, id: &'static str, act: &str, label: &'static str, kind: ButtonKind) -> AnyView {
        let (lang, action, state) = (self.lang, self.action(act), self.form(id));
        view! {
            <Form id=id action=action lang=lang state=state class="form-inline"><Button kind=kind>{label}</Button></Form>
        }
        .into_any()
    }
}
