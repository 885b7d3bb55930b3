use super::Tone;
use arkan_domain::pillar::State;
use leptos::prelude::*;
use std::fmt::Write as _;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;
const PAD: f64 = 2.0;

/// A small line in a row. A missing point leaves a gap; the label says in words what the line shows.
#[component]
pub fn Sparkline(points: Vec<Option<f64>>, #[prop(into)] label: String) -> impl IntoView {
    let path = line(&points);
    let last = last_point(&points).map(|(x, y)| view! { <circle cx=number(x) cy=number(y) r="2"></circle> });
    view! {
        <svg
            class="sparkline"
            role="img"
            aria-label=label
            width="120"
            height="28"
            viewBox="0 0 120 28"
            direction="ltr"
        >
            <title>{label.clone()}</title>
            <path d=path fill="none" vector-effect="non-scaling-stroke"></path>
            {last}
        </svg>
    }
}

/// One cell a period, oldest first, each with a title of its own: the strip of an uptime.
#[component]
pub fn BarStrip(cells: Vec<(State, String)>, #[prop(into)] label: String) -> impl IntoView {
    let width = cells.len().max(1) * 6;
    let bars: Vec<_> = cells
        .into_iter()
        .enumerate()
        .map(|(index, (state, title))| {
            // A worse state is also a taller gap, so that the strip reads without colour.
            let (y, height) = match state {
                State::Ok => (2, 20),
                State::Unknown => (10, 4),
                State::Warning => (7, 15),
                State::Critical => (0, 24),
            };
            view! {
                <rect
                    class=format!("bar bar-{}", Tone::from(state).name())
                    x=(index * 6).to_string()
                    y=y.to_string()
                    width="4"
                    height=height.to_string()
                    rx="1"
                >
                    <title>{title}</title>
                </rect>
            }
        })
        .collect();
    view! {
        <svg
            class="bar-strip"
            role="img"
            aria-label=label
            viewBox=format!("0 0 {width} 24")
            height="24"
            preserveAspectRatio="none"
            direction="ltr"
        >
            {bars}
        </svg>
    }
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[allow(clippy::cast_precision_loss, reason = "a chart has few points")]
fn positions(points: &[Option<f64>]) -> Vec<Option<(f64, f64)>> {
    let known = || points.iter().flatten().copied().filter(|value| value.is_finite());
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    let step = (WIDTH - 2.0 * PAD) / (points.len().max(2) - 1) as f64;
    points
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let value = value.filter(|value| value.is_finite())?;
            // A flat line runs through the middle.
            let share = if high > low { (value - low) / span } else { 0.5 };
            Some((PAD + step * index as f64, HEIGHT - PAD - share * (HEIGHT - 2.0 * PAD)))
        })
        .collect()
}

fn line(points: &[Option<f64>]) -> String {
    let mut path = String::new();
    let mut pen_down = false;
    for position in positions(points) {
        match position {
            Some((x, y)) => {
                path.push(if pen_down { 'L' } else { 'M' });
                let _ = write!(path, "{x:.1} {y:.1}");
                pen_down = true;
            }
            None => pen_down = false,
        }
    }
    path
}

fn last_point(points: &[Option<f64>]) -> Option<(f64, f64)> {
    positions(points).into_iter().next_back().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_break_the_line_and_nothing_is_no_line() {
        assert_eq!(line(&[]), "");
        assert_eq!(line(&[Some(1.0), None, Some(3.0)]), "M2.0 26.0M118.0 2.0");
        assert_eq!(line(&[Some(5.0), Some(5.0)]), "M2.0 14.0L118.0 14.0");
        assert_eq!(line(&[Some(f64::NAN), Some(5.0)]), "M118.0 14.0");
    }
}
