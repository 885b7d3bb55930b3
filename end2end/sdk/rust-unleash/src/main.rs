//! Unleash's SDK for Rust: reads the rules, evaluates by itself and reports what it counted.
//! rust-unleash URL TOKEN FLAG -, users on standard input, one a line; prints the values as JSON.

use serde_json::{Map, Value, json};
use std::{error::Error, io, time::Duration};
use tokio::time::sleep;
use unleash_api_client::{
    client::{Client, ClientBuilder, FeatureKey},
    context::Context,
};

/// How often the SDK reads rules and reports, in milliseconds.
const INTERVAL: u64 = 300;

/// The flags are asked for by their names: no type knows them.
#[derive(Clone, Copy, Debug)]
enum Nothing {}

impl FeatureKey for Nothing {
    fn name(self) -> &'static str {
        match self {}
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("rust-unleash URL TOKEN FLAG -");
    let (url, token, flag) = (next()?, next()?, next()?);
    let client: Client<Nothing> = ClientBuilder::default()
        .interval(INTERVAL)
        .enable_string_features()
        .into_client(&format!("{url}/api"), "end2end", "rust", Some(token))?;
    client.register().await?;
    let ask = async {
        while client.cached_state().is_none() {
            sleep(Duration::from_millis(20)).await;
        }
        let mut answers = Map::new();
        for user in io::stdin().lines() {
            let user = user?;
            let context = Context {
                user_id: Some(user.clone()),
                ..Context::default()
            };
            answers.insert(
                user,
                json!({ "value": client.is_enabled_str(&flag, Some(&context), false) }),
            );
        }
        // What was counted goes out with the next poll.
        sleep(Duration::from_millis(2 * INTERVAL)).await;
        client.stop_poll().await;
        Ok::<_, io::Error>(answers)
    };
    let (_, answers) = tokio::join!(client.poll_for_updates(), ask);
    println!("{}", Value::Object(answers?));
    Ok(())
}
