use serde_json::{Map, Value, json};

/// An OpenAPI 3.1 document, as far as the page reads it.
#[derive(Clone, Copy)]
pub struct Document<'a>(pub &'a Value);

/// One request that can be made.
pub struct Operation<'a> {
    /// In capitals.
    pub method: String,
    pub path: &'a str,
    whole: &'a Value,
}

/// A parameter of a request.
pub struct Parameter<'a> {
    pub name: &'a str,
    /// `path`, `query` or `header`.
    pub place: &'a str,
    pub required: bool,
    pub kind: String,
    pub about: &'a str,
}

/// A member of a shape.
pub struct Member<'a> {
    pub name: &'a str,
    pub required: bool,
    pub kind: String,
    pub about: &'a str,
}

impl<'a> Document<'a> {
    /// The groups in their order: name, description.
    pub fn groups(self) -> Vec<(&'a str, &'a str)> {
        let groups = self.0["tags"].as_array().into_iter().flatten();
        groups
            .map(|tag| (text(&tag["name"]), text(&tag["description"])))
            .collect()
    }

    /// The operations of a group.
    pub fn operations(self, group: &str) -> Vec<Operation<'a>> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let methods = ["get", "post", "put", "patch", "delete"];
                methods
                    .into_iter()
                    .filter_map(|method| Some((method, item.get(method)?)))
                    .map(|(method, whole)| Operation {
                        method: method.to_uppercase(),
                        path,
                        whole,
                    })
            })
            .filter(|operation| list(&operation.whole["tags"]).contains(&group))
            .collect()
    }

    /// The shapes: name, description, members.
    pub fn shapes(self) -> Vec<(&'a str, &'a str, Vec<Member<'a>>)> {
        let shapes = self.0["components"]["schemas"].as_object().into_iter().flatten();
        shapes
            .map(|(name, schema)| (name.as_str(), text(&schema["description"]), members(schema)))
            .collect()
    }

    /// A right value of a schema, from its examples and types. What is not required and has no example is left out.
    pub fn example(self, schema: &Value) -> Value {
        if let Some(name) = reference(schema) {
            return self.example(&self.0["components"]["schemas"][name]);
        }
        let given = schema.get("example").or_else(|| schema["examples"].get(0));
        if let Some(given) = given {
            return given.clone();
        }
        match kind_of(schema) {
            "object" => {
                let required = list(&schema["required"]);
                let properties = schema["properties"].as_object().into_iter().flatten();
                let shown = properties
                    .filter(|(name, property)| required.contains(&name.as_str()) || property.get("example").is_some());
                let members: Map<String, Value> = shown
                    .map(|(name, property)| (name.clone(), self.example(property)))
                    .collect();
                Value::Object(members)
            }
            "array" => json!([self.example(&schema["items"])]),
            "boolean" => json!(true),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            _ => schema["enum"].get(0).cloned().unwrap_or(json!("text")),
        }
    }
}

impl<'a> Operation<'a> {
    pub fn id(&self) -> &'a str {
        text(&self.whole["operationId"])
    }

    pub fn title(&self) -> &'a str {
        text(&self.whole["summary"])
    }

    pub fn about(&self) -> &'a str {
        text(&self.whole["description"])
    }

    /// The purposes of tokens that open it.
    pub fn purposes(&self) -> Vec<&'a str> {
        list(&self.whole["x-token-purposes"])
    }

    pub fn parameters(&self) -> Vec<Parameter<'a>> {
        let parameters = self.whole["parameters"].as_array().into_iter().flatten();
        parameters
            .map(|parameter| Parameter {
                name: text(&parameter["name"]),
                place: text(&parameter["in"]),
                required: parameter["required"] == true,
                kind: kind(&parameter["schema"]),
                about: text(&parameter["description"]),
            })
            .collect()
    }

    /// The schema of the body, if it takes one.
    pub fn body(&self) -> Option<&'a Value> {
        let content = self.whole["requestBody"]["content"].as_object()?;
        content.values().next()?.get("schema")
    }

    /// The answers: status, meaning, shape.
    pub fn answers(&self) -> Vec<(&'a str, &'a str, Option<String>)> {
        let answers = self.whole["responses"].as_object().into_iter().flatten();
        answers
            .map(|(status, answer)| {
                let content = answer["content"]
                    .as_object()
                    .and_then(|content| content.values().next());
                let shape = content.and_then(|content| content.get("schema")).map(kind);
                (status.as_str(), text(&answer["description"]), shape)
            })
            .collect()
    }
}

fn members(schema: &Value) -> Vec<Member<'_>> {
    let required = list(&schema["required"]);
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, property)| Member {
            name,
            required: required.contains(&name.as_str()),
            kind: kind(property),
            about: text(&property["description"]),
        })
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The name of the shape that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The type, without the null that it may be as well.
fn kind_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default(),
        kind => text(kind),
    }
}

/// The type in words: `array of Strategy`, `"on" | "off"`, `integer 0–100`.
pub fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return name.to_owned();
    }
    let choices = schema
        .get("oneOf")
        .or_else(|| schema.get("anyOf"))
        .and_then(Value::as_array);
    if let Some(choices) = choices {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    let words = list(&schema["enum"]);
    let base = match (kind_of(schema), words.is_empty()) {
        (_, false) => words
            .iter()
            .map(|word| format!("\"{word}\""))
            .collect::<Vec<_>>()
            .join(" | "),
        ("array", _) => format!("array of {}", kind(&schema["items"])),
        ("", _) => "any".to_owned(),
        (base, _) => match (
            schema["minimum"].as_i64(),
            schema["maximum"].as_i64(),
            text(&schema["format"]),
        ) {
            (Some(min), Some(max), _) => format!("{base} {min}–{max}"),
            (_, _, "") => base.to_owned(),
            (_, _, format) => format!("{base} ({format})"),
        },
    };
    let null = schema["type"]
        .as_array()
        .is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"));
    if null { format!("{base} | null") } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_said_in_words() {
        assert_eq!(kind(&json!({ "$ref": "#/components/schemas/Flag" })), "Flag");
        let list = json!({ "type": "array", "items": { "type": ["string", "null"] } });
        assert_eq!(kind(&list), "array of string | null");
        let share = json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": 100 });
        assert_eq!(kind(&share), "integer 0–100");
        assert_eq!(
            kind(&json!({ "type": "string", "enum": ["on", "off"] })),
            "\"on\" | \"off\""
        );
    }

    #[test]
    fn an_example_has_what_is_required() {
        let document = json!({ "components": { "schemas": { "Kill": {
            "type": "object", "required": ["reason", "flags"], "properties": {
                "reason": { "type": "string", "example": "errors" },
                "flags": { "type": "array", "items": { "type": "boolean" } },
                "note": { "type": "string" },
            },
        } } } });
        let example = Document(&document).example(&json!({ "$ref": "#/components/schemas/Kill" }));
        assert_eq!(example, json!({ "reason": "errors", "flags": [true] }));
    }
}
