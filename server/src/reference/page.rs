//! The page: what holds for every call, then each resource, then the schemas.

use super::document::{Document, text};
use super::{ICON_PATH, STYLE_PATH, operation, schema};
use keyhouse_model::problem::ProblemCode;
use maud::{DOCTYPE, Markup, html};

/// The whole page.
pub(super) fn write(document: Document<'_>) -> Markup {
    let title = document.text("/info/title");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="stylesheet" href=(STYLE_PATH);
                link rel="icon" type="image/svg+xml" href=(ICON_PATH);
            }
            body {
                a.skip href="#reference" { "Skip to the reference" }
                header.top { a.brand href="/" { "Keyhouse" } span { "API reference " (document.text("/info/version")) } }
                div.layout {
                    (contents(document))
                    main #reference {
                        h1 { (title) }
                        (schema::prose(document.text("/info/description")))
                        p { a href={ (keyhouse_model::path::OPENAPI) } { "The OpenAPI document" } ", from which this page is written." }
                        (who_may_call(document))
                        (errors())
                        @for (tag, about) in document.tags() { (resource(document, tag, about)) }
                        (schemas(document))
                    }
                }
            }
        }
    }
}

/// Links to every part. On a narrow screen, the style sheet leaves the parts of a part out.
fn contents(document: Document<'_>) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            p { a href="#callers" { "Who may call" } }
            p { a href="#errors" { "Errors" } }
            @for (tag, _) in document.tags() {
                p { a href={ "#tag-" (schema::anchor(tag)) } { (tag) } }
                ul {
                    @for one in document.operations(tag) {
                        li { a href={ "#" (one.id()) } { (operation::method(one.method)) " " (one.title()) } }
                    }
                }
            }
            p { a href="#schemas" { "Schemas" } }
            ul {
                @for (name, _) in document.schemas() {
                    li { a href={ "#schema-" (schema::anchor(name)) } { (name) } }
                }
            }
        }
    }
}

fn who_may_call(document: Document<'_>) -> Markup {
    html! {
        section #callers {
            h2 { "Who may call" }
            ul.fields {
                @for (name, scheme) in document.security_schemes() {
                    li.field {
                        p.signature {
                            code.name { (text(scheme, "/name")) } " "
                            span.kind { (text(scheme, "/in")) ", " (name.replace('_', " ")) }
                        }
                        p.about { (schema::inline(text(scheme, "/description"))) }
                    }
                }
            }
        }
    }
}

/// The codes, from the same table that the server answers by.
fn errors() -> Markup {
    html! {
        section #errors {
            h2 { "Errors" }
            p {
                "Every error is " code { "application/problem+json" } " (RFC 9457). Its " code { "code" }
                " keeps its meaning for ever, its " code { "detail" } " says what to do, and its " code { "request_id" }
                " is also in the header " code { "X-Request-Id" } " and in the server's log."
            }
            ul.answers {
                @for code in ProblemCode::ALL {
                    li { code class={ "status s" (code.status() / 100) } { (code.status()) } " " code { (code.as_str()) } " " (code.title()) }
                }
            }
        }
    }
}

fn resource(document: Document<'_>, tag: &str, about: &str) -> Markup {
    html! {
        section.resource {
            h2 id={ "tag-" (schema::anchor(tag)) } { (tag) }
            (schema::prose(about))
            @for one in document.operations(tag) { (operation::write(document, one)) }
        }
    }
}

fn schemas(document: Document<'_>) -> Markup {
    html! {
        section #schemas {
            h2 { "Schemas" }
            @for (name, value) in document.schemas() {
                section.schema id={ "schema-" (schema::anchor(name)) } {
                    h3 { (name) }
                    (schema::prose(text(value, "/description")))
                    @if value.get("properties").is_none() && value.get("allOf").is_none() {
                        p.about { (schema::kind(value)) }
                    }
                    (schema::fields(document, value))
                }
            }
        }
    }
}
