//! Lists as files for spreadsheets (RFC 4180).

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// The mark that tells spreadsheets that the file is UTF-8: without it Arabic becomes noise.
pub const MARK: &str = "\u{FEFF}";

/// A row with every cell in quotes, so that no separator of a reader's own opens a cell in the middle of a text.
#[must_use]
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let guarded = cells.into_iter().map(|cell| guarded(cell.as_ref()));
    // Into memory, where nothing can fail.
    let _ = writer.write_record(guarded);
    writer
        .into_inner()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// A cell that a spreadsheet takes as text: whatever it would run as a formula gets an apostrophe in front
/// (OWASP, CSV injection).
fn guarded(cell: &str) -> String {
    let formula = cell
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
        || cell.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    format!("{guard}{cell}")
}

#[cfg(test)]
mod tests {
    use super::line;
    use proptest::prelude::*;

    #[test]
    fn no_cell_is_run_as_a_formula() {
        for (cell, expected) in [
            ("Layla", "\"Layla\"\r\n"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"\r\n"),
            (" =1+1", "\"' =1+1\"\r\n"),
            ("@SUM(A1)", "\"'@SUM(A1)\"\r\n"),
            ("-2", "\"'-2\"\r\n"),
            ("\t=1", "\"'\t=1\"\r\n"),
            ("a,b\nc", "\"a,b\nc\"\r\n"),
            ("", "\"\"\r\n"),
        ] {
            assert_eq!(line([cell]), expected);
        }
        assert_eq!(line(["a", "ب"]), "\"a\",\"ب\"\r\n");
    }

    proptest! {
        #[test]
        fn cells_are_read_back_behind_their_guard(cells in proptest::collection::vec(".{0,20}", 1..5)) {
            let text = line(&cells);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let read = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(read.len(), cells.len());
            for (read, cell) in read.iter().zip(&cells) {
                let guarded = format!("'{cell}");
                prop_assert!(read == cell || read == guarded);
                prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            }
        }
    }
}
