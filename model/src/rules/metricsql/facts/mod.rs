//! What a linter wants to know of an expression.
//!
//! What can't be told for sure counts as unknown: the labels of a WITH template's result can be any.

mod labels;
mod names;

pub use labels::{Labels, result_labels};
pub use names::is_gauge_by_name;
