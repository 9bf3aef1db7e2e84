//! The accessibility tree of a page: what a screen reader finds there.

use serde_json::{Value, json};

use crate::Page;
use crate::redact::redacted;

const ROW: &str = "function (text) {
    return [...this.querySelectorAll('tr')].find(row => row.checkVisibility() && row.innerText.includes(text));
}";

/// What the accessibility tree says of a thing.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) node: i64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) value: Value,
    properties: Vec<(String, Value)>,
}

impl Found {
    pub(crate) fn read(node: &Value) -> Option<Self> {
        let text = |of: &Value| of["value"].as_str().unwrap_or_default().to_owned();
        let property = |of: &Value| Some((of["name"].as_str()?.to_owned(), of["value"]["value"].clone()));
        Some(Self {
            node: node["backendDOMNodeId"].as_i64()?,
            name: text(&node["name"]),
            description: text(&node["description"]),
            value: node["value"]["value"].clone(),
            properties: node["properties"].as_array().into_iter().flatten().filter_map(property).collect(),
        })
    }

    /// A state as a word; what is not said is "false".
    pub(crate) fn state(&self, name: &str) -> String {
        let value = self.properties.iter().find(|(of, _)| of == name).map(|(_, value)| value);
        value.map_or_else(
            || "false".to_owned(),
            |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        )
    }
}

impl Page {
    /// The document.
    pub(crate) async fn root(&self) -> Option<i64> {
        let answer = self.try_cdp("DOM.getDocument", json!({ "depth": 0 })).await.ok()?;
        answer["root"]["backendNodeId"].as_i64()
    }

    /// The first row under `root` with this text in it.
    pub(crate) async fn row_with(&self, root: i64, text: &str) -> Option<Found> {
        let object = self.try_cdp("DOM.resolveNode", json!({ "backendNodeId": root })).await.ok()?;
        let id = &object["object"]["objectId"];
        let call = json!({ "objectId": id, "functionDeclaration": ROW, "arguments": [{ "value": text }] });
        let row = self.try_cdp("Runtime.callFunctionOn", call).await.ok()?;
        let id = row["result"]["objectId"].as_str()?;
        let node = self.try_cdp("DOM.describeNode", json!({ "objectId": id })).await.ok()?;
        Some(Found { node: node["node"]["backendNodeId"].as_i64()?, ..Found::default() })
    }

    /// Calls a function on a node; `None` when the node is gone.
    pub(crate) async fn call_on(&self, node: i64, function: &str, arguments: &Value) -> Option<Value> {
        let object = self.try_cdp("DOM.resolveNode", json!({ "backendNodeId": node })).await.ok()?;
        let arguments: Vec<Value> =
            arguments.as_array().into_iter().flatten().map(|value| json!({ "value": value })).collect();
        let call = json!({
            "objectId": object["object"]["objectId"], "functionDeclaration": function, "arguments": arguments,
            "returnByValue": true, "awaitPromise": true,
        });
        let answer = self.try_cdp("Runtime.callFunctionOn", call).await.ok()?;
        answer["exceptionDetails"].is_null().then(|| answer["result"]["value"].clone())
    }

    /// What is on the page as a screen reader finds it, without secrets: for the message of a test that fails.
    pub(crate) async fn outline(&self) -> String {
        let tree = self.try_cdp("Accessibility.getFullAXTree", json!({})).await.unwrap_or_default();
        let nodes = tree["nodes"].as_array().into_iter().flatten().filter(|node| node["ignored"] != true);
        let line = |node: &Value| {
            let (role, name) =
                (node["role"]["value"].as_str()?, node["name"]["value"].as_str().unwrap_or_default());
            let quiet = ["generic", "InlineTextBox", "none", "StaticText", "LineBreak"].contains(&role);
            (!quiet && (!name.is_empty() || role == "dialog")).then(|| format!("  {role} {name:?}"))
        };
        redacted(&nodes.filter_map(line).take(150).collect::<Vec<_>>().join("\n"))
    }
}
