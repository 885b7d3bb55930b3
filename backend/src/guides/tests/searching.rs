use super::{super::*, *};

#[sqlx::test(migrations = "../migrations")]
async fn arabic_is_folded_pair_by_pair(pool: PgPool) {
    let cases = [
        ("أإآٱا", "ااااا"),
        ("مستوى مستوي", "مستوي مستوي"),
        ("مسؤول مسئول", "مسوول مسيول"),
        ("مُرَاقَبَةٌ", "مراقبه"),
        ("تنبيـــهات", "تنبيهات"),
        ("١٢٣٤٥٦٧٨٩٠", "1234567890"),
        ("۱۲۳۴۵۶۷۸۹۰", "1234567890"),
        ("کلید ی", "كليد ي"),
        ("A\u{202E}b\u{200F}C", "abc"),
        ("ﻻ", "لا"),
    ];
    for (input, expected) in cases {
        let folded: String = sqlx::query_scalar("SELECT ar_norm($1)")
            .bind(input)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(folded, expected, "{input}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_found_is_marked_and_escaped(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    guide(&backend, &trainer, "on-call", "Press `<kill>` & wait for the kettle.").await;
    let found = search(&backend, &trainer, Lang::En, "kettle", 5)
        .await
        .expect("searched");
    assert_eq!(found[0].slug, "on-call");
    assert!(
        found[0]
            .excerpt
            .contains("&lt;kill&gt; &amp; wait for the <mark>kettle</mark>"),
        "{}",
        found[0].excerpt
    );
    // A slip of the finger still finds it; nonsense and hostile input find nothing and break nothing.
    assert_eq!(
        search(&backend, &trainer, Lang::En, "ketle", 5)
            .await
            .expect("searched")
            .len(),
        1
    );
    for query in [
        "",
        "   ",
        "zzzzqqqq",
        "'); DROP TABLE guides; --",
        "& | ! ( ) <-> :*",
        "\0",
        "\u{E000}",
        "%_\\",
    ] {
        assert!(
            search(&backend, &trainer, Lang::En, query, 5)
                .await
                .expect("searched")
                .is_empty(),
            "{query:?}"
        );
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn search_reads_the_newest_revision_only(pool: PgPool) {
    let backend = backend(pool);
    let trainer = person(&backend, "huda", Role::Trainer).await;
    guide(&backend, &trainer, "on-call", "Call the harbour master.").await;
    let change = Revise {
        language: Lang::En,
        base: 1,
        text: text("On call", "Call the lighthouse."),
        note: String::new(),
        material: true,
        translated_from: None,
    };
    revise(&backend, &trainer, "on-call", &change).await.expect("revised");
    assert!(
        search(&backend, &trainer, Lang::En, "harbour", 5)
            .await
            .expect("searched")
            .is_empty()
    );
    assert_eq!(
        search(&backend, &trainer, Lang::En, "lighthouse", 5)
            .await
            .expect("searched")
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_guide_comes_once_in_the_readers_language(pool: PgPool) {
    let backend = backend(pool);
    import(&backend).await.expect("imported");
    let reader = person(&backend, "sami", Role::Viewer).await;
    for lang in Lang::ALL {
        let found = search(&backend, &reader, lang, "alerts", 20).await.expect("searched");
        let slugs: std::collections::BTreeSet<_> = found.iter().map(|found| &found.slug).collect();
        assert_eq!(slugs.len(), found.len());
        assert_eq!(found[0].slug, "alerts");
        assert_eq!(found[0].language, lang, "glossary pairs cross the languages");
    }
}
