//! One operation: what it does, what it takes, what it answers, and a call to copy.

use super::document::{Document, Operation, entries, list, text};
use super::{example, schema};
use maud::{Markup, html};
use serde_json::Value;

/// The whole of an operation.
pub(super) fn write(document: Document<'_>, operation: Operation<'_>) -> Markup {
    let value = operation.value;
    html! {
        article.operation id=(operation.id()) aria-labelledby={ (operation.id()) "-title" } {
            h3 id={ (operation.id()) "-title" } { (schema::inline(operation.title())) }
            p.request-line { (method(operation.method)) " " code.path { (operation.path) } }
            (schema::prose(text(value, "/description")))
            p.callers { (callers(value)) }
            (parameters(document, value))
            (body(document, value))
            (answers(document, value))
            figure.code {
                figcaption { "Call" }
                pre tabindex="0" { code { (curl(document, operation)) } }
            }
        }
    }
}

/// The method, in a colour of its own; the word is what counts.
pub(super) fn method(name: &str) -> Markup {
    html! { span class={ "method " (name) } { (name.to_ascii_uppercase()) } }
}

/// Who may call it. An empty entry means nobody needs to say who they are.
fn callers(operation: &Value) -> String {
    let names: Vec<&str> =
        list(operation, "/security").flat_map(|one| entries(one, "").map(|(name, _)| name)).collect();
    match (names.contains(&"session"), names.contains(&"api_key")) {
        (true, true) => "For people with a session and for programs with an API key.".into(),
        (true, false) => "For people with a session.".into(),
        (false, true) => "For programs with an API key.".into(),
        (false, false) => "For everybody.".into(),
    }
}

fn parameters(document: Document<'_>, operation: &Value) -> Markup {
    let all: Vec<&Value> = list(operation, "/parameters").map(|one| document.resolve(one)).collect();
    html! {
        @for (place, title) in [("path", "In the path"), ("query", "In the query"), ("header", "In the headers")] {
            @let here: Vec<&&Value> = all.iter().filter(|one| text(one, "/in") == place).collect();
            @if !here.is_empty() {
                h4 { (title) }
                ul.fields { @for one in here { (parameter(one)) } }
            }
        }
    }
}

fn parameter(value: &Value) -> Markup {
    let required = value.get("required") == Some(&Value::Bool(true));
    let kind = value.get("schema").unwrap_or(&Value::Null);
    schema::field(text(value, "/name"), kind, required, text(value, "/description"))
}

fn body(document: Document<'_>, operation: &Value) -> Markup {
    let body = entries(operation, "/requestBody/content").next();
    html! {
        @if let Some((media_type, content)) = body {
            h4 { "Body" }
            @if let Some(kind) = content.get("schema") {
                p.about { (schema::kind(kind)) ", " code { (media_type) } }
                (schema::fields(document, kind))
            }
        }
    }
}

fn answers(document: Document<'_>, operation: &Value) -> Markup {
    html! {
        h4 { "Answers" }
        ul.answers {
            @for (status, answer) in entries(operation, "/responses") {
                @let answer = document.resolve(answer);
                li {
                    code class={ "status s" (&status[..1]) } { (status) } " "
                    (schema::inline(text(answer, "/description")))
                    @for (media_type, content) in entries(answer, "/content") {
                        @if let Some(kind) = content.get("schema").filter(|_| media_type == "application/json") {
                            " " span.kind { "(" (schema::kind(kind)) ")" }
                        } @else if media_type != "application/problem+json" {
                            " " code { (media_type) }
                        }
                    }
                }
            }
        }
        @if let Some(example) = answer_example(document, operation) {
            figure.code {
                figcaption { "Example of an answer" }
                pre tabindex="0" { code { (pretty(&example)) } }
            }
        }
    }
}

fn answer_example(document: Document<'_>, operation: &Value) -> Option<Value> {
    let (_, answer) = entries(operation, "/responses").find(|(status, _)| status.starts_with('2'))?;
    let content = document.resolve(answer).pointer("/content/application~1json")?;
    Some(example::of_body(document, content))
}

/// A call as it is typed. Programs send their key, people what their browser keeps.
fn curl(document: Document<'_>, operation: Operation<'_>) -> String {
    let mut text = String::from("curl");
    if operation.method != "get" {
        text.push_str(&format!(" -X {}", operation.method.to_ascii_uppercase()));
    }
    let names = || list(operation.value, "/security").flat_map(|one| entries(one, "").map(|(name, _)| name));
    if names().any(|name| name == "api_key") {
        text.push_str(" -H \"X-VM-Cloud-Access: $KEYHOUSE_API_KEY\"");
    } else if names().any(|name| name == "session") {
        text.push_str(" -b cookies.txt -H \"Origin: $KEYHOUSE_URL\"");
    }
    text.push_str(&format!(" \\\n  \"$KEYHOUSE_URL{}\"", operation.path));
    if let Some(content) = operation.value.pointer("/requestBody/content/application~1json") {
        let body = pretty(&example::of_body(document, content)).replace('\'', "'\\''");
        text.push_str(&format!(" \\\n  --json '{body}'"));
    } else if operation.value.pointer("/requestBody/content/application~1yaml").is_some() {
        text.push_str(" \\\n  -H \"Content-Type: application/yaml\" --data-binary @FILE");
    }
    text
}

/// JSON over several lines.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
