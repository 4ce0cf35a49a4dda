//! Questionnaires of surveys. The shape of the files is in docs/surveys.md.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::people::id::ItemId;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span, Spanned};
use jenjang::survey::questionnaire::{Choice, GradeBy, MOST_OPTIONS};
use jenjang::survey::{
    Condition, Fault, Index, IndexMethod, Place, Point, Question, QuestionKind, Questionnaire, QuestionnaireParts, QuestionnaireProblem,
    ReleaseRule, Scale, Test,
};
use rust_decimal::Decimal;

use crate::Sources;
use crate::evaluation::path_name;
use crate::keys;
use crate::reader::{Field, Section, read_file, span_of};
use crate::words::{did_you_mean, nearest};

const KINDS: [(&str, Word); 6] = [
    ("scale", Word::Scale),
    ("single", Word::Single),
    ("multiple", Word::Multiple),
    ("number", Word::Number),
    ("text", Word::Text),
    ("rank", Word::Rank),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Scale,
    Single,
    Multiple,
    Number,
    Text,
    Rank,
}

impl Word {
    /// The keys that only some kinds of question have.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Word::Scale => &["scale", "reversed"],
            Word::Single => &["options"],
            Word::Multiple => &["options", "at-least", "at-most"],
            Word::Number => &["minimum", "maximum", "places", "unit"],
            Word::Text => &["longest"],
            Word::Rank => &["options", "top"],
        }
    }
}

/// Characters a free text may have where the file does not say.
const LONGEST: i64 = 2000;

/// Reads a questionnaire: the questionnaire, where it has no error, and everything that is wrong, in the order of the file.
///
/// As [`crate::read_policy`]: never panics, whatever the bytes are. What [`Questionnaire::try_new`] refuses is reported at its place.
pub fn read_questionnaire(file_name: &str, bytes: &[u8]) -> (Option<Questionnaire>, Vec<Diagnostic>) {
    let (read, found) = read_file(file_name, bytes, keys::QUESTIONNAIRE_FILE, document);
    let sound = found.iter().all(|diagnostic| diagnostic.severity < Severity::Error);
    (read.filter(|_| sound), found)
}

/// Questionnaires of many files, with their texts kept so that problems can be shown.
#[derive(Clone, Debug, Default)]
pub struct QuestionnaireLibrary {
    /// The questionnaires without errors, each id once, in the order they were added.
    pub questionnaires: Vec<Arc<Questionnaire>>,
    /// The texts of all files that were added.
    pub sources: Sources,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl QuestionnaireLibrary {
    /// The questionnaire with this id.
    pub fn find(&self, id: &str) -> Option<&Arc<Questionnaire>> {
        self.questionnaires.iter().find(|found| found.parts().id == id)
    }

    /// Reads a questionnaire and puts it in the place of one with the same id. `None` where it has errors, which are in `diagnostics`.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Option<Arc<Questionnaire>> {
        self.sources.insert(file, bytes);
        let (read, found) = read_questionnaire(file, bytes);
        self.diagnostics.extend(found);
        let read = read.map(Arc::new);
        if let Some(read) = &read {
            self.questionnaires.retain(|other| other.parts().id != read.parts().id);
            self.questionnaires.push(Arc::clone(read));
        }
        read
    }
}

/// Where things stand that [`Questionnaire::try_new`] may object to.
#[derive(Default)]
struct Places {
    head: Span,
    release: Span,
    scales: Vec<(Arc<str>, Span)>,
    questions: Vec<(ItemId, Span)>,
    options: BTreeMap<(usize, usize), Span>,
    conditions: BTreeMap<(usize, usize), Span>,
    /// Where a question names its scale.
    uses: BTreeMap<usize, Span>,
    indices: BTreeMap<(usize, usize), Span>,
}

