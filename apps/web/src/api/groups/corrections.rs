//! "This record is wrong": asking for a correction of one's own record, and answering.

use jenjang::people::CorrectionSubject;
use jenjang_service::corrections::{
    AnswerCorrection, AskedCorrection, CorrectionAnswer, RequestCorrection, WithdrawCorrection, answer_correction, list_corrections,
    own_corrections, read_correction, request_correction, withdraw_correction,
};
use jenjang_service::permissions::Action;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const ASK: &[Field] = &[
    must("register", Kind::Id, ("riwayat tempat kesalahan itu", "the register the mistake is in"), "\"grades\""),
    may("entry", Kind::Text(2_000), ("catatan yang salah", "the entry that is wrong"), "\"III/b 2022-04-01\""),
    may("policy", Kind::Id, ("kebijakan yang syaratnya terdampak", "the policy whose criterion it concerns"), "\"asn/promotion/regular\""),
    may("criterion", Kind::Id, ("syarat itu", "that criterion"), "\"time-in-grade-too-short\""),
    must("wrong", Kind::Text(2_000), ("apa yang salah", "what is wrong"), "\"TMT pangkat tertulis 2022-10-01\""),
    must("right", Kind::Text(2_000), ("yang benar", "what would be right"), "\"2022-04-01\""),
    must("evidence", Kind::Text(2_000), ("bukti", "the evidence"), "\"SK 823/12/2022\""),
];

const ANSWERS: &[&str] = &["accept", "refuse"];

const ANSWER: &[Field] = &[
    must("answer", Kind::One(ANSWERS), ("jawaban", "the answer"), "\"accept\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"sesuai SK\""),
];

pub(crate) const GROUP: Group = Group {
    code: "corrections",
    words: ("Perbaikan data", "Corrections"),
    operations: &[
        get("corrections.mine", "/me/corrections", ("Permintaan perbaikan saya", "Corrections I asked for"), run!(mine))
            .by(Action::RequestCorrection)
            .paged(),
        post("corrections.ask", "/me/corrections", ("Minta perbaikan data sendiri", "Ask for a correction of one's own record"), run!(ask))
            .by(Action::RequestCorrection)
            .body(ASK),
        get(
            "corrections.list",
            "/corrections",
            ("Permintaan perbaikan pegawai yang diurus", "Corrections asked for by people in one's charge"),
            run!(list),
        )
        .by(Action::AnswerCorrection)
        .paged(),
        get("corrections.read", "/corrections/{correction}", ("Satu permintaan", "One request"), run!(read)),
        post("corrections.answer", "/corrections/{correction}/answer", ("Jawab permintaan", "Answer a request"), run!(answer))
            .by(Action::AnswerCorrection)
            .body(ANSWER)
            .guards("corrections.read"),
        post(
            "corrections.withdraw",
            "/corrections/{correction}/withdraw",
            ("Cabut permintaan sendiri", "Withdraw one's own request"),
            run!(withdraw),
        )
        .by(Action::RequestCorrection),
    ],
};

fn asked(found: &AskedCorrection) -> Value {
    json!({ "request": found.request, "name": found.name, "answerable": found.answerable })
}

async fn mine(call: Call) -> Result<Reply, Failure> {
    let found = own_corrections(&call.context()).await?;
    call.page_of(found, |one| one.id.to_string())
}

async fn ask(call: Call) -> Result<Reply, Failure> {
    let subject = CorrectionSubject {
        register: call.said("register").into(),
        entry: call.said("entry").into(),
        policy: call.text("policy").map(Into::into),
        criterion: call.text("criterion").map(Into::into),
    };
    let text = |name: &str| call.said(name).to_owned();
    let command = RequestCorrection { subject, wrong: text("wrong"), right: text("right"), evidence: text("evidence") };
    Reply::created(request_correction(&call.context(), &command).await?)
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_corrections(&call.context()).await?;
    call.page_of(found.iter().map(asked).collect(), |one: &Value| one["request"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(asked(&read_correction(&call.context(), call.word("correction")).await?))
}

async fn answer(call: Call) -> Result<Reply, Failure> {
    let answer = if call.said("answer") == "accept" { CorrectionAnswer::Accept } else { CorrectionAnswer::Refuse };
    let command = AnswerCorrection { id: call.word("correction").into(), answer, reason: call.said("reason").to_owned() };
    Reply::ok(answer_correction(&call.context(), &command).await?)
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    Reply::ok(withdraw_correction(&call.context(), &WithdrawCorrection { id: call.word("correction").into() }).await?)
}
