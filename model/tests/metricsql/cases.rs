//! The lists of expressions beside this file.
//!
//! A line that starts with `==` says what those below it are about. `␤` stands for a line break. In lists with problems,
//! each expression is followed by a line for each problem, which underlines it (`|` where something is missing) and
//! names it; a blank line ends an expression.

/// An expression, and what should be found wrong with it.
pub(crate) struct Case {
    /// What the expressions around it are about.
    pub(crate) section: String,
    /// The expression.
    pub(crate) text: String,
    /// The problems, drawn as in the list.
    pub(crate) problems: Vec<String>,
}

/// Reads a list of expressions without problems.
pub(crate) fn plain(list: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut section = String::new();
    for line in list.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("== ") {
            Some(title) => section = title.to_owned(),
            None => cases.push(Case { section: section.clone(), text: unfold(line), problems: Vec::new() }),
        }
    }
    cases
}

/// Reads a list of expressions with problems.
pub(crate) fn drawn(list: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut section = String::new();
    for block in list.trim_end().split("\n\n") {
        let mut lines = block.lines();
        let first = lines.next().unwrap_or_default();
        match first.strip_prefix("== ") {
            Some(title) => section = title.to_owned(),
            None => {
                let problems = lines.map(str::to_owned).collect();
                cases.push(Case { section: section.clone(), text: unfold(first), problems });
            }
        }
    }
    cases
}

fn unfold(line: &str) -> String {
    line.replace('␤', "\n")
}
