//! Where the checks put what they find.

use super::diagnostic::{Code, Diagnostic, Severity};
use super::span::{Lines, Span};

/// The most of each severity that are kept: nobody reads more, and a hostile file can't fill the memory.
const MOST: usize = 500;

/// Collects what is found.
pub(crate) struct Sink<'a> {
    lines: &'a Lines<'a>,
    found: Vec<(Span, Diagnostic)>,
    kept: [usize; 3],
    left_out: usize,
    /// The name of the group that is being read.
    pub(crate) group: Option<String>,
    /// The name of the rule that is being read.
    pub(crate) rule: Option<String>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(lines: &'a Lines<'a>) -> Self {
        Self { lines, found: Vec::new(), kept: [0; 3], left_out: 0, group: None, rule: None }
    }

    pub(crate) fn error(&mut self, span: Span, code: Code, message: impl Into<String>) {
        self.push(Severity::Error, span, code, message.into());
    }

    pub(crate) fn warning(&mut self, span: Span, code: Code, message: impl Into<String>) {
        self.push(Severity::Warning, span, code, message.into());
    }

    /// Keeps one; of each severity no more than the first [`MOST`], so that warnings can't push out an error.
    pub(crate) fn push(&mut self, severity: Severity, span: Span, code: Code, message: String) {
        if self.kept[severity as usize] >= MOST {
            self.left_out += 1;
            return;
        }
        self.kept[severity as usize] += 1;
        let (line, column) = self.lines.position(span.start);
        let (end_line, end_column) = self.lines.position(span.end.max(span.start));
        let (group, rule) = (self.group.clone(), self.rule.clone());
        let found = Diagnostic { severity, code, message, line, column, end_line, end_column, group, rule };
        self.found.push((span, found));
    }

    /// How much was found so far, for [`Self::keep_types_since`].
    pub(crate) fn mark(&self) -> usize {
        self.found.len()
    }

    /// Of what was found since then, keeps only values of wrong types: of something that another takes the place of,
    /// `vmalert` minds nothing else.
    pub(crate) fn keep_types_since(&mut self, mark: usize) {
        let types = |code| matches!(code, Code::WrongType | Code::BadDuration | Code::YamlMerge);
        let mut index = 0;
        self.found.retain(|(_, found)| {
            index += 1;
            let keep = index <= mark || types(found.code);
            self.kept[found.severity as usize] -= usize::from(!keep);
            keep
        });
    }

    /// Whether anything is an error so far.
    pub(crate) fn has_errors(&self) -> bool {
        self.kept[Severity::Error as usize] > 0
    }

    /// The line on which a byte stands, counted from 1.
    pub(crate) fn line_of(&self, at: usize) -> u32 {
        self.lines.line_number(at)
    }

    /// Forgets the lints that a comment switches off.
    pub(crate) fn switch_off(&mut self, mut is_off: impl FnMut(&Span, Code) -> bool) {
        self.found.retain(|(span, found)| !found.code.can_be_switched_off() || !is_off(span, found.code));
    }

    /// What was found, in the order of the text, and how much more there was.
    pub(crate) fn finish(mut self) -> (Vec<Diagnostic>, usize) {
        self.found.sort_by_key(|(span, found)| (span.start, found.severity as usize));
        (self.found.into_iter().map(|(_, found)| found).collect(), self.left_out)
    }
}
