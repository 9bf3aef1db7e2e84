#![allow(clippy::unwrap_used)]

use super::*;
use crate::problem::FieldProblem;
use crate::secret::{OnWire, Secret};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

/// What VictoriaMetrics Cloud's Terraform provider sends.
fn body() -> Value {
    json!({
        "name": "metrics", "type": "single_node", "provider": "aws", "region": "us-east-2", "tier": 21,
        "storage_size": 20, "storage_size_unit": "GB", "deduplication": 0, "deduplication_unit": "ms",
        "retention": 1, "retention_unit": "m", "maintenance_window": "Sat-Sun 3-4am",
    })
}

fn with(changes: Value) -> Value {
    let mut body = body();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn create(changes: Value) -> Result<NewDeployment, Vec<(String, String)>> {
    let create: DeploymentCreate = serde_json::from_value(with(changes)).unwrap();
    create.parse().map_err(codes)
}

fn codes(problems: Vec<FieldProblem>) -> Vec<(String, String)> {
    problems.into_iter().map(|problem| (problem.pointer, problem.code)).collect()
}

fn refused(changes: Value) -> Vec<(String, String)> {
    create(changes.clone()).map(drop).expect_err(&changes.to_string())
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

fn details(kind: DeploymentType, provider: &str, storage_size_gb: u64) -> DeploymentDetails {
    DeploymentDetails {
        summary: DeploymentSummary {
            id: DeploymentId(Uuid::nil()),
            name: "metrics".into(),
            kind,
            tier: 21,
            version: String::new(),
            cloud_provider: provider.into(),
            region: "us-east-2".into(),
            created_at: DateTime::UNIX_EPOCH,
            status: DeploymentStatus::Stopped,
            status_reason: None,
            used: None,
        },
        retention_value: 1,
        retention_unit: RetentionUnit::Months,
        deduplication_value: 0,
        deduplication_unit: DeduplicationUnit::Seconds,
        storage_size_gb,
        maintenance_window: MaintenanceWindow::Weekend,
        price: Price::default(),
        vmsingle_settings: vec![],
        vmstorage_settings: vec![],
        vmselect_settings: vec![],
        vminsert_settings: vec![],
        access_endpoint: "http://127.0.0.1:8427".into(),
        external: None,
    }
}

fn update(changes: Value) -> Result<DeploymentChange, Vec<(String, String)>> {
    let update: DeploymentUpdate = serde_json::from_value(with(changes)).unwrap();
    update.parse(&details(DeploymentType::SingleNode, "aws", 20)).map_err(codes)
}

#[test]
fn takes_what_terraform_sends_and_echoes_provider_and_region() {
    let new = create(json!({})).unwrap();
    assert_eq!((new.provider.as_str(), new.region.as_str()), ("aws", "us-east-2"));
    assert_eq!(new.kind, DeploymentType::SingleNode);
    assert_eq!(new.settings.retention, (1, RetentionUnit::Months));
    assert_eq!(new.settings.deduplication, Some((0, DeduplicationUnit::Milliseconds)));
}

#[test]
fn an_empty_body_names_all_that_is_required() {
    let problems = DeploymentCreate::default().parse().map(drop).unwrap_err();
    let missing: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    let all = ["/name", "/type", "/provider", "/storage_size_unit", "/retention_unit", "/maintenance_window"];
    assert_eq!(missing, all);
    assert!(problems.iter().all(|problem| problem.code == "required"));
}

#[test]
fn a_wrong_word_is_unknown() {
    for (field, value) in [
        ("type", "vlogs_single"),
        ("provider", "gcp"),
        ("region", "moon-1"),
        ("storage_size_unit", "gb"),
        ("deduplication_unit", "m"),
        ("retention_unit", "y"),
        ("maintenance_window", "Sat-Sun 3-4am UTC"),
    ] {
        assert_eq!(refused(json!({ field: value })), one(&format!("/{field}"), "unknown"));
    }
}

#[test]
fn a_tier_must_fit_type_and_provider() {
    for (changes, code) in [
        (json!({"tier": 0}), "required"),
        (json!({"tier": 9999}), "unknown"),
        (json!({"tier": 26}), "wrong_type"),
        (json!({"tier": 121}), "wrong_provider"),
        (json!({"provider": "local", "region": "", "tier": 21}), "wrong_provider"),
    ] {
        assert_eq!(refused(changes), one("/tier", code));
    }
    assert!(create(json!({"type": "cluster", "tier": 26})).is_ok());
}

#[test]
fn local_and_external_need_no_region_and_aws_does() {
    let local = create(json!({"provider": "local", "region": "", "tier": 121})).unwrap();
    assert_eq!(local.region, "local");
    assert_eq!(refused(json!({"region": ""})), one("/region", "required"));
    assert_eq!(
        refused(json!({"provider": "local", "region": "us-east-2", "tier": 121})),
        one("/region", "unknown")
    );
}

#[test]
fn storage_has_bounds_and_a_terabyte_is_1024_gigabytes() {
    let size = |size: u64, unit: &str, kind: &str| {
        let tier = if kind == "cluster" { 26 } else { 21 };
        let changes = json!({"storage_size": size, "storage_size_unit": unit, "type": kind, "tier": tier});
        create(changes).map(|new| new.settings.storage_size_gb).map_err(|problems| problems[0].1.clone())
    };
    assert_eq!(size(2, "TB", "single_node"), Ok(2048));
    assert_eq!(size(10, "GB", "single_node"), Ok(10));
    assert_eq!(size(9, "GB", "single_node"), Err("too_small".into()));
    assert_eq!(size(0, "GB", "single_node"), Err("required".into()));
    assert_eq!(size(16, "TB", "single_node"), Ok(16 * 1024));
    assert_eq!(size(17, "TB", "single_node"), Err("too_large".into()));
    assert_eq!(size(17, "TB", "cluster"), Ok(17 * 1024));
    assert_eq!(size(u64::MAX, "TB", "cluster"), Err("too_large".into()));
}

#[test]
fn storage_only_grows() {
    let size =
        |size: u64| update(json!({"storage_size": size})).map(|change| change.settings.storage_size_gb);
    assert_eq!(size(20), Ok(20));
    assert_eq!(size(21), Ok(21));
    assert_eq!(size(19), Err(one("/storage_size", "too_small")));
}

#[test]
fn retention_is_at_least_one_and_at_most_a_hundred_years() {
    for (value, unit, code) in [
        (0, "d", Some("required")),
        (36_500, "d", None),
        (36_501, "d", Some("too_large")),
        (1200, "m", None),
        (1201, "m", Some("too_large")),
    ] {
        let result = create(json!({"retention": value, "retention_unit": unit}));
        assert_eq!(result.map(drop).err(), code.map(|code| one("/retention", code)), "{value}{unit}");
    }
}

#[test]
fn deduplication_comes_as_a_pair_or_not_at_all() {
    let pair = |value: Value, unit: Value| {
        update(json!({"deduplication": value, "deduplication_unit": unit}))
            .map(|change| change.settings.deduplication)
    };
    assert_eq!(pair(json!(5), json!("s")), Ok(Some((5, DeduplicationUnit::Seconds))));
    assert_eq!(pair(Value::Null, Value::Null), Ok(None));
    assert_eq!(pair(json!(0), Value::Null), Ok(Some((0, DeduplicationUnit::Seconds))));
    assert_eq!(pair(json!(5), Value::Null), Err(one("/deduplication_unit", "required")));
    assert_eq!(pair(Value::Null, json!("s")), Err(one("/deduplication", "required")));
    assert_eq!(
        refused(json!({"deduplication": 5, "deduplication_unit": ""})),
        one("/deduplication_unit", "required")
    );
}

#[test]
fn null_and_empty_flags_are_none_and_absent_ones_stay() {
    let nulls = json!({"flags": {"single_flags": null, "select_flags": null, "storage_flags": null, "insert_flags": null}});
    assert_eq!(update(nulls).unwrap().flags, Some(FlagLists::default()));
    let empty =
        json!({"flags": {"single_flags": [], "select_flags": [], "storage_flags": [], "insert_flags": []}});
    assert_eq!(update(empty).unwrap().flags, Some(FlagLists::default()));
    assert_eq!(update(json!({})).unwrap().flags, None);
    assert_eq!(update(json!({"flags": null})).unwrap().flags, None);
}

fn flag(text: &str) -> Result<(), String> {
    let result = update(json!({"flags": {"single_flags": [text]}}));
    result.map(drop).map_err(|problems| {
        assert_eq!(problems[0].0, "/flags/single_flags/0");
        problems[0].1.clone()
    })
}

#[test]
fn flags_are_written_as_one_word_and_never_touch_the_machine() {
    for fine in [
        "-search.maxQueryLen=32KiB",
        "--maxLabelsPerTimeseries=40",
        "-search.logSlowQueryDuration=5s",
        "-usePromCompatibleNaming",
    ] {
        assert_eq!(flag(fine), Ok(()), "{fine}");
    }
    for wrong in
        ["", "-", "--", "search.maxQueryLen=1", "-=1", "- a", "-a b", "-7x", "---x", "-ü=1", "-a\n=1"]
    {
        assert_eq!(flag(wrong), Err("malformed".into()), "{wrong:?}");
    }
    for reserved in [
        "-storageDataPath=x",
        "-httpListenAddr=:1",
        "-retentionPeriod=1d",
        "-promscrape.config=x",
        "-tls",
        "-httpAuth.password=x",
        "-licenseFile=x",
        "-opentsdbHTTPListenAddr=:1",
        "-deleteAuthKey=x",
        "-VERSION",
        "-vmalert.proxyURL=x",
        "-dedup.minScrapeInterval=1s",
        "-storageNode=a",
        "-envflag.enable",
    ] {
        assert_eq!(flag(reserved), Err("reserved".into()), "{reserved}");
    }
    for outside in
        ["-a=/etc/passwd", "-a=$(id)", "-a=`id`", "-a=%{HOME}", "-a=x;y", "-a=file:x", "-a=x/../y", "-a=a b"]
    {
        assert_eq!(flag(outside), Err("invalid_characters".into()), "{outside}");
    }
    assert_eq!(flag(&format!("-a={}", "x".repeat(600))), Err("too_long".into()));
}

#[test]
fn flags_of_another_type_too_many_and_twice_the_same_are_refused() {
    let flags = |name: &str, flags: Vec<String>| update(json!({"flags": {name: flags}})).map(drop);
    assert_eq!(flags("insert_flags", vec!["-a".into()]), Err(one("/flags/insert_flags", "not_allowed")));
    let many = (0..101).map(|n| format!("-a{n}")).collect();
    assert_eq!(flags("single_flags", many), Err(one("/flags/single_flags", "too_many")));
    let twice = vec!["-a=1".into(), "--a=2".into()];
    assert_eq!(flags("single_flags", twice), Err(one("/flags/single_flags/1", "duplicate")));
}

fn external(kind: &str, external: Value) -> Result<(), Vec<(String, String)>> {
    let tier = if kind == "cluster" { 226 } else { 221 };
    create(json!({"provider": "external", "region": "", "type": kind, "tier": tier, "external": external}))
        .map(drop)
}

#[test]
fn external_names_the_urls_that_its_type_has() {
    assert_eq!(external("single_node", json!({"url": "http://vm:8428"})), Ok(()));
    let both = json!({"insert_url": "http://a:8480/insert/0", "select_url": "https://b/select"});
    assert_eq!(external("cluster", both.clone()), Ok(()));
    assert_eq!(external("single_node", json!({})), Err(one("/external/url", "required")));
    assert_eq!(external("single_node", Value::Null), Err(one("/external", "required")));
    assert_eq!(
        external("cluster", json!({"insert_url": "http://a"})),
        Err(one("/external/select_url", "required"))
    );
    let mixed = external("single_node", both);
    assert_eq!(mixed.unwrap_err().len(), 3);
    assert_eq!(refused(json!({"external": {"url": "http://a"}})), one("/external", "not_allowed"));
}

#[test]
fn an_external_url_is_whole_and_holds_no_credentials() {
    for fine in
        ["http://vm", "HTTPS://vm.example.com:443/prefix/", "http://10.0.0.1:8428", "http://[::1]:8428/a"]
    {
        assert_eq!(external("single_node", json!({"url": fine})), Ok(()), "{fine}");
    }
    for wrong in [
        "vm:8428",
        "ftp://vm",
        "http://",
        "http:///x",
        "http://vm:0",
        "http://vm:65536",
        "http://vm:",
        "http://v m",
        "http://vm/a b",
        "http://vm?x=1",
        "http://vm/#a",
        "http://[::1",
        "http://[x]",
        "http://vm\n",
        "http://..",
        "http://vm/ü",
    ] {
        assert_eq!(
            external("single_node", json!({"url": wrong})),
            Err(one("/external/url", "not_a_url")),
            "{wrong:?}"
        );
    }
    for secret in ["http://user:pass@vm", "http://user@vm/"] {
        assert_eq!(external("single_node", json!({"url": secret})), Err(one("/external/url", "credentials")));
    }
}

#[test]
fn external_has_one_credential_that_fits_in_a_header() {
    let with = |name: &str, value: &str| external("single_node", json!({"url": "http://vm", name: value}));
    assert_eq!(with("basic_auth", "user:pass word"), Ok(()));
    assert_eq!(with("basic_auth", "nobody"), Err(one("/external/basic_auth", "malformed")));
    assert_eq!(with("basic_auth", ":x"), Err(one("/external/basic_auth", "malformed")));
    for trimmed in ["user:pass ", "user: ", "user:pass\u{a0}", "user:pass\u{2003}"] {
        assert_eq!(with("basic_auth", trimmed), Err(one("/external/basic_auth", "ends_with_blank")));
    }
    assert_eq!(with("basic_auth", "user: pass\u{200b}"), Ok(()));
    assert_eq!(with("basic_auth", "user:pass\n"), Err(one("/external/basic_auth", "malformed")));
    assert_eq!(with("bearer_token", "abc.def-_"), Ok(()));
    for wrong in ["", "a b", "a\r\nX: y", "ü"] {
        assert_eq!(with("bearer_token", wrong), Err(one("/external/bearer_token", "malformed")));
    }
    let both = json!({"url": "http://vm", "basic_auth": "a:b", "bearer_token": "c"});
    assert_eq!(external("single_node", both), Err(one("/external/bearer_token", "not_allowed")));
}

#[test]
fn a_credential_never_shows_in_debug_output() {
    let token = Some(OnWire(Secret::new("s3cret".into())));
    let external = External { bearer_token: token, ..External::default() };
    assert!(!format!("{external:?}").contains("s3cret"));
}

proptest! {
    #[test]
    fn no_flag_that_is_taken_could_end_a_word_in_a_shell(text in "-{1,2}[a-z.]{1,8}(=.{0,20})?") {
        if flag(&text).is_ok() {
            let special = "$`;&|<>\\\"'(){}*?!#~^[]";
            prop_assert!(text.chars().all(|c| c.is_ascii_graphic() && !special.contains(c)));
        }
    }

    #[test]
    fn every_size_that_is_taken_is_within_bounds(size: u64, unit in "GB|TB") {
        if let Ok(new) = create(json!({"storage_size": size, "storage_size_unit": unit})) {
            prop_assert!((MIN_STORAGE_GB..=MAX_SINGLE_STORAGE_GB).contains(&new.settings.storage_size_gb));
        }
    }

    #[test]
    fn a_change_never_shrinks_storage(now in 10_u64..16_384, size in 1_u64..20_000) {
        let update: DeploymentUpdate = serde_json::from_value(with(json!({"storage_size": size}))).unwrap();
        if let Ok(change) = update.parse(&details(DeploymentType::SingleNode, "aws", now)) {
            prop_assert!(change.settings.storage_size_gb >= now);
        }
    }

    #[test]
    fn any_url_that_is_taken_can_be_appended_to(url in "(http|https|x)://[a-z0-9:@./?#\\[\\] -]{0,20}") {
        if external("single_node", json!({"url": url})).is_ok() {
            let authority = url.split('/').nth(2).unwrap_or_default();
            prop_assert!(url.starts_with("http") && !url.contains(['?', '#', ' ']) && !authority.contains('@'));
        }
    }

    #[test]
    fn nothing_that_is_sent_makes_the_checks_panic(name: String, tier: u32, size: u64, retention: u32, text: String) {
        let unit = if size % 2 == 0 { "GB" } else { "TB" };
        let _ = create(json!({"name": name, "tier": tier, "storage_size": size, "storage_size_unit": unit,
            "retention": retention, "region": text, "type": if tier % 2 == 0 { "cluster" } else { "single_node" }}));
        let _ = external("cluster", json!({"insert_url": text, "select_url": format!("http://{text}")}));
    }
}
