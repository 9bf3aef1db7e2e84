//! What both parsers take, each with a meaning of its own: in brackets, YAML 1.1 takes a question mark at the beginning of
//! a key for the sign of one, so that `{?key: value}` means `{key: value}`.

use super::{Kind, Node, NodeId};
use saphyr_parser::ScalarStyle;

/// Takes the question marks from keys in brackets.
pub(super) fn strip_from_keys(nodes: &mut [Node], source: &str) {
    let mut brackets_end = 0;
    for id in 0..nodes.len() {
        let Node { span, kind, .. } = &nodes[id];
        let is_collection = matches!(kind, Kind::Sequence(_) | Kind::Mapping(_));
        if is_collection && source[span.clone()].starts_with(['[', '{']) {
            brackets_end = brackets_end.max(span.end);
        }
        let Kind::Mapping(pairs) = kind else { continue };
        if span.start >= brackets_end {
            continue;
        }
        let keys: Vec<NodeId> = pairs.iter().map(|(key, _)| *key).collect();
        for key in keys {
            strip(&mut nodes[key]);
        }
    }
}

fn strip(key: &mut Node) {
    if let Kind::Scalar { text, style: ScalarStyle::Plain } = &mut key.kind
        && text.starts_with('?')
    {
        text.remove(0);
        key.span.start += 1;
    }
}
