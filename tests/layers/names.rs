//! The names in a Rust file that say on what it stands.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::Path;

/// A path as it stands in a file: `crate` and the modules below it, or a crate and what is named in it.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
}

/// All paths in a file, of one word too. Those from `crate`, `self` and `super` are made whole, groups are taken
/// apart; comments and texts are no names.
pub(crate) fn names(module: &[String], text: &str) -> Vec<Name> {
    let tokens: TokenStream = text.parse().expect("the file is Rust");
    let mut names = Vec::new();
    walk(module, tokens, &mut names);
    names
}

fn walk(module: &[String], tokens: TokenStream, names: &mut Vec<Name>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if !goes_on(&tokens[..at]) => {
                let from = origin(module, &word.to_string());
                follow(from, &tokens[at + 1..], word.span().start().line, names);
            }
            TokenTree::Group(group) => {
                let inner = inline_module(&tokens[..at]).filter(|_| group.delimiter() == Delimiter::Brace);
                walk(&[module, inner.as_slice()].concat(), group.stream(), names);
            }
            _ => {}
        }
    }
}

/// Whether a path is under way: these tokens end in `::` after a word.
fn goes_on(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(_), TokenTree::Punct(first), TokenTree::Punct(second)]
        if first.as_char() == ':' && second.as_char() == ':')
}

/// The name of the module whose body a brace after these tokens opens.
fn inline_module(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(keyword), TokenTree::Ident(name)] if keyword == "mod" => Some(name.to_string()),
        _ => None,
    }
}

/// Where a path that begins with this word begins.
fn origin(module: &[String], word: &str) -> Vec<String> {
    let here = || std::iter::once("crate".to_owned()).chain(module.iter().cloned()).collect::<Vec<_>>();
    match word {
        "keyhouse_console" => vec!["crate".to_owned()],
        "self" => here(),
        "super" => here().split_last().map(|(_, parent)| parent.to_vec()).unwrap_or_default(),
        other => vec![other.to_owned()],
    }
}

/// Reads on from `from`: `::name`, `::super`, `::{…}`. Adds the whole paths.
fn follow(mut from: Vec<String>, rest: &[TokenTree], line: usize, names: &mut Vec<Name>) {
    let mut rest = rest;
    while let [TokenTree::Punct(first), TokenTree::Punct(second), next, tail @ ..] = rest
        && first.as_char() == ':'
        && second.as_char() == ':'
    {
        match next {
            TokenTree::Ident(word) if word == "super" => drop(from.pop()),
            TokenTree::Ident(word) => from.push(word.to_string()),
            TokenTree::Group(group) => {
                let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ',');
                for branch in branches.split(comma) {
                    if let [TokenTree::Ident(word), tail @ ..] = branch {
                        follow(
                            [from.clone(), vec![word.to_string()]].concat(),
                            tail,
                            word.span().start().line,
                            names,
                        );
                    }
                }
                return;
            }
            _ => break,
        }
        rest = tail;
    }
    names.push(Name { line, path: from });
}

/// The modules that lead to a file of `src/`.
pub(crate) fn module_of(path: &Path) -> Vec<String> {
    let parts =
        path.with_extension("").iter().map(|it| it.to_string_lossy().into_owned()).collect::<Vec<_>>();
    match parts.split_last() {
        Some((last, parents)) if ["mod", "lib", "main"].contains(&last.as_str()) => parents.to_vec(),
        _ => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = names(&module_of(Path::new(file)), text)
            .into_iter()
            .filter(|name| name.path.len() > 1 && name.path[0] == "crate")
            .map(|name| name.path[1..].join("::"))
            .collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn paths_are_made_whole() {
        check("ui/button.rs", "use crate::web::clipboard;", &["web::clipboard"]);
        check("ui/button.rs", "use super::icon::Icon;", &["ui::icon::Icon"]);
        check("ui/chart/line.rs", "use super::super::field::Field;", &["ui::field::Field"]);
        check("ui/chart/mod.rs", "use super::field;", &["ui::field"]);
        check("ui/chart/mod.rs", "use self::line::Line;", &["ui::chart::line::Line"]);
    }

    #[test]
    fn groups_are_taken_apart() {
        check(
            "app.rs",
            "use crate::{api::{Client, session::show}, ui};",
            &["api::Client", "api::session::show", "ui"],
        );
    }

    #[test]
    fn a_module_inside_a_file_is_one_deeper() {
        check("api/client.rs", "mod tests { use super::super::error::E; }", &["api::error::E"]);
    }

    #[test]
    fn paths_in_a_view_count_and_comments_and_texts_do_not() {
        check("ui/menu.rs", "fn f() { view! { <a href=crate::route::home()>Go</a> } }", &["route::home"]);
        check("ui/menu.rs", "// crate::api::a\n const A: &str = \"crate::api::b\";", &[]);
    }
}
