//! Who may use the routes that are no pages: as nobody, with a session of each role, with each kind of token.

mod table;
pub(super) mod visitors;

use http::StatusCode;
use sqlx::PgPool;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use table::{Needs, TABLE};
use visitors::{Console, SHOP, TOKENS};

/// The methods and addresses of the table.
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.iter().map(|(method, path, _)| (*method, *path))
}

/// The routes and methods that the source declares.
fn declared() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("readable source");
        // Written in two parts, for this file is read, too.
        for part in source.split(concat!(".rou", "te(")).skip(1) {
            let path = part.split('"').nth(1).expect("a route's path is a literal");
            let call = call(part);
            for (method, name) in [
                ("GET", "get("),
                ("POST", "post("),
                ("PUT", "put("),
                ("PATCH", "patch("),
                ("DELETE", "delete("),
            ] {
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
fn every_route_of_the_server_stands_in_the_table() {
    // Pings are declared with the pages, where their table names them, too: machines call them.
    let listed: BTreeSet<(String, String)> = TABLE
        .iter()
        .filter(|(_, path, _)| !path.starts_with("/ping/"))
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let declared = declared();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty(), "say in table.rs who may use: {missing:?}");
    assert!(gone.is_empty(), "in table.rs, but nowhere else: {gone:?}");
    assert!(declared.len() > 10, "the source was not read");
}

/// Whether an answer is right for who comes with no token that stands for anybody.
fn right_for_strangers(needs: Needs, status: StatusCode) -> bool {
    match needs {
        Needs::Nothing => let_in(status),
        Needs::Page => status == StatusCode::SEE_OTHER,
        _ => status == StatusCode::UNAUTHORIZED,
    }
}

/// Whether an answer is about what was asked, not about who asks. Bodies are broken on purpose: who may not is told
/// so before anyone looks at them.
fn let_in(status: StatusCode) -> bool {
    !matches!(status.as_u16(), 401 | 403) && !status.is_server_error()
}

#[sqlx::test(migrations = "../migrations")]
async fn each_route_lets_in_whom_the_table_says(pool: PgPool) {
    let console = Console::new(pool).await;
    let mut faults = Vec::new();
    let mut asked = 0;
    for (method, route, needs) in TABLE {
        let stages: &[&str] = if route.contains("{stage}") {
            &["staging", "production"]
        } else {
            &[""]
        };
        for stage in stages {
            let path = route
                .replace("{project}", SHOP)
                .replace("{stage}", stage)
                .replace("{id}", &console.release)
                .replace(
                    "{key}",
                    if route.contains("/projects/") {
                        "checkout"
                    } else {
                        "nothing"
                    },
                )
                .replace("{environment}", "staging")
                .replace("{parent}", "payments")
                .replace("{segment}", "testers")
                .replace("{name}", "plan")
                .replace("{signal}", "start");
            let mut check = |who: &str, status: StatusCode, right: bool| {
                asked += 1;
                if !right {
                    faults.push(format!("{method} {path} as {who}: {status}"));
                }
            };
            let status = console.ask(method, &path, None, None).await;
            check("nobody", status, right_for_strangers(*needs, status));
            let status = console.ask(method, &path, None, Some("ark_read_made_up")).await;
            check("a made-up token", status, right_for_strangers(*needs, status));
            for (role, session) in &console.sessions {
                let status = console.ask(method, &path, Some(session), None).await;
                // A session is no token: machine APIs do not look at cookies.
                let right = match needs {
                    Needs::Session(action) if role.allows(*action) => status == StatusCode::OK,
                    Needs::Session(_) => status == StatusCode::FORBIDDEN,
                    Needs::Page => status == StatusCode::OK,
                    _ => right_for_strangers(*needs, status),
                };
                check(role.as_str(), status, right);
            }
            for (kind, token) in TOKENS.iter().zip(&console.tokens) {
                let status = console.ask(method, &path, None, Some(token)).await;
                let right = match needs {
                    Needs::Token(_) | Needs::Scrape if !kind.is_live() => status == StatusCode::UNAUTHORIZED,
                    Needs::Token(may) if may.contains(&kind.name) => let_in(status) && status != StatusCode::NOT_FOUND,
                    Needs::Token(_) => matches!(status.as_u16(), 403 | 404),
                    Needs::Mover if kind.moves(stage) => status == StatusCode::BAD_REQUEST,
                    Needs::Mover if kind.is_live() => matches!(status.as_u16(), 403 | 404),
                    Needs::Scrape if kind.purpose == "metrics" => status == StatusCode::OK,
                    Needs::Scrape => status == StatusCode::FORBIDDEN,
                    _ => right_for_strangers(*needs, status),
                };
                check(kind.name, status, right);
            }
        }
    }
    assert!(faults.is_empty(), "{} of {asked}:\n{}", faults.len(), faults.join("\n"));
}
