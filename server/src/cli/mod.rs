//! The command line.

mod backup;
mod doctor;
mod flags;
mod migrate;
mod serve;
mod told;
mod user;

pub use told::told;

use crate::{
    boot::{self, BootError, Database},
    config::{self, Config},
};
use arkan_backend::Backend;
use clap::{CommandFactory as _, Parser, Subcommand};
use std::{
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

/// Arkan: run a product in production from one console.
#[derive(Parser)]
#[command(version, about)]
pub struct Cli {
    /// The configuration file (default: arkan.toml, if there is one).
    #[arg(long, global = true, env = "ARKAN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the console.
    Serve,
    /// Bring the database's schema up to date, and stop.
    Migrate,
    /// People who may sign in.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Backups of the console's database, and the drills that prove them.
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    /// Feature flags.
    #[command(subcommand)]
    Flags(flags::FlagsCommand),
    /// Say what is well and what is not, with the remedy.
    Doctor,
    /// Print the completion script of a shell.
    Completions { shell: clap_complete::Shell },
}

/// Runs a command.
///
/// # Errors
/// Why it could not be done, in the administrator's words.
pub fn run(cli: Cli) -> Result<(), BootError> {
    if let Command::Completions { shell } = cli.command {
        // Into memory first: the generator panics when whoever reads its output stops early.
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "arkan", &mut script);
        return match std::io::stdout().write_all(&script) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        };
    }
    let config = config::load(cli.config.as_deref())?;
    // Fair before fast: with a thousand connections at once, tasks overflow into the queue that workers share, which they
    // would look at once in 61 turns: some would wait a tenth of a second while others are answered in 20 ms.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .global_queue_interval(1)
        .event_interval(31)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::run(config).await,
            Command::Migrate => migrate::run(&config).await,
            Command::User(command) => user::run(&config, command).await,
            Command::Backup(command) => backup::run(&config, command).await,
            Command::Flags(command) => flags::run(&config, command).await,
            Command::Doctor => doctor::run(&config).await,
            Command::Completions { .. } => Ok(()),
        }
    })
}

/// Runs one short command against the console's database: beside a running console, or with our own cluster started
/// for its time.
async fn with_backend<T>(
    config: &Config,
    work: impl AsyncFnOnce(Backend) -> Result<T, BootError>,
) -> Result<T, BootError> {
    let database = Database::open_beside(config).await?;
    let result = match boot::backend(config, &database).await {
        Ok(backend) => {
            let pool = backend.pool.clone();
            let result = work(backend).await;
            pool.close().await;
            result
        }
        Err(error) => Err(error),
    };
    database.close().await;
    result
}
