use super::{super::*, *};

/// What people type, and the guide that should answer.
const GOLDEN: &[(Lang, &str, &str)] = &[];

#[sqlx::test(migrations = "../migrations")]
async fn the_right_guide_is_found(pool: PgPool) {
    let backend = backend(pool);
    import(&backend).await.expect("imported");
    let reader = person(&backend, "sami", Role::Viewer).await;
    let (mut first, mut third, mut missed) = (0, 0, Vec::new());
    for (lang, query, slug) in GOLDEN {
        let found = search(&backend, &reader, *lang, query, 8).await.expect("searched");
        let place = found.iter().position(|found| found.slug == *slug);
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        if place.is_none_or(|place| place > 0) {
            let order: Vec<&str> = found.iter().map(|found| found.slug.as_str()).collect();
            missed.push(format!("{query} → {slug}: {place:?} in {order:?}"));
        }
    }
    let all = GOLDEN.len();
    println!("recall@1 {first}/{all}, recall@3 {third}/{all}\n{}", missed.join("\n"));
    assert!(all >= 60);
    assert!(third * 100 >= all * 95, "recall@3 {third}/{all}\n{}", missed.join("\n"));
    assert!(first * 100 >= all * 75, "recall@1 {first}/{all}\n{}", missed.join("\n"));
}
