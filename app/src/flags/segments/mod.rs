//! Segments: constraints with a name, for the rules of many flags.

mod form;
mod list;
mod save;
mod show;
mod users;

pub use list::show as list;
pub use save::{create, delete, save};
pub use show::{new, show};

use crate::page::{Ctx, InProject, PageError};
use arkan_backend::flags::{self, Segment};

/// The segment of a key.
async fn find(ctx: &Ctx, place: &InProject, key: &str) -> Result<Segment, PageError> {
    flags::segments(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?
        .into_iter()
        .find(|segment| segment.key == key)
        .ok_or_else(|| ctx.not_found())
}
