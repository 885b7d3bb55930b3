mod counted;
mod steered;

use super::*;
use crate::{
    audit,
    flags::{
        Asked, archive, find as find_flag, kill, reload, revive, set_enabled, set_percentage, set_prerequisite,
        set_state, testing::Shop,
    },
};
use arkan_domain::{
    fields::Problem,
    flags::{
        Draft, Percentage,
        experiment::{ExperimentForm, Finding, Verdict},
    },
    identity::{Grant, Role, Who},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgPool;

fn form() -> ExperimentForm {
    ExperimentForm {
        name: "A shorter form".to_owned(),
        hypothesis: "Fewer fields, more orders".to_owned(),
        event: "order-paid".to_owned(),
        control: "off".to_owned(),
        baseline: "20".to_owned(),
        difference: "40".to_owned(),
    }
}

/// A flag that half of the users have.
async fn shop(pool: PgPool) -> Shop {
    let shop = Shop::open(pool).await;
    shop.flag("checkout", "experiment").await;
    share(&shop, 50).await;
    set_enabled(&shop.backend, &shop.actor, shop.production("checkout"), true, None)
        .await
        .unwrap();
    shop
}

async fn share(shop: &Shop, share: i64) {
    let share = Percentage::new(share).unwrap();
    set_percentage(&shop.backend, &shop.actor, shop.production("checkout"), share, None)
        .await
        .unwrap();
}

async fn planned(shop: &Shop) -> ExperimentId {
    create(&shop.backend, &shop.actor, shop.production("checkout"), &form())
        .await
        .unwrap()
}

async fn begin(shop: &Shop, id: ExperimentId) -> Result<()> {
    start(&shop.backend, &shop.actor, shop.production("checkout"), (id, 1)).await
}

/// A shop with an experiment that runs.
async fn running_in(pool: PgPool) -> (Shop, ExperimentId) {
    let shop = shop(pool).await;
    let id = planned(&shop).await;
    begin(&shop, id).await.unwrap();
    (shop, id)
}

async fn finish(shop: &Shop, id: ExperimentId, version: i32) -> Result<()> {
    let target = shop.production("checkout");
    end(&shop.backend, &shop.actor, target, (id, version), ("control", "no use")).await
}

async fn seen(shop: &Shop, id: ExperimentId) -> Standing {
    standing(&shop.backend, &shop.actor, &shop.project, id).await.unwrap()
}

/// Users by group (off, on) with who converted, then crossed ones and strangers.
async fn numbers(shop: &Shop, id: ExperimentId) -> ([(u64, u64); 2], u64, u64) {
    let counts = seen(shop, id).await.counts;
    let arm = |at: usize| (counts.arms[at].exposed, counts.arms[at].converted);
    ([arm(0), arm(1)], counts.crossed, counts.strangers)
}

fn asks(shop: &Shop, user: &str) -> bool {
    let engines = &shop.backend.flags;
    let answer = engines
        .serve(shop.production.id, "checkout", &Asked::user(user))
        .unwrap();
    answer.1.unwrap().value
}

fn exposure(user: &str, variant: &str, at: DateTime<Utc>) -> Exposure {
    Exposure {
        flag: "checkout".to_owned(),
        variant: variant.to_owned(),
        unit: user.to_owned(),
        at,
    }
}

fn conversion(user: &str, at: DateTime<Utc>) -> Conversion {
    Conversion {
        event: "order-paid".to_owned(),
        unit: user.to_owned(),
        at,
    }
}

async fn tells(shop: &Shop, exposures: Vec<Exposure>, conversions: Vec<Conversion>) -> Taken {
    let reported = Reported { exposures, conversions };
    report(&shop.backend, shop.production.id, &reported).await.unwrap()
}
