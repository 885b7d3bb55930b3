use super::words;
use crate::ui::{Notice, Progress, Tone, count_text};
use arkan_backend::flags::experiments::Standing;
use arkan_domain::flags::experiment::{ExperimentState, Finding, Verdict};
use arkan_locales::{Lang, t::experiments as e};
use leptos::prelude::*;

/// What may be concluded, or why nothing may.
pub fn verdict(lang: Lang, standing: &Standing) -> AnyView {
    let ended = standing.experiment.state == ExperimentState::Ended;
    if standing.experiment.state == ExperimentState::Draft {
        return notice(
            Tone::Neutral,
            e::verdict_draft(lang),
            e::verdict_draft_text(lang).to_owned(),
        );
    }
    match &standing.reading.verdict {
        Verdict::TrafficChanged => notice(
            Tone::Warning,
            e::verdict_traffic(lang),
            e::verdict_traffic_text(lang).to_owned(),
        ),
        Verdict::Mismatch => notice(
            Tone::Critical,
            e::verdict_mismatch(lang),
            e::verdict_mismatch_text(lang).to_owned(),
        ),
        Verdict::NotYet { have, need } if ended => {
            let text = e::verdict_never_text(lang, count_text(*have), count_text(*need));
            notice(Tone::Neutral, e::verdict_never(lang), text)
        }
        Verdict::NotYet { have, need } => {
            let (have_text, need_text) = (count_text(*have), count_text(*need));
            let text = e::verdict_not_yet_text(lang, &have_text, &need_text);
            let part = u8::try_from(have * 100 / (*need).max(1)).unwrap_or(100);
            view! {
                <Notice tone=Tone::Neutral title=e::verdict_not_yet(lang)>
                    <p>{text}</p>
                    <Progress value=Some(part) label=e::progress(lang, have_text, need_text)/>
                </Notice>
            }
            .into_any()
        }
        Verdict::Found(findings) => found(lang, standing, findings, ended),
    }
}

fn notice(tone: Tone, title: &'static str, text: String) -> AnyView {
    view! { <Notice tone=tone title=title><p>{text}</p></Notice> }.into_any()
}

fn found(lang: Lang, standing: &Standing, findings: &[Finding], ended: bool) -> AnyView {
    let split = &standing.experiment.split;
    let control = split
        .arms
        .get(standing.experiment.control)
        .map_or("", |arm| arm.name.as_str());
    let compared = split.arms.iter().zip(&standing.reading.arms);
    let compared = compared.filter_map(|(arm, reading)| Some((arm.name.as_str(), reading.difference?)));
    let sentences: Vec<_> = compared
        .zip(findings)
        .map(|((name, difference), finding)| {
            let (low, high) = (difference.interval.low, difference.interval.high);
            let text = match finding {
                Finding::Better => e::better(lang, name, control, words::percent(low), words::percent(high)),
                // By how much worse: the smaller loss first.
                Finding::Worse => e::worse(lang, name, control, words::percent(-high), words::percent(-low)),
                Finding::NoDifference => e::no_difference(lang, name, control, words::points(low), words::points(high)),
            };
            view! { <p><strong>{text}</strong></p> }
        })
        .collect();
    let tone = match findings {
        [Finding::Better] => Tone::Ok,
        [Finding::Worse] => Tone::Warning,
        _ => Tone::Neutral,
    };
    let now = (!ended).then(|| view! { <p>{e::end_now(lang)}</p> });
    view! { <Notice tone=tone title=e::verdict_found(lang)>{sentences}{now}</Notice> }.into_any()
}
