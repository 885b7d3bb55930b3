//! `arkan`: the console's one binary.

mod api;
mod boot;
mod cli;
mod config;
mod http;
mod logging;
mod workers;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = cli::Cli::parse();
    match cli::run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("arkan: {}", cli::told(error.as_ref()));
            let mut source = error.source();
            while let Some(cause) = source {
                // Many errors already say their cause.
                if !error.to_string().contains(&cause.to_string()) {
                    eprintln!("  because {cause}");
                }
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
