use super::Ctx;
use crate::{
    shell::{Choice, Crumb, Frame, FrameUser, NavItem, PaletteEntry, Toast},
    ui::IconName,
};
use arkan_domain::identity::{Action, Place};
use arkan_locales::{Lang, t};

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Dashboard,
    Flags,
    Deployments,
    Backups,
    Alerts,
    Guides,
    Channels,
    Projects,
    Users,
    Tokens,
    Audit,
    Jobs,
    Reference,
    Account,
}

/// What a page tells the shell about itself.
#[derive(Clone, Debug)]
pub struct Page {
    section: Section,
    title: String,
    crumbs: Vec<Crumb>,
    environments: Vec<Choice>,
    environment: Option<String>,
    /// The slug of the guide that explains the page.
    guide: Option<&'static str>,
}

impl Page {
    #[must_use]
    pub fn new(section: Section, title: impl Into<String>) -> Self {
        Self {
            section,
            title: title.into(),
            crumbs: Vec::new(),
            environments: Vec::new(),
            environment: None,
            guide: None,
        }
    }

    /// A page above this one; the nearest last.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: Some(href.into()),
        });
        self
    }

    /// The guide that the help link opens instead of the pillar's.
    #[must_use]
    pub const fn guide(mut self, slug: &'static str) -> Self {
        self.guide = Some(slug);
        self
    }

    /// The environments to switch between: key, name and the address of this page there.
    #[must_use]
    pub fn environments(mut self, choices: Vec<Choice>, current: Option<String>) -> Self {
        self.environments = choices;
        self.environment = current;
        self
    }
}

pub(super) fn bare_frame(ctx: &Ctx, title: &str) -> Frame {
    Frame {
        lang: ctx.lang,
        theme: ctx.theme,
        nonce: ctx.nonce().to_owned(),
        assets: ctx.assets().to_owned(),
        path: ctx.path.clone(),
        title: title.to_owned(),
        scripts: true,
        ..Frame::default()
    }
}

pub(super) fn frame(ctx: &Ctx, page: Page, toast: Option<Toast>) -> Frame {
    let mut crumbs = page.crumbs;
    crumbs.push(Crumb {
        label: page.title.clone(),
        href: None,
    });
    let guide = page.guide.unwrap_or_else(|| guide_of(page.section));
    let choice = |project: &arkan_backend::projects::Project| Choice {
        key: project.key.clone(),
        name: project.name.clone(),
        href: section_path(page.section, Some(&project.key)),
    };
    Frame {
        crumbs,
        user: ctx.user().map(|user| FrameUser {
            name: user.name.clone(),
            email: user.email.clone(),
        }),
        projects: ctx.projects().iter().map(choice).collect(),
        project: ctx.project().map(choice),
        environments: page.environments,
        environment: page.environment,
        nav: navigation(ctx, page.section, &MAIN),
        more_nav: navigation(ctx, page.section, &ADMINISTRATION),
        toast,
        help: Some(format!("/guides/{guide}")),
        palette: palette(ctx),
        ..bare_frame(ctx, &page.title)
    }
}

const MAIN: [Section; 6] = [
    Section::Dashboard,
    Section::Flags,
    Section::Deployments,
    Section::Backups,
    Section::Alerts,
    Section::Guides,
];
const ADMINISTRATION: [Section; 6] = [
    Section::Projects,
    Section::Channels,
    Section::Users,
    Section::Tokens,
    Section::Audit,
    Section::Jobs,
];

fn section_name(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Dashboard => t::page::dashboard(lang),
        Section::Flags => t::shell::pillar_flags(lang),
        Section::Deployments => t::shell::pillar_deployments(lang),
        Section::Backups => t::shell::pillar_backups(lang),
        Section::Alerts => t::shell::pillar_alerts(lang),
        Section::Guides => t::shell::pillar_guides(lang),
        Section::Channels => t::page::channels(lang),
        Section::Projects => t::page::projects(lang),
        Section::Users => t::page::users(lang),
        Section::Tokens => t::page::tokens(lang),
        Section::Audit => t::page::audit(lang),
        Section::Jobs => t::page::jobs(lang),
        Section::Reference => t::reference::title(lang),
        Section::Account => t::page::account(lang),
    }
}

const fn section_icon(section: Section) -> IconName {
    match section {
        Section::Dashboard => IconName::Dashboard,
        Section::Flags => IconName::Flags,
        Section::Deployments => IconName::Deployments,
        Section::Backups => IconName::Backups,
        Section::Alerts => IconName::Alerts,
        Section::Guides => IconName::Guides,
        Section::Channels => IconName::Bell,
        Section::Projects | Section::Jobs => IconName::Settings,
        Section::Users | Section::Account => IconName::Users,
        Section::Tokens | Section::Reference => IconName::Tokens,
        Section::Audit => IconName::Audit,
    }
}

