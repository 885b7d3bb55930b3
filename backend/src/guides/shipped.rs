//! The guides that come with the console, inside the binary.

use arkan_domain::guides::{FrontMatter, Text};
use arkan_locales::Lang;
use comrak::{Arena, Options, nodes::NodeValue, parse_document};
use std::collections::BTreeMap;

const DELIMITER: &str = "+++";

macro_rules! shipped {
    ($($slug:literal),+ $(,)?) => {
        &[$((
            $slug,
            include_str!(concat!("../../../guides/", $slug, "/en.md")),
            include_str!(concat!("../../../guides/", $slug, "/ar.md")),
        )),+]
    };
}

/// Slug, English file, Arabic file. A test sees to it that each folder of `guides/` is among them.
pub(super) const FILES: &[(&str, &str, &str)] = shipped![
    "flags",
    "deployments",
    "backups",
    "alerts",
    "guides",
    "administrator",
    "product-owner",
    "trainer",
];

const GLOSSARY: &str = include_str!("../../../guides/glossary.toml");

/// A file of a guide.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub front: FrontMatter,
    pub text: Text,
}

/// A guide in both languages.
#[derive(Clone, Debug)]
pub(super) struct Shipped {
    pub slug: String,
    pub source_language: Lang,
    pub en: File,
    pub ar: File,
}

impl Shipped {
    pub const fn file(&self, lang: Lang) -> &File {
        match lang {
            Lang::En => &self.en,
            Lang::Ar => &self.ar,
        }
    }
}

/// Why a file that came with the binary cannot be used: a fault of the build, found by its tests.
#[derive(Debug, thiserror::Error)]
pub enum ShippedError {
    #[error("{0} has no front matter between lines of +++")]
    NoFrontMatter(String),
    #[error("the front matter of {0} is wrong")]
    FrontMatter(String, #[source] toml::de::Error),
    #[error("the languages of {0} disagree about the guide")]
    Disagreement(String),
    #[error("the glossary is wrong")]
    Glossary(#[source] toml::de::Error),
}

/// Reads a guide from its two files.
pub(super) fn read(slug: &str, en: &str, ar: &str) -> Result<Shipped, ShippedError> {
    let en = file(slug, Lang::En, en)?;
    let ar = file(slug, Lang::Ar, ar)?;
    let disagreement = || ShippedError::Disagreement(slug.to_owned());
    let same = |front: &FrontMatter| {
        (
            front.audience,
            front.pillar,
            front.position,
            front.source_language.clone(),
        )
    };
    if same(&en.front) != same(&ar.front) {
        return Err(disagreement());
    }
    let source_language = Lang::ALL
        .into_iter()
        .find(|lang| lang.code() == en.front.source_language)
        .ok_or_else(disagreement)?;
    Ok(Shipped {
        slug: slug.to_owned(),
        source_language,
        en,
        ar,
    })
}

fn file(slug: &str, lang: Lang, content: &str) -> Result<File, ShippedError> {
    let name = format!("{slug}/{lang}.md");
    let mut options = Options::default();
    options.extension.front_matter_delimiter = Some(DELIMITER.to_owned());
    let arena = Arena::new();
    let root = parse_document(&arena, content, &options);
    let block = root.first_child().and_then(|node| match &node.data().value {
        NodeValue::FrontMatter(block) => Some(block.clone()),
        _ => None,
    });
    let block = block.ok_or_else(|| ShippedError::NoFrontMatter(name.clone()))?;
    let body = content.strip_prefix(block.as_str()).unwrap_or_default();
    let fields = block.trim().trim_start_matches(DELIMITER).trim_end_matches(DELIMITER);
    let front: FrontMatter = toml::from_str(fields).map_err(|error| ShippedError::FrontMatter(name, error))?;
    Ok(File {
        text: Text {
            title: front.title.clone(),
            summary: front.summary.clone(),
            body: format!("{}\n", body.trim()),
        },
        front,
    })
}

/// The glossary: each word with what means the same.
pub(super) fn glossary() -> Result<BTreeMap<String, Vec<String>>, ShippedError> {
    toml::from_str(GLOSSARY).map_err(ShippedError::Glossary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arkan_domain::fields::FieldErrors;
    use std::collections::BTreeSet;

    #[test]
    fn every_folder_of_guides_is_shipped_and_right() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../guides");
        let folders: BTreeSet<String> = std::fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        let shipped: BTreeSet<String> = FILES.iter().map(|(slug, ..)| (*slug).to_owned()).collect();
        assert_eq!(folders, shipped);
        for (slug, en, ar) in FILES {
            let guide = read(slug, en, ar).unwrap();
            for lang in Lang::ALL {
                let text = &guide.file(lang).text;
                let mut errors = FieldErrors::default();
                assert_eq!(&text.check(&mut errors), text, "{slug}/{lang}");
                assert_eq!(errors, FieldErrors::default(), "{slug}/{lang}");
            }
        }
    }

    #[test]
    fn links_between_shipped_guides_lead_somewhere() {
        for (slug, en, ar) in FILES {
            for part in [*en, *ar].iter().flat_map(|text| text.split("](../").skip(1)) {
                let target = part.split('/').next().unwrap();
                assert!(
                    FILES.iter().any(|(known, ..)| *known == target),
                    "{slug} links to {target}"
                );
            }
        }
    }

    #[test]
    fn a_file_without_front_matter_or_with_an_unknown_field_is_refused() {
        assert!(matches!(
            file("x", Lang::En, "# Hello\n"),
            Err(ShippedError::NoFrontMatter(_))
        ));
        let unknown = "+++\ntitle = \"t\"\nsummary = \"s\"\naudience = \"everyone\"\nsource_language = \"en\"\nx = 1\n+++\n\nHello\n";
        assert!(matches!(
            file("x", Lang::En, unknown),
            Err(ShippedError::FrontMatter(..))
        ));
        let right = unknown.replace("x = 1\n", "");
        assert_eq!(file("x", Lang::En, &right).unwrap().text.body, "Hello\n");
    }

    #[test]
    fn the_glossary_speaks_both_languages() {
        let glossary = glossary().unwrap();
        assert!(glossary.len() >= 40);
        let arabic = |word: &String| word.chars().any(|c| matches!(c, '\u{0600}'..='\u{06FF}'));
        for (word, synonyms) in &glossary {
            let all: Vec<&String> = std::iter::once(word).chain(synonyms).collect();
            assert!(
                all.iter().any(|word| arabic(word)) && !all.iter().all(|word| arabic(word)),
                "{word}"
            );
        }
    }
}
