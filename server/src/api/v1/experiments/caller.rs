use crate::api::{
    environment::{Denied, Holder, environment_for},
    problem::{problem, title_of},
    token_of,
};
use arkan_app::page::AppState;
use arkan_domain::identity::Action;
use axum::{
    extract::{FromRef, FromRequestParts},
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header, request::Parts};
use serde_json::Value;

/// An application: a token for the flags of one environment, of a server or of a frontend.
pub struct Application(pub Holder);

impl<S> FromRequestParts<S> for Application
where
    AppState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let app = AppState::from_ref(state);
        let holder = environment_for(&app, parts, token_of(parts), Action::EvaluateFlags).await;
        holder.map(Self).map_err(refused)
    }
}

fn refused(denied: Denied) -> Response {
    let said = |status| problem(status, title_of(status), None, Value::Null);
    match denied {
        Denied::Unauthorized => {
            ([(header::WWW_AUTHENTICATE, "Bearer")], said(StatusCode::UNAUTHORIZED)).into_response()
        }
        Denied::Forbidden => said(StatusCode::FORBIDDEN).into_response(),
        Denied::Unavailable => ([(header::RETRY_AFTER, "2")], said(StatusCode::SERVICE_UNAVAILABLE)).into_response(),
    }
}
