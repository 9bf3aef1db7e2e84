#![allow(clippy::unwrap_used)]
use super::*;
use crate::deployment::DeploymentType;
use proptest::prelude::*;

fn problems(mode: &str, description: &str, tenant: Option<&str>, kind: DeploymentType) -> Vec<String> {
    let tenant_id = tenant.map(str::to_owned);
    let create = AccessTokenCreate { mode: mode.into(), description: description.into(), tenant_id };
    let found = create.parse(kind).err().unwrap_or_default();
    found.into_iter().map(|problem| format!("{} {}", problem.pointer, problem.code)).collect()
}

#[test]
fn every_part_that_is_wrong_is_named_at_once() {
    let single = DeploymentType::SingleNode;
    let cluster = DeploymentType::Cluster;
    let all = ["/type required", "/description required", "/tenant_id invalid"];
    assert_eq!(problems("", " ", Some("x"), cluster), all);
    assert_eq!(
        problems("rwx", "a\nb", Some("5"), single),
        ["/type unknown", "/description invalid_characters", "/tenant_id wrong_type"]
    );
    assert_eq!(problems("r", &"ü".repeat(129), None, single), ["/description too_long"]);
    assert!(problems("w", "vmagent", Some(""), single).is_empty());
    assert!(problems("rw", "vmalert", Some("5:7"), cluster).is_empty());
}

#[test]
fn a_tenant_is_one_or_two_numbers_of_32_bits() {
    for text in ["0", "5", "5:7", "4294967295:4294967295"] {
        assert_eq!(text.parse::<TenantId>().unwrap().to_string(), text);
    }
    for text in ["", ":", "5:", ":7", "-1", "+5", "5:7:9", "4294967296", "5 ", "x", "٥"] {
        assert!(text.parse::<TenantId>().is_err(), "{text:?}");
    }
}

#[test]
fn a_token_never_used_says_so_as_go_does() {
    let text = serde_json::to_value(never()).unwrap();
    assert_eq!(text, "0001-01-01T00:00:00Z");
    assert_eq!(crate::time::parse(text.as_str().unwrap()), Some(never()));
}

#[test]
fn a_revealed_token_comes_apart_into_what_lists_show_and_the_value() {
    let body = r#"{"id": "123e4567-e89b-42d3-a456-426614174000", "value": "kht_not_a_real_one_B04e", "type": "w",
        "description": "vmagent", "created_by": "ada@example.com", "created_at": "2026-11-20T09:00:00Z",
        "tenant_id": "12:0", "last_used_at": "0001-01-01T00:00:00Z"}"#;
    let revealed: RevealedAccessToken = serde_json::from_str(body).unwrap();
    let (token, value) = revealed.split();
    assert_eq!(value.expose(), "kht_not_a_real_one_B04e");
    assert_eq!((token.value.as_str(), token.mode, token.last_used()), ("B04e", AccessMode::Write, None));
    assert_eq!(token.tenant_id.map(|tenant| tenant.to_string()).as_deref(), Some("12:0"));
}

proptest! {
    #[test]
    fn a_tenant_is_written_as_it_was_read(account: u32, project: Option<u32>) {
        let tenant = TenantId { account, project };
        prop_assert_eq!(tenant.to_string().parse::<TenantId>(), Ok(tenant));
    }
}