/// The permission without which a section is left out of the navigation.
const fn section_needs(section: Section) -> Action {
    match section {
        Section::Channels => Action::EditChannels,
        Section::Projects => Action::ManageProjects,
        Section::Users => Action::ManageUsers,
        Section::Tokens => Action::ManageTokens,
        Section::Audit => Action::ReadAudit,
        Section::Jobs => Action::SeeJobs,
        _ => Action::View,
    }
}

fn section_path(section: Section, project: Option<&str>) -> String {
    match (section, project) {
        (Section::Flags, Some(project)) => format!("/p/{project}/flags"),
        (Section::Deployments, Some(project)) => format!("/p/{project}/deployments"),
        (Section::Alerts, Some(project)) => format!("/p/{project}/alerts"),
        (Section::Dashboard, Some(project)) => format!("/?project={project}"),
        (Section::Dashboard | Section::Flags | Section::Deployments | Section::Alerts, _) => "/".to_owned(),
        (Section::Backups, _) => "/backups".to_owned(),
        (Section::Guides, _) => "/guides".to_owned(),
        (Section::Channels, _) => "/alerts/channels".to_owned(),
        (Section::Projects, _) => "/projects".to_owned(),
        (Section::Users, _) => "/users".to_owned(),
        (Section::Tokens, _) => "/tokens".to_owned(),
        (Section::Audit, _) => "/audit".to_owned(),
        (Section::Jobs, _) => "/jobs".to_owned(),
        (Section::Reference, _) => "/api".to_owned(),
        (Section::Account, _) => "/account".to_owned(),
    }
}

const fn guide_of(section: Section) -> &'static str {
    match section {
        Section::Flags => "flags",
        Section::Deployments => "deployments",
        Section::Backups => "backups",
        Section::Alerts | Section::Channels => "alerts",
        Section::Guides => "guides",
        _ => "administrator",
    }
}

fn navigation(ctx: &Ctx, current: Section, sections: &[Section]) -> Vec<NavItem> {
    let project = ctx.project().map(|project| project.key.as_str());
    sections
        .iter()
        .filter(|section| ctx.actor.can_somewhere(section_needs(**section)))
        .map(|section| NavItem {
            icon: section_icon(*section),
            label: section_name(ctx.lang, *section).to_owned(),
            href: match section {
                Section::Dashboard => "/".to_owned(),
                section => section_path(*section, project),
            },
            current: *section == current,
            count: None,
        })
        .collect()
}

/// A text of the console in whichever language.
type Name = fn(Lang) -> &'static str;

/// The pages and actions that the palette finds without asking; both languages find them.
fn palette(ctx: &Ctx) -> Vec<PaletteEntry> {
    let (lang, project) = (ctx.lang, ctx.project());
    let mut entries: Vec<PaletteEntry> = MAIN
        .iter()
        .chain(&ADMINISTRATION)
        .chain(&[Section::Reference, Section::Account])
        .filter(|section| ctx.actor.can_somewhere(section_needs(**section)))
        .map(|section| PaletteEntry {
            label: section_name(lang, *section).to_owned(),
            href: section_path(*section, project.map(|project| project.key.as_str())),
            group: t::page::group_pages(lang).to_owned(),
            keywords: section_name(lang.other(), *section).to_owned(),
        })
        .collect();
    let mut action = |name: Name, href: String, needs: Action, place: Place| {
        if ctx.can(needs, place) {
            entries.push(PaletteEntry {
                label: name(lang).to_owned(),
                href,
                group: t::page::group_actions(lang).to_owned(),
                keywords: name(lang.other()).to_owned(),
            });
        }
    };
    if let Some(project) = project {
        let place = Place::project(project.id);
        action(
            t::page::new_flag,
            format!("/p/{}/flags/new", project.key),
            Action::EditFlags,
            place,
        );
        action(
            t::page::new_release,
            format!("/p/{}/releases/new", project.key),
            Action::CreateRelease,
            place,
        );
        action(
            t::page::checks,
            format!("/p/{}/checks", project.key),
            Action::View,
            place,
        );
        action(
            t::page::new_check,
            format!("/p/{}/checks/new", project.key),
            Action::EditChecks,
            place,
        );
    }
    action(
        t::page::new_guide,
        "/guides/new".to_owned(),
        Action::EditGuides,
        Place::CONSOLE,
    );
    action(
        t::page::new_token,
        "/tokens".to_owned(),
        Action::ManageTokens,
        Place::CONSOLE,
    );
    action(
        t::page::new_project,
        "/projects/new".to_owned(),
        Action::ManageProjects,
        Place::CONSOLE,
    );
    action(
        t::page::invite,
        "/users".to_owned(),
        Action::ManageUsers,
        Place::CONSOLE,
    );
    entries
}
