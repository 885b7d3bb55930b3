use super::{super::*, *};

/// What people type, and the guide that should answer.
const GOLDEN: &[(Lang, &str, &str)] = &[
    (Lang::En, "kill switch", "flags"),
    (Lang::En, "feature toggle", "flags"),
    (Lang::En, "rollout percentage", "flags"),
    (Lang::En, "share of users", "flags"),
    (Lang::En, "OFREP", "flags"),
    (Lang::En, "user bucket", "flags"),
    (Lang::En, "how do I turn a flag off", "flags"),
    (Lang::En, "experiment", "flags"),
    (Lang::En, "revive", "flags"),
    (Lang::En, "archive a flag", "flags"),
    (Lang::En, "opnfeature", "flags"),
    (Lang::En, "roll back", "deployments"),
    (Lang::En, "rollback a release", "deployments"),
    (Lang::En, "promote to production", "deployments"),
    (Lang::En, "register release from CI pipeline", "deployments"),
    (Lang::En, "hold promotions", "deployments"),
    (Lang::En, "stages", "deployments"),
    (Lang::En, "commit", "deployments"),
    (Lang::En, "curl", "deployments"),
    (Lang::En, "restore drill", "backups"),
    (Lang::En, "encryption key", "backups"),
    (Lang::En, "retention", "backups"),
    (Lang::En, "prove a backup", "backups"),
    (Lang::En, "how long does a restore take", "backups"),
    (Lang::En, "pg_amcheck damage tables", "backups"),
    (Lang::En, "scratch server", "backups"),
    (Lang::En, "SHA-256", "backups"),
    (Lang::En, "heartbeat cron job", "alerts"),
    (Lang::En, "webhook", "alerts"),
    (Lang::En, "certificate expiry", "alerts"),
    (Lang::En, "acknowledge alert", "alerts"),
    (Lang::En, "retries interval timeout", "alerts"),
    (Lang::En, "notification channel", "alerts"),
    (Lang::En, "pause a check", "alerts"),
    (Lang::En, "e-mail alerts", "alerts"),
    (Lang::En, "translation behind", "guides"),
    (Lang::En, "markdown", "guides"),
    (Lang::En, "write a guide", "guides"),
    (Lang::En, "side by side", "guides"),
    (Lang::En, "invite users", "administrator"),
    (Lang::En, "roles and permissions", "administrator"),
    (Lang::En, "api token", "administrator"),
    (Lang::En, "audit", "administrator"),
    (Lang::En, "arkan doctor", "administrator"),
    (Lang::En, "ARKAN_DATA", "administrator"),
    (Lang::En, "bring a feature out", "product-owner"),
    (Lang::En, "product owner morning", "product-owner"),
    (Lang::En, "new colleague week", "trainer"),
    (Lang::En, "lesson of half an hour", "trainer"),
    (Lang::En, "who has read what", "trainer"),
    (Lang::Ar, "مفتاح الإيقاف", "flags"),
    (Lang::Ar, "علم", "flags"),
    (Lang::Ar, "راية", "flags"),
    (Lang::Ar, "الأعلام", "flags"),
    (Lang::Ar, "نسبة المستخدمين", "flags"),
    (Lang::Ar, "الإطلاق التدريجي", "flags"),
    (Lang::Ar, "خانة المستخدم", "flags"),
    (Lang::Ar, "kill switch", "flags"),
    (Lang::Ar, "كيف أرجع إلى الإصدار السابق", "deployments"),
    (Lang::Ar, "التراجع عن اصدار", "deployments"),
    (Lang::Ar, "ترقية", "deployments"),
    (Lang::Ar, "تعليق الترقيات", "deployments"),
    (Lang::Ar, "مراحل", "deployments"),
    (Lang::Ar, "نشر", "deployments"),
    (Lang::Ar, "خط البناء", "deployments"),
    (Lang::Ar, "استعادة", "backups"),
    (Lang::Ar, "نسخة احتياطية", "backups"),
    (Lang::Ar, "النسخ الاحتياطيه", "backups"),
    (Lang::Ar, "مفتاح التشفير", "backups"),
    (Lang::Ar, "تجربة الاستعادة", "backups"),
    (Lang::Ar, "مدة الحفظ", "backups"),
    (Lang::Ar, "تنبيه", "alerts"),
    (Lang::Ar, "تنبيهات", "alerts"),
    (Lang::Ar, "إنذار", "alerts"),
    (Lang::Ar, "نبضة لمهمة ليلية", "alerts"),
    (Lang::Ar, "شهادة", "alerts"),
    (Lang::Ar, "قناة إشعار", "alerts"),
    (Lang::Ar, "فحوص", "alerts"),
    (Lang::Ar, "فحص جديد", "alerts"),
    (Lang::Ar, "أوقف الفحص مؤقتا", "alerts"),
    (Lang::Ar, "webhook", "alerts"),
    (Lang::Ar, "كتابة دليل", "guides"),
    (Lang::Ar, "ترجمة دليل", "guides"),
    (Lang::Ar, "جنبا إلى جنب", "guides"),
    (Lang::Ar, "دعوة مستخدم", "administrator"),
    (Lang::Ar, "أدوار", "administrator"),
    (Lang::Ar, "صلاحيات المستخدمين", "administrator"),
    (Lang::Ar, "رمز الواجهة البرمجية", "administrator"),
    (Lang::Ar, "مسئول", "administrator"),
    (Lang::Ar, "مسؤول", "administrator"),
    (Lang::Ar, "سجل التدقيق", "administrator"),
    (Lang::Ar, "مالك المنتج", "product-owner"),
    (Lang::Ar, "إطلاق ميزة", "product-owner"),
    (Lang::Ar, "مدرّب", "trainer"),
    (Lang::Ar, "زميل جديد", "trainer"),
    (Lang::Ar, "القراء", "trainer"),
    (Lang::Ar, "تدريب", "trainer"),
];

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
