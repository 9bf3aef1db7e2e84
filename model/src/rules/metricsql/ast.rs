//! The tree of an expression. Every node knows which bytes of the text it was read from.

use super::Span;
use super::duration::Duration;
use super::operator::BinaryOp;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its bytes in the text.
    pub span: Span,
    /// How many levels the tree has from here: bounded, so that walking it can't exhaust the stack.
    pub(super) height: u16,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `42`, `1.5Ki`, `0x1f`, `Inf`.
    Number(f64),
    /// `5m` where a value is expected: its seconds.
    Duration(Duration),
    /// `"text"`, `"a" + b` with a template `b`.
    Text(Text),
    /// `metric{label="value"}`; with WITH templates, a bare name may be one of them.
    Selector(Selector),
    /// `rate(x)`, or a template with arguments.
    Call(Call),
    /// `sum(x) by (job)`.
    Aggregate(Aggregate),
    /// `a + b`.
    Binary(Box<Binary>),
    /// `-a`.
    Negate(Box<Expr>),
    /// `a[5m] offset 1h @ end()`.
    Rollup(Box<Rollup>),
    /// `(a)`; with none or several expressions inside, it is their union.
    Parens(Vec<Expr>),
    /// `WITH (name = …) expression`.
    With(Box<With>),
}

/// A name as it is meant (escapes undone), and where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Name {
    /// Without escapes and quotes.
    pub text: String,
    /// Its bytes in the text, with escapes and quotes.
    pub span: Span,
}

/// A string: pieces joined by `+`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Text {
    /// At least one.
    pub pieces: Vec<Piece>,
    /// From the first piece to the last.
    pub span: Span,
}

impl Text {
    /// The string, unless it takes a template to know it.
    pub fn value(&self) -> Option<String> {
        self.pieces.iter().map(|piece| piece.value.as_deref()).collect()
    }
}

/// A piece of a string.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Piece {
    /// What a literal means; nothing where it is the name of a template, or a literal that can't be read.
    pub value: Option<String>,
    /// The name of a template.
    pub template: Option<String>,
    /// Its bytes in the text.
    pub span: Span,
    /// The escape sequence that keeps a literal from being read.
    pub(super) bad_escape: Option<Span>,
}

/// Which series to read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Selector {
    /// The name before the braces. One in quotes within them is a filter of the label `__name__`.
    pub name: Option<Name>,
    /// The filters in braces: groups of which one must match (`or`), each of filters that must all match.
    pub groups: Vec<Vec<LabelFilter>>,
    /// Whether there are braces, with or without filters.
    pub braces: bool,
}

/// One filter in braces.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LabelFilter {
    /// The label; or the name of a template if there is no value.
    pub label: Name,
    /// How the value is compared.
    pub op: MatchOp,
    /// The value; none in `{template}`.
    pub value: Option<Text>,
    /// From the label to the value.
    pub span: Span,
}

/// How a label is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Matches,
    /// `!~`
    MatchesNot,
}

/// A call of a function or of a template with arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function, as it is written.
    pub name: Name,
    /// The arguments.
    pub args: Vec<Expr>,
    /// Whether `keep_metric_names` follows.
    pub keep_metric_names: bool,
}

/// A call of an aggregate function.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// The function, as it is written.
    pub name: Name,
    /// The arguments.
    pub args: Vec<Expr>,
    /// `by (…)` or `without (…)`.
    pub grouping: Option<Grouping>,
    /// `limit N`.
    pub limit: Option<u64>,
}

/// How an aggregate groups series.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grouping {
    /// `without` instead of `by`.
    pub without: bool,
    /// The labels in parentheses.
    pub labels: Vec<Name>,
    /// From the word to the closing parenthesis.
    pub span: Span,
}

/// Two expressions and the operator between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Binary {
    /// The operator.
    pub op: BinaryOp,
    /// Where the operator stands.
    pub op_span: Span,
    /// `bool` behind a comparison.
    pub returns_bool: bool,
    /// `on (…)` or `ignoring (…)`.
    pub matching: Option<Matching>,
    /// `group_left` or `group_right`.
    pub join: Option<Join>,
    /// What stands before the operator.
    pub left: Expr,
    /// What stands behind it.
    pub right: Expr,
    /// Whether `keep_metric_names` follows.
    pub keep_metric_names: bool,
}

/// By which labels series of both sides find each other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Matching {
    /// `ignoring` instead of `on`.
    pub ignoring: bool,
    /// The labels in parentheses.
    pub labels: Vec<Name>,
    /// From the word to the closing parenthesis.
    pub span: Span,
}

/// Which side may have several series for one of the other.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Join {
    /// `group_right` instead of `group_left`.
    pub right: bool,
    /// The labels to copy; `*` alone stands for all.
    pub labels: Vec<Name>,
    /// The string behind `prefix`, set before the names of copied labels.
    pub prefix: Option<Text>,
    /// From the word to the closing parenthesis.
    pub span: Span,
}

/// An expression with a window, an offset or a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Rollup {
    /// What they are applied to.
    pub expr: Expr,
    /// `[window:step]`.
    pub window: Option<Window>,
    /// Behind `offset`.
    pub offset: Option<Duration>,
    /// Behind `@`.
    pub at: Option<Expr>,
}

/// What stands in square brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// How far to look back; `[:1m]` has none.
    pub length: Option<Duration>,
    /// The step of a subquery.
    pub step: Option<Duration>,
    /// Whether there is a colon, so that it is a subquery.
    pub subquery: bool,
    /// From bracket to bracket.
    pub span: Span,
}

/// Templates, and the expression that uses them.
#[derive(Clone, Debug, PartialEq)]
pub struct With {
    /// The templates; each may use those before it.
    pub templates: Vec<Template>,
    /// The expression.
    pub body: Expr,
}

/// One WITH template.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// What it is called.
    pub name: Name,
    /// The names of its arguments.
    pub params: Vec<Name>,
    /// What it stands for.
    pub body: Expr,
}

impl ExprKind {
    /// The expressions right below this one, in the order of the text.
    pub fn children(&self) -> impl Iterator<Item = &Expr> {
        let (list, pair): (&[Expr], [Option<&Expr>; 2]) = match self {
            Self::Number(_) | Self::Duration(_) | Self::Text(_) | Self::Selector(_) => (&[], [None, None]),
            Self::Call(call) => (&call.args, [None, None]),
            Self::Aggregate(aggregate) => (&aggregate.args, [None, None]),
            Self::Parens(exprs) => (exprs, [None, None]),
            Self::Binary(binary) => (&[], [Some(&binary.left), Some(&binary.right)]),
            Self::Negate(expr) => (&[], [Some(expr), None]),
            Self::Rollup(rollup) => {
                let Rollup { expr, at, .. } = &**rollup;
                (&[], [Some(expr), at.as_ref()])
            }
            Self::With(with) => (&[], [Some(&with.body), None]),
        };
        let templates = if let Self::With(with) = self { with.templates.as_slice() } else { &[] };
        let templates = templates.iter().map(|template| &template.body);
        templates.chain(list).chain(pair.into_iter().flatten())
    }
}
