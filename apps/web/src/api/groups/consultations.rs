//! Consultations on drafts, clause by clause, and what is explained once a policy is enacted.

use jenjang_service::consultation::{
    AnswerSubmission, CloseConsultation, SubmitOpinion, answer_submission, close_consultation, list_consultations, read_consultation,
    submit_opinion,
};
use jenjang_service::permissions::Action;
use jenjang_service::socialisation::{AskQuestion, ask_question, list_socialisations, read_socialisation};
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const SUBMIT: &[Field] = &[
    must("clause", Kind::Id, ("ketentuan", "the clause"), "\"3.1\""),
    must("position", Kind::One(&["support", "change", "refuse"]), ("sikap", "the position"), "\"change\""),
    must("text", Kind::Text(8_000), ("masukan", "what is said"), "\"batasnya terlalu tinggi untuk daerah terpencil\""),
    must("group", Kind::Id, ("kelompok", "the group"), "\"public\""),
    may(
        "channel",
        Kind::One(&["online", "email", "letter", "meeting", "counter", "announcement"]),
        ("saluran; bawaan: online", "the channel; online where absent"),
        "\"online\"",
    ),
    may("received", Kind::Day, ("tanggal diterima", "the day it was received"), "\"2027-02-01\""),
    may("replace", Kind::Flag, ("ganti masukan sendiri atas ketentuan yang sama", "replace the own submission on the same clause"), "true"),
];

const ANSWER: &[Field] = &[
    must("submission", Kind::Id, ("id masukan", "id of the submission"), "\"rancangan-1/3\""),
    must("outcome", Kind::One(&["accepted", "partly", "rejected"]), ("tanggapan", "the outcome"), "\"accepted\""),
    must("reason", Kind::Text(4_000), ("alasan", "why"), "\"usul ini memperjelas syarat\""),
    may("clauses", Kind::Many(&Kind::Id, 50), ("ketentuan yang berubah karenanya", "clauses that change because of it"), "[\"3.1\"]"),
    may("correct", Kind::Flag, ("perbaiki tanggapan sebelumnya", "correct the answer given before"), "true"),
];

const ASK: &[Field] = &[must("text", Kind::Text(2_000), ("pertanyaan", "the question"), "\"mulai kapan ini berlaku bagi saya?\"")];

pub(crate) const GROUP: Group = Group {
    code: "consultations",
    words: ("Konsultasi rancangan dan sosialisasi", "Consultation on drafts, and explaining policies"),
    operations: &[
        get("consultations.list", "/consultations", ("Rancangan yang dikonsultasikan", "The drafts under consultation"), run!(list))
            .by(Action::ReadConsultation)
            .for_everybody()
            .paged(),
        get(
            "consultations.read",
            "/consultations/{draft}",
            ("Satu rancangan dengan masukan yang boleh dibaca", "One draft with the submissions one may read"),
            run!(read),
        )
        .by(Action::ReadConsultation)
        .for_everybody(),
        post("consultations.submit", "/consultations/{draft}/submissions", ("Sampaikan masukan", "Make a submission"), run!(submit))
            .by(Action::SubmitOpinion)
            .for_everybody()
            .body(SUBMIT),
        post("consultations.answer", "/submission-answers", ("Tanggapi masukan", "Answer a submission"), run!(answer))
            .by(Action::AnswerSubmission)
            .body(ANSWER),
        post("consultations.close", "/consultations/{draft}/close", ("Tutup konsultasi", "Close a consultation"), run!(close))
            .by(Action::OpenConsultation)
            .guards("consultations.read"),
        get(
            "consultations.socialisations",
            "/socialisations",
            ("Kebijakan yang dijelaskan", "Policies being explained"),
            run!(socialisations),
        )
        .by(Action::AskQuestion)
        .paged(),
        get(
            "consultations.socialisation",
            "/socialisations/{socialisation}",
            ("Penjelasan satu kebijakan", "The explanation of one policy"),
            run!(socialisation),
        )
        .by(Action::AskQuestion),
        post("consultations.ask", "/socialisations/{socialisation}/questions", ("Ajukan pertanyaan", "Ask a question"), run!(ask))
            .by(Action::AskQuestion)
            .body(ASK),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_consultations(&call.context()).await?;
    call.page_of(found, |draft| draft.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_consultation(&call.context(), &call.path("draft")?).await?;
    Reply::ok(json!({
        "draft": found.draft, "submissions": found.submissions, "count": found.count, "unanswered": found.unanswered, "meetings": found.meetings,
        "in-office": found.in_office,
    }))
}

async fn submit(call: Call) -> Result<Reply, Failure> {
    let channel =
        if call.given.contains_key("channel") { call.read("channel")? } else { jenjang::consultation::submission::Channel::Online };
    let command = SubmitOpinion {
        draft: call.path("draft")?,
        clause: call.read("clause")?,
        position: call.read("position")?,
        text: call.said("text").into(),
        group: call.said("group").into(),
        channel,
        received: call.day("received"),
        replace: call.flag("replace"),
    };
    let id = submit_opinion(&call.context(), &command).await?;
    Reply::created(json!({ "submission": id, "draft": command.draft, "clause": command.clause }))
}

async fn answer(call: Call) -> Result<Reply, Failure> {
    let command = AnswerSubmission {
        submission: call.id("submission")?,
        outcome: call.read("outcome")?,
        reason: call.said("reason").to_owned(),
        clauses: call.read::<Option<Vec<_>>>("clauses")?.unwrap_or_default(),
        correct: call.flag("correct"),
    };
    let kept = answer_submission(&call.context(), &command).await?;
    Reply::ok(json!({ "submission": kept.id, "answer": kept.answer }))
}

async fn close(call: Call) -> Result<Reply, Failure> {
    Reply::ok(close_consultation(&call.context(), &CloseConsultation { draft: call.path("draft")? }).await?)
}

async fn socialisations(call: Call) -> Result<Reply, Failure> {
    let found = list_socialisations(&call.context()).await?;
    call.page_of(found, |one| one.id.as_str().to_owned())
}

async fn socialisation(call: Call) -> Result<Reply, Failure> {
    let found = read_socialisation(&call.context(), &call.app.shipped, &call.path("socialisation")?).await?;
    Reply::ok(json!({
        "socialisation": found.socialisation, "questions": found.questions, "outdated": found.outdated, "acknowledged": found.acknowledged,
    }))
}

async fn ask(call: Call) -> Result<Reply, Failure> {
    let command = AskQuestion { id: call.path("socialisation")?, text: call.said("text").to_owned() };
    Reply::created(json!({ "question": ask_question(&call.context(), &command).await? }))
}
