//! Surveys: those that wait for an answer, answering, published results.

use jenjang::survey::Answers;
use jenjang_service::permissions::Action;
use jenjang_service::surveys::{
    AnswerSurvey, Respondent, answer_survey, list_surveys, read_participation, read_published, read_questionnaire, read_results,
};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const ANSWER: &[Field] = &[
    must(
        "answers",
        Kind::Map(&Kind::Any),
        (
            "jawaban menurut pertanyaan: {\"value\": \"4\"}, {\"choice\": \"a\"} …",
            "answers by question: {\"value\": \"4\"}, {\"choice\": \"a\"} …",
        ),
        "{\"fair\": {\"value\": \"4\"}}",
    ),
    may("link", Kind::Text(200), ("rahasia dari tautan undangan", "the secret of an invitation link"), "\"0123456789abcdef\""),
];

pub(crate) const GROUP: Group = Group {
    code: "surveys",
    words: ("Survei", "Surveys"),
    operations: &[
        get("surveys.list", "/surveys", ("Survei yang dapat saya jawab atau baca", "The surveys I may answer or read"), run!(list))
            .by(Action::ReadPublishedSurvey)
            .for_everybody()
            .paged(),
        get("surveys.questionnaire", "/surveys/{survey}/questionnaire", ("Apa yang ditanyakan", "What is asked"), run!(questionnaire))
            .by(Action::AnswerSurvey)
            .for_everybody(),
        post(
            "surveys.answer",
            "/surveys/{survey}/answers",
            ("Jawab; tanda terima ditampilkan sekali", "Answer; the receipt is shown once"),
            run!(answer),
        )
        .by(Action::AnswerSurvey)
        .for_everybody()
        .body(ANSWER)
        .unkept(),
        get(
            "surveys.participation",
            "/surveys/{survey}/participation",
            ("Berapa yang sudah menjawab", "How many have answered"),
            run!(participation),
        )
        .by(Action::ReadSurvey),
        get("surveys.results", "/surveys/{survey}/results", ("Hasil survei yang ditutup", "The results of a closed survey"), run!(results))
            .by(Action::ReadSurvey),
        get(
            "surveys.published",
            "/published-surveys/{survey}",
            ("Hasil survei yang diumumkan", "Published results of a survey"),
            run!(published),
        )
        .by(Action::ReadPublishedSurvey)
        .for_everybody(),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_surveys(&call.context()).await?;
    let shown: Vec<Value> = found
        .into_iter()
        .map(|one| json!({ "id": one.survey.id, "title": one.survey.title, "unit": one.survey.unit, "state": one.survey.state, "answered": one.answered }))
        .collect();
    call.page_of(shown, |one| one["id"].as_str().unwrap_or_default().to_owned())
}

async fn questionnaire(call: Call) -> Result<Reply, Failure> {
    let asked = read_questionnaire(&call.context(), &call.path("survey")?).await?;
    Reply::ok(
        json!({ "survey": asked.survey, "title": asked.title, "naming": asked.naming, "state": asked.state, "questionnaire": asked.questionnaire }),
    )
}

async fn answer(call: Call) -> Result<Reply, Failure> {
    let sheet: Answers = call.read("answers")?;
    let respondent = call.text("link").map_or(Respondent::Actor, |link| Respondent::Link(link.into()));
    let command = AnswerSurvey { survey: call.path("survey")?, respondent, sheets: vec![sheet] };
    let answered = answer_survey(&call.context(), &command).await?;
    Reply::created(json!({ "survey": command.survey, "receipt": answered.receipt, "sheets": answered.sheets }))
}

async fn participation(call: Call) -> Result<Reply, Failure> {
    let found = read_participation(&call.context(), &call.path("survey")?).await?;
    let cells: Vec<Value> = found.cells.iter().map(|(cell, answered)| json!({ "cell": cell, "answered": answered })).collect();
    Reply::ok(json!({ "survey": found.survey.id, "answered": found.answered, "cells": cells }))
}

async fn results(call: Call) -> Result<Reply, Failure> {
    let found = read_results(&call.context(), &call.path("survey")?).await?;
    Reply::ok(json!({ "survey": found.survey.id, "results": found.results }))
}

async fn published(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_published(&call.context(), &call.path("survey")?).await?)
}
