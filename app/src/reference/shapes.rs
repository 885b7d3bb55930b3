use super::{document::Document, operations::shape_link, page::anchor};
use crate::ui::Card;
use arkan_locales::{Lang, t};
use leptos::prelude::*;

/// The shapes that bodies and answers are made of.
pub fn card(lang: Lang, document: Document<'_>) -> AnyView {
    let shapes: Vec<_> = document
        .shapes()
        .into_iter()
        .map(|(name, about, members)| {
            let rows: Vec<_> = members
                .into_iter()
                .map(|member| {
                    let required = member
                        .required
                        .then(|| view! { <span class="table-sub">{t::reference::required(lang)}</span> });
                    view! {
                        <tr>
                            <th scope="row"><span><code dir="ltr">{member.name.to_owned()}</code>{required}</span></th>
                            <td data-label=t::reference::kind(lang)>{shape_link(member.kind)}</td>
                            <td data-label=t::reference::about(lang)><bdi lang="en">{member.about.to_owned()}</bdi></td>
                        </tr>
                    }
                })
                .collect();
            view! {
                <details class="reference-operation" id=format!("shape-{}", anchor(name))>
                    <summary><code class="reference-line" dir="ltr">{name.to_owned()}</code></summary>
                    <div class="disclosure-body">
                        <p dir="ltr" lang="en">{about.to_owned()}</p>
                        <div class="table-wrap">
                            <table class="table">
                                <thead>
                                    <tr>
                                        <th scope="col">{t::reference::name(lang)}</th>
                                        <th scope="col">{t::reference::kind(lang)}</th>
                                        <th scope="col">{t::reference::about(lang)}</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    </div>
                </details>
            }
        })
        .collect();
    view! {
        <div id="shapes" class="reference-group">
            <Card title=t::reference::schemas(lang)>
                <p class="muted">{t::reference::schemas_text(lang)}</p>
                <div class="reference-list">{shapes}</div>
            </Card>
        </div>
    }
    .into_any()
}
