//! Who asks, read from JSON by one rule for every protocol: the same context gets the same answer whichever SDK sends it.

use arkan_backend::flags::Asked;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What is wrong with a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadContext {
    NoObject,
    TargetingKey,
}

impl BadContext {
    /// What would be right.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoObject => "`context` must be an object",
            Self::TargetingKey => "`targetingKey` must be a string",
        }
    }
}

/// Reads `{"targetingKey": "…", "userId": "…", "plan": "pro", "properties": {…}}`. No context means that nothing is known.
///
/// A user is OFREP's `targetingKey` or, without one, Unleash's `userId`. What has no name of its own is a property,
/// wherever it stands; what stands at the top holds before what stands in `properties`. Numbers and booleans count as
/// their text; lists and objects have no place in the engine's context. `environment` is what the application says of
/// itself and may decide in a rule; whose rules these are the token says.
///
/// # Errors
/// When it is no object, or its targeting key no string.
pub fn read(context: Option<Value>) -> Result<Asked, BadContext> {
    let mut top = match context {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(context)) => context,
        Some(_) => return Err(BadContext::NoObject),
    };
    let key = match top.remove("targetingKey") {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) => Some(key),
        Some(_) => return Err(BadContext::TargetingKey),
    };
    let mut known: HashMap<String, String> = match top.remove("properties") {
        Some(Value::Object(properties)) => texts(properties).collect(),
        _ => HashMap::new(),
    };
    known.extend(texts(top));
    let mut take = |name: &str| known.remove(name).filter(|text| !text.is_empty());
    let user = take("userId");
    Ok(Asked {
        user: key.filter(|key| !key.is_empty()).or(user),
        session: take("sessionId"),
        address: take("remoteAddress"),
        app: take("appName"),
        time: take("currentTime"),
        environment: take("environment"),
        properties: known,
    })
}

fn texts(members: Map<String, Value>) -> impl Iterator<Item = (String, String)> {
    members.into_iter().filter_map(|(name, value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(_) | Value::Bool(_) => Some((name, value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    })
}
