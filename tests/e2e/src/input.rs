//! The mouse and the keyboard. Events come from the browser itself, as those of a person do: what is covered, inert or
//! out of reach can't be pressed.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::Page;
use crate::locator::{HAS_FOCUS, Locator};
use crate::wait::{PATIENCE, within};

/// The middle of the element, if that is what a person would hit (itself, something in it, or its label) and it has come
/// to rest.
const HIT: &str = "async function () {
    this.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const labels = this.labels ? [...this.labels] : [];
    const point = () => {
        for (const part of [this, ...labels]) {
            const rect = [...part.getClientRects()].find(rect => rect.width > 1 && rect.height > 1);
            if (!rect) continue;
            const x = rect.left + rect.width / 2, y = rect.top + rect.height / 2;
            const top = this.getRootNode().elementFromPoint(x, y);
            if (top && (this.contains(top) || part.contains(top) || top.closest('label')?.control === this)) return [x, y];
        }
        return null;
    };
    const before = point();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const now = point();
    return before && now && before[0] === now[0] && before[1] === now[1] ? now : null;
}";

impl Locator<'_> {
    /// Presses it with the mouse, once it is there and not covered.
    pub async fn click(&self) {
        println!("click {self}");
        let point = within(PATIENCE, async || {
            let found = self.first().await?;
            let point = self.page.call_on(found.node, HIT, &json!([])).await?;
            Some((point[0].as_f64()?, point[1].as_f64()?))
        });
        match point.await {
            Some((x, y)) => self.page.click_at(x, y).await,
            None => self.page.fail(&format!("{self}, and nothing over it")).await,
        }
    }

    /// Replaces what is in an editor by what is pasted into it.
    pub async fn paste_over(&self, text: &str) {
        self.click().await;
        self.expect_focus().await;
        self.page.press("Ctrl+a").await;
        self.page.set_clipboard(text).await;
        self.page.press("Ctrl+v").await;
    }

    /// Replaces what is in a field. What is typed may be a secret, so it is not printed.
    pub async fn fill(&self, text: &str) {
        self.click().await;
        self.expect_focus().await;
        self.page.press("Ctrl+a").await;
        if text.is_empty() {
            self.page.press("Delete").await;
        } else {
            self.page.type_text(text).await;
        }
    }
}

impl Page {
    /// Types where the focus is.
    pub async fn type_text(&self, text: &str) {
        println!("type {} characters", text.chars().count());
        self.cdp("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses a key, such as `Enter`, `Shift+Tab` or `Ctrl+a`, where the focus is.
    ///
    /// # Panics
    /// When the harness does not know the key.
    pub async fn press(&self, combination: &str) {
        println!("press {combination}");
        let (modifiers, key) = modifiers(combination);
        let (code, virtual_code, text) = key_codes(key);
        let mut event = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "modifiers": modifiers,
            "key": key, "code": code, "windowsVirtualKeyCode": virtual_code,
        });
        if modifiers & CTRL == 0 {
            event["text"] = json!(text);
        } else if key == "a" {
            event["commands"] = json!(["selectAll"]);
        } else if key == "v" {
            event["commands"] = json!(["paste"]);
        }
        self.cdp("Input.dispatchKeyEvent", event).await;
        let up = json!({
            "type": "keyUp", "modifiers": modifiers, "key": key, "code": code, "windowsVirtualKeyCode": virtual_code,
        });
        self.cdp("Input.dispatchKeyEvent", up).await;
    }

    /// Presses a key until the focus is where it should be, as somebody without a mouse does.
    pub async fn press_until_focus(&self, key: &str, target: &Locator<'_>) {
        target.expect().await;
        for _ in 0..60 {
            self.press(key).await;
            if target.call(HAS_FOCUS, json!([])).await == Value::Bool(true) {
                return;
            }
        }
        self.fail(&format!("{target} within 60 presses of {key}")).await;
    }

    /// Drags files from outside over the page and drops them there.
    ///
    /// # Panics
    /// When there is no such file.
    pub async fn drop_files(&self, files: &[PathBuf]) {
        println!("drop {} files", files.len());
        assert!(files.iter().all(|file| file.is_file()), "there is something to drop");
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 600, "y": 400, "data": data });
            self.cdp("Input.dispatchDragEvent", event).await;
        }
    }

    async fn click_at(&self, x: f64, y: f64) {
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1 });
            self.cdp("Input.dispatchMouseEvent", event).await;
        }
    }
}

const CTRL: i64 = 2;

fn modifiers(combination: &str) -> (i64, &str) {
    match combination.split_once('+') {
        Some(("Ctrl", key)) => (CTRL, key),
        Some(("Shift", key)) => (8, key),
        _ => (0, combination),
    }
}

/// The physical key, its Windows number, and the text that it types.
fn key_codes(key: &str) -> (&'static str, i64, &'static str) {
    match key {
        "Tab" => ("Tab", 9, ""),
        "Enter" => ("Enter", 13, "\r"),
        "Escape" => ("Escape", 27, ""),
        " " => ("Space", 32, " "),
        "End" => ("End", 35, ""),
        "Home" => ("Home", 36, ""),
        "ArrowLeft" => ("ArrowLeft", 37, ""),
        "ArrowUp" => ("ArrowUp", 38, ""),
        "ArrowRight" => ("ArrowRight", 39, ""),
        "ArrowDown" => ("ArrowDown", 40, ""),
        "Delete" => ("Delete", 46, ""),
        "?" => ("Slash", 191, "?"),
        "a" => ("KeyA", 65, "a"),
        "k" => ("KeyK", 75, "k"),
        "s" => ("KeyS", 83, "s"),
        "v" => ("KeyV", 86, "v"),
        other => panic!("the harness does not know the key {other:?}"),
    }
}
