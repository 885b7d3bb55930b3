use super::queries;
use crate::{Backend, Error, Result};
use arkan_domain::{
    identity::{Action, Actor},
    ids::UserId,
};

/// Someone with an account, as everybody may see them: to own a thing, or to be named beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    /// Whether they can still sign in.
    pub active: bool,
}

/// Everybody by name, without what only an administrator sees.
///
/// # Errors
/// [`Error::Forbidden`] for those who may see no project.
pub async fn people(backend: &Backend, actor: &Actor) -> Result<Vec<Person>> {
    if !actor.can_somewhere(Action::View) {
        return Err(Error::Forbidden);
    }
    let mut people: Vec<Person> = queries::users(&backend.pool)
        .await?
        .into_iter()
        .map(|user| Person {
            id: UserId(user.id),
            name: user.name,
            active: user.disabled_at.is_none(),
        })
        .collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(people)
}
