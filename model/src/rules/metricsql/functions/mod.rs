//! The functions of MetricsQL: their kinds, and which arguments they take.

mod check;
mod table;

use table::FUNCTIONS;

pub(super) use check::check;

/// Templates that VictoriaMetrics has built in, and how many arguments they take.
pub(super) const BUILT_IN_TEMPLATES: [(&str, usize); 4] =
    [("ru", 2), ("ttf", 1), ("range_median", 1), ("alias", 2)];

/// What a function works on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FunctionKind {
    /// Raw samples in a window of time, each series on its own: `rate`, `max_over_time`.
    Rollup,
    /// Series as they are: `abs`, `histogram_quantile`.
    Transform,
    /// The labels of series: `label_replace`.
    Label,
    /// Several series at once: `sum`, `topk`.
    Aggregate,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ArgKind {
    /// Series; for a rollup function those of a window.
    Series,
    /// A number, or an expression that yields one.
    Number,
    /// A string.
    Text,
    /// A string, or several in parentheses.
    Texts,
}

/// A function of MetricsQL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Function {
    /// In lower case; in expressions case doesn't count.
    pub name: &'static str,
    /// What it works on.
    pub kind: FunctionKind,
    /// One letter an argument (`s`eries, `n`umber, `t`ext, te`x`ts), behind which `?` tells that it may be left out,
    /// `*` and `+` that it may be repeated, `&` that it and the one behind it may be repeated as a pair.
    signature: &'static str,
}

impl Function {
    /// The function of this name, in whatever case.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        let at = FUNCTIONS.binary_search_by(|function| function.name.cmp(name.as_str())).ok()?;
        FUNCTIONS.get(at)
    }

    /// Every function, by name.
    pub fn all() -> &'static [Self] {
        FUNCTIONS
    }

    /// The fewest arguments it takes.
    pub fn least(&self) -> usize {
        self.signature.bytes().filter(u8::is_ascii_lowercase).count() - self.optional()
    }

    /// The most arguments it takes; none if it takes any number.
    pub fn most(&self) -> Option<usize> {
        let repeats = self.signature.contains(['*', '+', '&']);
        (!repeats).then(|| self.signature.bytes().filter(u8::is_ascii_lowercase).count())
    }

    fn optional(&self) -> usize {
        let marks = self.signature.bytes();
        marks.map(|mark| if mark == b'&' { 2 } else { usize::from(matches!(mark, b'?' | b'*')) }).sum()
    }

    /// Whether it takes this many arguments.
    pub fn takes(&self, count: usize) -> bool {
        let enough = count >= self.least() && self.most().is_none_or(|most| count <= most);
        let paired = !self.signature.contains('&') || (count - self.least().min(count)).is_multiple_of(2);
        enough && paired
    }

    /// What argument number `index` (from 0) has to be if there are `count` of them.
    pub fn arg(&self, index: usize, count: usize) -> Option<ArgKind> {
        let marks = self.signature.as_bytes();
        let letters: Vec<u8> = marks.iter().copied().filter(u8::is_ascii_lowercase).collect();
        let repeated = marks.iter().position(|mark| matches!(mark, b'*' | b'+' | b'&'));
        let letter = match repeated {
            None => letters.get(index),
            Some(mark) => {
                let before = marks[..mark].iter().filter(|mark| mark.is_ascii_lowercase()).count();
                let behind = letters.len() - before;
                if index < before || marks[mark] == b'&' {
                    letters.get(index.min(letters.len() - 1))
                } else if index + behind >= count {
                    letters.get(letters.len() - (count - index))
                } else {
                    letters.get(before - 1)
                }
            }
        };
        letter.map(|letter| match letter {
            b'n' => ArgKind::Number,
            b't' => ArgKind::Text,
            b'x' => ArgKind::Texts,
            _ => ArgKind::Series,
        })
    }
}

/// Whether a word is an aggregate function, which reads `by (…)` differently from a metric.
pub(super) fn is_aggregate(name: &str) -> bool {
    Function::find(name).is_some_and(|function| function.kind == FunctionKind::Aggregate)
}
