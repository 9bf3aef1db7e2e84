//! The tree of routes: whether each can be reached, and where an alert goes.

use super::fields::{Fields, items};
use super::matchers::{self, Matcher, Op};
use super::reader::Reader;
use crate::rules::Code;
use crate::rules::suggest::did_you_mean;
use crate::rules::yaml::{NodeId, Plain, Tree};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A route, as far as it says which alerts it takes, and where they go.
pub(super) struct Route {
    node: NodeId,
    receiver: Option<(String, NodeId)>,
    matchers: Vec<Matcher>,
    /// Whether all its matchers could be read.
    known: bool,
    continues: bool,
    /// The names of time intervals, with where they stand.
    intervals: Vec<(String, NodeId)>,
    routes: Vec<Self>,
}

impl Route {
    /// Reads a route with those in it.
    pub(super) fn read(tree: &Tree, node: NodeId) -> Self {
        let fields = Fields::of(tree, node);
        let text = |node: NodeId| tree.get(node).text().filter(|_| !tree.get(node).is_null());
        let receiver = fields.value("receiver").and_then(|node| Some((text(node)?.to_owned(), node)));
        let continues = fields.value("continue").map(|node| tree.get(node).plain());
        let mut route = Self {
            node,
            receiver: receiver.filter(|(name, _)| !name.is_empty()),
            matchers: Vec::new(),
            known: true,
            continues: continues == Some(Some(Plain::Bool(true))),
            intervals: Vec::new(),
            routes: Vec::new(),
        };
        route.read_matchers(tree, &fields);
        for name in ["mute_time_intervals", "active_time_intervals"] {
            let nodes = fields.value(name).map(|list| items(tree, list)).unwrap_or_default();
            route.intervals.extend(nodes.iter().filter_map(|node| Some((text(*node)?.to_owned(), *node))));
        }
        if let Some(list) = fields.value("routes") {
            route.routes = items(tree, list).iter().map(|node| Self::read(tree, *node)).collect();
        }
        route
    }

    fn read_matchers(&mut self, tree: &Tree, fields: &Fields) {
        let list = fields.value("matchers").map(|list| items(tree, list)).unwrap_or_default();
        for item in list {
            match tree.get(*item).text().map(matchers::parse) {
                Some(Ok(parsed)) => self.matchers.extend(parsed.matchers),
                _ => self.known = false,
            }
        }
        for (name, op) in [("match", Op::Equal), ("match_re", Op::Regex)] {
            let Some(map) = fields.value(name) else { continue };
            for entry in Fields::of(tree, map).entries {
                let value = tree.get(entry.value).text().unwrap_or_default().to_owned();
                self.matchers.push(Matcher { name: entry.name, op, value });
            }
        }
        self.matchers.sort_unstable();
        self.matchers.dedup();
    }

    /// The receivers that an alert with these labels gets to, each once; nothing if a regular expression on the way is
    /// more than can be told here.
    pub(super) fn receivers(&self, labels: &BTreeMap<String, String>) -> Option<Vec<String>> {
        let mut receivers = Vec::new();
        self.lead(labels, "", &mut receivers)?;
        let mut seen = HashSet::new();
        receivers.retain(|name: &String| seen.insert(name.clone()));
        Some(receivers)
    }

    /// Whether this route or one in it takes the alert.
    fn lead(
        &self,
        labels: &BTreeMap<String, String>,
        inherited: &str,
        found: &mut Vec<String>,
    ) -> Option<bool> {
        for matcher in &self.matchers {
            if !matcher.fits(labels)? {
                return Some(false);
            }
        }
        let receiver = self.receiver.as_ref().map_or(inherited, |(name, _)| name);
        let before = found.len();
        for route in &self.routes {
            if route.lead(labels, receiver, found)? && !route.continues {
                break;
            }
        }
        if found.len() == before {
            found.push(receiver.to_owned());
        }
        Some(true)
    }
}

/// Checks the routes, and what they name.
pub(super) fn check(reader: &mut Reader<'_, '_>, root: &Fields) {
    let tree = reader.tree;
    let receivers = names(reader, root, &["receivers"], Code::DuplicateReceiver, "receiver");
    let intervals = ["mute_time_intervals", "time_intervals"];
    let intervals = names(reader, root, &intervals, Code::DuplicateTimeInterval, "time interval");
    let Some(node) = root.value("route").filter(|node| !tree.get(*node).is_null()) else {
        reader.missing(
            root,
            "There is no route:, which says where alerts go. Add it with receiver: and a name.",
        );
        return;
    };
    check_root(reader, node);
    let route = Route::read(tree, node);
    let mut used = Used::default();
    walk(reader, &route, &mut used);
    if !reader.whole {
        return;
    }
    used.check(reader, &receivers, &intervals);
}

type Names = HashMap<String, NodeId>;

/// The names that lists of maps define, with where.
fn names(reader: &mut Reader<'_, '_>, root: &Fields, lists: &[&str], code: Code, what: &str) -> Names {
    let tree = reader.tree;
    let mut names = Names::new();
    for list in lists {
        for item in root.value(list).map(|list| items(tree, list)).unwrap_or_default() {
            let fields = Fields::of(tree, *item);
            let Some(name) = fields.text(tree, "name").filter(|name| !name.is_empty()) else { continue };
            let node = fields.value("name").unwrap_or(*item);
            if let Some(first) = names.insert(name.to_owned(), node) {
                let line = reader.sink.line_of(tree.span(first).start);
                let message =
                    format!("The {what} on line {line} has this name too. Give one of them another.");
                reader.error(tree.span(node), code, message);
            }
        }
    }
    names
}

