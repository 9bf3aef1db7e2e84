//! Rule files from elsewhere: dropped, pasted, uploaded with the API.

use js_sys::{Array, Function, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::answers::{id_of, query};
use crate::copy::{clipboard, copied};
use crate::rules_files::{
    BROKEN, GOOD, answers, draft, editor, file, file_path, files, files_as, is_barred, lists, sha,
};
use crate::stage::{attribute, click, name_of, settle, until};

/// Drops files, as pairs of a name and its bytes, on the page.
async fn drop_files(files: &[(&str, &[u8])]) {
    let drop = Function::new_with_args(
        "files",
        "const dataTransfer = new DataTransfer();
         for (const [name, bytes] of files) dataTransfer.items.add(new File([bytes], name));
         document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));",
    );
    let pair = |(name, bytes): &(&str, &[u8])| Array::of2(&(*name).into(), &Uint8Array::from(*bytes));
    drop.call1(&JsValue::NULL, &files.iter().map(pair).collect::<Array>()).unwrap();
    settle().await;
}

/// Whether it is the button of this name, and can be pressed.
fn is_open(button: &web_sys::HtmlElement, name: &str) -> bool {
    name_of(button) == name && !is_barred(button)
}

async fn paste(text: &str) {
    let paste = Function::new_with_args(
        "text",
        "const clipboardData = new DataTransfer();
         clipboardData.setData('text/plain', text);
         document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));",
    );
    paste.call1(&JsValue::NULL, &text.into()).unwrap();
    settle().await;
}

#[wasm_bindgen_test]
async fn one_file_goes_straight_into_the_editor() {
    let answers = answers(&[]);
    let stage = files("").await;
    drop_files(&[("dropped one.yml", BROKEN.as_bytes())]).await;
    until("the editor", || stage.has("textbox", "Text of dropped-one.yml")).await;
    assert_eq!(editor(&stage, "dropped-one.yml").value(), BROKEN);
    until("the error", || stage.query(".problem").len() == 1).await;
    assert!(stage.query(".problem")[0].inner_text().contains("Line 5"));
    assert!(answers.asked("POST").is_empty(), "nothing is saved by being dropped");
    click(&stage.get("button", "Discard")).await;
    until("the file to be gone", || stage.has("heading", "Add the first rule file")).await;
    assert_eq!(draft("dropped-one.yml"), None);
}

#[wasm_bindgen_test]
async fn several_files_are_looked_at_and_the_sound_ones_saved() {
    let answers = answers(&[file("same.yml", 1, "live"), file("there.yml", 1, "live")]);
    let (fresh, other) = (GOOD.replace("shop", "fresh"), GOOD.replace("sum", "max").replace("shop", "there"));
    answers.answer(&file_path("POST", "fresh.yml"), 201, &file("fresh.yml", 1, "waiting"));
    answers.answer(&file_path("POST", "there.yml"), 200, &file("there.yml", 2, "waiting"));
    let stage = files("").await;
    drop_files(&[
        ("bad.yml", BROKEN.replace("shop", "bad").as_bytes()),
        ("fresh.yml", fresh.as_bytes()),
        ("latin.yml", b"# \xe4\n"),
        ("same.yml", GOOD.as_bytes()),
        ("there.yml", other.as_bytes()),
    ])
    .await;
    until("the dialog", || stage.has("heading", "Add 5 files")).await;
    until("all to be looked at", || stage.all("button").iter().any(|it| is_open(it, "Save 2 files"))).await;
    let row = |at: usize| stage.query(".rule-incoming > li")[at].inner_text();
    assert!(row(0).contains("Left out") && row(0).contains("Line 5:"), "{}", row(0));
    assert!(row(1).contains("New") && row(1).contains("1 group, 1 rule"), "{}", row(1));
    assert!(row(2).contains("Left out") && row(2).contains("not a text in UTF-8"), "{}", row(2));
    assert!(row(3).contains("Same"), "{}", row(3));
    assert!(row(4).contains("Replaces") && row(4).contains("1 rule added, 1 removed"), "{}", row(4));
    let now = [file("fresh.yml", 1, "waiting"), file("same.yml", 1, "live"), file("there.yml", 2, "waiting")];
    lists(&answers, &now);
    click(&stage.get("button", "Save 2 files")).await;
    until("the results", || row(1).contains("Saved") && row(4).contains("Saved")).await;
    assert_eq!(answers.replaced(&file_path("POST", "fresh.yml")), ["*"]);
    assert_eq!(answers.replaced(&file_path("POST", "there.yml")), [format!("\"{}\"", sha("there.yml", 1))]);
    assert_eq!(answers.asked("POST").len(), 2);
    click(&stage.get("button", "Open in the editor: bad.yml")).await;
    until("the broken one in the editor", || stage.has("textbox", "Text of bad.yml")).await;
    assert!(stage.query("dialog").is_empty());
}

