use super::*;

fn trouble(fingerprint: &str, severity: Urgency) -> NewAlert {
    NewAlert {
        fingerprint: fingerprint.into(),
        source: AlertSource::Backup,
        check: None,
        place: Place::CONSOLE,
        severity,
        kind: "backup.drill_failed",
        params: json!({ "label": "nightly" }),
        link: Some("/backups".into()),
        first_failure_at: None,
    }
}

impl World {
    async fn raise(&self, new: NewAlert) -> Option<arkan_domain::ids::AlertId> {
        let mut write = self.backend.write(&self.actor).await.expect("database");
        let id = raise(&mut write, new).await.expect("database");
        write.commit().await.expect("database");
        id
    }

    async fn resolve(&self, fingerprint: &str) -> Option<arkan_domain::ids::AlertId> {
        let mut write = self.backend.write(&self.actor).await.expect("database");
        let id = resolve(&mut write, fingerprint).await.expect("database");
        write.commit().await.expect("database");
        id
    }

    async fn told(&self, id: arkan_domain::ids::AlertId) -> Vec<(Transition, DeliveryState, i32, Option<String>)> {
        let detail = detail(&self.backend, &self.actor, id).await.expect("there");
        let row = |told: Notification| (told.transition, told.state, told.attempts, told.last_error);
        detail.notifications.into_iter().map(row).collect()
    }
}

type Heard = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A receiver that refuses the first requests, and keeps what it heard.
struct Receiver {
    url: String,
    heard: Heard,
}

impl Receiver {
    async fn new(refusals: usize) -> Self {
        let heard: Heard = Arc::default();
        let take = move |State(heard): State<Heard>, headers: HeaderMap, body: Bytes| async move {
            let mut heard = heard.lock().expect("not poisoned");
            heard.push((headers, body));
            if heard.len() <= refusals {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::OK
            }
        };
        let router = Router::new()
            .route("/healthz", post(take))
            .with_state(Arc::clone(&heard));
        Self {
            url: serve(router).await,
            heard,
        }
    }

    fn heard(&self) -> usize {
        self.heard.lock().expect("not poisoned").len()
    }

    fn body(&self, index: usize) -> serde_json::Value {
        serde_json::from_slice(&self.heard.lock().expect("not poisoned")[index].1).expect("JSON")
    }

