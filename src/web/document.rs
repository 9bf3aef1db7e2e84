//! The document around the app: its title and its theme.

use wasm_bindgen::JsCast;

/// Sets what the browser's tab and history say.
pub fn set_title(title: &str) {
    leptos::prelude::document().set_title(title);
}

/// Sets `data-theme` on `<html>` (`light` or `dark`); `None` takes it away, so that the system decides.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = leptos::prelude::document().document_element() else {
        return;
    };
    // Setting or removing a valid attribute name cannot fail.
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}

/// What the theme that is shown makes of a colour's name in the style sheets, such as `--text`: a colour that a
/// canvas can draw with. Empty if there is none of that name.
pub fn colour(name: &str) -> String {
    let probe = || {
        let document = leptos::prelude::document();
        let probe: web_sys::HtmlElement = document.create_element("span").ok()?.unchecked_into();
        probe.style().set_property("color", &format!("var({name})")).ok()?;
        document.body()?.append_child(&probe).ok()?;
        let style = super::window().get_computed_style(&probe).ok().flatten();
        let colour = style.and_then(|it| it.get_property_value("color").ok());
        probe.remove();
        colour
    };
    probe().unwrap_or_default()
}

/// Whether what index.html shows until the console does is still there.
pub fn is_starting() -> bool {
    leptos::prelude::document().get_element_by_id("boot").is_some()
}

/// Where a file of the console is that the page names in `<meta name="…">`, as a URL; nothing if this build has none.
pub fn file(name: &str) -> Option<String> {
    let document = leptos::prelude::document();
    let meta = document.query_selector(&format!("meta[name='{name}']")).ok().flatten()?;
    let base = document.base_uri().ok().flatten()?;
    web_sys::Url::new_with_base(&meta.get_attribute("content")?, &base).ok().map(|url| url.href())
}
