//! Asks for flags through OpenFeature's Rust SDK and its OFREP provider: rust-ofrep BASE_URL TOKEN
//! Reads `{"flags": {key: type}, "contexts": […]}` from standard input and prints what each context gets, as JSON.

use open_feature::{
    Client, EvaluationContext, EvaluationDetails, EvaluationError, OpenFeature, StructValue,
    Value as Feature,
};
use open_feature_ofrep::{OfrepOptions, OfrepProvider};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, error::Error, io};

#[derive(Deserialize)]
struct Question {
    flags: BTreeMap<String, String>,
    contexts: Vec<Asked>,
}

/// Who asks. A time is among the fields, as a text: the provider writes one of its own type in no form that OFREP knows.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "userId")]
    user: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Value>,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("rust-ofrep BASE_URL TOKEN");
    let (base_url, token) = (next()?, next()?);
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

    let question: Question = serde_json::from_reader(io::stdin())?;
    let mut answers = Vec::new();
    for asked in question.contexts {
        let context = asked.context();
        let mut got = Map::new();
        for (key, kind) in &question.flags {
            got.insert(key.clone(), answer(&client, key, kind, &context).await);
        }
        answers.push(Value::Object(got));
    }
    println!("{}", Value::Array(answers));
    Ok(())
}

impl Asked {
    fn context(self) -> EvaluationContext {
        let mut context = EvaluationContext::default();
        if let Some(user) = self.user {
            context = context.with_targeting_key(user);
        }
        for (name, value) in self.fields.into_iter().chain(self.properties) {
            context = match value {
                Value::Bool(value) => context.with_custom_field(name, value),
                Value::Number(value) if value.is_i64() => {
                    context.with_custom_field(name, value.as_i64().unwrap_or_default())
                }
                Value::Number(value) => {
                    context.with_custom_field(name, value.as_f64().unwrap_or_default())
                }
                Value::String(value) => context.with_custom_field(name, value),
                other => context.with_custom_field(name, other.to_string()),
            };
        }
        context
    }
}

/// Asks for a type as the SDK wants to be asked; where it fails, the application has the default of its code.
async fn answer(client: &Client, key: &str, kind: &str, context: &EvaluationContext) -> Value {
    let who = Some(context);
    match kind {
        "boolean" => told(client.get_bool_details(key, who, None).await, false, Value::Bool),
        "string" => told(
            client.get_string_details(key, who, None).await,
            String::new(),
            Value::String,
        ),
        "number" => told(client.get_float_details(key, who, None).await, 0.0, |value| json!(value)),
        _ => told(
            client.get_struct_details::<Object>(key, who, None).await,
            Object(json!({})),
            |object| object.0,
        ),
    }
}

fn told<T>(
    answer: Result<EvaluationDetails<T>, EvaluationError>,
    default: T,
    value: impl Fn(T) -> Value,
) -> Value {
    match answer {
        Ok(details) => json!({
            "value": value(details.value),
            "variant": details.variant,
            "reason": details.reason.map(|reason| reason.to_string()),
            "error": null,
        }),
        Err(error) => json!({
            "value": value(default),
            "variant": null,
            "reason": "ERROR",
            "error": error.code.to_string(),
        }),
    }
}

/// A JSON object, as the SDK gives it.
struct Object(Value);

impl TryFrom<StructValue> for Object {
    type Error = String;

    fn try_from(value: StructValue) -> Result<Self, String> {
        Ok(Self(plain(Feature::Struct(value))))
    }
}

fn plain(value: Feature) -> Value {
    match value {
        Feature::Bool(value) => json!(value),
        Feature::Int(value) => json!(value),
        Feature::Float(value) => json!(value),
        Feature::String(value) => json!(value),
        Feature::Array(values) => values.into_iter().map(plain).collect(),
        Feature::Struct(value) => value
            .fields
            .into_iter()
            .map(|(name, value)| (name, plain(value)))
            .collect::<Map<_, _>>()
            .into(),
    }
}
