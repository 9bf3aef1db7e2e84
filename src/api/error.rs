//! What can go wrong between the console and the server, made fit for people in one place.

use crate::format::time::duration;
use chrono::TimeDelta;
use keyhouse_model::problem::{FieldProblem, Problem, ProblemCode};
use std::fmt::Write;

/// Why a call gave no answer that can be used.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// The server could not be reached.
    Offline,
    /// The server was reached and said nothing in time.
    TimedOut,
    /// The server understood and said no.
    Refused(Refusal),
    /// The answer can't be read; perhaps another server, or another version, answered.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What does not fit.
        detail: String,
        /// The request's id, where the answer named one.
        request_id: Option<String>,
    },
}

/// The server's no.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// What it said.
    pub problem: Problem,
    /// After how many seconds it may be asked again, where it said so.
    pub retry_after: Option<u32>,
}

impl ApiError {
    /// What happened and what to do, in a sentence or two.
    pub fn message(&self) -> String {
        match self {
            Self::Offline => {
                "The server can't be reached. Nothing was changed; check the connection and try again.".into()
            }
            Self::TimedOut => {
                "The server did not answer in time. It is not known whether the change was made; \
                               trying again is safe and makes nothing twice."
                    .into()
            }
            Self::Refused(refusal) => refusal.message(),
            Self::Unreadable { status, .. } => format!(
                "The server gave an answer that this console can't read (status {status}). Reload the page; if that \
                 does not help, check that the address is that of a Keyhouse server."
            ),
        }
    }

    /// What an administrator needs to look into it: the message, the code and the request's id.
    pub fn details(&self) -> String {
        let mut text = self.message();
        match self {
            Self::Refused(Refusal { problem, .. }) => {
                let _ = write!(text, "\nCode: {} ({})", problem.code.as_str(), problem.status);
                let _ = write!(text, "\nRequest: {}", problem.request_id);
            }
            Self::Unreadable { detail, request_id, .. } => {
                let _ = write!(text, "\nDetail: {detail}");
                if let Some(id) = request_id {
                    let _ = write!(text, "\nRequest: {id}");
                }
            }
            Self::Offline | Self::TimedOut => {}
        }
        text
    }

    /// The kind of refusal, if it was one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.problem.code),
            _ => None,
        }
    }

    /// What is wrong with the field at `pointer` (or a part of it), if the server said so.
    pub fn field(&self, pointer: &str) -> Option<String> {
        let part_of = |problem: &&FieldProblem| {
            let rest = problem.pointer.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.fields().iter().find(part_of).map(|problem| problem.detail.clone())
    }

    /// Each field that the server found wrong.
    pub fn fields(&self) -> &[FieldProblem] {
        match self {
            Self::Refused(refusal) => &refusal.problem.errors,
            _ => &[],
        }
    }

    /// Whether the person has to sign in again.
    pub fn is_signed_out(&self) -> bool {
        self.code() == Some(ProblemCode::Unauthenticated)
    }
}

impl Refusal {
    fn message(&self) -> String {
        match (self.problem.code, self.retry_after) {
            (ProblemCode::RateLimited, Some(seconds)) => {
                let span = duration(TimeDelta::seconds(seconds.into()));
                format!("Too many tries. Wait {span}, then try again.")
            }
            _ => self.problem.detail.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ProblemCode, retry_after: Option<u32>) -> ApiError {
        let errors = vec![
            FieldProblem::new("/deployment_access/3", "unknown", "There is no such deployment."),
            FieldProblem::new("/name", "too_long", "Use at most 64 characters."),
        ];
        let problem = Problem::new(code, "Look at the fields.", "req-1").with_errors(errors);
        ApiError::Refused(Refusal { problem, retry_after })
    }

    #[test]
    fn a_field_gets_its_own_problem_and_those_of_its_parts() {
        let error = refused(ProblemCode::Invalid, None);
        assert_eq!(error.field("/name").as_deref(), Some("Use at most 64 characters."));
        assert_eq!(error.field("/deployment_access").as_deref(), Some("There is no such deployment."));
        assert_eq!(error.field("/deployment"), None);
    }

    #[test]
    fn details_name_the_code_and_the_request() {
        let text = refused(ProblemCode::Invalid, None).details();
        assert!(text.contains("Code: invalid (422)") && text.contains("Request: req-1"), "{text}");
    }

    #[test]
    fn too_many_tries_say_how_long_to_wait() {
        assert!(refused(ProblemCode::RateLimited, Some(40)).message().contains("40 s"));
    }
}
