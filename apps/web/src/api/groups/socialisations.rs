//! What is explained once a policy is enacted: to whom, what was understood, what was asked.

use std::collections::BTreeSet;

use jenjang::people::id::{PositionKindCode, UnitId};
use jenjang_service::Seen;
use jenjang_service::permissions::Action;
use jenjang_service::socialisation::{
    Acknowledge, AnswerQuestion, AskQuestion, EditSummary, Remind, StartSocialisation, acknowledge, answer_question, ask_question,
    edit_summary, list_socialisations, read_socialisation, remind, report_socialisation, start_socialisation,
};
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const ASK: &[Field] = &[must("text", Kind::Text(2_000), ("pertanyaan", "the question"), "\"mulai kapan ini berlaku bagi saya?\"")];

const QUESTION: &[Field] = &[
    must("code", Kind::Id, ("kode", "code"), "\"q1\""),
    must("text", Kind::Label, ("pertanyaan", "the question"), "{\"id\": \"Sejak kapan?\", \"en\": \"From when?\"}"),
    must(
        "options",
        Kind::Many(&Kind::Label, 10),
        ("pilihan", "the choices"),
        "[{\"id\": \"April\", \"en\": \"April\"}, {\"id\": \"Juli\", \"en\": \"July\"}]",
    ),
    must("right", Kind::Whole(0, 9), ("nomor pilihan yang benar, dari 0", "number of the right choice, from 0"), "1"),
];

