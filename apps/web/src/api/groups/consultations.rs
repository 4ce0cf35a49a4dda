//! Consultations on drafts, clause by clause, from the draft to the signature.

use jenjang_service::Seen;
use jenjang_service::consultation::{
    AnswerSubmission, CloseConsultation, DraftConsultation, OpenConsultation, RecordMeeting, SettleConsultation, SignDraft, SubmitOpinion,
    TakeStep, answer_submission, close_consultation, draft_consultation, list_consultations, open_consultation, read_consultation,
    record_meeting, report_consultation, settle_consultation, sign_draft, submit_opinion, take_step,
};
use jenjang_service::permissions::Action;
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const CHANNELS: &[&str] = &["online", "email", "letter", "meeting", "counter", "announcement"];

const SUBMIT: &[Field] = &[
    must("clause", Kind::Id, ("ketentuan", "the clause"), "\"3.1\""),
    must("position", Kind::One(&["support", "change", "refuse"]), ("sikap", "the position"), "\"change\""),
    must("text", Kind::Text(8_000), ("masukan", "what is said"), "\"batasnya terlalu tinggi untuk daerah terpencil\""),
    must("group", Kind::Id, ("kelompok", "the group"), "\"public\""),
    may("channel", Kind::One(CHANNELS), ("saluran; bawaan: online", "the channel; online where absent"), "\"online\""),
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

const DRAFT: &[Field] = &[
    must(
        "text",
        Kind::Text(500_000),
        ("naskah sebagai TOML, lihat docs/consultation.md", "the draft as TOML, see docs/consultation.md"),
        "\"[draft]\\nid = \\\"rancangan-1\\\"\"",
    ),
    must(
        "policy",
        Kind::Text(500_000),
        ("kebijakan yang menjalankannya, sebagai TOML", "the policy that carries it, as TOML"),
        "\"[policy]\\nid = \\\"contoh/a\\\"\"",
    ),
    may("process", Kind::Id, ("proses; bawaan: asn/regional", "the process; asn/regional where absent"), "\"asn/regional\""),
    may("note", Kind::Text(2_000), ("alasan perubahan", "why it was changed"), "\"mengikuti masukan\""),
];

const NOTICE: &[Field] = &[
    must("channel", Kind::One(CHANNELS), ("saluran", "the channel"), "\"announcement\""),
    must("on", Kind::Day, ("tanggal", "the day"), "\"2027-02-01\""),
    must(
        "access",
        Kind::Text(500),
        ("di mana naskahnya dapat dibaca", "where the draft can be read"),
        "\"https://contoh.example/rancangan\"",
    ),
    may("groups", Kind::Many(&Kind::Id, 50), ("kelompok yang diberi tahu", "the groups told"), "[\"public\"]"),
];

const OPEN: &[Field] = &[
    must("until", Kind::Day, ("hari terakhir", "last day"), "\"2027-03-01\""),
    must(
        "notices",
        Kind::Many(&Kind::Object(NOTICE), 50),
        ("pengumuman", "notices"),
        "[{\"channel\": \"announcement\", \"on\": \"2027-02-01\", \"access\": \"https://contoh.example/rancangan\"}]",
    ),
];

const STEP: &[Field] = &[
    must("step", Kind::Id, ("langkah proses", "the step"), "\"harmonisation\""),
    may("returned", Kind::Flag, ("dikembalikan", "sent back"), "false"),
    may("note", Kind::Text(2_000), ("catatan", "a note"), "\"selesai diharmonisasi\""),
];

const MEETING: &[Field] = &[
    must("form", Kind::Any, ("bentuk pertemuan", "the form of the meeting"), "\"hearing\""),
    must("on", Kind::Day, ("tanggal", "the day"), "\"2027-02-10\""),
    must("place", Kind::Text(300), ("tempat", "where"), "\"Aula\""),
    must("minutes", Kind::Text(20_000), ("notula", "minutes"), "\"peserta meminta masa peralihan\""),
    must(
        "participants",
        Kind::Map(&Kind::Whole(0, 1_000_000)),
        ("peserta menurut kelompok", "how many of which group"),
        "{\"public\": 40}",
    ),
];

const SIGN: &[Field] = &[
    may("effective", Kind::Day, ("mulai berlaku", "in force from"), "\"2027-07-01\""),
    may("note", Kind::Text(2_000), ("catatan", "a note"), "\"ditetapkan\""),
];

pub(crate) const GROUP: Group = Group {
    code: "consultations",
    words: ("Konsultasi rancangan", "Consultation on drafts"),
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
        post(
            "consultations.draft",
            "/consultations",
            ("Simpan naskah rancangan, atau versi berikutnya", "Keep a draft, or its next version"),
            run!(draft),
        )
        .by(Action::DraftPolicy)
        .body(DRAFT)
        .large(),
        post(
            "consultations.open",
            "/consultations/{draft}/open",
            ("Buka konsultasi dan umumkan", "Open a consultation, with notice of it"),
            run!(open),
        )
        .by(Action::OpenConsultation)
        .body(OPEN)
        .guards("consultations.read"),
        post(
            "consultations.settle",
            "/consultations/{draft}/settle",
            ("Selesaikan: semua masukan sudah ditanggapi", "Settle: every submission is answered"),
            run!(settle),
        )
        .by(Action::OpenConsultation)
        .guards("consultations.read"),
        post("consultations.step", "/consultations/{draft}/steps", ("Catat langkah proses", "Record a step of the process"), run!(step))
            .by(Action::TakeStep)
            .body(STEP)
            .guards("consultations.read"),
        post("consultations.meeting", "/consultations/{draft}/meetings", ("Catat pertemuan", "Record a meeting"), run!(meeting))
            .by(Action::RecordMeeting)
            .body(MEETING),
        post("consultations.sign", "/consultations/{draft}/sign", ("Tetapkan", "Sign"), run!(sign))
            .by(Action::SignDraft)
            .body(SIGN)
            .guards("consultations.read"),
        get(
            "consultations.report",
            "/consultations/{draft}/report",
            ("Laporan konsultasi: masukan, tanggapan, perubahan", "The report of a consultation: submissions, answers, changes"),
            run!(report),
        )
        .by(Action::ReadConsultation)
        .for_everybody(),
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

async fn draft(call: Call) -> Result<Reply, Failure> {
    let (shipped, calendar) = (jenjang_asn::processes(), jenjang_asn::calendar().ok_or_else(Failure::internal)?);
    let named = call.text("process").unwrap_or("asn/regional");
    let known = || shipped.iter().map(|process| process.id.to_string()).collect::<Vec<_>>().join(", ");
    let Some(process) = shipped.iter().find(|process| &*process.id == named) else {
        return Err(call.wrong("process", &format!("salah satu dari {}", known()), &format!("one of {}", known())));
    };
    let command = DraftConsultation {
        shipped: &call.app.shipped,
        file: "text",
        text: call.said("text"),
        policy_file: "policy",
        policy_text: call.said("policy"),
        process,
        calendar: &calendar,
        note: call.text("note"),
        seen: Seen::Anything,
    };
    let drafted = draft_consultation(&call.context(), &command).await?;
    let remarks: Vec<_> = drafted.remarks.iter().map(|one| json!({ "code": one.code, "message": one.message })).collect();
    Reply::created(json!({ "draft": drafted.draft, "remarks": remarks }))
}

async fn open(call: Call) -> Result<Reply, Failure> {
    let command = OpenConsultation { draft: call.path("draft")?, until: call.on("until")?, notices: call.read("notices")? };
    Reply::ok(open_consultation(&call.context(), &command).await?)
}

async fn settle(call: Call) -> Result<Reply, Failure> {
    let draft = call.path("draft")?;
    Reply::ok(
        settle_consultation(&call.context(), &SettleConsultation { shipped: &call.app.shipped, draft: &draft, seen: Seen::Anything })
            .await?,
    )
}

async fn step(call: Call) -> Result<Reply, Failure> {
    let command = TakeStep {
        draft: call.path("draft")?,
        step: call.said("step").into(),
        returned: call.flag("returned"),
        note: call.text("note").map(str::to_owned),
        seen: Seen::Anything,
    };
    Reply::ok(take_step(&call.context(), &command).await?)
}

async fn meeting(call: Call) -> Result<Reply, Failure> {
    let command = RecordMeeting {
        draft: call.path("draft")?,
        form: call.read("form")?,
        on: call.on("on")?,
        place: call.said("place").to_owned(),
        minutes: call.said("minutes").to_owned(),
        participants: call.read("participants")?,
    };
    Reply::created(json!({ "draft": command.draft, "meeting": record_meeting(&call.context(), &command).await? }))
}

async fn sign(call: Call) -> Result<Reply, Failure> {
    let draft = call.path("draft")?;
    let command = SignDraft {
        shipped: &call.app.shipped,
        draft: &draft,
        effective: call.day("effective"),
        note: call.text("note"),
        seen: Seen::Anything,
    };
    Reply::ok(sign_draft(&call.context(), &command).await?)
}

async fn report(call: Call) -> Result<Reply, Failure> {
    let found = report_consultation(&call.context(), &call.app.shipped, &call.path("draft")?, true).await?;
    Reply::ok(json!({
        "draft": found.draft, "metrics": found.metrics, "changes": found.changes, "answers": found.answers, "meetings": found.meetings,
    }))
}
