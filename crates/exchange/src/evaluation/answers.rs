//! The table of answers: one line for each answer, or one for each rater and person with a column for each item.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::response::{Answer, CheckedResponse, Response};
use jenjang::legal::Label;
use jenjang::people::id::{ItemId, PersonId};
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::suggest::nearest;

use super::{File, empty, has_width};
use crate::table::{Cell, Column, Other, Problems, Reading, Rows, header, shorten};

mod words;

use words::{Read, Words};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Ratee,
    Rater,
    Item,
    Answer,
    Comment,
    Day,
    /// The item at this place of the instrument has a column of its own.
    Of(usize),
}

const ITEM: [&str; 2] = ["item", "butir"];
const COMMENT: [&str; 2] = ["comment", "komentar"];

/// The columns; those of the long form are required only there.
fn columns(long: bool) -> [Column<Key>; 6] {
    [
        Column { key: Key::Ratee, names: &["ratee", "dinilai", "yang-dinilai"], required: true },
        Column { key: Key::Rater, names: &["rater", "penilai"], required: true },
        Column { key: Key::Item, names: &ITEM, required: long },
        Column { key: Key::Answer, names: &["answer", "jawaban"], required: long },
        Column { key: Key::Comment, names: &COMMENT, required: false },
        Column { key: Key::Day, names: &["answered-on", "tanggal"], required: false },
    ]
}

/// Reads answers to an instrument by raters who were nominated.
///
/// The long form has the columns `ratee`, `rater`, `item` and `answer`; a comment stands in a column `comment` or is an answer to the item `comment`.
/// The wide form has `ratee` and `rater` and a column for each item. Blank cells and the words for *not observed* are not observed: never a number.
/// With a `cycle`, answers in the column `answered-on` must have been given while it was open.
pub fn read_answers_csv(
    file: File<'_>,
    instrument: &Instrument,
    chart: &Chart,
    nominations: &[Nomination],
    cycle: Option<&Cycle>,
) -> Reading<Vec<CheckedResponse>> {
    let mut problems = Problems::new(file.name);
    let Some(text) = problems.text(file.bytes) else { return Reading::new(None, problems.finish(file.bytes.len())) };
    let gather = Gather::new(instrument, chart, nominations, cycle);
    let responses = read(text, gather, &mut problems);
    Reading::new(responses, problems.finish(text.len()))
}

fn read(text: &str, mut gather: Gather<'_>, problems: &mut Problems) -> Option<Vec<CheckedResponse>> {
    let mut rows = Rows::new(text);
    let mut cells = Vec::new();
    let Some(place) = rows.next(&mut cells, problems) else {
        let expected = Label::new(
            "baris judul `ratee,rater,item,answer` lalu satu baris tiap jawaban",
            "a header `ratee,rater,item,answer`, then a line for each answer",
        );
        empty(problems, &expected);
        return None;
    };
    let named = |cell: &Cell<'_>, names: &[&str]| names.contains(&cell.text.to_lowercase().as_str());
    let long = cells.iter().any(|cell| named(cell, &ITEM));
    let instrument = gather.instrument;
    let keys = header(&cells, place, &columns(long), problems, |cell, problems| {
        if long || cell.is_blank() {
            return Other::Unused;
        }
        match item(instrument, &cell.text) {
            Some(item) => Other::Known(Key::Of(item)),
            None => {
                unknown_item(instrument, cell, problems);
                Other::Reported
            }
        }
    })?;
    let at = |key| keys.iter().position(|found| *found == Some(key));
    let (ratee, rater) = (at(Key::Ratee)?, at(Key::Rater)?);
    let (comment, day) = (at(Key::Comment), at(Key::Day));
    let pair = at(Key::Item).zip(at(Key::Answer));
    let items: Vec<(usize, usize)> =
        keys.iter().enumerate().filter_map(|(at, key)| if let Some(Key::Of(item)) = key { Some((at, *item)) } else { None }).collect();
    if pair.is_none() && items.is_empty() {
        problems.error(
            "missing-column",
            place,
            Label::new(
                "baris judul tidak mempunyai kolom `item` dan `answer`, dan tidak ada kolom yang bernama butir instrumen",
                "the header has no columns `item` and `answer`, and no column is named after an item of the instrument",
            ),
        );
        return None;
    }
    let mut any = false;
    while let Some(place) = rows.next(&mut cells, problems) {
        if !has_width(&cells, keys.len(), place, problems) {
            continue;
        }
        any = true;
        let found = gather.slot(&cells[ratee], &cells[rater], problems);
        if let Some(day) = day {
            gather.day(&cells[day], problems);
        }
        match pair {
            Some((item, answer)) => gather.long(found, &cells[item], &cells[answer], problems),
            None => gather.wide(found, place, cells[rater].span, items.iter().map(|(at, item)| (*item, &cells[*at])), problems),
        }
        if let (Some(comment), Some(found)) = (comment, found) {
            gather.comment(found, &cells[comment].text);
        }
    }
    if !any {
        let expected = Label::new("sedikitnya satu jawaban di bawah baris judul", "at least one answer below the header");
        empty(problems, &expected);
        return None;
    }
    Some(gather.responses(problems))
}

