use crate::ui::Card;
use arkan_backend::flags::experiments::Standing;
use arkan_domain::flags::experiment::ExperimentState;
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t, t::experiments as e};
use leptos::prelude::*;
use serde_json::json;
use url::Url;

/// How applications report to an experiment, until it has ended.
pub fn send(lang: Lang, origin: &Url, standing: &Standing) -> Option<AnyView> {
    let experiment = &standing.experiment;
    if experiment.state == ExperimentState::Ended {
        return None;
    }
    let group = experiment.split.arms.last().map_or("", |arm| arm.name.as_str());
    let exposure = json!([{ "flag": standing.flag.key, "variant": group, "unit": "user-1" }]);
    let conversion = json!([{ "event": experiment.event, "unit": "user-1" }]);
    // An apostrophe would end the shell's own.
    let quoted = |value: serde_json::Value| value.to_string().replace('\'', "'\\''");
    let command = format!(
        "curl -X POST {}/api/v1/experiments/events \\\n  -H \"Authorization: Bearer $ARKAN_TOKEN\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{{\"exposures\": {},\n       \"conversions\": {}}}'",
        origin.as_str().trim_end_matches('/'),
        quoted(exposure),
        quoted(conversion),
    );
    let copy = view! {
        <CopyButton text=command.clone() label=t::flags::copy(lang).to_owned() done=t::flags::copied(lang).to_owned()/>
    };
    Some(
        view! {
            <Card title=e::send_title(lang) actions=copy.into_any()>
                <p>{e::send_text(lang)}</p>
                <pre class="command" dir="ltr" tabindex="0"><code>{command}</code></pre>
                <p class="field-help">{e::send_note(lang)}</p>
            </Card>
        }
        .into_any(),
    )
}
