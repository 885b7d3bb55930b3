use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use unleash_yggdrasil::state::{EnrichedContext, PropertiesRef};

/// Who asks: the context of an evaluation. Its stored form leaves out where they come from and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The user's id; OFREP's targeting key.
    pub user: Option<String>,
    /// Their session, for rollouts that stick to it.
    pub session: Option<String>,
    /// Where they come from.
    #[serde(skip)]
    pub address: Option<String>,
    /// Which application asks.
    pub app: Option<String>,
    /// The time to decide by, as RFC 3339; none for now.
    #[serde(skip)]
    pub time: Option<String>,
    /// The environment that the application says it runs in: for rules that ask for it. Whose rules these are, the
    /// token says.
    pub environment: Option<String>,
    /// What else is known about them.
    pub properties: HashMap<String, String>,
}

impl Asked {
    /// A user of whom only the id is known.
    #[must_use]
    pub fn user(id: &str) -> Self {
        Self {
            user: (!id.is_empty()).then(|| id.to_owned()),
            ..Self::default()
        }
    }

    /// Notes what is known of a field, by the name that constraints and stickiness use.
    pub fn put(&mut self, name: &str, value: String) {
        match name {
            "userId" | "targetingKey" => self.user = Some(value).filter(|value| !value.is_empty()),
            "sessionId" => self.session = Some(value),
            "remoteAddress" => self.address = Some(value),
            "appName" => self.app = Some(value),
            "currentTime" => self.time = Some(value),
            "environment" => self.environment = Some(value),
            _ => {
                self.properties.insert(name.to_owned(), value);
            }
        }
    }

    /// What is known of a field, by the name that constraints and stickiness use. None for the time when it is now.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "userId" => self.user.as_deref(),
            "sessionId" => self.session.as_deref(),
            "remoteAddress" => self.address.as_deref(),
            "appName" => self.app.as_deref(),
            "currentTime" => self.time.as_deref(),
            "environment" => self.environment.as_deref(),
            other => self.properties.get(other).map(String::as_str),
        }
    }

    /// Who asks about a flag, as the engine reads it.
    pub(super) fn about<'a>(&'a self, key: &'a str) -> EnrichedContext<'a> {
        EnrichedContext {
            user_id: self.user.as_deref(),
            session_id: self.session.as_deref(),
            environment: self.environment.as_deref(),
            app_name: self.app.as_deref(),
            current_time: self.time.as_deref(),
            remote_address: self.address.as_deref(),
            properties: Some(PropertiesRef::Strings(&self.properties)),
            external_results: None,
            toggle_name: key,
            runtime_hostname: None,
        }
    }
}
