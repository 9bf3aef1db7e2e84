//! What can be wrong with an expression.

use super::Span;

/// One thing that is wrong with an expression, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// Bytes of the expression's text, on character boundaries; empty at a place where something is missing.
    pub span: Span,
    /// What kind of problem it is.
    pub code: ProblemCode,
    /// One or two sentences for a person.
    pub message: String,
    /// `false` where VictoriaMetrics refuses the expression, `true` where it takes it and it may fail, or mean something
    /// else than it seems to, when it runs.
    pub warning: bool,
}

impl Problem {
    pub(super) fn error(span: Span, code: ProblemCode, message: impl Into<String>) -> Self {
        Self { span, code, message: message.into(), warning: false }
    }

    pub(super) fn warning(span: Span, code: ProblemCode, message: impl Into<String>) -> Self {
        Self { span, code, message: message.into(), warning: true }
    }
}

/// The kinds of problems of an expression.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ProblemCode {
    /// There is no expression, or none where there should be one.
    MissingExpression,
    /// Something stands where it can't.
    UnexpectedToken,
    /// A bracket is never closed.
    UnclosedBracket,
    /// A string is never closed.
    UnclosedString,
    /// A character that has no meaning here.
    UnknownCharacter,
    /// A number that can't be read.
    BadNumber,
    /// A duration that can't be read, or something else where a duration should be.
    BadDuration,
    /// A string with an escape sequence that doesn't exist.
    BadEscape,
    /// A regular expression that surely can't be compiled.
    BadRegex,
    /// A modifier that this operator or function doesn't take.
    BadModifier,
    /// A WITH template, or an argument of one, with a name that is taken.
    DuplicateTemplate,
    /// A name that only a WITH template could give a meaning, and none does.
    UnknownTemplate,
    /// A WITH template that can't stand here, or has other arguments.
    BadTemplateUse,
    /// Nested too deeply, or templates that unfold to too much.
    TooComplex,
    /// Warning: a function that isn't known.
    UnknownFunction,
    /// Warning: a function with too few or too many arguments.
    ArgumentCount,
    /// Warning: an argument of a kind that the function can't take.
    ArgumentKind,
    /// A variable that only Grafana fills in; a warning for the few that VictoriaMetrics takes for the step.
    DashboardVariable,
}

impl ProblemCode {
    /// Every code, in the order of this list.
    pub const ALL: &'static [Self] = &[
        Self::MissingExpression,
        Self::UnexpectedToken,
        Self::UnclosedBracket,
        Self::UnclosedString,
        Self::UnknownCharacter,
        Self::BadNumber,
        Self::BadDuration,
        Self::BadEscape,
        Self::BadRegex,
        Self::BadModifier,
        Self::DuplicateTemplate,
        Self::UnknownTemplate,
        Self::BadTemplateUse,
        Self::TooComplex,
        Self::UnknownFunction,
        Self::ArgumentCount,
        Self::ArgumentKind,
        Self::DashboardVariable,
    ];
}
