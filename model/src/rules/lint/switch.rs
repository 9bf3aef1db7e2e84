//! Comments that switch lints off: `# keyhouse: off no_for, no_severity`.
//!
//! On a line of a rule, or on the lines right above it, such a comment counts for the rule; on or above the first lines
//! of a group, for the group; above `groups:`, for the file.

use crate::rules::diagnostic::{Code, Severity};
use crate::rules::file::File;
use crate::rules::sink::Sink;
use crate::rules::span::{Lines, Span};
use crate::rules::suggest::did_you_mean;
use crate::rules::yaml::{Kind, Tree};

const MARK: &str = "# keyhouse:";
/// How many such comments count. Rule files need a few.
const MOST: usize = 1000;

/// A comment, what it switches off, and where.
struct Switch {
    /// The comment.
    span: Span,
    scope: Option<Span>,
    codes: Vec<(Code, Span, bool)>,
}

/// Takes away what comments switch off, and says which comments do nothing.
pub(crate) fn switch_off(file: &File, tree: &Tree, lines: &Lines<'_>, sink: &mut Sink<'_>) {
    let mut switches = find(tree, lines, sink);
    give_scopes(&mut switches, file, tree, lines);
    sink.switch_off(|span, code| {
        let mut off = false;
        for switch in switches.iter_mut().filter(|switch| covers(switch, span)) {
            for (_, _, used) in switch.codes.iter_mut().filter(|(other, _, _)| *other == code) {
                (off, *used) = (true, true);
            }
        }
        off
    });
    for (code, span, _) in switches.into_iter().flat_map(|switch| switch.codes).filter(|(_, _, used)| !used) {
        let message = format!("There is no {} here to be switched off. Delete this.", code.as_str());
        sink.push(Severity::Hint, span, Code::UnusedSwitch, message);
    }
}

fn covers(switch: &Switch, span: &Span) -> bool {
    switch.scope.as_ref().is_some_and(|scope| scope.start <= span.start && span.start <= scope.end)
}

fn find(tree: &Tree, lines: &Lines<'_>, sink: &mut Sink<'_>) -> Vec<Switch> {
    let text = lines.text();
    if !text.contains(MARK) {
        return Vec::new();
    }
    let scalars = tree.nodes().iter().filter(|node| matches!(node.kind, Kind::Scalar { .. }));
    let scalars: Vec<Span> = scalars.map(|node| node.span.clone()).collect();
    let is_comment = |at: usize| {
        let before = text[..at].chars().next_back();
        let inside = scalars.partition_point(|span| span.start <= at);
        before.is_none_or(char::is_whitespace)
            && inside.checked_sub(1).is_none_or(|index| scalars[index].end <= at)
    };
    let places = text.match_indices(MARK).map(|(at, _)| at).filter(|at| is_comment(*at)).take(MOST);
    places.map(|at| read(at, lines, sink)).collect()
}

/// Reads one comment.
fn read(at: usize, lines: &Lines<'_>, sink: &mut Sink<'_>) -> Switch {
    let text = lines.text();
    let span = at..lines.line(lines.index(at)).end;
    let mut codes = Vec::new();
    let mut words = words(text, at + MARK.len()..span.end);
    if words.first().is_none_or(|word| &text[word.clone()] != "off") {
        let message = "Write: # keyhouse: off, and the codes to switch off.";
        sink.warning(span.clone(), Code::UnknownSwitch, message);
        words.clear();
    }
    for word in words.into_iter().skip(1) {
        let name = &text[word.clone()];
        match Code::from_word(name) {
            Some(code) if code.can_be_switched_off() => codes.push((code, word, false)),
            Some(_) => {
                let message = format!("{name} can't be switched off, since it is no matter of taste.");
                sink.warning(word, Code::UnknownSwitch, message);
            }
            None => {
                let known =
                    Code::ALL.iter().filter(|code| code.can_be_switched_off()).map(|code| code.as_str());
                let message = format!("There is no check {name}.{}", did_you_mean(name, known));
                sink.warning(word, Code::UnknownSwitch, message);
            }
        }
    }
    Switch { span, scope: None, codes }
}

fn words(text: &str, range: Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = range.start;
    for word in text[range].split([' ', '\t', ',']) {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    words
}

fn give_scopes(switches: &mut [Switch], file: &File, tree: &Tree, lines: &Lines<'_>) {
    let groups: Vec<Span> = file.groups.iter().map(|group| group.span.clone()).collect();
    let rules: Vec<Span> =
        file.groups.iter().flat_map(|group| &group.rules).map(|rule| rule.span.clone()).collect();
    let top = tree.documents.first().map_or(lines.text().len(), |root| tree.span(*root).start);
    let mut below: Option<(usize, Option<Span>)> = None;
    for switch in switches.iter_mut().rev() {
        let line_start = lines.line(lines.index(switch.span.start)).start;
        let alone = lines.text()[line_start..switch.span.start].trim().is_empty();
        let next = alone.then(|| next_scope(&switch.span, &groups, &rules, &below, lines)).flatten();
        switch.scope = on_lines(&rules, &switch.span, lines)
            .or_else(|| next.clone())
            .or_else(|| (switch.span.start < top).then(|| 0..lines.text().len()))
            .or_else(|| on_lines(&groups, &switch.span, lines));
        below = Some((line_start, next));
    }
}

/// The rule or group on whose lines something stands.
fn on_lines(spans: &[Span], place: &Span, lines: &Lines<'_>) -> Option<Span> {
    let line = lines.line(lines.index(place.start));
    let index = spans.partition_point(|span| span.start < line.end);
    let span = spans.get(index.checked_sub(1)?)?;
    (span.end >= line.start).then(|| span.clone())
}

/// The rule or group right below a comment, with nothing but comments between them.
fn next_scope(
    place: &Span,
    groups: &[Span],
    rules: &[Span],
    below: &Option<(usize, Option<Span>)>,
    lines: &Lines<'_>,
) -> Option<Span> {
    let after = |spans: &[Span]| spans.get(spans.partition_point(|span| span.start <= place.start)).cloned();
    let next = [after(groups), after(rules)].into_iter().flatten().min_by_key(|span| span.start)?;
    // Another such comment between them knows already what is below.
    let (stop, scope) = match below {
        Some((start, scope)) if *start < next.start => (*start, scope.clone()),
        _ => (next.start, Some(next)),
    };
    let mut between = lines.text()[place.end..stop].split(['\n', '\r']).map(str::trim);
    between.all(|line| line.is_empty() || line == "-" || line.starts_with('#')).then_some(scope).flatten()
}
