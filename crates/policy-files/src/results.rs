//! Results of courses from tables of comma-separated values. The shapes are in docs/training-effect.md.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};
use jenjang::development::effect::{Arm, BehaviourForm, PersonResult, Phase, RaterRole, Satisfaction, Test};
use jenjang::indicator::ReportingPeriod;
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::people::id::{CourseSessionId, PersonId, UnitId};
use jenjang::policy::diagnostic::{Diagnostic, Span};
use rust_decimal::Decimal;

use crate::facts::csv::{line_of, separator};
use crate::words::{did_you_mean, nearest, one_of, shorten};

/// How many problems of one file are kept.
const MOST_PROBLEMS: usize = 1000;

/// Columns of a file of people; besides them `reaction.ITEM`, `earlier-N` and `asked-ROLE`.
const PEOPLE: [&str; 8] = ["session", "person", "arm", "pre", "post", "maximum", "passed-before", "passed"];
/// Columns of a file of forms; besides them `behaviour.ITEM` and `impact.ITEM`.
const FORMS: [&str; 6] = ["session", "person", "form", "role", "phase", "highest"];
/// The nine elements of a satisfaction survey, in the order of the regulation.
const ELEMENTS: [&str; 9] =
    ["requirements", "procedure", "time", "cost", "product", "staff-competence", "staff-behaviour", "facilities", "complaints"];
/// Other columns of a file of satisfaction.
const SATISFACTION: [&str; 5] = ["session", "unit", "period", "respondents", "printed"];

/// What a file of results holds. A file holds one of the three; its header says which.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourseResults {
    /// Figures of people.
    pub people: Vec<PersonResult>,
    /// Forms about people.
    pub forms: Vec<(CourseSessionId, PersonId, BehaviourForm)>,
    /// Satisfaction of the public.
    pub satisfaction: Vec<Satisfaction>,
}

/// What a file is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    People,
    Forms,
    Satisfaction,
}

impl Shape {
    fn known(self, name: &str) -> bool {
        let numbered = |prefix| name.strip_prefix(prefix).is_some_and(|rest: &str| !rest.is_empty());
        match self {
            Shape::People => {
                PEOPLE.contains(&name)
                    || numbered("reaction.")
                    || name.strip_prefix("earlier-").is_some_and(|n| ["1", "2", "3", "4", "5"].contains(&n))
                    || name.strip_prefix("asked-").is_some_and(|role| RaterRole::ALL.iter().any(|known| known.as_str() == role))
            }
            Shape::Forms => FORMS.contains(&name) || numbered("behaviour.") || numbered("impact."),
            Shape::Satisfaction => SATISFACTION.contains(&name) || ELEMENTS.contains(&name),
        }
    }

    fn names(self) -> Vec<&'static str> {
        match self {
            Shape::People => PEOPLE.to_vec(),
            Shape::Forms => FORMS.to_vec(),
            Shape::Satisfaction => SATISFACTION.iter().chain(&ELEMENTS).copied().collect(),
        }
    }

    fn needed(self) -> Vec<&'static str> {
        match self {
            Shape::People => vec!["session", "person"],
            Shape::Forms => vec!["session", "person", "form", "role", "phase", "highest"],
            Shape::Satisfaction => ["session", "unit", "period", "respondents"].into_iter().chain(ELEMENTS).collect(),
        }
    }
}

