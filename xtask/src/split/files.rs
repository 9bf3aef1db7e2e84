//! Which parts of the cut console go into which file.
//!
//! The cut has a part for each `lazy_file!`, and one for each set of them that share code: a part of what three pages
//! use, another of what two of these three do, and so on. As files, these would be many and small. So there are fewer
//! files than parts: what pages share is in the file of the frame that they all stand in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The file of the frame around the pages. It is there whenever a page is.
const FRAME: &str = "frame";
/// The files of what is shown without the frame.
const WITHOUT_FRAME: [&str; 1] = ["rare"];
/// The file of what those share with the others.
const SHARED: &str = "shared";
/// Pages that share much among themselves that no other page uses, and the file of that.
const RELATED: [&str; 5] = ["deployments", "deployment", "access_tokens", "rules", "usage"];
const RELATED_SHARE: &str = "deployment_parts";

/// A file of the console that is fetched when it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WasmFile {
    /// What the console's code calls it.
    pub(super) name: String,
    /// Its parts, by the names of the files that the cut left. The last is its own.
    pub(super) parts: Vec<String>,
    /// The files that have to be there before it.
    pub(super) needs: Vec<String>,
    /// Whether the console's code asks for it; other files need the rest.
    pub(super) is_asked_for: bool,
}

impl WasmFile {
    /// The part that is started last, when all that it needs is there.
    pub(super) fn own_part(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }
}

/// Puts the parts into files. `parts_of` has, for each file that the console's code asks for, all parts that it needs.
///
/// The files come in an order in which none needs a later one.
pub(super) fn of_parts(parts_of: &HashMap<String, Vec<String>>) -> Vec<WasmFile> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, parts) in parts_of {
        for part in parts {
            users.entry(part).or_default().insert(name);
        }
    }
    let mut parts_in: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (part, users) in users {
        parts_in.entry(home(&users)).or_default().push(format!("{part}.wasm"));
    }
    let mut names: BTreeSet<&str> = parts_of.keys().map(String::as_str).collect();
    names.extend(parts_in.keys());
    let mut files: Vec<WasmFile> = names
        .iter()
        .map(|name| WasmFile {
            name: (*name).to_owned(),
            parts: parts_in.remove(name).unwrap_or_default(),
            needs: needs(name).into_iter().filter(|need| names.contains(need)).map(str::to_owned).collect(),
            is_asked_for: parts_of.contains_key(*name),
        })
        .collect();
    files.sort_by_key(|file| (rank(&file.name), file.name.clone()));
    files
}

/// The file in which a part is that these files use.
fn home<'a>(users: &BTreeSet<&'a str>) -> &'a str {
    match users.first() {
        Some(only) if users.len() == 1 => only,
        _ if users.iter().any(|user| WITHOUT_FRAME.contains(user)) => SHARED,
        _ if users.iter().all(|user| RELATED.contains(user)) => RELATED_SHARE,
        _ => FRAME,
    }
}

/// What has to be there before a file.
fn needs(name: &str) -> Vec<&'static str> {
    match name {
        SHARED => Vec::new(),
        FRAME => vec![SHARED],
        _ if WITHOUT_FRAME.contains(&name) => vec![SHARED],
        _ if RELATED.contains(&name) => vec![FRAME, RELATED_SHARE],
        _ => vec![FRAME],
    }
}

fn rank(name: &str) -> u8 {
    match name {
        SHARED => 0,
        FRAME => 1,
        RELATED_SHARE => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(parts_of: &[(&str, &[&str])]) -> Vec<WasmFile> {
        let owned = |(name, parts): &(&str, &[&str])| {
            ((*name).to_owned(), parts.iter().map(ToString::to_string).collect())
        };
        of_parts(&parts_of.iter().map(owned).collect())
    }

    fn named<'a>(files: &'a [WasmFile], name: &str) -> &'a WasmFile {
        files.iter().find(|file| file.name == name).expect("a file of this name")
    }

    #[test]
    fn what_pages_share_is_in_the_file_of_the_frame() {
        let files = files(&[
            ("frame", &["chunk_1", "split_frame"]),
            ("keys", &["chunk_1", "chunk_2", "split_keys"]),
            ("members", &["chunk_2", "split_members"]),
        ]);
        assert_eq!(named(&files, "frame").parts, ["chunk_1.wasm", "chunk_2.wasm", "split_frame.wasm"]);
        assert_eq!(named(&files, "keys").parts, ["split_keys.wasm"]);
        assert_eq!(named(&files, "keys").needs, ["frame"]);
        assert_eq!(named(&files, "frame").needs, [""; 0]);
    }

    #[test]
    fn what_is_shown_without_the_frame_needs_none_of_it() {
        let files = files(&[
            ("frame", &["chunk_1", "split_frame"]),
            ("keys", &["chunk_1", "split_keys"]),
            ("rare", &["chunk_1", "split_rare"]),
        ]);
        assert_eq!(named(&files, "rare").needs, ["shared"]);
        assert_eq!(named(&files, "frame").needs, ["shared"]);
        assert_eq!(named(&files, "shared").parts, ["chunk_1.wasm"]);
        assert!(!named(&files, "shared").is_asked_for);
        let order: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(order, ["shared", "frame", "keys", "rare"]);
    }

    #[test]
    fn what_only_related_pages_share_burdens_no_other() {
        let files = files(&[
            ("frame", &["split_frame"]),
            ("deployments", &["chunk_1", "chunk_2", "split_deployments"]),
            ("deployment", &["chunk_1", "split_deployment"]),
            ("keys", &["chunk_2", "split_keys"]),
        ]);
        assert_eq!(named(&files, "deployment_parts").parts, ["chunk_1.wasm"]);
        assert_eq!(named(&files, "deployment_parts").needs, ["frame"]);
        assert_eq!(named(&files, "deployment").needs, ["frame", "deployment_parts"]);
        assert_eq!(named(&files, "frame").parts, ["chunk_2.wasm", "split_frame.wasm"]);
        let order: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(order, ["frame", "deployment_parts", "deployment", "deployments", "keys"]);
    }

    #[test]
    fn a_file_may_be_empty_but_for_what_it_needs() {
        let files = files(&[("frame", &["split_frame"]), ("tiny", &[])]);
        assert_eq!(named(&files, "tiny").own_part(), "");
        assert_eq!(named(&files, "tiny").needs, ["frame"]);
    }
}
