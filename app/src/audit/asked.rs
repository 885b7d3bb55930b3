use arkan_backend::audit::Filter;
use serde::Deserialize;

/// The filter and the place in the trail, as the address has them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub actor: String,
    #[serde(default)]
    pub target: String,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

impl Asked {
    pub fn filter(&self) -> Filter {
        Filter {
            action: self.action.trim().to_owned(),
            actor: self.actor.trim().to_owned(),
            target: self.target.trim().to_owned(),
            before: self.before,
            after: self.after,
        }
    }

    pub fn is_filtered(&self) -> bool {
        [&self.action, &self.actor, &self.target]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    /// The address of the same filter at another place of the trail, or of its export.
    pub fn href(&self, path: &str, cursor: Option<(&str, i64)>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("action", &self.action),
            ("actor", &self.actor),
            ("target", &self.target),
        ] {
            if !value.trim().is_empty() {
                query.append_pair(name, value.trim());
            }
        }
        if let Some((name, seq)) = cursor {
            query.append_pair(name, &seq.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_stays_in_the_address() {
        let asked = Asked {
            actor: " Layla & co ".to_owned(),
            after: Some(3),
            ..Asked::default()
        };
        assert_eq!(
            asked.href("/audit", Some(("before", 7))),
            "/audit?actor=Layla+%26+co&before=7"
        );
        assert_eq!(Asked::default().href("/audit.csv", None), "/audit.csv");
        assert!(asked.is_filtered() && !Asked::default().is_filtered());
    }
}
