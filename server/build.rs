//! Tells the binary which commit it was built from, where there is a repository.

use std::process::Command;

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(args)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

fn main() {
    println!(
        "cargo::rustc-env=ARKAN_COMMIT={}",
        git(&["rev-parse", "HEAD"]).unwrap_or_default()
    );
    // The reflog grows with each commit.
    if let Some(log) = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
}
