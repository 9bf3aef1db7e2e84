//! The server's word on a text that it did not take, as marks for the editor. Pure.

use keyhouse_model::problem::FieldProblem;
use keyhouse_model::rules::{Code, Diagnostic, Severity};

/// What the server found wrong with `text`: a problem that names no place is one of the first line.
pub(super) fn refused(problems: &[FieldProblem], text: &str) -> Vec<Diagnostic> {
    problems.iter().map(|problem| diagnostic(problem, text)).collect()
}

fn diagnostic(problem: &FieldProblem, text: &str) -> Diagnostic {
    let place = problem.pointer.split_once(':');
    let place = place.and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
    let (line, column): (u32, u32) = place.unwrap_or((1, 1));
    // Only where it begins is said; it is taken to go on to the end of the line.
    let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    let length = text.lines().nth(at).map_or(0, |line| line.trim_end().chars().count());
    let end_column =
        u32::try_from(length).unwrap_or(u32::MAX).saturating_add(1).max(column.saturating_add(1));
    Diagnostic {
        severity: Severity::Error,
        code: Code::from_word(&problem.code).unwrap_or(Code::Refused),
        message: problem.detail.clone(),
        line,
        column,
        end_line: line,
        end_column,
        group: None,
        rule: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_goes_to_the_end_of_its_line() {
        let text = "groups:\n  - nome: ä  \n";
        let problems = [
            FieldProblem::new("2:5", "unknown_field", "There is no field nome."),
            FieldProblem::new("", "refused", "vmalert refuses it."),
            FieldProblem::new("9:4", "a_code_of_tomorrow", "Something."),
        ];
        let found = refused(&problems, text);
        let places: Vec<_> = found.iter().map(|it| (it.line, it.column, it.end_column, it.code)).collect();
        assert_eq!(
            places,
            [(2, 5, 12, Code::UnknownField), (1, 1, 8, Code::Refused), (9, 4, 5, Code::Refused)]
        );
    }
}
