//! What `vmalert` itself refuses is not saved, although the checks take it.

use crate::world::World;
use serde_json::{Value, json};

/// The example and the fix that `docs/rule-checks.md` has for `refused`.
fn from_the_docs() -> [String; 2] {
    let page = include_str!("../../../docs/rule-checks.md");
    let (_, chapter) = page.split_once("### `refused`\n").expect("a chapter for `refused`");
    let mut blocks =
        chapter.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned());
    [blocks.next().unwrap(), blocks.next().unwrap()]
}

#[test]
fn a_file_that_only_vmalert_refuses_is_not_saved() {
    let world = World::with(&["--access-listen", "127.0.0.1:0"]);
    let deployment = world.deployment("single_node", &json!({ "url": "http://127.0.0.1:1" }));
    let rules = format!("/api/v1/deployments/{deployment}/rule-sets");
    let [example, fix] = from_the_docs();
    for method in ["POST", "PUT"] {
        let (status, text) = world.ask(method, &format!("{rules}/files/a.yml"), &example);
        assert_eq!(status, 422, "{text}");
        let problem: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&problem["code"], &problem["errors"][0]["code"]), (&json!("invalid"), &json!("refused")));
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("vmalert refuses this") && detail.contains("(?<team>"), "{detail}");
        assert!(!detail.contains(world.data.to_str().unwrap()), "{detail}");
    }
    let check = |text: &str| {
        let (status, text) = world.ask("POST", &format!("{rules}/check"), text);
        assert_eq!(status, 200, "{text}");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let found = check(&example);
    let codes: Vec<&Value> = found.as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["refused"]);
    assert_eq!(check(&fix), json!([]));
    assert_eq!(world.get(&format!("{rules}/files")), json!([]));
    let (status, text) = world.ask("POST", &format!("{rules}/files/a.yml"), &fix);
    assert_eq!(status, 201, "{text}");
    // What is there stays as it was.
    let (status, text) = world.ask("POST", &format!("{rules}/files/a.yml"), &example);
    assert_eq!(status, 422, "{text}");
    assert_eq!(world.get(&format!("{rules}/files?details=true"))[0]["version"], 1);
}
