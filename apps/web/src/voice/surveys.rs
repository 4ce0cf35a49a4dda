//! Answering a survey, and reading what was published of one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{ItemId, SurveyId};
use jenjang::survey::{
    Answer, AnswerProblem, Answers, Condition, Naming, Question, QuestionKind, Questionnaire, Released, Results, SurveyState, Test, check,
};
use jenjang_service::permissions::Role;
use jenjang_service::surveys::{AnswerSurvey, AskedSurvey, Respondent, answer_survey, read_published, read_questionnaire};

use crate::development::number;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::Visitor;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// How a question is shown.
enum Field {
    /// One of few.
    One(Vec<(String, String)>),
    /// Several of few.
    Several(Vec<(String, String)>),
    /// A line, with what is expected.
    Line(String),
    /// A text.
    Text,
    /// Places with what is chosen for each, and the options.
    Places(Vec<String>, Vec<(String, String)>),
}

struct Asked {
    /// Name of the field.
    name: String,
    text: String,
    required: bool,
    field: Field,
    /// When it is to be answered at all.
    only: Option<String>,
    hint: String,
}

#[derive(Template)]
#[template(path = "voice/survey.html")]
struct FormPage {
    shell: Shell,
    form: Filled,
    address: String,
    instruction: String,
    until: Option<NaiveDate>,
    anonymous: bool,
    readers: String,
    /// Fewest people behind a figure.
    least: u64,
    open: bool,
    questions: Vec<Asked>,
}

#[derive(Template)]
#[template(path = "voice/answered.html")]
struct ThanksPage {
    shell: Shell,
    anonymous: bool,
    receipt: String,
}

fn survey_of(id: &str) -> Result<SurveyId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// The form.
pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let asked = read_questionnaire(&app.context(&visitor.actor), &survey_of(&id)?).await?;
    let form = Filled::of(Typed::default(), visitor.language);
    lay_out(&app, &visitor, &asked, form)
}

