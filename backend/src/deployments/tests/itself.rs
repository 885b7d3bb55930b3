use super::{COMMIT, count, project, shop};
use crate::deployments::{hold, record_self, stage};
use arkan_domain::identity::Actor;
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn a_build_records_itself_once(pool: PgPool) {
    let (backend, actor, _) = shop(pool).await;
    assert_eq!(record_self(&backend, "0.1.0", COMMIT).await.unwrap(), None);
    let arkan = project(&backend, &Actor::system("test"), "arkan").await;
    let runs = async || {
        let (lane, _) = stage(&backend, &actor, &arkan, "production").await.unwrap();
        let run = lane.current.unwrap();
        (run.version, run.kind, count(&backend, "runs").await)
    };

    let first = record_self(&backend, "0.1.0", COMMIT).await.unwrap().unwrap();
    assert_eq!((first.source.as_str(), first.version.as_str()), ("self", "0.1.0"));
    let before = count(&backend, "timeline").await;
    record_self(&backend, "0.1.0", COMMIT).await.unwrap();
    assert_eq!(count(&backend, "timeline").await, before);
    assert_eq!(runs().await, ("0.1.0".into(), "deploy".into(), 1));

    // A new commit under the old version is told apart, and a hold does not hide what runs.
    hold(&backend, &actor, &arkan, "production", "freeze").await.unwrap();
    record_self(&backend, "0.1.0", "abcdef0123456").await.unwrap();
    assert_eq!(runs().await, ("0.1.0+abcdef0123".into(), "deploy".into(), 2));
    // The old build starts again.
    record_self(&backend, "0.1.0", COMMIT).await.unwrap();
    assert_eq!(runs().await, ("0.1.0".into(), "rollback".into(), 3));
}

#[sqlx::test(migrations = "../migrations")]
async fn replicas_that_start_at_once_record_one_run(pool: PgPool) {
    let (backend, actor, _) = shop(pool).await;
    project(&backend, &actor, "arkan").await;
    let start = || record_self(&backend, "0.2.0", COMMIT);
    let (a, b, c) = tokio::join!(start(), start(), start());
    let ids = [a, b, c].map(|result| result.unwrap().unwrap().id);
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(count(&backend, "runs").await, 1);
}