/// The place of an item, capitals apart.
fn item(instrument: &Instrument, text: &str) -> Option<usize> {
    let exact = text.parse().ok().and_then(|id: ItemId| instrument.place_of(&id));
    exact.or_else(|| instrument.items().iter().position(|item| item.id.as_str().eq_ignore_ascii_case(text)))
}

fn unknown_item(instrument: &Instrument, cell: &Cell<'_>, problems: &mut Problems) {
    let name = shorten(&cell.text);
    let mut diagnostic = Diagnostic::error(
        "unknown-item",
        &problems.file,
        cell.span,
        Label::new(
            format!("butir `{name}` tidak ada dalam instrumen `{}`", instrument.parts().id),
            format!("unknown item `{name}` in the instrument `{}`", instrument.parts().id),
        ),
    );
    if let Some(near) = nearest(&cell.text, instrument.items().iter().map(|item| item.id.as_str())) {
        diagnostic = diagnostic.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?")));
    }
    problems.add(diagnostic);
}

/// The answers of one rater about one person.
struct Slot {
    answers: Vec<Option<(Answer, Span)>>,
    comment: String,
    /// The first line.
    first: Span,
}

/// Answers as they come in.
struct Gather<'a> {
    instrument: &'a Instrument,
    chart: &'a Chart,
    cycle: Option<&'a Cycle>,
    nominations: &'a [Nomination],
    /// The nomination of a pair: the approved one where there are several.
    pairs: HashMap<(&'a str, &'a str), usize>,
    /// Whether each nomination's ratee leads others.
    leads: Vec<bool>,
    slots: Vec<Option<Slot>>,
    words: Words,
    items: HashMap<&'a str, usize>,
    /// Pairs and people already reported, so that a fault in forty lines of a rater is said once.
    said: HashSet<(String, String)>,
}

