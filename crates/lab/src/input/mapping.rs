//! A foreign table: which of its columns is which fact, what always holds, and what its words mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::policy::catalogue::{Blank, Catalogue};
use jenjang::policy::diagnostic::{Diagnostic, Severity, Spanned};
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::expression::suggest::nearest;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_policy_files::{PopulationMappingDocument, read_population_mapping};

use super::dates::DateForm;

/// How a foreign table becomes facts of a catalogue. `docs/lab-input.md` describes the file.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Its id.
    pub id: Arc<str>,
    /// Its title.
    pub title: Label,
    /// The digest of its file.
    pub digest: Digest,
    pub(super) person: Option<Arc<str>>,
    pub(super) delimiter: Option<u8>,
    pub(super) decimal_comma: bool,
    /// Whether whole numbers in columns of choices are ranks or codes, where it says so.
    pub(super) ranks: Option<bool>,
    pub(super) dates: Vec<DateForm>,
    pub(super) columns: BTreeMap<FactIndex, Columns>,
    pub(super) constants: BTreeMap<FactIndex, Value>,
    pub(super) values: BTreeMap<FactIndex, BTreeMap<String, Value>>,
    pub(super) blanks: BTreeMap<FactIndex, Blank>,
    pub(super) date_forms: BTreeMap<FactIndex, Vec<DateForm>>,
    pub(super) others: Vec<(Arc<str>, Arc<str>)>,
}

/// The columns of a fact, each by the names it may have.
#[derive(Clone, Debug)]
pub(super) enum Columns {
    Whole(Vec<Arc<str>>),
    /// Items of a list by their place, from 0.
    Items(BTreeMap<usize, Vec<Arc<str>>>),
}

/// A mapping that cannot be used: everything that is wrong, by its place, and the text for showing it.
pub type Problems = Vec<Diagnostic>;

impl Mapping {
    /// Reads a mapping file for a catalogue.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(file_name: &str, bytes: &[u8], catalogue: &Catalogue) -> Result<Mapping, Problems> {
        let (document, mut problems) = read_population_mapping(file_name, bytes);
        let mapping = document.map(|document| of(&document, catalogue, Digest::of(bytes), &mut problems));
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        match mapping {
            Some(mapping) if problems.iter().all(|problem| problem.severity != Severity::Error) => Ok(mapping),
            _ => Err(problems),
        }
    }
}

fn of(document: &PopulationMappingDocument, catalogue: &Catalogue, digest: Digest, problems: &mut Problems) -> Mapping {
    let mut check = Check { document, catalogue, problems };
    if let Some(id) = document.catalogue.as_ref().filter(|id| id.value != catalogue.id) {
        let found = short(&id.value);
        check.report(
            "other-catalogue",
            id,
            format!("pemetaan ini untuk katalog `{found}`, yang dipakai `{}`", catalogue.id),
            format!("the mapping is for the catalogue `{found}`, in use is `{}`", catalogue.id),
        );
    }
    let mut columns = BTreeMap::new();
    for (fact, names) in &document.columns {
        let Some((place, item)) = check.fact_or_item(fact) else { continue };
        let names: Vec<Arc<str>> = names.iter().map(|name| Arc::clone(&name.value)).collect();
        match (columns.get_mut(&place), item) {
            (Some(Columns::Items(items)), Some(item)) => _ = items.insert(item, names),
            (Some(_), _) => {
                let found = short(&fact.value);
                check.report(
                    "duplicate-fact",
                    fact,
                    format!("`{found}`: fakta ini diberi kolom sebagai keseluruhan dan per butir, diharapkan salah satu"),
                    format!("`{found}`: the fact is given a column as a whole and by its items, expected one of the two"),
                );
            }
            (None, Some(item)) => _ = columns.insert(place, Columns::Items(BTreeMap::from([(item, names)]))),
            (None, None) => _ = columns.insert(place, Columns::Whole(names)),
        }
    }
    let mut constants = BTreeMap::new();
    for (name, text) in &document.constants {
        if let Some(fact) = check.fact(name) {
            constants.extend(check.value(fact, text).map(|value| (fact, value)));
        }
    }
    let values = check.words();
    let mut blanks = BTreeMap::new();
    for (name, word) in &document.blanks {
        let Some(fact) = check.fact(name) else { continue };
        let blank = check.word("unknown-word", word, ("arti sel kosong", "meaning of a blank"), &BLANKS);
        if blank == Some(Blank::None) && !can_be_none(catalogue, fact) {
            check.never_none(fact, word);
        } else {
            blanks.extend(blank.map(|blank| (fact, blank)));
        }
    }
    let date_forms = document.date_forms.iter().filter_map(|(name, forms)| Some((check.fact(name)?, check.forms(forms)))).collect();
    Mapping {
        id: Arc::clone(&document.id),
        title: document.title.clone(),
        digest,
        person: document.person.as_ref().map(|name| Arc::clone(&name.value)),
        delimiter: check.chosen(document.delimiter.as_ref(), ("pemisah", "delimiter"), &DELIMITERS),
        decimal_comma: check.chosen(document.decimal.as_ref(), ("tanda desimal", "decimal mark"), &DECIMALS).unwrap_or(false),
        ranks: check.chosen(document.choices.as_ref(), ("arti bilangan", "meaning of numbers"), &CHOICES),
        dates: check.forms(&document.dates),
        columns,
        constants,
        values,
        blanks,
        date_forms,
        others: document.others.iter().map(|(name, column)| (Arc::clone(&name.value), Arc::clone(&column.value))).collect(),
    }
}

