//! Repetitions within repetitions, of which Go takes a thousand in all.

use super::MAX_REPEAT;

/// How often things are repeated by counts within counts.
#[derive(Default)]
pub(super) struct Times {
    /// For each open group, how often something in it is repeated at most.
    groups: Vec<u32>,
    /// The same of the last thing.
    last: u32,
}

impl Times {
    /// Takes note of a character outside of counts and classes.
    pub(super) fn see(&mut self, c: char) {
        if !matches!(c, '*' | '+' | '?' | '{' | ')') {
            self.start_anew();
        }
    }

    /// Something begins that isn't repeated yet.
    pub(super) fn start_anew(&mut self) {
        self.last = 1;
    }

    pub(super) fn open(&mut self) {
        self.groups.push(1);
    }

    pub(super) fn close(&mut self) {
        self.last = self.groups.pop().unwrap_or(1);
        self.note();
    }

    /// The last thing is repeated; it fails where that is too often.
    pub(super) fn repeat(&mut self, count: u32, shown: &str) -> Result<(), String> {
        self.last = self.last.saturating_mul(count);
        self.note();
        if self.last <= MAX_REPEAT {
            return Ok(());
        }
        Err(format!("`{shown}` and what it repeats come to more than {MAX_REPEAT} times"))
    }

    fn note(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            *group = self.last.max(*group);
        }
    }
}
