use crate::{page::Ctx, ui::FilterBar};
use arkan_backend::{
    projects::{self, Environment},
    timeline::Filter,
};
use arkan_domain::pillar::Pillar;
use arkan_locales::{Lang, t, t::dashboard as d};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// What was asked of the timeline, as it stands in the address. Empty means: everything; nonsense, too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub pillar: String,
    /// A project's key.
    pub project: String,
    /// An environment's key; only with a project.
    pub environment: String,
    pub notable: String,
    /// Days, as `2026-11-21`.
    pub from: String,
    pub until: String,
    /// The event before which to go on.
    pub before: String,
}

impl Asked {
    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        [
            &self.pillar,
            &self.project,
            &self.environment,
            &self.notable,
            &self.from,
            &self.until,
        ]
        .iter()
        .any(|value| !value.is_empty())
    }

    pub fn before(&self) -> Option<i64> {
        self.before.parse().ok()
    }

    /// This view at another place of the stream.
    pub fn address(&self, path: &str, before: Option<i64>) -> String {
        let mut query = Serializer::new(String::new());
        let pairs = [
            ("pillar", &self.pillar),
            ("project", &self.project),
            ("environment", &self.environment),
            ("notable", &self.notable),
            ("from", &self.from),
            ("until", &self.until),
        ];
        for (name, value) in pairs {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// The filter that the keys stand for. A project that the reader may not see is not there.
    pub fn resolve(&self, ctx: &Ctx, environments: &[Environment]) -> Filter {
        let project = ctx.projects().iter().find(|project| project.key == self.project);
        let environment = environments.iter().find(|one| one.key == self.environment);
        Filter {
            pillar: Pillar::parse(&self.pillar).map(|pillar| pillar.as_str().to_owned()),
            project: project.map(|project| project.id.0),
            environment: environment.map(|environment| environment.id.0),
            notable: !self.notable.is_empty(),
            from: day(&self.from),
            until: day(&self.until).and_then(|day| day.checked_add_days(Days::new(1))),
            before: self.before(),
        }
    }

    /// The environments of the project that was asked for.
    pub async fn environments(&self, ctx: &Ctx) -> arkan_backend::Result<Vec<Environment>> {
        match ctx.projects().iter().find(|project| project.key == self.project) {
            Some(project) => projects::environments(ctx.backend(), project.id).await,
            None => Ok(Vec::new()),
        }
    }
}

fn day(text: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// A pillar's name.
pub fn pillar_name(lang: Lang, pillar: Pillar) -> &'static str {
    match pillar {
        Pillar::Flags => t::shell::pillar_flags(lang),
        Pillar::Deployments => t::shell::pillar_deployments(lang),
        Pillar::Backups => t::shell::pillar_backups(lang),
        Pillar::Alerts => t::shell::pillar_alerts(lang),
        Pillar::Guides => t::shell::pillar_guides(lang),
        Pillar::Identity => d::pillar_identity(lang),
    }
}

/// The filters above the stream; with `days` also those by time.
pub fn bar(
    lang: Lang,
    path: &str,
    asked: &Asked,
    projects: &[(String, String)],
    environments: &[Environment],
    days: bool,
) -> AnyView {
    let all = || (String::new(), d::filter_all(lang).to_owned());
    let pillars = Pillar::ALL
        .iter()
        .map(|pillar| (pillar.as_str().to_owned(), pillar_name(lang, *pillar).to_owned()));
    let pillars: Vec<_> = std::iter::once(all()).chain(pillars).collect();
    let projects: Vec<_> = std::iter::once(all()).chain(projects.iter().cloned()).collect();
    let environments: Vec<_> = environments
        .iter()
        .map(|environment| (environment.key.clone(), environment.name.clone()))
        .collect();
    let environment = (!environments.is_empty()).then(|| {
        let options: Vec<_> = std::iter::once(all()).chain(environments).collect();
        select("environment", d::filter_environment(lang), options, &asked.environment)
    });
    let date = |name: &'static str, label: &'static str, value: &str| {
        let id = format!("filter-{name}");
        let value = value.to_owned();
        view! {
            <div class="field"><label for=id.clone()>{label}</label><input id=id name=name type="date" value=value/></div>
        }
        .into_any()
    };
    let dates = days.then(|| {
        [
            date("from", d::filter_from(lang), &asked.from),
            date("until", d::filter_until(lang), &asked.until),
        ]
        .collect_view()
    });
    let notable = !asked.notable.is_empty();
    let pillar = select("pillar", d::filter_pillar(lang), pillars, &asked.pillar);
    let project = select("project", d::filter_project(lang), projects, &asked.project);
    view! {
        <FilterBar lang=lang action=path.to_owned()>
            {pillar}
            {project}
            {environment}
            {dates}
            <div class="field field-check">
                <input type="checkbox" id="filter-notable" name="notable" value="1" checked=notable/>
                <label for="filter-notable">{d::filter_notable(lang)}</label>
            </div>
        </FilterBar>
    }
    .into_any()
}

/// A choice that may be left open, which a required field of a form may not.
fn select(name: &'static str, label: &'static str, options: Vec<(String, String)>, chosen: &str) -> AnyView {
    let id = format!("filter-{name}");
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect();
    view! {
        <div class="field"><label for=id.clone()>{label}</label><select id=id name=name>{options}</select></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_was_asked_and_nothing_empty() {
        let asked = Asked {
            pillar: "flags".into(),
            from: "2026-11-21".into(),
            ..Asked::default()
        };
        assert_eq!(
            asked.address("/timeline", Some(7)),
            "/timeline?pillar=flags&from=2026-11-21&before=7"
        );
        assert!(asked.is_narrow());
        assert_eq!(Asked::default().address("/", None), "/");
    }

    #[test]
    fn nonsense_is_no_day() {
        assert_eq!(day("2026-13-01"), None);
        assert_eq!(day(""), None);
        assert_eq!(
            day("2026-11-21").map(|day| day.to_rfc3339()).as_deref(),
            Some("2026-11-21T00:00:00+00:00")
        );
    }
}
