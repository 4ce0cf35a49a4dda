//! Tokens of the expression language.

use rust_decimal::Decimal;

use crate::number::parse_decimal;
use crate::policy::diagnostic::Span;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A letter or underscore and the letters, digits and underscores after it.
    Word,
    /// An exact decimal.
    Number(Decimal),
    /// A quoted text, escapes resolved.
    Text(String),
    /// `@"…"`, escapes resolved.
    At(String),
    /// An operator or bracket.
    Symbol(&'static str),
    /// The end of the text.
    End,
    /// Not a token: what is wrong with it.
    Wrong(TokenProblem),
}

/// What is wrong with a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenProblem {
    /// A quote that is never closed.
    OpenText,
    /// `/*` without `*/`.
    OpenComment,
    /// More digits than can be kept exactly.
    Digits,
    /// A backslash and something that is no escape.
    Escape,
    /// A character that means nothing here.
    Character,
}

/// A token and where it stands in the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Symbols, longer ones first.
const SYMBOLS: [&str; 22] =
    ["**", "!=", "<=", ">=", "..", "(", ")", "[", "]", "{", "}", ",", ":", "=", "<", ">", "+", "-", "*", "/", ".", ";"];

/// Whether a word may start with it.
pub(super) fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a word may go on with it.
pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The end of the word that starts at `start`.
pub(super) fn word_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + rest.find(|c| !continues_word(c)).unwrap_or(rest.len())
}

/// The first token at or after `from`, blanks and comments skipped.
pub(super) fn token_at(text: &str, from: usize) -> Token {
    let start = match skip_blanks(text, from) {
        Ok(start) => start,
        Err(start) => return Token { kind: TokenKind::Wrong(TokenProblem::OpenComment), start, end: text.len() },
    };
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else {
        return Token { kind: TokenKind::End, start, end: start };
    };
    if starts_word(first) {
        return Token { kind: TokenKind::Word, start, end: word_end(text, start) };
    }
    let number = first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    if number {
        return number_at(text, start);
    }
    if first == '"' {
        return text_at(text, start, start + 1, TokenKind::Text);
    }
    if rest.starts_with("@\"") {
        return text_at(text, start, start + 2, TokenKind::At);
    }
    match SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
        Some(symbol) => Token { kind: TokenKind::Symbol(symbol), start, end: start + symbol.len() },
        None => Token { kind: TokenKind::Wrong(TokenProblem::Character), start, end: start + first.len_utf8() },
    }
}

/// The first byte after blanks and comments, or the start of a comment that never ends.
pub(super) fn skip_blanks(text: &str, from: usize) -> Result<usize, usize> {
    let mut at = from;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.starts_with("//") {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            at += trimmed.find("*/").ok_or(at)? + 2;
        } else {
            return Ok(at);
        }
    }
}

fn number_at(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(start);
    // `1..3` is a range, `1.5` a number
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    let mantissa = &text[start..end];
    let mut exponent = None;
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        let first = end + 1 + usize::from(signed);
        if bytes.get(first).is_some_and(u8::is_ascii_digit) {
            let last = digits(first);
            exponent = Some(text[end + 1..last].trim_start_matches('+').parse::<i32>().unwrap_or(i32::MAX));
            end = last;
        }
    }
    let value = match exponent {
        None => parse_decimal(mantissa).ok(),
        Some(exponent) => shifted(mantissa, exponent),
    };
    let kind = value.map_or(TokenKind::Wrong(TokenProblem::Digits), TokenKind::Number);
    Token { kind, start, end }
}

/// `mantissa` times ten to the power of `exponent`, exactly.
fn shifted(mantissa: &str, exponent: i32) -> Option<Decimal> {
    let (whole, places) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{places}");
    let scale = i32::try_from(places.len()).ok()?.checked_sub(exponent)?;
    let plain = if scale <= 0 {
        let zeros = usize::try_from(-scale).ok().filter(|n| *n <= 40)?;
        format!("{digits}{}", "0".repeat(zeros))
    } else {
        let scale = usize::try_from(scale).ok().filter(|n| *n <= 80)?;
        let padded = format!("{}{digits}", "0".repeat((scale + 1).saturating_sub(digits.len())));
        let point = padded.len() - scale;
        format!("{}.{}", &padded[..point], &padded[point..])
    };
    parse_decimal(&plain).ok()
}

fn text_at(text: &str, start: usize, from: usize, make: fn(String) -> TokenKind) -> Token {
    let mut value = String::new();
    let mut chars = text[from..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Token { kind: make(value), start, end: from + at + 1 },
            '\\' => {
                let escaped = match chars.next().map(|(_, c)| c) {
                    Some('n') => Some('\n'),
                    Some('r') => Some('\r'),
                    Some('t') => Some('\t'),
                    Some(c @ ('"' | '\'' | '\\')) => Some(c),
                    Some('u') => unicode(&mut chars, 4),
                    Some('U') => unicode(&mut chars, 6),
                    _ => None,
                };
                match escaped {
                    Some(c) => value.push(c),
                    None => {
                        let end = chars.next().map_or(text.len(), |(i, _)| from + i);
                        return Token { kind: TokenKind::Wrong(TokenProblem::Escape), start: from + at, end };
                    }
                }
            }
            c => value.push(c),
        }
    }
    Token { kind: TokenKind::Wrong(TokenProblem::OpenText), start, end: text.len() }
}

fn unicode(chars: &mut std::str::CharIndices<'_>, digits: usize) -> Option<char> {
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + chars.next()?.1.to_digit(16)?;
    }
    char::from_u32(code)
}
