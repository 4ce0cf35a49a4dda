//! JSON that can be signed: read so that nobody can read it otherwise.
//!
//! A signature over canonical JSON (RFC 8785) covers values. Texts that two readers take for different values must therefore be refused before it is
//! looked at: a key given twice, a number with more digits than survive, half a surrogate pair. Readers made for other purposes let these pass.

mod number;

use jenjang::legal::Label;
use serde_json::{Map, Value};

/// How deeply lists and objects may stand in each other.
const DEEPEST: u32 = 64;

/// A text that cannot be read in exactly one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What was found and what was expected.
    pub problem: Label,
}

impl JsonFault {
    /// The sentence with its place.
    pub fn message(&self) -> Label {
        let (line, column, problem) = (self.line, self.column, &self.problem);
        Label::new(format!("baris {line}, karakter {column}: {}", problem.id), format!("line {line}, character {column}: {}", problem.en))
    }
}

/// The value a text stands for.
///
/// # Errors
/// [`JsonFault`] for anything that is not JSON, a key given twice, a number that would lose digits, half a surrogate pair, nesting deeper than 64.
pub fn read(text: &str) -> Result<Value, JsonFault> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.expected("akhir berkas", "the end of the file"));
    }
    Ok(value)
}

/// The canonical form (RFC 8785).
///
/// # Errors
/// A sentence where the value has none.
pub fn canonical(value: &Value) -> Result<Vec<u8>, Label> {
    serde_json_canonicalizer::to_vec(value)
        .map_err(|error| Label::new(format!("tidak ada bentuk kanonik: {error}"), format!("there is no canonical form: {error}")))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.at = self.at.saturating_add(1);
        }
        there
    }

    fn fault(&self, problem: Label) -> JsonFault {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
        JsonFault { line, column, problem }
    }

    fn expected(&self, id: &str, en: &str) -> JsonFault {
        let found = match self.rest().chars().next() {
            Some(c) => Label::same(format!("`{}`", c.escape_debug())),
            None => Label::new("akhir berkas", "the end of the file"),
        };
        self.fault(Label::new(format!("ada {}, diharapkan {id}", found.id), format!("found {}, expected {en}", found.en)))
    }

    fn value(&mut self, depth: u32) -> Result<Value, JsonFault> {
        if depth > DEEPEST {
            return Err(self
                .fault(Label::new(format!("bersarang lebih dari {DEEPEST} tingkat"), format!("nested more than {DEEPEST} levels deep"))));
        }
        self.blanks();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
                    if self.rest().starts_with(word) {
                        self.at = self.at.saturating_add(word.len());
                        return Ok(value);
                    }
                }
                Err(self.expected("nilai JSON", "a JSON value"))
            }
        }
    }

    fn object(&mut self, depth: u32) -> Result<Value, JsonFault> {
        self.take(b'{');
        let mut map = Map::new();
        self.blanks();
        if self.take(b'}') {
            return Ok(Value::Object(map));
        }
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err(self.expected("nama dalam tanda kutip", "a name in quotation marks"));
            }
            let place = self.at;
            let key = self.string()?;
            self.blanks();
            if !self.take(b':') {
                return Err(self.expected("`:`", "`:`"));
            }
            let value = self.value(depth.saturating_add(1))?;
            if map.contains_key(&key) {
                self.at = place;
                return Err(self.fault(Label::new(
                    format!("nama `{}` tertulis dua kali dalam satu objek", key.escape_debug()),
                    format!("the name `{}` is given twice in one object", key.escape_debug()),
                )));
            }
            map.insert(key, value);
            self.blanks();
            if self.take(b'}') {
                return Ok(Value::Object(map));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` atau `}`", "`,` or `}`"));
            }
        }
    }

    fn list(&mut self, depth: u32) -> Result<Value, JsonFault> {
        self.take(b'[');
        let mut list = Vec::new();
        self.blanks();
        if self.take(b']') {
            return Ok(Value::Array(list));
        }
        loop {
            list.push(self.value(depth.saturating_add(1))?);
            self.blanks();
            if self.take(b']') {
                return Ok(Value::Array(list));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` atau `]`", "`,` or `]`"));
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonFault> {
        self.take(b'"');
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|c| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.at = self.at.saturating_add(plain);
            match self.peek() {
                Some(b'"') => {
                    self.at = self.at.saturating_add(1);
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.expected("`\"` di akhir teks", "`\"` at the end of the text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonFault> {
        let place = self.at;
        self.at = self.at.saturating_add(1);
        let letter = self.peek();
        self.at = self.at.saturating_add(1);
        let plain = match letter {
            Some(b'u') => {
                let first = self.unit(place)?;
                return self.character(first, place);
            }
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => {
                self.at = place.saturating_add(1);
                return Err(self.expected("huruf sesudah `\\` yang dikenal JSON", "a letter after `\\` that JSON knows"));
            }
        };
        Ok(plain)
    }

    /// Four hexadecimal digits.
    fn unit(&mut self, place: usize) -> Result<u16, JsonFault> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let Some(unit) = unit else {
            self.at = place;
            return Err(self.expected("`\\u` dengan empat digit heksadesimal", "`\\u` with four hexadecimal digits"));
        };
        self.at = self.at.saturating_add(4);
        Ok(unit)
    }

    fn character(&mut self, first: u16, place: usize) -> Result<char, JsonFault> {
        if let Some(c) = char::from_u32(first.into()) {
            return Ok(c);
        }
        let second = if self.take(b'\\') && self.take(b'u') { self.unit(place)? } else { 0 };
        let mut decoded = char::decode_utf16([first, second]);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(c)), None) => Ok(c),
            _ => {
                self.at = place;
                Err(self.fault(Label::new(
                    "separuh pasangan surogat, diharapkan karakter Unicode yang utuh",
                    "half a surrogate pair, expected a whole Unicode character",
                )))
            }
        }
    }

    fn number(&mut self) -> Result<Value, JsonFault> {
        let length = number::length(self.rest());
        let text = self.rest().get(..length).unwrap_or_default();
        let Some(number) = number::read(text) else {
            let shown: String = self.rest().chars().take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(*c)).take(40).collect();
            return Err(self.fault(Label::new(
                format!(
                    "bilangan `{shown}` tidak dapat dibaca tanpa kehilangan digit, diharapkan bilangan yang muat dalam 64 bit IEEE 754"
                ),
                format!("the number `{shown}` cannot be read without losing digits, expected one that fits 64 bits of IEEE 754"),
            )));
        };
        self.at = self.at.saturating_add(length);
        Ok(Value::Number(number))
    }
}

#[cfg(test)]
mod tests;
