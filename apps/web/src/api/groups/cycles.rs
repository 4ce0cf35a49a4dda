//! 360° cycles: the way of a cycle, answers of raters, results as their readers may see them.

mod naming;

use std::collections::BTreeMap;

use jenjang::evaluation::response::Answer;
use jenjang::people::id::{CycleId, ItemId, PersonId, RaterGroupCode, UnitId};
use jenjang::store::Page;
use jenjang_service::Seen;
use jenjang_service::cycles::{
    AnswerCycle, ApproveNominations, CloseCycle, CycleOverview, CycleText, DeclareConflict, DeclineNomination, Nominate, OpenCycle,
    OwnCycle, PlanCycle, ProposeRaters, RatingTask, RefuseNomination, Remark, WithdrawGroups, answer, approve_nominations, close,
    declare_conflict, decline_nomination, discard_draft, list_cycles, nominate, open, plan, propose_raters, read_analysis, read_cycle,
    read_inbox, read_nominations, read_own_result, read_progress, read_questionnaire, read_staff_result, read_unit_results,
    refuse_nomination, release, review_nominations, save_draft, withdraw_groups,
};
use jenjang_service::permissions::Action;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply, in_json};
use crate::api::operation::{Field, Group, Kind, delete, get, may, must, post, run};
use crate::error::Failure;

const TEXT: &[Field] = &[
    must("file", Kind::Text(200), ("nama berkas", "name of the file"), "\"skema.toml\""),
    must("text", Kind::Text(60_000), ("naskah", "the text"), "\"[scheme]\""),
];

const PLAN: &[Field] = &[
    must("id", Kind::Id, ("id periode", "id of the cycle"), "\"360-2027\""),
    must("title", Kind::Label, ("judul", "title"), "{\"id\": \"Penilaian 2027\", \"en\": \"Evaluation of 2027\"}"),
    must("unit", Kind::Id, ("unit beserta semua di bawahnya", "the unit with all under it"), "\"synthetic-daerah-001\""),
    must("scheme", Kind::Object(TEXT), ("skema", "the scheme"), "{\"file\": \"skema.toml\", \"text\": \"[scheme]\"}"),
    must("instrument", Kind::Object(TEXT), ("instrumen", "the instrument"), "{\"file\": \"instrumen.toml\", \"text\": \"[instrument]\"}"),
];

const CHANGE: &[Field] = PLAN.split_at(1).1;

const PROPOSE: &[Field] = &[
    must("seed", Kind::Text(100), ("benih undian", "seed of the draw"), "\"2027\""),
    may("chosen-too", Kind::Flag, ("juga kelompok pilihan yang dinilai", "the groups left to the person rated too"), "true"),
];

const RATER: &[Field] = &[
    must("person", Kind::Id, ("penilai", "the rater"), "\"synthetic-0000020\""),
    must("group", Kind::Id, ("kelompok", "the group"), "\"peers\""),
];

const NOMINATE: &[Field] = &[
    must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\""),
    must(
        "raters",
        Kind::Many(&Kind::Object(RATER), 100),
        ("penilai", "the raters"),
        "[{\"person\": \"synthetic-0000020\", \"group\": \"peers\"}]",
    ),
];

const APPROVE: &[Field] = &[
    must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\""),
    must("raters", Kind::Many(&Kind::Id, 100), ("penilai yang disetujui", "the raters approved"), "[\"synthetic-0000020\"]"),
];

const REFUSE: &[Field] = &[
    must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\""),
    must("rater", Kind::Id, ("penilai", "the rater"), "\"synthetic-0000020\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"tidak bekerja bersama\""),
];

const DECLINE: &[Field] = &[
    must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"baru sebulan bekerja bersama\""),
];

const OPEN: &[Field] = &[
    may("since", Kind::Day, ("hari pertama; bawaan: hari ini", "first day; today where absent"), "\"2027-03-01\""),
    must("until", Kind::Day, ("hari terakhir", "last day"), "\"2027-03-31\""),
];

