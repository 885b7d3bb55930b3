//! Restores one backup into a scratch server and looks at what came back.

use super::{
    TOPIC, archive,
    facts::{Amcheck, Evidence, Facts, StepTime, compare},
    halt::Halt,
    keys, queries,
    queries::Backup,
};
use crate::{
    jobs::Run,
    postgres::{self, Binaries, SUPPORTED, Scratch},
};
use arkan_domain::backups::{Failure, Step};
use sqlx::{ConnectOptions, Connection};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

const DATABASE: &str = "restored";
/// The longest that one program of a drill may run.
const LIMIT: Duration = Duration::from_hours(12);
/// Jobs of `pg_amcheck` at a time.
const PARALLEL: &str = "2";

/// A drill at work: what it has found so far survives whatever stops it.
pub(super) struct Drilling<'a> {
    run: &'a Run,
    backup: &'a Backup,
    facts: &'a Facts,
    pub evidence: Evidence,
    /// From the file to a database that answers, in seconds; nothing before it does.
    pub restore_seconds: Option<f64>,
}

impl<'a> Drilling<'a> {
    pub fn new(run: &'a Run, backup: &'a Backup, facts: &'a Facts) -> Self {
        Self {
            run,
            backup,
            facts,
            evidence: Evidence::default(),
            restore_seconds: None,
        }
    }

    /// Goes through every step, and tears down whatever the end is.
    pub async fn drill(&mut self) -> Result<(), Halt> {
        let began = Instant::now();
        let settings = &self.run.backend.settings;
        let path = settings.backup_dir.join(&self.backup.file);
        let sha256 = self.backup.sha256.clone().unwrap_or_default();
        let size = self.backup.size_bytes.unwrap_or_default();
        self.step(Step::Verify, 5, archive::verify(&path, size, &sha256))
            .await?;
        let identities = keys::identities(&self.run.backend)?;

        let parent = settings.data_dir.join("scratch");
        let majors = self.facts.major..=(*SUPPORTED.end()).max(self.facts.major);
        let scratch = self.step(Step::Prepare, 15, start(parent, majors)).await?;
        self.evidence.restored_into = scratch.version().to_string();
        let found = self.restore_and_look(&scratch, path, &identities, began).await;
        // Torn down also after a failure, and not to be cancelled: the clock of this step runs to its end.
        let tearing = Instant::now();
        scratch.close().await;
        self.note(Step::TearDown, tearing);
        found
    }

    async fn restore_and_look(
        &mut self,
        scratch: &Scratch,
        path: PathBuf,
        identities: &[age::x25519::Identity],
        began: Instant,
    ) -> Result<(), Halt> {
        let plain = scratch.dir().join("dump");
        self.step(Step::Decrypt, 25, archive::decrypt(&path, &plain, identities))
            .await?;
        self.evidence.entries = self.step(Step::List, 30, list(scratch, &plain)).await?;
        self.step(Step::Restore, 40, restore(scratch, &plain)).await?;
        self.restore_seconds = Some(began.elapsed().as_secs_f64());
        let checked = self.step(Step::Check, 75, amcheck(scratch)).await?;
        self.evidence.amcheck = Some(checked);
        let found = self.step(Step::Compare, 90, count(scratch)).await?;
        self.evidence.tables = compare(&self.facts.tables, &found);
        let differing: Vec<_> = self.evidence.tables.iter().filter(|table| !table.agrees()).collect();
        if differing.is_empty() {
            return Ok(());
        }
        let number = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let lines = differing
            .iter()
            .take(20)
            .map(|table| format!("{}: {} → {}", table.table, number(table.expected), number(table.found)));
        Err(Halt::failed(
            Failure::CountsDiffer,
            lines.collect::<Vec<_>>().join("\n"),
        ))
    }

