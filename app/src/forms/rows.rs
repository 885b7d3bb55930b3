//! Lists of rows inside a form, which grow and shrink without a script: the fields of a row are called
//! `{list}.{index}.{field}`, and buttons called `do` ask for `{list}.add` or `{list}.remove.{index}`.

use super::Values;

/// The name of the buttons that change a list.
pub const DO: &str = "do";

/// What a button beside a list asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowChange<'a> {
    /// A further row at the end of this list.
    Add { list: &'a str },
    /// This list without the row of this index.
    Remove { list: &'a str, index: usize },
}

impl<'a> RowChange<'a> {
    /// Reads the value of a `do` button; nothing when it is none of a list's.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(list) = text.strip_suffix(".add") {
            return Some(Self::Add { list });
        }
        let (rest, index) = text.rsplit_once('.')?;
        let list = rest.strip_suffix(".remove")?;
        let index = index.parse().ok()?;
        Some(Self::Remove { list, index })
    }
}

impl Values {
    /// How many rows of a list the form sent.
    #[must_use]
    pub fn rows(&self, list: &str) -> usize {
        self.names()
            .filter_map(|name| index_of(name, list))
            .max()
            .map_or(0, |last| last + 1)
    }

    /// Takes one row out; those after it move up.
    pub fn remove_row(&mut self, list: &str, index: usize) {
        self.rename(|name| {
            let Some(at) = index_of(name, list) else {
                return Some(name.to_owned());
            };
            let rest = &name[list.len() + 1 + at.to_string().len()..];
            match at.cmp(&index) {
                std::cmp::Ordering::Less => Some(name.to_owned()),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(format!("{list}.{}{rest}", at - 1)),
            }
        });
    }
}

/// The index of the row that a field belongs to. One that was not written by this console (`007`) is none, and neither
/// is one beyond any form.
fn index_of(name: &str, list: &str) -> Option<usize> {
    let rest = name.strip_prefix(list)?.strip_prefix('.')?;
    let digits = rest.split('.').next()?;
    let index: usize = digits.parse().ok()?;
    (index < 1000 && digits == index.to_string()).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        Values::from_pairs(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn buttons_are_read() {
        let list = "strategies.0.constraints";
        assert_eq!(
            RowChange::parse("strategies.0.constraints.add"),
            Some(RowChange::Add { list })
        );
        assert_eq!(
            RowChange::parse("strategies.0.constraints.remove.12"),
            Some(RowChange::Remove { list, index: 12 })
        );
        for other in [
            "",
            "save",
            "constraints.remove",
            "constraints.remove.x",
            "constraints.12",
        ] {
            assert_eq!(RowChange::parse(other), None, "{other}");
        }
    }

    #[test]
    fn rows_after_the_one_that_goes_move_up() {
        let mut form = values(&[
            ("key", "k"),
            ("list.0.name", "a"),
            ("list.1.name", "b"),
            ("list.2.name", "c"),
            ("list.2.inner.1.x", "deep"),
            ("lists.1.name", "another list"),
        ]);
        assert_eq!(form.rows("list"), 3);
        form.remove_row("list", 1);
        assert_eq!(form.rows("list"), 2);
        assert_eq!(form.text("list.0.name"), "a");
        assert_eq!(form.text("list.1.name"), "c");
        assert_eq!(form.text("list.1.inner.1.x"), "deep");
        assert_eq!(form.text("lists.1.name"), "another list");
        assert_eq!(form.text("key"), "k");
        form.remove_row("list", 7);
        assert_eq!(form.rows("list"), 2);
    }

    #[test]
    fn a_made_up_index_makes_no_endless_list() {
        let form = values(&[("list.99999999999.name", "x"), ("list.01.name", "y")]);
        assert_eq!(form.rows("list"), 0);
    }
}
