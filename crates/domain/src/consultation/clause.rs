//! Numbers of clauses: article (*pasal*), paragraph (*ayat*), point (*huruf*).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::legal::Label;

/// The number of a clause: `3`, `3A`, `3 (1)`, `3 (1a)`, `3 (1) a`, `3 a`. A letter marks what an amendment put in between (*Pasal 3A*, *ayat (1a)*).
///
/// Numbers compare in the order in which clauses stand in a regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClauseNumber {
    /// The article, from 1.
    pub article: u16,
    /// The letter of an article put in between, `A` to `Z`.
    pub article_letter: Option<char>,
    /// The paragraph, from 1.
    pub paragraph: Option<u16>,
    /// The letter of a paragraph put in between, `a` to `z`.
    pub paragraph_letter: Option<char>,
    /// The point, `a` to `z`.
    pub point: Option<char>,
}

/// A text that is not the number of a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not the number of a clause, expected article, paragraph and point as in `3`, `3A`, `3 (1)` or `3 (1) a`")]
pub struct ClauseNumberError {
    /// What was found.
    pub found: String,
}

impl ClauseNumberError {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        Label::new(
            format!("`{}` bukan nomor ketentuan, diharapkan pasal, ayat, dan huruf seperti `3`, `3A`, `3 (1)`, atau `3 (1) a`", self.found),
            self.to_string(),
        )
    }
}

impl ClauseNumber {
    /// The article alone.
    pub fn article_part(self) -> ClauseNumber {
        ClauseNumber { paragraph: None, paragraph_letter: None, point: None, ..self }
    }

    /// Article and paragraph.
    pub fn paragraph_part(self) -> ClauseNumber {
        ClauseNumber { point: None, ..self }
    }

    /// As lawyers write it: *Pasal 3 ayat (1) huruf a*, Article 3 (1) a.
    pub fn label(self) -> Label {
        let article = format!("{}{}", self.article, letter(self.article_letter));
        let mut id = format!("Pasal {article}");
        if let Some(paragraph) = self.paragraph {
            id.push_str(&format!(" ayat ({paragraph}{})", letter(self.paragraph_letter)));
        }
        if let Some(point) = self.point {
            id.push_str(&format!(" huruf {point}"));
        }
        Label::new(id, format!("Article {self}"))
    }
}

fn letter(letter: Option<char>) -> String {
    letter.map(String::from).unwrap_or_default()
}

impl fmt::Display for ClauseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.article, letter(self.article_letter))?;
        if let Some(paragraph) = self.paragraph {
            write!(f, " ({paragraph}{})", letter(self.paragraph_letter))?;
        }
        match self.point {
            Some(point) => write!(f, " {point}"),
            None => Ok(()),
        }
    }
}

/// A number without leading zeros, and what follows it.
fn number(text: &str) -> Option<(u16, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value = digits.parse().ok().filter(|value| *value > 0)?;
    (!digits.starts_with('0')).then_some((value, rest))
}

fn one(text: &str, fits: impl Fn(char) -> bool) -> Option<Option<char>> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (None, _) => Some(None),
        (Some(only), None) if fits(only) => Some(Some(only)),
        _ => None,
    }
}

fn parse(text: &str) -> Option<ClauseNumber> {
    let (article, rest) = number(text)?;
    let article_end = rest.find([' ', '(']).unwrap_or(rest.len());
    let article_letter = one(&rest[..article_end], |c| c.is_ascii_uppercase())?;
    let rest = rest[article_end..].trim_start();
    let mut found = ClauseNumber { article, article_letter, paragraph: None, paragraph_letter: None, point: None };
    let point = match rest.strip_prefix('(') {
        None => rest,
        Some(inside) => {
            let (inside, after) = inside.split_once(')')?;
            let (paragraph, between) = number(inside)?;
            found.paragraph = Some(paragraph);
            found.paragraph_letter = one(between, |c| c.is_ascii_lowercase())?;
            after.trim_start()
        }
    };
    found.point = one(point, |c| c.is_ascii_lowercase())?;
    Some(found)
}

impl FromStr for ClauseNumber {
    type Err = ClauseNumberError;

    fn from_str(text: &str) -> Result<ClauseNumber, ClauseNumberError> {
        let trimmed = text.trim();
        let bare = trimmed.strip_prefix("Pasal ").or_else(|| trimmed.strip_prefix("Article ")).unwrap_or(trimmed);
        parse(bare).ok_or_else(|| ClauseNumberError { found: text.chars().take(60).collect() })
    }
}

impl TryFrom<String> for ClauseNumber {
    type Error = ClauseNumberError;

    fn try_from(text: String) -> Result<ClauseNumber, ClauseNumberError> {
        text.parse()
    }
}

impl From<ClauseNumber> for String {
    fn from(number: ClauseNumber) -> String {
        number.to_string()
    }
}