const ANSWER: &[Field] = &[
    must(
        "answers",
        Kind::Map(&Kind::Any),
        ("jawaban menurut butir: angka sebagai teks, atau \"not-observed\"", "answers by item: a number as text, or \"not-observed\""),
        "{\"item-1\": \"4\", \"item-2\": \"not-observed\"}",
    ),
    may("comment", Kind::Text(4_000), ("komentar", "a comment"), "\"selalu siap membantu\""),
];

const CLOSE: &[Field] = &[
    may(
        "importance",
        Kind::Map(&Kind::Decimal),
        ("kepentingan dimensi; bawaan: semua sama", "importance of dimensions; all equal where absent"),
        "{\"M.01\": \"0.2\"}",
    ),
    may("recommended", Kind::Whole(0, 1_000_000), ("banyaknya yang direkomendasikan", "how many are recommended"), "10"),
];

const WITHDRAW: &[Field] = &[
    must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\""),
    must("groups", Kind::Many(&Kind::Id, 20), ("kelompok", "the groups"), "[\"peers\"]"),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"benturan kepentingan\""),
];

const UNIT: &[Field] = &[must("unit", Kind::Id, ("unit dan semua di bawahnya", "a unit and all under it"), "\"synthetic-daerah-001\"")];

const RATEE: &[Field] = &[must("ratee", Kind::Id, ("yang dinilai", "who is rated"), "\"synthetic-0000012\"")];

