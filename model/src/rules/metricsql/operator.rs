//! The operators between two expressions.

/// The operators between two expressions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BinaryOp {
    /// `default`
    Default,
    /// `if`
    If,
    /// `ifnot`
    IfNot,
    /// `or`
    Or,
    /// `and`
    And,
    /// `unless`
    Unless,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `atan2`
    Atan2,
    /// `^`
    Power,
}

impl BinaryOp {
    /// Reads an operator of punctuation.
    pub(super) fn symbol(text: &str) -> Option<Self> {
        Some(match text {
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Modulo,
            "^" => Self::Power,
            _ => return None,
        })
    }

    /// Reads an operator that is a word; it may have capitals.
    pub(super) fn word(text: &str) -> Option<Self> {
        const WORDS: [(&str, BinaryOp); 7] = [
            ("default", BinaryOp::Default),
            ("if", BinaryOp::If),
            ("ifnot", BinaryOp::IfNot),
            ("or", BinaryOp::Or),
            ("and", BinaryOp::And),
            ("unless", BinaryOp::Unless),
            ("atan2", BinaryOp::Atan2),
        ];
        WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, op)| *op)
    }

    /// How strongly it binds: a greater number binds first.
    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::Default => 1,
            Self::If | Self::IfNot => 2,
            Self::Or => 3,
            Self::And | Self::Unless => 4,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => 5,
            Self::Add | Self::Subtract => 6,
            Self::Multiply | Self::Divide | Self::Modulo | Self::Atan2 => 7,
            Self::Power => 8,
        }
    }

    /// Whether it compares, and so drops the series for which that fails.
    pub fn is_comparison(self) -> bool {
        self.precedence() == Self::Equal.precedence()
    }

    /// Whether it combines sets of series: `and`, `or`, `unless`.
    pub fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }
}
