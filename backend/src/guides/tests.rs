mod golden;
mod importing;
mod reading;
mod revising;
mod searching;

use super::{NewGuide, create, shipped};
use crate::{
    Backend, Clock,
    identity::{NewUser, add_user},
};
use arkan_domain::{
    guides::{Audience, Text},
    identity::{Actor, Grant, Role, Who},
};
use arkan_locales::Lang;
use chrono::DateTime;
use sqlx::PgPool;

fn backend(pool: PgPool) -> Backend {
    Backend::for_tests(pool, Clock::fixed(DateTime::UNIX_EPOCH))
}

async fn person(backend: &Backend, name: &str, role: Role) -> Actor {
    let new = NewUser {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        password: "a quiet harbour at noon".into(),
        language: Lang::En,
        role,
    };
    let user = add_user(backend, &Actor::system("test"), &new).await.expect("added");
    Actor {
        who: Who::User(user.id.into()),
        label: name.to_owned(),
        grants: vec![Grant::Role { role, project: None }],
        address: None,
    }
}

fn text(title: &str, body: &str) -> Text {
    Text {
        title: title.to_owned(),
        summary: String::new(),
        body: format!("{body}\n"),
    }
}

/// A guide in English, without a translation.
async fn guide(backend: &Backend, actor: &Actor, slug: &str, body: &str) {
    let new = NewGuide {
        slug: slug.to_owned(),
        audience: Audience::Everyone,
        pillar: None,
        source_language: Lang::En,
        text: text("On call", body),
        note: String::new(),
    };
    create(backend, actor, &new).await.expect("created");
}

fn shipped_guide(slug: &str, en: &str, ar: &str) -> shipped::Shipped {
    let front = |title: &str| {
        format!("+++\ntitle = \"{title}\"\nsummary = \"\"\naudience = \"everyone\"\nsource_language = \"en\"\n+++\n\n")
    };
    shipped::read(slug, &(front("On call") + en), &(front("المناوبة") + ar)).expect("right")
}
