mod glossary;
mod guides;
mod offers;
mod reads;
mod revisions;
mod search;

pub(super) use glossary::{put_terms, synonyms};
pub(super) use guides::{all, by_slug, insert, lock, lock_import, set_archived, set_place};
pub(super) use offers::{Offering, offer, put_offer, settle_offer};
pub(super) use reads::{acknowledge, acknowledged_number, opened, readers};
pub(super) use revisions::{NewRevision, by_id, by_number, heads, insert_revision, newest, newest_shipped, numbered};
pub(super) use search::{Hit, Indexed, fuzzy, index, match_terms, normalized};

pub use guides::Guide;
pub use offers::Offer;
pub use reads::ReadRow;
pub use revisions::{Head, Origin, Revision};

use arkan_locales::Lang;
use sqlx::{Row as _, postgres::PgRow};

/// Reads a language column; anything else than a known language is a fault of the schema.
fn lang_of(row: &PgRow, column: &str) -> Result<Lang, sqlx::Error> {
    let code: String = row.try_get(column)?;
    Lang::from_tag(&code).ok_or_else(|| unknown(column, &code))
}

fn unknown(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("unknown value {value:?}").into(),
    }
}
