//! The OpenAPI document, as the reference reads it.

use serde_json::{Map, Value};

/// Where a schema is named in the document.
const SCHEMA_PREFIX: &str = "#/components/schemas/";

/// The document.
#[derive(Clone, Copy)]
pub(super) struct Document<'a>(&'a Value);

/// One method of one path.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) value: &'a Value,
}

impl<'a> Document<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self(document)
    }

    /// A text anywhere in the document, empty if it is not there.
    pub(super) fn text(self, pointer: &str) -> &'a str {
        text(self.0, pointer)
    }

    /// Names and descriptions of the tags, in their order.
    pub(super) fn tags(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        list(self.0, "/tags").map(|tag| (text(tag, "/name"), text(tag, "/description")))
    }

    /// The operations with this tag, in the order of their paths.
    pub(super) fn operations(self, tag: &str) -> Vec<Operation<'a>> {
        let all = entries(self.0, "/paths").flat_map(|(path, methods)| {
            entries(methods, "").map(move |(method, value)| Operation { method, path, value })
        });
        all.filter(|operation| list(operation.value, "/tags").any(|found| found == tag)).collect()
    }

    /// The named schemas.
    pub(super) fn schemas(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(self.0, "/components/schemas")
    }

    /// The ways to say who calls.
    pub(super) fn security_schemes(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(self.0, "/components/securitySchemes")
    }

    /// What a reference to a schema, parameter or answer points to; what is none, as it is.
    pub(super) fn resolve(self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
        target.and_then(|pointer| self.0.pointer(pointer)).unwrap_or(value)
    }
}

impl<'a> Operation<'a> {
    /// What it is called in links.
    pub(super) fn id(self) -> &'a str {
        text(self.value, "/operationId")
    }

    /// One line that says what it does, without the full stop.
    pub(super) fn title(self) -> &'a str {
        text(self.value, "/summary").trim_end_matches('.')
    }
}

/// A text in a value, empty if it is not there.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The items of an array in a value, none if it is not there.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// The entries of an object in a value, none if it is not there.
pub(super) fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let object: Option<&Map<_, _>> = value.pointer(pointer).and_then(Value::as_object);
    object.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// The name of the schema that a value refers to, if it does.
pub(super) fn referred(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(SCHEMA_PREFIX)
}
