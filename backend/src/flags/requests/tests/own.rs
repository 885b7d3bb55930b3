use super::{Office, requested};
use crate::{
    Error,
    flags::{
        Filter,
        requests::{edit, open_count, to_approve},
        set_enabled, set_percentage,
        transfer::{self, Outcome},
    },
    identity::{NewApiToken, authenticate_token, create_token},
    projects,
};
use arkan_domain::flags::{FlagError, Percentage};
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn nobody_approves_their_own(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let target = office.shop.production("checkout");
    requested(set_enabled(&office.shop.backend, &office.second, target, true, None).await);
    let asked = office.newest().await;
    let own = office.approves(&office.second, &asked).await;
    assert!(matches!(own, Err(Error::Flags(FlagError::OwnRequest))), "{own:?}");
    // An approver who wrote what is asked for would approve their own.
    let (backend, request) = (&office.shop.backend, &asked.request);
    let mut draft = request.proposal.draft.clone();
    draft.enabled = false;
    let other = edit(backend, &office.approver, target, request.id, draft, request.version).await;
    assert!(matches!(other, Err(Error::Forbidden)), "{other:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn nobody_approves_what_their_token_asked_for(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let backend = &office.shop.backend;
    let new = NewApiToken {
        name: "ci".to_owned(),
        purpose: "automate".to_owned(),
        project: "shop".to_owned(),
        environment: String::new(),
        days: 0,
    };
    let (_, secret) = create_token(backend, &office.second, new).await.unwrap();
    let token = authenticate_token(backend, secret.expose(), None)
        .await
        .unwrap()
        .unwrap();
    let target = office.shop.production("checkout");
    requested(set_enabled(backend, &token, target, true, None).await);
    let asked = office.newest().await;
    assert_eq!(asked.request.author_label, "ci");
    let own = office.approves(&office.second, &asked).await;
    assert!(matches!(own, Err(Error::Flags(FlagError::OwnRequest))), "{own:?}");
    let by_token = office.approves(&token, &asked).await;
    assert!(matches!(by_token, Err(Error::Forbidden)), "{by_token:?}");
    office.approves(&office.approver, &asked).await.unwrap();
    office.applies(asked.request.id).await.unwrap();
    assert!(office.state().await.setting.enabled);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_asked_for_already_is_not_asked_for_twice(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let first = office.asks(25).await;
    assert_eq!(office.asks(25).await.request.id, first.request.id);
    assert_ne!(office.asks(50).await.request.id, first.request.id);
    // Another person's is theirs: it can approve the first.
    let share = Percentage::new(25).unwrap();
    let target = office.shop.production("checkout");
    requested(set_percentage(&office.shop.backend, &office.approver, target, share, None).await);
    assert_ne!(office.newest().await.request.id, first.request.id);
    let open = open_count(&office.shop.backend, &office.author, &office.shop.project)
        .await
        .unwrap();
    assert_eq!(open, 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_file_asks_for_what_needs_approval_and_changes_the_rest(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let (backend, project) = (&office.shop.backend, &office.shop.project);
    let mut bundle = transfer::export(backend, &office.author, project, Filter::default())
        .await
        .unwrap();
    for part in bundle.flags[0].environments.values_mut() {
        part.enabled = true;
    }
    let environments = ["staging", "production"]
        .map(|key| (key.to_owned(), key.to_owned()))
        .into();
    let plan = transfer::import(backend, &office.author, project, &bundle, &environments, "moved")
        .await
        .unwrap();
    let asked = office.newest().await;
    assert_eq!(
        plan.requested(),
        Some(format!("/p/shop/requests/{}", asked.request.id).as_str())
    );
    assert_eq!(
        (asked.request.reason.as_str(), asked.request.proposal.draft.enabled),
        ("moved", true)
    );
    assert!(!office.state().await.setting.enabled);
    let changed = plan.changes.iter().filter(|change| change.outcome == Outcome::Changed);
    assert_eq!(
        changed.map(|change| change.environment.as_deref()).collect::<Vec<_>>(),
        [Some("staging")]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_request_waits_for_those_whose_approval_it_lacks(pool: PgPool) {
    let office = Office::open(pool, 2).await;
    let (backend, project) = (&office.shop.backend, &office.shop.project);
    let asked = office.asks(25).await;
    let waits_for = async |actor| {
        let environments = projects::environments(backend, project.id).await.unwrap();
        let found = to_approve(backend, actor, project, &environments, 10).await.unwrap();
        found.into_iter().map(|request| request.id).collect::<Vec<_>>()
    };
    assert_eq!(waits_for(&office.author).await, []);
    assert_eq!(waits_for(&office.approver).await, [asked.request.id]);
    office.approves(&office.approver, &asked).await.unwrap();
    assert_eq!(waits_for(&office.approver).await, []);
    assert_eq!(waits_for(&office.second).await, [asked.request.id]);
}