fn document(top: &Section<'_, '_>) -> Option<Questionnaire> {
    let mut places = Places::default();
    let head = head(top, &mut places);
    let release = release(top, &mut places);
    let mut scales = Vec::new();
    for (name, section) in top.named("scales", keys::SURVEY_SCALE) {
        places.scales.push((Arc::clone(&name.value), name.span));
        scales.push(scale(&name.value, &section));
    }
    let mut questions = Vec::new();
    for (at, section) in top.repeated("questions", keys::QUESTION).iter().enumerate() {
        questions.push(question(at, section, &mut places));
    }
    let mut indices = Vec::new();
    for (at, section) in top.repeated("indices", keys::SURVEY_INDEX).iter().enumerate() {
        indices.push(index(at, section, &mut places));
    }
    let (id, version, parts) = head?;
    let parts = QuestionnaireParts {
        id: id?,
        version: version?,
        release: release?,
        scales: scales.into_iter().collect::<Option<_>>()?,
        questions: questions.into_iter().collect::<Option<_>>()?,
        indices: indices.into_iter().collect::<Option<_>>()?,
        ..parts
    };
    match Questionnaire::try_new(parts) {
        Ok(questionnaire) => Some(questionnaire),
        Err(problems) => {
            for problem in &problems {
                report(top, problem, &places);
            }
            None
        }
    }
}

/// Id, version, and the parts with the rest of the head.
type Head = (Option<String>, Option<String>, QuestionnaireParts);

