//! Texts that the checks or the engines refuse: what is wrong, each thing with its place, as an answer.

use crate::error::Error;
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::rules::{Code, Diagnostic, Severity};

/// How many errors an answer names. Who has more mends these first.
const MOST: usize = 50;

/// The answer to a text with errors: how many, the first in words, and each with `LINE:COLUMN` as its pointer.
/// `left_out` is how much was found that is not in the list.
pub fn refusal(found: &[Diagnostic], left_out: usize) -> Error {
    let errors: Vec<&Diagnostic> = found.iter().filter(|one| one.severity == Severity::Error).collect();
    let problems = errors.iter().take(MOST).map(|one| {
        let pointer = format!("{}:{}", one.line, one.column);
        FieldProblem::new(&pointer, one.code.as_str(), in_words(one))
    });
    let first = errors.first().map(|first| format!("line {}: {}", first.line, in_words(first)));
    let first = first.unwrap_or_default();
    let detail = match errors.len() {
        1 => format!("Nothing was saved, because of an error in {first}"),
        count => {
            let at_least = if left_out > 0 { "at least " } else { "" };
            format!("Nothing was saved, because of {at_least}{count} errors. The first is in {first}")
        }
    };
    Error::InvalidText(detail, problems.collect())
}

fn in_words(one: &Diagnostic) -> String {
    let message = &one.message;
    match (&one.group, &one.rule) {
        (Some(group), Some(rule)) => format!("{message} (group {group}, rule {rule})"),
        (Some(group), None) => format!("{message} (group {group})"),
        (None, Some(rule)) => format!("{message} (rule {rule})"),
        (None, None) => message.clone(),
    }
}

/// What a program that is to read `text` says against it, as a diagnostic: at the line that it names, if it names one
/// that is there, else at the first.
pub fn refused_by(program: &str, words: &str, text: &str) -> Diagnostic {
    let named =
        words.split("line ").nth(1).map(|rest| rest.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let digits = named.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let number: Option<usize> = digits.and_then(|digits| digits.parse().ok()).filter(|number| *number > 0);
    let found = number.and_then(|number| Some((number, text.lines().nth(number - 1)?)));
    let (line, content) = found.unwrap_or_else(|| (1, text.lines().next().unwrap_or_default()));
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    let end_column = u32::try_from(content.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
    Diagnostic {
        severity: Severity::Error,
        code: Code::Refused,
        message: if words.starts_with(program) {
            words.to_owned()
        } else {
            format!("{program} refuses this: {words}")
        },
        line,
        column: 1,
        end_line: line,
        end_column,
        group: None,
        rule: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: u32, message: &str) -> Diagnostic {
        Diagnostic {
            line,
            group: Some("web".into()),
            message: message.into(),
            ..refused_by("vmalert", "", "")
        }
    }

    fn told(error: &Error) -> (&str, &[FieldProblem]) {
        match error {
            Error::InvalidText(detail, problems) => (detail, problems),
            _ => ("", &[]),
        }
    }

    #[test]
    fn the_first_error_is_told_in_words_and_each_with_its_place() {
        let warning = Diagnostic { severity: Severity::Warning, ..error(1, "Odd.") };
        let refused = refusal(&[warning, error(3, "Wrong.")], 0);
        let (detail, problems) = told(&refused);
        assert_eq!(detail, "Nothing was saved, because of an error in line 3: Wrong. (group web)");
        assert_eq!(problems, [FieldProblem::new("3:1", "refused", "Wrong. (group web)")]);
        let many: Vec<Diagnostic> = (1..=60).map(|line| error(line, "Wrong.")).collect();
        let refused = refusal(&many, 0);
        let (detail, problems) = told(&refused);
        assert!(
            detail.starts_with("Nothing was saved, because of 60 errors. The first is in line 1:"),
            "{detail}"
        );
        assert_eq!(problems.len(), MOST);
        assert!(told(&refusal(&many, 1)).0.contains("at least 60 errors"));
    }

    #[test]
    fn the_word_of_a_program_stands_at_the_line_that_it_names() {
        let text = "groups:\n- name: a\n  foo: 1\n";
        let place = |words: &str| {
            let found = refused_by("vmalert", words, text);
            (found.line, found.end_line, found.end_column)
        };
        assert_eq!(place("yaml: line 3: did not find it"), (3, 3, 9));
        assert_eq!(place("line 99: no"), (1, 1, 8));
        assert_eq!(place("line 0"), (1, 1, 8));
        assert_eq!(place("no such metric"), (1, 1, 8));
        assert_eq!(refused_by("vmalert", "empty", "").end_column, 1);
        let message = |words| refused_by("vmalert", words, text).message;
        assert_eq!(message("no such field"), "vmalert refuses this: no such field");
        assert_eq!(message("vmalert did not answer."), "vmalert did not answer.");
    }
}
