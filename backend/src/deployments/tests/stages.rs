use super::{released, shop, to};
use crate::{
    Error,
    deployments::{NewStage, create_stage, edit_stage, ensure_stages, pipeline, promote, remove_stage},
};
use arkan_domain::{deployments::DeploymentError, fields::Problem};
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn stages_are_added_ordered_renamed_and_removed(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let keys = async || -> Vec<String> {
        let lanes = pipeline(&backend, &actor, &project).await.unwrap();
        lanes.into_iter().map(|lane| lane.stage.key).collect()
    };
    let canary = NewStage {
        key: "canary".into(),
        name: "Canary".into(),
        environment: "production".into(),
    };
    create_stage(&backend, &actor, &project, canary.clone()).await.unwrap();
    assert_eq!(keys().await, ["staging", "production", "canary"]);
    match create_stage(&backend, &actor, &project, canary).await {
        Err(Error::Invalid(errors)) => assert_eq!(errors.get("key"), Some(&Problem::Taken)),
        other => panic!("{other:?}"),
    }
    edit_stage(&backend, &actor, &project, "canary", 1, ("One host", "2"))
        .await
        .unwrap();
    assert_eq!(keys().await, ["staging", "canary", "production"]);
    let stale = edit_stage(&backend, &actor, &project, "canary", 1, ("Other", "1")).await;
    assert!(matches!(stale, Err(Error::Stale)));
    let beyond = edit_stage(&backend, &actor, &project, "canary", 2, ("Other", "4")).await;
    assert!(matches!(beyond, Err(Error::Invalid(_))));

    let one = released(&backend, &actor, &project, "1").await;
    promote(&backend, &actor, to(&project, "staging", &one)).await.unwrap();
    let kept = remove_stage(&backend, &actor, &project, "staging").await;
    assert!(matches!(
        kept,
        Err(Error::Deployments(DeploymentError::StageHasHistory))
    ));
    remove_stage(&backend, &actor, &project, "canary").await.unwrap();
    assert_eq!(keys().await, ["staging", "production"]);
    // What was removed left a gap, over which promotion finds the stage before.
    promote(&backend, &actor, to(&project, "production", &one))
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_new_project_has_a_stage_for_each_environment_once(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let mut write = backend.write(&actor).await.unwrap();
    assert_eq!(ensure_stages(&mut write, &project).await.unwrap(), 0);
    write.commit().await.unwrap();
    let lanes = pipeline(&backend, &actor, &project).await.unwrap();
    let told: Vec<_> = lanes
        .iter()
        .map(|lane| (lane.stage.key.as_str(), lane.stage.production))
        .collect();
    assert_eq!(told, [("staging", false), ("production", true)]);

    remove_stage(&backend, &actor, &project, "staging").await.unwrap();
    let mut write = backend.write(&actor).await.unwrap();
    assert_eq!(ensure_stages(&mut write, &project).await.unwrap(), 1);
    write.commit().await.unwrap();
}
