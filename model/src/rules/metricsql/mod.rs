//! MetricsQL, VictoriaMetrics' language of queries: read into a tree whose every node knows its place in the text.
//!
//! [`parse`] never fails: it yields the tree of what could be read, and the problems. An error is what the engine's own
//! parser refuses; a warning is what it takes and what may still fail or mislead when it runs. Where engines of
//! different age differ, the newest counts.

mod ast;
mod duration;
pub mod facts;
mod functions;
mod lexer;
mod operator;
mod parser;
mod problem;
pub(crate) mod regex;
mod templates;

pub use ast::{
    Aggregate, Binary, Call, Expr, ExprKind, Grouping, Join, LabelFilter, MatchOp, Matching, Name, Piece,
    Rollup, Selector, Template, Text, Window, With,
};
pub use duration::{Duration, Length};
pub use functions::{ArgKind, Function, FunctionKind};
pub use operator::BinaryOp;
pub use problem::{Problem, ProblemCode};

/// Bytes of a text, from the first to behind the last.
pub type Span = std::ops::Range<usize>;

/// What came of reading an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The tree; none if nothing could be read.
    pub expr: Option<Expr>,
    /// What is wrong, in the order of the text. The first error is the one to look at: others may follow from it.
    pub problems: Vec<Problem>,
}

/// Reads an expression. Takes time and memory in proportion to the text, whatever it holds.
pub fn parse(text: &str) -> Parsed {
    let (expr, mut problems) = parser::parse(text);
    let is_whole = problems.iter().all(|problem| problem.warning);
    // The tree of half an expression lacks templates and arguments that only couldn't be read.
    if let Some(expr) = expr.as_ref().filter(|_| is_whole) {
        templates::check(expr, &mut problems);
        functions::check(expr, &mut problems);
    }
    problems.sort_by_key(|problem| problem.span.start);
    Parsed { expr, problems }
}
