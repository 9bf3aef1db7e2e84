//! Breaking a file as a typing hand does, in ways that follow from a number alone.

/// Things that get where they don't belong.
const STRAY: &[&str] = &[
    "{{", "}}", "{", "}", "[", "]", "(", ")", "\"", "'", ":", " : ", "- ", "#", " #", "|", ">", "&a", "*a",
    "!!int ", "\t", "\n", "  ", ",", "%", "@", "`", "<<: ", "?", "=", "==", "$", ".", "\\", "~", "5", "-1",
    "for", "alert", "x: ", "end", "by", "offset", "or", "[5m]",
];
/// Values that take the place of others.
const VALUES: &[&str] = &[
    "",
    "5",
    "-5m",
    "x",
    "[a]",
    "{a: b}",
    "null",
    "true",
    "\"5\"",
    "\"",
    "a: b",
    "- a",
    "|",
    ">-",
    "*x",
    "&x",
    "!!int x",
    "5m",
    "up ==",
    "{{ $x }}",
    "\"{{ $x }}\"",
    "\"{{ if }}\"",
    "@x",
    "%x",
    "'it''s'",
];

/// Breaks a file in the way that belongs to the number.
pub(crate) fn break_file(text: &str, seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
    let lines: Vec<&str> = text.lines().collect();
    let index = dice.below(lines.len());
    match dice.below(12) {
        0 => without_line(&lines, index),
        1 => with_line(&lines, index, &format!(" {}", lines[index])),
        2 => with_line(&lines, index, lines[index].get(1..).unwrap_or_default()),
        3 => without_character(text, &mut dice),
        4 | 5 => with_stray(text, &mut dice),
        6 => with_other_letter(text, &mut dice),
        7 => with_line(&lines, index, &with_other_value(lines[index], &mut dice)),
        8 => with_line(&lines, index, &format!("{}\n{}", lines[index], lines[dice.below(lines.len())])),
        9 => with_line(&lines, index, &lines[index].replacen(' ', "\t", 1)),
        10 => cut(text, &mut dice),
        _ => swapped(&lines, index, dice.below(lines.len())),
    }
}

/// A small generator of numbers: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

fn join(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn without_line(lines: &[&str], index: usize) -> String {
    join(&[&lines[..index], &lines[index + 1..]].concat())
}

fn with_line(lines: &[&str], index: usize, line: &str) -> String {
    join(&[&lines[..index], &[line], &lines[index + 1..]].concat())
}

fn swapped(lines: &[&str], a: usize, b: usize) -> String {
    let mut lines = lines.to_vec();
    lines.swap(a, b);
    join(&lines)
}

/// Leaves out a character that means something.
fn without_character(text: &str, dice: &mut Dice) -> String {
    let telling: Vec<usize> =
        text.match_indices(|c: char| ":\"'{}[]()-|>&*#,".contains(c)).map(|(at, _)| at).collect();
    let at = telling[dice.below(telling.len())];
    format!("{}{}", &text[..at], &text[at + 1..])
}

fn with_stray(text: &str, dice: &mut Dice) -> String {
    let (at, stray) = (dice.place(text), STRAY[dice.below(STRAY.len())]);
    format!("{}{stray}{}", &text[..at], &text[at..])
}

fn with_other_letter(text: &str, dice: &mut Dice) -> String {
    let letters: Vec<usize> =
        text.match_indices(|c: char| c.is_ascii_alphabetic()).map(|(at, _)| at).collect();
    let at = letters[dice.below(letters.len())];
    let other = ["a", "x", "_", "z"][dice.below(4)];
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

fn with_other_value(line: &str, dice: &mut Dice) -> String {
    let value = VALUES[dice.below(VALUES.len())];
    line.split_once(": ").map_or_else(|| format!("{line}:"), |(key, _)| format!("{key}: {value}"))
}

fn cut(text: &str, dice: &mut Dice) -> String {
    text[..dice.place(text)].to_owned()
}
