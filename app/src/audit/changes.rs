use serde_json::Value;
use std::collections::BTreeMap;

/// One field that differs between before and after; `None` where it was or is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `strategies.percentage`: the names of nested objects, joined.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What a recorded change did, field by field, by name. What stayed the same is left out.
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let (before, after) = (fields(before), fields(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| Change {
            field: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

fn fields(value: Option<&Value>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    if let Some(value) = value {
        flatten("", value, &mut fields);
    }
    fields
}

fn flatten(name: &str, value: &Value, fields: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Object(members) if !members.is_empty() => {
            for (member, value) in members {
                let name = if name.is_empty() {
                    member.clone()
                } else {
                    format!("{name}.{member}")
                };
                flatten(&name, value, fields);
            }
            return;
        }
        Value::String(text) => text.clone(),
        Value::Null => return,
        other => other.to_string(),
    };
    fields.insert(name.to_owned(), text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "name": "a", "on": true, "rollout": { "percent": 5, "by": "user" }, "note": null });
        let after = json!({ "name": "a", "on": false, "rollout": { "percent": 25, "by": "user" }, "tags": ["x"] });
        let told: Vec<_> = changes(Some(&before), Some(&after))
            .into_iter()
            .map(|change| {
                (
                    change.field,
                    change.before.unwrap_or_default(),
                    change.after.unwrap_or_default(),
                )
            })
            .collect();
        let expected = [
            ("on", "true", "false"),
            ("rollout.percent", "5", "25"),
            ("tags", "", "[\"x\"]"),
        ]
        .map(|(field, before, after)| (field.to_owned(), before.to_owned(), after.to_owned()));
        assert_eq!(told, expected);
        assert!(changes(None, None).is_empty());
        assert_eq!(changes(None, Some(&json!({ "email": "a@b.c" }))).len(), 1);
    }
}
