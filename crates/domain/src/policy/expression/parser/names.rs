//! Names: the longest known one wins; an unknown one is taken as far as it was probably meant.

use super::super::function::{function_named, outside_function};
use super::super::syntax::Word;
use super::super::token::{TokenKind, continues_word, starts_word, token_at, word_end};
use super::Parser;
use crate::policy::diagnostic::Span;

/// The most words one name may hold.
const MAX_NAME_WORDS: usize = 12;

/// Words with a meaning of their own where a value could stand.
pub(super) const KEYWORDS: [&str; 17] = [
    "and",
    "or",
    "if",
    "then",
    "else",
    "some",
    "every",
    "in",
    "satisfies",
    "between",
    "true",
    "false",
    "null",
    "for",
    "return",
    "function",
    "instance",
];

impl Parser<'_> {
    /// The longest known name that starts here, and its end.
    pub(super) fn known_name(&self) -> Option<(String, usize)> {
        let mut name = String::new();
        let mut at = self.token.start;
        let mut best = None;
        for _ in 0..MAX_NAME_WORDS {
            let end = word_end(self.text, at);
            name.push_str(&self.text[at..end]);
            let called = || token_at(self.text, end).kind == TokenKind::Symbol("(");
            let known = self.locals.contains(&name)
                || (self.is_name)(&name)
                || ((name == "not" || function_named(&name).is_some() || outside_function(&name).is_some()) && called());
            if known {
                best = Some((name.clone(), end));
            }
            let rest = &self.text[end..];
            let (joint, next) = match rest.chars().next() {
                Some(c @ ('.' | '-')) => (c, end + 1),
                Some(c) if c.is_whitespace() => (' ', end + (rest.len() - rest.trim_start().len())),
                _ => break,
            };
            if !self.text[next..].starts_with(continues_word) {
                break;
            }
            name.push(joint);
            at = next;
        }
        best
    }

    /// The words that were probably meant as one name.
    pub(super) fn unknown_name(&self) -> (String, usize) {
        let mut at = self.token.start;
        let mut end = word_end(self.text, at);
        let mut name = self.text[at..end].to_owned();
        for _ in 1..MAX_NAME_WORDS {
            let rest = &self.text[end..];
            let (joint, next) = match rest.chars().next() {
                Some(c @ ('.' | '-')) => (c, end + 1),
                Some(c) if c.is_whitespace() => (' ', end + (rest.len() - rest.trim_start().len())),
                _ => break,
            };
            if !self.text[next..].starts_with(if joint == ' ' { starts_word } else { continues_word }) {
                break;
            }
            at = next;
            let word = &self.text[at..word_end(self.text, at)];
            if KEYWORDS.contains(&word) {
                break;
            }
            end = at + word.len();
            name.push(joint);
            name.push_str(word);
        }
        (name, end)
    }

    /// The name before a `:`, and where its value begins.
    pub(super) fn argument_name(&self) -> Option<(Word, usize)> {
        let start = self.token.start;
        let rest = &self.text[start..];
        let length = rest.find(|c: char| !continues_word(c) && c != ' ')?;
        let name = rest[..length].trim_end();
        (rest[length..].starts_with(':') && !name.is_empty())
            .then(|| (Word::new(name.to_owned(), Span::new(start, start + name.len())), start + length + 1))
    }
}
