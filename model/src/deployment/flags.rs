//! The checks of the flags that a person gives to VictoriaMetrics' processes.
//!
//! A flag reaches a process as one argument and never passes through a shell. It is checked as if it did, and what
//! Keyhouse sets itself, what opens a port, names a file or holds a secret is refused: whoever may edit a deployment
//! must not get at the machine that it runs on.

use super::{DeploymentType, FlagLists, Flags};
use crate::problem::FieldProblem;

/// How many flags a process may be given.
pub(super) const MAX_FLAGS: usize = 100;
/// How many characters a flag may have.
pub(super) const MAX_CHARS: usize = 512;

/// What names of refused flags begin with, in lower case: what Keyhouse sets itself, what scrapes or sends elsewhere,
/// and what makes a process print something and end.
const RESERVED_STARTS: [&str; 20] = [
    "dedup.",
    "downsampling.",
    "dryrun",
    "envflag.",
    "help",
    "http.pathprefix",
    "httpauth.",
    "license",
    "loggeroutput",
    "promscrape.",
    "pushmetrics.",
    "relabelconfig",
    "remotewrite.",
    "retentionperiod",
    "secret",
    "selectnode",
    "storagedatapath",
    "storagenode",
    "streamaggr.",
    "version",
];
/// What names of refused flags end with, in lower case: keys, files and places to call.
const RESERVED_ENDS: [&str; 6] = ["authkey", "config", "file", "path", "secret", "url"];
/// What names of refused flags contain, in lower case: ports and certificates.
const RESERVED_PARTS: [&str; 3] = ["listenaddr", "password", "tls"];

/// Checks the flags of a deployment of this type. `null` and an empty array both mean none.
pub(super) fn parse(flags: Flags, kind: DeploymentType) -> Result<FlagLists, Vec<FieldProblem>> {
    let single = kind == DeploymentType::SingleNode;
    let mut problems = Vec::new();
    let mut list = |flags: Option<Vec<String>>, pointer: &str, wanted: bool| {
        let flags = flags.unwrap_or_default();
        problems.extend(list_problems(&flags, pointer, wanted, kind));
        flags
    };
    let lists = FlagLists {
        single: list(flags.single_flags, "/flags/single_flags", single),
        select: list(flags.select_flags, "/flags/select_flags", !single),
        storage: list(flags.storage_flags, "/flags/storage_flags", !single),
        insert: list(flags.insert_flags, "/flags/insert_flags", !single),
    };
    if problems.is_empty() { Ok(lists) } else { Err(problems) }
}

fn list_problems(flags: &[String], pointer: &str, wanted: bool, kind: DeploymentType) -> Vec<FieldProblem> {
    if flags.is_empty() {
        return Vec::new();
    }
    if !wanted {
        let detail = format!("A deployment of the type {} has no such process.", kind.as_str());
        return vec![FieldProblem::new(pointer, "not_allowed", detail)];
    }
    if flags.len() > MAX_FLAGS {
        let detail = format!("Use at most {MAX_FLAGS} flags.");
        return vec![FieldProblem::new(pointer, "too_many", detail)];
    }
    let name = |flag: &str| parts(flag).map(|(name, _)| name.to_owned());
    flags
        .iter()
        .enumerate()
        .filter_map(|(at, flag)| {
            let again = flags[..at].iter().any(|other| name(other).is_some() && name(other) == name(flag));
            let problem = problem(flag);
            let problem = problem.or(again.then(|| ("duplicate", "This flag is given twice.".to_owned())));
            problem.map(|(code, detail)| FieldProblem::new(&format!("{pointer}/{at}"), code, detail))
        })
        .collect()
}

fn problem(flag: &str) -> Option<(&'static str, String)> {
    if flag.chars().count() > MAX_CHARS {
        return Some(("too_long", format!("Use at most {MAX_CHARS} characters.")));
    }
    match parts(flag) {
        None => Some(("malformed", "Write it as -name=value, such as -search.maxQueryLen=32KiB.".into())),
        Some((name, _)) if is_reserved(name) => Some((
            "reserved",
            format!("-{name} is set by Keyhouse, or reaches beyond the deployment's data."),
        )),
        Some((_, Some(value))) if !is_harmless(value) => {
            let detail = "Use letters, digits and . , : _ + / % @ = - in the value; no path and no URL.";
            Some(("invalid_characters", detail.into()))
        }
        Some(_) => None,
    }
}

/// Name and value of a flag. Go takes one dash or two, and a flag without a value as true.
fn parts(flag: &str) -> Option<(&str, Option<&str>)> {
    let flag = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'))?;
    let (name, value) = flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
    (plain && name.starts_with(|first: char| first.is_ascii_alphabetic())).then_some((name, value))
}

fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED_STARTS.iter().any(|start| name.starts_with(start))
        || RESERVED_ENDS.iter().any(|end| name.ends_with(end))
        || RESERVED_PARTS.iter().any(|part| name.contains(part))
}

/// Also leaves out `%{NAME}`, which would read the environment, and what is read as a file or a URL.
fn is_harmless(value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".,:_+/%@=-".contains(&byte);
    let outside = ["/", "./", "file:", "http:", "https:"];
    value.bytes().all(plain) && !outside.iter().any(|start| value.starts_with(start)) && !value.contains("..")
}
