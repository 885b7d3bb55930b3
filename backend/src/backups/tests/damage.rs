use super::*;
use age::secrecy::ExposeSecret as _;
use std::{fs, io::Write};

const DRILL: &str = "backup.drill_failed";

#[sqlx::test(migrations = "../migrations")]
async fn a_damaged_file_fails_its_drill_and_an_intact_one_ends_the_alert(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let id = console.stored().await;
    let path = console.file(id).await;
    let intact = fs::read(&path).unwrap();

    fs::write(&path, &intact[..intact.len() / 2]).unwrap();
    assert_eq!(console.drill_fails(id).await.0, Failure::Truncated);
    assert_eq!(console.open_alerts().await, [DRILL]);

    let mut flipped = intact.clone();
    flipped[intact.len() / 2] ^= 1;
    fs::write(&path, &flipped).unwrap();
    assert_eq!(console.drill_fails(id).await.0, Failure::ChecksumMismatch);

    fs::remove_file(&path).unwrap();
    let (failure, detail) = console.drill_fails(id).await;
    assert!(
        failure == Failure::MissingFile && detail.contains(path.to_str().unwrap()),
        "{detail}"
    );
    assert_eq!(console.open_alerts().await, [DRILL], "the same trouble is one alert");

    fs::write(&path, &intact).unwrap();
    console.drill_passes(id).await;
    assert!(console.open_alerts().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flipped_byte_with_a_matching_checksum_does_not_decrypt(pool: PgPool) {
    use sha2::{Digest, Sha256};
    let console = Console::new(&pool, Clock::default());
    let id = console.stored().await;
    let path = console.file(id).await;
    let mut content = fs::read(&path).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    fs::write(&path, &content).unwrap();
    let sha256 = Sha256::digest(&content).to_vec();
    sqlx::query("UPDATE backups SET sha256 = $1")
        .bind(sha256)
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(console.drill_fails(id).await.0, Failure::NotDecrypted);
    assert_eq!(console.open_alerts().await, [DRILL]);
}

#[sqlx::test(migrations = "../migrations")]
async fn another_key_does_not_open_it(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let id = console.stored().await;
    let key = console.data.path().join("keys/backup.agekey");
    let right = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    assert_eq!(console.drill_fails(id).await.0, Failure::NoKey);
    // A lost key is not replaced in silence: the next backup is still for the key that is known.
    let before = backup(&console.backend, &admin(), id).await.unwrap().recipient;
    let next = console.stored().await;
    assert_eq!(
        backup(&console.backend, &admin(), next).await.unwrap().recipient,
        before
    );

    let other = age::x25519::Identity::generate().to_string();
    writeln!(fs::File::create(&key).unwrap(), "{}", other.expose_secret()).unwrap();
    assert_eq!(console.drill_fails(id).await.0, Failure::WrongKey);
    assert_eq!(console.open_alerts().await, [DRILL]);
    fs::write(&key, right).unwrap();
    console.drill_passes(id).await;
    assert!(console.open_alerts().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn rows_that_are_missing_are_found(pool: PgPool) {
    let console = Console::new(&pool, Clock::default());
    let id = console.stored().await;
    sqlx::query(
        "UPDATE backups SET facts = jsonb_set(facts, '{tables}', (
             SELECT jsonb_agg(CASE WHEN t->>'table' = 'public.settings' THEN jsonb_set(t, '{rows}', '7') ELSE t END)
             FROM jsonb_array_elements(facts->'tables') t))",
    )
    .execute(&pool)
    .await
    .unwrap();
    let (failure, detail) = console.drill_fails(id).await;
    assert_eq!(failure, Failure::CountsDiffer);
    assert!(detail.contains("public.settings: 7 → "), "{detail}");
    assert_eq!(console.open_alerts().await, [DRILL]);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_private_key_may_be_elsewhere(pool: PgPool) {
    use age::secrecy::ExposeSecret;
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let public_only = Console::with(&pool, Clock::default(), |settings| {
        settings.backup_recipient = Some(recipient.clone());
    });
    let id = public_only.stored().await;
    assert_eq!(
        backup(&public_only.backend, &admin(), id).await.unwrap().recipient,
        recipient
    );
    assert!(!public_only.data.path().join("keys").exists(), "no key is made");
    assert_eq!(public_only.drill_fails(id).await.0, Failure::NoKey);
    let place = key_place(&public_only.backend).await.unwrap();
    assert_eq!(
        (place.recipient.as_str(), place.identity_file, place.own),
        (recipient.as_str(), None, false)
    );

    let file = public_only.data.path().join("identity");
    fs::write(&file, identity.to_string().expose_secret()).unwrap();
    let with_key = Console::with(&pool, Clock::default(), |settings| {
        settings.backup_recipient = Some(recipient.clone());
        settings.backup_identity_file = Some(file);
        settings.backup_dir = public_only.backend.settings.backup_dir.clone();
    });
    with_key.drill_passes(id).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_backup_that_cannot_be_made_says_why(pool: PgPool) {
    let console = Console::with(&pool, Clock::default(), |settings| {
        settings.database = settings.database.clone().database("nowhere");
    });
    let Outcome::Failed { failure, detail } = run_now(&console.backend, &admin()).await.unwrap() else {
        panic!()
    };
    assert_eq!(failure, Failure::DumpFailed);
    assert!(detail.contains("\"nowhere\" does not exist"), "{detail}");
    assert!(console.files().is_empty());
    assert_eq!(console.open_alerts().await, ["backup.failed"]);
    assert_eq!(console.timeline().await, ["backup.failed"]);

    let console = Console::with(&pool, Clock::default(), |settings| {
        settings.backup_dir = "/dev/null/backups".into();
    });
    let Outcome::Failed { failure, detail } = run_now(&console.backend, &admin()).await.unwrap() else {
        panic!()
    };
    assert!(
        failure == Failure::Storage && detail.contains("/dev/null/backups"),
        "{detail}"
    );

    let console = Console::new(&pool, Clock::default());
    console.stored().await;
    assert!(console.open_alerts().await.is_empty(), "a stored backup makes it good");
}
