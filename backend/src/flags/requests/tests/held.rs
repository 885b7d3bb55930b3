use super::{Office, requested};
use crate::{
    Error,
    flags::{
        find, kill, plans,
        requests::{apply_due, detail, schedule, set_rule},
        revive,
    },
    freezes,
};
use arkan_domain::{
    flags::{
        FlagError, Percentage,
        plan::{Halt, PlanForm, StepForm},
        request::{ApprovalRule, RequestState, Trouble},
    },
    freezes::FreezeForm,
    identity::Role,
};
use chrono::TimeDelta;
use sqlx::PgPool;

#[sqlx::test(migrations = "../migrations")]
async fn a_kill_goes_past_everything_and_its_end_does_not(pool: PgPool) {
    let office = Office::open(pool.clone(), 1).await;
    let (backend, target) = (&office.shop.backend, office.shop.production("checkout"));
    let until = backend.clock.now() + TimeDelta::hours(1);
    let freeze = FreezeForm {
        until: until.format("%Y-%m-%dT%H:%M").to_string(),
        zone: "UTC".to_owned(),
        reason: "the sale".to_owned(),
        ..FreezeForm::default()
    };
    freezes::create(backend, &office.second, &office.shop.project, None, &freeze)
        .await
        .unwrap();
    kill(backend, &office.author, target, "charged twice").await.unwrap();
    let past: Option<String> = sqlx::query_scalar("SELECT after->>'past' FROM audit_events WHERE action = 'flag.kill'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(past.as_deref(), Some("approval+freeze"));
    requested(revive(backend, &office.author, target, None).await);
    let asked = office.newest().await;
    assert!(asked.request.proposal.revive);
    office.approves(&office.approver, &asked).await.unwrap();
    assert!(matches!(office.applies(asked.request.id).await, Err(Error::Freezes(_))));
    backend.clock.advance(TimeDelta::hours(1));
    office.applies(asked.request.id).await.unwrap();
    assert!(!office.state().await.setting.killed);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_scheduled_change_is_made_once_or_says_why_not(pool: PgPool) {
    let office = Office::open(pool.clone(), 1).await;
    let (backend, target) = (&office.shop.backend, office.shop.production("checkout"));
    let at = backend.clock.now() + TimeDelta::hours(2);
    let (first, second) = (office.asks(25).await, office.asks(50).await);
    for asked in [&first, &second] {
        let id = asked.request.id;
        let early = schedule(backend, &office.author, target, id, Some(at)).await;
        assert!(matches!(early, Err(Error::Flags(FlagError::Unapproved { .. }))));
        office.approves(&office.approver, asked).await.unwrap();
    }
    schedule(backend, &office.author, target, first.request.id, Some(at))
        .await
        .unwrap();
    let later = at + TimeDelta::minutes(1);
    schedule(backend, &office.author, target, second.request.id, Some(later))
        .await
        .unwrap();
    apply_due(backend).await.unwrap();
    assert_eq!(office.state().await.version, 1);
    backend.clock.advance(TimeDelta::hours(3));
    let looks: Vec<_> = (0..4)
        .map(|_| {
            let backend = backend.clone();
            tokio::spawn(async move { apply_due(&backend).await })
        })
        .collect();
    for look in looks {
        look.await.unwrap().unwrap();
    }
    sqlx::query("SELECT FROM flags FOR UPDATE")
        .execute(&pool)
        .await
        .unwrap();
    apply_due(backend).await.unwrap();
    assert_eq!(
        (office.state().await.version, office.state().await.percentage()),
        (2, Percentage::new(25).ok())
    );
    let held = detail(backend, &office.author, &office.shop.project, second.request.id)
        .await
        .unwrap();
    assert_eq!(
        (held.request.state, held.request.trouble),
        (RequestState::Open, Some(Trouble::Stale))
    );
    assert!(held.is_stale() && held.request.apply_at.is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_needs_an_approval_too(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let (backend, target) = (&office.shop.backend, office.shop.production("checkout"));
    let step = |share: &str, wait: &str| StepForm {
        share: share.to_owned(),
        wait: wait.to_owned(),
    };
    let form = PlanForm {
        steps: vec![step("5", "1h"), step("100", "")],
        alerts: "none".to_owned(),
        on_trip: "pause".to_owned(),
        ..PlanForm::default()
    };
    requested(plans::start(backend, &office.author, target, &form, None).await);
    assert_eq!(office.state().await.version, 1);
    let asked = office.newest().await;
    office.approves(&office.approver, &asked).await.unwrap();
    office.applies(asked.request.id).await.unwrap();
    assert_eq!(office.state().await.percentage(), Percentage::new(5).ok());
    backend.clock.advance(TimeDelta::hours(1));
    plans::run_due(backend).await.unwrap();
    assert_eq!(office.state().await.percentage(), Percentage::new(100).ok());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_from_before_the_rule_pauses(pool: PgPool) {
    let office = Office::open(pool, 1).await;
    let (backend, shop) = (&office.shop.backend, &office.shop);
    let target = shop.production("checkout");
    let rule = ApprovalRule {
        approvals: 1,
        role: Role::Operator,
    };
    set_rule(backend, &shop.actor, &shop.project, &shop.production, None)
        .await
        .unwrap();
    let step = |share: &str| StepForm {
        share: share.to_owned(),
        wait: "1h".to_owned(),
    };
    let form = PlanForm {
        steps: vec![step("5"), step("100")],
        alerts: "none".to_owned(),
        on_trip: "pause".to_owned(),
        ..PlanForm::default()
    };
    plans::start(backend, &office.author, target, &form, None)
        .await
        .unwrap();
    set_rule(backend, &shop.actor, &shop.project, &shop.production, Some(rule))
        .await
        .unwrap();
    backend.clock.advance(TimeDelta::hours(1));
    plans::run_due(backend).await.unwrap();
    let flag = find(backend, &office.author, &shop.project, "checkout").await.unwrap();
    let standing = plans::show(backend, &office.author, &shop.project, &shop.production, &flag)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(standing.plan.halt, Some(Halt::Approval));
    assert_eq!(office.state().await.percentage(), Percentage::new(5).ok());
}
