//! A window of the browser.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chromiumoxide::cdp::browser_protocol::browser::BrowserContextId;
use chromiumoxide::cdp::browser_protocol::page::EventJavascriptDialogOpening;
use chromiumoxide::{Command, Method};
use futures::StreamExt;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::redact::redacted;
use crate::wait::{PATIENCE, within};
use crate::watch::Watch;
use crate::{Api, Look};

/// Whether the page has the look that it was given, to the last frame: the browser hands it on bit by bit.
const HAS_LOOK: &str = "async (dark, width) => {
    const probe = document.createElement('i');
    probe.style.cssText = 'color-scheme: light dark; color: light-dark(rgb(1, 1, 1), rgb(2, 2, 2))';
    document.documentElement.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().filter(it => it instanceof CSSTransition).map(it => it.finished));
    return innerWidth === width && matchMedia('(prefers-color-scheme: dark)').matches === dark
        && color === (dark ? 'rgb(2, 2, 2)' : 'rgb(1, 1, 1)');
}";

/// A window. All that is done in it is printed, so that a test that fails shows its story.
pub struct Page {
    chromium: chromiumoxide::Page,
    watch: Watch,
    base: String,
    /// Whether the browser asked if the page may be left.
    asked: Arc<AtomicBool>,
}

/// A command of the browser's debugging protocol. Its answer is kept as JSON: the library's own types refuse what newer
/// browsers have added.
#[derive(Debug)]
struct Raw {
    method: &'static str,
    params: Value,
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.params.serialize(to)
    }
}

impl Method for Raw {
    fn identifier(&self) -> Cow<'static, str> {
        self.method.into()
    }
}

impl Command for Raw {
    type Response = Value;
}

