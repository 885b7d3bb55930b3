//! Asks for a flag through OpenFeature's Rust SDK and its OFREP provider, and prints the values as JSON:
//! rust-ofrep BASE_URL TOKEN FLAG -, users on standard input, one a line.

use open_feature::{EvaluationContext, OpenFeature};
use open_feature_ofrep::{OfrepOptions, OfrepProvider};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::{Map, Value, json};
use std::{error::Error, io};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("rust-ofrep BASE_URL TOKEN FLAG -");
    let (base_url, token, flag) = (next()?, next()?, next()?);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
    let options = OfrepOptions {
        base_url,
        headers,
        ..OfrepOptions::default()
    };
    let mut api = OpenFeature::singleton_mut().await;
    api.set_provider(OfrepProvider::new(options).await?).await;
    let client = api.create_client();

    let mut answers = Map::new();
    for user in io::stdin().lines() {
        let user = user?;
        let context = EvaluationContext::default().with_targeting_key(user.as_str());
        let answer = match client.get_bool_details(&flag, Some(&context), None).await {
            Ok(details) => json!({
                "value": details.value,
                "reason": details.reason.map(|reason| reason.to_string()),
                "error": null,
            }),
            Err(error) => json!({ "value": false, "reason": "ERROR", "error": error.code.to_string() }),
        };
        answers.insert(user, answer);
    }
    println!("{}", Value::Object(answers));
    Ok(())
}
