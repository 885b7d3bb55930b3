//! Servers that an earlier console left behind: found by `postmaster.pid` and by their command lines, stopped cleanly.

use super::account::short_name;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// A process id that no system hands out, so that Postgres takes the file for a dead server's.
const NOBODY: &str = "2147483647";

/// The name that marks every process of a cluster in its command line (`cluster_name`).
pub(super) fn cluster_name(data: &Path) -> String {
    format!("arkan-{}", short_name(data))
}

/// Stops whatever still runs on a data directory, and makes a `postmaster.pid` that is stale look so to Postgres.
///
/// The file itself stays: Postgres reads in it which shared memory to check before it trusts the data.
pub(super) async fn clear(data: &Path) {
    let recorded = recorded(data);
    if let Some(pid) = recorded.filter(|pid| belongs(*pid, data)) {
        tracing::warn!(
            pid = pid.as_raw_nonzero().get(),
            "stopping the Postgres that an earlier console left running"
        );
        let rounds = [(Signal::INT, 30), (Signal::QUIT, 10), (Signal::KILL, 5)];
        for (signal, seconds) in rounds {
            if stop(&[pid], signal, data, Duration::from_secs(seconds)).await {
                break;
            }
        }
    }
    // Children of a postmaster that was killed: they hold its shared memory until they notice.
    let orphans = processes(data);
    if !orphans.is_empty() && !stop(&orphans, Signal::QUIT, data, Duration::from_secs(5)).await {
        stop(&processes(data), Signal::KILL, data, Duration::from_secs(5)).await;
    }
    // The number may meanwhile be another program's, or a zombie's.
    if recorded.is_some_and(|pid| test_kill_process(pid).is_ok() && !belongs(pid, data)) {
        disown(data);
    }
}

/// Sends a signal and waits until the processes are gone; `false` when they outlive the limit.
async fn stop(pids: &[Pid], signal: Signal, data: &Path, limit: Duration) -> bool {
    for pid in pids {
        let _ = kill_process(*pid, signal);
    }
    let began = Instant::now();
    while pids.iter().any(|pid| belongs(*pid, data)) {
        if began.elapsed() > limit {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}

/// Kills everything on a data directory that is about to be removed; for `Drop`, which cannot wait asynchronously.
pub(super) fn kill_all(data: &Path) {
    for _ in 0..100 {
        let left = processes(data);
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = kill_process(pid, Signal::KILL);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn recorded(data: &Path) -> Option<Pid> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

fn disown(data: &Path) {
    let path = data.join("postmaster.pid");
    if let Ok(text) = fs::read_to_string(&path) {
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        let _ = fs::write(&path, format!("{NOBODY}\n{rest}"));
    }
}

/// Every process of the cluster. The command line says so: it is readable by everyone, also where (as in a container)
/// root may not look at another user's working directory.
fn processes(data: &Path) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
        .filter(|pid| belongs(*pid, data))
        .collect()
}

fn belongs(pid: Pid, data: &Path) -> bool {
    let Ok(line) = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())) else {
        return false;
    };
    let line = String::from_utf8_lossy(&line);
    let name = cluster_name(data);
    let mut arguments = line.split('\0');
    let program = arguments.next().unwrap_or_default();
    program.starts_with(&format!("postgres: {name}: "))
        || (program.ends_with("/postgres")
            && arguments.any(|argument| {
                argument == data.to_string_lossy() || argument.strip_prefix("cluster_name=") == Some(&name)
            }))
}
