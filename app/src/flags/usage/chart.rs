//! The answers bar by bar, and the same numbers in a table.

use super::words;
use crate::ui::{Disclosure, count_text, instant};
use arkan_backend::flags::{Bar, Span};
use arkan_locales::{Lang, t::usage as t};
use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;

/// A round number at or above the highest value: 1, 2 or 5 times a power of ten.
fn ceiling(highest: u64) -> u64 {
    let mut step: u64 = 1;
    loop {
        for factor in [1, 2, 5] {
            let top = step.saturating_mul(factor);
            if top >= highest {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

/// The height of a count on a scale, in pixels.
#[allow(clippy::cast_precision_loss, reason = "a pixel is far coarser")]
fn height(count: u64, top: u64) -> f64 {
    (HEIGHT - TOP - BOTTOM) * count as f64 / top.max(1) as f64
}

#[allow(clippy::cast_precision_loss, reason = "there are at most 30 bars")]
fn place(index: usize, bars: usize) -> (f64, f64) {
    let step = (WIDTH - LEFT) / bars.max(1) as f64;
    (LEFT + step * index as f64 + step * 0.12, step * 0.76)
}

/// When a bar begins, as its label and as the table say it.
fn start(bar: &Bar, span: Span) -> String {
    let format = if span.by_hour() { "%H:%M" } else { "%m-%d" };
    bar.start.format(format).to_string()
}

/// The chart. Time runs from left to right in both languages.
pub fn chart(lang: Lang, span: Span, bars: &[Bar]) -> AnyView {
    let sum = |of: fn(&Bar) -> u64| count_text(bars.iter().map(of).sum());
    let (yes, no) = (sum(|bar| bar.yes), sum(|bar| bar.no));
    let label = t::chart_label(lang, words::span(lang, span), &yes, &no);
    let top = ceiling(bars.iter().map(|bar| bar.yes + bar.no).max().unwrap_or_default());
    let ticks = if top > 1 { vec![0, top / 2, top] } else { vec![0, top] };
    let lines: Vec<_> = ticks
        .into_iter()
        .map(|tick| {
            let y = format!("{:.1}", HEIGHT - BOTTOM - height(tick, top));
            view! {
                <line x1=LEFT.to_string() x2=WIDTH.to_string() y1=y.clone() y2=y.clone() stroke="var(--c-line)"></line>
                <text x=(LEFT - 8.0).to_string() y=y text-anchor="end" dominant-baseline="middle" font-size="11" fill="var(--c-muted)">
                    {count_text(tick)}
                </text>
            }
        })
        .collect();
    // About six labels below.
    let every = bars.len().div_ceil(6).max(1);
    let drawn: Vec<_> = bars
        .iter()
        .enumerate()
        .map(|(index, bar)| drawn(lang, span, bars.len(), (index, bar), top, every))
        .collect();
    let numbers = numbers(lang, span, bars);
    view! {
        <p class="legend">
            <span><i class="swatch swatch-yes"></i>{t::yes(lang)}" "<b class="num">{yes}</b></span>
            <span><i class="swatch swatch-no"></i>{t::no(lang)}" "<b class="num">{no}</b></span>
        </p>
        <svg class="chart" role="img" aria-label=label direction="ltr" width="100%" viewBox=format!("0 0 {WIDTH} {HEIGHT}")>
            {lines}
            {drawn}
        </svg>
        <Disclosure summary=t::numbers(lang)>{numbers}</Disclosure>
    }
    .into_any()
}

fn drawn(lang: Lang, span: Span, count: usize, (index, bar): (usize, &Bar), top: u64, every: usize) -> AnyView {
    let (x, width) = place(index, count);
    let (yes, no) = (height(bar.yes, top), height(bar.no, top));
    let base = HEIGHT - BOTTOM;
    let rect = |y: f64, height: f64, class: &'static str| {
        (height > 0.0).then(|| {
            view! {
                <rect class=class x=format!("{x:.1}") y=format!("{y:.1}") width=format!("{width:.1}") height=format!("{height:.1}")></rect>
            }
        })
    };
    // The newest bar has a label, and every so many before it.
    let label = (count - 1 - index).is_multiple_of(every).then(|| {
        view! {
            <text x=format!("{:.1}", x + width / 2.0) y=(HEIGHT - 6.0).to_string() text-anchor="middle" font-size="11" fill="var(--c-muted)">
                {start(bar, span)}
            </text>
        }
    });
    let title = t::bar_label(lang, start(bar, span), count_text(bar.yes), count_text(bar.no));
    view! {
        <g>
            <title>{title}</title>
            {rect(base - yes, yes, "bar-yes")}
            {rect(base - yes - no, no, "bar-no")}
            {label}
        </g>
    }
    .into_any()
}

fn numbers(lang: Lang, span: Span, bars: &[Bar]) -> AnyView {
    let unit = if span.by_hour() { t::hour(lang) } else { t::day(lang) };
    let rows: Vec<_> = bars
        .iter()
        .rev()
        .map(|bar| {
            let format = if span.by_hour() { "%m-%d %H:%M" } else { "%Y-%m-%d" };
            let text = bar.start.format(format).to_string();
            view! {
                <tr>
                    <th scope="row" data-label=unit>
                        <time datetime=bar.start.to_rfc3339() title=instant(bar.start) dir="ltr">{text}</time>
                    </th>
                    <td data-label=t::yes(lang) class="num">{count_text(bar.yes)}</td>
                    <td data-label=t::no(lang) class="num">{count_text(bar.no)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="table-wrap"><table class="table">
            <thead><tr>
                <th scope="col">{unit}</th>
                <th scope="col" class="num">{t::yes(lang)}</th>
                <th scope="col" class="num">{t::no(lang)}</th>
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
    fn the_scale_ends_at_a_round_number_and_no_bar_leaves_it() {
        for (highest, top) in [(0, 1), (1, 1), (3, 5), (11, 20), (201, 500), (1_000, 1_000)] {
            assert_eq!(ceiling(highest), top);
            assert!(height(highest, top) <= HEIGHT - TOP - BOTTOM);
        }
        assert_eq!(ceiling(u64::MAX), u64::MAX);
    }

    #[test]
    fn bars_stand_beside_each_other() {
        for count in [7, 24, 30] {
            let places: Vec<_> = (0..count).map(|index| place(index, count)).collect();
            assert!(places.windows(2).all(|pair| pair[0].0 + pair[0].1 < pair[1].0));
            assert!(places[count - 1].0 + places[count - 1].1 < WIDTH);
        }
    }
}
