use super::sentence::SegmentKeys;
use crate::page::{Ctx, InProject, PageError};
use arkan_backend::flags;

/// What the project's segments are called.
pub async fn segment_keys(ctx: &Ctx, place: &InProject) -> Result<SegmentKeys, PageError> {
    let segments = flags::segments(ctx.backend(), &ctx.actor, &place.project)
        .await
        .map_err(ctx.fail())?;
    Ok(segments.into_iter().map(|segment| (segment.id, segment.key)).collect())
}
