use keyhouse_console::ui::code::{CodeBlock, CodeTabs, Sample, Snippet};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, click};

#[wasm_bindgen_test]
async fn a_masked_part_is_marked_in_what_is_shown() {
    let shown = Snippet::marking("curl -H 'Key: khk_••7Qa2' /x?k=khk_••7Qa2", "khk_••7Qa2");
    let stage =
        Stage::new(move || view! { <CodeBlock shown language="curl" source="curl -H 'Key: khk_real'" /> })
            .await;
    assert_eq!(stage.query("pre")[0].inner_text(), "curl -H 'Key: khk_••7Qa2' /x?k=khk_••7Qa2");
    assert_eq!(stage.query("mark").len(), 2);
    assert!(stage.has("button", "Copy curl"));
}

#[wasm_bindgen_test]
async fn each_language_has_its_tab() {
    let sample = |label: &str, text: &str| Sample {
        label: label.to_owned(),
        language: label.to_owned(),
        shown: text.into(),
        source: None,
    };
    let samples = vec![sample("curl", "curl /api"), sample("Terraform", "provider {}")];
    let stage = Stage::new(move || view! { <CodeTabs label="Use it" samples /> }).await;
    assert_eq!(stage.names("tab"), ["curl", "Terraform"]);
    assert_eq!(stage.query("pre")[0].inner_text(), "curl /api");
    click(&stage.get("tab", "Terraform")).await;
    assert_eq!(stage.query("pre")[0].inner_text(), "provider {}");
    assert!(stage.has("button", "Copy Terraform"));
}