/// Reads results of courses from CSV: what could be read, and every problem at its line.
///
/// A header with `form` makes it a file of forms, one with `requirements` a file of satisfaction, any other a file of people. A blank cell says nothing. In a
/// form a blank and free text are no valid answer; a whole number off the scale is a mistake and reported. Decimals may be written with a comma.
pub fn read_course_results(file_name: &str, text: &str) -> (CourseResults, Vec<Diagnostic>) {
    let whole = text;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let shift = u32::try_from(whole.len() - text.len()).unwrap_or(0);
    let mut reading = Reading { file: Arc::from(file_name), problems: Vec::new() };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(text)).from_reader(text.as_bytes());
    let mut header: Option<(Shape, Vec<String>)> = None;
    let mut found = CourseResults::default();
    let mut seen: BTreeSet<(CourseSessionId, PersonId)> = BTreeSet::new();
    let mut codes: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut record = StringRecord::new();
    loop {
        let start = reader.position().clone();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let place = line_of(text, record.position().unwrap_or(&start), reader.position()).shift(shift);
                let Some((shape, names)) = &header else {
                    header = Some(reading.header(&record, place));
                    continue;
                };
                if record.len() != names.len() {
                    let (n, expected) = (record.len(), names.len());
                    reading.error(
                        "row-width",
                        place,
                        format!("banyaknya sel {n}, diharapkan {expected} seperti pada baris judul"),
                        format!("{n} cells, expected {expected} as in the header"),
                    );
                    continue;
                }
                let cells: BTreeMap<&str, &str> =
                    names.iter().map(String::as_str).zip(record.iter().map(str::trim)).filter(|(_, cell)| !cell.is_empty()).collect();
                let mut line = Line { reading: &mut reading, cells, place, broken: false };
                match shape {
                    Shape::People => {
                        if let Some(person) = line.person() {
                            if seen.insert((person.session.clone(), person.person.clone())) {
                                found.people.push(person);
                            } else {
                                let id = &person.person;
                                line.error(
                                    "duplicate-code",
                                    format!("`{id}` ada dua kali pada jadwal yang sama"),
                                    format!("`{id}` stands twice for the same session"),
                                );
                            }
                        }
                    }
                    Shape::Forms => {
                        if let Some(form) = line.form(names) {
                            if codes.insert(Arc::clone(&form.2.code)) {
                                found.forms.push(form);
                            } else {
                                let code = &form.2.code;
                                line.error(
                                    "duplicate-code",
                                    format!("formulir `{code}` ada dua kali"),
                                    format!("form `{code}` stands twice"),
                                );
                            }
                        }
                    }
                    Shape::Satisfaction => found.satisfaction.extend(line.satisfaction()),
                }
            }
            Err(error) => {
                let place = line_of(text, &start, reader.position()).shift(shift);
                reading.error(
                    "csv-syntax",
                    place,
                    format!("baris CSV tidak dapat dibaca ({error})"),
                    format!("the CSV line cannot be read ({error})"),
                );
                if reader.is_done() || reader.position().byte() == start.byte() {
                    break;
                }
            }
        }
    }
    if header.is_none() {
        reading.error(
            "empty-file",
            Span::default(),
            "berkas kosong, diharapkan baris judul seperti `session,person,pre,post,maximum`".into(),
            "the file is empty, expected a header such as `session,person,pre,post,maximum`".into(),
        );
    }
    (found, reading.problems)
}

struct Reading {
    file: Arc<str>,
    problems: Vec<Diagnostic>,
}

impl Reading {
    fn error(&mut self, code: &'static str, place: Span, id: String, en: String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Diagnostic::error(code, &self.file, place, Label::new(id, en)));
        }
    }

    fn header(&mut self, record: &StringRecord, place: Span) -> (Shape, Vec<String>) {
        let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let has = |name: &str| names.iter().any(|found| found == name);
        let shape = if has("form") {
            Shape::Forms
        } else if has("requirements") {
            Shape::Satisfaction
        } else {
            Shape::People
        };
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for name in &names {
            let found = shorten(name);
            if !seen.insert(name) {
                self.error("duplicate-key", place, format!("kolom `{found}` ada dua kali"), format!("column `{found}` stands twice"));
            }
            if !shape.known(name) && self.problems.len() < MOST_PROBLEMS {
                let problem = Diagnostic::error(
                    "unknown-key",
                    &self.file,
                    place,
                    Label::new(format!("kolom `{found}` tidak dikenal"), format!("unknown column `{found}`")),
                );
                let near = nearest(name, shape.names()).map(did_you_mean);
                self.problems.push(match near {
                    Some(help) => problem.with_help(help),
                    None => problem,
                });
            }
        }
        for name in shape.needed().into_iter().filter(|name| !has(name)) {
            self.error(
                "missing-key",
                place,
                format!("baris judul tidak mempunyai kolom `{name}`"),
                format!("the header has no column `{name}`"),
            );
        }
        (shape, names)
    }
}

/// One line with its cells that are not blank.
struct Line<'r, 't> {
    reading: &'r mut Reading,
    cells: BTreeMap<&'t str, &'t str>,
    place: Span,
    broken: bool,
}

impl Line<'_, '_> {
    fn error(&mut self, code: &'static str, id: String, en: String) {
        self.broken = true;
        self.reading.error(code, self.place, id, en);
    }

    fn wrong(&mut self, column: &str, cell: &str, expected: &Label) {
        let cell = shorten(cell);
        self.error(
            "bad-cell",
            format!("kolom `{column}`: `{cell}`, diharapkan {}", expected.id),
            format!("column `{column}`: `{cell}`, expected {}", expected.en),
        );
    }

