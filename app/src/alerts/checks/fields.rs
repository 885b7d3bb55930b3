//! The fields of a check, by kind, and how they are read.

use crate::{
    alerts::words::urgency_text,
    forms::{FormState, Values},
    page::InProject,
    ui::{SelectField, TextField},
};
use arkan_backend::alerts::{Check, checks::CheckInput};
use arkan_domain::{
    alerts::{CheckForm, CheckKind, HttpMethod, Spec, TlsMode, Urgency, format_span},
    ids::EnvironmentId,
};
use arkan_locales::{Lang, t::alerts as t};
use leptos::prelude::*;

/// The id of both forms: of a new check and of a stored one.
pub(super) const FORM: &str = "check";

/// What a form begins with: a stored check, or what suits most.
pub(super) fn stored(kind: CheckKind, check: Option<&Check>) -> CheckForm {
    let mut form = CheckForm {
        kind: kind.to_string(),
        severity: Urgency::Critical.to_string(),
        interval: "30s".into(),
        timeout: "5s".into(),
        retries: "1".into(),
        method: HttpMethod::Get.to_string(),
        status: "200-299".into(),
        days: "14".into(),
        tls: TlsMode::Require.to_string(),
        period: "1h".into(),
        grace: "5m".into(),
        ..CheckForm::default()
    };
    let Some(check) = check else { return form };
    let span = |seconds: i32| format_span(u32::try_from(seconds).unwrap_or_default());
    form.name.clone_from(&check.name);
    form.severity = check.severity.to_string();
    form.interval = span(check.interval_seconds);
    form.timeout = span(check.timeout_seconds);
    form.retries = check.retries.to_string();
    match &check.spec {
        Spec::Http {
            url,
            method,
            status,
            contains,
            max_latency_ms,
        } => {
            form.url = url.to_string();
            form.method = method.to_string();
            form.status = status.to_string();
            form.contains = contains.clone().unwrap_or_default();
            form.max_latency_ms = max_latency_ms.map(|ms| ms.to_string()).unwrap_or_default();
        }
        Spec::Tcp { target } => form.target = target.to_string(),
        Spec::Tls { target, days } => {
            form.target = target.to_string();
            form.days = days.to_string();
        }
        Spec::Postgres {
            target,
            database,
            user,
            tls,
        } => {
            form.target = target.to_string();
            form.database.clone_from(database);
            form.user.clone_from(user);
            form.tls = tls.to_string();
        }
        Spec::Heartbeat { period, grace } => {
            form.period = format_span(*period);
            form.grace = format_span(*grace);
        }
        Spec::Console { .. } => {}
    }
    form
}

/// Reads what was sent.
pub(super) fn read(values: &Values, place: &InProject) -> CheckInput {
    let text = |name: &str| values.text(name).to_owned();
    CheckInput {
        form: CheckForm {
            kind: text("kind"),
            name: text("name"),
            severity: text("severity"),
            interval: text("interval"),
            timeout: text("timeout"),
            retries: text("retries"),
            url: text("url"),
            method: text("method"),
            status: text("status"),
            contains: text("contains"),
            max_latency_ms: text("max_latency_ms"),
            target: text("target"),
            days: text("days"),
            database: text("database"),
            user: text("user"),
            tls: text("tls"),
            period: text("period"),
            grace: text("grace"),
        },
        environment: place
            .environment(values.text("environment"))
            .map(|environment| environment.id),
        password: text("password"),
    }
}

/// What the fields are shown with.
pub(super) struct Shown<'a> {
    pub lang: Lang,
    pub state: &'a FormState,
    pub stored: CheckForm,
    pub place: &'a InProject,
    pub environment: Option<EnvironmentId>,
    /// A check of the console itself: what is asked cannot be changed.
    pub console: bool,
    /// Whether a password is stored.
    pub has_password: bool,
}

