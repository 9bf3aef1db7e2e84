//! Durations: `5m`, `1h30m`, `1.5d`, `2i`, and numbers of seconds.

use super::Span;

/// A duration as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Duration {
    /// How long it is.
    pub length: Length,
    /// Its bytes in the text, with the sign.
    pub span: Span,
}

/// How long something is.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// A fixed time and a number of steps (`i`), added; either may be negative or zero.
    Known {
        /// Milliseconds.
        millis: f64,
        /// Multiples of the query's step.
        steps: f64,
    },
    /// What the WITH template of this name says.
    Template(String),
    /// What Grafana would fill in; VictoriaMetrics takes the step for it.
    Variable,
    /// It can't be read; there is a problem for it.
    Unreadable,
}