pub(crate) const GROUP: Group = Group {
    code: "cycles",
    words: ("Penilaian 360°", "360° evaluation"),
    operations: &[
        get("cycles.list", "/cycles", ("Periode penilaian", "The cycles"), run!(list)).by(Action::ListCycles).paged(),
        post("cycles.plan", "/cycles", ("Rencanakan periode", "Plan a cycle"), run!(plan_cycle)).by(Action::PlanCycle).body(PLAN),
        get("cycles.read", "/cycles/{cycle}", ("Satu periode dan keadaannya", "One cycle and where it stands"), run!(read))
            .by(Action::ReadNominations),
        get(
            "cycles.read-plan",
            "/cycles/{cycle}/plan",
            ("Rencana sebuah periode dengan skema dan instrumennya", "The plan of a cycle with its scheme and instrument"),
            run!(naming::planned),
        )
        .by(Action::PlanCycle),
        post(
            "cycles.change",
            "/cycles/{cycle}/plan",
            ("Rencanakan ulang, selama belum ada penilai yang ditunjuk", "Plan anew, as long as no raters are named"),
            run!(change),
        )
        .by(Action::PlanCycle)
        .body(CHANGE)
        .guards("cycles.read"),
        post(
            "cycles.propose-raters",
            "/cycles/{cycle}/propose-raters",
            ("Usulkan penilai dari bagan organisasi", "Propose raters from the chart"),
            run!(propose),
        )
        .by(Action::Nominate)
        .body(PROPOSE)
        .guards("cycles.read"),
        get(
            "cycles.own-naming",
            "/cycles/{cycle}/naming",
            ("Kelompok penilai yang saya isi, dan siapa yang dapat ditunjuk", "The groups of raters I fill, and who may be named"),
            run!(naming::own),
        )
        .by(Action::ReadNominations),
        get(
            "cycles.staff-naming",
            "/me/staff-naming",
            ("Siapa yang ditunjuk menilai bawahan saya", "Who is named to rate the people who report to me"),
            run!(naming::of_staff),
        )
        .by(Action::ApproveNomination)
        .paged(),
        get(
            "cycles.nominations",
            "/cycles/{cycle}/nominations",
            ("Siapa ditunjuk menilai seseorang", "Who is named to rate somebody"),
            run!(nominations),
        )
        .by(Action::ReadNominations)
        .query(RATEE),
        get(
            "cycles.review-nominations",
            "/cycles/{cycle}/nominations/review",
            ("Yang salah pada penunjukan penilai sebuah periode", "What is wrong with the nominations of a cycle"),
            run!(review),
        )
        .by(Action::ReadNominations),
        post("cycles.nominate", "/cycles/{cycle}/nominations", ("Tunjuk penilai", "Name raters"), run!(nominate_raters))
            .by(Action::Nominate)
            .body(NOMINATE),
        post(
            "cycles.approve",
            "/cycles/{cycle}/nominations/approve",
            ("Setujui penilai bawahan", "Approve the raters of a subordinate"),
            run!(approve),
        )
        .by(Action::ApproveNomination)
        .body(APPROVE),
        post("cycles.refuse", "/cycles/{cycle}/nominations/refuse", ("Tolak seorang penilai", "Refuse a rater"), run!(refuse))
            .by(Action::ApproveNomination)
            .body(REFUSE),
        post("cycles.decline", "/cycles/{cycle}/nominations/decline", ("Menolak menilai", "Decline to rate"), run!(decline))
            .by(Action::DeclineNomination)
            .body(DECLINE),
        post(
            "cycles.conflict",
            "/cycles/{cycle}/nominations/conflict",
            ("Nyatakan benturan kepentingan", "Declare a conflict of interest"),
            run!(conflict),
        )
        .by(Action::DeclareConflict)
        .body(REFUSE),
        post("cycles.open", "/cycles/{cycle}/open", ("Buka periode", "Open a cycle"), run!(open_cycle))
            .by(Action::OpenCycle)
            .body(OPEN)
            .guards("cycles.read"),
        get(
            "cycles.questionnaire",
            "/cycles/{cycle}/questionnaire/{ratee}",
            ("Apa yang ditanyakan tentang seseorang", "What is asked about somebody"),
            run!(questionnaire),
        )
        .by(Action::Answer),
        post(
            "cycles.answer",
            "/cycles/{cycle}/answers/{ratee}",
            ("Jawab; tanda terima ditampilkan sekali", "Answer; the receipt is shown once"),
            run!(answer_cycle),
        )
        .by(Action::Answer)
        .body(ANSWER)
        .unkept(),
        get("cycles.inbox", "/me/ratings", ("Siapa yang saya nilai", "Whom I rate"), run!(inbox)).by(Action::ReadInbox),
        get(
            "cycles.rating",
            "/cycles/{cycle}/answers/{ratee}",
            ("Tugas menilai saya dengan konsep jawaban saya", "A rating of mine with the draft of my answers"),
            run!(naming::rating),
        )
        .by(Action::Answer),
        post(
            "cycles.save-draft",
            "/cycles/{cycle}/answers/{ratee}/draft",
            ("Simpan konsep jawaban, yang hanya dibaca penilainya", "Keep a draft of the answers, which only the rater reads"),
            run!(draft),
        )
        .by(Action::Answer)
        .body(ANSWER)
        .unkept(),
        delete(
            "cycles.discard-draft",
            "/cycles/{cycle}/answers/{ratee}/draft",
            ("Buang konsep jawaban", "Discard the draft of the answers"),
            run!(discard),
        )
        .by(Action::Answer)
        .unkept(),
        get(
            "cycles.progress",
            "/cycles/{cycle}/progress",
            ("Berapa yang sudah menjawab, dalam perempat; bukan siapa", "How many have answered, in quarters; never who"),
            run!(progress),
        )
        .by(Action::ReadProgress),
        post(
            "cycles.close",
            "/cycles/{cycle}/close",
            ("Tutup: hasil dihitung, penilai diputus dari jawaban", "Close: results are computed, raters cut from answers"),
            run!(close_cycle),
        )
        .by(Action::CloseCycle)
        .body(CLOSE),
        post(
            "cycles.release",
            "/cycles/{cycle}/release",
            ("Umumkan hasil kepada yang dinilai dan atasannya", "Release results to those rated and their superiors"),
            run!(release_cycle),
        )
        .by(Action::ReleaseCycle)
        .guards("cycles.read"),
        post(
            "cycles.withdraw-groups",
            "/cycles/{cycle}/withdraw-groups",
            ("Tarik kelompok penilai dari sebuah hasil", "Withdraw groups of raters from a result"),
            run!(withdraw),
        )
        .by(Action::WithdrawGroup)
        .body(WITHDRAW),
        get("cycles.own-result", "/cycles/{cycle}/result", ("Hasil saya", "My result"), run!(own_result)).by(Action::ReadOwnResult),
        get(
            "cycles.staff-result",
            "/cycles/{cycle}/results/{person}",
            ("Hasil seorang bawahan", "The result of a subordinate"),
            run!(staff_result),
        )
        .by(Action::ReadStaffResult),
        get("cycles.unit-results", "/cycles/{cycle}/results", ("Hasil sebuah unit", "The results of a unit"), run!(unit_results))
            .by(Action::ReadUnitResults)
            .query(UNIT)
            .paged(),
        get(
            "cycles.analysis",
            "/cycles/{cycle}/analysis",
            ("Mutu periode, tanpa orang", "The quality of a cycle, nobody's result"),
            run!(analysis),
        )
        .by(Action::ReadAnalysis),
    ],
};

