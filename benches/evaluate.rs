//! Evaluations in process: one flag at a time, and every flag of an environment for one user.

use arkan_backend::flags::{Asked, Engine, Loaded, StateRow};
use arkan_domain::{
    flags::{FlagKind, Percentage, Rollout, Setting},
    ids::{EnvironmentId, FlagId},
};
use chrono::DateTime;
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
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

criterion_group!(benches, evaluate);
criterion_main!(benches);
