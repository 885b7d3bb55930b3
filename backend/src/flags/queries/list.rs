use super::Flag;
use crate::Result;
use arkan_domain::{
    flags::FlagKind,
    ids::{EnvironmentId, FlagId, ProjectId, UserId},
    text_enum,
};
use chrono::{DateTime, Utc};
use sqlx::{PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

text_enum! {
    /// What a flag must do in an environment to be shown.
    StateFilter {
        On = "on",
        /// On for some of the users, not for all.
        Partial = "partial",
        Off = "off",
        Killed = "killed",
    }
}

/// What to show of a project's flags. None and empty mean: everything that is not archived.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the key or the description.
    pub search: String,
    pub state: Option<(EnvironmentId, StateFilter)>,
    pub kind: Option<FlagKind>,
    pub owner: Option<UserId>,
    pub archived: bool,
    pub before: Option<Cursor>,
    pub after: Option<Cursor>,
}

/// A place in the list: newest change first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: FlagId,
}

impl Cursor {
    /// The place of a flag.
    #[must_use]
    pub const fn of(flag: &Flag) -> Self {
        Self {
            at: flag.updated_at,
            id: flag.id,
        }
    }

    /// The form in a URL.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}-{}", self.at.timestamp_micros(), self.id.0.simple())
    }

    /// Reads the form in a URL.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('-')?;
        Some(Self {
            at: DateTime::from_timestamp_micros(at.parse().ok()?)?,
            id: id.parse().ok()?,
        })
    }
}

/// One page of flags, newest change first.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub flags: Vec<Flag>,
    /// Where the page of newer ones ends, when there are any.
    pub newer: Option<Cursor>,
    /// Where the page of older ones begins, when there are any.
    pub older: Option<Cursor>,
}

fn like(text: &str) -> String {
    let text = text
        .trim()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{text}%")
}

pub async fn list(pool: &PgPool, project: ProjectId, filter: &Filter, limit: usize) -> Result<Listed> {
    let mut sql = QueryBuilder::<Postgres>::new("SELECT flags.* FROM flags WHERE flags.project_id = ");
    sql.push_bind(project.0);
    sql.push(if filter.archived {
        " AND archived_at IS NOT NULL"
    } else {
        " AND archived_at IS NULL"
    });
    if !filter.search.trim().is_empty() {
        sql.push(" AND (key || ' ' || description) ILIKE ")
            .push_bind(like(&filter.search));
    }
    if let Some(kind) = filter.kind {
        sql.push(" AND kind = ").push_bind(kind.as_str());
    }
    if let Some(owner) = filter.owner {
        sql.push(" AND owner_id = ").push_bind(owner.0);
    }
    if let Some((environment, state)) = filter.state {
        push_state(&mut sql, environment, state);
    }
    let backwards = filter.after.is_some();
    if let Some(cursor) = filter.after.or(filter.before) {
        sql.push(if backwards {
            " AND (updated_at, id) > ("
        } else {
            " AND (updated_at, id) < ("
        });
        sql.push_bind(cursor.at).push(", ").push_bind(cursor.id.0).push(")");
    }
    sql.push(if backwards {
        " ORDER BY updated_at, id LIMIT "
    } else {
        " ORDER BY updated_at DESC, id DESC LIMIT "
    });
    sql.push_bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let mut flags: Vec<Flag> = sql.build_query_as().fetch_all(pool).await?;
    let more = flags.len() > limit;
    flags.truncate(limit);
    if backwards {
        flags.reverse();
    }
    let (first, last) = (flags.first().map(Cursor::of), flags.last().map(Cursor::of));
    Ok(Listed {
        newer: first.filter(|_| if backwards { more } else { filter.before.is_some() }),
        older: last.filter(|_| backwards || more),
        flags,
    })
}

fn push_state(sql: &mut QueryBuilder<Postgres>, environment: EnvironmentId, state: StateFilter) {
    const ALL: &str = "strategies -> 0 -> 'parameters' ->> 'rollout' = '100'";
    // What is not in the environment yet is off there.
    let (exists, condition) = match state {
        StateFilter::On => (true, "enabled AND killed_at IS NULL".to_owned()),
        StateFilter::Partial => (true, format!("enabled AND killed_at IS NULL AND NOT ({ALL})")),
        StateFilter::Killed => (true, "killed_at IS NOT NULL".to_owned()),
        StateFilter::Off => (false, "(enabled OR killed_at IS NOT NULL)".to_owned()),
    };
    sql.push(if exists { " AND EXISTS" } else { " AND NOT EXISTS" });
    sql.push(" (SELECT FROM flag_environments state WHERE state.flag_id = flags.id AND state.environment_id = ");
    sql.push_bind(environment.0);
    sql.push(format!(" AND {condition})"));
}

/// Of each project, this many of the last changed flags that match are weighed against each other.
const CANDIDATES: i64 = 40;

/// Live flags whose key or description contains a text, in some projects: the one of that very key, those whose key
/// begins with it, then by their last change.
pub async fn search(pool: &PgPool, projects: &[ProjectId], text: &str, limit: i64) -> Result<Vec<Flag>> {
    let projects: Vec<Uuid> = projects.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as(
        "SELECT found.* FROM unnest($1::uuid[]) AS asked (id) CROSS JOIN LATERAL (
             (SELECT * FROM flags WHERE project_id = asked.id AND key = $3 AND archived_at IS NULL)
             UNION
             (SELECT * FROM flags
              WHERE project_id = asked.id AND archived_at IS NULL AND (key || ' ' || description) ILIKE $2
              ORDER BY updated_at DESC, id DESC LIMIT $5)) found
         ORDER BY key <> $3, NOT starts_with(lower(key), lower($3)), updated_at DESC LIMIT $4",
    )
    .bind(projects)
    .bind(like(text))
    .bind(text.trim())
    .bind(limit)
    .bind(CANDIDATES)
    .fetch_all(pool)
    .await?)
}