fn remarks(remarks: &[Remark]) -> Vec<Value> {
    remarks.iter().map(|remark| json!({ "severity": remark.severity, "code": remark.code, "message": remark.message })).collect()
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_cycles(&call.context()).await?;
    let shown = |one: CycleOverview| json!({ "cycle": one.cycle, "title": one.title, "unit": one.unit, "scheme": one.scheme, "instrument": one.instrument, "severed": one.severed });
    let key = |one: &Value| one["cycle"]["id"].as_str().unwrap_or_default().to_owned();
    call.page_of(found.into_iter().map(shown).collect(), key)
}

#[derive(Deserialize)]
struct GivenText {
    file: String,
    text: String,
}

async fn plan_cycle(call: Call) -> Result<Reply, Failure> {
    let planned = plan_as(&call, call.id("id")?, Seen::Nothing).await?;
    Reply::created(planned)
}

async fn change(call: Call) -> Result<Reply, Failure> {
    let planned = plan_as(&call, call.path("cycle")?, Seen::Anything).await?;
    Reply::ok(planned)
}

async fn plan_as(call: &Call, cycle: CycleId, seen: Seen) -> Result<Value, Failure> {
    let text = |name: &str| call.read::<GivenText>(name).map(|given| CycleText { file: given.file.into(), text: given.text.into() });
    let (scheme, instrument) = (text("scheme")?, text("instrument")?);
    let command = PlanCycle { cycle, title: call.read("title")?, unit: call.id("unit")?, scheme, instrument, chart: None, seen };
    let planned = plan(&call.context(), &command).await?;
    Ok(json!({ "cycle": command.cycle, "members": planned.members, "without-position": planned.without_position }))
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_cycle(&call.context(), &call.path("cycle")?).await?;
    let naming = json!({
        "proposed": found.naming.proposed, "approved": found.naming.approved, "refused": found.naming.refused,
        "declined": found.naming.declined, "conflict": found.naming.conflict,
    });
    Reply::ok(json!({
        "cycle": found.cycle, "title": found.title, "unit": found.unit_id, "scheme": found.scheme.parts().id,
        "instrument": found.instrument.parts().id, "members": found.members, "rated": found.rated, "nominations": naming,
        "remarks": remarks(&found.remarks), "severed": found.severed, "revision": found.revision,
    }))
}

async fn propose(call: Call) -> Result<Reply, Failure> {
    let command = ProposeRaters {
        cycle: call.path("cycle")?,
        seed: call.said("seed").into(),
        chosen_too: call.flag("chosen-too"),
        seen: Seen::Anything,
    };
    let proposed = propose_raters(&call.context(), &command).await?;
    Reply::ok(json!({ "added": proposed.added, "remarks": remarks(&proposed.remarks) }))
}

