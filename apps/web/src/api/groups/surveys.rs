//! Surveys: those that wait for an answer, answering, published results.

use jenjang::people::id::SurveyId;
use jenjang::survey::{Answers, SurveyText};
use jenjang_service::permissions::Action;
use jenjang_service::surveys::{
    AnswerSurvey, CloseSurvey, OpenSurvey, PlanSurvey, Respondent, answer_survey, close_survey, list_surveys, open_survey, plan_survey,
    publish_survey, read_answers, read_participation, read_published, read_questionnaire, read_results,
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

const PLAN: &[Field] = &[
    must("id", Kind::Id, ("id survei", "id of the survey"), "\"survei-2027-1\""),
    may(
        "title",
        Kind::Label,
        ("judul; bawaan: judul kuesioner", "title; that of the questionnaire where absent"),
        "{\"id\": \"Survei\", \"en\": \"Survey\"}",
    ),
    must("unit", Kind::Id, ("unit penyelenggara", "the unit that asks"), "\"synthetic-daerah-001\""),
    must(
        "questionnaire",
        Kind::Text(60_000),
        ("kuesioner sebagai TOML, lihat docs/surveys.md", "the questionnaire as TOML, see docs/surveys.md"),
        "\"[questionnaire]\\nid = \\\"contoh\\\"\"",
    ),
    must(
        "naming",
        Kind::Any,
        (
            "{\"naming\": \"anonymous\"}, atau {\"naming\": \"named\", \"readers\": [peran]}",
            "{\"naming\": \"anonymous\"}, or {\"naming\": \"named\", \"readers\": [roles]}",
        ),
        "{\"naming\": \"anonymous\"}",
    ),
    must(
        "audience",
        Kind::Any,
        (
            "{\"audience\": \"unit\"}, posts dengan kinds dan grades, session dengan session dan relation, links dengan count, anybody",
            "{\"audience\": \"unit\"}, posts with kinds and grades, session with session and relation, links with count, anybody",
        ),
        "{\"audience\": \"unit\"}",
    ),
    may("by", Kind::Any, ("perincian: nothing, unit, atau question", "breakdown: nothing, unit, or question"), "{\"by\": \"nothing\"}"),
    may("after", Kind::Id, ("survei yang diulang", "the survey that is repeated"), "\"survei-2026-1\""),
    may("wishes", Kind::Id, ("pertanyaan yang menjadi minat", "the question whose answers become wishes"), "\"minat\""),
];

const OPEN: &[Field] = &[
    must("since", Kind::Day, ("hari pertama", "first day"), "\"2027-02-01\""),
    must("until", Kind::Day, ("hari terakhir", "last day"), "\"2027-02-14\""),
];

pub(crate) const GROUP: Group = Group {
    code: "surveys",
    words: ("Survei", "Surveys"),
    operations: &[
        post("surveys.plan", "/surveys", ("Rencanakan survei", "Plan a survey"), run!(plan)).by(Action::RunSurvey).body(PLAN),
        post(
            "surveys.open",
            "/surveys/{survey}/open",
            ("Buka; tautan undangan ditampilkan sekali", "Open; invitation links are shown once"),
            run!(open),
        )
        .by(Action::RunSurvey)
        .body(OPEN)
        .unkept(),
        post("surveys.close", "/surveys/{survey}/close", ("Tutup", "Close"), run!(close)).by(Action::RunSurvey),
        post("surveys.publish", "/surveys/{survey}/publish", ("Umumkan hasilnya", "Publish the results"), run!(publish))
            .by(Action::RunSurvey),
        get(
            "surveys.answers",
            "/surveys/{survey}/answers",
            ("Jawaban satu per satu; hanya survei bernama", "Answers one by one; of surveys with names only"),
            run!(answers),
        )
        .by(Action::ReadSurvey),
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

async fn plan(call: Call) -> Result<Reply, Failure> {
    let id: SurveyId = call.id("id")?;
    let command = PlanSurvey {
        title: call.read("title")?,
        unit: call.id("unit")?,
        questionnaire: SurveyText { file: format!("{id}.toml").into(), text: call.said("questionnaire").into() },
        naming: call.read("naming")?,
        audience: call.read("audience")?,
        breakdown: call.read::<Option<_>>("by")?.unwrap_or_default(),
        after: call.maybe("after")?,
        wishes: call.maybe("wishes")?,
        id,
    };
    let planned = plan_survey(&call.context(), &command).await?;
    Reply::created(json!({ "survey": command.id, "wave": planned.wave, "questions": planned.questions }))
}

async fn open(call: Call) -> Result<Reply, Failure> {
    let command = OpenSurvey { survey: call.path("survey")?, since: call.on("since")?, until: call.on("until")? };
    let opened = open_survey(&call.context(), &command).await?;
    Reply::ok(json!({ "survey": command.survey, "invited": opened.invited, "cells": opened.cells, "links": opened.links }))
}

async fn close(call: Call) -> Result<Reply, Failure> {
    let command = CloseSurvey { survey: call.path("survey")? };
    let closed = close_survey(&call.context(), &command).await?;
    Reply::ok(json!({
        "survey": command.survey, "answered": closed.answered, "texts-destroyed": closed.texts_destroyed, "wishes": closed.wishes,
    }))
}

async fn publish(call: Call) -> Result<Reply, Failure> {
    Reply::ok(publish_survey(&call.context(), &call.path("survey")?).await?)
}

async fn answers(call: Call) -> Result<Reply, Failure> {
    let found = read_answers(&call.context(), &call.path("survey")?).await?;
    let rows: Vec<Value> = found.rows.iter().map(|(person, answers)| json!({ "person": person, "answers": answers })).collect();
    Reply::ok(json!({ "answers": rows }))
}
