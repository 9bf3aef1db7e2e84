//! The month that usage is summed up by.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use std::fmt;
use std::str::FromStr;

/// A month in UTC: `2026-11`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Period {
    year: i32,
    month: u32,
}

impl Period {
    /// The month in UTC that an instant is in.
    pub fn of(at: DateTime<Utc>) -> Self {
        Self { year: at.year(), month: at.month() }
    }

    /// Its first instant.
    pub fn start(self) -> DateTime<Utc> {
        let day = NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default();
        day.and_time(NaiveTime::MIN).and_utc()
    }

    /// The first instant of the month after it.
    pub fn end(self) -> DateTime<Utc> {
        self.next().start()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self.month {
            12 => Self { year: self.year + 1, month: 1 },
            month => Self { month: month + 1, ..self },
        }
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.month {
            1 => Self { year: self.year - 1, month: 12 },
            month => Self { month: month - 1, ..self },
        }
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its month, 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str| {
            let all = part.bytes().all(|byte| byte.is_ascii_digit());
            if all { part.parse::<u32>().ok() } else { None }
        };
        let read = || {
            let (year, month) = text.split_once('-').filter(|(y, m)| y.len() == 4 && m.len() == 2)?;
            let (year, month) = (i32::try_from(digits(year)?).ok()?, digits(month)?);
            let is_known = (1970..=9998).contains(&year) && (1..=12).contains(&month);
            is_known.then_some(Self { year, month })
        };
        read().ok_or(NotAPeriod)
    }
}

/// A text is no month from 1970 on, in the form of `2026-11`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotAPeriod;

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Write a month as 2026-11.")
    }
}
