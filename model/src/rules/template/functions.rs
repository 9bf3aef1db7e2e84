//! The functions, variables and fields that templates of `vmalert` have.
//!
//! From Go's documentation of `text/template` and from "Templating" and "Template functions" in that of `vmalert`; which
//! of them an older engine lacks was tried with `vmalert` 1.79.5.

use crate::rules::engine::EngineVersion;

/// The last version that was tried and lacks what came later.
pub(super) const OLD: EngineVersion = EngineVersion::new(1, 79, 5);

/// Functions that every engine has: Go's own and those of `vmalert`.
const FUNCTIONS: &[&str] = &[
    // Go
    "and",
    "call",
    "eq",
    "ge",
    "gt",
    "html",
    "index",
    "js",
    "le",
    "len",
    "lt",
    "ne",
    "not",
    "or",
    "print",
    "printf",
    "println",
    "slice",
    "urlquery",
    // vmalert
    "args",
    "crlfEscape",
    "externalURL",
    "first",
    "htmlEscape",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "jsonEscape",
    "label",
    "match",
    "parseDuration",
    "pathEscape",
    "pathPrefix",
    "query",
    "queryEscape",
    "quotesEscape",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "title",
    "toLower",
    "toUpper",
    "value",
];
/// Functions that came after [`OLD`].
const NEWER_FUNCTIONS: &[&str] = &["now", "parseDurationTime", "toTime"];

/// Variables that every engine has, without `$`, each with the field of the same meaning.
const VARIABLES: &[(&str, &str)] = &[
    ("value", "Value"),
    ("labels", "Labels"),
    ("expr", "Expr"),
    ("externalLabels", "ExternalLabels"),
    ("externalURL", "ExternalURL"),
];
/// Variables that came after [`OLD`].
const NEWER_VARIABLES: &[(&str, &str)] = &[
    ("type", "Type"),
    ("alertID", "AlertID"),
    ("groupID", "GroupID"),
    ("activeAt", "ActiveAt"),
    ("for", "For"),
    ("isPartial", "IsPartial"),
];

/// Whether a name is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Known {
    /// To this engine.
    Yes,
    /// To newer engines only.
    Newer,
    /// To none.
    No,
}

fn known(old: bool, newer: bool, engine: Option<EngineVersion>) -> Known {
    match (old, newer) {
        (true, _) => Known::Yes,
        (_, true) if engine.is_some_and(|engine| engine <= OLD) => Known::Newer,
        (_, true) => Known::Yes,
        _ => Known::No,
    }
}

/// Whether there is a function of this name.
pub(super) fn function(name: &str, engine: Option<EngineVersion>) -> Known {
    known(FUNCTIONS.contains(&name), NEWER_FUNCTIONS.contains(&name), engine)
}

/// Whether there is a variable of this name, given without `$`.
pub(super) fn variable(name: &str, engine: Option<EngineVersion>) -> Known {
    let is = |list: &[(&str, &str)]| list.iter().any(|(variable, _)| *variable == name);
    known(is(VARIABLES), is(NEWER_VARIABLES), engine)
}

/// Whether the data have a field of this name, given without the point.
pub(super) fn field(name: &str, engine: Option<EngineVersion>) -> Known {
    let is = |list: &[(&str, &str)]| list.iter().any(|(_, field)| *field == name);
    known(is(VARIABLES), is(NEWER_VARIABLES), engine)
}

/// All functions, for suggestions.
pub(super) fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().chain(NEWER_FUNCTIONS).copied()
}

/// All variables, for suggestions.
pub(super) fn variables() -> impl Iterator<Item = &'static str> {
    VARIABLES.iter().chain(NEWER_VARIABLES).map(|(variable, _)| *variable)
}

/// All fields, for suggestions.
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    VARIABLES.iter().chain(NEWER_VARIABLES).map(|(_, field)| *field)
}
