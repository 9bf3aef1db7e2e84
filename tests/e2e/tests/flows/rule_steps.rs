//! What stories about rules do on their way.

use std::fs;

use keyhouse_e2e::plane::RULES_ARRIVE;
use keyhouse_e2e::wait::within;
use keyhouse_e2e::{Deployment, Locator, Page, containing};
use serde_json::json;
use tempfile::TempDir;

/// What the file of the stories is called.
pub(crate) const FILE: &str = "alerts.yml";

/// A group whose rule records `value`, and whose alert fires when that is over 1; each second.
pub(crate) fn rules(group: &str, value: u32) -> String {
    format!(
        "groups:
  - name: {group}
    interval: 1s
    rules:
      - record: {group}:watched:sum
        expr: sum(vector({value}))
      - alert: TooMany
        expr: vector({value}) > 1
        for: 0s
        labels:
          severity: warning
        annotations:
          summary: 'There are {{{{ $value }}}}.'
"
    )
}

/// A config of Alertmanager that tells `url` of everything at once.
pub(crate) fn tells_at_once(url: &str) -> String {
    format!(
        "route:
  receiver: test
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
receivers:
  - name: test
    webhook_configs:
      - url: {url}
"
    )
}

/// Puts files on a disk, drops them on the page, and answers where they lie, for as long as the page may read them.
#[must_use]
pub(crate) async fn drop_on(page: &Page, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let lay = |(name, text): &(&str, &str)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the folder takes a file");
        path
    };
    page.drop_files(&files.iter().map(lay).collect::<Vec<_>>()).await;
    folder
}

/// The editor of a rule file.
pub(crate) fn editor<'a>(page: &'a Page, file: &str) -> Locator<'a> {
    page.field(&format!("Text of {file}"))
}

/// Opens a rule file that is saved, and waits until it can be written on.
pub(crate) async fn open<'a>(page: &'a Page, deployment: &Deployment<'_>, file: &str) -> Locator<'a> {
    page.goto(&deployment.page(&format!("/rules?file={file}"))).await;
    let editor = editor(page, file);
    editor.expect().await;
    page.until("the real editor", async || is_real(page).await).await;
    editor
}

/// Whether the editor is the one with colours and line numbers.
pub(crate) async fn is_real(page: &Page) -> bool {
    page.js("!!document.querySelector('keyhouse-code-editor')?.shadowRoot.querySelector('.cm-editor')").await
        == true
}

/// Types a line at the end of what is in an editor.
pub(crate) async fn add_line(page: &Page, editor: &Locator<'_>, line: &str) {
    editor.click().await;
    editor.expect_focus().await;
    page.press("Ctrl+End").await;
    page.type_text(line).await;
    expect_written(page, line).await;
}

/// Waits until the text in the editor has this in it.
pub(crate) async fn expect_written(page: &Page, part: &str) {
    page.until(&format!("{part:?} in the editor"), async || written(page).await.contains(part)).await;
}

/// Waits until the text in the editor is this.
pub(crate) async fn expect_text(page: &Page, text: &str) {
    page.until("the whole text in the editor", async || written(page).await == text).await;
}

async fn written(page: &Page) -> String {
    let text = page.js("document.querySelector('keyhouse-code-editor')?.text ?? ''").await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Waits until a line of the editor with this in it has a message with that in it below.
pub(crate) async fn expect_message(page: &Page, line: &str, message: &str) {
    let ask = format!(
        "[...document.querySelector('keyhouse-code-editor').shadowRoot.querySelectorAll('.kh-messages')].some(it =>
            it.previousElementSibling?.textContent.includes({}) && it.innerText.includes({}))",
        json!(line),
        json!(message)
    );
    page.until(&format!("{message:?} below the line {line:?}"), async || page.js(&ask).await == true).await;
}

/// A link to one of the views.
pub(crate) fn view<'a>(page: &'a Page, name: &str) -> Locator<'a> {
    page.role("navigation", "Rules").role("link", containing(name))
}

/// Waits until it is so, for as long as rules may take to get somewhere.
pub(crate) async fn in_time(page: &Page, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    // What is there after that is told by the page.
    let _ = within(RULES_ARRIVE, async || is_so().await.then_some(())).await;
    page.until(what, is_so).await;
}
