use super::{count, released, shop, to};
use crate::{
    Error,
    deployments::{Move, history, hold, pipeline, promote, roll_back, rollback_choices, stage, summary, unhold},
};
use arkan_domain::{
    deployments::{DeploymentError, RunKind},
    identity::{Actor, Grant, Purpose, Role, Who},
};
use chrono::TimeDelta;
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn a_release_goes_stage_by_stage_and_back(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let one = released(&backend, &actor, &project, "1").await;
    let two = released(&backend, &actor, &project, "2").await;
    let refused = promote(&backend, &actor, to(&project, "production", &one)).await;
    assert!(matches!(
        refused,
        Err(Error::Deployments(DeploymentError::NotInPreviousStage {
            running: None,
            ..
        }))
    ));

    for (stage, release) in [
        ("staging", &one),
        ("production", &one),
        ("staging", &two),
        ("production", &two),
    ] {
        promote(&backend, &actor, to(&project, stage, release)).await.unwrap();
        backend.clock.advance(TimeDelta::minutes(10));
    }
    let refused = promote(&backend, &actor, to(&project, "production", &two)).await;
    assert!(matches!(
        refused,
        Err(Error::Deployments(DeploymentError::AlreadyRuns { .. }))
    ));
    let (lane, previous) = stage(&backend, &actor, &project, "production").await.unwrap();
    assert_eq!(previous.unwrap().stage.key, "staging");
    let choices = rollback_choices(&backend, &actor, &lane.stage, 10).await.unwrap();
    assert_eq!(
        choices.iter().map(|run| run.version.as_str()).collect::<Vec<_>>(),
        ["1"]
    );

    let without_reason = Move {
        reason: " ",
        ..to(&project, "production", &one)
    };
    assert!(matches!(
        roll_back(&backend, &actor, without_reason).await,
        Err(Error::Invalid(_))
    ));
    roll_back(&backend, &actor, to(&project, "production", &one))
        .await
        .unwrap();

    let shown = history(&backend, &actor, &project, "production", None).await.unwrap();
    let told: Vec<_> = shown
        .runs
        .iter()
        .map(|run| {
            (
                run.version.as_str(),
                run.kind(),
                run.replaces.as_deref(),
                run.ended_at.is_some(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("1", RunKind::Rollback, Some("2"), false),
            ("2", RunKind::Promote, Some("1"), true),
            ("1", RunKind::Promote, None, true),
        ]
    );
    assert_eq!(
        shown.runs[1].ended_at.unwrap() - shown.runs[1].started_at,
        TimeDelta::minutes(10)
    );
    let card = summary(&backend, &actor, &project).await.unwrap();
    assert_eq!((card.stages, card.waiting, card.held.len()), (2, 1, 0));
    assert_eq!(card.furthest.unwrap().current.unwrap().version, "1");
    // One row of each for two registrations, four promotions and a rollback, besides project and stages.
    assert_eq!(count(&backend, "timeline").await, 7);
    assert_eq!(count(&backend, "audit").await, 7 + 1 + 2);
    assert!(crate::audit::verify(&backend.pool).await.is_ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_held_stage_takes_nothing_new_but_goes_back(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let one = released(&backend, &actor, &project, "1").await;
    let two = released(&backend, &actor, &project, "2").await;
    for release in [&one, &two] {
        promote(&backend, &actor, to(&project, "staging", release))
            .await
            .unwrap();
    }
    assert!(matches!(
        hold(&backend, &actor, &project, "staging", "").await,
        Err(Error::Invalid(_))
    ));
    hold(&backend, &actor, &project, "staging", "inventory").await.unwrap();
    let again = hold(&backend, &actor, &project, "staging", "me too").await;
    assert!(matches!(
        again,
        Err(Error::Deployments(DeploymentError::AlreadyHeld { .. }))
    ));
    let three = released(&backend, &actor, &project, "3").await;
    match promote(&backend, &actor, to(&project, "staging", &three)).await {
        Err(Error::Deployments(DeploymentError::Held { by, reason })) => {
            assert_eq!((by.as_str(), reason.as_str()), ("test", "inventory"));
        }
        other => panic!("{other:?}"),
    }
    roll_back(&backend, &actor, to(&project, "staging", &one))
        .await
        .unwrap();
    unhold(&backend, &actor, &project, "staging", "").await.unwrap();
    assert!(unhold(&backend, &actor, &project, "staging", "").await.is_err());
    promote(&backend, &actor, to(&project, "staging", &three))
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn of_two_promotions_at_once_one_wins(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let one = released(&backend, &actor, &project, "1").await;
    let two = released(&backend, &actor, &project, "2").await;
    for round in 0..10 {
        let (lane, _) = stage(&backend, &actor, &project, "staging").await.unwrap();
        let expected = Some(lane.stage.version);
        let (a, b) = if round % 2 == 0 { (&one, &two) } else { (&two, &one) };
        let runs_before = count(&backend, "runs").await;
        // The one that runs already would be refused for that; so both are new in the first round only.
        let (first, second) = tokio::join!(
            promote(
                &backend,
                &actor,
                Move {
                    expected,
                    ..to(&project, "staging", a)
                }
            ),
            promote(
                &backend,
                &actor,
                Move {
                    expected,
                    ..to(&project, "staging", b)
                }
            ),
        );
        assert_eq!(
            u8::from(first.is_ok()) + u8::from(second.is_ok()),
            1,
            "{first:?} {second:?}"
        );
        assert_eq!(count(&backend, "runs").await, runs_before + 1);
        let open: i64 = sqlx::query_scalar("SELECT count(*) FROM stage_runs WHERE ended_at IS NULL")
            .fetch_one(&backend.pool)
            .await
            .unwrap();
        assert_eq!(open, 1);
    }
    // The same release at once, by callers that did not look: one moves it, the other is told that it runs.
    promote(
        &backend,
        &actor,
        to(&project, "staging", &released(&backend, &actor, &project, "3").await),
    )
    .await
    .unwrap();
    let four = released(&backend, &actor, &project, "4").await;
    let (first, second) = tokio::join!(
        promote(&backend, &actor, to(&project, "staging", &four)),
        promote(&backend, &actor, to(&project, "staging", &four)),
    );
    let refused = if first.is_ok() { second } else { first };
    assert!(
        matches!(refused, Err(Error::Deployments(DeploymentError::AlreadyRuns { .. }))),
        "{refused:?}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn even_without_the_locks_a_stage_has_one_current_run(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let one = released(&backend, &actor, &project, "1").await;
    promote(&backend, &actor, to(&project, "staging", &one)).await.unwrap();
    let doubled = sqlx::query(
        "INSERT INTO stage_runs (id, stage_id, release_id, kind, actor_label, started_at)
         SELECT gen_random_uuid(), stage_id, release_id, kind, actor_label, started_at FROM stage_runs",
    )
    .execute(&backend.pool)
    .await
    .unwrap_err();
    assert_eq!(
        doubled.as_database_error().unwrap().constraint(),
        Some("stage_runs_current")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_of_staging_does_not_reach_production(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let one = released(&backend, &actor, &project, "1").await;
    let lanes = pipeline(&backend, &actor, &project).await.unwrap();
    let grant = |grant| Actor {
        who: Who::System,
        label: "ci".into(),
        grants: vec![grant],
        address: None,
    };
    let ci = grant(Grant::Token {
        purpose: Purpose::Deploy,
        project: Some(project.id),
        environment: Some(lanes[0].stage.environment_id),
    });
    promote(&backend, &ci, to(&project, "staging", &one)).await.unwrap();
    assert!(matches!(
        promote(&backend, &ci, to(&project, "production", &one)).await,
        Err(Error::Forbidden)
    ));
    let viewer = grant(Grant::Role {
        role: Role::Viewer,
        project: None,
    });
    assert!(matches!(
        promote(&backend, &viewer, to(&project, "production", &one)).await,
        Err(Error::Forbidden)
    ));
    assert!(matches!(
        hold(&backend, &viewer, &project, "staging", "x").await,
        Err(Error::Forbidden)
    ));
    assert_eq!(pipeline(&backend, &viewer, &project).await.unwrap().len(), 2);
}
