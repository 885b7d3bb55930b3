use super::{super::*, *};
use crate::guides::import::import_all;
use arkan_domain::guides::Drift;

async fn behind(backend: &Backend, slug: &str) -> Option<Drift> {
    let listed = list(backend, &Actor::system("test"), false).await.expect("listed");
    listed
        .iter()
        .find(|listed| listed.guide.slug == slug)
        .expect("there")
        .drift
}

async fn now(backend: &Backend, slug: &str, language: Lang) -> Revision {
    let guide = find(backend, &Actor::system("test"), slug).await.expect("found");
    newest(backend, &guide, language).await.expect("read").expect("written")
}

#[sqlx::test(migrations = "../migrations")]
async fn importing_twice_is_importing_once(pool: PgPool) {
    let backend = backend(pool.clone());
    let first = import(&backend).await.expect("imported");
    assert_eq!((first.created, first.revised, first.offered), (8, 0, 0));
    assert_eq!(import(&backend).await.expect("imported"), Imported::default());
    let revisions: i64 = sqlx::query_scalar("SELECT count(*) FROM guide_revisions")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(revisions, 16);
    for listed in list(&backend, &Actor::system("test"), false).await.expect("listed") {
        assert_eq!(listed.drift, Some(Drift::Current), "{}", listed.guide.slug);
    }
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM timeline_events")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(events, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn replicas_that_start_together_import_once(pool: PgPool) {
    let backend = backend(pool.clone());
    let (one, two) = tokio::join!(import(&backend), import(&backend));
    assert_eq!(one.expect("imported").created + two.expect("imported").created, 8);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_newer_shipped_text_replaces_a_shipped_one(pool: PgPool) {
    let backend = backend(pool);
    import_all(&backend, &[shipped_guide("on-call", "One.", "واحد.")])
        .await
        .expect("imported");
    let done = import_all(&backend, &[shipped_guide("on-call", "Two.", "واحد.")])
        .await
        .expect("imported");
    assert_eq!((done.created, done.revised, done.offered), (0, 1, 0));
    assert_eq!(now(&backend, "on-call", Lang::En).await.text.body, "Two.\n");
    assert_eq!(behind(&backend, "on-call").await, Some(Drift::Behind { changes: 1 }));
    import_all(&backend, &[shipped_guide("on-call", "Two.", "اثنان.")])
        .await
        .expect("imported");
    assert_eq!(behind(&backend, "on-call").await, Some(Drift::Current));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_edited_text_is_never_overwritten(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    import_all(&backend, &[shipped_guide("on-call", "One.", "واحد.")])
        .await
        .expect("imported");
    let ours = Revise {
        language: Lang::En,
        base: 1,
        text: text("On call", "Ours."),
        note: "our numbers".into(),
        material: true,
        translated_from: None,
    };
    revise(&backend, &trainer, "on-call", &ours).await.expect("revised");

    let newer = [shipped_guide("on-call", "Two.", "واحد.")];
    assert_eq!(import_all(&backend, &newer).await.expect("imported").offered, 1);
    assert_eq!(
        import_all(&backend, &newer).await.expect("imported"),
        Imported::default()
    );
    assert_eq!(now(&backend, "on-call", Lang::En).await.text.body, "Ours.\n");

    let guide = find(&backend, &trainer, "on-call").await.expect("found");
    let offered = offer(&backend, &trainer, &guide, Lang::En)
        .await
        .expect("read")
        .expect("offered");
    assert_eq!(offered.text.body, "Two.\n");
    let viewer = person(&backend, "sami", Role::Viewer).await;
    assert_eq!(offer(&backend, &viewer, &guide, Lang::En).await.expect("read"), None);

    dismiss_offer(&backend, &trainer, "on-call", Lang::En)
        .await
        .expect("dismissed");
    assert_eq!(
        import_all(&backend, &newer).await.expect("imported"),
        Imported::default()
    );
    assert_eq!(offer(&backend, &trainer, &guide, Lang::En).await.expect("read"), None);

    let newest_of_all = [shipped_guide("on-call", "Three.", "واحد.")];
    assert_eq!(import_all(&backend, &newest_of_all).await.expect("imported").offered, 1);
    assert_eq!(
        take_offer(&backend, &trainer, "on-call", Lang::En)
            .await
            .expect("taken"),
        3
    );
    assert_eq!(now(&backend, "on-call", Lang::En).await.text.body, "Three.\n");
    assert_eq!(
        import_all(&backend, &newest_of_all).await.expect("imported"),
        Imported::default()
    );
}
