use super::{Lane, Move, Registered, Release, moves, queries, releases};
use crate::{Backend, Error, Result, projects};
use arkan_domain::{
    deployments::{ReleaseFields, RunKind, Source},
    identity::Actor,
};

/// The project by which the console watches itself.
const PROJECT: &str = "arkan";
const ENVIRONMENT: &str = "production";

/// Records a starting build as a release of the project `arkan` that runs in production; nothing when it is what
/// ran there last. `commit` is empty when the build does not know it. None: there is no such project or stage yet.
///
/// A version that another commit already has becomes `version+commit`, as semantic versioning marks builds.
/// A hold does not stop it: this tells what happened, it does not ask.
///
/// # Errors
/// When the database does not answer.
pub async fn record_self(backend: &Backend, version: &str, commit: &str) -> Result<Option<Release>> {
    let actor = Actor::system("arkan");
    let project = match projects::find(backend, &actor, PROJECT).await {
        Err(Error::NotFound) => return Ok(None),
        other => other?,
    };
    let stages = queries::stages::all(&backend.pool, project.id).await?;
    let Some(stage) = stages.into_iter().find(|stage| stage.environment_key == ENVIRONMENT) else {
        return Ok(None);
    };

    let mut write = backend.write(&actor).await?;
    let mut fields = ReleaseFields {
        version: version.to_owned(),
        commit: commit.to_ascii_lowercase(),
        notes: String::new(),
        digest: String::new(),
    };
    let taken = queries::releases::by_version(write.db(), project.id, version)
        .await?
        .is_some_and(|known| known.commit != fields.commit);
    if taken {
        fields.version = format!("{version}+{}", arkan_domain::deployments::short_commit(&fields.commit));
    }
    let release = match releases::insert(&mut write, &project, Source::Itself, fields).await? {
        Registered::New(release) | Registered::Known(release) => release,
    };
    // Two replicas that start at once wait here for each other.
    let (stage, _) = queries::stages::lock(write.db(), project.id, &stage.key).await?;
    let stage = stage.ok_or(Error::NotFound)?;
    let current = queries::runs::current(write.db(), stage.id).await?;
    let lane = Lane { stage, current };
    if lane.current.as_ref().is_some_and(|run| run.release_id == release.id) {
        return Ok(Some(release));
    }
    let ran = queries::runs::ran_in(write.db(), lane.stage.id, release.id).await?;
    let kind = if ran { RunKind::Rollback } else { RunKind::Deploy };
    let to = Move {
        project: &project,
        stage: &lane.stage.key,
        release: &release,
        expected: None,
        reason: "",
    };
    moves::settle(&mut write, &to, &lane, kind, None).await?;
    write.commit().await?;
    Ok(Some(release))
}