/// The first route takes all alerts, always, and ends with it.
fn check_root(reader: &mut Reader<'_, '_>, node: NodeId) {
    let tree = reader.tree;
    let fields = Fields::of(tree, node);
    if !fields.is_filled(tree, "receiver") {
        reader.missing(&fields, "The first route needs receiver:, for the alerts that no other route takes.");
    }
    let filled = |name: &str| {
        let Some(value) = fields.value(name) else { return false };
        let is_set = |item: &NodeId| name != "matchers" || has_matchers(tree, *item);
        items(tree, value).iter().any(is_set) || !Fields::of(tree, value).entries.is_empty()
    };
    for name in ["match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals"] {
        if filled(name) {
            let message = format!(
                "The first route takes every alert, always, so it can't have {name}. Put it into a route under routes:."
            );
            reader.error_at_key(&fields, name, Code::RootRoute, message);
        }
    }
    let continues = fields.value("continue").map(|node| tree.get(node).plain());
    if continues == Some(Some(Plain::Bool(true))) {
        let message = "Nothing comes behind the first route, so it can't continue. Delete this line.";
        reader.error_at_key(&fields, "continue", Code::RootRoute, message.to_owned());
    }
}

/// Whether there is a matcher in a text: `{}` has none.
fn has_matchers(tree: &Tree, node: NodeId) -> bool {
    let parsed = tree.get(node).text().filter(|_| !tree.get(node).is_null()).map(matchers::parse);
    matches!(parsed, Some(Ok(parsed)) if !parsed.matchers.is_empty())
}

/// What routes name.
#[derive(Default)]
struct Used {
    receivers: Vec<(String, NodeId)>,
    intervals: Vec<(String, NodeId)>,
}

impl Used {
    fn check(&self, reader: &mut Reader<'_, '_>, receivers: &Names, intervals: &Names) {
        undefined(reader, &self.receivers, receivers, Code::UnknownReceiver, "receiver");
        undefined(reader, &self.intervals, intervals, Code::UnknownTimeInterval, "time interval");
        let advice = "No route leads to this receiver. Delete it, or name it in a route.";
        unused(reader, receivers, &self.receivers, Code::UnusedReceiver, advice);
        let advice = "No route uses this time interval. Delete it, or name it in a route.";
        unused(reader, intervals, &self.intervals, Code::UnusedTimeInterval, advice);
    }
}

fn undefined(
    reader: &mut Reader<'_, '_>,
    used: &[(String, NodeId)],
    defined: &Names,
    code: Code,
    what: &str,
) {
    let missing = used.iter().filter(|(name, _)| !defined.contains_key(name));
    for (count, (name, node)) in missing.enumerate() {
        // Comparing with all takes long where there are many of both.
        let near = if count < 20 { defined.len().min(500) } else { 0 };
        let advice = did_you_mean(name, defined.keys().take(near).map(String::as_str));
        let message = format!("No {what} has this name.{advice}");
        reader.error(reader.tree.span(*node), code, message);
    }
}

fn unused(
    reader: &mut Reader<'_, '_>,
    defined: &Names,
    used: &[(String, NodeId)],
    code: Code,
    message: &str,
) {
    let used: HashSet<&str> = used.iter().map(|(name, _)| name.as_str()).collect();
    let mut nodes: Vec<NodeId> =
        defined.iter().filter(|(name, _)| !used.contains(name.as_str())).map(|(_, node)| *node).collect();
    nodes.sort_unstable();
    for node in nodes {
        reader.sink.warning(reader.tree.span(node), code, message);
    }
}

/// Goes through the routes, keeps what they name, and says which can't be reached.
fn walk(reader: &mut Reader<'_, '_>, route: &Route, used: &mut Used) {
    used.receivers.extend(route.receiver.clone());
    used.intervals.extend(route.intervals.iter().cloned());
    let mut takes_all: Option<u32> = None;
    let mut before: HashMap<&[Matcher], u32> = HashMap::new();
    for child in &route.routes {
        let line = reader.sink.line_of(reader.tree.span(child.node).start);
        let same = before.get(child.matchers.as_slice()).copied().filter(|_| child.known);
        if let Some(first) = takes_all {
            let message = format!(
                "No alert gets here: the route on line {first} has no matchers and takes them all. Put that one last, or add \
                 continue: true to it."
            );
            reader.sink.warning(reader.first_line(child.node), Code::UnreachableRoute, message);
        } else if let Some(first) = same {
            let message = format!(
                "No alert gets here: the route on line {first} has the same matchers and takes them all. Add continue: true \
                 to it, or delete one of the two."
            );
            reader.sink.warning(reader.first_line(child.node), Code::UnreachableRoute, message);
        } else if child.known && !child.continues {
            before.insert(&child.matchers, line);
            takes_all = child.matchers.is_empty().then_some(line);
        }
        walk(reader, child, used);
    }
}
