//! What a linter wants to know of an expression.

use super::{Expr, Name};

/// Which labels the series of a result can have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Labels {
    /// It can't be told.
    Any,
    /// No others than these.
    Only(Vec<String>),
    /// Surely not these.
    Without(Vec<String>),
}

/// What is surely known of the labels of the result.
pub fn result_labels(_expr: &Expr) -> Labels {
    Labels::Any
}

/// Whether the result depends on a comparison, so that it can be empty while its series exist.
pub fn has_comparison(_expr: &Expr) -> bool {
    false
}

/// The names of the metrics that are read, in the order of the text.
pub fn metric_names(_expr: &Expr) -> Vec<&Name> {
    Vec::new()
}
