use super::{told, with_backend};
use crate::{boot::BootError, config::Config};
use arkan_backend::{
    Backend, Error,
    flags::{self, Filter, Target},
    projects::{self, Environment, Project},
};
use arkan_domain::{flags::Percentage, identity::Actor};
use clap::{Args, Subcommand};

/// How many flags a listing prints.
const LISTED: usize = 1000;

#[derive(Subcommand)]
pub enum FlagsCommand {
    /// List a project's flags with their state in an environment.
    List {
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Switch a flag on for a share of the users, or off.
    Set {
        #[command(flatten)]
        place: PlaceArgs,
        key: String,
        /// A percentage from 0 to 100, `on` or `off`.
        state: String,
    },
    /// Stop a flag at once, whatever its rollout.
    Kill {
        #[command(flatten)]
        place: PlaceArgs,
        key: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Args)]
pub struct PlaceArgs {
    #[arg(long, default_value = "arkan")]
    project: String,
    #[arg(long, default_value = "production")]
    environment: String,
}

pub async fn run(config: &Config, command: FlagsCommand) -> Result<(), BootError> {
    let actor = Actor::system("arkan flags");
    with_backend(config, async |backend| match command {
        FlagsCommand::List { place } => list(&backend, &actor, &place).await,
        FlagsCommand::Set { place, key, state } => {
            let (project, environment) = find(&backend, &actor, &place).await?;
            let target = Target {
                project: &project,
                environment: &environment,
                key: &key,
            };
            let done = match state.as_str() {
                "on" | "off" => flags::set_enabled(&backend, &actor, target, state == "on", None).await,
                percent => {
                    let number = percent
                        .trim_end_matches('%')
                        .parse()
                        .map_err(|_| "write a percentage, on or off")?;
                    let share = Percentage::new(number).map_err(|_| "a percentage goes from 0 to 100")?;
                    flags::set_percentage(&backend, &actor, target, share, None).await
                }
            };
            if let Err(requested @ Error::Requested { path }) = &done {
                println!("{} {path}", told(requested));
                return Ok(());
            }
            done?;
            println!("{key} in {}: {state}", environment.key);
            Ok(())
        }
        FlagsCommand::Kill { place, key, reason } => {
            let (project, environment) = find(&backend, &actor, &place).await?;
            let target = Target {
                project: &project,
                environment: &environment,
                key: &key,
            };
            flags::kill(&backend, &actor, target, &reason).await?;
            println!("{key} is stopped in {}.", environment.key);
            Ok(())
        }
    })
    .await
}

async fn find(backend: &Backend, actor: &Actor, place: &PlaceArgs) -> Result<(Project, Environment), BootError> {
    let project = projects::find(backend, actor, &place.project)
        .await
        .map_err(|_| format!("there is no project {}", place.project))?;
    let environment = projects::environment(backend, project.id, &place.environment)
        .await
        .map_err(|_| format!("{} has no environment {}", place.project, place.environment))?;
    Ok((project, environment))
}

async fn list(backend: &Backend, actor: &Actor, place: &PlaceArgs) -> Result<(), BootError> {
    let (project, environment) = find(backend, actor, place).await?;
    let listed = flags::list(backend, actor, &project, &Filter::default(), LISTED).await?;
    let states = flags::states(backend, actor, &project, &listed.flags).await?;
    for flag in listed.flags {
        let state = states.get(&(flag.id, environment.id));
        let does = match state {
            Some(state) if state.setting.killed => "killed".to_owned(),
            Some(state) if state.setting.enabled => state
                .percentage()
                .map_or_else(|| "on".to_owned(), |percent| format!("on, {} %", percent.get())),
            _ => "off".to_owned(),
        };
        println!("{:<40} {does}", flag.key);
    }
    Ok(())
}