fn lay_out(app: &App, visitor: &Visitor, asked: &AskedSurvey, form: Filled) -> Result<Response, Failure> {
    let language = visitor.language;
    let today = app.today();
    let (until, open) = match asked.state {
        SurveyState::Open { since, until } => (Some(until), since <= today && today <= until),
        _ => (None, false),
    };
    let readers = match &asked.naming {
        Naming::Anonymous => Vec::new(),
        Naming::Named { readers } => readers.iter().map(|role| Role::granted(*role).label().get(language).to_owned()).collect(),
    };
    let questionnaire = &asked.questionnaire;
    let page_of = FormPage {
        address: format!("/voice/surveys/{}", crate::development::segment(asked.survey.as_str())),
        instruction: questionnaire.parts().instruction.get(language).to_owned(),
        until,
        anonymous: asked.naming.is_anonymous(),
        readers: readers.join(", "),
        least: questionnaire.parts().release.mean,
        open,
        questions: questionnaire.questions().iter().map(|question| shown(questionnaire, question, &form, language)).collect(),
        shell: visitor.shell(asked.title.get(language)),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn name_of(id: &ItemId) -> String {
    format!("q-{id}")
}

fn shown(questionnaire: &Questionnaire, question: &Question, form: &Filled, language: Language) -> Asked {
    let t = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let options = |of: &[jenjang::survey::Choice]| -> Vec<(String, String)> {
        of.iter().map(|option| (option.code.to_string(), option.label.get(language).to_owned())).collect()
    };
    let (mut field, hint) = match &question.kind {
        QuestionKind::Scale { .. } => {
            let points = questionnaire.scale_of(question).map(|scale| scale.points.as_slice()).unwrap_or_default();
            let point = |point: &jenjang::survey::Point| {
                let value = number(point.value, language);
                let label = point.label.get(language);
                (jenjang::number::format_decimal(point.value), if label.is_empty() { value } else { format!("{value} – {label}") })
            };
            (Field::One(points.iter().map(point).collect()), String::new())
        }
        QuestionKind::Single { options: of } => (Field::One(options(of)), String::new()),
        QuestionKind::Multiple { options: of, at_least, at_most } => {
            let hint = match language {
                Language::Id => format!("Pilih {at_least} sampai {at_most}."),
                Language::En => format!("Choose {at_least} to {at_most}."),
            };
            (Field::Several(options(of)), hint)
        }
        QuestionKind::Number { minimum, maximum, unit, .. } => {
            let unit = unit.as_ref().map_or("", |unit| unit.get(language));
            let expected = format!("{} – {} {unit}", number(*minimum, language), number(*maximum, language));
            (Field::Line(expected), String::new())
        }
        QuestionKind::Text { longest } => {
            let hint = match language {
                Language::Id => format!("Paling banyak {longest} huruf. Jangan menulis nama atau hal yang menunjukkan siapa Anda."),
                Language::En => format!("At most {longest} letters. Write no names and nothing that tells who you are."),
            };
            (Field::Text, hint)
        }
        QuestionKind::Rank { options: of, top } => {
            let mut all = vec![(String::new(), t("pilih", "choose").to_owned())];
            all.extend(options(of));
            let name = name_of(&question.id);
            let chosen = (0..*top).map(|place| form.typed().all(&name).nth(place).unwrap_or_default().to_owned());
            (Field::Places(chosen.collect(), all), t("Yang terpenting lebih dahulu.", "The most important first.").to_owned())
        }
    };
    if question.not_applicable {
        match &mut field {
            Field::One(options) => options.push(("-".to_owned(), t("Tidak berlaku bagi saya", "Does not apply to me").to_owned())),
            Field::Several(options) => options.push(("-".to_owned(), t("Tidak berlaku bagi saya", "Does not apply to me").to_owned())),
            _ => {}
        }
    }
    Asked {
        name: name_of(&question.id),
        text: question.text.get(language).to_owned(),
        required: question.required,
        field,
        only: only_when(questionnaire, &question.show_when, language),
        hint,
    }
}

/// When a question is to be answered, in words.
fn only_when(questionnaire: &Questionnaire, conditions: &[Condition], language: Language) -> Option<String> {
    let one = |condition: &Condition| {
        let place = questionnaire.place_of(&condition.question).map_or(0, |place| place + 1);
        let label = |code: &Arc<str>| {
            let options = questionnaire.find(&condition.question).map(|question| question.kind.options()).unwrap_or_default();
            let found = options.iter().find(|option| option.code == *code);
            found.map_or_else(|| code.to_string(), |option| option.label.get(language).to_owned())
        };
        let list = |codes: &std::collections::BTreeSet<Arc<str>>| codes.iter().map(label).collect::<Vec<_>>().join(" / ");
        match (&condition.test, language) {
            (Test::AnyOf(codes), Language::Id) => format!("jawaban {place} adalah {}", list(codes)),
            (Test::AnyOf(codes), Language::En) => format!("answer {place} is {}", list(codes)),
            (Test::NoneOf(codes), Language::Id) => format!("jawaban {place} bukan {}", list(codes)),
            (Test::NoneOf(codes), Language::En) => format!("answer {place} is not {}", list(codes)),
            (Test::AtLeast(value), Language::Id) => format!("jawaban {place} sekurang-kurangnya {}", number(*value, language)),
            (Test::AtLeast(value), Language::En) => format!("answer {place} is at least {}", number(*value, language)),
            (Test::AtMost(value), Language::Id) => format!("jawaban {place} paling tinggi {}", number(*value, language)),
            (Test::AtMost(value), Language::En) => format!("answer {place} is at most {}", number(*value, language)),
        }
    };
    if conditions.is_empty() {
        return None;
    }
    let joint = if language == Language::Id { " dan " } else { " and " };
    let all = conditions.iter().map(one).collect::<Vec<_>>().join(joint);
    Some(match language {
        Language::Id => format!("Jawab hanya bila {all}; selain itu kosongkan."),
        Language::En => format!("Answer only if {all}; otherwise leave it empty."),
    })
}

/// Takes an answer: once, and with what is wrong beside each question.
pub(super) async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let survey = survey_of(&id)?;
    let context = app.context(&visitor.actor);
    let asked = read_questionnaire(&context, &survey).await?;
    let mut form = Filled::of(typed, visitor.language);
    let answers = read(&asked.questionnaire, &mut form);
    if form.problems().is_empty()
        && let Err(problems) = check(&asked.questionnaire, &answers)
    {
        for problem in problems {
            let field = about(&problem).map(name_of).unwrap_or_default();
            form.refuse(&field, &in_place(&problem));
        }
    }
    if form.problems().is_empty() {
        match answer_survey(&context, &AnswerSurvey { survey, respondent: Respondent::Actor, sheets: vec![answers] }).await {
            Ok(answered) => {
                let shell = visitor.shell(asked.title.get(visitor.language));
                let receipt = answered.receipt.to_string();
                return page(&ThanksPage { shell, anonymous: asked.naming.is_anonymous(), receipt });
            }
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &visitor, &asked, form)
}

fn read(questionnaire: &Questionnaire, form: &mut Filled) -> Answers {
    let mut answers = Answers::new();
    for question in questionnaire.questions() {
        let name = name_of(&question.id);
        let given: Vec<String> = form.typed().all(&name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        let joined = match &question.kind {
            QuestionKind::Multiple { .. } | QuestionKind::Rank { .. } => given.join(";"),
            _ => given.first().cloned().unwrap_or_default(),
        };
        let read: Result<Option<Answer>, AnswerProblem> = question.read(&joined);
        match read {
            Ok(Some(answer)) => {
                answers.insert(question.id.clone(), answer);
            }
            Ok(None) => {}
            Err(problem) => form.refuse(&name, &in_place(&problem)),
        }
    }
    answers
}

/// The question a problem is about.
fn about(problem: &AnswerProblem) -> Option<&ItemId> {
    match problem {
        AnswerProblem::Unknown(_) => None,
        AnswerProblem::Missing(id)
        | AnswerProblem::Skipped(id)
        | AnswerProblem::Kind(id, _)
        | AnswerProblem::NotAPoint(id, ..)
        | AnswerProblem::OutOfBounds(id, ..)
        | AnswerProblem::TooFine(id, ..)
        | AnswerProblem::NotAnOption(id, _)
        | AnswerProblem::Twice(id, _)
        | AnswerProblem::Count(id, ..)
        | AnswerProblem::Length(id, ..)
        | AnswerProblem::Applies(id) => Some(id),
    }
}

/// The sentence beside the question, which need not name it.
fn in_place(problem: &AnswerProblem) -> Label {
    match problem {
        AnswerProblem::Missing(_) => Label::new("pertanyaan ini perlu dijawab", "this question has to be answered"),
        AnswerProblem::Skipped(_) => Label::new(
            "pertanyaan ini tidak perlu dijawab menurut jawaban sebelumnya; kosongkan",
            "this question is not asked after your earlier answers; leave it empty",
        ),
        other => other.message(),
    }
}

struct Bar {
    label: String,
    count: u64,
    percent: String,
    plain: String,
}

struct QuestionShown {
    text: String,
    n: Option<u64>,
    mean: Option<String>,
    bars: Vec<Bar>,
    texts: Vec<String>,
    hidden: bool,
    /// Parts of the audience with their mean; none where it is not shown.
    parts: Vec<(String, Option<String>)>,
}

/// A figure of the wave before, the same now, and the difference.
pub(crate) struct Changed {
    pub(crate) label: String,
    pub(crate) earlier: Option<String>,
    pub(crate) later: Option<String>,
    pub(crate) change: Option<String>,
}

#[derive(Template)]
#[template(path = "voice/results.html")]
pub(crate) struct ResultsPage {
    shell: Shell,
    /// Where the reader came from: address and word.
    back: (String, String),
    /// What changed since the wave before.
    pub(crate) changes: Vec<Changed>,
    anonymous: bool,
    answered: u64,
    invited: Option<u64>,
    rate: Option<String>,
    indicative: bool,
    least: u64,
    indices: Vec<(String, Option<String>)>,
    questions: Vec<QuestionShown>,
}

/// What was published.
pub(super) async fn results(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let survey = survey_of(&id)?;
    let found = match read_published(&app.context(&visitor.actor), &survey).await {
        Ok(found) => found,
        Err(jenjang_service::ServiceError::Refused { code, message }) => return Err(Failure::new(StatusCode::NOT_FOUND, code, message)),
        Err(error) => return Err(error.into()),
    };
    let back = ("/voice".to_owned(), visitor.shell("").t("Suara Anda", "Have your say").to_owned());
    page(&results_page(&found, &visitor, back))
}

/// What a survey found, for a reader who came from somewhere.
pub(crate) fn results_page(found: &Results, visitor: &Visitor, back: (String, String)) -> ResultsPage {
    let language = visitor.language;
    let question = |question: &jenjang::survey::QuestionResult| QuestionShown {
        text: question.text.get(language).to_owned(),
        n: question.total.n,
        mean: question.total.mean.map(|mean| number(mean, language)),
        bars: question
            .total
            .distribution
            .iter()
            .map(|share| Bar {
                label: share.label.get(language).to_owned(),
                count: share.count,
                percent: number(share.percent, language),
                plain: share.percent.round().to_string(),
            })
            .collect(),
        texts: question.texts.iter().map(ToString::to_string).collect(),
        hidden: matches!(question.total.released, Released::Hidden),
        parts: (found.cells.iter().zip(&question.parts))
            .map(|(part, figures)| (part.cell.label.get(language).to_owned(), figures.mean.map(|mean| number(mean, language))))
            .collect(),
    };
    ResultsPage {
        back,
        changes: Vec::new(),
        shell: visitor.shell(found.title.get(language)),
        anonymous: found.anonymous,
        answered: found.answered,
        invited: found.invited,
        rate: found.rate.as_ref().map(|rate| number(rate.percent, language)),
        indicative: found.indicative,
        least: found.least_for_mean,
        indices: found
            .indices
            .iter()
            .map(|index| (index.label.get(language).to_owned(), index.total.map(|total| number(total, language))))
            .collect(),
        questions: found.questions.iter().map(question).collect(),
    }
}
