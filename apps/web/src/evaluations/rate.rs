//! The form of a rater about one person: what happens to answers, the items, a draft, the receipt.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::response::Answer;
use jenjang::evaluation::scheme::Relation;
use jenjang::legal::Label;
use jenjang::people::id::ItemId;
use jenjang_service::cycles::{AnswerCycle, Rating, answer, discard_draft, save_draft};

use super::task::{Head, Task};
use crate::development::segment;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// What stands in the field of an item that was not observed.
const NOT_OBSERVED: &str = "-";
/// The longest comment, in letters.
const COMMENT: usize = 2_000;

/// One item of the questionnaire.
struct Item {
    /// Name of its field.
    field: String,
    text: String,
}

/// A competency with its items.
struct Section {
    title: String,
    items: Vec<Item>,
}

/// A value of the scale.
struct Point {
    value: String,
    word: String,
    meaning: String,
}

#[derive(Template)]
#[template(path = "evaluations/rate.html")]
struct Page {
    shell: Shell,
    done: Option<&'static str>,
    filled: Filled,
    address: String,
    decline: String,
    head: Head,
    group: String,
    relation: Relation,
    /// Where a superior reads what is on record about the person.
    record: Option<String>,
    identified: bool,
    /// Fewest raters behind a mean, and behind comments.
    fewest: (usize, usize),
    instruction: String,
    scale: Vec<Point>,
    not_observed: String,
    sections: Vec<Section>,
    items: usize,
    answered: bool,
    /// Whether what is shown comes from a draft.
    drafted: bool,
}

impl Page {
    fn oneself(&self) -> bool {
        self.relation == Relation::Oneself
    }

    fn superior(&self) -> bool {
        self.relation == Relation::Superior
    }
}

#[derive(Template)]
#[template(path = "evaluations/closed.html")]
struct Closed {
    shell: Shell,
    head: Head,
    reason: String,
    decline: Option<String>,
}

#[derive(Template)]
#[template(path = "evaluations/receipt.html")]
struct Receipt {
    shell: Shell,
    head: Head,
    until: String,
    code: String,
}

/// The empty form, or what was filled in so far.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(asked): Path<(String, String)>) -> Result<Response, Failure> {
    let task = Task::read(&app, &me, asked).await?;
    let filled = Filled::with(&[], me.visitor.language);
    let filled = match &task.rating.draft {
        Some(draft) => {
            let mut fields = vec![("comment".to_owned(), draft.comment.clone().unwrap_or_default())];
            fields.extend(draft.answers.iter().map(|(item, answer)| (format!("item-{item}"), written(*answer))));
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            Filled::with(&fields, me.visitor.language)
        }
        None => filled,
    };
    lay_out(&app, &me, &task, filled, StatusCode::OK)
}

fn written(answer: Answer) -> String {
    match answer {
        Answer::Value(value) => value.normalize().to_string(),
        Answer::NotObserved => NOT_OBSERVED.to_owned(),
    }
}

/// Keeps a draft, throws it away, or hands the answers in.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(asked): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    let task = Task::read(&app, &me, asked).await?;
    let context = app.context(&me.visitor.actor);
    let form = task.address("rate");
    if typed.get("act") == "discard" {
        discard_draft(&context, &task.cycle, &task.ratee).await?;
        return Ok(Redirect::to(&format!("{form}?done=discarded")).into_response());
    }
    let hands_in = typed.get("act") == "send";
    let mut filled = Filled::of(typed, me.visitor.language);
    let answers = answers(&mut filled, &task.rating, hands_in);
    let comment = comment(&mut filled);
    if let (Some(answers), Ok(comment)) = (answers, comment) {
        let command = AnswerCycle { cycle: task.cycle.clone(), ratee: task.ratee.clone(), answers, comment };
        let outcome =
            if hands_in { answer(&context, &command).await.map(Some) } else { save_draft(&context, &command).await.map(|()| None) };
        match outcome {
            Ok(Some(receipt)) => return received(&me, &task, receipt.secret.to_string()),
            Ok(None) => return Ok(Redirect::to(&format!("{form}?done=draft")).into_response()),
            Err(error) => filled.refused("", error)?,
        }
    }
    let status = filled.status();
    lay_out(&app, &me, &task, filled, status)
}

