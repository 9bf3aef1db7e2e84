//! Two texts compared line by line.

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};
use serde::{Deserialize, Serialize};

/// How many lines that are the same stand around those that differ.
const CONTEXT: u32 = 3;
/// How many lines are listed; nobody reads more, and a page can't show many more.
const MOST: usize = 5_000;
/// How many bytes of a line are shown.
const MOST_BYTES: usize = 2_000;

/// A line of a comparison. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineDiff {
    /// It is in both.
    Same {
        /// Its number in the old text.
        old: u32,
        /// Its number in the new text.
        new: u32,
        /// What it says.
        text: String,
    },
    /// It is in the old text only.
    Removed {
        /// Its number there.
        old: u32,
        /// What it says.
        text: String,
    },
    /// It is in the new text only.
    Added {
        /// Its number there.
        new: u32,
        /// What it says.
        text: String,
    },
    /// Here stand lines that are in both and far from any that differ.
    Skipped {
        /// How many.
        count: u32,
    },
}

/// The lines of a comparison, in their order, and how many more there would be. There are none if the texts are the same.
pub(super) fn lines(old: &str, new: &str) -> (Vec<LineDiff>, usize) {
    let input = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let mut listing = Listing { input: &input, listed: Vec::new(), left_out: 0, old: 0, new: 0 };
    for hunk in diff.hunks() {
        listing.hunk(&hunk);
    }
    listing.end();
    (listing.listed, listing.left_out)
}

/// The comparison so far.
struct Listing<'a> {
    input: &'a InternedInput<&'a str>,
    listed: Vec<LineDiff>,
    left_out: usize,
    /// The next line of each text, counted from 0.
    old: u32,
    new: u32,
}

impl Listing<'_> {
    /// The lines before a change, and the change.
    fn hunk(&mut self, hunk: &Hunk) {
        let between = hunk.before.start - self.old;
        // Behind the change before this one; the first has none.
        let behind = if self.listed.is_empty() { 0 } else { CONTEXT.min(between) };
        let ahead = CONTEXT.min(between - behind);
        self.same(behind);
        self.skip(between - behind - ahead);
        self.same(ahead);
        for at in hunk.before.clone() {
            let text = shown(self.input, self.input.before[at as usize]);
            self.add(LineDiff::Removed { old: at + 1, text });
        }
        for at in hunk.after.clone() {
            let text = shown(self.input, self.input.after[at as usize]);
            self.add(LineDiff::Added { new: at + 1, text });
        }
        (self.old, self.new) = (hunk.before.end, hunk.after.end);
    }

    /// The lines behind the last change.
    fn end(&mut self) {
        if self.listed.is_empty() {
            return;
        }
        let rest = u32::try_from(self.input.before.len()).unwrap_or(u32::MAX) - self.old;
        self.same(CONTEXT.min(rest));
        self.skip(rest - CONTEXT.min(rest));
    }

    fn same(&mut self, count: u32) {
        for _ in 0..count {
            let text = shown(self.input, self.input.before[self.old as usize]);
            self.add(LineDiff::Same { old: self.old + 1, new: self.new + 1, text });
            self.old += 1;
            self.new += 1;
        }
    }

    fn skip(&mut self, count: u32) {
        if count > 0 {
            self.add(LineDiff::Skipped { count });
            self.old += count;
            self.new += count;
        }
    }

    fn add(&mut self, line: LineDiff) {
        if self.listed.len() < MOST {
            self.listed.push(line);
        } else {
            self.left_out += 1;
        }
    }
}

/// What a line says, without its end. One that ends otherwise than the others still differs from them.
fn shown(input: &InternedInput<&str>, line: imara_diff::Token) -> String {
    let line = input.interner[line];
    let line = line.strip_suffix('\n').unwrap_or(line);
    if line.len() <= MOST_BYTES {
        return line.to_owned();
    }
    let end = (0..=MOST_BYTES).rev().find(|at| line.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", &line[..end])
}
