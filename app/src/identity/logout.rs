use crate::{
    forms::{Done, succeed},
    page::{Ctx, PageResult, session_error},
};

/// `POST /logout`: ends this session.
pub async fn submit(ctx: Ctx) -> PageResult {
    ctx.session
        .flush()
        .await
        .map_err(|error| session_error(&error))
        .map_err(ctx.fail())?;
    Ok(succeed(&ctx, Done::silent("/login")).await)
}