/// What was ticked; with everything answered where answers are handed in.
fn answers(filled: &mut Filled, rating: &Rating, complete: bool) -> Option<BTreeMap<ItemId, Answer>> {
    let scale = rating.questionnaire.instrument.scale();
    let mut answers = BTreeMap::new();
    let mut sound = true;
    for item in &rating.questionnaire.asked {
        let field = format!("item-{}", item.id);
        let typed = filled.value(&field).to_owned();
        let value: Option<Decimal> = typed.parse().ok().filter(|value| scale.anchors.iter().any(|anchor| anchor.value == *value));
        match (typed.as_str(), value) {
            ("", _) if !complete => {}
            ("", _) => {
                sound = false;
                let not_observed = &scale.not_observed;
                let problem = Label::new(
                    format!("butir ini belum dijawab: pilih satu, atau “{}” bila Anda tidak melihatnya", not_observed.id),
                    format!("this item is not answered: choose one, or “{}” where you did not see it", not_observed.en),
                );
                filled.refuse(&field, &problem);
            }
            (NOT_OBSERVED, _) => drop(answers.insert(item.id.clone(), Answer::NotObserved)),
            (_, Some(value)) => drop(answers.insert(item.id.clone(), Answer::Value(value))),
            (found, None) => {
                sound = false;
                let found = crate::error::shortened(found);
                let problem = Label::new(
                    format!("`{found}` bukan salah satu jawaban, pilih satu dari yang tersedia"),
                    format!("`{found}` is not one of the answers, choose one of those offered"),
                );
                filled.refuse(&field, &problem);
            }
        }
    }
    sound.then_some(answers)
}

/// The comment; an error where it is too long.
fn comment(filled: &mut Filled) -> Result<Option<String>, ()> {
    if filled.value("comment").is_empty() { Ok(None) } else { filled.text("comment", COMMENT).map(Some).ok_or(()) }
}

fn received(me: &SignedIn, task: &Task, code: String) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Jawaban diterima", "Answers received");
    let page_of = Receipt {
        head: Head { heading: shell.title.clone(), lead: format!("{} · {}", task.name(), task.title(&shell)) },
        until: until(&shell, &task.rating),
        code,
        shell,
    };
    page(&page_of)
}

fn until(shell: &Shell, rating: &Rating) -> String {
    match rating.cycle.state() {
        CycleState::Open { until, .. } => shell.date(&until),
        _ => String::new(),
    }
}

fn lay_out(app: &App, me: &SignedIn, task: &Task, filled: Filled, status: StatusCode) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Menilai", "Rating");
    let rating = &task.rating;
    let head = task.head(&shell, &shell.title);
    let taken = rating.cycle.take_answer(app.today());
    if !rating.approved || taken.is_err() {
        let reason = match taken {
            Err(error) => error.message(),
            Ok(()) => Label::new("penunjukan Anda belum disetujui atasan yang dinilai", "your nomination is not approved yet"),
        };
        let declines = matches!(rating.cycle.state(), CycleState::Nominating { .. }) && !rating.answered;
        let decline = declines.then(|| task.address("decline"));
        let reason = crate::format::sentence(&crate::format::with_dates(shell.label(&reason), shell.language));
        let status = if status == StatusCode::OK { status } else { StatusCode::UNPROCESSABLE_ENTITY };
        return page_with(status, &Closed { head, reason, decline, shell });
    }
    let instrument = &rating.questionnaire.instrument;
    let sections = instrument.dimensions().iter().map(|dimension| {
        let asked = rating.questionnaire.asked.iter().filter(|item| item.dimension == dimension.code);
        let items = asked.map(|item| Item { field: format!("item-{}", item.id), text: shell.label(&item.text).to_owned() });
        Section { title: shell.label(&dimension.label).to_owned(), items: items.collect() }
    });
    let point = |anchor: &jenjang::evaluation::instrument::Anchor| Point {
        value: anchor.value.normalize().to_string(),
        word: shell.label(&anchor.label).to_owned(),
        meaning: shell.label(&anchor.description).to_owned(),
    };
    let until = until(&shell, rating);
    let group = shell.label(&rating.group.label).to_owned();
    let head = if rating.group.relation == Relation::Oneself {
        let heading = shell.t("Menilai diri sendiri", "Rating yourself").to_owned();
        Head { heading, lead: format!("{} · {} {until}", head.lead, shell.t("sampai", "until")) }
    } else {
        let as_whom = format!("{}: {group}", shell.t("Anda menilai sebagai", "you rate as"));
        Head { lead: format!("{} · {as_whom} · {} {until}", head.lead, shell.t("sampai", "until")), ..head }
    };
    let page_of = Page {
        done: shell.done(&[
            ("draft", "Jawaban sementara disimpan. Hanya Anda yang dapat membacanya.", "The draft is kept. Only you can read it."),
            ("discarded", "Jawaban sementara dimusnahkan.", "The draft is destroyed."),
        ]),
        filled,
        address: task.address("rate"),
        decline: task.address("decline"),
        head,
        group,
        relation: rating.group.relation,
        record: rating.reports.then(|| format!("/team/{}", segment(task.ratee.as_str()))),
        identified: rating.group.identified,
        fewest: (rating.release.minimum_for_means, rating.release.minimum_for_detail),
        instruction: shell.label(&instrument.parts().instruction).to_owned(),
        scale: instrument.scale().anchors.iter().map(point).collect(),
        not_observed: shell.label(&instrument.scale().not_observed).to_owned(),
        sections: sections.filter(|section| !section.items.is_empty()).collect(),
        items: rating.questionnaire.asked.len(),
        answered: rating.answered,
        drafted: rating.draft.is_some(),
        shell,
    };
    page_with(status, &page_of)
}
