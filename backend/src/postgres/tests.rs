use super::*;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::{path::Path, time::Duration};

/// How long a test waits for what must come; none of them measures it.
const PATIENCE: Duration = Duration::from_mins(1);

async fn connect(cluster: &Cluster) -> PgConnection {
    cluster.connect_options().connect().await.unwrap()
}

fn kill(pid: u32, signal: Signal) {
    kill_process(Pid::from_raw(pid.try_into().unwrap()).unwrap(), signal).unwrap();
}

fn alive(pid: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    test_kill_process(Pid::from_raw(pid.try_into().unwrap()).unwrap()).is_ok() && !state.contains(") Z ")
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("never: {what}"));
}

/// A data directory that the Postgres user can reach, whoever runs the tests.
fn data() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    dir
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_made_kept_and_private() {
    let dir = data();
    let cluster = Cluster::start(dir.path()).await.unwrap();
    let mut connection = connect(&cluster).await;
    let settings: Vec<String> = sqlx::query_scalar(
        "SELECT current_setting(name) FROM unnest(ARRAY['data_checksums', 'listen_addresses', 'server_encoding']) name",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(settings, ["on", "", "UTF8"]);
    sqlx::query("CREATE TABLE kept (n int)")
        .execute(&mut connection)
        .await
        .unwrap();
    let first = cluster.pid().unwrap();
    connection.close().await.unwrap();
    cluster.stop().await;
    assert!(!alive(first));

    let cluster = Cluster::start(dir.path()).await.unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM kept")
        .fetch_one(&mut connect(&cluster).await)
        .await
        .unwrap();
    assert_eq!(count, 0);
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_comes_back_with_what_was_committed() {
    let dir = data();
    let cluster = Cluster::start(dir.path()).await.unwrap();
    let mut connection = connect(&cluster).await;
    sqlx::query("CREATE TABLE kept AS SELECT generate_series(1, 1000) n")
        .execute(&mut connection)
        .await
        .unwrap();
    for _ in 0..3 {
        let old = cluster.pid().unwrap();
        kill(old, Signal::KILL);
        eventually("the server runs again", async || {
            cluster.pid().is_some_and(|pid| pid != old)
        })
        .await;
        let mut connection = connect(&cluster).await;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM kept")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(count, 1000);
    }
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_console_is_refused_and_the_first_goes_on() {
    let dir = data();
    let cluster = Cluster::start(dir.path()).await.unwrap();
    let refused = Cluster::start(dir.path()).await.unwrap_err();
    assert!(
        matches!(&refused, Error::InUse { pid, .. } if *pid == std::process::id().to_string()),
        "{refused}"
    );
    connect(&cluster).await.ping().await.unwrap();
    let (options, target) = Cluster::of_running_console(dir.path()).unwrap().unwrap();
    options.connect().await.unwrap().ping().await.unwrap();
    assert_eq!(target.env(), cluster.target().env());
    cluster.stop().await;
    assert!(Cluster::of_running_console(dir.path()).unwrap().is_none());
}

/// Starts a server on the data as a console would that was then killed: nobody watches it, nobody holds the lock.
async fn abandon(dir: &Path) -> u32 {
    let cluster = Cluster::start(dir).await.unwrap();
    let old = cluster.pid().unwrap();
    let line = std::fs::read(format!("/proc/{old}/cmdline")).unwrap();
    let arguments: Vec<String> = line
        .split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into())
        .collect();
    cluster.stop().await;
    let home = dir.join("postgres/data");
    let account = Account::for_data(&home).unwrap();
    let mut command = tools::bare(&arguments[0].clone().into());
    account.apply(&mut command);
    command
        .args(&arguments[1..arguments.len() - 1])
        .current_dir("/")
        .kill_on_drop(false);
    let child = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let pid = child.id().unwrap();
    eventually("the abandoned server has its pid file", async || {
        std::fs::read_to_string(home.join("postmaster.pid")).is_ok_and(|text| text.contains("ready"))
    })
    .await;
    tokio::spawn(async move { child.wait_with_output().await });
    pid
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_left_by_a_killed_console_is_replaced() {
    let dir = data();
    let abandoned = abandon(dir.path()).await;
    let cluster = Cluster::start(dir.path()).await.unwrap();
    assert!(!alive(abandoned));
    assert_ne!(cluster.pid(), Some(abandoned));
    connect(&cluster).await.ping().await.unwrap();
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_pid_file_that_names_another_program_does_not_stop_the_start() {
    let dir = data();
    let abandoned = abandon(dir.path()).await;
    kill(abandoned, Signal::KILL);
    eventually("the abandoned server is gone", async || !alive(abandoned)).await;
    let path = dir.path().join("postgres/data/postmaster.pid");
    let text = std::fs::read_to_string(&path).unwrap();
    let rest = text.split_once('\n').unwrap().1;
    std::fs::write(&path, format!("{}\n{rest}", std::process::id())).unwrap();
    let cluster = Cluster::start(dir.path()).await.unwrap();
    connect(&cluster).await.ping().await.unwrap();
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_another_major_is_refused_with_the_remedy() {
    let dir = data();
    Cluster::start(dir.path()).await.unwrap().stop().await;
    std::fs::write(dir.path().join("postgres/data/PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(dir.path()).await.unwrap_err();
    assert!(matches!(error, Error::OtherMajor { major: 9, .. }), "{error}");
    assert!(error.to_string().contains("postgresql-9"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scratch_server_leaves_nothing() {
    let parent = data();
    let scratch = Scratch::start(parent.path(), None).await.unwrap();
    let mut connection = scratch.connect_options("postgres").connect().await.unwrap();
    sqlx::query("CREATE EXTENSION amcheck")
        .execute(&mut connection)
        .await
        .unwrap();
    let (dir, data) = (scratch.dir().to_owned(), scratch.dir().join("data"));
    scratch.close().await;
    assert!(!dir.exists() && !data.exists());
    assert!(connection.ping().await.is_err());

    let dropped = Scratch::start(parent.path(), None).await.unwrap();
    let dir = dropped.dir().to_owned();
    drop(dropped);
    assert!(!dir.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn leftovers_of_a_dead_run_go_and_a_live_one_stays() {
    let parent = data();
    let live = Scratch::start(parent.path(), None).await.unwrap();
    let leftover = live.dir().with_file_name("scratch-dead");
    std::fs::create_dir_all(leftover.join("data")).unwrap();
    Scratch::sweep(parent.path()).await.unwrap();
    assert!(!leftover.exists());
    live.connect_options("postgres")
        .connect()
        .await
        .unwrap()
        .ping()
        .await
        .unwrap();
    live.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_where_postgres_cannot_go_is_kept_elsewhere_and_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = Cluster::start(dir.path()).await.unwrap();
    connect(&cluster).await.ping().await.unwrap();
    cluster.stop().await;
    // Only root changes to another user; everybody else's data stays where it is.
    if let Ok(elsewhere) = std::fs::read_link(dir.path().join("elsewhere")) {
        assert!(elsewhere.join("postgres/data/PG_VERSION").exists());
        std::fs::remove_dir_all(elsewhere).unwrap();
    } else {
        assert!(dir.path().join("postgres/data/PG_VERSION").exists());
    }
}
