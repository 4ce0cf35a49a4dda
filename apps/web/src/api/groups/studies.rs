//! Study assignments: asked for, granted or refused, and recorded step by step until the service owed for them is done.

use std::sync::Arc;

use jenjang::people::id::PersonId;
use jenjang::study::StudyAssignment;
use jenjang_service::Seen;
use jenjang_service::permissions::Action;
use jenjang_service::studies::{
    GrantStudy, RecordStudy, RequestStudy, StudyRequest, StudyStep, grant_study, list_studies, read_study, record_study, request_study,
    studies_of_person,
};
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::development::{rules, study_rules};
use crate::error::Failure;

const UNIT: &[Field] = &[may(
    "unit",
    Kind::Id,
    ("unit dan semua di bawahnya; bawaan: semua yang diurus", "a unit and all under it; all in one's charge where absent"),
    "\"synthetic-daerah-001\"",
)];

const REQUEST: &[Field] = &[
    must("id", Kind::Id, ("id tugas belajar", "id of the study"), "\"tb-2027-1\""),
    may("person", Kind::Id, ("siapa; bawaan: diri sendiri", "who; oneself where absent"), "\"synthetic-0000012\""),
    must("programme", Kind::Id, ("kode ijazah yang dituju", "code of the diploma it leads to"), "\"S2\""),
    may("field", Kind::Text(200), ("bidang studi", "field of study"), "\"administrasi publik\""),
    must("institution", Kind::Text(300), ("perguruan tinggi", "the institution"), "\"Universitas Contoh\""),
    may("accreditation", Kind::Id, ("kode akreditasi program", "code of the programme's accreditation"), "\"A\""),
    may(
        "remote-or-needed",
        Kind::Flag,
        ("bertugas di daerah terpencil atau jabatan yang sangat diperlukan", "serves in a remote area or a post much needed"),
        "false",
    ),
    may("self-funded", Kind::Flag, ("biaya mandiri, tetap dalam jabatan", "paid by the person, who stays in the post"), "false"),
    may("abroad", Kind::Flag, ("di luar negeri", "abroad"), "false"),
    may("competency", Kind::Id, ("kompetensi yang dinaikkan", "the competency it raises"), "\"M.03\""),
    may("cost", Kind::Decimal, ("biaya pemerintah dalam rupiah", "what the government pays, in rupiah"), "\"60000000\""),
    must("first", Kind::Day, ("hari pertama", "first day"), "\"2027-08-01\""),
    must("last", Kind::Day, ("hari terakhir", "last day"), "\"2029-07-31\""),
];

const GRANT: &[Field] = &[must("decree", Kind::Text(200), ("nomor surat keputusan", "number of the decree"), "\"893.3/12/2027\"")];

const REFUSE: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"formasi tidak membutuhkan\"")];

const STEPS: &[&str] = &["start", "semester", "extend", "graduate", "fail", "return", "release", "breach"];

const STEP: &[Field] = &[
    must("step", Kind::One(STEPS), ("yang terjadi", "what happened"), "\"semester\""),
    may("on", Kind::Day, ("kapan; semua kecuali extend dan release", "when; all but extend and release"), "\"2028-01-31\""),
    may("number", Kind::Whole(1, 100), ("nomor semester", "number of the semester"), "1"),
    may("evidence", Kind::Text(2_000), ("transkrip atau laporan semester", "transcript or report of a semester"), "\"KHS 1\""),
    may("until", Kind::Day, ("hari terakhir yang baru, untuk extend", "the new last day, to extend"), "\"2030-01-31\""),
    may("decree", Kind::Text(200), ("nomor surat keputusan, untuk extend", "number of the decree, to extend"), "\"893.3/40/2029\""),
    may("reason", Kind::Text(2_000), ("alasan, untuk fail dan breach", "why, for fail and breach"), "\"mengundurkan diri\""),
];

