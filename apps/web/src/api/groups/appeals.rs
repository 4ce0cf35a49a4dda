//! Objections to decisions, and what comes of them.

use std::sync::Arc;

use jenjang::people::id::{AppealId, DecisionId};
use jenjang::policy::stored::StoredValue;
use jenjang_asn::appeal::appeal_clock;
use jenjang_service::file::read_person;
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{
    AppealRow, CorrectedFact, Correction, DismissAppeal, FileAppeal, RedecideAppeal, ReviewAppeal, WithdrawAppeal, dismiss_appeal,
    file_appeal, list_appeals, read_appeal, redecide_appeal, review_appeal, withdraw_appeal,
};
use serde::Deserialize;
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;
use crate::state::facts;

const FILE: &[Field] = &[
    must("id", Kind::Id, ("id keberatan", "id of the appeal"), "\"keberatan-1\""),
    must("decision", Kind::Id, ("keputusan yang disengketakan", "the decision in dispute"), "\"0123456789abcdef01234567\""),
    must("criterion", Kind::Id, ("syarat yang disengketakan", "the criterion in dispute"), "\"time-in-grade-too-short\""),
    must("grounds", Kind::Text(4_000), ("alasan", "the grounds"), "\"SK pangkat saya lebih awal\""),
];

const REASON: &[Field] = &[must("reason", Kind::Text(4_000), ("alasan", "why"), "\"data sudah benar\"")];

const FACT: &[Field] = &[
    must("fact", Kind::Text(120), ("nama fakta dalam katalog", "name of the fact in the catalogue"), "\"grade.since\""),
    must(
        "value",
        Kind::Any,
        (
            "nilainya menurut jenisnya: boolean, number, text, date, months, days, choice [skala, kode], list; atau \"none\"",
            "its value by its kind: boolean, number, text, date, months, days, choice [scale, code], list; or \"none\"",
        ),
        "{\"date\": \"2022-04-01\"}",
    ),
    must("source", Kind::Text(300), ("catatan yang menunjukkannya", "the record that shows it"), "\"SK 12/2022\""),
];

const REDECIDE: &[Field] = &[may(
    "facts",
    Kind::Many(&Kind::Object(FACT), 50),
    (
        "fakta sebagaimana seharusnya; bawaan: dari data yang sudah diperbaiki",
        "facts as they should have been; from the record, corrected since, where absent",
    ),
    "[{\"fact\": \"grade.since\", \"value\": {\"date\": \"2022-04-01\"}, \"source\": \"SK 12/2022\"}]",
)];

#[derive(Deserialize)]
struct GivenFact {
    fact: Arc<str>,
    value: StoredValue,
    source: Arc<str>,
}

pub(crate) const GROUP: Group = Group {
    code: "appeals",
    words: ("Keberatan", "Appeals"),
    operations: &[
        get("appeals.mine", "/me/appeals", ("Keberatan saya", "My appeals"), run!(mine)).by(Action::ReadPerson).paged(),
        get("appeals.list", "/appeals", ("Keberatan yang ditangani", "Appeals in one's charge"), run!(list))
            .by(Action::ResolveAppeal)
            .paged(),
        get(
            "appeals.read",
            "/appeals/{appeal}",
            (
                "Satu keberatan: yang disengketakan, putusan ulang, yang berubah",
                "One appeal: what is disputed, decided again, what changed",
            ),
            run!(read),
        )
        .by(Action::ResolveAppeal),
        post("appeals.file", "/appeals", ("Ajukan keberatan atas satu syarat", "Object to one criterion"), run!(file))
            .by(Action::FileAppeal)
            .body(FILE),
        post("appeals.withdraw", "/appeals/{appeal}/withdraw", ("Cabut keberatan", "Withdraw an appeal"), run!(withdraw))
            .by(Action::WithdrawAppeal),
        post("appeals.review", "/appeals/{appeal}/review", ("Mulai meninjau", "Take up an appeal"), run!(review)).by(Action::ReviewAppeal),
        post(
            "appeals.dismiss",
            "/appeals/{appeal}/dismiss",
            ("Tolak keberatan, dengan alasan", "Dismiss an appeal, with the reason"),
            run!(dismiss),
        )
        .by(Action::ResolveAppeal)
        .body(REASON),
        post(
            "appeals.redecide",
            "/appeals/{appeal}/redecide",
            (
                "Putuskan lagi dari data yang sudah diperbaiki, atau dengan fakta yang seharusnya",
                "Decide again from the record, corrected since, or with facts as they should have been",
            ),
            run!(redecide),
        )
        .by(Action::ResolveAppeal)
        .body(REDECIDE),
    ],
};