impl<'a> Gather<'a> {
    fn new(instrument: &'a Instrument, chart: &'a Chart, nominations: &'a [Nomination], cycle: Option<&'a Cycle>) -> Gather<'a> {
        let mut pairs: HashMap<(&str, &str), usize> = HashMap::with_capacity(nominations.len());
        for (at, nomination) in nominations.iter().enumerate() {
            let first = pairs.entry((nomination.ratee().as_str(), nomination.rater().as_str())).or_insert(at);
            if !nominations[*first].is_approved() && nomination.is_approved() {
                *first = at;
            }
        }
        let mut slots = Vec::new();
        slots.resize_with(nominations.len(), || None);
        Gather {
            instrument,
            chart,
            cycle,
            nominations,
            pairs,
            leads: nominations.iter().map(|nomination| chart.leads(nomination.ratee())).collect(),
            slots,
            words: Words::new(instrument.scale()),
            items: instrument.items().iter().enumerate().map(|(at, item)| (item.id.as_str(), at)).collect(),
            said: HashSet::new(),
        }
    }

    /// The nomination a line belongs to.
    fn slot(&mut self, ratee: &Cell<'_>, rater: &Cell<'_>, problems: &mut Problems) -> Option<usize> {
        if let Some(at) = self.pairs.get(&(&*ratee.text, &*rater.text)) {
            let nomination = &self.nominations[*at];
            if nomination.is_approved() {
                return Some(*at);
            }
            let (who, by, state) = (nomination.ratee(), nomination.rater(), nomination.state().label());
            if self.says(&ratee.text, &rater.text) {
                problems.error(
                    "nomination-not-approved",
                    rater.span,
                    Label::new(
                        format!(
                            "`{by}` menjawab tentang `{who}`, sedangkan penunjukannya berstatus `{}`, diharapkan `disetujui`",
                            state.id
                        ),
                        format!("`{by}` answers about `{who}`, but the nomination is `{}`, expected `approved`", state.en),
                    ),
                );
            }
            return None;
        }
        for (cell, name) in [(ratee, "ratee"), (rater, "rater")] {
            if cell.is_blank() {
                problems.error(
                    "blank-cell",
                    cell.span,
                    Label::new(format!("kolom `{name}` kosong, diharapkan isinya"), format!("column `{name}` is blank, expected a value")),
                );
                return None;
            }
        }
        if !self.knows(&ratee.text) {
            if self.says(&ratee.text, "") {
                let found = shorten(&ratee.text);
                problems.error(
                    "unknown-ratee",
                    ratee.span,
                    Label::new(
                        format!("yang dinilai `{found}` tidak ada dalam daftar orang"),
                        format!("unknown ratee `{found}`: not among the people"),
                    ),
                );
            }
        } else if !self.knows(&rater.text) && !self.nominations.iter().any(|nomination| nomination.rater().as_str() == rater.text) {
            if self.says("", &rater.text) {
                let found = shorten(&rater.text);
                problems.error(
                    "unknown-rater",
                    rater.span,
                    Label::new(
                        format!("penilai `{found}` tidak ada dalam daftar orang"),
                        format!("unknown rater `{found}`: not among the people"),
                    ),
                );
            }
        } else if self.says(&ratee.text, &rater.text) {
            let (who, by) = (shorten(&ratee.text), shorten(&rater.text));
            let (id, en) = if ratee.text == rater.text {
                (
                    format!("`{by}` menilai diri sendiri tanpa penunjukan dalam kelompok diri"),
                    format!("`{by}` answers about himself or herself without a nomination in the self group"),
                )
            } else {
                (
                    format!("`{by}` menjawab tentang `{who}` tanpa penunjukan, diharapkan ada dalam daftar penunjukan"),
                    format!("`{by}` answers about `{who}` without a nomination, expected one in the list of nominations"),
                )
            };
            problems.error("no-nomination", rater.span, Label::new(id, en));
        }
        None
    }

    fn knows(&self, person: &str) -> bool {
        person.parse().is_ok_and(|person: PersonId| self.chart.get(&person).is_some())
    }

    /// Whether something is to be said for the first time.
    fn says(&mut self, ratee: &str, rater: &str) -> bool {
        self.said.insert((ratee.to_owned(), rater.to_owned()))
    }

    fn day(&self, cell: &Cell<'_>, problems: &mut Problems) {
        if cell.is_blank() {
            return;
        }
        let Some(day) = NaiveDate::parse_from_str(&cell.text, "%Y-%m-%d").ok().filter(|_| cell.text.len() == 10) else {
            let found = shorten(&cell.text);
            problems.error(
                "impossible-date",
                cell.span,
                Label::new(
                    format!("`{found}` bukan tanggal, diharapkan tahun-bulan-hari seperti 2026-04-01"),
                    format!("`{found}` is no date, expected year-month-day such as 2026-04-01"),
                ),
            );
            return;
        };
        if let Some(Err(error)) = self.cycle.map(|cycle| cycle.keep_answer(day)) {
            problems.error(error.code(), cell.span, error.message());
        }
    }

    /// A line with one answer.
    fn long(&mut self, found: Option<usize>, item: &Cell<'_>, answer: &Cell<'_>, problems: &mut Problems) {
        let place = self.items.get(&*item.text).copied();
        match place.or_else(|| self::item(self.instrument, &item.text)) {
            Some(place) => self.answer(found, place, answer, item.span, problems),
            None if COMMENT.contains(&item.text.to_lowercase().as_str()) => {
                if let Some(found) = found {
                    self.open(found, item.span);
                    self.comment(found, &answer.text);
                }
            }
            None => unknown_item(self.instrument, item, problems),
        }
    }

    /// A line with all answers.
    fn wide<'c>(
        &mut self,
        found: Option<usize>,
        line: Span,
        rater: Span,
        cells: impl Iterator<Item = (usize, &'c Cell<'c>)>,
        problems: &mut Problems,
    ) {
        if let Some(slot) = found.and_then(|found| self.slots[found].as_ref()) {
            let nomination = found.map(|found| &self.nominations[found]);
            let (who, by) = nomination.map_or(("", ""), |n| (n.ratee().as_str(), n.rater().as_str()));
            problems.add(
                Diagnostic::error(
                    "duplicate-rater",
                    &problems.file,
                    rater,
                    Label::new(
                        format!("`{by}` menjawab tentang `{who}` dua kali, diharapkan satu baris"),
                        format!("`{by}` answers about `{who}` twice, expected one line"),
                    ),
                )
                .with_related(slot.first, Label::new("baris pertama", "the first line")),
            );
            return;
        }
        if let Some(found) = found {
            self.open(found, line);
        }
        for (item, cell) in cells {
            self.answer(found, item, cell, cell.span, problems);
        }
    }

    fn open(&mut self, found: usize, first: Span) -> &mut Slot {
        let items = self.instrument.items().len();
        self.slots[found].get_or_insert_with(|| Slot { answers: vec![None; items], comment: String::new(), first })
    }

    fn comment(&mut self, found: usize, text: &str) {
        if let Some(slot) = &mut self.slots[found]
            && !text.is_empty()
            && slot.comment != text
        {
            if !slot.comment.is_empty() {
                slot.comment.push('\n');
            }
            slot.comment.push_str(text);
        }
    }

    fn answer(&mut self, found: Option<usize>, item: usize, cell: &Cell<'_>, place: Span, problems: &mut Problems) {
        let id = &self.instrument.items()[item].id;
        let answer = match self.words.read(&cell.text) {
            Read::Answer(answer) => answer,
            Read::OutsideScale => {
                let (answer, expected) = (shorten(&cell.text), self.words.values());
                problems.error(
                    "answer-outside-scale",
                    cell.span,
                    Label::new(
                        format!("jawaban `{answer}` untuk butir `{id}` di luar skala, diharapkan salah satu dari {expected}"),
                        format!("answer `{answer}` to item `{id}` is outside the scale, expected one of {expected}"),
                    ),
                );
                return;
            }
            Read::NotANumber => {
                let (answer, expected, blank) = (shorten(&cell.text), self.words.values(), &self.instrument.scale().not_observed);
                problems.error(
                    "not-a-number",
                    cell.span,
                    Label::new(
                        format!("`{answer}` bukan jawaban untuk butir `{id}`, diharapkan salah satu dari {expected}, atau `{}`", blank.id),
                        format!("`{answer}` is no answer to item `{id}`, expected one of {expected}, or `{}`", blank.en),
                    ),
                );
                return;
            }
        };
        let Some(found) = found else { return };
        if !self.instrument.is_asked(item, self.leads[found]) {
            if answer != Answer::NotObserved {
                let ratee = self.nominations[found].ratee();
                let found = Diagnostic::error(
                    "leaders-only",
                    &problems.file,
                    place,
                    Label::new(
                        format!("butir `{id}` hanya untuk pemimpin, sedangkan `{ratee}` tidak memimpin"),
                        format!("item `{id}` is for leaders only, but `{ratee}` leads nobody"),
                    ),
                );
                problems.add(found.with_help(Label::new(
                    "kosongkan jawabannya; yang memimpin adalah atasan seseorang dalam daftar orang, atau `ya` di kolom `leads`",
                    "leave the answer blank; a leader is somebody's superior among the people, or has `yes` in the column `leads`",
                )));
            }
            self.open(found, place);
            return;
        }
        let slot = self.open(found, place);
        match slot.answers[item] {
            None => slot.answers[item] = Some((answer, place)),
            Some((_, first)) => {
                let nomination = &self.nominations[found];
                let (who, by) = (nomination.ratee(), nomination.rater());
                problems.add(
                    Diagnostic::error(
                        "duplicate-answer",
                        &problems.file,
                        place,
                        Label::new(
                            format!("`{by}` menjawab butir `{id}` tentang `{who}` dua kali, diharapkan sekali"),
                            format!("`{by}` answers item `{id}` about `{who}` twice, expected once"),
                        ),
                    )
                    .with_related(first, Label::new("jawaban pertama", "the first answer")),
                );
            }
        }
    }

    fn responses(self, problems: &mut Problems) -> Vec<CheckedResponse> {
        let mut responses = Vec::with_capacity(self.slots.len());
        for (at, slot) in self.slots.into_iter().enumerate() {
            let Some(slot) = slot else { continue };
            let nomination = &self.nominations[at];
            let answers: BTreeMap<ItemId, Answer> = slot
                .answers
                .iter()
                .enumerate()
                .filter_map(|(item, answer)| Some((self.instrument.items()[item].id.clone(), answer.as_ref()?.0)))
                .collect();
            let response = Response {
                rater: nomination.rater().clone(),
                ratee: nomination.ratee().clone(),
                group: nomination.group().clone(),
                answers,
                comment: Some(slot.comment).filter(|text| !text.is_empty()),
                revision: 0,
            };
            match CheckedResponse::try_new(response, self.instrument, self.leads[at]) {
                Ok(response) => responses.push(response),
                Err(found) => found.iter().for_each(|problem| problems.error("answer-refused", slot.first, problem.message())),
            }
        }
        responses
    }
}
