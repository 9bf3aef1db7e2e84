//! The errors that an endpoint can answer with, for its description.

use crate::idempotency;
use keyhouse_model::problem::{CONTENT_TYPE, Problem};
use std::collections::BTreeMap;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr};
use utoipa::{IntoParams, IntoResponses, ToSchema};

const MALFORMED: (u16, &str) = (400, "`malformed`: the request can't be read.");
const NOT_SIGNED_IN: (u16, &str) = (401, "`unauthenticated`, `key_expired` or `key_disabled`.");
const WRONG_SECRET: (u16, &str) = (401, "`unauthenticated`: the password or the one-time token is wrong.");
const NOT_ALLOWED: (u16, &str) =
    (403, "`forbidden`, or `cross_origin` for a change with a cookie from elsewhere.");
const ABSENT: (u16, &str) = (404, "`not_found`: there is none, or none that the caller may see.");
const CONFLICT: (u16, &str) = (409, "`conflict`, `name_taken`, `not_empty` or `not_revealable`.");
const CHANGED: (u16, &str) = (412, "`changed_since`: it is not what `If-Match` or `If-None-Match` says.");
const TOO_LARGE: (u16, &str) = (413, "`too_large`: the body has more bytes than the endpoint takes.");
const NOT_JSON: (u16, &str) = (415, "`unsupported_media_type`: the body is not `application/json`.");
const NOT_TEXT: (u16, &str) = (415, "`unsupported_media_type`: a web form, which is not the text itself.");
const WRONG_TEXT: (u16, &str) = (
    422,
    "`invalid`: `errors` names each part that is wrong; of the text, with `LINE:COLUMN` as its pointer.",
);
const INVALID: (u16, &str) = (422, "`invalid`: `errors` names each part that is wrong.");
const TOO_MANY: (u16, &str) = (429, "`rate_limited`: come back after `Retry-After`.");
const INTERNAL: (u16, &str) = (500, "`internal`: the cause is in the server's log under the request id.");
const UNAVAILABLE: (u16, &str) = (503, "`unavailable`: `detail` says what is missing, and how to get it.");
const BUSY: (u16, &str) = (
    503,
    "`unavailable`: `detail` says what is missing, and how to get it; or other large texts are being looked at: come \
     back after `Retry-After`.",
);

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident = [$($problem:expr),+ $(,)?]);+ $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$($problem),+].into_iter().map(response).collect()
            }
        }
    )+};
}

sets! {
    /// Of reading.
    OfGet = [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, INVALID, INTERNAL, UNAVAILABLE];
    /// Of listening.
    OfStream = [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, TOO_MANY, INTERNAL, UNAVAILABLE];
    /// Of reading what is there for everybody.
    OfPublicGet = [INTERNAL, UNAVAILABLE];
    /// Of making or changing something.
    OfChange = [
        MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, CONFLICT, TOO_LARGE, NOT_JSON, INVALID, INTERNAL, UNAVAILABLE,
    ];
    /// Of removing something.
    OfDelete = [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, CONFLICT, INVALID, INTERNAL, UNAVAILABLE];
    /// Of saving a text.
    OfText = [
        MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, CONFLICT, CHANGED, TOO_LARGE, NOT_TEXT, WRONG_TEXT, INTERNAL,
        BUSY,
    ];
    /// Of checking a text.
    OfTextCheck =
        [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, TOO_LARGE, NOT_TEXT, WRONG_TEXT, INTERNAL, BUSY];
    /// Of putting an earlier text back.
    OfRestore =
        [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, CONFLICT, CHANGED, WRONG_TEXT, INTERNAL, UNAVAILABLE];
    /// Of removing what may have been changed by others.
    OfSeenDelete = [MALFORMED, NOT_SIGNED_IN, NOT_ALLOWED, ABSENT, CHANGED, INTERNAL, UNAVAILABLE];
    /// Of getting in with a password or a one-time token.
    OfSignIn = [
        MALFORMED, WRONG_SECRET, NOT_ALLOWED, CONFLICT, TOO_LARGE, NOT_JSON, INVALID, TOO_MANY, INTERNAL, UNAVAILABLE,
    ];
}

fn response((status, description): (u16, &str)) -> (String, RefOr<Response>) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let mut response = ResponseBuilder::new().description(description).content(CONTENT_TYPE, content);
    if description.contains("Retry-After") {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer);
        let seconds = seconds.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)));
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait."));
        response = response.header("Retry-After", header.build());
    }
    (status.to_string(), response.build().into())
}

/// The header `Idempotency-Key`.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyKey;

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(idempotency::MAX_CHARS))
            .pattern(Some("^[!-~]+$"));
        let description = "The same key with the same request within 24 hours gives the first answer again, secrets \
            included; with another request it is a conflict.";
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(utoipa::openapi::Required::False)
            .description(Some(description))
            .schema(Some(text));
        vec![header.build()]
    }
}

/// The headers `If-Match` and `If-None-Match`.
#[derive(Clone, Copy, Debug)]
pub struct SeenHeaders;

impl IntoParams for SeenHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = |name: &str, description: &str| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Header)
                .required(utoipa::openapi::Required::False)
                .description(Some(description))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .build()
        };
        vec![
            header("If-Match", "Only if what is there has this `ETag`; `*` for anything."),
            header(
                "If-None-Match",
                "Only if what is there does not have this `ETag`; `*` if nothing is there.",
            ),
        ]
    }
}
