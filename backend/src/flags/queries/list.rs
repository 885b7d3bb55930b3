use super::{Cursor, Flag, Order, order::Direction};
use crate::Result;
use arkan_domain::{
    flags::FlagKind,
    ids::{EnvironmentId, ProjectId, UserId},
    text_enum,
};
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

/// What to show of a project's flags, and in which order. None and empty mean: everything that is not archived.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the key or the description.
    pub search: String,
    pub state: Option<(EnvironmentId, StateFilter)>,
    pub kind: Option<FlagKind>,
    pub owner: Option<UserId>,
    /// One tag, as it is stored.
    pub tag: Option<String>,
    /// Whose favourites.
    pub favourite_of: Option<UserId>,
    pub archived: bool,
    pub order: Order,
    /// The rows that come after this place of the list.
    pub before: Option<Cursor>,
    /// The rows that come in front of this place of the list.
    pub after: Option<Cursor>,
}

/// One page of flags in the order that was asked for.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub flags: Vec<Flag>,
    /// Where the page in front of this one ends, when there is one.
    pub newer: Option<Cursor>,
    /// Where the page after this one begins, when there is one.
    pub older: Option<Cursor>,
}

pub(super) fn like(text: &str) -> String {
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
    page(pool, sql, filter, limit).await
}

/// The same over several projects.
pub async fn list_across(pool: &PgPool, projects: &[ProjectId], filter: &Filter, limit: usize) -> Result<Listed> {
    let projects: Vec<Uuid> = projects.iter().map(|id| id.0).collect();
    let mut sql = QueryBuilder::<Postgres>::new("SELECT flags.* FROM flags WHERE flags.project_id = ANY(");
    sql.push_bind(projects).push(")");
    page(pool, sql, filter, limit).await
}

async fn page(pool: &PgPool, mut sql: QueryBuilder<Postgres>, filter: &Filter, limit: usize) -> Result<Listed> {
    push_filter(&mut sql, filter);
    let backwards = filter.after.is_some();
    let order = filter.order;
    let direction = order.direction().turned(backwards);
    if let Some(cursor) = filter.after.as_ref().or(filter.before.as_ref()) {
        push_place(&mut sql, order, direction, cursor);
    }
    sql.push(format!(" ORDER BY {} LIMIT ", order.columns(direction)));
    sql.push_bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let mut flags: Vec<Flag> = sql.build_query_as().fetch_all(pool).await?;
    let more = flags.len() > limit;
    flags.truncate(limit);
    if backwards {
        flags.reverse();
    }
    let place = |flag: Option<&Flag>| flag.map(|flag| Cursor::of(order, flag));
    let (first, last) = (place(flags.first()), place(flags.last()));
    Ok(Listed {
        newer: first.filter(|_| if backwards { more } else { filter.before.is_some() }),
        older: last.filter(|_| backwards || more),
        flags,
    })
}

/// The rows on the far side of a place. One that belongs to another order is no place of this list.
fn push_place(sql: &mut QueryBuilder<Postgres>, order: Order, direction: Direction, cursor: &Cursor) {
    let sign = match direction {
        Direction::Up => ">",
        Direction::Down => "<",
    };
    match (order.column(), cursor) {
        ("key", Cursor::Key(key)) => {
            sql.push(format!(" AND flags.key {sign} ")).push_bind(key.clone());
        }
        (column @ ("updated_at" | "created_at"), Cursor::At(at, id)) => {
            sql.push(format!(" AND (flags.{column}, flags.id) {sign} ("));
            sql.push_bind(*at).push(", ").push_bind(id.0).push(")");
        }
        _ => {}
    }
}

fn push_filter(sql: &mut QueryBuilder<Postgres>, filter: &Filter) {
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
    if let Some(tag) = &filter.tag {
        sql.push(" AND EXISTS (SELECT FROM flag_tags tagged WHERE tagged.flag_id = flags.id AND tagged.tag = ");
        sql.push_bind(tag.clone()).push(")");
    }
    if let Some(user) = filter.favourite_of {
        sql.push(" AND EXISTS (SELECT FROM flag_favourites kept WHERE kept.flag_id = flags.id AND kept.user_id = ");
        sql.push_bind(user.0).push(")");
    }
    if let Some((environment, state)) = filter.state {
        push_state(sql, environment, state);
    }
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
