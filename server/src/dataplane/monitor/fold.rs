//! Sums time up in pieces of a quarter of an hour, so that a year is answered from some thousand numbers a series and not
//! from millions.

use super::client::Client;
use super::family::{self, FOLDED, Family, Fold, Lines, PIECE};
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;

/// How many pieces are summed up at a time: a week of them.
const AT_A_TIME: i64 = 7 * 24 * 4;
/// How long after its end a piece is summed up at the earliest, in seconds: the last samples have to arrive.
const SETTLE: i64 = 5;
/// For how long it is looked back to find what was summed up before.
const LOOK_BACK: &str = "400d";

/// From when to when time was summed up, in seconds since 1970.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Folded {
    /// Where the first piece begins.
    pub(crate) from: i64,
    /// Where the last piece ends.
    pub(crate) until: i64,
}

impl Folded {
    /// What the monitor says was summed up. One that knows of nothing begins with the piece that `now` is in.
    ///
    /// # Errors
    /// When the monitor does not answer, in words for people.
    pub(super) async fn find(client: &Client, now: DateTime<Utc>) -> Result<Self, String> {
        let now = now.timestamp();
        let edge = |function: &str| format!("{function}({FOLDED}[{LOOK_BACK}])");
        let first = client.instant(&edge("tfirst_over_time"), now).await?;
        let last = client.instant(&edge("tlast_over_time"), now).await?;
        let value = |samples: &[super::Sample]| {
            samples.first().and_then(|one| one.values.first()).map(|(_, value)| *value as i64)
        };
        let piece = i64::from(PIECE);
        let begin = now.div_euclid(piece) * piece;
        Ok(match value(&first).zip(value(&last)) {
            Some((first, until)) => Self { from: first - piece, until },
            None => Self { from: begin, until: begin },
        })
    }

    /// Sums up all that has ended by `now` and was not summed up yet, a week at a time. Answers how far it has come.
    ///
    /// # Errors
    /// When the monitor does not answer, in words for people. What was summed up by then stands.
    pub(super) async fn go_on(mut self, client: &Client, now: DateTime<Utc>) -> (Self, Result<(), String>) {
        let piece = i64::from(PIECE);
        let ended = (now.timestamp() - SETTLE).div_euclid(piece) * piece;
        while self.until < ended {
            let end = ended.min(self.until + AT_A_TIME * piece);
            if let Err(problem) = fold(client, (self.until + piece, end)).await {
                return (self, Err(problem));
            }
            self.until = end;
        }
        (self, Ok(()))
    }
}

/// Sums up the pieces that end from `range.0` to `range.1`.
async fn fold(client: &Client, range: (i64, i64)) -> Result<(), String> {
    let all = family::ALL.iter().map(|family| async move {
        let samples = client.range(&expression(*family), range, PIECE).await?;
        Ok::<_, String>((family.folded(), samples))
    });
    let mut lines = Lines::default();
    for (name, samples) in try_join_all(all).await? {
        lines.push_all(&name, &samples);
    }
    let ends = (range.0..=range.1).step_by(usize::try_from(PIECE).unwrap_or(usize::MAX));
    ends.for_each(|end| lines.push(FOLDED, &[], 1.0, end * 1000));
    client.import(lines.into_bytes()).await
}

fn expression(family: Family) -> String {
    let samples = format!("{}[{PIECE}s]", family.name);
    match family.fold {
        // A rate of nothing would be 0.
        Fold::Rate => format!("rate({samples}) if count_over_time({samples})"),
        Fold::Increase => format!("increase({samples}) if count_over_time({samples})"),
        Fold::Peak => format!("max_over_time({samples})"),
        Fold::Level => format!("last_over_time({samples})"),
    }
}
