use super::with_backend;
use crate::{boot::BootError, config::Config};
use arkan_backend::identity::{NewUser, add_user};
use arkan_domain::identity::{Actor, Role};
use arkan_locales::Lang;
use clap::Subcommand;
use std::io::{IsTerminal as _, Read as _};

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a person. The password is read from standard input.
    Add {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// admin, operator, `product_owner`, trainer or viewer.
        #[arg(long, default_value = "viewer", value_parser = role)]
        role: Role,
        /// en or ar.
        #[arg(long, default_value = "en", value_parser = language)]
        language: Lang,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::parse(text).ok_or_else(|| format!("there are {}", known.join(", ")))
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::from_tag(text).ok_or_else(|| "there are en and ar".to_owned())
}

pub async fn run(config: &Config, command: UserCommand) -> Result<(), BootError> {
    let UserCommand::Add {
        email,
        name,
        role,
        language,
    } = command;
    if std::io::stdin().is_terminal() {
        eprintln!("Type the password (at least 12 characters), then Enter and Ctrl+D:");
    }
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let new = NewUser {
        email,
        name,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        language,
        role,
    };
    with_backend(config, async |backend| {
        let user = add_user(&backend, &Actor::system("arkan user add"), &new).await?;
        println!("{} <{}> may sign in as {role}.", user.name, user.email);
        Ok(())
    })
    .await
}