const BLANKS: [(&str, Blank); 2] = [("missing", Blank::Missing), ("none", Blank::None)];
const DELIMITERS: [(&str, u8); 4] = [(",", b','), (";", b';'), ("tab", b'\t'), ("|", b'|')];
const DECIMALS: [(&str, bool); 2] = [(".", false), (",", true)];
const CHOICES: [(&str, bool); 2] = [("ranks", true), ("codes", false)];

/// Whether a fact can be known not to exist.
pub(super) fn can_be_none(catalogue: &Catalogue, fact: FactIndex) -> bool {
    let fact = catalogue.fact(fact);
    fact.can_be_none || fact.blank == Blank::None
}

/// How words of a mapping and of its table are compared.
pub(super) fn folded(word: &str) -> String {
    word.trim().to_lowercase()
}

/// A text of the file for a message: sixty letters, without control characters.
pub(super) fn short(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    match text.char_indices().nth(60) {
        None => text.chars().map(clean).collect(),
        Some((cut, _)) => text[..cut].chars().map(clean).chain("…".chars()).collect(),
    }
}

struct Check<'d, 'p> {
    document: &'d PopulationMappingDocument,
    catalogue: &'d Catalogue,
    problems: &'p mut Problems,
}

impl Check<'_, '_> {
    fn report<T>(&mut self, code: &'static str, place: &Spanned<T>, id: String, en: String) {
        self.problems.push(Diagnostic::error(code, &self.document.file, place.span, Label::new(id, en)));
    }

    fn fact(&mut self, name: &Spanned<Arc<str>>) -> Option<FactIndex> {
        let found = self.catalogue.find(&name.value);
        if found.is_none() {
            let names: Vec<&str> = self.catalogue.facts().iter().map(|fact| &*fact.name).collect();
            self.unknown("unknown-fact", name, ("fakta", "fact"), &names);
        }
        found
    }

