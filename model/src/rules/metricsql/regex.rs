//! Whether a regular expression can be compiled, as Go's RE2 does it. Only what surely fails is told: classes of
//! characters by name and other rare things are taken as they are.

mod times;

use std::iter::Peekable;
use std::str::Chars;
use times::Times;

/// Repetitions over this are refused.
const MAX_REPEAT: u32 = 1000;

/// Why `pattern` can't be compiled; nothing if it can, or if that isn't sure.
///
/// VictoriaMetrics puts it between `^(?:` and `)$`, which is why `a)b(` compiles: so it is checked that way.
pub(crate) fn problem(pattern: &str) -> Option<String> {
    let mut reader =
        Reader { rest: pattern.chars().peekable(), depth: 1, repeatable: false, repeated: false };
    let found = reader.read();
    let depth = reader.depth;
    match found {
        Err(why) => Some(why),
        Ok(()) if depth > 1 => Some("a `(` is never closed".to_owned()),
        Ok(()) if depth == 0 => Some("a `)` has no `(` before it".to_owned()),
        Ok(()) => None,
    }
}

struct Reader<'p> {
    rest: Peekable<Chars<'p>>,
    /// How many groups are open.
    depth: usize,
    /// Whether there is something before that `*` could repeat.
    repeatable: bool,
    /// Whether that is repeated already.
    repeated: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        let mut times = Times::default();
        while let Some(c) = self.rest.next() {
            times.see(c);
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => {
                    let outside = self.depth;
                    self.group()?;
                    if self.depth > outside {
                        times.open();
                    }
                }
                ')' => {
                    times.close();
                    self.depth = self.depth.checked_sub(1).ok_or("a `)` has no `(` before it")?;
                    self.set(true, false);
                }
                '|' => self.set(false, false),
                '*' | '+' | '?' => self.repeat(&c.to_string())?,
                '{' => match self.counts()? {
                    Some((counts, count)) => {
                        self.repeat(&counts)?;
                        times.repeat(count, &counts)?;
                    }
                    None => {
                        self.set(true, false);
                        times.start_anew();
                    }
                },
                _ => self.set(true, false),
            }
        }
        Ok(())
    }

    fn set(&mut self, repeatable: bool, repeated: bool) {
        self.repeatable = repeatable;
        self.repeated = repeated;
    }

    fn repeat(&mut self, operator: &str) -> Result<(), String> {
        if !self.repeatable {
            return Err(format!("`{operator}` has nothing before it to repeat"));
        }
        if self.repeated {
            return Err(format!("`{operator}` stands behind another repetition"));
        }
        // A question mark behind makes it lazy.
        self.rest.next_if_eq(&'?');
        self.set(true, true);
        Ok(())
    }

    /// Reads `2,3}`, and how often that is at most; nothing if it is no count, since a brace may stand for itself.
    fn counts(&mut self) -> Result<Option<(String, u32)>, String> {
        let mut ahead = self.rest.clone();
        let mut text = String::new();
        // The longest that is a count is short; more digits are no count either way.
        while let Some(c) = ahead.next_if(|c| c.is_ascii_digit() || *c == ',').filter(|_| text.len() < 20) {
            text.push(c);
        }
        let (least, most) = text.split_once(',').unwrap_or((&text, &text));
        let leading_zero = |digits: &str| digits.len() > 1 && digits.starts_with('0');
        let numbers = !least.is_empty() && !most.contains(',') && !leading_zero(least) && !leading_zero(most);
        let is_count = numbers && ahead.next() == Some('}');
        if !is_count {
            return Ok(None);
        }
        self.rest = ahead;
        let shown = format!("{{{text}}}");
        let number = |digits: &str| digits.parse().unwrap_or(u32::MAX);
        let too_many = number(least) > MAX_REPEAT || (!most.is_empty() && number(most) > MAX_REPEAT);
        if too_many {
            return Err(format!("`{shown}` repeats more than {MAX_REPEAT} times"));
        }
        if !most.is_empty() && number(most) < number(least) {
            return Err(format!("`{shown}` has its numbers in the wrong order"));
        }
        let count = if most.is_empty() { number(least) } else { number(most) };
        Ok(Some((shown, count)))
    }

    /// Reads what stands behind `(`: flags and names of groups.
    fn group(&mut self) -> Result<(), String> {
        let mut opens = true;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next() {
                Some('P') if self.rest.next_if_eq(&'<').is_some() => self.group_name()?,
                Some('<') if !matches!(self.rest.peek(), Some('=' | '!')) => self.group_name()?,
                Some('=' | '!' | '<') => return Err("lookahead and lookbehind are not supported".to_owned()),
                first => opens = self.flags(first)?,
            }
        }
        // Flags alone open no group: what stands before them can still be repeated.
        self.depth += usize::from(opens);
        self.set(!opens && self.repeatable, false);
        Ok(())
    }

    fn group_name(&mut self) -> Result<(), String> {
        let mut length = 0;
        while self.rest.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {
            length += 1;
        }
        match self.rest.next() {
            Some('>') if length > 0 => Ok(()),
            _ => Err("the name of a group is wrong".to_owned()),
        }
    }

    /// Reads `i)`, `i-s:` and the like; whether they open a group.
    fn flags(&mut self, first: Option<char>) -> Result<bool, String> {
        let (mut next, mut negative, mut some) = (first, false, false);
        loop {
            match next {
                Some('i' | 'm' | 's' | 'U') => some = true,
                Some('-') if !negative => (negative, some) = (true, false),
                Some(':') if some || !negative => return Ok(true),
                Some(')') if some => return Ok(false),
                Some(c) => return Err(format!("`{c}` behind `(?` is not supported")),
                None => return Err("a `(` is never closed".to_owned()),
            }
            next = self.rest.next();
        }
    }

    /// Reads what stands behind a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(c) = self.rest.next() else { return Err("it ends with a backslash".to_owned()) };
        match c {
            'Q' if !in_class => return self.quoted(),
            'x' => self.hexadecimal()?,
            'p' | 'P' => self.named_class()?,
            'A' | 'z' | 'b' | 'B' if in_class => return Err(unknown_escape(c)),
            'A' | 'z' | 'b' | 'B' | 'a' | 'f' | 'n' | 'r' | 't' | 'v' | 'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
            }
            '0'..='7' => {
                // `\0` and `\123` are octal; `\1` would be a back reference.
                let octal = c == '0' || matches!(self.rest.peek(), Some('0'..='7'));
                if !octal {
                    return Err(format!("back references such as `\\{c}` are not supported"));
                }
            }
            _ if c.is_ascii_alphanumeric() => return Err(unknown_escape(c)),
            _ => {}
        }
        self.set(true, false);
        Ok(())
    }

    /// Reads text that stands for itself up to `\E`.
    fn quoted(&mut self) -> Result<(), String> {
        // VictoriaMetrics' closing parenthesis behind the pattern would be quoted too.
        loop {
            match self.rest.next() {
                Some('\\') if self.rest.next_if_eq(&'E').is_some() => break,
                Some(_) => {}
                None => return Err("`\\Q` needs an `\\E` behind it".to_owned()),
            }
        }
        self.set(true, false);
        Ok(())
    }

    fn hexadecimal(&mut self) -> Result<(), String> {
        let wrong = || "an escape with `\\x` is wrong".to_owned();
        if self.rest.next_if_eq(&'{').is_none() {
            let digits = (0..2).filter(|_| self.rest.next_if(char::is_ascii_hexdigit).is_some()).count();
            return if digits == 2 { Ok(()) } else { Err(wrong()) };
        }
        let mut value = None;
        while let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit).and_then(|c| c.to_digit(16)) {
            value = Some(value.unwrap_or(0_u32).saturating_mul(16).saturating_add(digit));
        }
        let is_char = value.is_some_and(|value| value <= u32::from(char::MAX));
        if is_char && self.rest.next() == Some('}') { Ok(()) } else { Err(wrong()) }
    }

    /// Reads `L` or `{Greek}`.
    fn named_class(&mut self) -> Result<(), String> {
        match self.rest.next() {
            Some('{') => {
                let closed = self.rest.by_ref().any(|c| c == '}');
                if closed { Ok(()) } else { Err("`\\p{` is never closed".to_owned()) }
            }
            Some(_) => Ok(()),
            None => Err("`\\p` is incomplete".to_owned()),
        }
    }

    /// Reads a class of characters up to its `]`, which stands for itself right behind the `[`.
    fn class(&mut self) -> Result<(), String> {
        self.rest.next_if_eq(&'^');
        let mut is_first = true;
        let mut range_from: Option<char> = None;
        loop {
            let Some(c) = self.rest.next() else { return Err("a `[` is never closed".to_owned()) };
            match c {
                ']' if !is_first => break,
                '[' if self.rest.peek() == Some(&':') && self.posix_class() => range_from = None,
                '\\' => {
                    self.escape(true)?;
                    range_from = None;
                }
                '-' if range_from.is_some() && !matches!(self.rest.peek(), Some(']' | '\\') | None) => {
                    let to = self.rest.next();
                    if let Some((from, to)) = range_from.zip(to).filter(|(from, to)| from > to && *to != '[')
                    {
                        return Err(format!("the range `{from}-{to}` is in the wrong order"));
                    }
                    range_from = None;
                }
                _ => range_from = Some(c),
            }
            is_first = false;
        }
        self.set(true, false);
        Ok(())
    }
}

/// Classes that have a name, as in `[[:alpha:]]`.
const POSIX_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

impl Reader<'_> {
    /// Goes behind `:alpha:]`, if that is what follows.
    fn posix_class(&mut self) -> bool {
        let ahead: String = self.rest.clone().take(10).collect();
        let names = |class: &&&str| {
            let name = ahead.strip_prefix(':').map(|name| name.strip_prefix('^').unwrap_or(name));
            name.and_then(|name| name.strip_prefix(**class)).is_some_and(|rest| rest.starts_with(":]"))
        };
        let Some(class) = POSIX_CLASSES.iter().find(names) else { return false };
        let length = class.len() + if ahead.starts_with(":^") { 4 } else { 3 };
        self.rest.by_ref().take(length).for_each(drop);
        true
    }
}

fn unknown_escape(c: char) -> String {
    format!("the escape `\\{c}` doesn't exist")
}
