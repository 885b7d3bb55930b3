use arkan_domain::backups::Step;
use serde::{Deserialize, Serialize};

/// What the restored copy must show: read in the snapshot that was dumped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The server's position in its log when the snapshot was taken.
    pub lsn: String,
    /// The server's major version.
    pub major: u32,
    /// The database on the server's disk, in bytes.
    pub database_bytes: u64,
    pub tables: Vec<TableRows>,
}

/// How many rows a table has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TableRows {
    /// Schema and table, quoted as SQL needs it.
    pub table: String,
    pub rows: i64,
}

/// What a restore drill found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub steps: Vec<StepTime>,
    /// The version of the server that it was restored into.
    #[serde(default)]
    pub restored_into: String,
    /// Entries of the archive's list of contents.
    #[serde(default)]
    pub entries: u64,
    #[serde(default)]
    pub amcheck: Option<Amcheck>,
    #[serde(default)]
    pub tables: Vec<TableCount>,
}

/// How long a step took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepTime {
    pub step: Step,
    pub seconds: f64,
}

/// What `pg_amcheck` found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Amcheck {
    Clean,
    /// The machine has no `pg_amcheck`, or Postgres no amcheck extension: what was said about it.
    Skipped {
        detail: String,
    },
}

/// A table of the backup: its rows in the snapshot and in the restored copy; nothing where it does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    pub table: String,
    pub expected: Option<i64>,
    pub found: Option<i64>,
}

impl TableCount {
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.expected == self.found
    }
}

/// Puts recorded and found counts side by side, by table.
pub(super) fn compare(expected: &[TableRows], found: &[TableRows]) -> Vec<TableCount> {
    let mut tables: std::collections::BTreeMap<&str, (Option<i64>, Option<i64>)> = std::collections::BTreeMap::new();
    for table in expected {
        tables.entry(&table.table).or_default().0 = Some(table.rows);
    }
    for table in found {
        tables.entry(&table.table).or_default().1 = Some(table.rows);
    }
    tables
        .into_iter()
        .map(|(table, (expected, found))| TableCount {
            table: table.to_owned(),
            expected,
            found,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str, rows: i64) -> TableRows {
        TableRows {
            table: table.into(),
            rows,
        }
    }

    #[test]
    fn missing_and_unknown_tables_do_not_agree() {
        let compared = compare(
            &[rows("a", 1), rows("b", 2), rows("c", 3)],
            &[rows("a", 1), rows("b", 3), rows("d", 0)],
        );
        let agree: Vec<_> = compared
            .iter()
            .map(|table| (table.table.as_str(), table.agrees()))
            .collect();
        assert_eq!(agree, [("a", true), ("b", false), ("c", false), ("d", false)]);
    }
}
