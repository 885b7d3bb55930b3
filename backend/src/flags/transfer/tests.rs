use super::*;
use crate::{
    Backend,
    flags::{self, Filter, NewFlag, Target},
    projects::{self, NewEnvironment, NewProject, Project},
};
use arkan_domain::{
    fields::Problem,
    flags::transfer::{Bundle, read},
    identity::Actor,
};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::collections::BTreeMap;

struct Two {
    backend: Backend,
    actor: Actor,
    shop: Project,
    other: Project,
}

impl Two {
    async fn open(pool: PgPool) -> Self {
        let backend = Backend::for_tests(pool, crate::Clock::default());
        let actor = Actor::system("tests");
        let mut made = Vec::new();
        for key in ["shop", "other"] {
            let new = NewProject {
                key: key.to_owned(),
                name: key.to_owned(),
                description: String::new(),
                environments: ["staging", "production"]
                    .map(|key| NewEnvironment {
                        key: key.to_owned(),
                        name: key.to_owned(),
                        production: false,
                    })
                    .into(),
            };
            made.push(projects::create(&backend, &actor, new).await.unwrap());
        }
        let other = made.pop().unwrap();
        let shop = made.pop().unwrap();
        Self {
            backend,
            actor,
            shop,
            other,
        }
    }

    async fn import(&self, project: &Project, bundle: &Bundle, to: &BTreeMap<String, String>) -> Plan {
        import(&self.backend, &self.actor, project, bundle, to, "moved")
            .await
            .unwrap()
    }

    async fn export(&self, project: &Project) -> Bundle {
        export(&self.backend, &self.actor, project, Filter::default())
            .await
            .unwrap()
    }
}

fn same() -> BTreeMap<String, String> {
    ["staging", "production"]
        .map(|key| (key.to_owned(), key.to_owned()))
        .into()
}

fn outcomes(plan: &Plan) -> Vec<(&'static str, String, &Outcome)> {
    let changes = plan.changes.iter();
    changes
        .map(|change| (change.what.as_str(), change.key.clone(), &change.outcome))
        .collect()
}

fn bundle(constraint: Value) -> Bundle {
    let text = json!({
        "format": "arkan.flags", "version": 1,
        "context_fields": [{ "name": "plan", "legal_values": ["free", "pro"], "sticky": true }],
        "segments": [{ "key": "testers", "constraints": [
            { "contextName": "userId", "operator": "IN", "values": ["sara"] }] }],
        "flags": [
            { "key": "checkout", "kind": "release", "description": "Pay", "prerequisites": [{ "key": "payments" }],
              "environments": { "production": { "enabled": true, "strategies": [
                { "name": "flexibleRollout", "parameters": { "rollout": "25", "stickiness": "default", "groupId": "checkout" },
                  "segments": ["testers"], "constraints": [constraint] }] } } },
            { "key": "payments", "kind": "operational" },
        ],
    });
    read(&text.to_string()).unwrap().bundle
}

fn pro() -> Value {
    json!({ "contextName": "plan", "operator": "IN", "values": ["pro"] })
}

#[sqlx::test(migrations = "../migrations")]
async fn a_file_brings_what_it_says_once(pool: PgPool) {
    let two = Two::open(pool).await;
    let file = bundle(pro());
    let dry = plan(&two.backend, &two.actor, &two.shop, &file, &same()).await.unwrap();
    assert!(dry.is_right() && dry.changes_something(), "{:?}", outcomes(&dry));
    let none = flags::list(&two.backend, &two.actor, &two.shop, &Filter::default(), 9)
        .await
        .unwrap();
    assert_eq!(none.flags.len(), 0, "a dry run stores nothing");

    two.import(&two.shop, &file, &same()).await;
    let again = two.import(&two.shop, &file, &same()).await;
    assert!(!again.changes_something(), "{:?}", outcomes(&again));

    let first = two.export(&two.shop).await;
    assert_eq!(first.text(), two.export(&two.shop).await.text());
    assert_eq!(
        first.flags[0].environments["production"].strategies[0]["segments"],
        json!(["testers"])
    );
    // Elsewhere the same file makes the same flags, though segments have other numbers there.
    two.import(&two.other, &first, &same()).await;
    assert_eq!(two.export(&two.other).await.text(), first.text());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_wrong_is_named_and_nothing_is_stored(pool: PgPool) {
    let two = Two::open(pool).await;
    let field = |constraint: Value| {
        let file = bundle(constraint);
        let two = &two;
        async move {
            let plan = two.import(&two.shop, &file, &same()).await;
            assert!(!plan.is_right());
            let refused = plan.changes.into_iter().find_map(|change| match change.outcome {
                Outcome::Refused(errors) => {
                    let (path, problem) = errors.iter().next().unwrap();
                    Some((change.what, path.to_owned(), problem.clone()))
                }
                _ => None,
            });
            refused.unwrap()
        }
    };
    let at = |field: &str| format!("strategies.0.constraints.0.{field}");
    let unknown = field(json!({ "contextName": "plan", "operator": "LOOKS_LIKE", "values": ["a"] })).await;
    assert_eq!((unknown.0, unknown.1), (What::State, at("operator")));
    assert!(matches!(unknown.2, Problem::Unreadable { why } if why.contains("STR_CONTAINS")));
    let semver = field(json!({ "contextName": "app", "operator": "SEMVER_GT", "value": "2" })).await;
    assert_eq!(semver.1, at("value"));
    let endless = field(json!({ "contextName": "app", "operator": "REGEX", "value": "(a+)+$" })).await;
    assert_eq!((endless.1, endless.2), (at("value"), Problem::EndlessPattern));
    assert_eq!(two.export(&two.shop).await, Bundle::new(), "nothing was stored");
}

#[sqlx::test(migrations = "../migrations")]
async fn killed_and_archived_flags_are_left_alone(pool: PgPool) {
    let two = Two::open(pool).await;
    let file = bundle(pro());
    two.import(&two.shop, &file, &same()).await;
    let environments = projects::environments(&two.backend, two.shop.id).await.unwrap();
    let target = Target {
        project: &two.shop,
        environment: &environments[1],
        key: "checkout",
    };
    flags::kill(&two.backend, &two.actor, target, "errors").await.unwrap();
    let plan = two.import(&two.shop, &file, &same()).await;
    assert!(!plan.is_right());
    // What is for nobody here is not looked at.
    let elsewhere = BTreeMap::from([("production".to_owned(), "staging".to_owned())]);
    assert!(two.import(&two.shop, &file, &elsewhere).await.is_right());
    let wrong = BTreeMap::from([("production".to_owned(), "moon".to_owned())]);
    assert!(!two.import(&two.shop, &file, &wrong).await.is_right());
    let old = NewFlag {
        key: "old".to_owned(),
        kind: "release".to_owned(),
        ..NewFlag::default()
    };
    flags::create(&two.backend, &two.actor, &two.shop, old).await.unwrap();
    flags::archive(&two.backend, &two.actor, &two.shop, "old", "old", 1)
        .await
        .unwrap();
    let text = json!({ "format": "arkan.flags", "version": 1, "flags": [{ "key": "old", "kind": "release" }] });
    let file = read(&text.to_string()).unwrap().bundle;
    assert!(!two.import(&two.shop, &file, &same()).await.is_right());
}