#[wasm_bindgen_test]
async fn a_file_that_is_refused_says_why_and_the_others_are_saved() {
    let answers = answers(&[]);
    let mut refused = crate::answers::problem("invalid", 422, "The file has 1 error.");
    refused["errors"] = json!([{ "pointer": "2:5", "code": "refused", "detail": "vmalert says no." }]);
    answers.answer(&file_path("POST", "no.yml"), 422, &refused);
    answers.answer(&file_path("POST", "yes.yml"), 201, &file("yes.yml", 1, "waiting"));
    let stage = files("").await;
    let (no, yes) = (GOOD.replace("shop", "no1"), GOOD.replace("shop", "yes1"));
    drop_files(&[("no.yml", no.as_bytes()), ("yes.yml", yes.as_bytes())]).await;
    until("both to be looked at", || stage.all("button").iter().any(|it| is_open(it, "Save 2 files"))).await;
    click(&stage.get("button", "Save 2 files")).await;
    let row = |at: usize| stage.query(".rule-incoming > li")[at].inner_text();
    until("the results", || row(0).contains("Not saved") && row(1).contains("Saved")).await;
    assert!(row(0).contains("Line 2: vmalert says no."), "{}", row(0));
    let tries = answers.asked(&file_path("POST", "no.yml")).len();
    assert_eq!(tries, 2, "once more, since the other one was saved meanwhile");
    assert!(stage.has("button", "Save 1 file"), "and again, if the person wants");
}

#[wasm_bindgen_test]
async fn two_files_with_one_group_are_told_apart_before_the_save() {
    let answers = answers(&[]);
    let stage = files("").await;
    drop_files(&[("one.yml", GOOD.as_bytes()), ("two.yml", GOOD.as_bytes())]).await;
    let rows = || stage.query(".rule-incoming > li");
    until("both to be left out", || {
        rows().len() == 2
            && rows()
                .iter()
                .all(|row| row.inner_text().contains("shop") && row.inner_text().contains("Left out"))
    })
    .await;
    assert!(answers.asked("POST").is_empty());
}

#[wasm_bindgen_test]
async fn a_pasted_text_only_needs_a_name() {
    let _answers = answers(&[]);
    let stage = files("").await;
    paste(GOOD).await;
    until("the dialog", || stage.has("heading", "New rule file")).await;
    assert!(stage.text().contains("What you pasted") && stage.text().contains("5 lines"));
    crate::stage::fill(&stage.get("textbox", "Name"), "pasted.yml").await;
    click(&stage.get("button", "Open in the editor")).await;
    until("the editor", || stage.has("textbox", "Text of pasted.yml")).await;
    assert_eq!(editor(&stage, "pasted.yml").value(), GOOD);
}

#[wasm_bindgen_test]
async fn viewers_add_nothing() {
    let _answers = answers(&[file("only.yml", 1, "live")]);
    let stage = files_as("viewer", "").await;
    drop_files(&[("nope.yml", GOOD.as_bytes())]).await;
    paste(GOOD).await;
    assert!(stage.query("dialog").is_empty() && !stage.text().contains("nope.yml"));
    assert_eq!((draft("nope.yml"), query().as_str()), (None, ""));
}

fn key(name: &str, permission: &str, revealable: bool) -> Value {
    json!({
        "id": id_of(name), "name": name, "value": "7Qa2", "prefix": "khk", "permission": permission,
        "deployment_access": "all", "state": "enabled", "status": "active", "revealable": revealable,
        "created_at": "2026-11-20T09:00:00Z", "created_by": "ada@example.com", "expires_at": null,
        "last_used_at": null, "last_used_ip": null, "requests_24h": 0, "replaced_by": null,
    })
}

#[wasm_bindgen_test]
async fn the_command_has_the_key_on_the_clipboard_only() {
    const SECRET: &str = "khk_not_a_real_value_7Qa2";
    let answers = answers(&[file("up.yml", 1, "live")]);
    clipboard(true);
    let keys = [key("ci", "rw", true), key("reader", "r", true), key("once", "rw", false)];
    answers.answer("GET /api/v1/api_keys", 200, &json!({ "data": keys, "next_cursor": null }));
    let mut revealed = key("ci", "rw", true);
    revealed["value"] = json!(SECRET);
    answers.answer(&format!("POST /api/v1/api_keys/{}/reveal", id_of("ci")), 200, &revealed);
    answers.answer(&format!("GET /api/v1/api_keys/{}", id_of("ci")), 200, &revealed);
    let stage = files_as("admin", "upload=up.yml").await;
    until("the keys", || stage.has("combobox", "API key")).await;
    let options = stage.query("dialog option");
    let options: Vec<String> = options.iter().map(|it| it.text_content().unwrap()).collect();
    assert!(
        options.iter().any(|it| it.starts_with("ci")) && !options.iter().any(|it| it.starts_with("reader"))
    );
    assert!(options.iter().any(|it| it.contains("once") && it.contains("one-time")), "{options:?}");
    assert!(stage.text().contains("$VMCLOUD_API_KEY") && stage.text().contains("--data-binary @up.yml"));
    let choice = stage.get("combobox", "API key");
    let select: web_sys::HtmlSelectElement = wasm_bindgen::JsCast::unchecked_into(choice);
    select.set_value(&id_of("ci"));
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    select.dispatch_event(&web_sys::Event::new_with_event_init_dict("change", &options).unwrap()).unwrap();
    settle().await;
    assert!(stage.text().contains("khk_••••••••••••7Qa2"), "{}", stage.text());
    click(&stage.get("button", "Copy Shell")).await;
    until("the command on the clipboard", || copied().is_some_and(|text| text.contains(SECRET))).await;
    assert!(!stage.text().contains(SECRET) && !stage.query("dialog")[0].outer_html().contains(SECRET));
    click(&stage.get("tab", "Terraform")).await;
    assert!(stage.text().contains("victoriametricscloud_rule_file"));
    assert!(query().contains("tool=Terraform"), "{}", query());
    assert_eq!(attribute(&stage.get("tab", "Terraform"), "aria-selected"), "true");
}
