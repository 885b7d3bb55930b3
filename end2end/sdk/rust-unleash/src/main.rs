//! Unleash's SDK for Rust, which reads the rules, evaluates by itself and reports what it counted: rust-unleash URL TOKEN
//! Reads `{"flags": {key: type}, "contexts": […]}` from standard input and prints what each context gets, as JSON.

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
    let mut next = || arguments.next().ok_or("rust-unleash URL TOKEN");
    let (url, token) = (next()?, next()?);
    let mut question: Value = serde_json::from_reader(io::stdin())?;
    let flags: Map<String, Value> = serde_json::from_value(question["flags"].take())?;
    let contexts: Vec<Value> = serde_json::from_value(question["contexts"].take())?;
    let contexts: Vec<Context> = contexts
        .into_iter()
        .map(|context| serde_json::from_value(texts(context)))
        .collect::<Result<_, _>>()?;
    let client: Client<Nothing> = ClientBuilder::default()
        .interval(INTERVAL)
        .enable_string_features()
        .into_client(&format!("{url}/api"), "end2end", "rust", Some(token))?;
    client.register().await?;
    let ask = async {
        while client.cached_state().is_none() {
            sleep(Duration::from_millis(20)).await;
        }
        let answers: Vec<Value> = contexts
            .iter()
            .map(|context| {
                flags
                    .iter()
                    .map(|(key, kind)| (key.clone(), answer(&client, key, kind, context)))
                    .collect::<Map<_, _>>()
                    .into()
            })
            .collect();
        // What was counted goes out with the next poll.
        sleep(Duration::from_millis(2 * INTERVAL)).await;
        client.stop_poll().await;
        answers
    };
    let (_, answers) = tokio::join!(client.poll_for_updates(), ask);
    println!("{}", Value::Array(answers));
    Ok(())
}

/// Properties are texts for this SDK.
fn texts(mut context: Value) -> Value {
    for value in context["properties"].as_object_mut().into_iter().flatten() {
        if !value.1.is_string() {
            *value.1 = value.1.to_string().into();
        }
    }
    if context["properties"].is_null() {
        context["properties"] = json!({});
    }
    context
}

/// A boolean is asked for once, so that what is counted can be told.
fn answer(client: &Client<Nothing>, key: &str, kind: &Value, context: &Context) -> Value {
    let value = client.is_enabled_str(key, Some(context), false);
    if kind == "boolean" {
        return json!({ "value": value });
    }
    let variant = client.get_variant_str(key, context);
    let payload = (!variant.payload.is_empty()).then_some(variant.payload);
    json!({ "value": value, "variant": variant.name, "payload": payload })
}
