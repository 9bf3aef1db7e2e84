#![allow(clippy::unwrap_used)]
use super::*;
use crate::deployment::DeploymentType;
use proptest::prelude::*;

const VALUE: &str = "not-a-real-value";
const BASE: &str = "https://vm.example.com";

fn setting(kind: DeploymentType, tenant: Option<&str>) -> Setting {
    let tenant = tenant.map(|tenant| tenant.parse().unwrap());
    Setting {
        endpoints: Endpoints::new(kind, tenant, BASE),
        mode: AccessMode::ReadWrite,
        deployment: "prod eu".into(),
        version: "v1.137.0".into(),
    }
}

fn single() -> Setting {
    setting(DeploymentType::SingleNode, None)
}

/// A single node, a cluster, a token of one tenant.
fn settings() -> [Setting; 3] {
    [single(), setting(DeploymentType::Cluster, None), setting(DeploymentType::Cluster, Some("12:0"))]
}

fn every_example(of: &Setting, value: &str) -> Vec<(Tool, Direction, Example)> {
    let of_direction = |direction: &Direction| {
        Tool::of(*direction).iter().map(|tool| (*tool, *direction)).collect::<Vec<_>>()
    };
    let tools = Direction::ALL.iter().flat_map(of_direction);
    tools.map(|(tool, way)| (tool, way, example(tool, way, of, value).unwrap())).collect()
}

#[test]
fn every_text_calls_the_url_of_its_token_and_carries_the_value() {
    for of in settings() {
        for (tool, direction, it) in every_example(&of, VALUE) {
            let url = match (tool, direction) {
                (Tool::Vmagent | Tool::Prometheus, _) => of.endpoints.remote_write(),
                (Tool::Curl, Direction::Write) => of.endpoints.import_prometheus(),
                (Tool::Curl, Direction::Read) => of.endpoints.export(),
                (Tool::OpenTelemetry, _) => of.endpoints.otlp(),
                (Tool::Telegraf, _) => of.endpoints.influx(),
                (Tool::Grafana | Tool::Vmalert | Tool::Perses, _) => of.endpoints.query_base(),
            };
            assert_eq!(it.url, url, "{tool:?}");
            // Nothing stands behind it: a path too much would be another URL.
            let ends = [format!("{url}'"), format!("{url}\"")];
            assert!(ends.iter().any(|end| it.text.contains(end)), "{tool:?}: {}", it.text);
            assert!(it.text.contains(VALUE), "{tool:?}");
        }
    }
}

#[test]
fn a_tool_has_no_example_in_the_other_direction() {
    assert!(example(Tool::Vmagent, Direction::Read, &single(), VALUE).is_none());
    assert!(example(Tool::Grafana, Direction::Write, &single(), VALUE).is_none());
}

#[test]
fn what_is_shown_and_what_is_copied_differ_in_the_value_only() {
    for of in settings() {
        for (tool, direction, real) in every_example(&of, VALUE) {
            let shown = example(tool, direction, &of, "kht_••••B04e").unwrap();
            assert_eq!(shown.text.replace("kht_••••B04e", VALUE), real.text, "{tool:?}");
            assert!(!format!("{:?}{:?}{}{}", real.note, real.file, real.expect, real.url).contains(VALUE));
        }
    }
}

#[test]
fn vmalert_writes_only_with_a_token_that_may() {
    let cluster = setting(DeploymentType::Cluster, None);
    let text = |mode| {
        let of = Setting { mode, ..cluster.clone() };
        example(Tool::Vmalert, Direction::Read, &of, VALUE).unwrap().text
    };
    let both = text(AccessMode::ReadWrite);
    assert!(both.contains("-remoteWrite.url='https://vm.example.com/insert/0/prometheus' \\\n"), "{both}");
    assert!(both.contains("-remoteRead.url='https://vm.example.com/select/0/prometheus' \\\n"), "{both}");
    let read = text(AccessMode::Read);
    assert!(!read.contains("remoteWrite") && !read.contains("record:") && read.contains("alert:"), "{read}");
}

#[test]
fn an_old_victoriametrics_gets_open_telemetry_by_remote_write() {
    for (version, is_old) in [
        ("v1.79.5", true),
        ("v1.98.0-cluster", true),
        ("v1.99.0", false),
        ("v1.137.0", false),
        ("v2.0.0", false),
        ("", false),
        ("tip", false),
    ] {
        let of = Setting { version: version.into(), ..single() };
        let it = example(Tool::OpenTelemetry, Direction::Write, &of, VALUE).unwrap();
        assert_eq!(it.text.contains("prometheusremotewrite"), is_old, "{version}");
        assert_eq!(it.url.ends_with("/api/v1/write"), is_old, "{version}");
        assert_eq!(it.note.unwrap().contains("has no OpenTelemetry endpoint"), is_old, "{version}");
    }
}

#[test]
fn grafana_can_be_set_up_by_hand_as_well() {
    let fields = example(Tool::Grafana, Direction::Read, &single(), VALUE).unwrap().fields;
    let values: Vec<_> = fields.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, [BASE, "Authorization", "Bearer not-a-real-value"]);
}

proptest! {
    /// Whatever the value and the deployment's name hold, the lines of a text stay the same lines.
    #[test]
    fn a_value_never_breaks_out_of_a_file(value in any::<String>(), name in any::<String>()) {
        let hard = Setting { deployment: name, ..single() };
        for ((tool, _, it), (.., plain)) in every_example(&hard, &value).into_iter().zip(every_example(&single(), VALUE)) {
            if it.file.is_some() {
                prop_assert_eq!(it.text.lines().count(), plain.text.lines().count(), "{:?}", tool);
                let starts = |text: &str| {
                    text.lines().map(|line| line.split('"').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
                };
                prop_assert_eq!(starts(&it.text), starts(&plain.text), "{:?}", tool);
            }
        }
    }
}
