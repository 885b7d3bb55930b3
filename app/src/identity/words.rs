use crate::shell::Theme;
use arkan_domain::identity::{Purpose, Role};
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

/// The roles to choose from, the least powerful first.
#[must_use]
pub fn roles(lang: Lang) -> Vec<(String, String)> {
    Role::ALL
        .iter()
        .rev()
        .map(|role| (role.as_str().to_owned(), role_name(lang, *role).to_owned()))
        .collect()
}

/// The name of a stored role; a person may have none outside of projects.
#[must_use]
pub fn stored_role(lang: Lang, role: Option<&str>) -> &'static str {
    role.and_then(Role::parse)
        .map_or(t::identity::role_none(lang), |role| role_name(lang, role))
}

/// A theme's name.
#[must_use]
pub fn theme_name(lang: Lang, theme: Theme) -> &'static str {
    match theme {
        Theme::System => t::shell::theme_system(lang),
        Theme::Light => t::shell::theme_light(lang),
        Theme::Dark => t::shell::theme_dark(lang),
    }
}

/// What a token is for.
#[must_use]
pub fn purpose_name(lang: Lang, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Evaluate => t::identity::purpose_evaluate(lang),
        Purpose::Sdk => t::identity::purpose_sdk(lang),
        Purpose::Deploy => t::identity::purpose_deploy(lang),
        Purpose::Automate => t::identity::purpose_automate(lang),
        Purpose::Read => t::identity::purpose_read(lang),
        Purpose::Metrics => t::identity::purpose_metrics(lang),
    }
}
