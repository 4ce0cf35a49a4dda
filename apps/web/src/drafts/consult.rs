//! The consultation on a draft, for those who run it: opening and closing, every submission with its answer, meetings, the report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::consultation::life::{Notice, Stage};
use jenjang::consultation::submission::{Channel, MeetingForm, Outcome, Position};
use jenjang::consultation::{ClauseNumber, Draft, Submission};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{DraftId, SubmissionId};
use jenjang_service::ServiceError;
use jenjang_service::consultation::{
    AnswerSubmission, CloseConsultation, ConsultationView, OpenConsultation, RecordMeeting, answer_submission, close_consultation,
    open_consultation, read_consultation, record_meeting, report_consultation,
};
use jenjang_service::drafts::draft_checker;

use super::{draft_id, in_address, pick};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// The most submissions on a page.
const PAGE: usize = 50;

/// A submission as it is listed. Nobody is named.
pub(super) struct Said {
    number: String,
    clause: String,
    class: &'static str,
    sign: &'static str,
    position: String,
    group: String,
    received: NaiveDate,
    text: String,
    /// What became of it, when, and why.
    answer: Option<(String, NaiveDate, String)>,
}

/// A clause of the version consulted, with what is said on it.
struct Clause {
    number: String,
    text: String,
    count: usize,
}

struct Held {
    form: String,
    on: NaiveDate,
    place: String,
    minutes: String,
}

