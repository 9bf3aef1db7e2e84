//! The examples that are pasted into a terminal, read by a real shell: whatever a token's value holds, it stays one
//! argument.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use keyhouse_model::access_token::{AccessMode, Direction, Endpoints};
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::example::access_token::{Setting, Tool, example};
use proptest::prelude::*;
use std::process::Command;

/// In place of the programs: says which arguments they were given, with a NUL behind each.
const PROGRAMS: &str = r#"
said() { for it in "$@"; do printf '%s\0' "$it"; done; }
curl() { said "$@"; }
vmagent() { said "$@"; }
vmalert() { said "$@"; }
"#;

/// The arguments that the example's program gets.
fn arguments(tool: Tool, direction: Direction, value: &str) -> Vec<String> {
    let setting = Setting {
        endpoints: Endpoints::new(DeploymentType::SingleNode, None, "https://vm.example.com"),
        mode: AccessMode::ReadWrite,
        deployment: "prod-eu".into(),
        version: String::new(),
    };
    let text = example(tool, direction, &setting, value).unwrap().text;
    let mut shell = Command::new("sh");
    // The examples put a file where they are started.
    shell.current_dir(env!("CARGO_TARGET_TMPDIR"));
    let output = shell.arg("-c").arg(format!("{PROGRAMS}\n{text}")).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    said.split_terminator('\0').map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_value_stays_one_argument(value in "[^\0]{0,40}") {
        let header = format!("Authorization: Bearer {value}");
        for direction in Direction::ALL {
            let given = arguments(Tool::Curl, *direction, &value);
            prop_assert_eq!(given.iter().filter(|it| **it == header).count(), 1);
            prop_assert_eq!(given.len(), arguments(Tool::Curl, *direction, "x").len());
        }
        let vmagent = arguments(Tool::Vmagent, Direction::Write, &value);
        prop_assert_eq!(vmagent.last(), Some(&format!("-remoteWrite.bearerToken={value}")));
        prop_assert_eq!(vmagent.len(), 3);
        let vmalert = arguments(Tool::Vmalert, Direction::Read, &value);
        prop_assert_eq!(vmalert.iter().filter(|it| it.ends_with(&format!(".bearerToken={value}"))).count(), 3);
        prop_assert_eq!(vmalert.len(), 9);
    }
}

#[test]
fn what_quotes_hold_is_not_run() {
    let hard = "a'b\"c\\d$(id)`id`\n# e; exit 1";
    assert!(arguments(Tool::Curl, Direction::Write, hard).contains(&format!("Authorization: Bearer {hard}")));
}
