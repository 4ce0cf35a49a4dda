//! A draft as written: every text with its place, and the numbering of its clauses checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::clause::ClauseNumber;
use super::draft::{Clause, ClauseText, DraftText};
use super::link::PartLink;
use crate::legal::Label;
use crate::people::id::DraftId;
use crate::policy::diagnostic::{Diagnostic, Span, Spanned};

/// How clauses are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// A whole regulation: from 1, without holes.
    #[default]
    Whole,
    /// An amendment: only the clauses that change, under the numbers they have.
    Amendment,
}

/// `[[clauses]]`
#[derive(Clone, Debug)]
pub struct ClauseDocument {
    /// Its number.
    pub number: Spanned<ClauseNumber>,
    /// What it says.
    pub text: ClauseText,
    /// The parts that carry it.
    pub rules: Vec<Spanned<PartLink>>,
    /// Why no rule carries it.
    pub without_rule: Option<Spanned<Label>>,
    /// The section.
    pub span: Span,
}

/// A draft file as written.
#[derive(Clone, Debug)]
pub struct DraftDocument {
    /// The file's name, as the reader was told.
    pub file: Arc<str>,
    /// Id of the draft.
    pub id: DraftId,
    /// Id of the policy.
    pub policy: Spanned<Arc<str>>,
    /// Title.
    pub title: Label,
    /// How clauses are numbered.
    pub numbering: Numbering,
    /// The clauses.
    pub clauses: Vec<ClauseDocument>,
}

impl DraftDocument {
    /// The text without places.
    pub fn text(&self) -> DraftText {
        let clause = |clause: &ClauseDocument| Clause {
            number: clause.number.value,
            text: clause.text.clone(),
            rules: clause.rules.iter().map(|rule| rule.value.clone()).collect(),
            without_rule: clause.without_rule.as_ref().map(|reason| reason.value.clone()),
        };
        DraftText {
            id: self.id.clone(),
            policy: Arc::clone(&self.policy.value),
            title: self.title.clone(),
            clauses: self.clauses.iter().map(clause).collect(),
        }
    }

    /// What is wrong with the numbering: a number used twice, clauses out of order, holes, an article that has both a text of its own and
    /// paragraphs.
    pub fn check_numbers(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut first: BTreeMap<ClauseNumber, Span> = BTreeMap::new();
        let mut last: Option<ClauseNumber> = None;
        for clause in &self.clauses {
            let (number, span) = (clause.number.value, clause.number.span);
            if let Some(before) = first.get(&number) {
                let twice = Diagnostic::error(
                    "duplicate-clause",
                    &self.file,
                    span,
                    Label::new(
                        format!("ketentuan `{number}` ada dua kali, diharapkan satu kali"),
                        format!("clause `{number}` is there twice, expected once"),
                    ),
                );
                found.push(twice.with_related(*before, Label::new("yang pertama di sini", "the first one is here")));
                continue;
            }
            if let Some(before) = last.filter(|before| *before > number) {
                found.push(Diagnostic::error(
                    "clause-order",
                    &self.file,
                    span,
                    Label::new(
                        format!("ketentuan `{number}` berada sesudah `{before}`, diharapkan menurut urutan nomor"),
                        format!("clause `{number}` stands after `{before}`, expected in the order of numbers"),
                    ),
                ));
            }
            last = last.max(Some(number));
            first.insert(number, span);
        }
        let numbers: BTreeSet<ClauseNumber> = first.keys().copied().collect();
        let at = |number: ClauseNumber| first.get(&number).copied().unwrap_or_default();
        for number in &numbers {
            let article = number.article_part();
            if number.paragraph.is_some() && numbers.contains(&article) && at(article) != at(*number) {
                found.push(
                    Diagnostic::error(
                        "clause-mixed",
                        &self.file,
                        at(*number),
                        Label::new(
                            format!("pasal `{article}` mempunyai teks sendiri dan juga ayat `{number}`, diharapkan salah satu"),
                            format!("article `{article}` has a text of its own and the paragraph `{number}` too, expected one of them"),
                        ),
                    )
                    .with_related(at(article), Label::new("teks pasalnya di sini", "the text of the article is here")),
                );
            }
        }
        if self.numbering == Numbering::Whole {
            for (missing, before) in holes(&numbers) {
                found.push(
                    Diagnostic::error(
                        "clause-hole",
                        &self.file,
                        at(before),
                        Label::new(
                            format!("ketentuan `{missing}` tidak ada sebelum `{before}`, diharapkan nomor tanpa lompatan"),
                            format!("there is no clause `{missing}` before `{before}`, expected numbers without holes"),
                        ),
                    )
                    .with_help(Label::new(
                        "untuk peraturan perubahan tulislah `numbering = \"amendment\"`",
                        "write `numbering = \"amendment\"` for an amending regulation",
                    )),
                );
            }
        }
        found.sort_by_key(|problem| (problem.span.start, problem.code));
        found
    }
}

/// The first number missing before each jump, and the clause after it.
fn holes(numbers: &BTreeSet<ClauseNumber>) -> Vec<(ClauseNumber, ClauseNumber)> {
    let mut found = Vec::new();
    let mut before: Option<ClauseNumber> = None;
    for number in numbers {
        if let Some(missing) = missing_before(before, *number) {
            found.push((missing, *number));
        }
        before = Some(*number);
    }
    found
}

/// What should have stood between two numbers that follow each other, if anything.
fn missing_before(before: Option<ClauseNumber>, number: ClauseNumber) -> Option<ClauseNumber> {
    let article = |article, article_letter| ClauseNumber { article, article_letter, paragraph: None, paragraph_letter: None, point: None };
    let same_article = before.is_some_and(|before| before.article_part() == number.article_part());
    if !same_article {
        let wanted = match before {
            None => article(1, None),
            Some(before) if number.article == before.article => article(before.article, Some(after(before.article_letter, 'A'))),
            Some(before) => article(before.article.saturating_add(1), None),
        };
        if wanted != number.article_part() {
            return Some(wanted);
        }
    }
    let before = before.filter(|_| same_article);
    if let Some(paragraph) = number.paragraph {
        let (last, letter) = before.map_or((None, None), |before| (before.paragraph, before.paragraph_letter));
        let same_paragraph = before.is_some_and(|before| before.paragraph_part() == number.paragraph_part());
        if !same_paragraph {
            let wanted = match last {
                Some(last) if last == paragraph => (paragraph, Some(after(letter, 'a'))),
                Some(last) => (last.saturating_add(1), None),
                None => (1, None),
            };
            if wanted != (paragraph, number.paragraph_letter) {
                return Some(ClauseNumber { paragraph: Some(wanted.0), paragraph_letter: wanted.1, point: None, ..number });
            }
        }
    }
    let point = number.point?;
    let same_place = before.filter(|before| before.paragraph_part() == number.paragraph_part());
    let wanted = after(same_place.and_then(|before| before.point), 'a');
    (wanted != point).then_some(ClauseNumber { point: Some(wanted), ..number })
}

/// The letter after another; the first one after none.
fn after(letter: Option<char>, first: char) -> char {
    letter.and_then(|letter| char::from_u32(u32::from(letter).saturating_add(1))).unwrap_or(first)
}
