//! Text to syntax: precedence climbing by hand, with a limit on nesting so that no input overflows the stack.

mod names;
mod problems;

use std::sync::Arc;

use super::function::{Outside, outside_function};
use super::node::{Arithmetic, Comparison, Quantifier};
use super::syntax::{Arguments, End, Syntax, SyntaxKind, SyntaxTest, Word, arithmetic_precedence};
use super::token::{Token, TokenKind, token_at};
use crate::legal::Label;
use crate::policy::diagnostic::{Diagnostic, Span};

use names::KEYWORDS;
pub(super) use problems::shorten;

/// The deepest nesting an expression may have, brackets and operators counted alike.
pub const MAX_DEPTH: usize = 100;

/// The longest expression that is read, in bytes.
pub const MAX_LENGTH: usize = 100_000;

/// Reads an expression.
///
/// `is_name` says which names are known; the longest known name wins. Spans in the tree count from the start of `text`, those of the problems from the start of
/// the file, where `text` begins at byte `offset`. `None` when the text cannot be read; what is wrong is in `out`.
pub fn parse(text: &str, offset: u32, file: &Arc<str>, is_name: &dyn Fn(&str) -> bool, out: &mut Vec<Diagnostic>) -> Option<Syntax> {
    if text.len() > MAX_LENGTH {
        let label = Label::new(
            format!("ekspresi sepanjang {} byte, paling banyak {MAX_LENGTH}", text.len()),
            format!("the expression is {} bytes long, expected at most {MAX_LENGTH}", text.len()),
        );
        out.push(Diagnostic::error("too-long", file, Span::new(0, text.len()).shift(offset), label));
        return None;
    }
    let mut parser =
        Parser { text, offset, file, is_name, out, token: token_at(text, 0), before: 0, depth: 0, locals: Vec::new(), endpoint: false };
    let built = parser.expression().ok()?;
    if parser.token.kind == TokenKind::End {
        return Some(built.syntax);
    }
    parser.expected("an operator or the end of the expression", "operator atau akhir ekspresi");
    None
}

/// A syntax tree and how deep it goes.
struct Built {
    syntax: Syntax,
    height: usize,
}

/// The problem is already reported.
struct Reported;

type Parse<T = Built> = Result<T, Reported>;

struct Parser<'a> {
    text: &'a str,
    offset: u32,
    file: &'a Arc<str>,
    is_name: &'a dyn Fn(&str) -> bool,
    out: &'a mut Vec<Diagnostic>,
    token: Token,
    /// End of the token before.
    before: usize,
    depth: usize,
    locals: Vec<String>,
    /// Whether the upper end of a range is being read, where `[` may close the range.
    endpoint: bool,
}

impl<'a> Parser<'a> {
    fn advance(&mut self) {
        self.jump(self.token.end);
    }

    /// Goes on reading at `to`.
    fn jump(&mut self, to: usize) {
        self.before = to;
        self.token = token_at(self.text, to);
    }

    fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.token.kind, TokenKind::Symbol(s) if s == symbol)
    }

    fn at_word(&self, word: &str) -> bool {
        self.token.kind == TokenKind::Word && &self.text[self.token.start..self.token.end] == word
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    fn need(&mut self, symbol: &str) -> Parse<()> {
        if self.eat(symbol) { Ok(()) } else { Err(self.expected(&format!("`{symbol}`"), &format!("`{symbol}`"))) }
    }

    fn need_word(&mut self, word: &str) -> Parse<()> {
        if self.at_word(word) {
            self.advance();
            Ok(())
        } else {
            Err(self.expected(&format!("`{word}`"), &format!("`{word}`")))
        }
    }

    fn build(&mut self, kind: SyntaxKind, start: usize, below: usize) -> Parse {
        let span = Span::new(start, self.before);
        if below >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        Ok(Built { syntax: Syntax { kind, span }, height: below + 1 })
    }

    /// A whole expression inside brackets or at the top.
    fn expression(&mut self) -> Parse {
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep(self.token.span()));
        }
        self.depth += 1;
        let endpoint = std::mem::replace(&mut self.endpoint, false);
        let result = self.binary(0);
        self.endpoint = endpoint;
        self.depth -= 1;
        result
    }

    fn binary(&mut self, at_least: u8) -> Parse {
        let start = self.token.start;
        let first = self.unary()?;
        self.binary_after(start, first, at_least)
    }

    fn operator(&self) -> Option<Operator> {
        match self.token.kind {
            TokenKind::Symbol(symbol) => comparison(symbol).map(Operator::Compare).or_else(|| arithmetic(symbol).map(Operator::Arithmetic)),
            TokenKind::Word => match &self.text[self.token.start..self.token.end] {
                "or" => Some(Operator::Or),
                "and" => Some(Operator::And),
                "between" => Some(Operator::Between),
                "in" => Some(Operator::In),
                "instance" => Some(Operator::Instance),
                _ => None,
            },
            _ => None,
        }
    }

    fn binary_after(&mut self, start: usize, mut left: Built, at_least: u8) -> Parse {
        let mut chain = None;
        while let Some(operator) = self.operator().filter(|o| o.precedence() >= at_least) {
            let operator_span = self.token.span();
            self.advance();
            let continues = chain == Some(operator);
            chain = Some(operator);
            left = match operator {
                Operator::Or | Operator::And => {
                    let right = self.binary(operator.precedence() + 1)?;
                    let below = right.height.max(if continues { left.height - 1 } else { left.height });
                    let make = if operator == Operator::Or { SyntaxKind::Or } else { SyntaxKind::And };
                    let items = match left.syntax.kind {
                        SyntaxKind::Or(mut items) | SyntaxKind::And(mut items) if continues => {
                            items.push(right.syntax);
                            items
                        }
                        kind => vec![Syntax { kind, span: left.syntax.span }, right.syntax],
                    };
                    self.build(make(items), start, below)?
                }
                Operator::Compare(op) => {
                    let right = self.binary(4)?;
                    let below = left.height.max(right.height);
                    self.build(SyntaxKind::Compare(op, Box::new(left.syntax), Box::new(right.syntax)), start, below)?
                }
                Operator::Arithmetic(op) => {
                    let right = self.binary(operator.precedence() + 1)?;
                    let below = left.height.max(right.height);
                    self.build(SyntaxKind::Arithmetic(op, Box::new(left.syntax), Box::new(right.syntax)), start, below)?
                }
                Operator::Between => {
                    let low = self.binary(4)?;
                    self.need_word("and")?;
                    let high = self.binary(4)?;
                    let below = left.height.max(low.height).max(high.height);
                    let kind = SyntaxKind::Between(Box::new(left.syntax), Box::new(low.syntax), Box::new(high.syntax));
                    self.build(kind, start, below)?
                }
                Operator::In => {
                    let (tests, height) = self.tests()?;
                    let below = left.height.max(height);
                    self.build(SyntaxKind::In(Box::new(left.syntax), tests), start, below)?
                }
                Operator::Instance => return Err(self.outside(Outside::InstanceOf, operator_span)),
            };
        }
        Ok(left)
    }

    /// What stands after `in`.
    fn tests(&mut self) -> Parse<(Vec<SyntaxTest>, usize)> {
        let start = self.token.start;
        if !self.at_symbol("(") {
            let (test, height) = self.test(4)?;
            return Ok((vec![test], height));
        }
        self.advance();
        let endpoint = std::mem::replace(&mut self.endpoint, false);
        let mut tests = Vec::new();
        let mut height = 0;
        loop {
            let (test, below) = self.test(0)?;
            height = height.max(below);
            match test {
                SyntaxTest::Is(low) if tests.is_empty() && self.at_symbol("..") => {
                    let range = self.range_after(start, Built { syntax: low, height: below }, false)?;
                    self.endpoint = endpoint;
                    return self.single(start, range);
                }
                test => tests.push(test),
            }
            if !self.eat(",") {
                break;
            }
        }
        self.need(")")?;
        self.endpoint = endpoint;
        if let [SyntaxTest::Is(_)] = tests.as_slice()
            && let Some(SyntaxTest::Is(syntax)) = tests.pop()
        {
            return self.single(start, Built { syntax, height });
        }
        Ok((tests, height))
    }

    /// One bracketed value after `in`, which may go on: `x in (a + b) * c`.
    fn single(&mut self, start: usize, value: Built) -> Parse<(Vec<SyntaxTest>, usize)> {
        let value = self.postfix(start, value)?;
        let value = self.binary_after(start, value, 4)?;
        Ok((vec![as_test(value.syntax)], value.height))
    }

    fn test(&mut self, at_least: u8) -> Parse<(SyntaxTest, usize)> {
        if let TokenKind::Symbol(symbol) = self.token.kind
            && let Some(op) = comparison(symbol)
        {
            self.advance();
            let value = self.binary(4)?;
            return Ok((SyntaxTest::Compare(op, value.syntax), value.height));
        }
        let value = if at_least == 0 { self.expression()? } else { self.binary(at_least)? };
        Ok((as_test(value.syntax), value.height))
    }

    fn unary(&mut self) -> Parse {
        let start = self.token.start;
        if !self.at_symbol("-") {
            let first = self.primary()?;
            return self.postfix(start, first);
        }
        self.advance();
        if self.depth >= MAX_DEPTH {
            return Err(self.too_deep(self.token.span()));
        }
        self.depth += 1;
        let inner = self.unary();
        self.depth -= 1;
        let inner = inner?;
        self.build(SyntaxKind::Negate(Box::new(inner.syntax)), start, inner.height)
    }

    fn postfix(&mut self, start: usize, mut left: Built) -> Parse {
        loop {
            if self.at_symbol("[") && !(self.endpoint && self.closes_range()) {
                self.advance();
                let inner = self.expression()?;
                self.need("]")?;
                let below = left.height.max(inner.height);
                left = self.build(SyntaxKind::Bracket(Box::new(left.syntax), Box::new(inner.syntax)), start, below)?;
            } else if self.at_symbol(".") {
                self.advance();
                if self.token.kind != TokenKind::Word {
                    return Err(self.expected("the name of a property", "nama properti"));
                }
                let name = Word::new(self.text[self.token.start..self.token.end].to_owned(), self.token.span());
                self.advance();
                let below = left.height;
                left = self.build(SyntaxKind::Property(Box::new(left.syntax), name), start, below)?;
            } else {
                return Ok(left);
            }
        }
    }

    /// Whether the `[` here ends a range: `[18..21[`.
    fn closes_range(&self) -> bool {
        let next = token_at(self.text, self.token.end);
        match next.kind {
            TokenKind::End => true,
            TokenKind::Symbol(symbol) => !matches!(symbol, "-" | "(" | "[" | "{" | "."),
            TokenKind::Word => matches!(
                &self.text[next.start..next.end],
                "and" | "or" | "then" | "else" | "satisfies" | "in" | "between" | "instance" | "return"
            ),
            _ => false,
        }
    }

    fn primary(&mut self) -> Parse {
        let start = self.token.start;
        let kind = match &mut self.token.kind {
            TokenKind::Number(n) => SyntaxKind::Number(*n),
            TokenKind::Text(t) => SyntaxKind::Text(std::mem::take(t)),
            TokenKind::At(t) => SyntaxKind::At(std::mem::take(t)),
            TokenKind::Word => return self.word(),
            TokenKind::Symbol("(") => return self.bracketed(),
            TokenKind::Symbol("[") => return self.list_or_range(),
            TokenKind::Symbol("]") => {
                self.advance();
                let low = self.expression()?;
                if !self.at_symbol("..") {
                    return Err(self.expected("`..`", "`..`"));
                }
                return self.range_after(start, low, false);
            }
            _ => return Err(self.expected("a value", "sebuah nilai")),
        };
        self.advance();
        self.build(kind, start, 0)
    }

    fn bracketed(&mut self) -> Parse {
        let start = self.token.start;
        self.advance();
        if let TokenKind::Symbol(symbol) = self.token.kind
            && let Some(op) = comparison(symbol)
        {
            let span = self.token.span();
            self.advance();
            let endpoint = std::mem::replace(&mut self.endpoint, false);
            let end = self.binary(4)?;
            self.endpoint = endpoint;
            self.need(")")?;
            let height = end.height;
            let side = |closed: bool| -> Option<End> { Some((Box::new(end.syntax.clone()), closed)) };
            let (low, high) = match op {
                Comparison::Less => (None, side(false)),
                Comparison::LessOrEqual => (None, side(true)),
                Comparison::Greater => (side(false), None),
                Comparison::GreaterOrEqual => (side(true), None),
                Comparison::Equal => (side(true), side(true)),
                Comparison::NotEqual => return Err(self.outside(Outside::NotEqualRange, span)),
            };
            return self.build(SyntaxKind::Range { low, high }, start, height);
        }
        let inner = self.expression()?;
        if self.at_symbol("..") {
            return self.range_after(start, inner, false);
        }
        self.need(")")?;
        Ok(inner)
    }

    fn list_or_range(&mut self) -> Parse {
        let start = self.token.start;
        self.advance();
        let mut items = Vec::new();
        let mut height = 0;
        if !self.at_symbol("]") {
            loop {
                let item = self.expression()?;
                if items.is_empty() && self.at_symbol("..") {
                    return self.range_after(start, item, true);
                }
                height = height.max(item.height);
                items.push(item.syntax);
                if !self.eat(",") {
                    break;
                }
            }
        }
        self.need("]")?;
        self.build(SyntaxKind::List(items), start, height)
    }

    /// The rest of a range, at `..`.
    fn range_after(&mut self, start: usize, low: Built, closed: bool) -> Parse {
        self.need("..")?;
        let endpoint = std::mem::replace(&mut self.endpoint, true);
        let high = self.binary(4)?;
        self.endpoint = endpoint;
        let high_closed = self.at_symbol("]");
        if !high_closed && !self.at_symbol(")") && !self.at_symbol("[") {
            return Err(self.expected("`]` or `)`", "`]` atau `)`"));
        }
        self.advance();
        let below = low.height.max(high.height);
        let kind = SyntaxKind::Range { low: Some((Box::new(low.syntax), closed)), high: Some((Box::new(high.syntax), high_closed)) };
        self.build(kind, start, below)
    }

    fn word(&mut self) -> Parse {
        let start = self.token.start;
        let word = &self.text[start..self.token.end];
        let known = self.known_name();
        let keyword = KEYWORDS.contains(&word);
        if let Some((name, end)) = known.filter(|(name, _)| !keyword || name.len() > word.len()) {
            let next = token_at(self.text, end);
            let called = next.kind == TokenKind::Symbol("(");
            let span = Span::new(start, end);
            if called && let Some(construct) = outside_function(&name) {
                return Err(self.outside(construct, span));
            }
            self.jump(end);
            if called {
                return self.call(start, Word::new(name, span));
            }
            return self.build(SyntaxKind::Name(name), start, 0);
        }
        match word {
            "true" | "false" => {
                let kind = SyntaxKind::Boolean(word == "true");
                self.advance();
                self.build(kind, start, 0)
            }
            "null" => {
                self.advance();
                self.build(SyntaxKind::Null, start, 0)
            }
            "if" => self.condition(),
            "some" => self.quantified(Quantifier::Some),
            "every" => self.quantified(Quantifier::Every),
            "for" => Err(self.outside(Outside::For, self.token.span())),
            "function" => Err(self.outside(Outside::FunctionDefinition, self.token.span())),
            _ if keyword => Err(self.expected("a value", "sebuah nilai")),
            _ => {
                let (name, end) = self.unknown_name();
                let span = Span::new(start, end);
                self.jump(end);
                if self.at_symbol("(") {
                    return self.call(start, Word::new(name, span));
                }
                self.build(SyntaxKind::Name(name), start, 0)
            }
        }
    }

    fn call(&mut self, start: usize, name: Word) -> Parse {
        self.need("(")?;
        let mut height = 0;
        let arguments = if self.argument_name().is_some() {
            let mut items = Vec::new();
            loop {
                let Some((argument, after)) = self.argument_name() else {
                    return Err(self.expected("the name of an argument and `:`", "nama argumen dan `:`"));
                };
                self.jump(after);
                let value = self.expression()?;
                height = height.max(value.height);
                items.push((argument, value.syntax));
                if !self.eat(",") {
                    break;
                }
            }
            Arguments::Named(items)
        } else {
            let mut items = Vec::new();
            if !self.at_symbol(")") {
                loop {
                    let value = self.expression()?;
                    height = height.max(value.height);
                    items.push(value.syntax);
                    if !self.eat(",") {
                        break;
                    }
                }
            }
            Arguments::Positional(items)
        };
        self.need(")")?;
        self.build(SyntaxKind::Call(name, arguments), start, height)
    }

    fn condition(&mut self) -> Parse {
        let start = self.token.start;
        self.advance();
        let condition = self.expression()?;
        self.need_word("then")?;
        let yes = self.expression()?;
        self.need_word("else")?;
        let no = self.expression()?;
        let below = condition.height.max(yes.height).max(no.height);
        let kind = SyntaxKind::If(Box::new(condition.syntax), Box::new(yes.syntax), Box::new(no.syntax));
        self.build(kind, start, below)
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Parse {
        let start = self.token.start;
        self.advance();
        let mut binders = Vec::new();
        let mut height = 0;
        let locals = self.locals.len();
        loop {
            let mut name = String::new();
            while self.token.kind == TokenKind::Word && !self.at_word("in") {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(&self.text[self.token.start..self.token.end]);
                self.advance();
            }
            if name.is_empty() {
                return Err(self.expected("the name of a variable", "nama variabel"));
            }
            self.need_word("in")?;
            let list = self.expression()?;
            height = height.max(list.height);
            self.locals.push(name.clone());
            binders.push((name, list.syntax));
            if !self.eat(",") {
                break;
            }
        }
        self.need_word("satisfies")?;
        let body = self.expression()?;
        self.locals.truncate(locals);
        // every binder is a level of its own once typed
        let below = height.max(body.height) + binders.len() - 1;
        self.build(SyntaxKind::Quantified(quantifier, binders, Box::new(body.syntax)), start, below)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Operator {
    Or,
    And,
    Compare(Comparison),
    Between,
    In,
    Instance,
    Arithmetic(Arithmetic),
}

impl Operator {
    fn precedence(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And => 2,
            Operator::Compare(_) | Operator::Between | Operator::In | Operator::Instance => 3,
            Operator::Arithmetic(op) => arithmetic_precedence(op),
        }
    }
}

/// An open range after `in` is a comparison.
fn as_test(syntax: Syntax) -> SyntaxTest {
    match syntax.kind {
        SyntaxKind::Range { low: None, high: Some((end, closed)) } => {
            SyntaxTest::Compare(if closed { Comparison::LessOrEqual } else { Comparison::Less }, *end)
        }
        SyntaxKind::Range { low: Some((end, closed)), high: None } => {
            SyntaxTest::Compare(if closed { Comparison::GreaterOrEqual } else { Comparison::Greater }, *end)
        }
        kind => SyntaxTest::Is(Syntax { kind, span: syntax.span }),
    }
}

fn comparison(symbol: &str) -> Option<Comparison> {
    Some(match symbol {
        "=" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn arithmetic(symbol: &str) -> Option<Arithmetic> {
    Some(match symbol {
        "+" => Arithmetic::Add,
        "-" => Arithmetic::Subtract,
        "*" => Arithmetic::Multiply,
        "/" => Arithmetic::Divide,
        "**" => Arithmetic::Power,
        _ => return None,
    })
}