impl Page {
    pub(crate) async fn new(
        chromium: chromiumoxide::Page,
        browser: &chromiumoxide::Browser,
        context: BrowserContextId,
        base: &str,
    ) -> chromiumoxide::Result<Self> {
        let watch = Watch::start(&chromium).await?;
        let asked = leave_when_asked(&chromium).await?;
        let page = Self { chromium, watch, base: base.to_owned(), asked };
        for domain in ["Runtime.enable", "Accessibility.enable", "DOM.enable"] {
            page.try_cdp(domain, json!({})).await?;
        }
        // As if a person sat before it: without, nothing can be copied.
        page.try_cdp("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        let params = json!({ "permissions": permissions, "origin": base, "browserContextId": context });
        browser.execute(Raw { method: "Browser.grantPermissions", params }).await?;
        page.look(Look::DESK).await;
        Ok(page)
    }

    /// Opens a page of the console, or a whole URL, as a link does, and waits until the document is there.
    pub async fn goto(&self, path: &str) {
        println!("open {}", redacted(path));
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        // Not by the protocol's own command, for which the library waits in a way that at times never ends.
        self.load(&format!("location.assign({})", json!(url))).await;
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        println!("reload");
        self.load("location.reload()").await;
    }

    /// Does what brings another document, and waits for it.
    async fn load(&self, script: &str) {
        self.js("window.before = true").await;
        self.try_js(script).await;
        let is_there = "!window.before && document.readyState === 'complete'";
        self.until("another document", async || self.try_js(is_there).await == Some(Value::Bool(true))).await;
    }

    /// Presses the browser's back button.
    pub async fn back(&self) {
        println!("back");
        // The answer does not come when another document takes the place of this one.
        self.try_js("history.back()").await;
    }

    /// Presses the browser's forward button.
    pub async fn forward(&self) {
        println!("forward");
        self.try_js("history.forward()").await;
    }

    /// The path, query and fragment of the URL.
    pub async fn location(&self) -> String {
        text(&self.js("location.pathname + location.search + location.hash").await)
    }

    /// Waits until the path, query and fragment are these.
    pub async fn expect_location(&self, expected: &str) {
        self.expect_value("the address", expected, "location.pathname + location.search + location.hash")
            .await;
    }

    /// Waits until the window has this title.
    pub async fn expect_title(&self, expected: &str) {
        self.expect_value("the title", expected, "document.title").await;
    }

    /// Gives the window this person's session, as the cookie that a sign-in sets.
    pub async fn set_session(&self, person: &Api) {
        let (name, value) = person.session_cookie();
        let cookie =
            json!({ "name": name, "value": value, "url": self.base, "httpOnly": true, "sameSite": "Strict" });
        self.cdp("Network.setCookie", cookie).await;
    }

    /// Takes the session's cookie away, as if its time were over.
    pub async fn lose_session(&self) {
        println!("lose the session");
        self.cdp("Network.deleteCookies", json!({ "name": "kh_session", "url": self.base })).await;
    }

    /// Changes how it is looked at. Nothing moves: a person may ask for that, and tests do.
    pub async fn look(&self, look: Look) {
        println!("look: {look:?}");
        let size = json!({ "width": look.width, "height": 860, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if look.dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        let has_look = format!("({HAS_LOOK})({}, {})", look.dark, look.width);
        self.until("the new look", async || self.try_js(&has_look).await == Some(Value::Bool(true))).await;
    }

    /// Pulls the network cable, or plugs it in again.
    pub async fn set_offline(&self, offline: bool) {
        println!("{}", if offline { "offline" } else { "online" });
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp("Network.emulateNetworkConditions", conditions).await;
    }

    /// Has files that are saved put into a folder, without asking.
    pub async fn save_files_in(&self, folder: &Path) {
        let params = json!({ "behavior": "allow", "downloadPath": folder });
        self.cdp("Page.setDownloadBehavior", params).await;
    }

    /// What is on the clipboard. It may be a secret: don't print it.
    pub async fn clipboard(&self) -> String {
        text(&self.js("navigator.clipboard.readText()").await)
    }

    /// Puts a text on the clipboard.
    pub async fn set_clipboard(&self, content: &str) {
        self.js(&format!("navigator.clipboard.writeText({})", json!(content))).await;
    }

    /// The value of an expression; a promise is waited for.
    ///
    /// # Panics
    /// When it throws.
    pub async fn js(&self, expression: &str) -> Value {
        let answer = self
            .evaluate(expression)
            .await
            .unwrap_or_else(|error| panic!("the page can't be asked: {error}"));
        let thrown = &answer["exceptionDetails"];
        assert!(
            thrown.is_null(),
            "asking the page failed: {}",
            redacted(&thrown["exception"]["description"].to_string())
        );
        answer["result"]["value"].clone()
    }

    /// As [`Page::js`]; `None` while the page is being left, or when the expression throws.
    pub(crate) async fn try_js(&self, expression: &str) -> Option<Value> {
        let answer = self.evaluate(expression).await.ok()?;
        answer["exceptionDetails"].is_null().then(|| answer["result"]["value"].clone())
    }

    /// Sends a command of the browser's debugging protocol.
    ///
    /// # Panics
    /// When the browser refuses it.
    pub(crate) async fn cdp(&self, method: &'static str, params: Value) -> Value {
        self.try_cdp(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub(crate) async fn try_cdp(&self, method: &'static str, params: Value) -> chromiumoxide::Result<Value> {
        Ok(self.chromium.execute(Raw { method, params }).await?.result)
    }

    /// What the page complained of so far, which is then forgotten: exceptions, errors on the console, violations of
    /// the content security policy, requests that failed.
    pub fn take_complaints(&self) -> Vec<String> {
        self.watch.take_complaints()
    }

    /// Nothing that a person would not see went wrong since the page was opened, or the last look.
    ///
    /// # Panics
    /// When something did.
    pub fn assert_no_complaints(&self) {
        let complaints = self.take_complaints();
        assert!(complaints.is_empty(), "the page complained:\n{}", complaints.join("\n"));
    }

    /// Whether a text was in the URL, a header or the body of a request.
    pub fn was_sent(&self, text: &str) -> bool {
        self.watch.was_sent(text)
    }

    /// Whether the browser asked since the last look if the page may be left, for something on it is not saved. It always
    /// may.
    pub fn was_asked_to_stay(&self) -> bool {
        self.asked.swap(false, Ordering::Relaxed)
    }

    /// Waits until it is so.
    ///
    /// # Panics
    /// When it does not come to be, with what is on the page instead.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        if within(PATIENCE, async || is_so().await.then_some(())).await.is_none() {
            self.fail(what).await;
        }
    }

    /// Ends the test: says what was expected and what is there.
    pub(crate) async fn fail(&self, expected: &str) -> ! {
        let outline = self.outline().await;
        let complaints = self.watch.take_complaints();
        let at = redacted(&self.location().await);
        panic!(
            "expected: {}\nat {at} after {} s there is:\n{outline}\n{}",
            redacted(expected),
            PATIENCE.as_secs(),
            complaints.join("\n")
        );
    }

    async fn expect_value(&self, what: &str, expected: &str, expression: &str) {
        let is_it = async || self.try_js(expression).await.is_some_and(|value| value == expected);
        if within(PATIENCE, async || is_it().await.then_some(())).await.is_none() {
            let found = self.js(expression).await;
            self.fail(&format!("{what} {expected:?}, not {found}")).await;
        }
    }

    async fn evaluate(&self, expression: &str) -> chromiumoxide::Result<Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        self.try_cdp("Runtime.evaluate", params).await
    }
}

/// Answers the question whether a page with something unsaved may be left: it may.
async fn leave_when_asked(chromium: &chromiumoxide::Page) -> chromiumoxide::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    let mut questions = chromium.event_listener::<EventJavascriptDialogOpening>().await?;
    let (chromium, noted) = (chromium.clone(), asked.clone());
    tokio::spawn(async move {
        while questions.next().await.is_some() {
            noted.store(true, Ordering::Relaxed);
            let answer = Raw { method: "Page.handleJavaScriptDialog", params: json!({ "accept": true }) };
            // The page may have been closed with its question.
            let _ = chromium.execute(answer).await;
        }
    });
    Ok(asked)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