    /// Does one step: tells the page, measures, and stops when somebody asks for it.
    async fn step<T>(
        &mut self,
        step: Step,
        percent: u8,
        work: impl Future<Output = Result<T, Halt>>,
    ) -> Result<T, Halt> {
        self.run.progress(Some(percent), step.as_str(), TOPIC).await?;
        let began = Instant::now();
        let done = tokio::select! {
            biased;
            () = self.run.cancel.cancelled() => Err(Halt::Cancelled),
            done = work => done,
        };
        self.note(step, began);
        done
    }

    fn note(&mut self, step: Step, began: Instant) {
        self.evidence.steps.push(StepTime {
            step,
            seconds: began.elapsed().as_secs_f64(),
        });
    }
}

async fn start(parent: PathBuf, majors: std::ops::RangeInclusive<u32>) -> Result<Scratch, Halt> {
    std::fs::create_dir_all(&parent).map_err(Halt::file(&parent))?;
    let scratch = Scratch::start(&parent, Some(majors))
        .await
        .map_err(Halt::program(Failure::ScratchFailed))?;
    let create = async {
        let mut connection = scratch.connect_options("postgres").connect().await?;
        queries::create_database(&mut connection).await?;
        connection.close().await
    };
    match create.await {
        Ok(()) => Ok(scratch),
        Err(error) => {
            scratch.close().await;
            Err(Halt::failed(Failure::ScratchFailed, error))
        }
    }
}

async fn list(scratch: &Scratch, plain: &std::path::Path) -> Result<u64, Halt> {
    let mut command =
        postgres::command(scratch.binaries(), "pg_restore", &[]).map_err(Halt::program(Failure::RestoreFailed))?;
    command.arg("--list").arg(plain);
    let list = postgres::run(command, LIMIT)
        .await
        .map_err(Halt::program(Failure::RestoreFailed))?;
    Ok(archive::entries(&list))
}

async fn restore(scratch: &Scratch, plain: &std::path::Path) -> Result<(), Halt> {
    let mut command = program(scratch, "pg_restore")?;
    command
        .args([
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--no-password",
            "--dbname",
            DATABASE,
        ])
        .arg(plain);
    postgres::run(command, LIMIT)
        .await
        .map(drop)
        .map_err(Halt::program(Failure::RestoreFailed))
}

/// Reads every table and every index entry. Where the machine lacks what this needs, that is noted, not counted as
/// damage: the rows were restored and are compared all the same.
async fn amcheck(scratch: &Scratch) -> Result<Amcheck, Halt> {
    let mut command = match postgres::command(scratch.binaries(), "pg_amcheck", &scratch.target(DATABASE).env()) {
        Ok(command) => command,
        Err(error) => {
            return Ok(Amcheck::Skipped {
                detail: error.to_string(),
            });
        }
    };
    command.args([
        "--all",
        "--install-missing",
        "--heapallindexed",
        "--no-password",
        "--jobs",
        PARALLEL,
    ]);
    match postgres::run(command, LIMIT).await {
        Ok(_) => Ok(Amcheck::Clean),
        Err(postgres::Error::Failed { detail, .. }) if lacks_extension(&detail) => Ok(Amcheck::Skipped { detail }),
        Err(error) => Err(Halt::program(Failure::CorruptionFound)(error)),
    }
}

fn lacks_extension(detail: &str) -> bool {
    detail.contains("could not open extension control file")
        || detail.contains("extension \"amcheck\" is not available")
}

async fn count(scratch: &Scratch) -> Result<Vec<super::TableRows>, Halt> {
    let counted = async {
        let mut connection = scratch.connect_options(DATABASE).connect().await?;
        let counted = queries::count_rows(&mut connection).await?;
        connection.close().await?;
        Ok(counted)
    };
    counted.await.map_err(|error: sqlx::Error| Halt::database(&error))
}

fn program(scratch: &Scratch, name: &str) -> Result<tokio::process::Command, Halt> {
    let binaries: &Binaries = scratch.binaries();
    postgres::command(binaries, name, &scratch.target(DATABASE).env()).map_err(Halt::program(Failure::RestoreFailed))
}
