//! Whether a file is in force.

use crate::dataplane::rules::RuleStanding;
use keyhouse_model::rule_file::{Evaluation, RuleFileState};

/// Whether the text of this file with this SHA-256 is in force, and if not, why.
pub(super) fn of(standing: &RuleStanding, name: &str, sha256: &str) -> (RuleFileState, Option<String>) {
    let refused = standing.refused.get(name).filter(|(refused, _)| refused == sha256);
    let is_live = standing.files.get(name).is_some_and(|live| live == sha256);
    match standing.evaluation {
        // Nothing is amiss: what evaluates it has not begun to look at it.
        Evaluation::Off if standing.reason.is_none() => (RuleFileState::Waiting, None),
        Evaluation::Off | Evaluation::Failed => (RuleFileState::NotEvaluated, standing.reason.clone()),
        Evaluation::Running | Evaluation::Starting => match refused {
            Some((_, why)) => (RuleFileState::Refused, Some(why.clone())),
            None if is_live && standing.evaluation == Evaluation::Running => (RuleFileState::Live, None),
            None => (RuleFileState::Waiting, standing.reason.clone()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_live_when_the_engine_that_runs_has_this_very_text() {
        let mut standing = RuleStanding::default();
        standing.files.insert("a.yml".into(), "1".into());
        standing.refused.insert("b.yml".into(), ("1".into(), "No such field.".into()));
        standing.reason = Some("Why.".into());
        let why = || Some("Why.".to_owned());
        for evaluation in [Evaluation::Off, Evaluation::Failed] {
            standing.evaluation = evaluation;
            assert_eq!(of(&standing, "a.yml", "1"), (RuleFileState::NotEvaluated, why()));
        }
        assert_eq!(of(&RuleStanding::default(), "a.yml", "1"), (RuleFileState::Waiting, None));
        standing.evaluation = Evaluation::Starting;
        assert_eq!(of(&standing, "a.yml", "1"), (RuleFileState::Waiting, why()));
        (standing.evaluation, standing.reason) = (Evaluation::Running, None);
        assert_eq!(of(&standing, "a.yml", "1"), (RuleFileState::Live, None));
        assert_eq!(of(&standing, "a.yml", "2"), (RuleFileState::Waiting, None));
        let refused = (RuleFileState::Refused, Some("No such field.".to_owned()));
        assert_eq!(of(&standing, "b.yml", "1"), refused);
        assert_eq!(of(&standing, "b.yml", "2"), (RuleFileState::Waiting, None));
        assert_eq!(of(&standing, "c.yml", "1"), (RuleFileState::Waiting, None));
    }
}
