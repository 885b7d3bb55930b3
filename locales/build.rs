//! Turns `{en,ar}/<namespace>.json` into one function per text.
//!
//! A missing key, a placeholder that only one language has, or a plural form that Arabic lacks stops the build.

use serde_json::{Map, Value};
use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

const ARABIC_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

fn main() {
    println!("cargo::rerun-if-changed=en");
    println!("cargo::rerun-if-changed=ar");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&root);
    let mut names: Vec<String> = fs::read_dir(root.join("en"))
        .expect("locales/en exists")
        .map(|entry| {
            entry
                .expect("readable directory")
                .file_name()
                .into_string()
                .expect("UTF-8 file name")
        })
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();

    let mut code = String::new();
    let mut faults = Vec::new();
    for name in &names {
        let en = read(root, "en", name, &mut faults);
        let ar = read(root, "ar", name, &mut faults);
        writeln!(
            code,
            "#[doc = \"Texts of `{name}`.\"]\npub mod {name} {{\n    use crate::*;"
        )
        .expect("write to string");
        for (key, english) in &en {
            match ar.get(key) {
                Some(arabic) => code.push_str(&function(name, key, english, arabic, &mut faults)),
                None => faults.push(format!("ar/{name}.json lacks \"{key}\"")),
            }
        }
        faults.extend(
            ar.keys()
                .filter(|key| !en.contains_key(*key))
                .map(|key| format!("en/{name}.json lacks \"{key}\"")),
        );
        code.push_str("}\n");
    }
    assert!(faults.is_empty(), "\n\nlocales:\n  {}\n", faults.join("\n  "));
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("texts.rs"), code).expect("OUT_DIR is writable");
}

fn read(root: &Path, lang: &str, name: &str, faults: &mut Vec<String>) -> Map<String, Value> {
    let path = root.join(lang).join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => map,
        Ok(_) => fault(faults, format!("{lang}/{name}.json is no object")),
        Err(error) => fault(faults, format!("{lang}/{name}.json: {error}")),
    }
}

fn fault(faults: &mut Vec<String>, text: String) -> Map<String, Value> {
    faults.push(text);
    Map::new()
}

/// The placeholders `{name}` of a text, in order of appearance.
fn placeholders(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !found.iter().any(|known| known == name)
        {
            found.push(name.to_owned());
        }
    }
    found
}

fn function(namespace: &str, key: &str, english: &Value, arabic: &Value, faults: &mut Vec<String>) -> String {
    match (english, arabic) {
        (Value::String(en), Value::String(ar)) => {
            let args = placeholders(en);
            if args.iter().collect::<BTreeSet<_>>() != placeholders(ar).iter().collect::<BTreeSet<_>>() {
                faults.push(format!("{namespace}.{key}: the placeholders differ between en and ar"));
            }
            if args.is_empty() {
                return format!(
                    "    #[must_use]\n    pub fn r#{key}(lang: Lang) -> &'static str {{ match lang {{ Lang::En => {en:?}, Lang::Ar => {ar:?} }} }}\n"
                );
            }
            format!(
                "    #[must_use]\n    pub fn r#{key}(lang: Lang{}) -> String {{ match lang {{ Lang::En => {}, Lang::Ar => {} }} }}\n",
                parameters(&args),
                formatted(en, &args),
                formatted(ar, &args)
            )
        }
        (Value::Object(en), Value::Object(ar)) => plural(namespace, key, en, ar, faults),
        _ => {
            faults.push(format!(
                "{namespace}.{key}: a text in one language, plural forms in the other"
            ));
            String::new()
        }
    }
}

fn plural(
    namespace: &str,
    key: &str,
    en: &Map<String, Value>,
    ar: &Map<String, Value>,
    faults: &mut Vec<String>,
) -> String {
    for form in ["one", "other"] {
        if !en.contains_key(form) {
            faults.push(format!("{namespace}.{key}: English needs the form \"{form}\""));
        }
    }
    for form in ARABIC_FORMS {
        if !ar.contains_key(form) {
            faults.push(format!("{namespace}.{key}: Arabic needs the form \"{form}\""));
        }
    }
    let mut args: Vec<String> = Vec::new();
    for text in en.values().chain(ar.values()).filter_map(Value::as_str) {
        for name in placeholders(text) {
            if name != "count" && !args.contains(&name) {
                args.push(name);
            }
        }
    }
    let arms = |forms: &Map<String, Value>| {
        let mut arms = String::new();
        for (form, text) in forms.iter().filter(|(form, _)| *form != "other") {
            let category = format!("{}{}", form[..1].to_uppercase(), &form[1..]);
            let _ = write!(
                arms,
                "PluralCategory::{category} => {}, ",
                formatted(text.as_str().unwrap_or_default(), &args)
            );
        }
        let other = forms.get("other").and_then(Value::as_str).unwrap_or_default();
        let _ = write!(arms, "_ => {}", formatted(other, &args));
        arms
    };
    format!(
        "    #[must_use]\n    pub fn r#{key}(lang: Lang, count: u64{}) -> String {{ match (lang, category(lang, count)) {{ (Lang::En, form) => match form {{ {} }}, (Lang::Ar, form) => match form {{ {} }} }} }}\n",
        parameters(&args),
        arms(en),
        arms(ar)
    )
}

fn parameters(args: &[String]) -> String {
    args.iter().fold(String::new(), |mut list, arg| {
        let _ = write!(list, ", {arg}: impl std::fmt::Display");
        list
    })
}

/// A `format!` call in which every argument that is not the plural's count is isolated from the text around it.
fn formatted(text: &str, args: &[String]) -> String {
    let used = placeholders(text);
    if used.is_empty() {
        return format!("{text:?}.to_owned()");
    }
    let mut call = format!("format!({text:?}");
    for name in used {
        if args.contains(&name) {
            let _ = write!(call, ", {name} = isolate(lang, &{name})");
        }
    }
    call.push(')');
    call
}
