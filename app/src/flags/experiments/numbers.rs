use super::{
    chart::{Row, chart},
    words,
};
use crate::ui::{Badge, Card, count_text};
use arkan_backend::flags::experiments::Standing;
use arkan_domain::flags::experiment::{ArmReading, Interval, Verdict};
use arkan_locales::{Lang, t::experiments as e};
use leptos::prelude::*;

/// The groups with what was counted, and the ranges in which the truth may lie: as numbers and drawn.
pub fn numbers(lang: Lang, standing: &Standing) -> AnyView {
    let arms = &standing.experiment.split.arms;
    let control = arms
        .get(standing.experiment.control)
        .map_or("", |arm| arm.name.as_str());
    let judged = matches!(standing.reading.verdict, Verdict::Found(_));
    let places = 0..arms.len();
    let rows: Vec<_> = places.map(|place| row(lang, standing, place)).collect();
    let named = || arms.iter().map(|arm| arm.name.clone()).zip(&standing.reading.arms);
    let rates = named()
        .filter_map(|(name, arm)| Some(rate_row(lang, name, arm.rate?, arm.interval?)))
        .collect();
    let differences = named()
        .filter_map(|(name, arm)| {
            let difference = arm.difference?;
            let point = e::points(lang, words::points(difference.point));
            let range = words::range_points(lang, difference.interval);
            Some(Row {
                label: e::chart_row(lang, &name, point, range),
                name,
                point: difference.point,
                range: difference.interval,
                found: judged && !difference.interval.has_zero(),
            })
        })
        .collect();
    let (rates, differences) = (
        chart(e::chart_rates(lang).to_owned(), rates, false),
        chart(e::chart_differences(lang, control), differences, true),
    );
    view! {
        <Card title=e::numbers(lang)>
            <div class="table-wrap"><table class="table" id="experiment-numbers">
                <thead><tr>
                    <th scope="col">{e::col_group(lang)}</th>
                    <th scope="col" class="num">{e::col_exposed(lang)}</th>
                    <th scope="col" class="num">{e::col_converted(lang)}</th>
                    <th scope="col" class="num">{e::col_rate(lang)}</th>
                    <th scope="col" class="num">{e::col_difference(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {rates}
            {differences}
            <p class="muted small">{e::numbers_note(lang)}</p>
        </Card>
    }
    .into_any()
}

fn rate_row(lang: Lang, name: String, rate: f64, range: Interval) -> Row {
    let point = e::rate_text(lang, words::percent(rate));
    Row {
        label: e::chart_row(lang, &name, point, words::range_percent(lang, range)),
        name,
        point: rate,
        range,
        found: false,
    }
}

fn row(lang: Lang, standing: &Standing, place: usize) -> AnyView {
    let experiment = &standing.experiment;
    let name = experiment.split.arms.get(place).map(|arm| arm.name.clone());
    let control = (place == experiment.control).then(|| view! { " "<Badge label=e::control(lang)/> });
    let count = standing.counts.arms.get(place).copied().unwrap_or_default();
    let (rate, difference) = standing
        .reading
        .arms
        .get(place)
        .map_or_else(|| (None, None), |arm| (rate(lang, arm), difference(lang, arm)));
    let none = || view! { <span class="muted">{e::no_rate(lang)}</span> }.into_any();
    let planned = e::of_planned(lang, count_text(experiment.planned.into()));
    view! {
        <tr>
            <th scope="row"><span><bdi>{name}</bdi>{control}</span></th>
            <td class="num" data-label=e::col_exposed(lang)>
                <span><b>{count_text(count.exposed)}</b><span class="table-sub">{planned}</span></span>
            </td>
            <td class="num" data-label=e::col_converted(lang)><b>{count_text(count.converted)}</b></td>
            <td class="num" data-label=e::col_rate(lang)>{rate.unwrap_or_else(none)}</td>
            <td class="num" data-label=e::col_difference(lang)>{difference.unwrap_or_else(none)}</td>
        </tr>
    }
    .into_any()
}

fn rate(lang: Lang, arm: &ArmReading) -> Option<AnyView> {
    let text = e::rate_text(lang, words::percent(arm.rate?));
    let range = words::range_percent(lang, arm.interval?);
    Some(view! { <span><b>{text}</b><span class="table-sub">{range}</span></span> }.into_any())
}

fn difference(lang: Lang, arm: &ArmReading) -> Option<AnyView> {
    let difference = arm.difference?;
    let text = e::points(lang, words::points(difference.point));
    let range = words::range_points(lang, difference.interval);
    Some(view! { <span><b>{text}</b><span class="table-sub">{range}</span></span> }.into_any())
}
