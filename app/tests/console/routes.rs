//! Every route as nobody and as every role.

use crate::{
    browser::{Answer, Console},
    table::{Needs, TABLE},
};
use arkan_backend::{
    identity::{NewApiToken, create_token},
    jobs::{NewJob, enqueue},
};
use arkan_domain::identity::{Actor, Role};
use sqlx::PgPool;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The routes and methods that the source declares, read from the `.route("…", get(…).post(…))` of each pillar.
fn declared() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("readable source");
        for part in source.split(".route(").skip(1) {
            let path = part.split('"').nth(1).expect("a route's path is a literal");
            let call = call(part);
            for (method, name) in [("GET", "get("), ("POST", "post(")] {
                let uses = call.match_indices(name).any(|(at, _)| {
                    let before = call[..at].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
                });
                if uses {
                    found.insert((method.to_owned(), path.to_owned()));
                }
            }
        }
    }
    found
}

/// The arguments of a call, up to its closing bracket.
fn call(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("readable directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_route_stands_in_the_table() {
    let listed: BTreeSet<(String, String)> = TABLE
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let declared = declared();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty(), "say in table.rs who may use: {missing:?}");
    assert!(gone.is_empty(), "in table.rs, but nowhere else: {gone:?}");
    assert!(declared.len() > 30, "the source was not read");
}

/// The address of a route: things that are there for the routes of identity and jobs, made-up ones elsewhere.
struct Addresses {
    user: Uuid,
    token: Uuid,
    job: Uuid,
}

impl Addresses {
    fn of(&self, route: &str) -> String {
        let id = match route.split('/').nth(1) {
            Some("users") => self.user,
            Some("tokens") => self.token,
            Some("jobs") => self.job,
            _ => Uuid::nil(),
        };
        let mut path = route.replace("{project}", "arkan").replace("{stage}", "production");
        path = path
            .replace("{environment}", "production")
            .replace("{id}", &id.to_string());
        path.split('/')
            .map(|part| if part.starts_with('{') { "nothing" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    }
}

fn asks_to_sign_in(answer: &Answer) -> bool {
    answer.status.is_redirection() && answer.location.starts_with("/login")
}

#[sqlx::test(migrations = "../migrations")]
async fn each_route_lets_in_whom_the_table_says(pool: PgPool) {
    let console = Console::new(pool).await;
    let system = Actor::system("test");
    let token = NewApiToken {
        name: "metrics".to_owned(),
        purpose: "metrics".to_owned(),
        ..NewApiToken::default()
    };
    let job = enqueue(&console.backend, NewJob::new("test", serde_json::json!({}))).await;
    let addresses = Addresses {
        user: console.add("subject", Role::Viewer).await.id,
        token: create_token(&console.backend, &system, token).await.expect("made").0.0,
        job: job.expect("queued").expect("new").0,
    };
    let mut people = Vec::new();
    for role in Role::ALL {
        people.push((*role, console.add(role.as_str(), *role).await));
    }
    let mut faults = Vec::new();
    for (method, route, needs) in TABLE {
        let path = addresses.of(route);
        let answer = console.send(method, &path, &[], None, false).await;
        let right = match needs {
            // Nobody is sent to sign in from a page that is there for nobody; signing out leads there.
            Needs::Nothing => !asks_to_sign_in(&answer) || *route == "/logout" || *route == "/login",
            _ => asks_to_sign_in(&answer),
        };
        // Who signs in after a form must not be led to the form's address.
        let led_astray = *method == "POST" && answer.location.contains("next=");
        if !right || led_astray || answer.status.is_server_error() {
            faults.push(format!(
                "{method} {path} as nobody: {} {}",
                answer.status, answer.location
            ));
        }
        for (role, person) in &people {
            let session = console.session(person).await;
            let answer = console.send(method, &path, &[], Some(&session), false).await;
            let allowed = match needs {
                Needs::Role(action) => role.allows(*action),
                _ => true,
            };
            let denied = matches!(answer.status.as_u16(), 403 | 404);
            let ends_the_session = ["/logout", "/account/sign-out-everywhere"].contains(route);
            let right = if allowed {
                answer.status != 403 && (!asks_to_sign_in(&answer) || ends_the_session || *route == "/login")
            } else {
                denied
            };
            if !right || answer.status.is_server_error() {
                faults.push(format!(
                    "{method} {path} as {role}: {} {}",
                    answer.status, answer.location
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
