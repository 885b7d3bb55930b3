use arkan_domain::fields::{FieldErrors, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was typed into a form, and what was wrong with it. Empty for a form that is opened for the first time.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    pub values: Values,
    pub errors: FieldErrors,
    /// What was refused about the whole form, in the reader's language.
    pub refusal: Option<String>,
}

/// The fields of a form as a browser sends them; a name may come more than once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    #[must_use]
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Self(values)
    }

    /// The first value of a field, or nothing when the form did not send it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    /// The first value of a field; empty when the form did not send it.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a checkbox was ticked.
    #[must_use]
    pub fn checked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets a field as if it had been sent once.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), vec![value.into()]);
    }

    /// Adds a value to a field that may have several.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.entry(name.into()).or_default().push(value.into());
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Calls fields otherwise; without a new name a field goes.
    pub(super) fn rename(&mut self, new: impl Fn(&str) -> Option<String>) {
        self.0 = std::mem::take(&mut self.0)
            .into_iter()
            .filter_map(|(name, values)| Some((new(&name)?, values)))
            .collect();
    }

    /// The same fields without secrets: what may be kept while the page is shown again.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.0
            .retain(|name, _| !name.contains("password") && !name.contains("secret"));
        self
    }
}

impl FormState {
    /// The value to show in a field: what was typed, else what is stored.
    #[must_use]
    pub fn value(&self, name: &str, stored: &str) -> String {
        self.values.get(name).unwrap_or(stored).to_owned()
    }

    /// Whether a checkbox is to be shown ticked: as it was sent, else as it is stored.
    #[must_use]
    pub fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.was_sent() {
            self.values.checked(name)
        } else {
            stored
        }
    }

    #[must_use]
    pub fn error(&self, name: &str) -> Option<&Problem> {
        self.errors.get(name)
    }

    /// Whether this form comes back: refused, or to be gone on with.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        !self.values.is_empty() || !self.errors.is_empty() || self.refusal.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_and_secrets_do_not() {
        let pairs = vec![
            ("email".into(), "a@b.c".into()),
            ("password".into(), "hunter2hunter2".into()),
        ];
        let values = Values::from_pairs(pairs).without_secrets();
        assert_eq!(values.text("email"), "a@b.c");
        assert_eq!(values.get("password"), None);
    }
}
