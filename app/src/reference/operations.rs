use super::{
    document::{Document, Operation, kind},
    page::anchor,
};
use crate::{
    identity::purpose_name,
    ui::{Badge, Card},
};
use arkan_domain::identity::Purpose;
use arkan_locales::{Lang, t};
use leptos::prelude::*;
use url::Url;

/// What stands around every operation.
pub struct Around<'a> {
    pub lang: Lang,
    pub base: &'a Url,
    /// The project that examples speak of.
    pub project: Option<&'a str>,
    pub document: Document<'a>,
}

/// The operations of a group.
pub fn group(around: &Around<'_>, name: &str, about: &str) -> AnyView {
    let operations: Vec<_> = around
        .document
        .operations(name)
        .iter()
        .map(|operation| one(around, operation))
        .collect();
    let about = about.to_owned();
    view! {
        <div id=anchor(name) class="reference-group">
            <Card title=name.to_owned()>
                <p class="muted" dir="ltr" lang="en">{about}</p>
                <div class="reference-list">{operations}</div>
            </Card>
        </div>
    }
    .into_any()
}

fn one(around: &Around<'_>, operation: &Operation<'_>) -> AnyView {
    let lang = around.lang;
    let purposes: Vec<_> = operation
        .purposes()
        .into_iter()
        .filter_map(Purpose::parse)
        .map(|purpose| {
            let name = purpose_name(lang, purpose);
            view! { <li><code dir="ltr">{purpose.as_str()}</code>" "<span class="muted">{name}</span></li> }
        })
        .collect();
    let about =
        (!operation.about().is_empty()).then(|| view! { <p dir="ltr" lang="en">{operation.about().to_owned()}</p> });
    view! {
        <details class="reference-operation" id=operation.id().to_owned()>
            <summary>
                <span class="reference-line" dir="ltr">
                    <Badge label=operation.method.clone()/>
                    <code>{operation.path.to_owned()}</code>
                    <span class="reference-title" lang="en">{operation.title().to_owned()}</span>
                </span>
            </summary>
            <div class="disclosure-body">
                {about}
                <h3>{t::reference::purpose(lang)}</h3>
                <ul>{purposes}</ul>
                {parameters(lang, operation)}
                {body(around, operation)}
                {answers(lang, operation)}
                <h3>{t::reference::example(lang)}</h3>
                <pre class="mono small" dir="ltr" tabindex="0"><code>{curl(around, operation)}</code></pre>
            </div>
        </details>
    }
    .into_any()
}

fn parameters(lang: Lang, operation: &Operation<'_>) -> Option<AnyView> {
    let rows: Vec<_> = operation
        .parameters()
        .into_iter()
        .map(|parameter| {
            let place = match parameter.place {
                "query" => t::reference::place_query(lang),
                "header" => t::reference::place_header(lang),
                _ => t::reference::place_path(lang),
            };
            let required = parameter
                .required
                .then(|| view! { <span class="table-sub">{t::reference::required(lang)}</span> });
            view! {
                <tr>
                    <th scope="row"><span><code dir="ltr">{parameter.name.to_owned()}</code>{required}</span></th>
                    <td data-label=t::reference::place(lang)>{place}</td>
                    <td data-label=t::reference::kind(lang)><code dir="ltr">{parameter.kind}</code></td>
                    <td data-label=t::reference::about(lang)><bdi lang="en">{parameter.about.to_owned()}</bdi></td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h3>{t::reference::parameters(lang)}</h3>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t::reference::name(lang)}</th>
                            <th scope="col">{t::reference::place(lang)}</th>
                            <th scope="col">{t::reference::kind(lang)}</th>
                            <th scope="col">{t::reference::about(lang)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    })
}

/// A shape's name, as the way to it.
pub fn shape_link(name: String) -> AnyView {
    let bare = name.strip_prefix("array of ").unwrap_or(&name);
    if bare.chars().all(char::is_alphanumeric) && bare.starts_with(char::is_uppercase) {
        let href = format!("#shape-{}", anchor(bare));
        view! { <a href=href><code dir="ltr">{name}</code></a> }.into_any()
    } else {
        view! { <code dir="ltr">{name}</code> }.into_any()
    }
}

fn body(around: &Around<'_>, operation: &Operation<'_>) -> Option<AnyView> {
    let lang = around.lang;
    operation.body().map(|schema| {
        view! {
            <h3>{t::reference::body(lang)}</h3>
            <p>{shape_link(kind(schema))}</p>
        }
        .into_any()
    })
}

fn answers(lang: Lang, operation: &Operation<'_>) -> AnyView {
    let rows: Vec<_> = operation
        .answers()
        .into_iter()
        .map(|(status, about, shape)| {
            view! {
                <tr>
                    <th scope="row"><code dir="ltr">{status.to_owned()}</code></th>
                    <td data-label=t::reference::about(lang)><bdi lang="en">{about.to_owned()}</bdi></td>
                    <td data-label=t::reference::kind(lang)>{shape.map(shape_link)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <h3>{t::reference::answers(lang)}</h3>
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t::reference::status(lang)}</th>
                        <th scope="col">{t::reference::about(lang)}</th>
                        <th scope="col">{t::reference::kind(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A command with the console's address, ready to be pasted.
fn curl(around: &Around<'_>, operation: &Operation<'_>) -> String {
    let path = match around.project {
        Some(project) => operation.path.replace("{project}", project),
        None => operation.path.to_owned(),
    };
    let path = path.replace(['{', '}'], "");
    let url = around
        .base
        .join(path.trim_start_matches('/'))
        .map_or_else(|_| path.clone(), String::from);
    let mut lines = vec![format!("curl -X {} '{url}'", operation.method)];
    lines.push("-H \"Authorization: Bearer $ARKAN_TOKEN\"".to_owned());
    if operation
        .parameters()
        .iter()
        .any(|parameter| parameter.name == "If-Match")
    {
        lines.push("-H 'If-Match: *'".to_owned());
    }
    if let Some(schema) = operation.body() {
        lines.push("-H 'Content-Type: application/json'".to_owned());
        lines.push(format!("-d '{}'", around.document.example(schema)));
    }
    lines.join(" \\\n  ")
}
