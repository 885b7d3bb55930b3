//! Evaluations in process: one flag at a time, every flag of an environment for one user, and one answer explained.

use arkan_backend::flags::{Asked, Engine, Loaded, SegmentRow, StateRow};
use arkan_domain::{
    flags::{FlagKind, Percentage, Rollout, Setting},
    ids::{EnvironmentId, FlagId},
};
use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use std::hint::black_box;
use uuid::Uuid;

/// As in `engine.mjs`.
const FLAGS: u16 = 1000;

fn row(number: u16) -> StateRow {
    let key = format!("flag-{number}");
    let share = Percentage::new(i64::from(number % 100)).unwrap_or(Percentage::EVERYONE);
    let rollout = Rollout::by_user(&key, share);
    let (strategies, variants) = (rollout.to_strategies(), Value::Array(Vec::new()));
    StateRow {
        id: FlagId(Uuid::from_u128(u128::from(number))),
        key,
        kind: FlagKind::Release,
        setting: Setting::read(true, false, &strategies, &variants),
        strategies,
        variants,
        prerequisites: Vec::new(),
    }
}

fn evaluate(criterion: &mut Criterion) {
    let loaded = Loaded {
        revision: 1,
        flags: (0..FLAGS).map(row).collect(),
        segments: Vec::new(),
    };
    let engine = Engine::compile(EnvironmentId(Uuid::nil()), loaded, None, DateTime::UNIX_EPOCH);
    let users: Vec<_> = (0..1024).map(|number| Asked::user(&format!("user-{number}"))).collect();
    let keys: Vec<_> = (0..FLAGS).map(|number| format!("flag-{number}")).collect();
    let mut turn = 0;
    criterion.bench_function("one flag", |bench| {
        bench.iter(|| {
            turn += 1;
            black_box(engine.answer(&keys[turn % keys.len()], &users[turn % users.len()]))
        });
    });
    criterion.bench_function("all flags", |bench| {
        bench.iter(|| {
            turn += 1;
            black_box(engine.answer_all(&users[turn % users.len()]))
        });
    });
}

/// A flag with more rules than people write: five strategies, each of a share, four constraints and a segment, and a
/// prerequisite.
fn ruled() -> StateRow {
    let strategy = |number: u16| {
        json!({
            "name": "flexibleRollout", "segments": [1],
            "parameters": { "rollout": "50", "stickiness": "userId", "groupId": format!("group-{number}") },
            "constraints": [
                { "contextName": "plan", "operator": "IN", "values": ["pro", "team", "enterprise"] },
                { "contextName": "appVersion", "operator": "SEMVER_GT", "value": "2.1.0" },
                { "contextName": "seats", "operator": "NUM_GTE", "value": "10" },
                { "contextName": "email", "operator": "STR_ENDS_WITH", "values": ["@example.com"] },
            ],
        })
    };
    let (strategies, variants) = (Value::Array((0..5).map(strategy).collect()), Value::Array(Vec::new()));
    StateRow {
        key: "ruled".to_owned(),
        setting: Setting::read(true, false, &strategies, &variants),
        strategies,
        ..row(FLAGS)
    }
}

fn explain(criterion: &mut Criterion) {
    let loaded = Loaded {
        revision: 1,
        flags: (0..FLAGS).map(row).chain([ruled()]).collect(),
        segments: vec![SegmentRow {
            id: 1,
            key: "gulf".to_owned(),
            constraints: json!([{ "contextName": "country", "operator": "IN", "values": ["SA", "AE", "KW"] }]),
        }],
    };
    let engine = Engine::compile(EnvironmentId(Uuid::nil()), loaded, None, DateTime::UNIX_EPOCH);
    let known = [
        ("plan", "pro"),
        ("appVersion", "2.4.0"),
        ("seats", "12"),
        ("country", "SA"),
    ];
    let users: Vec<_> = (0..1024)
        .map(|number| {
            let mut asked = Asked::user(&format!("user-{number}"));
            for (name, value) in known {
                asked.put(name, value.to_owned());
            }
            asked.put("email", format!("user-{number}@example.com"));
            asked
        })
        .collect();
    let mut turn = 0;
    criterion.bench_function("explain", |bench| {
        bench.iter(|| {
            turn += 1;
            black_box(engine.explain("ruled", &users[turn % users.len()]))
        });
    });
}

criterion_group!(benches, evaluate, explain);
criterion_main!(benches);
