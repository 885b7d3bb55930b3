use super::overview;
use crate::{
    Backend, Clock,
    deployments::hold,
    projects::{self, NewEnvironment, NewProject, Project},
};
use arkan_domain::identity::{Actor, Grant, Role, Who};
use sqlx::PgPool;

async fn shop(pool: PgPool) -> (Backend, Actor, Project) {
    let backend = Backend::for_tests(pool, Clock::default());
    let actor = Actor::system("test");
    let new = NewProject {
        key: "shop".into(),
        name: "Shop".into(),
        description: String::new(),
        environments: vec![NewEnvironment {
            key: "production".into(),
            name: "Production".into(),
            production: true,
        }],
    };
    let project = projects::create(&backend, &actor, new).await.unwrap();
    (backend, actor, project)
}

async fn run(backend: &Backend, project: &Project, sql: &'static str) {
    sqlx::query(sql)
        .bind(project.id.0)
        .execute(&backend.pool)
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_fresh_console_has_nothing_to_tell(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    let seen = overview(&backend, &actor, Some(&project)).await.unwrap();
    assert_eq!(seen.flags.unwrap().total, 0);
    assert_eq!((seen.alerts.firing, seen.alerts.checks), (0, 0));
    let backups = seen.backups.unwrap();
    assert_eq!(
        (backups.stored_at, backups.proven_at, backups.drill_failed),
        (None, None, false)
    );
    assert_eq!(seen.guides.total, 0);
    let nowhere = overview(&backend, &actor, None).await.unwrap();
    assert!(nowhere.flags.is_none() && nowhere.deployments.is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_wrong_is_counted(pool: PgPool) {
    let (backend, actor, project) = shop(pool).await;
    hold(&backend, &actor, &project, "production", "inventory")
        .await
        .unwrap();
    run(
        &backend,
        &project,
        "WITH f AS (INSERT INTO flags (id, project_id, key, kind, created_at, updated_at, archived_at)
             SELECT gen_random_uuid(), $1, 'f' || n, 'release', now(), now(), CASE n WHEN 3 THEN now() END
             FROM generate_series(1, 3) n RETURNING id)
         INSERT INTO flag_environments (flag_id, environment_id, strategies, updated_at, killed_at, killed_by)
         SELECT f.id, e.id, '[]', now(), now(), 'Layla' FROM f, environments e WHERE e.project_id = $1",
    )
    .await;
    run(
        &backend,
        &project,
        "INSERT INTO alerts (id, fingerprint, source, project_id, severity, state, kind, params, first_failure_at, fired_at)
         SELECT gen_random_uuid(), 'a' || n, 'system', CASE WHEN n < 4 THEN $1 END,
                CASE n WHEN 1 THEN 'critical' ELSE 'warning' END,
                (ARRAY['firing', 'acknowledged', 'resolved', 'firing'])[n], 'x', '{}', now(), now()
         FROM generate_series(1, 4) n",
    )
    .await;
    run(
        &backend,
        &project,
        "WITH b AS (INSERT INTO backups (id, trigger, state, actor_label, started_at, finished_at)
             VALUES (gen_random_uuid(), 'manual', 'stored', 'x', now(), now()) RETURNING id)
         INSERT INTO restore_drills (id, backup_id, trigger, state, restore_seconds, actor_label, started_at, finished_at)
         SELECT gen_random_uuid(), b.id, 'manual', s.state, 41.5, 'x', now() + s.n * interval '1 min', now()
         FROM b, (VALUES (1, 'passed'), (2, 'failed'), (3, 'cancelled')) s(n, state) WHERE $1::uuid IS NOT NULL",
    )
    .await;
    run(
        &backend,
        &project,
        "WITH g AS (INSERT INTO guides (id, slug, source_language, audience, created_at)
             SELECT gen_random_uuid(), 'g' || n, 'ar', 'everyone', now() FROM generate_series(1, 3) n
             WHERE $1::uuid IS NOT NULL RETURNING id, slug),
         old AS (INSERT INTO guide_revisions
             (id, guide_id, language, number, title, body, content_hash, origin, author_label, created_at)
             SELECT gen_random_uuid(), g.id, 'ar', n, 't', 'b', '', 'edited', 'x', now() FROM g, generate_series(1, 2) n
             RETURNING id, guide_id, number)
         INSERT INTO guide_revisions
             (id, guide_id, language, number, title, body, content_hash, translated_from, origin, author_label, created_at)
         SELECT gen_random_uuid(), g.id, 'en', 1, 't', 'b', '', old.id, 'edited', 'x', now()
         FROM g JOIN old ON old.guide_id = g.id
         WHERE (g.slug = 'g1' AND old.number = 1) OR (g.slug = 'g2' AND old.number = 2)",
    )
    .await;

    let seen = overview(&backend, &actor, Some(&project)).await.unwrap();
    let flags = seen.flags.unwrap();
    assert_eq!((flags.total, flags.killed_total, flags.killed.len()), (2, 2, 2));
    assert_eq!(flags.killed[0].killed_by, "Layla");
    assert_eq!(
        (seen.alerts.firing, seen.alerts.critical, seen.alerts.acknowledged),
        (2, 1, 1)
    );
    let backups = seen.backups.unwrap();
    assert!(backups.drill_failed && backups.proven_at.is_some() && !backups.backup_failed);
    assert_eq!(backups.restore_seconds, Some(41.5));
    assert_eq!(
        (seen.guides.total, seen.guides.untranslated, seen.guides.behind),
        (3, 1, 1)
    );
    assert_eq!(seen.deployments.unwrap().held.len(), 1);

    // Whoever sees one project only is told nothing of the console as a whole, and nothing of other projects.
    let grants = vec![Grant::Role {
        role: Role::Viewer,
        project: Some(project.id),
    }];
    let viewer = Actor {
        who: Who::System,
        label: "viewer".into(),
        grants,
        address: None,
    };
    let seen = overview(&backend, &viewer, Some(&project)).await.unwrap();
    assert_eq!(seen.alerts.firing, 1);
    assert!(seen.backups.is_none());
    let stranger = Actor {
        grants: Vec::new(),
        ..viewer
    };
    assert!(overview(&backend, &stranger, Some(&project)).await.is_err());
}