const START: &[Field] = &[
    must("id", Kind::Id, ("id sosialisasi", "id of the explanation"), "\"sosialisasi-2027-1\""),
    must("policy", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    may("draft", Kind::Id, ("rancangan asalnya", "the draft it came from"), "\"rancangan-1\""),
    must("units", Kind::Many(&Kind::Id, 500), ("unit yang dituju", "the units concerned"), "[\"synthetic-daerah-001\"]"),
    may("posts", Kind::Many(&Kind::Id, 100), ("jenis jabatan; bawaan: semua", "kinds of posts; all where absent"), "[]"),
    may("until", Kind::Day, ("dipahami sampai", "to be acknowledged until"), "\"2027-06-30\""),
    may("questions", Kind::Many(&Kind::Object(QUESTION), 20), ("pertanyaan pemahaman", "questions that check understanding"), "[]"),
    may(
        "from-cases",
        Kind::Whole(0, 20),
        ("banyaknya pertanyaan dari contoh kasus kebijakan", "how many questions from the policy's cases"),
        "2",
    ),
    may("needed", Kind::Whole(0, 40), ("jawaban benar yang diperlukan", "right answers needed"), "1"),
];

const ACKNOWLEDGE: &[Field] = &[may(
    "answers",
    Kind::Many(&Kind::Whole(0, 9), 40),
    ("nomor pilihan setiap pertanyaan, dari 0", "the choice of each question, from 0"),
    "[1]",
)];

const ANSWER: &[Field] = &[
    must("question", Kind::Text(120), ("id pertanyaan", "id of the question"), "\"sosialisasi-1/1\""),
    must("text", Kind::Text(4_000), ("jawaban", "the answer"), "\"sejak 1 Juli 2027\""),
];

const SUMMARY: &[Field] = &[may(
    "text",
    Kind::Label,
    ("ringkasan; tanpa ini kembali ke yang dibuat sendiri", "the summary; back to the generated one where absent"),
    "{\"id\": \"Ringkasan\", \"en\": \"Summary\"}",
)];

pub(crate) const GROUP: Group = Group {
    code: "socialisations",
    words: ("Sosialisasi kebijakan", "Explaining policies"),
    operations: &[
        get("socialisations.list", "/socialisations", ("Kebijakan yang dijelaskan", "Policies being explained"), run!(list))
            .by(Action::AskQuestion)
            .paged(),
        get(
            "socialisations.read",
            "/socialisations/{socialisation}",
            ("Penjelasan satu kebijakan", "The explanation of one policy"),
            run!(read),
        )
        .by(Action::AskQuestion),
        post("socialisations.ask", "/socialisations/{socialisation}/questions", ("Ajukan pertanyaan", "Ask a question"), run!(ask))
            .by(Action::AskQuestion)
            .body(ASK),
        post("socialisations.start", "/socialisations", ("Mulai sosialisasi", "Begin to explain a policy"), run!(start))
            .by(Action::RunSocialisation)
            .body(START),
        post(
            "socialisations.acknowledge",
            "/socialisations/{socialisation}/acknowledgements",
            ("Nyatakan sudah memahami", "Say that one has understood"),
            run!(understood),
        )
        .by(Action::Acknowledge)
        .body(ACKNOWLEDGE),
        post("socialisations.answer", "/question-answers", ("Jawab pertanyaan", "Answer a question"), run!(answer))
            .by(Action::AnswerQuestion)
            .body(ANSWER),
        post("socialisations.remind", "/socialisations/{socialisation}/remind", ("Ingatkan yang belum", "Remind who has not"), run!(tell))
            .by(Action::RunSocialisation),
        post(
            "socialisations.edit-summary",
            "/socialisations/{socialisation}/summary",
            ("Ubah ringkasan", "Edit the summary"),
            run!(summary),
        )
        .by(Action::RunSocialisation)
        .body(SUMMARY)
        .guards("socialisations.read"),
        get(
            "socialisations.report",
            "/socialisations/{socialisation}/report",
            ("Berapa yang sudah memahami, menurut unit", "How many have acknowledged, by unit"),
            run!(report),
        )
        .by(Action::ReadSocialisation),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_socialisations(&call.context()).await?;
    call.page_of(found, |one| one.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_socialisation(&call.context(), &call.app.shipped, &call.path("socialisation")?).await?;
    Reply::ok(json!({
        "socialisation": found.socialisation, "questions": found.questions, "outdated": found.outdated, "acknowledged": found.acknowledged,
    }))
}

async fn ask(call: Call) -> Result<Reply, Failure> {
    let command = AskQuestion { id: call.path("socialisation")?, text: call.said("text").to_owned() };
    Reply::created(json!({ "question": ask_question(&call.context(), &command).await? }))
}

async fn start(call: Call) -> Result<Reply, Failure> {
    let (units, posts): (BTreeSet<UnitId>, Option<BTreeSet<PositionKindCode>>) = (call.read("units")?, call.read("posts")?);
    let command = StartSocialisation {
        shipped: &call.app.shipped,
        id: call.id("id")?,
        policy: call.said("policy"),
        draft: call.maybe("draft")?,
        units,
        posts: posts.unwrap_or_default(),
        until: call.day("until"),
        questions: call.read::<Option<_>>("questions")?.unwrap_or_default(),
        from_cases: call.whole("from-cases").unwrap_or_default(),
        needed: call.whole("needed"),
    };
    Reply::created(start_socialisation(&call.context(), &command).await?)
}

async fn understood(call: Call) -> Result<Reply, Failure> {
    let answers = call.read::<Option<_>>("answers")?.unwrap_or_default();
    let command = Acknowledge { shipped: &call.app.shipped, id: call.path("socialisation")?, answers };
    let done = acknowledge(&call.context(), &command).await?;
    Reply::created(json!({ "socialisation": command.id, "right": done.right, "of": done.of }))
}

async fn answer(call: Call) -> Result<Reply, Failure> {
    let command = AnswerQuestion { question: call.said("question").into(), text: call.said("text").to_owned() };
    Reply::ok(answer_question(&call.context(), &command).await?)
}

async fn tell(call: Call) -> Result<Reply, Failure> {
    let command = Remind { id: call.path("socialisation")? };
    Reply::ok(json!({ "socialisation": command.id, "reminded": remind(&call.context(), &command).await? }))
}

async fn summary(call: Call) -> Result<Reply, Failure> {
    let command =
        EditSummary { shipped: &call.app.shipped, id: call.path("socialisation")?, text: call.read("text")?, seen: Seen::Anything };
    Reply::ok(edit_summary(&call.context(), &command).await?)
}

async fn report(call: Call) -> Result<Reply, Failure> {
    let found = report_socialisation(&call.context(), &call.app.shipped, &call.path("socialisation")?).await?;
    Reply::ok(json!({
        "socialisation": found.socialisation, "outdated": found.outdated, "people": found.people, "acknowledged": found.acknowledged,
        "share": found.share, "units": found.units, "questions": found.questions, "unanswered": found.unanswered,
    }))
}
