mod held;
mod own;

use super::{RequestDetail, apply, approve, detail, edit, list, rebase, reject, set_rule, withdraw};
use crate::{
    Error, Result,
    flags::{FlagState, find, set_percentage, states, testing::Shop},
    identity::{NewUser, add_user},
};
use arkan_domain::{
    flags::{
        FlagError, Percentage,
        request::{ApprovalRule, RequestState},
    },
    identity::{Actor, Grant, Role, Who},
    ids::RequestId,
};
use arkan_locales::Lang;
use sqlx::PgPool;

struct Office {
    shop: Shop,
    author: Actor,
    approver: Actor,
    second: Actor,
}

impl Office {
    /// Production asks for so many approvals of operators.
    async fn open(pool: PgPool, approvals: u8) -> Self {
        let shop = Shop::open(pool).await;
        shop.flag("checkout", "release").await;
        let mut people = Vec::new();
        for (name, role) in [
            ("Author", Role::ProductOwner),
            ("First", Role::Operator),
            ("Second", Role::Admin),
        ] {
            let new = NewUser {
                email: format!("{name}@example.com"),
                name: name.to_owned(),
                password: "a quiet harbour at noon".to_owned(),
                language: Lang::En,
                role,
            };
            let user = add_user(&shop.backend, &shop.actor, &new).await.unwrap();
            people.push(Actor {
                who: Who::User(user.user_id()),
                label: name.to_owned(),
                grants: vec![Grant::Role { role, project: None }],
                address: None,
            });
        }
        let rule = ApprovalRule {
            approvals,
            role: Role::Operator,
        };
        set_rule(&shop.backend, &shop.actor, &shop.project, &shop.production, Some(rule))
            .await
            .unwrap();
        let second = people.pop().unwrap();
        let approver = people.pop().unwrap();
        let author = people.pop().unwrap();
        Self {
            shop,
            author,
            approver,
            second,
        }
    }

    async fn state(&self) -> FlagState {
        let flag = find(&self.shop.backend, &self.author, &self.shop.project, "checkout")
            .await
            .unwrap();
        let states = states(
            &self.shop.backend,
            &self.author,
            &self.shop.project,
            std::slice::from_ref(&flag),
        );
        let mut states = states.await.unwrap();
        states.remove(&(flag.id, self.shop.production.id)).unwrap()
    }

    async fn newest(&self) -> RequestDetail {
        let found = list(&self.shop.backend, &self.author, &self.shop.project, None, None, 10)
            .await
            .unwrap();
        detail(&self.shop.backend, &self.author, &self.shop.project, found[0].id)
            .await
            .unwrap()
    }

    /// Asks for a share, and gives the request.
    async fn asks(&self, share: i64) -> RequestDetail {
        let share = Percentage::new(share).unwrap();
        let target = self.shop.production("checkout");
        requested(set_percentage(&self.shop.backend, &self.author, target, share, None).await);
        self.newest().await
    }

    async fn approves(&self, who: &Actor, detail: &RequestDetail) -> Result<()> {
        let target = self.shop.production("checkout");
        approve(&self.shop.backend, who, target, detail.request.id, &detail.request.hash).await
    }

    async fn applies(&self, id: RequestId) -> Result<()> {
        apply(&self.shop.backend, &self.author, self.shop.production("checkout"), id).await
    }
}

fn requested<T: std::fmt::Debug>(result: Result<T>) {
    assert!(
        matches!(result, Err(Error::Requested { ref path }) if path.starts_with("/p/shop/requests/")),
        "{result:?}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_change_is_made_once_it_is_approved(pool: PgPool) {
    let office = Office::open(pool, 2).await;
    let asked = office.asks(25).await;
    assert_eq!(office.state().await.version, 1, "nothing changed");
    let id = asked.request.id;
    let own = office.approves(&office.author, &asked).await;
    assert!(matches!(own, Err(Error::Forbidden)), "{own:?}");
    office.approves(&office.approver, &asked).await.unwrap();
    office.approves(&office.approver, &asked).await.unwrap();
    let early = office.applies(id).await;
    assert!(
        matches!(early, Err(Error::Flags(FlagError::Unapproved { has: 1, needs: 2 }))),
        "{early:?}"
    );
    office.approves(&office.second, &asked).await.unwrap();
    office.applies(id).await.unwrap();
    assert_eq!(office.state().await.percentage(), Percentage::new(25).ok());
    let twice = office.applies(id).await;
    assert!(
        matches!(twice, Err(Error::Flags(FlagError::RequestClosed))),
        "{twice:?}"
    );
    assert_eq!(office.newest().await.request.state, RequestState::Applied);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_edit_and_a_rebase_void_approvals(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let (backend, target) = (&office.shop.backend, office.shop.production("checkout"));
    let asked = office.asks(25).await;
    let id = asked.request.id;
    office.approves(&office.approver, &asked).await.unwrap();
    let mut draft = asked.request.proposal.draft.clone();
    draft.enabled = true;
    edit(backend, &office.author, target, id, draft, asked.request.version)
        .await
        .unwrap();
    let edited = office.newest().await;
    assert_eq!((edited.counted(), edited.approvals.len()), (0, 1));
    assert!(matches!(
        office.applies(id).await,
        Err(Error::Flags(FlagError::Unapproved { .. }))
    ));
    // Who looked at what was asked before does not approve what is asked now.
    assert!(matches!(
        office.approves(&office.second, &asked).await,
        Err(Error::Stale)
    ));
    office.approves(&office.second, &edited).await.unwrap();

    let other = office.asks(60).await;
    office.approves(&office.approver, &other).await.unwrap();
    office.applies(other.request.id).await.unwrap();
    let stale = office.applies(id).await;
    assert!(matches!(stale, Err(Error::Flags(FlagError::RequestStale))), "{stale:?}");
    rebase(backend, &office.author, target, id).await.unwrap();
    assert!(matches!(
        office.applies(id).await,
        Err(Error::Flags(FlagError::Unapproved { .. }))
    ));
    let rebased = detail(backend, &office.author, &office.shop.project, id).await.unwrap();
    office.approves(&office.approver, &rebased).await.unwrap();
    office.applies(id).await.unwrap();
    let state = office.state().await;
    assert_eq!(
        (state.setting.enabled, state.percentage()),
        (true, Percentage::new(25).ok())
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_request_is_rejected_or_withdrawn(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let (backend, target) = (&office.shop.backend, office.shop.production("checkout"));
    let asked = office.asks(25).await;
    let id = asked.request.id;
    assert!(matches!(
        reject(backend, &office.author, target, id, "no").await,
        Err(Error::Forbidden)
    ));
    assert!(matches!(
        reject(backend, &office.approver, target, id, " ").await,
        Err(Error::Invalid(_))
    ));
    reject(backend, &office.approver, target, id, "too soon").await.unwrap();
    assert!(matches!(
        office.approves(&office.approver, &asked).await,
        Err(Error::Flags(FlagError::RequestClosed))
    ));
    let other = office.asks(50).await;
    let stranger = withdraw(backend, &office.approver, target, other.request.id).await;
    assert!(matches!(stranger, Err(Error::Forbidden)), "{stranger:?}");
    withdraw(backend, &office.author, target, other.request.id)
        .await
        .unwrap();
    assert_eq!(office.newest().await.request.state, RequestState::Withdrawn);
}
