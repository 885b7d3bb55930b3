//! Several values in one field: one a line, or with commas between them; a value with a comma in quotation marks.

/// Commas of both languages.
const COMMAS: [char; 2] = [',', '،'];
const QUOTE: char = '"';

/// The values of a field, trimmed, empty ones left out.
pub fn split(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (value, after) = quoted(rest).unwrap_or_else(|| plain(rest));
            if !value.is_empty() {
                values.push(value);
            }
            rest = after.trim_start();
        }
    }
    values
}

/// The values as a field shows them, one a line.
pub fn join(values: &[String]) -> String {
    let lines: Vec<String> = values
        .iter()
        .map(|value| {
            if value.contains(COMMAS) || value.starts_with(QUOTE) {
                format!("\"{}\"", value.replace(QUOTE, "\"\""))
            } else {
                value.clone()
            }
        })
        .collect();
    lines.join("\n")
}

/// The text up to the next comma, and what follows it.
fn plain(text: &str) -> (String, &str) {
    let (value, after) = text.split_once(COMMAS).unwrap_or((text, ""));
    (value.trim().to_owned(), after)
}

/// A value in quotation marks, in which a doubled mark is one, and what follows the comma after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix(QUOTE)?;
    loop {
        let (part, after) = rest.split_once(QUOTE)?;
        value.push_str(part);
        match after.strip_prefix(QUOTE) {
            Some(more) => {
                value.push(QUOTE);
                rest = more;
            }
            None if after.trim_start().is_empty() => return Some((value, "")),
            None => return Some((value, after.trim_start().strip_prefix(COMMAS)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_and_commas_of_both_languages() {
        assert_eq!(
            split("SA, AE\n EG \r\n\nالرياض، جدة,"),
            ["SA", "AE", "EG", "الرياض", "جدة"]
        );
        assert_eq!(split("\"Paris, Texas\", Rome"), ["Paris, Texas", "Rome"]);
        assert_eq!(split("5\" pipe, \"half"), ["5\" pipe", "\"half"]);
        assert_eq!(split(" \n, ,\"\""), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_it_was(values in prop::collection::vec("[ -~،ا-ي]{1,8}", 0..6)) {
            let values: Vec<String> = values
                .into_iter()
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .collect();
            prop_assert_eq!(split(&join(&values)), values);
        }
    }
}