async fn nominations(call: Call) -> Result<Reply, Failure> {
    let found = read_nominations(&call.context(), &call.path("cycle")?, &call.id("ratee")?).await?;
    Reply::ok(json!({ "items": found }))
}

async fn review(call: Call) -> Result<Reply, Failure> {
    let found = review_nominations(&call.context(), &call.path("cycle")?).await?;
    Reply::ok(json!({ "remarks": remarks(&found) }))
}

#[derive(Deserialize)]
struct GivenRater {
    person: PersonId,
    group: RaterGroupCode,
}

async fn nominate_raters(call: Call) -> Result<Reply, Failure> {
    let raters: Vec<GivenRater> = call.read("raters")?;
    let raters = raters.into_iter().map(|rater| (rater.person, rater.group)).collect();
    let found = nominate(&call.context(), &Nominate { cycle: call.path("cycle")?, ratee: call.id("ratee")?, raters }).await?;
    Reply::ok(json!({ "remarks": remarks(&found) }))
}

async fn approve(call: Call) -> Result<Reply, Failure> {
    let command = ApproveNominations { cycle: call.path("cycle")?, ratee: call.id("ratee")?, raters: call.read("raters")? };
    approve_nominations(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee, "approved": command.raters }))
}

async fn refuse(call: Call) -> Result<Reply, Failure> {
    let (ratee, rater) = (call.id("ratee")?, call.id("rater")?);
    let command = RefuseNomination { cycle: call.path("cycle")?, ratee, rater, reason: call.said("reason").to_owned() };
    refuse_nomination(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee, "refused": command.rater }))
}

async fn decline(call: Call) -> Result<Reply, Failure> {
    let command = DeclineNomination { cycle: call.path("cycle")?, ratee: call.id("ratee")?, reason: call.said("reason").to_owned() };
    decline_nomination(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee }))
}

async fn conflict(call: Call) -> Result<Reply, Failure> {
    let (ratee, rater) = (call.id("ratee")?, call.id("rater")?);
    let command = DeclareConflict { cycle: call.path("cycle")?, ratee, rater, reason: call.said("reason").to_owned() };
    declare_conflict(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee, "rater": command.rater }))
}

async fn open_cycle(call: Call) -> Result<Reply, Failure> {
    let since = call.day("since").unwrap_or_else(|| call.app.today());
    let command = OpenCycle { cycle: call.path("cycle")?, since, until: call.on("until")?, seen: Seen::Anything };
    let opened = open(&call.context(), &command).await?;
    Reply::ok(json!({
        "cycle": command.cycle, "ratees": opened.ratees, "nominations": opened.nominations, "undecided": opened.undecided,
        "remarks": remarks(&opened.remarks),
    }))
}

async fn questionnaire(call: Call) -> Result<Reply, Failure> {
    let (cycle, ratee): (CycleId, PersonId) = (call.path("cycle")?, call.path("ratee")?);
    let found = read_questionnaire(&call.context(), &cycle, &ratee).await?;
    let items: Vec<Value> =
        found.asked.iter().map(|item| json!({ "id": item.id, "dimension": item.dimension, "text": item.text })).collect();
    Reply::ok(json!({ "cycle": cycle, "ratee": ratee, "scale": found.instrument.scale(), "items": items }))
}

async fn inbox(call: Call) -> Result<Reply, Failure> {
    let found = read_inbox(&call.context()).await?;
    let rating = |task: RatingTask| {
        json!({
            "cycle": task.cycle, "title": task.title, "ratee": task.ratee, "name": task.name, "group": task.group, "answered": task.answered,
        })
    };
    let own = |cycle: OwnCycle| json!({ "cycle": cycle.cycle, "title": cycle.title, "to-name": cycle.to_name });
    Reply::ok(json!({
        "ratings": found.ratings.into_iter().map(rating).collect::<Vec<_>>(),
        "own": found.own.into_iter().map(own).collect::<Vec<_>>(),
    }))
}