fn head(top: &Section<'_, '_>, places: &mut Places) -> Option<Head> {
    let Some(field) = top.find("questionnaire") else {
        top.missing("`[questionnaire]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[questionnaire]", keys::QUESTIONNAIRE)?;
    places.head = head.span;
    let id = head.need_text("id").inspect(|id| path_name(top, id));
    let reference = if head.find("reference").is_some() || head.find("certainty").is_some() { head.need_source() } else { None };
    let parts = QuestionnaireParts {
        id: String::new(),
        version: String::new(),
        title: head.need_label("title", id.as_ref().map_or("-", |id| &id.value)),
        instruction: head.need_label("instruction", "-"),
        effective: head.need_effective(),
        reference,
        release: ReleaseRule { mean: 0, detail: 0, indicative_rate: Decimal::ZERO, indicative_answers: 0 },
        scales: Vec::new(),
        questions: Vec::new(),
        indices: Vec::new(),
    };
    let version = head.need_text("version").map(|text| text.value.as_ref().to_owned());
    Some((id.map(|id| id.value.as_ref().to_owned()), version, parts))
}

fn release(top: &Section<'_, '_>, places: &mut Places) -> Option<ReleaseRule> {
    let Some(field) = top.find("release") else {
        top.missing("`[release]`");
        return None;
    };
    let section = Section::open(top.reader, &field, "[release]", keys::SURVEY_RELEASE)?;
    places.release = section.span;
    let count = |key: &str| {
        let read = section.need(key).and_then(|field| section.reader.whole(&field, 0, 1_000_000))?;
        u64::try_from(read).ok()
    };
    let (mean, detail, answers) = (count("mean"), count("detail"), count("indicative-answers"));
    let rate = section.need("indicative-rate").and_then(|field| section.reader.decimal(&field));
    Some(ReleaseRule { mean: mean?, detail: detail?, indicative_rate: rate?.value, indicative_answers: answers? })
}

fn scale(name: &Arc<str>, section: &Section<'_, '_>) -> Option<Scale> {
    let points: Vec<Option<Point>> = section
        .entries("points", keys::SURVEY_POINT)?
        .iter()
        .map(|point| {
            let value = point.need("value").and_then(|field| point.reader.decimal(&field));
            let label = point.need_label("label", "-");
            Some(Point { value: value?.value, label })
        })
        .collect();
    Some(Scale { name: Arc::clone(name), points: points.into_iter().collect::<Option<_>>()? })
}

fn question(at: usize, section: &Section<'_, '_>, places: &mut Places) -> Option<Question> {
    let id: Option<Spanned<ItemId>> = section.need_typed("id");
    let text = section.need_label("text", id.as_ref().map_or("-", |id| id.value.as_str()));
    let word = section.need("type").and_then(|field| section.reader.word(&field, &KINDS));
    let flag = |key: &str, otherwise: bool| section.find(key).map_or(Some(otherwise), |field| section.reader.boolean(&field));
    let (required, not_applicable) = (flag("required", true), flag("not-applicable", false));
    let show_when = conditions(at, section, places);
    let kind = word.and_then(|word| {
        strangers(section, word);
        kind(at, section, word, places)
    });
    // a question of which something is missing still has a place, so that places of later ones are right
    let place = id.as_ref().map_or(section.span, |id| id.span);
    places.questions.push((id.as_ref().map_or_else(|| format!("#{at}").parse().ok(), |id| Some(id.value.clone()))?, place));
    Some(Question { id: id?.value, text, kind: kind?, required: required?, not_applicable: not_applicable?, show_when: show_when? })
}

/// Reports keys that only other kinds of question have.
fn strangers(section: &Section<'_, '_>, word: Word) {
    let of_others: BTreeSet<&str> = KINDS.iter().flat_map(|(_, other)| other.keys()).copied().collect();
    let name = KINDS.iter().find(|(_, other)| *other == word).map_or("-", |(name, _)| name);
    for key in of_others.into_iter().filter(|key| !word.keys().contains(key)) {
        if let Some(field) = section.find(key) {
            let own = word.keys().iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            section.reader.error(
                "unknown-key",
                field.key.span,
                jenjang::legal::Label::new(
                    format!("`{key}` tidak berlaku untuk pertanyaan `{name}`, yang mengenal {own}"),
                    format!("`{key}` means nothing for a `{name}` question, which knows {own}"),
                ),
            );
        }
    }
}

fn kind(at: usize, section: &Section<'_, '_>, word: Word, places: &mut Places) -> Option<QuestionKind> {
    let count = |key: &str, most: usize| -> Option<Option<usize>> {
        let Some(field) = section.find(key) else { return Some(None) };
        let read = section.reader.whole(&field, 0, i64::try_from(most).unwrap_or(i64::MAX))?;
        usize::try_from(read).ok().map(Some)
    };
    let decimal = |key: &str| section.need(key).and_then(|field| section.reader.decimal(&field)).map(|read| read.value);
    Some(match word {
        Word::Scale => {
            let name = section.need_text("scale");
            let reversed = section.find("reversed").map_or(Some(false), |field| section.reader.boolean(&field));
            let name = name?;
            places.uses.insert(at, name.span);
            QuestionKind::Scale { scale: name.value, reversed: reversed? }
        }
        Word::Single => QuestionKind::Single { options: options(at, section, places)? },
        Word::Multiple => {
            let (options, least, most) = (options(at, section, places), count("at-least", MOST_OPTIONS), count("at-most", MOST_OPTIONS));
            let options = options?;
            QuestionKind::Multiple { at_least: least?.unwrap_or(0), at_most: most?.unwrap_or(options.len()), options }
        }
        Word::Number => {
            let (minimum, maximum, places) = (decimal("minimum"), decimal("maximum"), count("places", 28));
            let unit = section.label("unit");
            let places = places?.unwrap_or(0);
            QuestionKind::Number { minimum: minimum?, maximum: maximum?, places: u32::try_from(places).ok()?, unit }
        }
        Word::Text => {
            let longest = section.find("longest").map_or(Some(LONGEST), |field| section.reader.whole(&field, 0, 1_000_000))?;
            QuestionKind::Text { longest: usize::try_from(longest).ok()? }
        }
        Word::Rank => {
            let (options, top) = (options(at, section, places), count("top", MOST_OPTIONS));
            let options = options?;
            QuestionKind::Rank { top: top?.unwrap_or(options.len()), options }
        }
    })
}

fn options(at: usize, section: &Section<'_, '_>, places: &mut Places) -> Option<Vec<Choice>> {
    let mut read = Vec::new();
    for (number, option) in section.entries("options", keys::SURVEY_OPTION)?.iter().enumerate() {
        let code = option.need_text("code");
        let label = option.need_label("label", code.as_ref().map_or("-", |code| &code.value));
        places.options.insert((at, number), code.as_ref().map_or(option.span, |code| code.span));
        if let Some(code) = &code
            && (code.value.contains([';', '=', ',']) || jenjang::survey::answer::NOT_APPLICABLE.contains(&&*code.value.to_lowercase()))
        {
            section.reader.error(
                "bad-code",
                code.span,
                jenjang::legal::Label::new(
                    format!("kode pilihan `{}` memuat `;`, `=` atau `,`, atau berarti \"tidak berlaku\"; diharapkan kode lain", code.value),
                    format!("the option code `{}` holds `;`, `=` or `,`, or means \"not applicable\", expected another code", code.value),
                ),
            );
        }
        read.push(code.map(|code| Choice { code: code.value, label }));
    }
    read.into_iter().collect()
}

fn conditions(at: usize, section: &Section<'_, '_>, places: &mut Places) -> Option<Vec<Condition>> {
    if section.find("show-when").is_none() {
        return Some(Vec::new());
    }
    let mut read = Vec::new();
    for (number, condition) in section.entries("show-when", keys::SHOW_WHEN)?.iter().enumerate() {
        places.conditions.insert((at, number), condition.span);
        read.push(test(condition));
    }
    read.into_iter().collect()
}

fn test(section: &Section<'_, '_>) -> Option<Condition> {
    let question: Option<Spanned<ItemId>> = section.need_typed("question");
    let tests: Vec<Field<'_>> = keys::SHOW_WHEN.iter().skip(1).filter_map(|key| section.find(key)).collect();
    let [given] = tests.as_slice() else {
        let found = tests.len();
        section.reader.error(
            "wrong-condition",
            section.span,
            jenjang::legal::Label::new(
                format!(
                    "`{}` memuat {found} syarat, diharapkan tepat satu dari `is`, `any-of`, `none-of`, `at-least`, `at-most`",
                    section.name
                ),
                format!("`{}` has {found} tests, expected exactly one of `is`, `any-of`, `none-of`, `at-least`, `at-most`", section.name),
            ),
        );
        return None;
    };
    let codes = || Some(section.reader.texts(given)?.into_iter().map(|text| text.value).collect());
    let number = || section.reader.decimal(given).map(|read| read.value);
    let test = match given.key.value {
        "is" => Test::AnyOf(BTreeSet::from([section.reader.text(given)?.value])),
        "any-of" => Test::AnyOf(codes()?),
        "none-of" => Test::NoneOf(codes()?),
        "at-least" => Test::AtLeast(number()?),
        _ => Test::AtMost(number()?),
    };
    Some(Condition { question: question?.value, test })
}

fn index(at: usize, section: &Section<'_, '_>, places: &mut Places) -> Option<Index> {
    let code = section.need_text("code");
    let label = section.need_label("label", "-");
    let method = section.need("method").and_then(|field| section.reader.word(&field, &IndexMethod::WORDS));
    let mut questions = Vec::new();
    if let Some(named) = section.need("questions").and_then(|field| section.reader.list(&field)) {
        for (number, field) in named.iter().enumerate() {
            places.indices.insert((at, number), span_of(field.item));
            questions.push(section.reader.text(field).and_then(|text| section.reader.typed::<ItemId>(&text)));
        }
    }
    places.indices.entry((at, 0)).or_insert(section.span);
    let grade = match section.find("grade") {
        None => Some(None),
        Some(field) => Section::open(section.reader, &field, field.inside(), keys::SURVEY_GRADE).and_then(|grade| {
            let (policy, fact) = (grade.need_text("policy"), grade.need_text("fact"));
            Some(Some(GradeBy { policy: policy?.value, fact: fact?.value }))
        }),
    };
    Some(Index { code: code?.value, label, method: method?, questions: questions.into_iter().collect::<Option<_>>()?, grade: grade? })
}

/// A problem of the whole questionnaire, at the place that causes it.
fn report(top: &Section<'_, '_>, problem: &QuestionnaireProblem, places: &Places) {
    let question = |at: &usize| places.questions.get(*at).map(|(_, span)| *span);
    let span = match &problem.at {
        Place::File => Some(places.head),
        Place::Release => Some(places.release),
        Place::Scale(name) => places.scales.iter().find(|(found, _)| found == name).map(|(_, span)| *span),
        Place::Question(at) => match &problem.fault {
            Fault::UnknownScale { .. } => places.uses.get(at).copied(),
            _ => question(at),
        },
        Place::Option(at, number) => places.options.get(&(*at, *number)).copied().or_else(|| question(at)),
        Place::Condition(at, number) => places.conditions.get(&(*at, *number)).copied().or_else(|| question(at)),
        Place::Index(at, number) => places.indices.get(&(*at, *number)).copied(),
    };
    let help = match &problem.fault {
        Fault::UnknownScale { scale, .. } => nearest(scale, places.scales.iter().map(|(name, _)| &**name)),
        Fault::UnknownQuestion { found } => nearest(found.as_str(), places.questions.iter().map(|(id, _)| id.as_str())),
        _ => None,
    };
    let mut diagnostic = Diagnostic::error(problem.fault.code(), &top.reader.file, span.unwrap_or(places.head), problem.fault.message());
    diagnostic.help = help.map(did_you_mean);
    top.reader.report(diagnostic);
}
