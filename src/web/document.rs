//! The document around the app: its title and its theme.

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

/// What a custom property of the style sheets is for the theme shown now, such as `--chart-1`; for a
/// canvas, which cannot read them. Empty where there is no such property.
pub fn style_value(property: &str) -> String {
    let Some(root) = leptos::prelude::document().document_element() else {
        return String::new();
    };
    let style = super::window().get_computed_style(&root).ok().flatten();
    style.and_then(|it| it.get_property_value(property).ok()).unwrap_or_default().trim().to_owned()
}
