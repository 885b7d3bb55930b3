use figment::value::{Dict, Value};
use std::{fmt::Display, str::FromStr};

/// The values as they were given, and what is wrong with them so far.
pub(super) struct Values {
    pub dict: Dict,
    pub faults: Vec<String>,
}

/// How a setting is called in the environment.
pub(super) fn variable(key: &str) -> String {
    match key {
        "database_url" | "sentry_dsn" => key.to_uppercase(),
        _ => format!("ARKAN_{}", key.to_uppercase()),
    }
}

impl Values {
    /// A value as text; none when it was not given or is empty.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let text = match self.dict.get(key)? {
            Value::String(_, text) => text.trim().to_owned(),
            Value::Bool(_, value) => value.to_string(),
            // TOML's integers are signed, those of the environment are not.
            Value::Num(_, number) => number
                .to_i128()
                .map(|number| number.to_string())
                .or_else(|| number.to_u128().map(|number| number.to_string()))
                .or_else(|| number.to_f64().map(|number| number.to_string()))
                .unwrap_or_default(),
            _ => {
                self.fault(key, "is a list or a table; write a plain value");
                return None;
            }
        };
        (!text.is_empty()).then_some(text)
    }

    /// A value of a type that can be read from text; the default when it was not given.
    pub fn parsed<T: FromStr>(&mut self, key: &str, default: T, example: &str) -> T
    where
        T::Err: Display,
    {
        self.optional(key, example).unwrap_or(default)
    }

    pub fn optional<T: FromStr>(&mut self, key: &str, example: &str) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.text(key)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(key, &format!("is not right: {error}; write it like {example}"));
                None
            }
        }
    }

    /// A list: of TOML, or separated by commas.
    pub fn list<T: FromStr>(&mut self, key: &str, example: &str) -> Vec<T>
    where
        T::Err: Display,
    {
        let texts: Vec<String> = match self.dict.get(key) {
            None => return Vec::new(),
            Some(Value::Array(_, items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            Some(_) => self
                .text(key)
                .unwrap_or_default()
                .split(',')
                .map(|part| part.trim().to_owned())
                .collect(),
        };
        let mut list = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            match text.parse() {
                Ok(value) => list.push(value),
                Err(error) => self.fault(key, &format!("has \"{text}\" in it: {error}; write it like {example}")),
            }
        }
        list
    }

    pub fn fault(&mut self, key: &str, text: &str) {
        self.faults.push(format!("{} {text}", variable(key)));
    }
}
