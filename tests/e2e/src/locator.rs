//! Finding things the way people and assistive technology do: by role and name, in the accessibility tree.

use std::fmt;

use serde_json::{Value, json};

use crate::page::Page;
use crate::tree::Found;
use crate::wait::{PATIENCE, within};

/// Whether the focus is on it, also inside of an element with a tree of its own, as the code editor is.
pub(crate) const HAS_FOCUS: &str = "function () { return this === this.getRootNode().activeElement }";

/// What something is called.
#[derive(Clone, Debug)]
pub enum Name {
    /// Exactly this.
    Is(String),
    /// Something with this in it.
    Contains(String),
    /// Whatever it is called.
    Any,
    /// Whatever it is called, with this text to be read in it.
    Holds(String),
}

/// A name with this in it.
pub fn containing(part: &str) -> Name {
    Name::Contains(part.to_owned())
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Is(name.to_owned())
    }
}

impl From<&String> for Name {
    fn from(name: &String) -> Self {
        Self::Is(name.clone())
    }
}

/// Something on a page, found anew each time that it is used.
#[derive(Clone)]
pub struct Locator<'a> {
    pub(crate) page: &'a Page,
    within: Option<Box<Locator<'a>>>,
    role: &'static str,
    name: Name,
}

impl Page {
    /// Something with this role and name, anywhere on the page.
    pub fn role(&self, role: &'static str, name: impl Into<Name>) -> Locator<'_> {
        Locator { page: self, within: None, role, name: name.into() }
    }

    /// A button.
    pub fn button(&self, name: impl Into<Name>) -> Locator<'_> {
        self.role("button", name)
    }

    /// A field for text.
    pub fn field(&self, name: impl Into<Name>) -> Locator<'_> {
        self.role("textbox", name)
    }

    /// A row of a table with this text in it. Rows have no names: what names them is in their cells.
    pub fn row(&self, text: &str) -> Locator<'_> {
        self.role("row", Name::Holds(text.to_owned()))
    }

    /// A dialog.
    pub fn dialog(&self, name: impl Into<Name>) -> Locator<'_> {
        self.role("dialog", name)
    }
}

impl<'a> Locator<'a> {
    /// Something with this role and name, inside this.
    pub fn role(&self, role: &'static str, name: impl Into<Name>) -> Self {
        Self { page: self.page, within: Some(Box::new(self.clone())), role, name: name.into() }
    }

    /// A button inside this.
    pub fn button(&self, name: impl Into<Name>) -> Self {
        self.role("button", name)
    }

    /// A field for text inside this.
    pub fn field(&self, name: impl Into<Name>) -> Self {
        self.role("textbox", name)
    }

    /// Waits until it is there.
    pub async fn expect(&self) {
        self.get().await;
    }

    /// Waits until it is no longer there.
    pub async fn expect_gone(&self) {
        self.page.until(&format!("no {self}"), async || self.find().await.is_empty()).await;
    }

    /// Waits until there are this many.
    pub async fn expect_count(&self, count: usize) {
        self.page.until(&format!("{count} times {self}"), async || self.find().await.len() == count).await;
    }

    /// Waits until this text is in what is written in it.
    pub async fn expect_text(&self, part: &str) {
        let has = async || {
            self.now("function () { return this.innerText }").await.is_some_and(|text| holds(&text, part))
        };
        self.page.until(&format!("{part:?} in {self}"), has).await;
    }

    /// Waits until its content, as of a field, is this.
    pub async fn expect_value(&self, expected: &str) {
        let is = async || {
            self.first().await.is_some_and(|found| found.value.as_str().unwrap_or_default() == expected)
        };
        self.page.until(&format!("{self} with the content {expected:?}"), is).await;
    }

    /// Waits until a state of it (`checked`, `disabled`, `expanded`, `invalid`, `focused`) is this word.
    pub async fn expect_state(&self, state: &str, expected: &str) {
        let is = async || self.first().await.is_some_and(|found| found.state(state) == expected);
        self.page.until(&format!("{self} with {state} {expected}"), is).await;
    }

    /// Waits until the focus is on it.
    pub async fn expect_focus(&self) {
        let is = async || self.now(HAS_FOCUS).await == Some(Value::Bool(true));
        self.page.until(&format!("the focus on {self}"), is).await;
    }

    /// Waits until what describes it (a hint, an error, why it can't be used) has this in it.
    pub async fn expect_description(&self, part: &str) {
        let has = async || self.first().await.is_some_and(|found| found.description.contains(part));
        self.page.until(&format!("{self} described with {part:?}"), has).await;
    }

    /// Whether it is there now.
    pub async fn is_there(&self) -> bool {
        !self.find().await.is_empty()
    }

    /// The names of all that match, in the order of the page.
    pub async fn names(&self) -> Vec<String> {
        self.find().await.into_iter().map(|found| found.name).collect()
    }

    /// The first that matches, once it is there.
    pub(crate) async fn get(&self) -> Found {
        match within(PATIENCE, async || self.first().await).await {
            Some(found) => found,
            None => self.page.fail(&self.to_string()).await,
        }
    }

    /// The first that matches now.
    pub(crate) async fn first(&self) -> Option<Found> {
        self.find().await.into_iter().next()
    }

    /// Calls a function of JavaScript on it, once it is there.
    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Value {
        let answer = within(PATIENCE, async || {
            let found = self.first().await?;
            self.page.call_on(found.node, function, &arguments).await
        });
        match answer.await {
            Some(answer) => answer,
            None => self.page.fail(&self.to_string()).await,
        }
    }

    async fn now(&self, function: &str) -> Option<Value> {
        let found = self.first().await?;
        self.page.call_on(found.node, function, &json!([])).await
    }

    /// All that match now. The page may be changing under it; then there is nothing.
    async fn find(&self) -> Vec<Found> {
        let root = match &self.within {
            Some(outer) => Box::pin(outer.first()).await.map(|found| found.node),
            None => self.page.root().await,
        };
        let Some(root) = root else { return Vec::new() };
        if let Name::Holds(text) = &self.name {
            return self.page.row_with(root, text).await.into_iter().collect();
        }
        let mut query = json!({ "backendNodeId": root, "role": self.role });
        if let Name::Is(name) = &self.name {
            query["accessibleName"] = json!(name);
        }
        let answer = self.page.try_cdp("Accessibility.queryAXTree", query).await.unwrap_or_default();
        let nodes = answer["nodes"].as_array().into_iter().flatten();
        let seen = nodes.filter(|node| node["ignored"] != true).filter_map(Found::read);
        seen.filter(|found| self.fits(&found.name)).collect()
    }

    fn fits(&self, name: &str) -> bool {
        match &self.name {
            // The browser has compared it.
            Name::Is(_) | Name::Any | Name::Holds(_) => true,
            Name::Contains(part) => name.contains(part.as_str()),
        }
    }
}

impl fmt::Display for Locator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Name::Is(name) => write!(f, "{} {name:?}", self.role)?,
            Name::Contains(part) => write!(f, "{} with {part:?} in its name", self.role)?,
            Name::Holds(text) => write!(f, "{} with {text:?} in it", self.role)?,
            Name::Any => f.write_str(self.role)?,
        }
        match &self.within {
            Some(outer) => write!(f, " in {outer}"),
            None => Ok(()),
        }
    }
}

fn holds(text: &Value, part: &str) -> bool {
    text.as_str().is_some_and(|text| text.contains(part))
}