    /// A fact, or an item of a list (`rating[1]`) from 0.
    fn fact_or_item(&mut self, name: &Spanned<Arc<str>>) -> Option<(FactIndex, Option<usize>)> {
        if let Some(fact) = self.catalogue.find(&name.value) {
            return Some((fact, None));
        }
        let Some((base, number)) = name.value.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) else {
            return self.fact(name).map(|fact| (fact, None));
        };
        let fact = self.fact(&Spanned::new(Arc::from(base), name.span))?;
        match item_of(&self.catalogue.fact(fact).ty, number) {
            Some(item) => Some((fact, Some(item))),
            None => {
                let found = short(&name.value);
                self.report(
                    "item-out-of-range",
                    name,
                    format!("`{found}` bukan butir daftar fakta `{base}`"),
                    format!("`{found}` is no item of a list `{base}`"),
                );
                None
            }
        }
    }

    fn value(&mut self, fact: FactIndex, text: &Spanned<Arc<str>>) -> Option<Value> {
        let declared = self.catalogue.fact(fact);
        match if &*text.value == "?" { Ok(Value::Missing) } else { parse_value(&text.value, &declared.ty) } {
            Ok(Value::None) if !can_be_none(self.catalogue, fact) => {
                self.never_none(fact, text);
                None
            }
            Ok(value) => Some(value),
            Err(error) => {
                let name = &declared.name;
                let (id, en) = (format!("`{name}`: {}", error.message.id), format!("`{name}`: {}", error.message.en));
                self.report(error.code, text, id, en);
                None
            }
        }
    }

    fn never_none(&mut self, fact: FactIndex, place: &Spanned<Arc<str>>) {
        let name = Arc::clone(&self.catalogue.fact(fact).name);
        self.report(
            "none-not-possible",
            place,
            format!("`{name}` tidak mungkin tidak ada menurut katalog"),
            format!("`{name}` cannot be none by the catalogue"),
        );
    }

    /// What the table's words mean, by fact; items of lists have the words of their fact.
    fn words(&mut self) -> BTreeMap<FactIndex, BTreeMap<String, Value>> {
        let mut all: BTreeMap<FactIndex, BTreeMap<String, Value>> = BTreeMap::new();
        for entry in &self.document.values {
            let Some(fact) = self.fact(&entry.column) else { continue };
            let item = match &self.catalogue.fact(fact).ty {
                Type::List { item, .. } => Some((**item).clone()),
                _ => None,
            };
            for (theirs, ours) in &entry.words {
                let value = match &item {
                    Some(ty) if &*ours.value != "?" => parse_value(&ours.value, ty).ok().or_else(|| self.value(fact, ours)),
                    _ => self.value(fact, ours),
                };
                let Some(value) = value else { continue };
                let other = all.entry(fact).or_default().insert(folded(&theirs.value), value.clone());
                if other.is_some_and(|other| other != value) {
                    let word = short(&theirs.value);
                    self.report(
                        "word-twice",
                        theirs,
                        format!("kata `{word}` diberi dua arti; huruf besar dan kecil tidak dibedakan"),
                        format!("the word `{word}` is given two meanings; case makes no difference"),
                    );
                }
            }
        }
        all
    }

    fn forms(&mut self, words: &[Spanned<Arc<str>>]) -> Vec<DateForm> {
        let what = ("bentuk tanggal", "form of dates");
        words.iter().filter_map(|word| self.word("unknown-date-form", word, what, &DateForm::WORDS)).collect()
    }

    fn chosen<T: Copy>(&mut self, word: Option<&Spanned<Arc<str>>>, what: (&str, &str), known: &[(&str, T)]) -> Option<T> {
        self.word("unknown-word", word?, what, known)
    }

    fn word<T: Copy>(&mut self, code: &'static str, word: &Spanned<Arc<str>>, what: (&str, &str), known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word.value));
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.unknown(code, word, what, &words);
        }
        found.map(|(_, meaning)| *meaning)
    }

    fn unknown(&mut self, code: &'static str, name: &Spanned<Arc<str>>, what: (&str, &str), known: &[&str]) {
        let found = short(&name.value);
        let problem = Diagnostic::error(
            code,
            &self.document.file,
            name.span,
            Label::new(format!("{} `{found}` tidak dikenal", what.0), format!("unknown {} `{found}`", what.1)),
        );
        self.problems.push(match nearest(&name.value, known.iter().copied()) {
            Some(near) => problem.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?"))),
            None => {
                let all = known.iter().take(40).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
                let more = if known.len() > 40 { ", …" } else { "" };
                problem.with_help(Label::new(format!("yang dikenal: {all}{more}"), format!("known: {all}{more}")))
            }
        });
    }
}

/// The place of a numbered item of a list, from 0.
pub(super) fn item_of(ty: &Type, number: &str) -> Option<usize> {
    let Type::List { max, .. } = ty else { return None };
    let item = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
    (item < max.unwrap_or(1000)).then_some(item)
}