    /// Verifies as a receiver would: with nothing but the secret and what came.
    fn verifies(&self, index: usize, secret: &Secret) -> bool {
        let heard = self.heard.lock().expect("not poisoned");
        let (headers, body) = &heard[index];
        let text = |name: &str| headers[name].to_str().expect("text").to_owned();
        let key = STANDARD
            .decode(secret.expose().trim_start_matches("whsec_"))
            .expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length");
        let signed = [
            text("webhook-id").as_bytes(),
            b".",
            text("webhook-timestamp").as_bytes(),
            b".",
            body,
        ]
        .concat();
        mac.update(&signed);
        let signature = STANDARD
            .decode(text("webhook-signature").trim_start_matches("v1,"))
            .expect("base64");
        mac.verify_slice(&signature).is_ok()
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_receiver_that_fails_twice_hears_in_the_end_and_only_once(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(2).await;
    let (_, secret) = world.webhook(&receiver.url).await;
    let id = world.raise(trouble("drill", Urgency::Critical)).await.expect("raised");
    assert_eq!(world.deliver().await, 1);
    assert_eq!(
        world.told(id).await,
        [(
            Transition::Firing,
            DeliveryState::Pending,
            1,
            Some("status 503".to_owned())
        )]
    );
    assert_eq!(world.deliver().await, 0, "the next try waits");
    world.clock.advance(TimeDelta::seconds(5));
    assert_eq!(world.deliver().await, 1);
    world.clock.advance(TimeDelta::seconds(15));
    assert_eq!(world.deliver().await, 1);
    assert_eq!(
        world.told(id).await,
        [(Transition::Firing, DeliveryState::Delivered, 3, None)]
    );
    world.clock.advance(TimeDelta::hours(2));
    assert_eq!(world.deliver().await, 0);
    assert_eq!(receiver.heard(), 3);
    let id_of = |index: usize| receiver.heard.lock().expect("not poisoned")[index].0["webhook-id"].clone();
    assert!((0..3).all(|index| receiver.verifies(index, &secret) && id_of(index) == id_of(0)));
    assert!(!receiver.verifies(0, &deliver::new_secret()));
    assert_eq!(receiver.body(2)["data"]["title"], "title of backup.drill_failed");
    assert_eq!(
        receiver.body(2)["data"]["url"],
        format!("http://127.0.0.1:3000/alerts/{id}")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn each_transition_is_told_once_per_channel(pool: PgPool) {
    let world = World::new(pool).await;
    let (one, two) = (Receiver::new(0).await, Receiver::new(0).await);
    world.webhook(&one.url).await;
    world.webhook(&two.url).await;
    let first = world.raise(trouble("drill", Urgency::Warning)).await;
    assert!(first.is_some());
    assert_eq!(
        world.raise(trouble("drill", Urgency::Warning)).await,
        None,
        "it is open"
    );
    world.deliver().await;
    // A channel of later was not told of the trouble, and is not told of its end.
    let late = Receiver::new(0).await;
    world.webhook(&late.url).await;
    assert_eq!(world.resolve("drill").await, first);
    assert_eq!(world.resolve("drill").await, None);
    world.deliver().await;
    assert_eq!((one.heard(), two.heard(), late.heard()), (2, 2, 0));
    assert_eq!(one.body(0)["type"], "alert.firing");
    assert_eq!(one.body(1)["type"], "alert.resolved");
    let again = world.raise(trouble("drill", Urgency::Warning)).await;
    assert!(again.is_some() && again != first, "the next trouble is a new alert");
    assert_eq!(world.kinds().await, ["alert.fired", "alert.resolved", "alert.fired"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn two_at_once_raise_one(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(0).await;
    world.webhook(&receiver.url).await;
    let (one, two) = tokio::join!(
        world.raise(trouble("drill", Urgency::Critical)),
        world.raise(trouble("drill", Urgency::Critical))
    );
    assert!(one.is_some() != two.is_some());
    world.deliver().await;
    assert_eq!(receiver.heard(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_rolled_back_was_never_raised(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(0).await;
    world.webhook(&receiver.url).await;
    let mut write = world.backend.write(&world.actor).await.expect("database");
    raise(&mut write, trouble("drill", Urgency::Critical))
        .await
        .expect("raised");
    drop(write);
    assert_eq!(world.deliver().await, 0);
    assert!(world.open().await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_receiver_that_is_gone_is_given_up(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(usize::MAX).await;
    world.webhook(&receiver.url).await;
    let id = world.raise(trouble("drill", Urgency::Critical)).await.expect("raised");
    for _ in 0..20 {
        world.deliver().await;
        world.clock.advance(TimeDelta::hours(1));
    }
    let attempts = i32::try_from(arkan_domain::alerts::MAX_ATTEMPTS).expect("small");
    assert_eq!(
        world.told(id).await,
        [(
            Transition::Firing,
            DeliveryState::Failed,
            attempts,
            Some("status 503".to_owned())
        )]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_quiet_channel_hears_only_what_is_critical(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(0).await;
    let (channel, _) = world.webhook(&receiver.url).await;
    let form = ChannelForm {
        name: channel.name.clone(),
        kind: "webhook".into(),
        target: receiver.url.clone(),
        language: "ar".into(),
        min_severity: "critical".into(),
    };
    let quiet = channels::update(&world.backend, &world.actor, channel.id, channel.version, &form, true).await;
    let quiet = quiet.expect("saved");
    world.raise(trouble("a", Urgency::Warning)).await;
    world.raise(trouble("b", Urgency::Critical)).await;
    assert_eq!(world.deliver().await, 1);
    let off = channels::update(&world.backend, &world.actor, channel.id, quiet.version, &form, false).await;
    assert!(!off.expect("saved").enabled);
    world.raise(trouble("c", Urgency::Critical)).await;
    assert_eq!(world.deliver().await, 0);
    let test = channels::send_test(&world.backend, &world.actor, channel.id).await;
    assert!(matches!(test, Err(Error::Alerts(AlertError::ChannelOff))));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_test_and_a_new_secret(pool: PgPool) {
    let world = World::new(pool).await;
    let receiver = Receiver::new(0).await;
    let (channel, old) = world.webhook(&receiver.url).await;
    let new = channels::rotate_secret(&world.backend, &world.actor, channel.id)
        .await
        .expect("rotated");
    channels::send_test(&world.backend, &world.actor, channel.id)
        .await
        .expect("queued");
    world.deliver().await;
    assert_eq!(receiver.body(0)["type"], "channel.test");
    assert!(receiver.verifies(0, &new) && !receiver.verifies(0, &old));
    let (_, sent) = channels::find(&world.backend, &world.actor, channel.id)
        .await
        .expect("there");
    assert_eq!(
        (sent[0].transition, sent[0].state),
        (Transition::Test, DeliveryState::Delivered)
    );
    let audited: String = sqlx::query_scalar("SELECT string_agg(after::text, '') FROM audit_events")
        .fetch_one(&world.backend.pool)
        .await
        .expect("database");
    assert!(!audited.contains("whsec_"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_channel_must_be_reachable_in_principle(pool: PgPool) {
    let world = World::new(pool).await;
    let form = |kind: &str, target: &str| ChannelForm {
        name: "x".into(),
        kind: kind.into(),
        target: target.into(),
        language: "en".into(),
        min_severity: "warning".into(),
    };
    let inside = channels::create(&world.backend, &world.actor, &form("webhook", "http://192.168.1.1/")).await;
    let Err(Error::Invalid(errors)) = inside else {
        panic!("refused")
    };
    assert_eq!(errors.get("target"), Some(&Problem::ForbiddenAddress));
    let mail = channels::create(&world.backend, &world.actor, &form("email", "a@example.com")).await;
    assert!(matches!(mail, Err(Error::Alerts(AlertError::NoMail))));
}

#[sqlx::test(migrations = "../migrations")]
async fn acknowledging_is_done_once_and_ends_with_the_trouble(pool: PgPool) {
    let world = World::new(pool).await;
    let id = world.raise(trouble("drill", Urgency::Critical)).await.expect("raised");
    let viewer = world.viewer();
    assert!(matches!(
        acknowledge(&world.backend, &viewer, id, "").await,
        Err(Error::Forbidden)
    ));
    let taken = acknowledge(&world.backend, &world.actor, id, "  on it ")
        .await
        .expect("acknowledged");
    assert_eq!(
        (taken.state, taken.acknowledge_note.as_deref()),
        (AlertState::Acknowledged, Some("on it"))
    );
    let twice = acknowledge(&world.backend, &world.actor, id, "").await;
    assert!(matches!(twice, Err(Error::Alerts(AlertError::NotFiring))));
    assert_eq!(
        world.raise(trouble("drill", Urgency::Critical)).await,
        None,
        "acknowledged is still open"
    );
    assert_eq!(world.resolve("drill").await, Some(id));
    let page = page(
        &world.backend,
        &world.actor,
        world.project.id,
        Some(AlertState::Resolved),
        None,
        50,
    )
    .await;
    assert_eq!(page.expect("database").len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn pages_follow_each_other_without_gap(pool: PgPool) {
    let world = World::new(pool).await;
    for number in 0..7 {
        world
            .raise(trouble(&format!("trouble {number}"), Urgency::Warning))
            .await;
        // Two at the same moment, too.
        world.clock.advance(TimeDelta::seconds(number % 2));
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let rows = page(&world.backend, &world.actor, world.project.id, None, before, 3)
            .await
            .expect("database");
        let Some(last) = rows.last() else { break };
        before = Some((last.fired_at, last.id));
        seen.extend(rows.iter().map(|alert| alert.fingerprint.clone()));
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (7, 7));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_alert_opens_with_what_changed_before_it(pool: PgPool) {
    let world = World::new(pool).await;
    let (url, status, _) = site().await;
    let check = world
        .check(CheckForm {
            retries: "0".into(),
            ..http_form(&url)
        })
        .await;
    world.after(0).await;
    world.clock.advance(TimeDelta::minutes(30));
    checks::set_enabled(&world.backend, &world.actor, check.id, false, "")
        .await
        .expect("paused");
    checks::set_enabled(&world.backend, &world.actor, check.id, true, "")
        .await
        .expect("resumed");
    status.store(500, Ordering::SeqCst);
    world.after(60).await;
    let [alert] = world.open().await.try_into().expect("one alert");
    let detail = detail(&world.backend, &world.viewer(), alert.id).await.expect("seen");
    let kinds: Vec<&str> = detail.changes.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["check.resumed", "check.paused"],
        "the last 20 minutes, not what was before"
    );
    assert_eq!(detail.results.len(), 1);
    let stranger = Actor {
        grants: Vec::new(),
        ..world.viewer()
    };
    assert!(matches!(
        super::detail(&world.backend, &stranger, alert.id).await,
        Err(Error::NotFound)
    ));
}
