use super::{Release, queries, see};
use crate::{Backend, Error, Result, Write, audit::Entry, projects::Project, timeline::NewEvent};
use arkan_domain::{
    deployments::{ReleaseFields, Source},
    fields::Problem,
    identity::{Action, Actor, Place},
    ids::ReleaseId,
    pillar::{Pillar, Severity},
};
use serde_json::json;
use uuid::Uuid;

/// How many releases a page of the list has.
pub const RELEASES_PER_PAGE: i64 = 50;

/// A release as it was typed or sent.
#[derive(Clone, Debug, Default)]
pub struct NewRelease {
    pub version: String,
    pub commit: String,
    pub notes: String,
    pub digest: String,
}

/// What came of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    New(Release),
    /// The same build was registered before: nothing changed.
    Known(Release),
}

impl Registered {
    #[must_use]
    pub fn release(self) -> Release {
        match self {
            Self::New(release) | Self::Known(release) => release,
        }
    }
}

/// Makes a release known. The same version with the same commit and digest may be registered any number of times.
///
/// # Errors
/// [`Error::Invalid`] for wrong fields, and [`Problem::Taken`] for a version that names another build.
pub async fn register(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    source: Source,
    new: &NewRelease,
) -> Result<Registered> {
    backend.allow(actor, Action::CreateRelease, Place::project(project.id))?;
    let fields = ReleaseFields::check(&new.version, &new.commit, &new.notes, &new.digest)?;
    let mut write = backend.write(actor).await?;
    let registered = insert(&mut write, project, source, fields).await?;
    if matches!(registered, Registered::New(_)) {
        write.commit().await?;
    }
    Ok(registered)
}

/// Inserts checked fields inside a change, or finds the same build.
pub(super) async fn insert(
    write: &mut Write,
    project: &Project,
    source: Source,
    fields: ReleaseFields,
) -> Result<Registered> {
    let release = Release {
        id: ReleaseId(Uuid::now_v7()),
        project_id: project.id,
        version: fields.version,
        commit: fields.commit,
        notes: fields.notes,
        digest: fields.digest,
        source: source.as_str().to_owned(),
        created_by: write.actor().label.clone(),
        created_at: write.now(),
    };
    if !queries::releases::insert(write.db(), &release).await? {
        let known = queries::releases::by_version(write.db(), project.id, &release.version)
            .await?
            .ok_or(Error::Stale)?;
        return if known.commit == release.commit && known.digest == release.digest {
            Ok(Registered::Known(known))
        } else {
            Err(Error::field("version", Problem::Taken))
        };
    }
    let place = Place::project(project.id);
    write.audit(
        Entry::new("release.register", "release", release.id, &release.version)
            .place(place)
            .after(&release),
    );
    write
        .timeline(NewEvent {
            pillar: Pillar::Deployments,
            kind: "release.registered",
            severity: Severity::Info,
            place,
            link: Some(format!("/p/{}/releases/{}", project.key, release.id)),
            params: json!({ "project": project.name, "version": release.version, "commit": release.commit }),
        })
        .await?;
    Ok(Registered::New(release))
}

/// The newest releases of a project, or those older than `before`.
///
/// # Errors
/// [`Error::Forbidden`] when the actor may not look.
pub async fn list(
    backend: &Backend,
    actor: &Actor,
    project: &Project,
    before: Option<ReleaseId>,
    limit: i64,
) -> Result<Vec<Release>> {
    see(actor, project.id)?;
    queries::releases::newest(&backend.pool, project.id, before, limit).await
}

/// One release.
///
/// # Errors
/// [`Error::NotFound`] when the project has none of this id.
pub async fn release(backend: &Backend, actor: &Actor, project: &Project, id: ReleaseId) -> Result<Release> {
    see(actor, project.id)?;
    queries::releases::by_id(&backend.pool, project.id, id)
        .await?
        .ok_or(Error::NotFound)
}

/// One release by the version that people and pipelines call it.
///
/// # Errors
/// [`Error::Invalid`] for an unknown version.
pub async fn release_by_version(backend: &Backend, actor: &Actor, project: &Project, version: &str) -> Result<Release> {
    see(actor, project.id)?;
    let version = version.trim();
    if version.is_empty() {
        return Err(Error::field("version", Problem::Required));
    }
    let mut db = backend.pool.acquire().await?;
    queries::releases::by_version(&mut db, project.id, version)
        .await?
        .ok_or_else(|| Error::field("version", Problem::Unknown))
}

/// Releases whose version contains a text or whose commit begins with it, of the projects that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub async fn search(backend: &Backend, actor: &Actor, text: &str, limit: i64) -> Result<Vec<(Project, Release)>> {
    let text = text.trim();
    // One letter finds everything, which is nothing.
    if text.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let projects = crate::projects::list(backend, actor).await?;
    let ids: Vec<Uuid> = projects.iter().map(|project| project.id.0).collect();
    let found = queries::releases::search(&backend.pool, &ids, text, limit).await?;
    Ok(found
        .into_iter()
        .filter_map(|release| {
            let project = projects.iter().find(|project| project.id == release.project_id)?;
            Some((project.clone(), release))
        })
        .collect())
}
