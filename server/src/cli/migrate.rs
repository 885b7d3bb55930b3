use super::with_backend;
use crate::{boot::BootError, config::Config};

pub async fn run(config: &Config) -> Result<(), BootError> {
    with_backend(config, async |_| {
        println!("The schema is up to date.");
        Ok(())
    })
    .await
}
