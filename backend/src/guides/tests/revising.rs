use super::{super::*, *};
use crate::Error;
use arkan_domain::{
    fields::Problem,
    guides::{Drift, GuideError},
    identity::Action,
};

fn change(language: Lang, base: i32, body: &str) -> Revise {
    Revise {
        language,
        base,
        text: text("On call", body),
        note: String::new(),
        material: true,
        translated_from: None,
    }
}

async fn translated(backend: &Backend, actor: &Actor) -> Translation {
    let guide = find(backend, actor, "on-call").await.expect("found");
    let (source, arabic) = newest_of_both(backend, &guide).await.expect("read");
    translation(&guide, &arabic.expect("translated"), source.number).expect("a translation")
}

#[sqlx::test(migrations = "../migrations")]
async fn a_translation_counts_the_changes_of_its_source(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    guide(&backend, &trainer, "on-call", "One.").await;
    let mut arabic = change(Lang::Ar, 0, "واحد.");
    arabic.translated_from = Some(1);
    revise(&backend, &trainer, "on-call", &arabic)
        .await
        .expect("translated");
    assert_eq!(translated(&backend, &trainer).await.drift, Drift::Current);

    revise(&backend, &trainer, "on-call", &change(Lang::En, 1, "Two."))
        .await
        .expect("revised");
    revise(&backend, &trainer, "on-call", &change(Lang::En, 2, "Three."))
        .await
        .expect("revised");
    assert_eq!(translated(&backend, &trainer).await.drift, Drift::Behind { changes: 2 });
    let compared = compare(&backend, &trainer, "on-call", Lang::En, (1, 3))
        .await
        .expect("compared");
    assert!(compared.hunks[0].iter().any(|line| line.kind == LineKind::Added));

    // A correction that does not catch up stays behind; one that does need not change a word.
    revise(&backend, &trainer, "on-call", &change(Lang::Ar, 1, "واحد!"))
        .await
        .expect("revised");
    assert_eq!(translated(&backend, &trainer).await.drift, Drift::Behind { changes: 2 });
    let mut caught_up = change(Lang::Ar, 2, "واحد!");
    caught_up.translated_from = Some(3);
    revise(&backend, &trainer, "on-call", &caught_up)
        .await
        .expect("revised");
    assert_eq!(translated(&backend, &trainer).await.drift, Drift::Current);
    let mut unknown = change(Lang::Ar, 3, "x");
    unknown.translated_from = Some(9);
    let refused = revise(&backend, &trainer, "on-call", &unknown).await;
    assert!(matches!(refused, Err(Error::Invalid(errors)) if errors.get("translated_from") == Some(&Problem::Unknown)));
}

#[sqlx::test(migrations = "../migrations")]
async fn whoever_saves_second_is_told(pool: PgPool) {
    let backend = backend(pool);
    let huda = person(&backend, "huda", Role::Trainer).await;
    let layla = person(&backend, "layla", Role::Admin).await;
    guide(&backend, &huda, "on-call", "One.").await;
    let (one, two) = (change(Lang::En, 1, "Two."), change(Lang::En, 1, "Three."));
    let (one, two) = tokio::join!(
        revise(&backend, &huda, "on-call", &one),
        revise(&backend, &layla, "on-call", &two)
    );
    let saved = [&one, &two].iter().filter(|result| matches!(result, Ok(2))).count();
    assert_eq!(saved, 1);
    let refused = one.and(two).expect_err("one was refused");
    assert!(matches!(
        refused,
        Error::Guides(GuideError::EditedMeanwhile { number: 2, .. })
    ));
}

#[sqlx::test(migrations = "../migrations")]
async fn nothing_is_saved_that_says_the_same_or_is_archived(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    guide(&backend, &trainer, "on-call", "One.").await;
    let same = revise(&backend, &trainer, "on-call", &change(Lang::En, 1, "One.")).await;
    assert!(matches!(same, Err(Error::Guides(GuideError::NothingChanged))));

    archive(&backend, &trainer, "on-call").await.expect("archived");
    assert!(list(&backend, &trainer, false).await.expect("listed").is_empty());
    assert!(
        search(&backend, &trainer, Lang::En, "call", 5)
            .await
            .expect("searched")
            .is_empty()
    );
    let edited = revise(&backend, &trainer, "on-call", &change(Lang::En, 1, "Two.")).await;
    assert!(matches!(edited, Err(Error::Guides(GuideError::Archived))));
    restore(&backend, &trainer, "on-call").await.expect("restored");
    assert_eq!(
        revise(&backend, &trainer, "on-call", &change(Lang::En, 1, "Two."))
            .await
            .expect("revised"),
        2
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn only_who_may_edit_guides_writes(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    guide(&backend, &trainer, "on-call", "One.").await;
    for role in Role::ALL.iter().filter(|role| !role.allows(Action::EditGuides)) {
        let actor = person(&backend, role.as_str(), *role).await;
        let refused = |result: crate::Result<()>| assert!(matches!(result, Err(Error::Forbidden)), "{role}");
        refused(
            revise(&backend, &actor, "on-call", &change(Lang::En, 1, "Two."))
                .await
                .map(|_| ()),
        );
        refused(archive(&backend, &actor, "on-call").await);
        refused(take_offer(&backend, &actor, "on-call", Lang::En).await.map(|_| ()));
        refused(dismiss_offer(&backend, &actor, "on-call", Lang::En).await);
        assert!(find(&backend, &actor, "on-call").await.is_ok(), "{role} reads");
    }
    let taken = NewGuide {
        slug: "on-call".into(),
        audience: Audience::Everyone,
        pillar: None,
        source_language: Lang::En,
        text: text("Again", "x"),
        note: String::new(),
    };
    let taken = create(&backend, &trainer, &taken).await;
    assert!(matches!(taken, Err(Error::Invalid(errors)) if errors.get("slug") == Some(&Problem::Taken)));
}
