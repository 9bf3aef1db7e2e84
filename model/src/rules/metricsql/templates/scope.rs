//! Which templates are known at a place, and what is known of them.

use std::cell::Cell;
use std::collections::HashMap;

use super::super::ast::Template;
use super::super::functions::BUILT_IN_TEMPLATES;
use super::Shape;

/// How many definitions may be passed in search of names, all in all: else many templates, each used, take a time that
/// grows with the square of their number.
const MAX_HOPS: usize = 2_000_000;

/// The nearest definition at a place; it leads to those before it.
pub(super) type Scope = Option<usize>;

pub(super) enum Meaning<'a> {
    Template(&'a Template),
    /// An argument of a template, and what is given for it.
    Argument(&'a str, Shape),
    BuiltIn(&'static str, usize),
}

struct Definition<'a> {
    meaning: Meaning<'a>,
    before: Scope,
    /// What a template comes to with arguments of given shapes.
    known: HashMap<Vec<Shape>, Shape>,
}

/// All definitions; a template sees those before it only, so scopes share their beginnings.
#[derive(Default)]
pub(super) struct Definitions<'a> {
    all: Vec<Definition<'a>>,
    hops: Cell<usize>,
}

impl<'a> Definitions<'a> {
    /// What is defined without any WITH.
    pub(super) fn built_in() -> (Self, Scope) {
        let mut definitions = Self::default();
        let mut scope = None;
        for (name, count) in BUILT_IN_TEMPLATES {
            scope = definitions.define(Meaning::BuiltIn(name, count), scope);
        }
        (definitions, scope)
    }

    pub(super) fn define(&mut self, meaning: Meaning<'a>, before: Scope) -> Scope {
        self.all.push(Definition { meaning, before, known: HashMap::new() });
        Some(self.all.len() - 1)
    }

    /// The definition of a name that counts here.
    pub(super) fn find(&self, name: &str, scope: Scope) -> Option<usize> {
        let mut at = scope;
        while let Some(index) = at.filter(|_| !self.is_exhausted()) {
            self.hops.set(self.hops.get() + 1);
            if self.parameters(index).0 == name {
                return Some(index);
            }
            at = self.all[index].before;
        }
        None
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.hops.get() >= MAX_HOPS
    }

    pub(super) fn meaning(&self, definition: usize) -> &Meaning<'a> {
        &self.all[definition].meaning
    }

    pub(super) fn before(&self, definition: usize) -> Scope {
        self.all[definition].before
    }

    /// What a definition is called, and how many arguments it takes.
    pub(super) fn parameters(&self, definition: usize) -> (&'a str, usize) {
        match self.all[definition].meaning {
            Meaning::Template(template) => (&template.name.text, template.params.len()),
            Meaning::Argument(name, _) => (name, 0),
            Meaning::BuiltIn(name, count) => (name, count),
        }
    }

    pub(super) fn known(&self, definition: usize, args: &[Shape]) -> Option<Shape> {
        self.all[definition].known.get(args).copied()
    }

    pub(super) fn learn(&mut self, definition: usize, args: Vec<Shape>, shape: Shape) {
        self.all[definition].known.insert(args, shape);
    }
}