#[derive(Template)]
#[template(path = "drafts/consultation.html")]
struct ConsultationPage<'p> {
    shell: Shell,
    path: String,
    title: String,
    state: String,
    window: Option<(NaiveDate, NaiveDate)>,
    notices: Vec<(String, String)>,
    due: Option<NaiveDate>,
    count: usize,
    unanswered: usize,
    clauses: Vec<Clause>,
    said: Vec<Said>,
    after: Option<usize>,
    meetings: Vec<Held>,
    /// Forms for the visitor.
    opens: bool,
    extends: bool,
    closes: bool,
    answers: bool,
    channels: Vec<(&'static str, String)>,
    forms: Vec<(&'static str, String)>,
    groups: Vec<(String, String)>,
    form: Filled,
    done: Option<&'p str>,
    written: bool,
}

const DONE: [(&str, &str, &str); 5] = [
    ("opened", "Konsultasi dibuka.", "The consultation is open."),
    ("closed", "Konsultasi ditutup.", "The consultation is closed."),
    ("extended", "Hari terakhir dimundurkan.", "The last day was moved."),
    ("answered", "Masukan ditanggapi.", "The submission was answered."),
    ("recorded", "Rapat dicatat.", "The meeting was recorded."),
];

async fn view(app: &App, me: &SignedIn, id: &DraftId) -> Result<Option<ConsultationView>, Failure> {
    let context = app.context(&me.visitor.actor);
    // who may not read drafts is told that, whatever there is
    draft_checker(&context, &app.shipped).await?;
    match read_consultation(&context, id).await {
        Ok(view) => Ok(Some(view)),
        Err(ServiceError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "drafts/no_consultation.html")]
struct NonePage {
    shell: Shell,
    id: String,
    path: String,
}

/// The page.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    consultation_page(&app, &me, draft_id(&id)?, Filled::with(&[], me.visitor.language)).await
}

async fn consultation_page(app: &App, me: &SignedIn, id: DraftId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let path = format!("/drafts/{}", in_address(id.as_str()));
    let shell = me.visitor.shell(format!("{} {id}", pick(language, "Konsultasi", "Consultation on")));
    let written = jenjang_service::drafts::read_draft(&app.context(&me.visitor.actor), &id).await?.is_some();
    let Some(view) = view(app, me, &id).await? else {
        if !written {
            return Err(Failure::not_found());
        }
        return page(&NonePage { shell, id: id.to_string(), path });
    };
    let draft = &view.draft;
    let writes = me.who.grants.iter().any(|grant| grant.role == GrantedRole::PolicyAnalyst);
    let present =
        draft.consulted().filter(|_| draft.rounds.is_empty()).or_else(|| draft.round().and_then(|round| draft.version(round.version)));
    let after: usize = Typed::query(&me.visitor.uri).get("after").parse().unwrap_or(0);
    let mut submissions: Vec<&Submission> = view.submissions.iter().collect();
    // what still waits stands first
    submissions.sort_by_key(|submission| submission.answer.is_some());
    let said: Vec<Said> = submissions.iter().skip(after).take(PAGE).map(|submission| said(submission, draft, language)).collect();
    let more = (after + PAGE < submissions.len()).then_some(after + PAGE);
    let round = draft.round();
    let today = app.today();
    let page = ConsultationPage {
        title: draft.current().map_or_else(|| id.to_string(), |version| version.text.title.get(language).to_owned()),
        state: draft.stage.label().get(language).to_owned(),
        window: round.map(|round| (round.opened, round.until)),
        notices: round
            .map(|round| {
                round.notices.iter().map(|notice| (notice.channel.label().get(language).to_owned(), notice.access.to_string())).collect()
            })
            .unwrap_or_default(),
        due: draft.answers_due(),
        count: view.count,
        unanswered: view.unanswered,
        clauses: present.map(|version| clauses(version, &view.submissions, language)).unwrap_or_default(),
        said,
        after: more,
        meetings: (view.meetings.iter())
            .map(|meeting| Held {
                form: format::capitalised(meeting.form.label().get(language)),
                on: meeting.on,
                place: meeting.place.to_string(),
                minutes: meeting.minutes.to_string(),
            })
            .collect(),
        opens: writes && matches!(draft.stage, Stage::Drafting | Stage::Answering),
        extends: writes && draft.stage == Stage::Consulting,
        closes: writes && draft.stage == Stage::Consulting && round.is_some_and(|round| today > round.until),
        answers: writes && matches!(draft.stage, Stage::Consulting | Stage::Answering),
        channels: Channel::ALL.iter().map(|channel| (channel.as_str(), channel.label().get(language).to_owned())).collect(),
        forms: MeetingForm::ALL.iter().map(|form| (form.as_str(), form.label().get(language).to_owned())).collect(),
        groups: draft.process.groups.iter().map(|group| (group.code.to_string(), group.label.get(language).to_owned())).collect(),
        done: shell.done(&DONE),
        form,
        path,
        shell,
        written,
    };
    page_with(page.form.status(), &page)
}

fn clauses(version: &jenjang::consultation::life::TextVersion, submissions: &[Submission], language: Language) -> Vec<Clause> {
    let clause = |clause: &jenjang::consultation::Clause| Clause {
        number: clause.number.label().get(language).to_owned(),
        text: clause.text.get(language).to_owned(),
        count: submissions.iter().filter(|submission| submission.clause == clause.number).count(),
    };
    version.text.clauses.iter().map(clause).collect()
}

/// The number of a submission within its draft: the last part of its id.
fn number(id: &SubmissionId) -> &str {
    id.as_str().rsplit('/').next().unwrap_or_default()
}

fn said(submission: &Submission, draft: &Draft, language: Language) -> Said {
    let (class, sign) = match submission.position {
        Position::Support => ("met", "✓"),
        Position::Change => ("unknown", "~"),
        Position::Refuse => ("not-met", "✕"),
    };
    Said {
        number: number(&submission.id).to_owned(),
        clause: submission.clause.label().get(language).to_owned(),
        class,
        sign,
        position: submission.position.label().get(language).to_owned(),
        group: draft
            .process
            .group(&submission.group)
            .map_or_else(|| submission.group.to_string(), |group| group.label.get(language).to_owned()),
        received: submission.received,
        text: submission.text.to_string(),
        answer: submission
            .answer
            .as_ref()
            .map(|answer| (format::capitalised(answer.outcome.label().get(language)), answer.on, answer.reason.to_string())),
    }
}

/// Opens, extends or closes the consultation, or records a meeting.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    let context = app.context(&me.visitor.actor);
    let done = match form.value("do").to_owned().as_str() {
        "open" => {
            let until = form.day("until");
            let access = form.text("access", 500);
            let channel = Channel::ALL.iter().copied().find(|channel| channel.as_str() == form.value("channel"));
            if channel.is_none() {
                form.refuse("channel", &Label::new("pilih saluran pengumumannya", "choose how people are told"));
            }
            let (Some(until), Some(access), Some(channel)) = (until, access, channel) else {
                return consultation_page(&app, &me, id, form).await;
            };
            let notice = Notice { channel, on: app.today(), access: access.into(), groups: BTreeSet::new() };
            open_consultation(&context, &OpenConsultation { draft: id.clone(), until, notices: vec![notice] }).await.map(|_| "opened")
        }
        "extend" => {
            let Some(until) = form.day("until") else { return consultation_page(&app, &me, id, form).await };
            open_consultation(&context, &OpenConsultation { draft: id.clone(), until, notices: Vec::new() }).await.map(|_| "extended")
        }
        "close" => close_consultation(&context, &CloseConsultation { draft: id.clone() }).await.map(|_| "closed"),
        "meeting" => match meeting(&mut form, &id) {
            Some(command) => record_meeting(&context, &command).await.map(|_| "recorded"),
            None => return consultation_page(&app, &me, id, form).await,
        },
        _ => return Err(Failure::of_status(StatusCode::BAD_REQUEST)),
    };
    match done {
        Ok(done) => Ok(Redirect::to(&format!("/drafts/{}/consultation?done={done}", in_address(id.as_str()))).into_response()),
        Err(error) => {
            let field = if ["open", "extend"].contains(&form.value("do")) { "until" } else { "" };
            form.refused(field, error)?;
            consultation_page(&app, &me, id, form).await
        }
    }
}