async fn draft(call: Call) -> Result<Reply, Failure> {
    let command = given_answers(&call)?;
    save_draft(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee }))
}

async fn discard(call: Call) -> Result<Reply, Failure> {
    let (cycle, ratee): (CycleId, PersonId) = (call.path("cycle")?, call.path("ratee")?);
    discard_draft(&call.context(), &cycle, &ratee).await?;
    Reply::ok(json!({ "cycle": cycle, "ratee": ratee }))
}

/// What a rater says.
fn given_answers(call: &Call) -> Result<AnswerCycle, Failure> {
    let given: BTreeMap<ItemId, Value> = call.read("answers")?;
    let mut answers = BTreeMap::new();
    for (item, value) in given {
        let read = match value.as_str() {
            Some("not-observed") => Some(Answer::NotObserved),
            Some(text) => jenjang::number::parse_decimal(text).ok().map(Answer::Value),
            None => None,
        };
        let read = read
            .ok_or_else(|| call.wrong("answers", "angka sebagai teks, atau \"not-observed\"", "a number as text, or \"not-observed\""))?;
        answers.insert(item, read);
    }
    let comment = call.text("comment").map(str::to_owned);
    Ok(AnswerCycle { cycle: call.path("cycle")?, ratee: call.path("ratee")?, answers, comment })
}

async fn answer_cycle(call: Call) -> Result<Reply, Failure> {
    let command = given_answers(&call)?;
    let receipt = answer(&call.context(), &command).await?;
    Reply::created(json!({ "cycle": command.cycle, "receipt": receipt.secret, "code": receipt.code() }))
}

async fn progress(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_progress(&call.context(), &call.path("cycle")?).await?)
}

async fn close_cycle(call: Call) -> Result<Reply, Failure> {
    let importance = call.read::<Option<BTreeMap<_, Decimal>>>("importance")?.unwrap_or_default();
    let command = CloseCycle { cycle: call.path("cycle")?, importance, recommended: call.whole("recommended") };
    let closed = close(&call.context(), &command).await?;
    let (ratees, scored) = (closed.ratees, closed.scored);
    Reply::ok(
        json!({ "cycle": command.cycle, "ratees": ratees, "scored": scored, "responses": closed.responses, "left-out": closed.left_out }),
    )
}

async fn release_cycle(call: Call) -> Result<Reply, Failure> {
    let cycle: CycleId = call.path("cycle")?;
    release(&call.context(), &cycle).await?;
    Reply::ok(json!({ "cycle": cycle }))
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    let (cycle, ratee) = (call.path("cycle")?, call.id("ratee")?);
    let command = WithdrawGroups { cycle, ratee, groups: call.read("groups")?, reason: call.said("reason").into() };
    let edition = withdraw_groups(&call.context(), &command).await?;
    Reply::ok(json!({ "cycle": command.cycle, "ratee": command.ratee, "edition": edition }))
}

async fn own_result(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_own_result(&call.context(), &call.path("cycle")?, &call.me()?).await?)
}

async fn staff_result(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_staff_result(&call.context(), &call.path("cycle")?, &call.path("person")?).await?)
}

async fn unit_results(call: Call) -> Result<Reply, Failure> {
    let unit: UnitId = call.id("unit")?;
    let page = Page { after: call.after()?, limit: call.limit() };
    let found = read_unit_results(&call.context(), &call.path("cycle")?, &unit, &page).await?;
    let next = found.next.map(|next| call.following(next.as_str()));
    Reply::ok(json!({ "items": in_json(&found.results)?, "next": next }))
}

async fn analysis(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_analysis(&call.context(), &call.path("cycle")?).await?)
}
