//! Which fields there are, and since when.

use crate::rules::engine::EngineVersion;

/// A field of a group or a rule.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// The first version of `vmalert` that knows it; nothing if every one does that is in use.
    pub(crate) since: Option<EngineVersion>,
}

const fn always(name: &'static str) -> Field {
    Field { name, since: None }
}

const fn since(name: &'static str, minor: u32) -> Field {
    Field { name, since: Some(EngineVersion::new(1, minor, 0)) }
}

/// The fields of a group, from "Groups" in the documentation of `vmalert`.
pub(crate) const GROUP: &[Field] = &[
    always("name"),
    always("interval"),
    since("eval_offset", 94),
    since("eval_delay", 95),
    since("eval_alignment", 95),
    since("limit", 78),
    always("concurrency"),
    always("type"),
    always("labels"),
    always("params"),
    since("headers", 80),
    since("notifier_headers", 91),
    since("debug", 117),
    always("rules"),
];

/// The fields of a rule, from "Rules" in the documentation of `vmalert`.
pub(crate) const RULE: &[Field] = &[
    always("alert"),
    always("record"),
    always("expr"),
    always("for"),
    since("keep_firing_for", 92),
    always("labels"),
    always("annotations"),
    since("debug", 82),
    since("update_entries_limit", 86),
];

/// Fields of a group that no documentation names: `vmalert` reads them into its own bookkeeping and writes over them.
pub(crate) const GROUP_BOOKKEEPING: &[&str] = &["file", "checksum"];
/// The same of a rule.
pub(crate) const RULE_BOOKKEEPING: &[&str] = &["id"];

/// Since this version, `vmalert` reads all documents of a file; before, the first one.
pub(crate) const DOCUMENTS: EngineVersion = EngineVersion::new(1, 105, 0);
/// Since this version, there are rules over logs, and the type of a group may not be empty.
pub(crate) const LOGS: EngineVersion = EngineVersion::new(1, 106, 0);
/// The last version that was tried and takes negative intervals and limits.
pub(crate) const LAX_BOUNDS: EngineVersion = EngineVersion::new(1, 79, u32::MAX);
/// The last version that was tried refuses the variables of dashboards in expressions.
pub(crate) const DASHBOARD_VARIABLES: EngineVersion = EngineVersion::new(1, 80, 0);
/// Since this version, a rule may not set `__name__`.
pub(crate) const NO_NAME_LABEL: EngineVersion = EngineVersion::new(1, 141, 0);
