//! Ranges under each other: where a number lies, and where the truth may lie.

use super::words;
use arkan_domain::flags::experiment::Interval;
use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 24.0;
const LINE: f64 = 30.0;
const AXIS: f64 = 24.0;
/// How many marks the axis has at most.
const MARKS: f64 = 6.0;
/// The longest name that fits beside its line, in characters.
const LONGEST: usize = 18;

/// A range with its name.
pub struct Row {
    pub name: String,
    /// The same numbers in words.
    pub label: String,
    pub point: f64,
    pub range: Interval,
    /// Whether it may be told apart: a difference that was found. Nothing stands out before there is a verdict.
    pub found: bool,
}

/// The ends of the axis and the distance of its marks: 1, 2 or 5 times a power of ten.
fn scale(rows: &[Row], signed: bool) -> (f64, f64, f64) {
    let low = rows.iter().map(|row| row.range.low).fold(0.0, f64::min);
    // At least a point wide, so that a value has a place on it.
    let high = rows
        .iter()
        .map(|row| row.range.high)
        .fold(0.0, f64::max)
        .max(low + 0.01);
    let span = high - low;
    let power = 10_f64.powf((span / MARKS).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| span / step <= MARKS).unwrap_or(span);
    let low = if signed { (low / step).floor() * step } else { 0.0 };
    (low, (high / step).ceil() * step, step)
}

/// Draws the ranges. `signed` is for differences: the line of no difference is drawn, too.
pub fn chart(title: String, rows: Vec<Row>, signed: bool) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let (low, high, step) = scale(&rows, signed);
    let place = |value: f64| LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    #[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
    let height = rows.len() as f64 * LINE + AXIS;
    let marks = std::iter::successors(Some(low), |at| Some(at + step)).take_while(|at| *at <= high + step / 2.0);
    let axis: Vec<_> = marks
        .map(|at| {
            let zero = signed && at.abs() < step / 2.0;
            let class = if zero { "range-zero" } else { "range-grid" };
            let text = if signed { words::points(at) } else { words::percent(at) };
            let x = format!("{:.1}", place(at));
            view! {
                <line class=class x1=x.clone() x2=x.clone() y1="0" y2=format!("{:.1}", height - AXIS)></line>
                <text class="range-mark" x=x y=format!("{:.1}", height - 8.0) text-anchor="middle">{text}</text>
            }
        })
        .collect();
    let label = rows
        .iter()
        .fold(title.clone(), |all, row| format!("{all}. {}", row.label));
    let drawn: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            #[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
            let y = (index as f64 + 0.5) * LINE;
            let y = format!("{y:.1}");
            let at = |value: f64| format!("{:.1}", place(value));
            let clear = if row.found { "range range-clear" } else { "range" };
            view! {
                <g class=clear>
                    <title>{row.label.clone()}</title>
                    <text class="range-name" x=format!("{:.1}", LEFT - 12.0) y=y.clone() dy="0.35em" text-anchor="end">{short(&row.name)}</text>
                    <line x1=at(row.range.low) x2=at(row.range.high) y1=y.clone() y2=y.clone()></line>
                    <circle cx=at(row.point) cy=y r="5"></circle>
                </g>
            }
        })
        .collect();
    let heading = view! { <p class="chart-title" aria-hidden="true">{title.clone()}</p> };
    Some(
        view! {
            {heading}
            <div class="range-wrap" dir="ltr" tabindex="0" role="group" aria-label=title>
            <svg class="chart range-chart" role="img" aria-label=label direction="ltr" width="100%" viewBox=format!("0 0 {WIDTH} {height}")>
                {axis}
                {drawn}
            </svg>
            </div>
        }
        .into_any(),
    )
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(low: f64, high: f64) -> Row {
        Row {
            name: String::new(),
            label: String::new(),
            point: f64::midpoint(low, high),
            range: Interval { low, high },
            found: false,
        }
    }

    #[test]
    fn the_axis_holds_every_range_and_no_difference() {
        for (low, high) in [(0.0524, 0.3339), (-0.4, -0.1), (-0.001, 0.002), (0.0, 0.0), (0.2, 1.0)] {
            let (from, to, step) = scale(&[row(low, high)], true);
            assert!(
                from <= low.min(0.0) && to >= high.max(0.0) && to > from,
                "{low} to {high}: {from} to {to}"
            );
            assert!((to - from) / step <= MARKS + 2.0);
        }
        let (from, to, _) = scale(&[row(0.1, 0.97)], false);
        assert!(from == 0.0 && (to - 1.0).abs() < 1e-9);
        assert_eq!(short("a-variant-with-a-long-name"), "a-variant-with-a-…");
    }
}
