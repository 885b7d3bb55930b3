use super::PaletteItem;
use crate::dom;
use js_sys::{Array, JSON};
use web_sys::RequestInit;

/// The entries that hold every word, those that begin with the first one before the others.
pub fn matching(entries: &[PaletteItem], query: &str) -> Vec<PaletteItem> {
    let query = folded(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<&PaletteItem> = entries
        .iter()
        .filter(|entry| {
            let text = folded(&format!("{} {} {}", entry.label, entry.keywords, entry.group));
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_key(|entry| !words.first().is_some_and(|word| folded(&entry.label).starts_with(word)));
    found.into_iter().cloned().collect()
}

/// Letters as they are searched for: no case, no Arabic vowel marks, one alef, one ya, one ta.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

/// What the server finds.
pub async fn ask(query: &str) -> Vec<PaletteItem> {
    let url = format!("/palette?q={}", String::from(js_sys::encode_uri_component(query)));
    let Ok(response) = dom::ask(&url, &RequestInit::new()).await else {
        return Vec::new();
    };
    let Some(found) = dom::body(&response).await.and_then(|text| JSON::parse(&text).ok()) else {
        return Vec::new();
    };
    if !Array::is_array(&found) {
        return Vec::new();
    }
    let text = |item: &wasm_bindgen::JsValue, name: &str| dom::text_member(item, name).unwrap_or_default();
    Array::from(&found)
        .iter()
        .map(|item| PaletteItem {
            label: text(&item, "label"),
            href: text(&item, "href"),
            group: text(&item, "group"),
            keywords: String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(label: &str, keywords: &str) -> PaletteItem {
        PaletteItem {
            label: label.into(),
            href: format!("/{label}"),
            group: String::new(),
            keywords: keywords.into(),
        }
    }

    #[test]
    fn every_word_counts_and_beginnings_come_first() {
        let entries = [item("New flag", "create"), item("Flags", ""), item("الأدلّة", "guides")];
        let labels = |query: &str| {
            matching(&entries, query)
                .into_iter()
                .map(|item| item.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(labels("flag"), ["Flags", "New flag"]);
        assert_eq!(labels("CREATE fl"), ["New flag"]);
        assert_eq!(labels("الادله"), ["الأدلّة"]);
        assert_eq!(labels("zzz"), Vec::<String>::new());
    }
}