async fn mine(call: Call) -> Result<Reply, Failure> {
    let file = read_person(&call.context(), &call.me()?).await?;
    call.page_of(file.appeals, |appeal| appeal.id.as_str().to_owned())
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_appeals(&call.context()).await?;
    let shown = |row: AppealRow| json!({ "appeal": row.appeal, "name": row.name, "round": row.round });
    let key = |one: &serde_json::Value| one["appeal"]["id"].as_str().unwrap_or_default().to_owned();
    call.page_of(found.into_iter().map(shown).collect(), key)
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_appeal(&call.context(), &call.path("appeal")?, &facts, call.language).await?;
    let (again, not_again) = match found.again {
        Ok(text) => (Some(text), None),
        Err(why) => (None, Some(why)),
    };
    let now = found.now.map(|now| {
        let changes: Vec<_> =
            now.changes.into_iter().map(|(fact, before, after)| json!({ "fact": fact, "before": before, "after": after })).collect();
        json!({ "outcome": now.outcome, "changes": changes })
    });
    let may: Vec<&str> = found.may.iter().map(|action| action.code()).collect();
    Reply::ok(json!({
        "appeal": found.appeal, "name": found.name, "round": found.round, "criterion": found.criterion, "again": again,
        "not-again": not_again, "now": now, "may": may,
    }))
}

async fn file(call: Call) -> Result<Reply, Failure> {
    let (id, decision): (AppealId, DecisionId) = (call.id("id")?, call.id("decision")?);
    let clock = appeal_clock();
    let (criterion, grounds) = (call.said("criterion"), call.said("grounds"));
    let command = FileAppeal { id: &id, decision: &decision, criterion, grounds, clock: clock.as_ref() };
    Reply::created(file_appeal(&call.context(), command).await?)
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    Reply::ok(withdraw_appeal(&call.context(), WithdrawAppeal { appeal: call.path("appeal")? }).await?)
}

async fn review(call: Call) -> Result<Reply, Failure> {
    Reply::ok(review_appeal(&call.context(), ReviewAppeal { appeal: call.path("appeal")? }).await?)
}

async fn dismiss(call: Call) -> Result<Reply, Failure> {
    let appeal: AppealId = call.path("appeal")?;
    Reply::ok(dismiss_appeal(&call.context(), DismissAppeal { appeal: &appeal, reason: call.said("reason") }).await?)
}

async fn redecide(call: Call) -> Result<Reply, Failure> {
    let appeal: AppealId = call.path("appeal")?;
    let given: Option<Vec<GivenFact>> = call.read("facts")?;
    let corrected: Option<Vec<CorrectedFact>> =
        given.map(|given| given.into_iter().map(|one| CorrectedFact { fact: one.fact, value: one.value, source: one.source }).collect());
    let correction = corrected.as_deref().map_or(Correction::Record(&facts), Correction::Facts);
    let command = RedecideAppeal { appeal: &appeal, correction };
    let found = redecide_appeal(&call.context(), command).await?;
    Reply::ok(json!({
        "appeal": found.appeal, "decision": found.decision.id, "outcome": found.decision.outcome, "round": found.round, "moves": found.moves,
    }))
}
