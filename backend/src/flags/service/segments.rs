use super::{bump_all, commit, event, fields::check_legal};
use crate::{
    Backend, Error, Result,
    audit::Entry,
    flags::queries::{self, Segment, SegmentReach, SegmentUser},
    projects::Project,
};
use arkan_domain::{
    fields::{FieldErrors, Problem},
    flags::{Constraint, FlagError, check_constraints},
    identity::{Action, Actor, Place},
    key::check_key,
    pillar::Severity,
};
use serde_json::json;
use sqlx::types::Json;
use std::collections::{BTreeSet, HashMap};

/// A segment, as a form sends it.
#[derive(Clone, Debug, Default)]
pub struct NewSegment {
    pub key: String,
    pub description: String,
    pub constraints: Vec<Constraint>,
}

/// The segments of a project, by key.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn segments(backend: &Backend, actor: &Actor, project: &Project) -> Result<Vec<Segment>> {
    backend.allow_within(actor, Action::View, project.id)?;
    queries::segments(&backend.pool, project.id).await
}

/// How much each segment of a project decides, by id; those that decide nothing are left out.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn segment_reach(backend: &Backend, actor: &Actor, project: &Project) -> Result<HashMap<i32, SegmentReach>> {
    backend.allow_within(actor, Action::View, project.id)?;
    queries::segment_reach(&backend.pool, project.id).await
}

/// Which flags a segment decides, and where.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see the project.
pub async fn segment_users(backend: &Backend, actor: &Actor, project: &Project, id: i32) -> Result<Vec<SegmentUser>> {
    backend.allow_within(actor, Action::View, project.id)?;
    let mut db = backend.pool.acquire().await?;
    queries::segment_users(&mut db, project.id, id).await
}

/// Makes a segment, or changes the one that `change` names by id and version, and tells its id.
///
/// # Errors
/// [`Error::Invalid`] with the path of each wrong field, [`Error::Stale`], [`Error::NotFound`].
pub async fn save_segment(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    change: Option<(i32, i32)>,
    new: NewSegment,
) -> Result<i32> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let NewSegment {
        key,
        description,
        mut constraints,
    } = new;
    let mut errors = FieldErrors::default();
    let key = key.trim().to_owned();
    errors.check("key", check_key(&key));
    if key == "new" {
        errors.add("key", Problem::Taken);
    }
    let description = errors.text("description", &description, 0, 500);
    if constraints.is_empty() {
        errors.add("constraints", Problem::Required);
    }
    check_constraints("constraints", &mut constraints, &mut errors);
    check_legal(backend, project.id, "constraints", &constraints, &mut errors).await?;
    errors.into_result()?;
    let mut write = backend.write(actor).await?;
    let mut segment = Segment {
        id: 0,
        key,
        description,
        constraints: Json(constraints),
        updated_at: write.now(),
        version: 1,
    };
    let entry = if let Some((id, version)) = change {
        let before = queries::lock_segment(write.db(), project.id, id)
            .await?
            .ok_or(Error::NotFound)?;
        if before.version != version {
            return Err(Error::Stale);
        }
        segment.id = id;
        segment.version = version + 1;
        queries::update_segment(write.db(), &segment).await?;
        bump_all(backend, &mut write, project).await?;
        Entry::new("segment.edit", "segment", id, &segment.key).before(&before)
    } else {
        segment.id = queries::insert_segment(write.db(), project.id, &segment).await?;
        Entry::new("segment.create", "segment", segment.id, &segment.key)
    };
    write.audit(entry.place(place).after(&segment));
    let kind = if change.is_some() {
        "segment.changed"
    } else {
        "segment.created"
    };
    let mut told = event(kind, Severity::Info, place, project, json!({ "segment": segment.key }));
    told.link = Some(format!("/p/{}/segments/{}", project.key, segment.key));
    write.timeline(told).await?;
    commit(backend, write).await?;
    Ok(segment.id)
}

/// Removes a segment that no flag uses.
///
/// # Errors
/// [`FlagError::SegmentUsed`] with the flags that use it; [`Error::NotFound`].
pub async fn delete_segment(backend: &Backend, actor: &Actor, project: &Project, id: i32) -> Result<()> {
    let place = Place::project(project.id);
    backend.allow(actor, Action::EditFlags, place)?;
    let mut write = backend.write(actor).await?;
    let segment = queries::lock_segment(write.db(), project.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let users: BTreeSet<String> = queries::segment_users(write.db(), project.id, id)
        .await?
        .into_iter()
        .map(|user| user.key)
        .collect();
    if !users.is_empty() {
        return Err(FlagError::SegmentUsed(users.into_iter().collect()).into());
    }
    queries::delete_segment(write.db(), id).await?;
    bump_all(backend, &mut write, project).await?;
    write.audit(
        Entry::new("segment.delete", "segment", id, &segment.key)
            .place(place)
            .before(&segment),
    );
    let params = json!({ "segment": segment.key });
    write
        .timeline(event("segment.deleted", Severity::Warning, place, project, params))
        .await?;
    commit(backend, write).await
}
