use super::error::Refused;
use crate::api::context;
use arkan_backend::flags::Asked;
use serde_json::{Map, Value};

/// Reads the context of a frontend's query: `userId=1&properties[plan]=pro`.
///
/// # Errors
/// [`Refused::BadData`] when it cannot be read.
pub fn from_query(pairs: Vec<(String, String)>) -> Result<Asked, Refused> {
    let mut context = Map::new();
    let mut properties = Map::new();
    for (name, value) in pairs {
        let property = name.strip_prefix("properties[").and_then(|rest| rest.strip_suffix(']'));
        match property {
            Some(property) => properties.insert(property.to_owned(), Value::String(value)),
            None => context.insert(name, Value::String(value)),
        };
    }
    context.insert("properties".to_owned(), Value::Object(properties));
    read(Some(Value::Object(context)))
}

/// Reads the context of a frontend's body: `{"context": {…}}`, or the context itself.
///
/// # Errors
/// [`Refused::BadData`] when it is none.
pub fn from_body(body: &[u8]) -> Result<Asked, Refused> {
    let mut body: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|_| Refused::BadData("the body must be a JSON object: {\"context\": {…}}".to_owned()))?;
    let context = body.remove("context");
    read(context.or(Some(Value::Object(body))))
}

fn read(context: Option<Value>) -> Result<Asked, Refused> {
    context::read(context).map_err(|bad| Refused::BadData(bad.text().to_owned()))
}
