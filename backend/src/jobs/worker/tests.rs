use super::*;
use crate::{
    Clock,
    jobs::{NewJob, enqueue, find},
};
use async_trait::async_trait;
use sqlx::PgPool;
use std::sync::Mutex;

/// Notes what happened to it, and does what it is told.
#[derive(Default)]
struct Probe {
    runs: Mutex<Vec<i32>>,
    abandoned: Mutex<Vec<String>>,
    fail_first: i32,
    wait: bool,
}

#[async_trait]
impl Handler for Probe {
    async fn run(&self, run: &Run) -> std::result::Result<(), JobError> {
        self.runs.lock().unwrap().push(run.attempt);
        if self.wait {
            run.cancel.cancelled().await;
            return Err(JobError::Cancelled);
        }
        if run.attempt <= self.fail_first {
            return Err(JobError::Retry {
                after: TimeDelta::zero(),
                reason: "not yet".into(),
            });
        }
        Ok(())
    }

    async fn abandoned(&self, _run: &Run, reason: &str) -> Result<()> {
        self.abandoned.lock().unwrap().push(reason.to_owned());
        Ok(())
    }
}

fn worker(backend: &Backend, probe: &Arc<Probe>, lease: Duration) -> Worker {
    let settings = WorkerSettings {
        lease,
        ..WorkerSettings::default()
    };
    Worker::new(
        backend.clone(),
        [("probe", Arc::clone(probe) as Arc<dyn Handler>)],
        settings,
    )
}

async fn queue(backend: &Backend) -> JobId {
    enqueue(backend, NewJob::new("probe", serde_json::json!({})))
        .await
        .expect("database")
        .expect("queued")
}

#[sqlx::test(migrations = "../migrations")]
async fn a_failing_job_is_tried_again_and_then_given_up(pool: PgPool) {
    let backend = Backend::for_tests(pool.clone(), Clock::default());
    let probe = Arc::new(Probe {
        fail_first: 9,
        ..Probe::default()
    });
    let id = queue(&backend).await;
    worker(&backend, &probe, Duration::from_secs(15)).run_due().await;
    assert_eq!(*probe.runs.lock().unwrap(), [1, 2, 3]);
    assert_eq!(*probe.abandoned.lock().unwrap(), ["not yet"]);
    assert_eq!(find(&pool, id).await.expect("database").expect("there").state, "failed");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_job_of_a_dead_worker_is_taken_again(pool: PgPool) {
    let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH);
    let backend = Backend::for_tests(pool.clone(), clock.clone());
    let id = queue(&backend).await;
    let probe = Arc::new(Probe::default());
    let dead = worker(&backend, &probe, Duration::from_secs(15));
    assert!(dead.claim().await.is_some(), "claimed by a worker that then dies");
    let alive = worker(&backend, &probe, Duration::from_secs(15));
    assert_eq!(alive.run_due().await, 0, "the lease still holds");
    clock.advance(TimeDelta::seconds(16));
    assert_eq!(alive.run_due().await, 1);
    assert_eq!(*probe.runs.lock().unwrap(), [2]);
    assert_eq!(
        find(&pool, id).await.expect("database").expect("there").state,
        "succeeded"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_job_that_kills_its_worker_is_given_up(pool: PgPool) {
    let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH);
    let backend = Backend::for_tests(pool.clone(), clock.clone());
    let id = queue(&backend).await;
    let probe = Arc::new(Probe::default());
    for _ in 0..3 {
        assert!(
            worker(&backend, &probe, Duration::from_secs(15))
                .claim()
                .await
                .is_some()
        );
        clock.advance(TimeDelta::seconds(16));
    }
    worker(&backend, &probe, Duration::from_secs(15)).run_due().await;
    assert!(probe.runs.lock().unwrap().is_empty());
    assert_eq!(probe.abandoned.lock().unwrap().len(), 1);
    assert_eq!(find(&pool, id).await.expect("database").expect("there").state, "failed");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_workers_never_share_a_job_and_a_key_queues_once(pool: PgPool) {
    let backend = Backend::for_tests(pool, Clock::default());
    let keyed = || NewJob::new("probe", serde_json::json!({})).dedupe("daily");
    assert!(enqueue(&backend, keyed()).await.expect("database").is_some());
    assert!(enqueue(&backend, keyed()).await.expect("database").is_none());
    for _ in 0..20 {
        queue(&backend).await;
    }
    let probe = Arc::new(Probe::default());
    let (a, b) = (
        worker(&backend, &probe, Duration::from_secs(15)),
        worker(&backend, &probe, Duration::from_secs(15)),
    );
    let (done_a, done_b) = tokio::join!(a.run_due(), b.run_due());
    assert_eq!(done_a + done_b, 21);
    assert_eq!(probe.runs.lock().unwrap().len(), 21);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_running_job_stops_when_asked(pool: PgPool) {
    let backend = Backend::for_tests(pool.clone(), Clock::default());
    let id = queue(&backend).await;
    let probe = Arc::new(Probe {
        wait: true,
        ..Probe::default()
    });
    let worker = worker(&backend, &probe, Duration::from_millis(500));
    let mut connection = pool.acquire().await.expect("database");
    let ask = async {
        while probe.runs.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        crate::jobs::request_cancel(&mut connection, id, backend.clock.now())
            .await
            .expect("database")
    };
    tokio::join!(worker.run_due(), ask);
    assert_eq!(
        find(&pool, id).await.expect("database").expect("there").state,
        "cancelled"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn shutdown_gives_a_job_back(pool: PgPool) {
    let backend = Backend::for_tests(pool.clone(), Clock::default());
    let id = queue(&backend).await;
    let probe = Arc::new(Probe {
        wait: true,
        ..Probe::default()
    });
    let stop = CancellationToken::new();
    let running = tokio::spawn(worker(&backend, &probe, Duration::from_secs(15)).run(stop.clone()));
    while probe.runs.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.cancel();
    running.await.expect("ends");
    let job = find(&pool, id).await.expect("database").expect("there");
    assert_eq!((job.state.as_str(), job.attempts), ("queued", 0));
}
