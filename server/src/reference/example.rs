//! Examples of bodies: those that the document gives, else one put together from the schema.

use super::document::{Document, entries, list, text};
use serde_json::{Map, Value, json};

/// How deep schemas may nest before the example gives up.
const MAX_DEPTH: u8 = 8;

/// An example of a body of one media type (`{"schema": …, "example": …}`).
pub(super) fn of_body(document: Document<'_>, body: &Value) -> Value {
    match body.get("example") {
        Some(example) => example.clone(),
        None => body.get("schema").map_or(Value::Null, |schema| of(document, schema, MAX_DEPTH)),
    }
}

fn of(document: Document<'_>, schema: &Value, depth: u8) -> Value {
    let schema = document.resolve(schema);
    if depth == 0 {
        return Value::Null;
    }
    let given = schema.get("example").or_else(|| schema.pointer("/examples/0"));
    if let Some(example) = given.or_else(|| schema.get("const")).or_else(|| schema.pointer("/enum/0")) {
        return example.clone();
    }
    if let Some(choice) =
        list(schema, "/oneOf").chain(list(schema, "/anyOf")).find(|choice| choice["type"] != "null")
    {
        return of(document, choice, depth - 1);
    }
    let parts: Vec<Value> = list(schema, "/allOf").map(|part| of(document, part, depth - 1)).collect();
    let object = object(document, schema, depth);
    match parts.as_slice() {
        [only] if object.is_empty() => only.clone(),
        [] => match schema.get("type") {
            Some(Value::Array(types)) => {
                plain(document, schema, types[0].as_str().unwrap_or_default(), depth)
            }
            kind => plain(document, schema, kind.and_then(Value::as_str).unwrap_or("object"), depth),
        },
        parts => {
            let maps = parts.iter().filter_map(Value::as_object).chain([&object]);
            Value::Object(maps.flat_map(Clone::clone).collect())
        }
    }
}

fn object(document: Document<'_>, schema: &Value, depth: u8) -> Map<String, Value> {
    entries(schema, "/properties")
        .map(|(name, value)| (name.to_owned(), of(document, value, depth - 1)))
        .collect()
}

fn plain(document: Document<'_>, schema: &Value, kind: &str, depth: u8) -> Value {
    match (kind, text(schema, "/format")) {
        ("object", _) => Value::Object(object(document, schema, depth)),
        ("array", _) => json!([schema.get("items").map(|items| of(document, items, depth - 1))]),
        ("string", "date-time") => json!("2026-11-21T09:00:00Z"),
        ("string", "uuid") => json!("0193a5c2-7f3e-7c11-9d52-3b6f0c2a8e41"),
        ("string", _) => json!("text"),
        ("integer", _) => schema.get("minimum").cloned().unwrap_or(json!(0)),
        ("number", _) => json!(0.0),
        ("boolean", _) => json!(false),
        _ => Value::Null,
    }
}
