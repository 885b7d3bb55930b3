use super::error::Refused;
use arkan_backend::flags::Asked;
use serde_json::{Map, Value};
use unleash_types::client_features::Context;

/// Reads the context of a frontend's query: `userId=1&properties[plan]=pro`. What has no name of its own is a property.
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
    from_json(Value::Object(context))
}

/// Reads the context of a frontend's body: `{"context": {…}}`, or the context itself.
///
/// # Errors
/// [`Refused::BadData`] when it is none.
pub fn from_body(body: &[u8]) -> Result<Asked, Refused> {
    let value = serde_json::from_slice(body)
        .map_err(|_| Refused::BadData("the body must be a JSON object: {\"context\": {…}}".to_owned()))?;
    from_json(value)
}

fn from_json(value: Value) -> Result<Asked, Refused> {
    let context: Context =
        serde_json::from_value(value).map_err(|_| Refused::BadData("`context` must be an object".to_owned()))?;
    // The environment is the token's, whatever the SDK calls its own.
    let Context {
        user_id,
        session_id,
        app_name,
        current_time,
        remote_address,
        properties,
        environment: _,
    } = context;
    Ok(Asked {
        user: user_id.filter(|user| !user.is_empty()),
        session: session_id,
        address: remote_address,
        app: app_name,
        time: current_time,
        properties: properties.unwrap_or_default(),
    })
}
