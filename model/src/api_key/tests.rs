#![allow(clippy::unwrap_used)]

use super::*;
use crate::id::DeploymentId;
use crate::patch::Patch;
use proptest::prelude::*;
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn draft() -> ApiKeyDraft {
    ApiKeyDraft {
        name: Some("terraform-prod".into()),
        expires_at: Patch::Set(now() + Duration::days(90)),
        permission: Some(Permission::Read),
        deployment_access: Some(DeploymentAccess::All),
        revealable: false,
    }
}

fn problems(draft: &ApiKeyDraft) -> Vec<(String, String)> {
    let problems = draft.parse(now()).map(drop).unwrap_err();
    problems.into_iter().map(|problem| (problem.pointer, problem.code)).collect()
}

#[test]
fn an_empty_draft_names_every_required_part() {
    let missing = problems(&ApiKeyDraft::default());
    let pointers: Vec<_> = missing.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/expires_at", "/permission", "/deployment_access"]);
    assert!(missing.iter().all(|(_, code)| code == "required"));
}

#[test]
fn nothing_selected_is_a_problem_and_never_means_all() {
    let access = Some(DeploymentAccess::Selected([].into()));
    let empty = ApiKeyDraft { deployment_access: access, ..draft() };
    assert_eq!(problems(&empty), [("/deployment_access".into(), "empty".into())]);
    let ids = (0..1001).map(|n| DeploymentId(Uuid::from_u128(n))).collect();
    let many = ApiKeyDraft { deployment_access: Some(DeploymentAccess::Selected(ids)), ..draft() };
    assert_eq!(problems(&many), [("/deployment_access".into(), "too_many".into())]);
}

#[test]
fn a_valid_draft_survives_the_wire() {
    let text = serde_json::to_string(&draft()).unwrap();
    let back: ApiKeyDraft = serde_json::from_str(&text).unwrap();
    assert_eq!(ApiKeyDraft::from(back.parse(now()).unwrap()), draft());
}

#[test]
fn never_must_be_said() {
    let never = ApiKeyDraft { expires_at: Patch::Clear, ..draft() };
    assert_eq!(never.parse(now()).unwrap().expires_at, None);
    let silent = ApiKeyDraft { expires_at: Patch::Absent, ..draft() };
    assert_eq!(problems(&silent), [("/expires_at".into(), "required".into())]);
}

#[test]
fn deployment_access_is_the_word_all_or_ids() {
    let id = "123e4567-e89b-12d3-a456-426614174000";
    let read = |text: &str| serde_json::from_str::<DeploymentAccess>(text);
    assert_eq!(read("\"all\"").unwrap(), DeploymentAccess::All);
    assert!(
        matches!(read(&format!("[\"{id}\"]")).unwrap(), DeploymentAccess::Selected(ids) if ids.len() == 1)
    );
    for wrong in ["\"All\"", "\"\"", "{}", "null", "[\"x\"]", "7"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn status_follows_the_clock() {
    use ApiKeyState::{Disabled, Enabled};
    let end = now();
    let day = Duration::days(1);
    for (state, replaced, at, expected) in [
        (Enabled, false, end - day * 15, ApiKeyStatus::Active),
        (Enabled, false, end - day * 14, ApiKeyStatus::Expiring),
        (Enabled, false, end - Duration::seconds(1), ApiKeyStatus::Expiring),
        (Enabled, false, end, ApiKeyStatus::Expired),
        (Enabled, true, end - Duration::seconds(1), ApiKeyStatus::Rotating),
        (Enabled, true, end, ApiKeyStatus::Expired),
        (Disabled, false, end - day, ApiKeyStatus::Disabled),
        (Disabled, true, end + day, ApiKeyStatus::Disabled),
    ] {
        assert_eq!(status(state, Some(end), replaced, at), expected, "{state:?} {replaced} {at}");
    }
    assert_eq!(status(Enabled, None, false, end), ApiKeyStatus::Active);
}

#[test]
fn a_patch_tells_clear_from_keep() {
    let parse = |text: &str| serde_json::from_str::<ApiKeyPatch>(text).unwrap().parse(now()).unwrap();
    assert_eq!(parse("{}"), ApiKeyChange::default());
    assert_eq!(parse(r#"{"expires_at":null}"#).expires_at, Patch::Clear);
    let bad = ApiKeyPatch { name: Some(" ".into()), expires_at: Patch::Set(now()), ..ApiKeyPatch::default() };
    assert_eq!(bad.parse(now()).unwrap_err().len(), 2);
}

proptest! {
    #[test]
    fn rotation_never_lengthens_a_life(grace in 0..=MAX_GRACE_SECONDS, left in 1_i64..400_000_000) {
        let own = now() + Duration::seconds(left);
        let end = Rotation { grace_seconds: grace }.old_end(Some(own), now()).unwrap();
        prop_assert!(end <= own && end >= now());
        let endless = Rotation { grace_seconds: grace }.old_end(None, now()).unwrap();
        prop_assert_eq!((endless - now()).num_seconds(), i64::from(grace));
    }

    #[test]
    fn a_longer_grace_period_is_refused(grace in MAX_GRACE_SECONDS + 1..) {
        prop_assert_eq!(Rotation { grace_seconds: grace }.old_end(None, now()).unwrap_err().code, "too_long");
    }

    #[test]
    fn selected_access_reaches_exactly_its_own(ids in proptest::collection::btree_set(any::<u128>(), 1..20), other: u128) {
        let ids: std::collections::BTreeSet<_> = ids.into_iter().map(|id| DeploymentId(Uuid::from_u128(id))).collect();
        let other = DeploymentId(Uuid::from_u128(other));
        let access = DeploymentAccess::Selected(ids.clone());
        prop_assert!(ids.iter().all(|id| access.reaches(*id)));
        prop_assert_eq!(access.reaches(other), ids.contains(&other));
        prop_assert!(DeploymentAccess::All.reaches(other));
        let wire = serde_json::to_string(&access).unwrap();
        prop_assert_eq!(serde_json::from_str::<DeploymentAccess>(&wire).unwrap(), access);
    }
}