pub(crate) const GROUP: Group = Group {
    code: "studies",
    words: ("Tugas belajar", "Study assignments"),
    operations: &[
        get("studies.list", "/studies", ("Tugas belajar pegawai yang diurus", "Studies of the people in one's charge"), run!(list))
            .by(Action::ListStudies)
            .query(UNIT)
            .paged(),
        get("studies.read", "/studies/{study}", ("Satu tugas belajar", "One study assignment"), run!(read)).by(Action::ReadStudy),
        get("studies.of", "/people/{person}/studies", ("Tugas belajar seseorang", "Somebody's study assignments"), run!(of))
            .by(Action::ReadPerson)
            .paged(),
        post(
            "studies.request",
            "/studies",
            ("Ajukan tugas belajar; kelayakannya diputuskan seketika", "Apply for a study; eligibility is decided at once"),
            run!(request),
        )
        .by(Action::RequestStudy)
        .body(REQUEST),
        post(
            "studies.grant",
            "/studies/{study}/grant",
            ("Tetapkan; kelayakan diputuskan lagi untuk hari ini", "Grant; eligibility is decided again for today"),
            run!(grant),
        )
        .by(Action::GrantStudy)
        .body(GRANT),
        post("studies.refuse", "/studies/{study}/refuse", ("Tolak permohonan", "Refuse an application"), run!(refuse))
            .by(Action::GrantStudy)
            .body(REFUSE),
        post(
            "studies.record",
            "/studies/{study}/steps",
            ("Catat yang terjadi; satu semester menambah jam pelajaran", "Record what happened; a semester credits learning hours"),
            run!(record),
        )
        .by(Action::RecordStudy)
        .body(STEP)
        .guards("studies.read"),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let unit = call.maybe("unit")?;
    let found = list_studies(&call.context(), unit.as_ref()).await?;
    call.page_of(found, |one: &StudyAssignment| one.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_study(&call.context(), &call.path("study")?).await?)
}

async fn of(call: Call) -> Result<Reply, Failure> {
    let found = studies_of_person(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |one: &StudyAssignment| one.id.as_str().to_owned())
}

async fn request(call: Call) -> Result<Reply, Failure> {
    let person: PersonId = match call.maybe("person")? {
        Some(person) => person,
        None => call.me()?,
    };
    let request = StudyRequest {
        id: call.id("id")?,
        person,
        programme: call.id("programme")?,
        field: call.text("field").map(Into::into),
        institution: call.said("institution").into(),
        accreditation: call.text("accreditation").map(Into::into),
        remote_or_needed: call.read("remote-or-needed")?,
        self_funded: call.flag("self-funded"),
        abroad: call.flag("abroad"),
        competency: call.maybe("competency")?,
        cost: call.decimal("cost"),
        first: call.on("first")?,
        last: call.on("last")?,
    };
    let command = RequestStudy { request: &request, rules: study_rules(&call.app) };
    Reply::created(request_study(&call.context(), command).await?)
}

async fn grant(call: Call) -> Result<Reply, Failure> {
    decide(&call, Ok(call.said("decree"))).await
}

async fn refuse(call: Call) -> Result<Reply, Failure> {
    decide(&call, Err(call.said("reason"))).await
}

async fn decide(call: &Call, decision: Result<&str, &str>) -> Result<Reply, Failure> {
    let study = call.path("study")?;
    let command = GrantStudy { study: &study, decision, seen: Seen::Anything, rules: study_rules(&call.app) };
    Reply::ok(grant_study(&call.context(), command).await?)
}

async fn record(call: Call) -> Result<Reply, Failure> {
    let (study, step) = (call.path("study")?, step(&call)?);
    let command =
        RecordStudy { study: &study, step: &step, seen: Seen::Anything, rules: study_rules(&call.app), learning: rules(&call.app) };
    let done = record_study(&call.context(), command).await?;
    Reply::ok(json!({ "study": done.study, "hours": done.hours }))
}

/// What happened; each step needs fields of its own.
fn step(call: &Call) -> Result<StudyStep, Failure> {
    let text =
        |name: &str| call.text(name).map(Arc::from).ok_or_else(|| call.wrong(name, "teks untuk langkah ini", "a text for this step"));
    Ok(match call.said("step") {
        "start" => StudyStep::Start { on: call.on("on")? },
        "semester" => {
            let number = call.read::<Option<u32>>("number")?;
            let number = number.ok_or_else(|| call.wrong("number", "nomor semester", "the number of the semester"))?;
            StudyStep::Semester { number, on: call.on("on")?, evidence: call.text("evidence").map(Into::into) }
        }
        "extend" => StudyStep::Extend { until: call.on("until")?, decree: text("decree")? },
        "graduate" => StudyStep::Graduate { on: call.on("on")? },
        "fail" => StudyStep::Fail { on: call.on("on")?, reason: text("reason")? },
        "return" => StudyStep::Return { on: call.on("on")? },
        "release" => StudyStep::Release,
        _ => StudyStep::Breach { on: call.on("on")?, reason: text("reason")? },
    })
}
