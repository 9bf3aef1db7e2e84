//! Usage: questions to the monitor (`expression`, `answer`), and a month in a few numbers (`requests`, `summary`).

pub mod answer;
mod expression;
pub mod requests;
pub mod summary;
