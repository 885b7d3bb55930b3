use crate::Result;
use arkan_domain::ids::{FlagId, ProjectId, UserId};
use sqlx::{PgConnection, PgExecutor, PgPool};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The tags of flags, sorted.
pub async fn tags(db: impl PgExecutor<'_>, flags: &[FlagId]) -> Result<HashMap<FlagId, Vec<String>>> {
    let rows: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT flag_id, tag FROM flag_tags WHERE flag_id = ANY($1) ORDER BY tag")
            .bind(ids(flags))
            .fetch_all(db)
            .await?;
    let mut tags: HashMap<FlagId, Vec<String>> = HashMap::new();
    for (flag, tag) in rows {
        tags.entry(FlagId(flag)).or_default().push(tag);
    }
    Ok(tags)
}

/// Every tag of a project's flags, sorted.
pub async fn all_tags(pool: &PgPool, project: ProjectId) -> Result<Vec<String>> {
    Ok(
        sqlx::query_scalar("SELECT DISTINCT tag FROM flag_tags WHERE project_id = $1 ORDER BY tag")
            .bind(project.0)
            .fetch_all(pool)
            .await?,
    )
}

/// Leaves a flag with just these tags.
pub async fn replace_tags(db: &mut PgConnection, project: ProjectId, flag: FlagId, tags: &[String]) -> Result<()> {
    sqlx::query("DELETE FROM flag_tags WHERE flag_id = $1 AND tag <> ALL($2)")
        .bind(flag.0)
        .bind(tags)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO flag_tags (flag_id, project_id, tag) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING",
    )
    .bind(flag.0)
    .bind(project.0)
    .bind(tags)
    .execute(db)
    .await?;
    Ok(())
}

/// Which of these flags someone keeps at hand.
pub async fn favourites(pool: &PgPool, user: UserId, flags: &[FlagId]) -> Result<HashSet<FlagId>> {
    let rows: Vec<Uuid> =
        sqlx::query_scalar("SELECT flag_id FROM flag_favourites WHERE user_id = $1 AND flag_id = ANY($2)")
            .bind(user.0)
            .bind(ids(flags))
            .fetch_all(pool)
            .await?;
    Ok(rows.into_iter().map(FlagId).collect())
}

pub async fn set_favourite(pool: &PgPool, user: UserId, flag: FlagId, kept: bool) -> Result<()> {
    let sql = if kept {
        "INSERT INTO flag_favourites (user_id, flag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM flag_favourites WHERE user_id = $1 AND flag_id = $2"
    };
    sqlx::query(sql).bind(user.0).bind(flag.0).execute(pool).await?;
    Ok(())
}

fn ids(flags: &[FlagId]) -> Vec<Uuid> {
    flags.iter().map(|id| id.0).collect()
}
