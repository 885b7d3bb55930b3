//! The latency of a check's last day: a line of each hour's average, and the numbers in a table.

use super::list::day;
use crate::{
    alerts::parts::latency_text,
    ui::{Disclosure, instant},
};
use arkan_backend::alerts::Hour;
use arkan_locales::{Lang, t::alerts as t};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;
const LEFT: f64 = 56.0;
const BOTTOM: f64 = 20.0;
const TOP: f64 = 8.0;

/// A round number at or above the highest value: 1, 2 or 5 times a power of ten.
fn ceiling(highest: f64) -> f64 {
    let mut step = 1.0;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if step * factor >= highest {
                return step * factor;
            }
        }
        step *= 10.0;
    }
}

#[allow(clippy::cast_precision_loss, reason = "a day has 24 hours")]
fn x(index: usize) -> f64 {
    LEFT + (WIDTH - LEFT - 8.0) * index as f64 / 23.0
}

fn y(value: f64, top: f64) -> f64 {
    TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value / top)
}

/// The path through the values; an hour without one leaves a gap.
fn path(values: &[Option<f64>], top: f64) -> String {
    let mut path = String::new();
    let mut down = false;
    for (index, value) in values.iter().enumerate() {
        match value {
            Some(value) => {
                path.push(if down { 'L' } else { 'M' });
                let _ = write!(path, "{:.1} {:.1}", x(index), y(*value, top));
                down = true;
            }
            None => down = false,
        }
    }
    path
}

/// The chart; nothing while no latency was measured. Time runs from left to right in both languages.
pub(super) fn latency_chart(lang: Lang, now: DateTime<Utc>, hours: &[Hour]) -> Option<AnyView> {
    let day = day(now, hours);
    let values: Vec<Option<f64>> = day
        .iter()
        .map(|(_, hour)| hour.and_then(|hour| hour.latency_avg_ms))
        .collect();
    let newest = values.iter().flatten().next_back()?;
    let top = ceiling(values.iter().flatten().copied().fold(1.0, f64::max));
    let label = t::latency_label(lang, format!("{newest:.0}"));
    let lines: Vec<_> = [0.0, top / 2.0, top]
        .into_iter()
        .map(|value| {
            let at = format!("{:.1}", y(value, top));
            view! {
                <line x1=LEFT.to_string() x2=WIDTH.to_string() y1=at.clone() y2=at.clone() stroke="var(--c-line)"></line>
                <text x=(LEFT - 6.0).to_string() y=at text-anchor="end" dominant-baseline="middle" font-size="11" fill="var(--c-muted)">
                    {format!("{value} ms")}
                </text>
            }
        })
        .collect();
    let hours_below: Vec<_> = day
        .iter()
        .enumerate()
        .filter(|(index, _)| index % 6 == 5)
        .map(|(index, (hour, _))| {
            // The newest hour stands at the edge.
            let anchor = if index + 1 == day.len() { "end" } else { "middle" };
            view! {
                <text x=format!("{:.1}", x(index)) y=(HEIGHT - 4.0).to_string() text-anchor=anchor font-size="11" fill="var(--c-muted)">
                    {hour.format("%H:%M").to_string()}
                </text>
            }
        })
        .collect();
    let dots: Vec<_> = values
        .iter()
        .enumerate()
        .filter_map(|(index, value)| {
            let at = y((*value)?, top);
            Some(view! { <circle cx=format!("{:.1}", x(index)) cy=format!("{at:.1}") r="2.5" fill="var(--c-accent)"></circle> })
        })
        .collect();
    let numbers = numbers(lang, hours);
    Some(
        view! {
            <svg
                class="chart" role="img" aria-label=label direction="ltr" width="100%"
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            >
                {lines}
                <path d=path(&values, top) fill="none" stroke="var(--c-accent)" stroke-width="1.5"></path>
                {dots}
                {hours_below}
            </svg>
            <Disclosure summary=t::numbers(lang)>{numbers}</Disclosure>
        }
        .into_any(),
    )
}

fn numbers(lang: Lang, hours: &[Hour]) -> AnyView {
    let rows: Vec<_> = hours
        .iter()
        .rev()
        .map(|hour| {
            view! {
                <tr>
                    <th scope="row" data-label=t::hour(lang)>
                        <time datetime=hour.hour.to_rfc3339() title=instant(hour.hour)>{hour.hour.format("%H:%M").to_string()}</time>
                    </th>
                    <td data-label=t::average(lang) class="num">{latency_text(lang, hour.latency_avg_ms)}</td>
                    <td data-label=t::maximum(lang) class="num">{latency_text(lang, hour.latency_max_ms)}</td>
                    <td data-label=t::good_of(lang) class="num" dir="ltr">{format!("{} / {}", hour.ok, hour.total)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{t::hour(lang)}</th><th scope="col" class="num">{t::average(lang)}</th>
                <th scope="col" class="num">{t::maximum(lang)}</th><th scope="col" class="num">{t::good_of(lang)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (highest, top) in [
            (1.0, 1.0),
            (1.2, 2.0),
            (3.0, 5.0),
            (5.1, 10.0),
            (140.0, 200.0),
            (2001.0, 5000.0),
        ] {
            assert!((ceiling(highest) - top).abs() < f64::EPSILON, "{highest}");
        }
    }

    #[test]
    fn a_gap_breaks_the_line() {
        assert_eq!(
            path(&[Some(1.0), Some(1.0), None, Some(1.0)], 1.0).matches('M').count(),
            2
        );
        assert_eq!(path(&[], 1.0), "");
    }
}
