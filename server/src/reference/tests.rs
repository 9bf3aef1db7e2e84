use super::*;
use serde_json::json;

fn document() -> Value {
    json!({
        "info": {"title": "A <title>", "version": "1"},
        "tags": [{"name": "Things", "description": "About `things`.\n\nSecond."}],
        "paths": {"/things/{id}": {"put": {
            "operationId": "put_thing", "tags": ["Things"], "summary": "Put a thing.",
            "security": [{"session": []}, {"api_key": []}],
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            "responses": {
                "200": {"description": "It.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "404": {"description": "`not_found`.", "content": {"application/problem+json": {"schema": {}}}},
            },
        }}},
        "components": {"schemas": {
            "Thing": {"allOf": [
                {"$ref": "#/components/schemas/Named"},
                {"type": "object", "required": ["kind"], "properties": {
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "until": {"type": ["string", "null"], "format": "date-time", "description": "The <end>."},
                    "ids": {"type": "array", "minItems": 1, "maxItems": 9, "items": {"type": "string", "format": "uuid"}},
                    "other": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Named"}]},
                }},
            ]},
            "Named": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 64, "example": "it's"},
            }},
        }},
    })
}

fn page() -> String {
    page::write(Document::new(&document())).into_string()
}

#[test]
fn an_operation_shows_its_fields_with_types_and_bounds() {
    let page = page();
    for part in [
        "PUT",
        "/things/{id}",
        "For people with a session and for programs with an API key.",
        "1 to 64 characters",
        "<code>&quot;a&quot;</code> or <code>&quot;b&quot;</code>",
        "array of UUID, 1 to 9 items",
        "<code>null</code> or <a href=\"#schema-Named\">Named</a>",
        "About <code>things</code>.",
        "<p>Second.</p>",
        "&lt;end&gt;",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn text_is_escaped() {
    assert!(page().contains("A &lt;title&gt;") && !page().contains("A <title>"));
}

#[test]
fn a_call_can_be_copied_as_it_stands() {
    let page = page();
    assert!(page.contains("curl -X PUT -H &quot;X-VM-Cloud-Access: $KEYHOUSE_API_KEY&quot;"), "{page}");
    assert!(page.contains(r"it'\''s"), "a quote does not end the shell's text: {page}");
}

#[test]
fn an_example_is_put_together_from_the_schema() {
    let document = document();
    let body = json!({"schema": {"$ref": "#/components/schemas/Thing"}});
    let example = example::of_body(Document::new(&document), &body);
    let expected = json!({
        "name": "it's", "kind": "a", "until": "2026-11-21T09:00:00Z",
        "ids": ["0193a5c2-7f3e-7c11-9d52-3b6f0c2a8e41"], "other": {"name": "it's"},
    });
    assert_eq!(example, expected);
}

#[test]
fn a_schema_that_holds_itself_has_an_end() {
    let document = json!({"components": {"schemas": {"Node": {
        "type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}},
    }}}});
    let body = json!({"schema": {"$ref": "#/components/schemas/Node"}});
    assert!(example::of_body(Document::new(&document), &body).is_object());
}
