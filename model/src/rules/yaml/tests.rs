//! Where the parts of scalars stand in the file.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{Kind, Tree};
use crate::rules::sink::Sink;
use crate::rules::span::Lines;

/// Reads a file in which «» marks a part of the last scalar's text, `part`, and compares the places; so too with other line
/// ends, behind a byte order mark, and behind characters of several bytes.
fn maps(marked: &str, part: &str) {
    maps_as_it_stands(marked, part);
    maps_as_it_stands(&marked.replace("\r\n", "\n").replace('\n', "\r\n"), part);
    maps_as_it_stands(&marked.replace("\r\n", "\n").replace('\n', "\r"), part);
    maps_as_it_stands(&format!("\u{feff}{marked}"), part);
    maps_as_it_stands(&format!("# ü🎉\n{marked}"), part);
    if marked.starts_with("a:") {
        maps_as_it_stands(&format!("ü: [🎉, \"é\"]\n{marked}"), part);
    }
}

fn maps_as_it_stands(marked: &str, part: &str) {
    let start = marked.find('«').unwrap();
    let text = marked.replace('«', "");
    let end = text.find('»').unwrap();
    let text = text.replace('»', "");
    let lines = Lines::new(&text);
    let mut sink = Sink::new(&lines);
    let tree = Tree::parse(text.clone(), false, &mut sink);
    assert!(!sink.has_errors(), "{text}");
    let is_scalar = |id: &usize| matches!(tree.nodes()[*id].kind, Kind::Scalar { .. });
    let last = (0..tree.nodes().len()).rev().find(is_scalar).unwrap();
    let value = tree.get(last).text().unwrap();
    let at = value.find(part).unwrap_or_else(|| panic!("{part:?} in {value:?}"));
    assert_eq!(tree.place(last).span(&(at..at + part.len())), start..end, "{part:?} in {text:?}");
}

#[test]
fn plain_scalars_map_to_themselves() {
    maps("a: b «+» c", "+");
    maps("a: &x !!str b «+» c # d", "+");
    maps("a: b\n  «+»\n  c", "+");
    maps("a: b\n\n\n  «+» c", "+");
    maps("a: é «ü» ö", "ü");
    maps("{a: b «+» c}", "+");
    maps("a: b «c\n   d» e", "c d");
}

#[test]
fn quotes_and_escapes_are_undone() {
    maps("a: \"b «+» c\"", "+");
    maps("a: \"\\t\\u00e9«+»\"", "+");
    maps("a: \"b«\\x2b»c\"", "+");
    maps("a: \"b\n   «+»\\\n   c\"", "+");
    maps("a: \"b \n\n   «+» c\"", "+");
    maps("a: \"it\\'s «+»\"", "+");
    maps("a: \"it«\\'»s\"", "'");
    maps("a: 'it''s «+»'", "+");
    maps("a: 'b«''»c'", "'");
    maps("a: 'b\n  «+» c'", "+");
    maps("a: \"b\n«+» c\"", "+");
    maps("a: \"\\U0001f389 \\\\ «+»\"", "+");
    maps("a: \"\\N\\_\\e«+»\"", "+");
    maps("a: \"b\\\n  \\  «+»\"", "+");
    maps("a: \"b\t\n\t «+»\"", "+");
    maps("a: '🎉''\n\n  é «+»'", "+");
    maps("{a: 'b', c: \"«+»\"}", "+");
}

#[test]
fn block_scalars_map_line_by_line() {
    maps("a: |\n  b\n  «+» c\n", "+");
    maps("a: |\n\n\n    b\n      «+» c\n\n", "+");
    maps("a: &x |2- # text\n   b\n  «+»", "+");
    maps("a: |\r\n  b\r\n  «+»\r\n", "+");
    maps("a: >\n  b\n  «+»\n\n  c\n", "+");
    maps("a: >\n  b\n\n    more «+»\n\n  c\n", "+");
    maps("a: >-\n  b b\n  b «+» c\n  d\n", "+");
    maps("a: |\n  é\n  «ü»\n", "ü");
    maps("a: |\n  b\tc\n  \t«+»\n", "+");
    maps("a: |\n  # b\n  c «+»\n", "+");
    maps("a: >\n\n  b\n\n\n  c\n   d\n  «+»\n", "+");
    maps("a: >2\n    b\n  «+» c\n", "+");
    maps("a: >+\n  b\n  «+»\n\n\n", "+");
    maps("- - a: |-\n      b\n        «+»\n      c", "+");
}

#[test]
fn a_place_at_the_end_is_behind_the_last_character() {
    let text = "a: |\n  b\n";
    let lines = Lines::new(text);
    let tree = Tree::parse(text.to_owned(), false, &mut Sink::new(&lines));
    let last = tree.nodes().len() - 1;
    assert_eq!(tree.place(last).span(&(1..1)), 8..8);
    assert_eq!(tree.place(last).span(&(0..2)), 7..8);
}

/// Where the file's errors are, as line and column.
fn errors(text: &str) -> Vec<(u32, u32)> {
    let lines = Lines::new(text);
    let mut sink = Sink::new(&lines);
    Tree::parse(text.to_owned(), false, &mut sink);
    sink.finish().0.iter().map(|found| (found.line, found.column)).collect()
}

#[test]
fn in_brackets_a_question_mark_is_the_sign_of_a_key() {
    for text in ["{?a: b}", "{c: d, ?a: b}", "{\n ?a: b}", "[?a: b]", "{? a: b}", "{x: [{?a: b}]}"] {
        assert_eq!(errors(text), [], "{text}");
        let lines = Lines::new(text);
        let tree = Tree::parse(text.to_owned(), false, &mut Sink::new(&lines));
        let at = text.find('a').unwrap();
        let key = tree.nodes().iter().find(|node| node.span == (at..at + 1)).unwrap();
        assert_eq!(key.text(), Some("a"), "{text}");
    }
    for (text, column) in [("{a: ?b}", 5), ("{a?b: c}", 3), ("[b?]", 3), ("{??a: b}", 3)] {
        assert_eq!(errors(text), [(1, column)], "{text}");
    }
    assert_eq!(errors("?a: b"), [], "outside of brackets it is any character");
}

#[test]
fn in_brackets_no_text_begins_with_a_sign() {
    for (text, column) in
        [("[:a]", 2), ("{a: :b}", 5), ("{:a: b}", 2), ("[b, ::]", 5), ("[>a]", 2), ("{a: |b}", 5)]
    {
        assert_eq!(errors(text), [(1, column)], "{text}");
    }
    for text in ["a: :b", "[a:b]", "[\":a\"]", "{a :b}"] {
        assert_eq!(errors(text), [], "{text}");
    }
}

#[test]
fn tabs_are_no_indentation_within_scalars_either() {
    for (text, place) in [
        ("a: |\n  \tb\n", (2, 3)),
        ("a: >-\n\n  \tb\n  c\n", (3, 3)),
        ("a: b\n\t\n  c\n", (2, 1)),
        ("x:\n  a: b\n  \t\n    c\n", (3, 3)),
    ] {
        assert_eq!(errors(text), [place], "{text:?}");
    }
    for text in [
        "a: |1\n  \tb\n",
        "a: |\n  b\n  \tc\n",
        "a: b\n \t\n  c\n",
        "a: b\n  \tc\n",
        "a: \"b\n\tc\"\n",
        "a: '\n\t'\n",
    ] {
        assert_eq!(errors(text), [], "{text:?}");
    }
}
