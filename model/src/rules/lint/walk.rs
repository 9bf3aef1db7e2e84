//! Going through an expression.

use crate::rules::metricsql::{Expr, ExprKind};

/// Calls `visit` for the expression and all within it, in the order of the text.
pub(super) fn walk<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    visit(expr);
    for child in expr.kind.children() {
        walk(child, visit);
    }
}

/// Whether something holds for the expression or any within it.
pub(super) fn any(expr: &Expr, test: &mut impl FnMut(&Expr) -> bool) -> bool {
    let mut found = false;
    walk(expr, &mut |expr| found = found || test(expr));
    found
}

/// The expression without parentheses around it.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Parens(inner) if inner.len() == 1 => bare(&inner[0]),
        _ => expr,
    }
}
