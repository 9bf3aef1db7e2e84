//! The names of labels and metrics.

/// Whether Prometheus would take it as a label's name: letters, digits and `_`, not beginning with a digit.
pub(crate) fn is_label_name(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether it can be queried without escapes: as a label's name, and with `:`.
pub(crate) fn is_metric_name(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'))
}
