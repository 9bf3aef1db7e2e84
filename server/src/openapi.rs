//! The OpenAPI document: what the handlers say of themselves, completed by what holds for all of them.

use crate::auth::session::COOKIE;
use crate::problems::OfPublicGet;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use keyhouse_model::path::{API_ROOT, OPENAPI};
use keyhouse_model::problem::{FieldProblem, Problem, ProblemCode};
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{OperationBuilder, PathItem};
use utoipa::openapi::response::{ResponseBuilder, ResponsesBuilder};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Content, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, Paths};
use utoipa::{PartialSchema, ToSchema};

/// The parts of the API, in the order of the reference, each with what it is about.
const TAGS: [(&str, &str); 14] = [
    ("Session", "Signing in and out, setting up the first administrator, and taking an invitation."),
    ("API keys", "The credentials of programs that call this API. Only people manage them."),
    ("Members", "The people who may sign in, and what their role lets them do."),
    (
        "Audit log",
        "Who did what to which thing, from where, and how it went. Events are added and never changed.",
    ),
    (
        "Notices",
        "That an API key ends soon, told by webhook and by e-mail to those who look after it. Only people manage them.",
    ),
    ("Catalog", "Where deployments can run, and in which sizes."),
    (
        "Deployments",
        "VictoriaMetrics that Keyhouse runs, or that runs elsewhere. Wire-compatible with VictoriaMetrics \
        Cloud, so that its Go SDK and Terraform provider work unchanged.",
    ),
    (
        "Access tokens",
        "The credentials of programs that read or write the data of one deployment, at the access endpoint. \
        Wire-compatible with VictoriaMetrics Cloud.",
    ),
    (
        "Rule files",
        "Alerting and recording rules: checked before they are saved, and kept in versions. The names, texts, uploads \
        and deletions are wire-compatible with VictoriaMetrics Cloud.",
    ),
    (
        "Notifications",
        "Where the alerts of a deployment go: to an Alertmanager that Keyhouse runs with the deployment's config, to one \
        that runs already, or to nobody.",
    ),
    ("Events", "What happens, told as it happens, so that nobody has to ask again and again."),
    ("Usage", "How much is written, read, kept and asked for: over time, and by the month."),
    ("Health", "How the server is. Without signing in on the machine itself, for administrators elsewhere."),
    ("Description", "This document."),
];

const DESCRIPTION: &str = "One API for the console and for programs. Names are snake_case, ids are UUIDs, instants are \
    RFC 3339 in UTC, sizes and durations name their unit.\n\n\
    A body may come without a `Content-Type`; it is read as JSON. Fields that are not known are ignored. A POST that \
    makes something anew each time takes an `Idempotency-Key`: sent again with the same body within 24 hours, it gives \
    the first answer again.\n\n\
    An API key outside its deployment access sees other deployments as absent: 404, and they are left out of lists.";

/// The whole document, of what the API's routes say (`api`, without its root) and what the routes beside it say.
pub fn write(api: OpenApi, beside: OpenApi) -> Value {
    // Its maps have texts for names, so writing it can't fail.
    let mut document = serde_json::to_value(complete(api, beside)).unwrap_or_default();
    unlink(&mut document);
    link_creations(&mut document);
    document
}

/// What can be done with a thing that was just made: the operations that take its id. Programs that explore the API
/// follow these.
fn link_creations(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    let of_one: Vec<(String, String)> =
        paths.iter().filter(|(path, _)| path.contains('{')).flat_map(ids).collect();
    for (path, item) in paths.iter_mut() {
        // Of a part of a thing, the path names the thing too.
        let (name, known) = match path.contains("{id}") {
            true => ("token_id", json!({"id": "$request.path.id"})),
            false => ("id", json!({})),
        };
        let one = format!("{path}/{{{name}}}");
        let links = of_one.iter().filter(|(of, _)| *of == one || of.starts_with(&format!("{one}/")));
        let links = links.filter(|(of, _)| of.matches('{').count() == one.matches('{').count());
        let link = |id: &String| {
            let mut parameters = known.clone();
            parameters[name] = json!("$response.body#/id");
            json!({"operationId": id, "parameters": parameters})
        };
        let links: Map<String, Value> = links.map(|(_, id)| (id.clone(), link(id))).collect();
        if let Some(made) = item.pointer_mut("/post/responses/201").filter(|_| !links.is_empty()) {
            made["links"] = Value::Object(links);
        }
    }
}

/// The path and the ids of its operations.
fn ids((path, item): (&String, &Value)) -> Vec<(String, String)> {
    let operations = item.as_object().into_iter().flat_map(Map::values);
    let ids = operations.filter_map(|operation| operation.get("operationId")?.as_str());
    ids.map(|id| (path.clone(), id.to_owned())).collect()
}

/// Descriptions are doc comments, whose links to items of the code lead nowhere here: the name in code style is left.
fn unlink(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = text.replace("[`", "`").replace("`]", "`");
            }
            map.values_mut().for_each(unlink);
        }
        Value::Array(list) => list.iter_mut().for_each(unlink),
        _ => {}
    }
}

fn complete(api: OpenApi, beside: OpenApi) -> OpenApi {
    let mut document = OpenApi::new(info(), Paths::new());
    document.merge(api);
    document.paths.paths = std::mem::take(&mut document.paths.paths)
        .into_iter()
        .map(|(path, item)| (format!("{API_ROOT}{path}"), item))
        .collect();
    document.merge(beside);
    document.paths.paths.insert(OPENAPI.to_owned(), this_document());
    document.info = info();
    document.tags =
        Some(TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build()).into());
    let components = document.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into(), Problem::schema());
    components.schemas.insert(ProblemCode::name().into(), ProblemCode::schema());
    components.schemas.insert(FieldProblem::name().into(), FieldProblem::schema());
    components.add_security_scheme("session", session_scheme());
    components.add_security_scheme("api_key", api_key_scheme());
    document
}

fn info() -> utoipa::openapi::Info {
    let license = LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build();
    InfoBuilder::new()
        .title("Keyhouse management API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build()
}

fn session_scheme() -> SecurityScheme {
    let about = "A person, after `POST /api/v1/session`. A request that changes something must also come from the \
        same origin: `Sec-Fetch-Site` or `Origin` says so.";
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(COOKIE, about)))
}

fn api_key_scheme() -> SecurityScheme {
    let about =
        "A program: the value of an API key. What it may do, the key's permission and deployment access say.";
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description("X-VM-Cloud-Access", about)))
}

/// The document describes itself too.
fn this_document() -> PathItem {
    let json = Content::new(Some(ObjectBuilder::new()));
    let answer = ResponseBuilder::new().description("The document.").content("application/json", json);
    let operation = OperationBuilder::new()
        .operation_id(Some("get_openapi"))
        .tag("Description")
        .summary(Some("Shows this document."))
        .securities(Some([SecurityRequirement::default()]))
        .responses(
            ResponsesBuilder::new().response("200", answer).responses_from_into_responses::<OfPublicGet>(),
        );
    PathItem::new(HttpMethod::Get, operation)
}

/// Serves the document.
pub fn router<S: Clone + Send + Sync + 'static>(document: &Value) -> Router<S> {
    let json = axum::body::Bytes::from(document.to_string());
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Router::new().route(OPENAPI, get(async move || (kind, json.clone())))
}
