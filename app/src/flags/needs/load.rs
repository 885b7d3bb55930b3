use super::{FORM, remove_form};
use crate::{
    flags::show::Shown,
    forms::FormState,
    page::{Ctx, PageError},
};
use arkan_backend::flags::{self, Filter, Flag, FlagState, Prerequisite};
use arkan_domain::ids::{EnvironmentId, FlagId};
use std::collections::HashMap;

/// Keys that are offered to choose from.
const OFFERED: usize = 200;

/// What a flag's card of needs shows.
pub struct Needs {
    /// Each need with the flag that it names and the state of the form that ends it.
    pub parents: Vec<(Prerequisite, Flag, FormState)>,
    pub states: HashMap<(FlagId, EnvironmentId), FlagState>,
    pub needed_by: Vec<String>,
    /// Flags that could be needed.
    pub offered: Vec<String>,
    pub form: FormState,
}

/// Reads what a flag needs and who needs it.
pub async fn load(ctx: &Ctx, shown: &Shown) -> Result<Needs, PageError> {
    let (backend, actor, project) = (ctx.backend(), &ctx.actor, &shown.place.project);
    let stored = flags::prerequisites(backend, actor, &shown.flag)
        .await
        .map_err(ctx.fail())?;
    let needed_by = flags::needing(backend, actor, &shown.flag).await.map_err(ctx.fail())?;
    let mut parents = Vec::new();
    for need in stored {
        let parent = flags::find(backend, actor, project, &need.key)
            .await
            .map_err(ctx.fail())?;
        let form = ctx.form(&remove_form(&need.key)).await;
        parents.push((need, parent, form));
    }
    let needed: Vec<Flag> = parents.iter().map(|(_, parent, _)| parent.clone()).collect();
    let states = flags::states(backend, actor, project, &needed)
        .await
        .map_err(ctx.fail())?;
    let mut offered = Vec::new();
    if changeable(shown) && needed_by.is_empty() {
        let listed = flags::list(backend, actor, project, &Filter::default(), OFFERED)
            .await
            .map_err(ctx.fail())?;
        let keys = listed.flags.into_iter().map(|flag| flag.key);
        offered = keys.filter(|key| *key != shown.flag.key).collect();
        offered.sort_unstable();
    }
    Ok(Needs {
        parents,
        states,
        needed_by,
        offered,
        form: ctx.form(FORM).await,
    })
}

/// Whether who looks may change what the flag needs.
pub fn changeable(shown: &Shown) -> bool {
    shown.can_edit && shown.flag.archived_at.is_none()
}
