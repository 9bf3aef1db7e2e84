//! The sum of what the test runners say of themselves.

use std::fmt;

/// How many tests passed, failed and were left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    /// Takes in a line like `test result: ok. 3 passed; 0 failed; 1 ignored; …`; others say nothing.
    pub(crate) fn see(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ").and_then(|(_, rest)| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split(';') {
            if let Some((number, word)) = count.trim().split_once(' ')
                && let Ok(number) = number.parse::<usize>()
            {
                match word {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_all_runners_are_summed() {
        let mut tally = Tally::default();
        tally.see("running 4 tests");
        tally.see(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s",
        );
        tally.see("test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.03s");
        assert_eq!(tally, Tally { passed: 8, failed: 2, skipped: 1 });
        assert_eq!(tally.to_string(), "8 passed, 2 failed, 1 skipped");
        assert_eq!(Tally { passed: 1, ..Tally::default() }.to_string(), "1 passed, 0 failed");
    }
}
