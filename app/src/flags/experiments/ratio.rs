use super::words;
use crate::ui::{Card, count_text};
use arkan_backend::flags::experiments::Standing;
use arkan_locales::{Lang, t::experiments as e};
use leptos::prelude::*;

/// Whether the groups are as large as their weights say, and who is left out.
pub fn ratio(lang: Lang, standing: &Standing) -> AnyView {
    let ratio = &standing.reading.ratio;
    let says = match ratio.p {
        None => e::ratio_early(lang).to_owned(),
        Some(p) if ratio.is_wrong() => e::ratio_wrong(lang, words::chance(p)),
        Some(p) => e::ratio_right(lang, words::chance(p)),
    };
    let arms = standing.experiment.split.arms.iter();
    let rows: Vec<_> = arms
        .zip(&standing.counts.arms)
        .zip(&ratio.expected)
        .map(|((arm, count), expected)| {
            view! {
                <tr>
                    <th scope="row"><bdi>{arm.name.clone()}</bdi></th>
                    <td class="num" data-label=e::col_weight(lang)>{e::rate_text(lang, words::weight(arm.weight))}</td>
                    <td class="num" data-label=e::col_expected(lang)>{format!("{expected:.1}")}</td>
                    <td class="num" data-label=e::col_observed(lang)>{count_text(count.exposed)}</td>
                </tr>
            }
        })
        .collect();
    let (crossed, strangers) = (standing.counts.crossed, standing.counts.strangers);
    let crossed = (crossed > 0).then(|| view! { <p>{e::crossed(lang, crossed)}</p> });
    let strangers = (strangers > 0).then(|| view! { <p>{e::strangers(lang, strangers)}</p> });
    view! {
        <Card title=e::ratio(lang)>
            <p><strong>{says}</strong></p>
            <div class="table-wrap"><table class="table" id="experiment-ratio">
                <thead><tr>
                    <th scope="col">{e::col_group(lang)}</th>
                    <th scope="col" class="num">{e::col_weight(lang)}</th>
                    <th scope="col" class="num">{e::col_expected(lang)}</th>
                    <th scope="col" class="num">{e::col_observed(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {crossed}
            {strangers}
            <p class="muted small">{e::ratio_note(lang)}</p>
        </Card>
    }
    .into_any()
}
