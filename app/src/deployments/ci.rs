use crate::{
    page::Ctx,
    ui::{Card, Disclosure},
};
use arkan_backend::deployments::Lane;
use arkan_islands::CopyButton;
use arkan_locales::{Lang, t::deployments as d};
use leptos::prelude::*;

/// The commands by which a pipeline speaks to this project.
pub struct CurlLines {
    register: String,
    /// The first stage's name, and how to deploy into it.
    promote: Option<(String, String)>,
}

/// Builds the commands: `$ARKAN_TOKEN` stands for the token, `$VERSION` for the version.
pub fn lines(ctx: &Ctx, project: &str, first: Option<&Lane>) -> Option<CurlLines> {
    let api = ctx
        .backend()
        .settings
        .public_url
        .join(&format!("api/v1/projects/{project}/"))
        .ok()?;
    let command = |path: &str, body: &str| {
        format!(
            "curl --fail-with-body -X POST {api}{path} \\\n  -H \"Authorization: Bearer $ARKAN_TOKEN\" \\\n  \
             -H \"Content-Type: application/json\" \\\n  -d \"{body}\""
        )
    };
    Some(CurlLines {
        register: command(
            "releases",
            r#"{\"version\": \"$VERSION\", \"commit\": \"$(git rev-parse HEAD)\"}"#,
        ),
        promote: first.map(|lane| {
            let path = format!("stages/{}/promote", lane.stage.key);
            (
                lane.stage.name.clone(),
                command(&path, r#"{\"version\": \"$VERSION\"}"#),
            )
        }),
    })
}

impl CurlLines {
    pub fn view(self, lang: Lang, may_tokens: bool) -> AnyView {
        let promote = self
            .promote
            .map(|(stage, text)| block(lang, d::ci_promote(lang, stage), text));
        let tokens = may_tokens.then(|| view! { " "<a href="/tokens">{d::ci_tokens_link(lang)}</a> });
        view! {
            <Card>
                <Disclosure summary=d::ci_title(lang)>
                    <p>{d::ci_text(lang)}</p>
                    {block(lang, d::ci_register(lang).to_owned(), self.register)}
                    {promote}
                    <p class="muted small">{d::ci_token(lang)}{tokens}</p>
                </Disclosure>
            </Card>
        }
        .into_any()
    }
}

fn block(lang: Lang, title: String, text: String) -> AnyView {
    view! {
        <div class="stack-tight">
            <div class="row">
                <h3>{title}</h3>
                <span class="spacer"></span>
                <CopyButton text=text.clone() label=d::copy(lang).to_owned() done=d::copied(lang).to_owned()/>
            </div>
            <pre class="command" dir="ltr" tabindex="0"><code>{text}</code></pre>
        </div>
    }
    .into_any()
}
