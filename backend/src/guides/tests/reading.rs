use super::{super::*, *};
use crate::Error;
use arkan_domain::{guides::GuideError, ids::RevisionId};

async fn revision_id(backend: &Backend, actor: &Actor, slug: &str) -> RevisionId {
    let guide = find(backend, actor, slug).await.expect("found");
    newest(backend, &guide, Lang::En)
        .await
        .expect("read")
        .expect("written")
        .id
}

async fn edit(backend: &Backend, actor: &Actor, base: i32, body: &str, material: bool) {
    let change = Revise {
        language: Lang::En,
        base,
        text: text("On call", body),
        note: String::new(),
        material,
        translated_from: None,
    };
    revise(backend, actor, "on-call", &change).await.expect("revised");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_change_that_matters_asks_again_and_a_small_one_does_not(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    let reader = person(&backend, "sami", Role::Viewer).await;
    guide(&backend, &trainer, "on-call", "One.").await;
    let guide = find(&backend, &reader, "on-call").await.expect("found");
    let said = |backend: Backend, reader: Actor, guide: Guide| async move {
        mine(&backend, &reader, &guide, Lang::En)
            .await
            .expect("read")
            .map(|mine| (mine.number, mine.up_to_date))
    };
    assert_eq!(said(backend.clone(), reader.clone(), guide.clone()).await, None);

    let first = revision_id(&backend, &reader, "on-call").await;
    acknowledge(&backend, &reader, "on-call", first)
        .await
        .expect("acknowledged");
    acknowledge(&backend, &reader, "on-call", first)
        .await
        .expect("again is once");
    assert_eq!(
        said(backend.clone(), reader.clone(), guide.clone()).await,
        Some((1, true))
    );
    assert_eq!(mine(&backend, &reader, &guide, Lang::Ar).await.expect("read"), None);

    edit(&backend, &trainer, 1, "One!", false).await;
    assert_eq!(
        said(backend.clone(), reader.clone(), guide.clone()).await,
        Some((1, true))
    );
    edit(&backend, &trainer, 2, "Two.", true).await;
    assert_eq!(
        said(backend.clone(), reader.clone(), guide.clone()).await,
        Some((1, false))
    );
    let listed = list(&backend, &reader, false).await.expect("listed");
    assert!(!listed[0].source.acknowledged);

    let old = acknowledge(&backend, &reader, "on-call", first).await;
    assert!(matches!(old, Err(Error::Guides(GuideError::OldRevision))));
    let newest = revision_id(&backend, &reader, "on-call").await;
    acknowledge(&backend, &reader, "on-call", newest)
        .await
        .expect("acknowledged");
    assert_eq!(said(backend.clone(), reader.clone(), guide).await, Some((3, true)));
    assert!(
        list(&backend, &reader, false).await.expect("listed")[0]
            .source
            .acknowledged
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn readers_are_reported_to_whoever_may_see_them(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    let opener = person(&backend, "sami", Role::Viewer).await;
    let reader = person(&backend, "layla", Role::ProductOwner).await;
    guide(&backend, &trainer, "on-call", "One.").await;
    guide(&backend, &trainer, "other", "One.").await;
    let revision = revision_id(&backend, &reader, "on-call").await;
    opened(&backend, &opener, "on-call", revision).await.expect("opened");
    acknowledge(&backend, &reader, "on-call", revision)
        .await
        .expect("acknowledged");
    // The console itself and a revision of another guide count for nothing.
    opened(&backend, &Actor::system("test"), "on-call", revision)
        .await
        .expect("ignored");
    assert!(matches!(
        opened(&backend, &opener, "other", revision).await,
        Err(Error::NotFound)
    ));

    let guide = find(&backend, &trainer, "on-call").await.expect("found");
    let mut rows = readers(&backend, &trainer, &guide).await.expect("reported");
    rows.sort_by(|a, b| a.reader.cmp(&b.reader));
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row.reader.as_str(), row.acknowledged_at.is_some(), row.number))
        .collect();
    assert_eq!(rows, [("layla", true, 1), ("sami", false, 1)]);
    assert!(matches!(
        readers(&backend, &reader, &guide).await,
        Err(Error::Forbidden)
    ));
}