impl Shown<'_> {
    fn text(&self, name: &str, label: &str, help: Option<&str>, value: &str, required: bool, dir: &str) -> AnyView {
        let help = help.map(str::to_owned).unwrap_or_default();
        let (state, lang) = (self.state, self.lang);
        let (name, label, value, dir) = (name.to_owned(), label.to_owned(), value.to_owned(), dir.to_owned());
        if help.is_empty() {
            view! { <TextField form_id=FORM name=name label=label state=state lang=lang value=value dir=dir required=required/> }
                .into_any()
        } else {
            view! {
                <TextField
                    form_id=FORM name=name label=label help=help state=state lang=lang value=value dir=dir required=required
                />
            }
            .into_any()
        }
    }

    fn select(&self, name: &str, label: &str, options: Vec<(String, String)>, value: &str) -> AnyView {
        let (name, label, value) = (name.to_owned(), label.to_owned(), value.to_owned());
        view! {
            <SelectField
                form_id=FORM name=name label=label state=self.state lang=self.lang options=options value=value required=true
            />
        }
        .into_any()
    }

    /// All fields, in the order in which one thinks of them: what, where, how often.
    pub fn view(&self, kind: CheckKind) -> AnyView {
        let (lang, form) = (self.lang, &self.stored);
        let asked = if self.console { ().into_any() } else { self.asked(kind) };
        let rhythm = (kind != CheckKind::Heartbeat).then(|| {
            view! {
                {self.text("interval", t::interval(lang), Some(t::interval_help(lang)), &form.interval, true, "ltr")}
                {self.text("timeout", t::timeout(lang), Some(t::timeout_help(lang)), &form.timeout, true, "ltr")}
                {self.text("retries", t::retries(lang), Some(t::retries_help(lang)), &form.retries, true, "ltr")}
            }
        });
        let severities = Urgency::ALL
            .iter()
            .map(|urgency| (urgency.to_string(), urgency_text(lang, *urgency).to_owned()))
            .collect();
        let environments = std::iter::once((String::new(), t::no_environment(lang).to_owned()))
            .chain(
                self.place
                    .environments
                    .iter()
                    .map(|known| (known.key.clone(), known.name.clone())),
            )
            .collect();
        let chosen = self
            .place
            .environments
            .iter()
            .find(|known| Some(known.id) == self.environment);
        let chosen = chosen.map(|known| known.key.clone()).unwrap_or_default();
        view! {
            <input type="hidden" name="kind" value=form.kind.clone()/>
            {self.text("name", t::name(lang), Some(t::name_help(lang)), &form.name, true, "auto")}
            {asked}
            {rhythm}
            {self.select("severity", t::severity(lang), severities, &form.severity)}
            {self.select("environment", t::environment(lang), environments, &chosen)}
        }
        .into_any()
    }

    fn asked(&self, kind: CheckKind) -> AnyView {
        let (lang, form) = (self.lang, &self.stored);
        let target = || {
            self.text(
                "target",
                t::target(lang),
                Some(t::target_help(lang)),
                &form.target,
                true,
                "ltr",
            )
        };
        match kind {
            CheckKind::Http => {
                let methods = HttpMethod::ALL
                    .iter()
                    .map(|method| (method.to_string(), method.to_string()))
                    .collect();
                view! {
                    {self.text("url", t::url(lang), None, &form.url, true, "ltr")}
                    {self.select("method", t::method(lang), methods, &form.method)}
                    {self.text("status", t::status_field(lang), Some(t::status_help(lang)), &form.status, false, "ltr")}
                    {self.text("contains", t::contains(lang), Some(t::contains_help(lang)), &form.contains, false, "auto")}
                    {self.text("max_latency_ms", t::max_latency(lang), None, &form.max_latency_ms, false, "ltr")}
                }
                .into_any()
            }
            CheckKind::Tcp => target(),
            CheckKind::Tls => view! {
                {target()}
                {self.text("days", t::days(lang), None, &form.days, true, "ltr")}
            }
            .into_any(),
            CheckKind::Postgres => {
                let modes = [
                    (TlsMode::Require, t::tls_require(lang)),
                    (TlsMode::VerifyFull, t::tls_verify(lang)),
                    (TlsMode::Disable, t::tls_disable(lang)),
                ];
                let modes = modes
                    .into_iter()
                    .map(|(mode, word)| (mode.to_string(), word.to_owned()))
                    .collect();
                view! {
                    {target()}
                    {self.text("database", t::database(lang), None, &form.database, true, "ltr")}
                    {self.text("user", t::db_user(lang), None, &form.user, true, "ltr")}
                    {self.password()}
                    {self.select("tls", t::tls_mode(lang), modes, &form.tls)}
                }
                .into_any()
            }
            CheckKind::Heartbeat => view! {
                {self.text("period", t::period(lang), Some(t::period_help(lang)), &form.period, true, "ltr")}
                {self.text("grace", t::grace(lang), Some(t::period_help(lang)), &form.grace, true, "ltr")}
            }
            .into_any(),
        }
    }

    fn password(&self) -> AnyView {
        let (state, lang) = (self.state, self.lang);
        let help = if self.has_password { t::password_keep(lang) } else { "" };
        view! {
            <TextField
                form_id=FORM name="password" kind="password" label=t::password(lang) help=help state=state lang=lang
                autocomplete="new-password"
            />
        }
        .into_any()
    }
}
