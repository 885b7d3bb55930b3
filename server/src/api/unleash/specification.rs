//! Unleash's own specification of its clients (npm `@unleash/client-specification`): every suite, by the engine as it is
//! compiled from our tables, and through `POST /api/frontend`.

use crate::api::{context, testing::Shop};
use arkan_backend::flags::Engine;
use serde_json::{Value, json};
use sqlx::PgPool;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::PathBuf,
};
use uuid::Uuid;

/// The suites of the version that package.json pins.
const SUITES: usize = 22;

fn suites() -> Vec<Value> {
    let dir =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../node_modules/@unleash/client-specification/specifications");
    let read = |name: &str| -> Value {
        let path = dir.join(name);
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `make setup` installs it", path.display()));
        serde_json::from_str(&text).unwrap()
    };
    list(&read("index.json"))
        .iter()
        .map(|name| read(name.as_str().unwrap()))
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A suite's flags and segments; some tell them as the events that lead to them.
#[derive(Default)]
struct State {
    flags: BTreeMap<String, Value>,
    segments: BTreeMap<i64, Value>,
}

impl State {
    fn of(state: &Value) -> Self {
        let mut read = Self::default();
        read.put(state);
        for event in list(&state["events"]) {
            match event["type"].as_str().unwrap() {
                "hydration" => read.put(event),
                "feature-updated" => read.put(&json!({ "features": [event["feature"]] })),
                "segment-updated" => read.put(&json!({ "segments": [event["segment"]] })),
                "feature-removed" => {
                    read.flags.remove(event["featureName"].as_str().unwrap());
                }
                "segment-removed" => {
                    read.segments.remove(&event["segmentId"].as_i64().unwrap());
                }
                other => panic!("an event {other}"),
            }
        }
        read
    }

    fn put(&mut self, state: &Value) {
        for flag in list(&state["features"]) {
            self.flags
                .insert(flag["name"].as_str().unwrap().to_owned(), flag.clone());
        }
        for segment in list(&state["segments"]) {
            self.segments.insert(segment["id"].as_i64().unwrap(), segment.clone());
        }
    }

    /// Puts them into production, in place of what was there.
    async fn store(&self, shop: &Shop) {
        let pool = &shop.backend.pool;
        let production = shop.production("");
        let (project, environment) = (production.project.id.0, production.environment.id.0);
        for table in [
            "flag_prerequisites",
            "flag_versions",
            "flag_environments",
            "segments",
            "flags",
        ] {
            // Which tables there are is written here, not asked for.
            let statement = sqlx::AssertSqlSafe(format!("DELETE FROM {table}"));
            sqlx::query(statement).execute(pool).await.unwrap();
        }
        for (id, segment) in &self.segments {
            sqlx::query(
                "INSERT INTO segments (id, project_id, key, constraints, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, now(), now())",
            )
            .bind(i32::try_from(*id).unwrap())
            .bind(project)
            .bind(format!("segment-{id}"))
            .bind(json!(list(&segment["constraints"])))
            .execute(pool)
            .await
            .unwrap();
        }
        let needs = |flag: &Value| list(&flag["dependencies"]).to_vec();
        let needed = self.flags.values().flat_map(needs);
        let needed: BTreeSet<_> = needed.map(|one| one["feature"].as_str().unwrap().to_owned()).collect();
        let mut ids = BTreeMap::new();
        for key in self.flags.keys().chain(&needed) {
            // A flag that is needed and not there was archived.
            let id = Uuid::now_v7();
            sqlx::query(
                "INSERT INTO flags (id, project_id, key, kind, created_at, updated_at, archived_at)
                 VALUES ($1, $2, $3, 'release', now(), now(), CASE WHEN $4 THEN NULL ELSE now() END)
                 ON CONFLICT DO NOTHING",
            )
            .bind(id)
            .bind(project)
            .bind(key)
            .bind(self.flags.contains_key(key))
            .execute(pool)
            .await
            .unwrap();
            ids.entry(key).or_insert(id);
        }
        for (key, flag) in &self.flags {
            sqlx::query(
                "INSERT INTO flag_environments (flag_id, environment_id, enabled, strategies, variants, updated_at)
                 VALUES ($1, $2, $3, $4, $5, now())",
            )
            .bind(ids[key])
            .bind(environment)
            .bind(flag["enabled"].as_bool().unwrap())
            .bind(json!(list(&flag["strategies"])))
            .bind(json!(list(&flag["variants"])))
            .execute(pool)
            .await
            .unwrap();
            for need in needs(flag) {
                let variants: Vec<&str> = list(&need["variants"]).iter().filter_map(Value::as_str).collect();
                sqlx::query(
                    "INSERT INTO flag_prerequisites (flag_id, parent_id, enabled, variants) VALUES ($1, $2, $3, $4)",
                )
                .bind(ids[key])
                .bind(ids[&need["feature"].as_str().unwrap().to_owned()])
                .bind(need["enabled"].as_bool().unwrap_or(true))
                .bind(variants)
                .execute(pool)
                .await
                .unwrap();
            }
        }
        shop.revise(1).await;
    }
}

/// A flag's answer in the form in which the specification expects it: a boolean, or a variant.
fn expected(case: &Value) -> Value {
    match &case["expectedResult"] {
        Value::Bool(on) => json!(on),
        variant => variant_of(Some(variant)),
    }
}

/// What counts of a variant; the one of who has not the flag is "disabled".
fn variant_of(variant: Option<&Value>) -> Value {
    let Some(variant) = variant else {
        return json!({ "name": "disabled", "enabled": false, "on": false, "payload": null });
    };
    // The two names of one thing: as the specification and as the protocol write it.
    let on = ["feature_enabled", "featureEnabled"]
        .iter()
        .find_map(|name| variant.get(name));
    json!({
        "name": variant["name"],
        "enabled": variant["enabled"],
        "on": on,
        "payload": variant["payload"],
    })
}

fn told(toggle: Option<&Value>, case: &Value) -> Value {
    if case["expectedResult"].is_boolean() {
        json!(toggle.is_some())
    } else {
        variant_of(toggle.map(|toggle| &toggle["variant"]))
    }
}

fn in_process(engine: &Engine, case: &Value) -> Value {
    let asked = context::read(Some(case["context"].clone())).unwrap();
    let toggles = engine.enabled(&asked);
    let toggle = toggles.iter().find(|one| Some(one.key) == case["toggleName"].as_str());
    told(
        toggle
            .map(|one| json!({ "variant": one.variant.clone().unwrap_or_default().to_enriched_response(true) }))
            .as_ref(),
        case,
    )
}

async fn by_http(shop: &Shop, token: &str, case: &Value) -> Value {
    let body = json!({ "context": case["context"] }).to_string();
    let reply = shop.ask("/api/frontend", &[("authorization", token)], body).await;
    let toggles = list(&reply.body["toggles"]);
    told(toggles.iter().find(|toggle| toggle["name"] == case["toggleName"]), case)
}

#[sqlx::test(migrations = "../migrations")]
async fn every_suite_of_the_client_specification_passes(pool: PgPool) {
    let shop = Shop::open(pool).await;
    // Any change makes the environment's revision.
    shop.flag("first", 100).await;
    let token = shop.token("evaluate", "production").await;
    let suites = suites();
    assert_eq!(suites.len(), SUITES);
    let (mut passed, mut asked, mut faults) = (0, 0, Vec::new());
    for suite in &suites {
        State::of(&suite["state"]).store(&shop).await;
        let engine = shop.backend.flags.engine(shop.production("").environment.id).unwrap();
        let cases: Vec<&Value> = list(&suite["tests"])
            .iter()
            .chain(list(&suite["variantTests"]))
            .collect();
        assert!(!cases.is_empty(), "{}", suite["name"]);
        let before = faults.len();
        for case in cases {
            for (way, answer) in [
                ("in process", in_process(&engine, case)),
                ("by HTTP", by_http(&shop, &token, case).await),
            ] {
                asked += 1;
                if answer != expected(case) {
                    faults.push(format!("{} {way}: {} got {answer}", suite["name"], case["description"]));
                }
            }
        }
        if faults.len() == before {
            passed += 1;
        }
    }
    // Written past the harness, which shows only what failing tests print.
    let told = format!("client specification: {passed} of {SUITES} suites, {asked} answers\n");
    std::io::stdout().write_all(told.as_bytes()).unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
