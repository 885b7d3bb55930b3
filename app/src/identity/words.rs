use arkan_domain::identity::Role;
use arkan_locales::{Lang, t};

/// A role's name.
#[must_use]
pub fn role_name(lang: Lang, role: Role) -> &'static str {
    use t::identity as i;
    match role {
        Role::Admin => i::role_admin(lang),
        Role::Operator => i::role_operator(lang),
        Role::ProductOwner => i::role_product_owner(lang),
        Role::Trainer => i::role_trainer(lang),
        Role::Viewer => i::role_viewer(lang),
    }
}

/// The languages to choose from, each in its own name.
#[must_use]
pub fn languages() -> Vec<(String, String)> {
    [Lang::En, Lang::Ar]
        .map(|lang| (lang.code().to_owned(), lang.own_name().to_owned()))
        .to_vec()
}
