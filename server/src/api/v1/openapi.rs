//! The OpenAPI 3.1 document of the REST API.

use super::experiments::events;
use super::flags::{details, explain, fields, list, prerequisites, segments, state, switch, transfer, versions};
use crate::api::deployments;
use std::sync::OnceLock;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        ContentBuilder, HttpMethod, PathItem, Ref, ResponseBuilder,
        extensions::ExtensionsBuilder,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// Why a request was refused (RFC 9457).
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "only describes what `problem` makes")]
struct ProblemShape {
    #[schema(example = "about:blank")]
    r#type: String,
    title: String,
    #[schema(example = 422)]
    status: u16,
    detail: Option<String>,
    /// Each field that is wrong.
    #[schema(required = false)]
    errors: Option<Vec<FieldProblem>>,
}

/// A field that is wrong, and what would be right.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only describes what `problem` makes")]
pub struct FieldProblem {
    /// A JSON pointer into the body; the name of a parameter after `#/` for those.
    #[schema(example = "#/strategies/0/parameters/rollout")]
    pointer: String,
    /// Stays the same in every language.
    #[schema(example = "out_of_range")]
    code: String,
    /// For people, in the language of `Accept-Language` (English or Arabic).
    detail: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Arkan",
        version = "1",
        description = "Flags, releases and stages for programs. Send a token as `Authorization: Bearer …`; an administrator \
            makes one on the Tokens page. A change that overwrites names the version it was decided on in `If-Match`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        list::list, list::create, details::show, details::edit, details::archive, details::restore,
        state::show, state::replace, switch::switch, switch::rollout, switch::kill, switch::revive,
        versions::list, versions::revert, explain::explain,
        prerequisites::list, prerequisites::set, prerequisites::remove,
        segments::list, segments::create, segments::show, segments::replace, segments::remove,
        fields::list, fields::put, fields::remove,
        transfer::export, transfer::import, transfer::copy,
        events::report,
        deployments::list, deployments::register, deployments::show,
        deployments::stages, deployments::promote, deployments::roll_back, deployments::hold, deployments::unhold,
    ),
    components(schemas(ProblemShape, FieldProblem)),
    tags(
        (name = "Flags", description = "Flags and their details."),
        (name = "Flags in an environment", description = "What a flag does, where."),
        (name = "Prerequisites", description = "Flags that need other flags."),
        (name = "Segments", description = "Constraints with a name, for many flags."),
        (name = "Context fields", description = "What applications say of who asks."),
        (name = "Export and import", description = "Flags as files, and from one place to another."),
        (name = "Experiments", description = "What applications report of their users."),
        (name = "Releases", description = "Builds that can be moved through stages."),
        (name = "Stages", description = "Where releases run."),
    ),
    modifiers(&Common)
)]
struct Api;

/// The document; made once.
pub fn document() -> &'static utoipa::openapi::OpenApi {
    static DOCUMENT: OnceLock<utoipa::openapi::OpenApi> = OnceLock::new();
    DOCUMENT.get_or_init(Api::openapi)
}

/// What every operation has: the token, and the ways to be refused.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        document.security = Some(vec![utoipa::openapi::SecurityRequirement::new::<_, [&str; 0], &str>(
            "token",
            [],
        )]);
        for item in document.paths.paths.values_mut() {
            for (method, operation) in operations(item) {
                complete(&method, operation);
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let slots = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ];
    slots
        .into_iter()
        .filter_map(|(method, slot)| slot.as_mut().map(|operation| (method, operation)))
}

fn complete(method: &HttpMethod, operation: &mut Operation) {
    let tagged = |name: &str| operation.tags.iter().flatten().any(|tag| tag == name);
    let (releases, reports) = (tagged("Releases") || tagged("Stages"), tagged("Experiments"));
    let mut refusals = vec![
        ("400", "The address, a parameter or the body cannot be read"),
        ("401", "No token, or one that stands for nobody"),
        ("403", "A token for something else"),
        ("404", "Not there, or not for this token to see"),
        ("422", "Fields are wrong, or the state of things forbids it"),
        ("429", "Too many requests; Retry-After says how long to wait"),
        ("503", "The database is away; the same request may work in a moment"),
    ];
    let parameters = || operation.parameters.iter().flatten();
    if parameters().any(|parameter| parameter.name == "If-Match") {
        refusals.push(("412", "There is a newer version"));
        refusals.push(("428", "If-Match is missing"));
    }
    if operation.request_body.is_some() {
        if !reports {
            refusals.push(("409", "There is a newer version"));
        }
        refusals.push(("413", "The body is too large"));
        refusals.push(("415", "The body is not sent as JSON"));
    }
    for (status, description) in refusals {
        let problem = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", problem);
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_owned())
            .or_insert_with(|| response.build().into());
    }
    let writer = if releases { "deploy" } else { "automate" };
    let reads = *method == HttpMethod::Get || operation.operation_id.as_deref() == Some("explainFlag");
    let purposes: &[&str] = match (reports, reads) {
        (true, _) => &["evaluate", "sdk"],
        (false, true) => &[writer, "read"],
        (false, false) => &[writer],
    };
    operation.extensions = Some(ExtensionsBuilder::new().add("x-token-purposes", purposes).build());
}
