//! What a page holds as a whole: what hinders people, what does not fit, and what it keeps.

use serde_json::Value;

use crate::{Page, needs};

/// All that could keep a text beyond the screen: the document with its fields, the address and its history, and every
/// storage of the browser.
const KEPT: &str = "(async () => {
    const storage = store => JSON.stringify(Object.entries(store));
    const fields = [...document.querySelectorAll('input, textarea, select')].map(field => field.value);
    const caches_ = await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(r => r.url)));
    const bases = (await indexedDB.databases()).map(base => base.name);
    return [document.documentElement.outerHTML, document.title, fields.join('\\n'), location.href, JSON.stringify(history.state),
        storage(localStorage), storage(sessionStorage), document.cookie, window.name, JSON.stringify(caches_), bases.join('\\n')].join('\\n');
})()";

/// What is wider than the window, and the innermost elements that make it so.
const SIDEWAYS: &str = "(() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth + 1) return '';
    const juts = e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > innerWidth + 1;
    const out = [...document.body.querySelectorAll('*')].filter(e => juts(e) && ![...e.children].some(juts));
    return `${wide} px in ${innerWidth} px: ` + out.slice(0, 5).map(e => `<${e.tagName.toLowerCase()} class='${e.className}'>`).join(', ');
})()";

const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

impl Page {
    /// What axe-core finds against WCAG 2.2 AA and good practice, contrast included. Empty is good.
    pub async fn axe(&self) -> Vec<String> {
        if self.js("typeof axe").await == "undefined" {
            self.js(&format!("{};null", needs::axe())).await;
        }
        let tags = serde_json::json!(TAGS);
        let run = format!("axe.run(document, {{ runOnly: {tags}, resultTypes: ['violations'] }}).then(r => r.violations.map(
            v => `${{v.impact}} ${{v.id}}: ${{v.nodes.length}}× ${{v.nodes[0].target.join(' ')}} (${{v.nodes[0].any[0]?.message ?? v.help}})`))");
        let found = self.js(&run).await;
        found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(crate::redact::redacted)
            .collect()
    }

    /// What makes the page scroll sideways; empty is good.
    pub async fn sideways(&self) -> String {
        self.js(SIDEWAYS).await.as_str().unwrap_or_default().to_owned()
    }

    /// Whether a text is anywhere in the page or in what the browser keeps of it: document, fields, address, history,
    /// storage, caches.
    pub async fn keeps(&self, text: &str) -> bool {
        let kept = self.js(KEPT).await;
        let history = self.cdp("Page.getNavigationHistory", serde_json::json!({})).await;
        kept.as_str().unwrap_or_default().contains(text) || history.to_string().contains(text)
    }

    /// Waits until a text is to be read on the page.
    pub async fn expect_text(&self, part: &str) {
        let has = async || {
            self.try_js("document.body.innerText")
                .await
                .is_some_and(|text| text.as_str().is_some_and(|text| text.contains(part)))
        };
        self.until(&format!("the text {part:?}"), has).await;
    }

    /// Waits until a text is no longer to be read on the page.
    pub async fn expect_no_text(&self, part: &str) {
        let has_not = async || {
            self.try_js("document.body.innerText")
                .await
                .is_some_and(|text| !text.as_str().unwrap_or_default().contains(part))
        };
        self.until(&format!("no text {part:?}"), has_not).await;
    }
}
