use super::with_backend;
use crate::{boot::BootError, config::Config};
use arkan_backend::backups::{self, Outcome};
use arkan_domain::{identity::Actor, ids::BackupId};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum BackupCommand {
    /// Back up the console's database now, and wait for the end.
    Now,
    /// Restore a backup into a scratch server and compare: the proof that it is good.
    Drill {
        /// The backup's id; the newest one without it.
        backup: Option<BackupId>,
    },
}

pub async fn run(config: &Config, command: BackupCommand) -> Result<(), BootError> {
    let actor = Actor::system("arkan backup");
    let outcome = with_backend(config, async |backend| {
        Ok(match command {
            BackupCommand::Now => backups::run_now(&backend, &actor).await?,
            BackupCommand::Drill { backup } => backups::drill_now(&backend, &actor, backup).await?,
        })
    })
    .await?;
    match outcome {
        Outcome::Stored { file, size_bytes } => {
            println!(
                "Stored {} ({size_bytes} bytes). It is proven once `arkan backup drill` passed.",
                file.display()
            );
        }
        Outcome::Passed { seconds } => println!("Proven: restored and compared in {seconds:.1} s."),
        Outcome::Failed { failure, detail } => return Err(format!("failed ({failure}): {detail}").into()),
        Outcome::Cancelled => return Err("cancelled".into()),
    }
    Ok(())
}