fn meeting(form: &mut Filled, id: &DraftId) -> Option<RecordMeeting> {
    let on = form.day("on");
    let place = form.text("place", 300);
    let minutes = form.text("minutes", 20_000);
    let kind = MeetingForm::ALL.iter().copied().find(|kind| kind.as_str() == form.value("form")).unwrap_or(MeetingForm::Other);
    let counts: Vec<(String, String)> = form.typed().named("came-").map(|(group, count)| (group.to_owned(), count.to_owned())).collect();
    let mut participants = BTreeMap::new();
    for (group, _) in counts.into_iter().filter(|(_, count)| !count.is_empty()) {
        let count = form.parsed::<u64>(&format!("came-{group}"), &Label::new("jumlah orang", "a number of people"))?;
        participants.insert(Arc::from(group.as_str()), count);
    }
    Some(RecordMeeting { draft: id.clone(), form: kind, on: on?, place: place?, minutes: minutes?, participants })
}

#[derive(Template)]
#[template(path = "drafts/answer.html")]
struct AnswerPage {
    shell: Shell,
    path: String,
    said: Said,
    clause_text: String,
    form: Filled,
    outcomes: Vec<(&'static str, String)>,
    clauses: Vec<(String, String)>,
}

/// The submission of an address.
async fn submission(app: &App, me: &SignedIn, id: &DraftId, at: &str) -> Result<(Draft, Submission), Failure> {
    let view = view(app, me, id).await?.ok_or_else(Failure::not_found)?;
    let found = view.submissions.into_iter().find(|submission| number(&submission.id) == at);
    Ok((view.draft, found.ok_or_else(Failure::not_found)?))
}

/// One submission, and the form of its answer.
pub(crate) async fn ask_answer(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((id, at)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let (draft, submission) = submission(&app, &me, &id, &at).await?;
    let form = match &submission.answer {
        Some(answer) => Filled::with(&[("outcome", answer.outcome.as_str()), ("reason", &answer.reason)], me.visitor.language),
        None => Filled::with(&[], me.visitor.language),
    };
    answer_page(&me, &id, &draft, &submission, form)
}

fn answer_page(me: &SignedIn, id: &DraftId, draft: &Draft, submission: &Submission, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let version = draft.version(submission.version);
    let clause = version.and_then(|version| version.text.clause(submission.clause));
    let clauses = version.map(|version| {
        version.text.clauses.iter().map(|clause| (clause.number.to_string(), clause.number.label().get(language).to_owned())).collect()
    });
    let shell = me.visitor.shell(pick(language, "Menanggapi masukan", "Answering a submission"));
    let page = AnswerPage {
        path: format!("/drafts/{}", in_address(id.as_str())),
        said: said(submission, draft, language),
        clause_text: clause.map_or_else(String::new, |clause| clause.text.get(language).to_owned()),
        outcomes: Outcome::ALL.iter().map(|outcome| (outcome.as_str(), format::capitalised(outcome.label().get(language)))).collect(),
        clauses: clauses.unwrap_or_default(),
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

/// Answers a submission.
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((id, at)): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let (draft, submission) = submission(&app, &me, &id, &at).await?;
    let mut form = Filled::of(typed, me.visitor.language);
    let outcome = Outcome::ALL.iter().copied().find(|outcome| outcome.as_str() == form.value("outcome"));
    if outcome.is_none() {
        form.refuse("outcome", &Label::new("pilih apa jadinya masukan ini", "choose what becomes of this submission"));
    }
    let reason = form.text("reason", 5_000);
    let clauses: Vec<ClauseNumber> = form.typed().all("clause").filter_map(|clause| clause.parse().ok()).collect();
    let (Some(outcome), Some(reason)) = (outcome, reason) else { return answer_page(&me, &id, &draft, &submission, form) };
    let command = AnswerSubmission { submission: submission.id.clone(), outcome, reason, clauses, correct: form.chosen("correct", "yes") };
    match answer_submission(&app.context(&me.visitor.actor), &command).await {
        Ok(_) => Ok(Redirect::to(&format!("/drafts/{}/consultation?done=answered", in_address(id.as_str()))).into_response()),
        Err(error) => {
            form.refused("reason", error)?;
            answer_page(&me, &id, &draft, &submission, form)
        }
    }
}

struct Figure {
    label: String,
    value: String,
}

struct ChangedClause {
    clause: String,
    rules: Vec<String>,
    submissions: Vec<String>,
}

#[derive(Template)]
#[template(path = "drafts/consultation_report.html")]
struct ConsultationReportPage {
    shell: Shell,
    path: String,
    title: String,
    figures: Vec<Figure>,
    groups: Vec<(String, String, String)>,
    changes: Vec<ChangedClause>,
    answers: Vec<(String, String, String, String)>,
    published: bool,
}

/// The report on the consultation; `?published=1` as everybody else may see it.
pub(crate) async fn report(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    draft_checker(&context, &app.shipped).await?;
    let published = !Typed::query(&me.visitor.uri).get("published").is_empty();
    let report = report_consultation(&context, &app.shipped, &id, published).await?;
    let t = |id: &'static str, en: &'static str| pick(language, id, en).to_owned();
    let decimal = |value: &jenjang::Decimal| if language == Language::Id { value.to_string().replace('.', ",") } else { value.to_string() };
    let share = |value: Option<&jenjang::Decimal>| value.map_or_else(|| "–".to_owned(), |value| format!("{} %", decimal(value)));
    let metrics = &report.metrics;
    let figures = vec![
        Figure { label: t("masukan", "submissions"), value: metrics.submissions.to_string() },
        Figure { label: t("ditanggapi", "answered"), value: share(metrics.answered_share.as_ref()) },
        Figure {
            label: t("diterima, seluruhnya atau sebagian", "accepted, wholly or in part"),
            value: share(metrics.accepted_share.as_ref()),
        },
        Figure {
            label: t("hari sampai ditanggapi (median)", "days to the answer (median)"),
            value: metrics.median_days.as_ref().map_or_else(|| "–".to_owned(), decimal),
        },
        Figure { label: t("ketentuan yang berubah", "clauses that changed"), value: metrics.clauses_changed.to_string() },
        Figure {
            label: t("di antaranya karena masukan", "of these because of submissions"),
            value: metrics.clauses_changed_by_submissions.to_string(),
        },
    ];
    let number_or = |value: Option<u64>| value.map_or_else(|| "·".to_owned(), |value| value.to_string());
    let label_of =
        |code: &str| report.draft.process.group(code).map_or_else(|| code.to_owned(), |group| group.label.get(language).to_owned());
    let groups = metrics.groups.iter().map(|group| (label_of(&group.group), number_or(group.submissions), number_or(group.participants)));
    let changes = report.changes.iter().map(|change| ChangedClause {
        clause: change.clause.map_or_else(|| t("Aturan lain", "Other rules"), |clause| clause.label().get(language).to_owned()),
        rules: change.rules.iter().map(|rule| format::sentence(rule.sentence.get(language))).collect(),
        submissions: change.submissions.iter().map(|id| number(id).to_owned()).collect(),
    });
    let answers = report.answers.iter().map(|answer| {
        (
            number(&answer.submission).to_owned(),
            answer.clause.label().get(language).to_owned(),
            answer.outcome.map_or_else(|| t("belum ditanggapi", "no answer yet"), |outcome| outcome.label().get(language).to_owned()),
            answer.reason.as_ref().map_or_else(String::new, ToString::to_string),
        )
    });
    page(&ConsultationReportPage {
        path: format!("/drafts/{}", in_address(id.as_str())),
        title: report.draft.current().map_or_else(|| id.to_string(), |version| version.text.title.get(language).to_owned()),
        figures,
        groups: groups.collect(),
        changes: changes.collect(),
        answers: answers.collect(),
        published: report.published,
        shell: me.visitor.shell(pick(language, "Laporan konsultasi", "Report on the consultation")),
    })
}
