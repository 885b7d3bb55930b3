use super::{PATH, device::device};
use crate::{
    forms::{Done, FormState, RawForm, answer},
    page::{Ctx, PageResult, session_error},
    ui::{Badge, Button, ButtonKind, Card, Form, Tone, When},
};
use arkan_backend::{
    Error,
    identity::{SessionRow, end_all_sessions, end_session},
};
use arkan_domain::ids::SessionId;
use arkan_locales::{Lang, t};
use axum::extract::Path;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use uuid::Uuid;

const END_ALL: &str = "sign-out-everywhere";

pub(super) fn card(lang: Lang, now: DateTime<Utc>, rows: Vec<SessionRow>) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(|session| row(lang, now, &session)).collect();
    let everywhere = view! {
        <Form id=END_ALL action="/account/sign-out-everywhere" lang=lang state=FormState::default() class="form-inline">
            <Button>{t::identity::sign_out_everywhere(lang)}</Button>
        </Form>
    }
    .into_any();
    view! {
        <Card title=t::identity::sessions(lang) actions=everywhere flush=true>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::identity::device(lang)}</th>
                            <th scope="col">{t::identity::address(lang)}</th>
                            <th scope="col">{t::identity::signed_in(lang)}</th>
                            <th scope="col">{t::identity::last_seen(lang)}</th>
                            <th scope="col"><span class="sr-only">{t::identity::end_session(lang)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
    .into_any()
}

fn row(lang: Lang, now: DateTime<Utc>, session: &SessionRow) -> AnyView {
    let name = match device(&session.user_agent) {
        name if name.is_empty() => t::identity::unknown_device(lang).to_owned(),
        name => name,
    };
    let address = session.address.map(|net| net.addr().to_string()).unwrap_or_default();
    let id = session.id;
    let end = if session.current {
        view! { <Badge label=t::identity::this_device(lang) tone=Tone::Accent/> }.into_any()
    } else {
        let form = form(id);
        view! {
            <Form id=form action=format!("/account/sessions/{id}/end") lang=lang state=FormState::default() class="form-inline">
                <Button kind=ButtonKind::Ghost>{t::identity::end_session(lang)}</Button>
            </Form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row"><bdi>{name}</bdi></th>
            <td data-label=t::identity::address(lang)><bdi dir="ltr">{address}</bdi></td>
            <td data-label=t::identity::signed_in(lang)><When lang=lang at=session.created_at now=now/></td>
            <td data-label=t::identity::last_seen(lang)><When lang=lang at=session.last_seen_at now=now/></td>
            <td>{end}</td>
        </tr>
    }
    .into_any()
}

fn form(id: Uuid) -> String {
    format!("end-{id}")
}

/// `POST /account/sessions/{id}/end`.
pub async fn end(ctx: Ctx, Path(id): Path<Uuid>, RawForm(values): RawForm) -> PageResult {
    let result = end_session(ctx.backend(), &ctx.actor, SessionId(id))
        .await
        .map(|()| Done::new(PATH, t::identity::session_ended(ctx.lang)));
    Ok(answer(&ctx, &form(id), values, PATH, result).await)
}

/// `POST /account/sign-out-everywhere`: this session ends, too.
pub async fn end_all(ctx: Ctx, RawForm(values): RawForm) -> PageResult {
    let ended = async {
        end_all_sessions(ctx.backend(), &ctx.actor, None).await?;
        ctx.session.flush().await.map_err(|error| session_error(&error))?;
        Ok::<_, Error>(Done::silent("/login"))
    };
    Ok(answer(&ctx, END_ALL, values, PATH, ended.await).await)
}