    fn need<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        let Some(cell) = self.cells.get(column).copied() else {
            self.error("missing-key", format!("kolom `{column}` kosong"), format!("column `{column}` is blank"));
            return None;
        };
        let read = cell.parse().ok();
        if read.is_none() {
            self.wrong(column, cell, &Label::new("pengenal tanpa karakter kendali", "an id without control characters"));
        }
        read
    }

    fn word<T: Copy>(&mut self, column: &str, allowed: &[(&str, T)]) -> Option<T> {
        let cell = self.cells.get(column).copied()?;
        let found = allowed.iter().find(|(word, _)| *word == cell).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
            self.wrong(column, cell, &one_of(&words));
        }
        found
    }

    fn decimal(&mut self, column: &str) -> Option<Decimal> {
        let cell = self.cells.get(column).copied()?;
        let read = parse_decimal(&cell.replace(',', ".")).ok();
        if read.is_none() {
            self.wrong(column, cell, &Label::new("bilangan seperti 82,5", "a number such as 82.5"));
        }
        read
    }

    fn whole<T: FromStr>(&mut self, column: &str) -> Option<T> {
        let cell = self.cells.get(column).copied()?;
        let read = cell.parse().ok();
        if read.is_none() {
            self.wrong(column, cell, &Label::new("bilangan bulat", "a whole number"));
        }
        read
    }

    /// Columns that begin with a prefix: what follows it, and the whole name.
    fn under(&self, prefix: &str) -> Vec<(Arc<str>, String)> {
        let named = |name: &&&str| name.strip_prefix(prefix).map(|rest| (Arc::from(rest), (**name).to_string()));
        self.cells.keys().collect::<Vec<_>>().iter().filter_map(named).collect()
    }

    fn person(&mut self) -> Option<PersonResult> {
        let (session, person) = (self.need("session"), self.need("person"));
        let arms = [Arm::Trained, Arm::Comparison].map(|arm| (arm.as_str(), arm));
        let arm = if self.cells.contains_key("arm") { self.word("arm", &arms) } else { Some(Arm::Trained) };
        let (before, after, maximum) = (self.decimal("pre"), self.decimal("post"), self.decimal("maximum"));
        if (before.is_some() || after.is_some()) && maximum.is_none() && !self.cells.contains_key("maximum") {
            self.error(
                "missing-key",
                "nilai tes tanpa `maximum`, nilai tertinggi yang mungkin".to_owned(),
                "a test score without `maximum`, the highest possible".to_owned(),
            );
        }
        let yes_no = [("yes", true), ("no", false), ("ya", true), ("tidak", false)];
        let (passed_before, passed) = (self.word("passed-before", &yes_no), self.word("passed", &yes_no));
        let mut reaction = BTreeMap::new();
        for (item, column) in self.under("reaction.") {
            let answer: Option<u16> = self.whole(&column);
            reaction.insert(item, answer);
        }
        let mut asked = BTreeMap::new();
        for role in RaterRole::ALL {
            if let Some(n) = self.whole(&format!("asked-{}", role.as_str())) {
                asked.insert(role, n);
            }
        }
        let rounds = (1..=5).rev().find(|n| self.cells.contains_key(format!("earlier-{n}").as_str())).unwrap_or(0);
        let earlier: Vec<Option<Decimal>> = (1..=rounds).map(|n| self.decimal(&format!("earlier-{n}"))).collect();
        if self.broken {
            return None;
        }
        let test = maximum.map(|maximum| Test { before, after, maximum });
        Some(PersonResult { reaction, test, passed_before, passed, earlier, asked, ..PersonResult::new(session?, person?, arm?) })
    }

    fn form(&mut self, names: &[String]) -> Option<(CourseSessionId, PersonId, BehaviourForm)> {
        let (session, person) = (self.need("session"), self.need("person"));
        let code: Option<String> = self.need("form");
        let roles = RaterRole::ALL.map(|role| (role.as_str(), role));
        let phases = [Phase::Before, Phase::After].map(|phase| (phase.as_str(), phase));
        for column in ["role", "phase", "highest"] {
            if !self.cells.contains_key(column) {
                self.error("missing-key", format!("kolom `{column}` kosong"), format!("column `{column}` is blank"));
            }
        }
        let (role, phase) = (self.word("role", &roles), self.word("phase", &phases));
        let highest = self.word("highest", &[("5", 5_u16), ("100", 100)]);
        let mut answers = [BTreeMap::new(), BTreeMap::new()];
        for (part, prefix) in answers.iter_mut().zip(["behaviour.", "impact."]) {
            for name in names.iter().filter(|name| name.starts_with(prefix)) {
                let item: Arc<str> = name.get(prefix.len()..).unwrap_or_default().into();
                let cell = self.cells.get(name.as_str()).copied();
                // blank and free text leave the denominator; a number off the scale is a slip
                let answer = cell.and_then(|cell| cell.parse::<u16>().ok());
                if let (Some(answer), Some(highest)) = (answer, highest)
                    && (answer < 1 || answer > highest)
                {
                    self.wrong(
                        name,
                        &answer.to_string(),
                        &Label::new(format!("1 sampai {highest}, atau kosong"), format!("1 to {highest}, or blank")),
                    );
                }
                part.insert(item, answer);
            }
        }
        if self.broken {
            return None;
        }
        let [behaviour, impact] = answers;
        let form = BehaviourForm { code: code?.into(), role: role?, phase: phase?, highest: highest?, behaviour, impact };
        Some((session?, person?, form))
    }

    fn satisfaction(&mut self) -> Option<Satisfaction> {
        let (session, unit) = (self.need("session"), self.need::<UnitId>("unit"));
        let period: Option<ReportingPeriod> = match self.cells.get("period").copied() {
            None => {
                self.error("missing-key", "kolom `period` kosong".to_owned(), "column `period` is blank".to_owned());
                None
            }
            Some(cell) => match cell.parse::<ReportingPeriod>() {
                Ok(period) => Some(period),
                Err(error) => {
                    let message = error.message();
                    self.error("bad-cell", message.id.to_string(), message.en.to_string());
                    None
                }
            },
        };
        let respondents: Option<u64> = self.whole("respondents");
        let mut means = Vec::new();
        for element in ELEMENTS {
            if !self.cells.contains_key(element) {
                self.error("missing-key", format!("kolom `{element}` kosong"), format!("column `{element}` is blank"));
            }
            means.extend(self.decimal(element));
        }
        let printed = self.decimal("printed");
        if self.broken {
            return None;
        }
        Some(Satisfaction { session: session?, unit: unit?, period: period?, respondents: respondents?, means, printed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_what_a_file_holds() {
        let people = "session;person;arm;pre;post;maximum;passed;reaction.trainer;earlier-1;earlier-2;asked-peer\ns-1;p-1;;52,5;80;100;ya;4;60;62;3\ns-1;p-2;comparison;;;;;;;;\n";
        let (found, problems) = read_course_results("p.csv", people);
        assert_eq!(problems, []);
        let first = &found.people[0];
        assert_eq!((first.arm, first.test.unwrap().before, first.passed), (Arm::Trained, Some(Decimal::new(525, 1)), Some(true)));
        assert_eq!((first.earlier.len(), first.asked[&RaterRole::Peer], first.reaction.len()), (2, 3, 1));
        assert_eq!(found.people[1].arm, Arm::Comparison);
        let forms =
            "session,person,form,role,phase,highest,behaviour.a,behaviour.b,impact.a\ns-1,p-1,f-1,peer,after,5,4,,sangat membantu\n";
        let (found, problems) = read_course_results("f.csv", forms);
        assert_eq!(problems, []);
        let form = &found.forms[0].2;
        assert_eq!(form.behaviour.values().copied().collect::<Vec<_>>(), [Some(4), None]);
        assert_eq!(form.impact.values().copied().collect::<Vec<_>>(), [None]);
        let header = format!("session,unit,period,respondents,{},printed", ELEMENTS.join(","));
        let (found, problems) = read_course_results("s.csv", &format!("{header}\ns-1,u-1,2026-S1,150,3,3,3,3,3,3,3,3,3,75.10\n"));
        assert_eq!(problems, []);
        assert_eq!(found.satisfaction[0].index(), Some(Decimal::from(75)));
    }

    #[test]
    fn problems_stand_at_their_lines() {
        let text = "session,person,arm,pre,post,maximun\ns-1,p-1,treated,52x,80,100\ns-1,p-1,trained,,,\n,p-2,trained\n";
        let (found, problems) = read_course_results("p.csv", text);
        let said: Vec<(&str, usize)> = problems.iter().map(|p| (p.code, text[..p.span.start as usize].matches('\n').count() + 1)).collect();
        assert_eq!(said, [("unknown-key", 1), ("bad-cell", 2), ("bad-cell", 2), ("missing-key", 2), ("row-width", 4)]);
        assert_eq!(problems[0].help.as_ref().map(|help| &*help.en), Some("did you mean `maximum`?"));
        assert_eq!(found.people.len(), 1);
        let off = "session,person,form,role,phase,highest,behaviour.a\ns,p,f,peer,after,5,6\ns,p,g,boss,after,5,\ns,p,h,peer,after,5,1\ns,p,h,peer,after,5,1\n";
        let codes: Vec<&str> = read_course_results("f.csv", off).1.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["bad-cell", "bad-cell", "duplicate-code"]);
        assert_eq!(read_course_results("e.csv", "").1[0].code, "empty-file");
    }
}
