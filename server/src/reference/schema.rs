//! Schemas as people read them: a type in words, and a list of fields.

use super::document::{Document, entries, list, referred, text};
use maud::{Markup, html};
use serde_json::Value;

/// The type in words, with links to named schemas.
pub(super) fn kind(schema: &Value) -> Markup {
    if let Some(name) = referred(schema) {
        return html! { a href={ "#schema-" (anchor(name)) } { (name) } };
    }
    for any in ["/oneOf", "/anyOf"] {
        let choices: Vec<_> = list(schema, any).collect();
        if !choices.is_empty() {
            return html! { @for (at, choice) in choices.iter().enumerate() { @if at > 0 { " or " } (kind(choice)) } };
        }
    }
    let mut parts = list(schema, "/allOf");
    if let (Some(only), None) = (parts.next(), parts.next()) {
        return kind(only);
    }
    match schema.get("type") {
        Some(Value::Array(types)) => {
            let named = |one: &Value| plain_kind(schema, one.as_str().unwrap_or_default());
            html! { @for (at, one) in types.iter().enumerate() { @if at > 0 { " or " } (named(one)) } }
        }
        Some(Value::String(one)) => plain_kind(schema, one),
        _ => html! { "any value" },
    }
}

fn plain_kind(schema: &Value, name: &str) -> Markup {
    let words: Vec<&str> = list(schema, "/enum").filter_map(Value::as_str).collect();
    match (name, text(schema, "/format")) {
        ("null", _) => html! { code { "null" } },
        ("array", _) => html! { "array of " (kind(schema.get("items").unwrap_or(&Value::Null))) },
        ("string", _) if !words.is_empty() => {
            html! { @for (at, word) in words.iter().enumerate() { @if at > 0 { " or " } code { "\"" (word) "\"" } } }
        }
        ("string", "date-time") => html! { "instant (RFC 3339)" },
        ("string", "uuid") => html! { "UUID" },
        (name, _) => html! { (name) },
    }
}

/// What narrows the type: bounds and a default.
fn bounds(schema: &Value) -> Option<String> {
    let number =
        |pointer: &str| schema.pointer(pointer).filter(|value| value.is_number()).map(Value::to_string);
    let range = |low: Option<String>, high: Option<String>, unit: &str| match (low, high) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}")),
        (Some(low), None) => Some(format!("at least {low}{unit}")),
        (None, Some(high)) => Some(format!("at most {high}{unit}")),
        (None, None) => None,
    };
    let says_nothing = |value: &&Value| value.is_null() || *value == "";
    let default = schema.get("default").filter(|value| !says_nothing(value));
    let default = default.map(|value| format!("default {value}"));
    let all = [
        range(number("/minimum"), number("/maximum"), ""),
        range(number("/minLength"), number("/maxLength"), " characters"),
        range(number("/minItems"), number("/maxItems"), " items"),
        default,
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// One field or parameter: name, type, bounds, whether it must be there, what it means.
pub(super) fn field(name: &str, schema: &Value, required: bool, description: &str) -> Markup {
    html! {
        li.field {
            p.signature {
                code.name { (name) } " "
                span.kind { (kind(schema)) @if let Some(bounds) = bounds(schema) { ", " (bounds) } }
                @if required { " " span.required { "required" } }
            }
            @if !description.is_empty() { p.about { (inline(description)) } }
        }
    }
}

/// The fields of an object, those of its parts included. Nothing for what is no object.
pub(super) fn fields(document: Document<'_>, schema: &Value) -> Markup {
    let all = all_fields(document, schema);
    html! {
        @if !all.is_empty() {
            ul.fields {
                @for (name, value, required) in all { (field(name, value, required, about(value))) }
            }
        }
    }
}

/// What a field means. Where it may also be `null`, the words stand with the other choice.
fn about(schema: &Value) -> &str {
    let choices = || list(schema, "/oneOf").map(|choice| text(choice, "/description"));
    let own = text(schema, "/description");
    if own.is_empty() { choices().find(|text| !text.is_empty()).unwrap_or_default() } else { own }
}

/// The required ones first.
fn all_fields<'a>(document: Document<'a>, schema: &'a Value) -> Vec<(&'a str, &'a Value, bool)> {
    let schema = document.resolve(schema);
    let required: Vec<&str> = list(schema, "/required").filter_map(Value::as_str).collect();
    let parts = list(schema, "/allOf").flat_map(|part| all_fields(document, part));
    let own = entries(schema, "/properties").map(|(name, value)| (name, value, required.contains(&name)));
    let mut all: Vec<_> = parts.chain(own).collect();
    all.sort_by_key(|(.., required)| !required);
    all
}

/// A name as it stands in an address.
pub(super) fn anchor(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// A description's paragraphs. Of Markdown, the document uses only code in backticks.
pub(super) fn prose(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n").filter(|text| !text.trim().is_empty()) { p { (inline(paragraph)) } } }
}

/// Text with code in backticks.
pub(super) fn inline(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
