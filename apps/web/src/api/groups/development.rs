//! Development: needs and wishes, individual plans, the catalogue, enrolments.

use std::collections::BTreeSet;

use jenjang::competency::Profile;
use jenjang::competency::repository::ProfileRecord;
use jenjang::development::plan::DevelopmentPlan;
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, CourseSessionId, EnrolmentId, PersonId, PlanId};
use jenjang_service::Seen;
use jenjang_service::catalogue::{Offer, OfferReason, read_catalogue, read_offers, read_seats};
use jenjang_service::development::{
    CancelDevelopment, CompleteDevelopment, PlanDevelopment, cancel_development, complete_development, plan_development,
};
use jenjang_service::enrolment::{
    ApproveEnrolment, Enrol, RefuseEnrolment, WithdrawEnrolment, approve_enrolment, enrol, enrolments_of, participants, refuse_enrolment,
    withdraw_enrolment,
};
use jenjang_service::needs::{
    AddWish, ImportProfiles, ReadDemand, ReadDuty, ReadNeeds, ReadUnitDuty, WithdrawWish, add_wish, import_profiles, list_wishes,
    read_demand, read_duty, read_needs, read_unit_duty, withdraw_wish,
};
use jenjang_service::permissions::Action;
use jenjang_service::plans::{
    AgreePlan, CloseItem, DraftItem, GivenEvidence, ReadPlan, RemoveItem, agree_plan, close_item, draft_item, list_plans, read_plan,
    remove_item,
};
use serde_json::json;

use super::catalogue::register;
use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::development::{competency, needs as needs_of};
use crate::error::{Failure, FieldProblem, shortened};

const DAY: &[Field] = &[may(
    "on",
    Kind::Day,
    ("keadaan pada hari ini; bawaan: hari ini", "as things stood on this day; today where absent"),
    "\"2027-04-01\"",
)];

const UNIT_DAY: &[Field] =
    &[must("unit", Kind::Id, ("unit dan semua di bawahnya", "a unit and all under it"), "\"synthetic-daerah-001\""), DAY[0]];

const WISH: &[Field] = &[
    must("topic", Kind::Text(300), ("apa yang ingin dipelajari", "what one wishes to learn"), "\"analisis data\""),
    may("competency", Kind::Id, ("kompetensi", "the competency"), "\"M.03\""),
    may("course", Kind::Id, ("pelatihan dari katalog", "a course of the catalogue"), "\"pelatihan-1\""),
];

const ITEM: &[Field] = &[
    must("person", Kind::Id, ("untuk siapa", "for whom"), "\"synthetic-0000012\""),
    must("year", Kind::Whole(2000, 2200), ("tahun rencana", "year of the plan"), "2027"),
    must(
        "need",
        Kind::Text(120),
        (
            "kebutuhan: kode kompetensi, atau gap:…, feedback:…, hours:…, wish:…",
            "the need: code of a competency, or gap:…, feedback:…, hours:…, wish:…",
        ),
        "\"M.03\"",
    ),
    must("due", Kind::Day, ("tanggal target", "target date"), "\"2027-11-30\""),
    may("course", Kind::Id, ("pelatihan dari katalog", "a course of the catalogue"), "\"pelatihan-1\""),
    may("form", Kind::Id, ("kode bentuk, bila bukan dari katalog", "code of the form, where it is no course of the catalogue"), "\"C1\""),
    may("title", Kind::Text(300), ("nama kegiatan", "what it is called"), "\"Magang di Bappeda\""),
    may("amount", Kind::Decimal, ("banyaknya menurut satuan bentuk", "how much, in the unit of the form"), "\"20\""),
    may("level", Kind::Decimal, ("level target", "target level"), "\"3\""),
];

const REMOVE: &[Field] = &[must("item", Kind::Whole(1, 10_000), ("nomor butir", "number of the item"), "1")];

const EVIDENCE: &[Field] = &[
    must("item", Kind::Whole(1, 10_000), ("nomor butir", "number of the item"), "1"),
    must(
        "kind",
        Kind::One(&["certificate", "enrolment", "assessment", "activity"]),
        ("jenis bukti", "kind of the evidence"),
        "\"certificate\"",
    ),
    must(
        "evidence",
        Kind::Text(120),
        ("id bukti, atau tanggal penilaian", "id of the evidence, or day of the assessment"),
        "\"sertifikat-1\"",
    ),
];

const ENROL: &[Field] = &[
    must("session", Kind::Id, ("jadwal pelatihan", "the session"), "\"pelatihan-1-2027\""),
    may("person", Kind::Id, ("siapa; bawaan: diri sendiri", "who; oneself where absent"), "\"synthetic-0000012\""),
];

const REASON: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"tugas mendesak\"")];

const DEMAND: &[Field] = &[
    UNIT_DAY[0],
    DAY[0],
    may(
        "strategic",
        Kind::Text(1_000),
        ("kompetensi strategis, dipisah koma", "strategic competencies, with commas between"),
        "\"M.03,M.05\"",
    ),
];

const ACTIVITY: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    must("form", Kind::Id, ("kode bentuk pengembangan", "code of the form of development"), "\"C1\""),
    must("title", Kind::Text(300), ("nama kegiatan", "what it is called"), "\"Seminar nasional\""),
    may("competency", Kind::Id, ("kompetensi", "the competency"), "\"M.03\""),
    may("due", Kind::Day, ("tanggal target", "target date"), "\"2027-11-30\""),
];

const COMPLETE: &[Field] = &[
    must("on", Kind::Day, ("tanggal selesai", "the day it was done"), "\"2026-11-20\""),
    must("hours", Kind::Decimal, ("jam pelajaran", "learning hours"), "\"8\""),
    may("evidence", Kind::Text(500), ("bukti", "evidence"), "\"sertifikat seminar\""),
];

const ASSESSING_UNIT: &[Field] = &[
    must("name", Kind::Text(300), ("nama", "its name"), "\"Unit penilaian kompetensi\""),
    may("accredited", Kind::Flag, ("terakreditasi pada hari penilaian", "accredited on the day of the assessment"), "true"),
];

const ASSESSMENT: &[Field] = &[
    must("competency", Kind::Id, ("kompetensi", "the competency"), "\"M.03\""),
    must("level", Kind::Decimal, ("level yang terlihat", "the level shown"), "\"3\""),
    must("date", Kind::Day, ("tanggal penilaian", "the day"), "\"2026-05-11\""),
    may("valid-until", Kind::Day, ("hari terakhir hasil boleh dipakai", "last day the result may be used"), "\"2029-05-10\""),
    must("assessor", Kind::Text(300), ("penilai", "who assessed"), "\"Unit penilaian kompetensi\""),
    must("method", Kind::Text(300), ("cara menilai", "how"), "\"assessment center\""),
    may(
        "purpose",
        Kind::One(&["filling", "mapping"]),
        ("untuk apa: mengisi jabatan atau memetakan", "what for: a post or a map"),
        "\"mapping\"",
    ),
    may("tier", Kind::Id, ("jenjang jabatan yang dinilai", "the tier of posts assessed for"), "\"pengawas\""),
    may("unit", Kind::Object(ASSESSING_UNIT), ("unit yang menilai", "the unit that assessed"), "{\"name\": \"Unit penilaian kompetensi\"}"),
    must(
        "evidence",
        Kind::Many(&Kind::Text(500), 50),
        ("bukti: nomor laporan, dokumen; boleh daftar kosong", "evidence: report numbers, documents; the list may be empty"),
        "[\"laporan 12/2026\"]",
    ),
];

const PROFILE: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    must("framework", Kind::Id, ("kerangka kompetensi", "the framework"), "\"permenpanrb-38-2017\""),
    must(
        "assessments",
        Kind::Many(&Kind::Object(ASSESSMENT), 200),
        ("hasil penilaian", "what was assessed"),
        r#"[{"competency": "M.03", "level": "3", "date": "2026-05-11", "assessor": "Unit penilaian", "method": "assessment center", "evidence": []}]"#,
    ),
];

const PROFILES: &[Field] = &[
    must(
        "profiles",
        Kind::Many(&Kind::Object(PROFILE), 1_000),
        ("profil, satu untuk setiap orang dan kerangka", "profiles, one for each person and framework"),
        r#"[{"person": "synthetic-0000012", "framework": "permenpanrb-38-2017", "assessments": [{"competency": "M.03", "level": "3", "date": "2026-05-11", "assessor": "Unit penilaian", "method": "assessment center", "evidence": []}]}]"#,
    ),
    may("dry-run", Kind::Flag, ("hanya menyebut apa yang akan dilakukan", "only say what would be done"), "true"),
];

pub(crate) const GROUP: Group = Group {
    code: "development",
    words: ("Pengembangan: kebutuhan, rencana, katalog, pendaftaran", "Development: needs, plans, catalogue, enrolment"),
    operations: &[
        get(
            "development.needs",
            "/people/{person}/needs",
            ("Kebutuhan pengembangan seseorang menurut sumbernya", "Somebody's development needs by source"),
            run!(needs),
        )
        .by(Action::ReadNeeds)
        .query(DAY),
        get(
            "development.offers",
            "/people/{person}/offers",
            (
                "Jadwal yang masih terbuka bagi seseorang, masing-masing dengan alasannya",
                "Sessions still open to somebody, each with the reasons why it fits",
            ),
            run!(offers),
        )
        .by(Action::ReadNeeds)
        .paged(),
        get(
            "development.duty",
            "/people/{person}/duty",
            ("Kewajiban jam pelajaran seseorang", "Somebody's yearly duty of learning hours"),
            run!(duty),
        )
        .by(Action::ReadNeeds)
        .query(DAY),
        get(
            "development.unit-duty",
            "/duty",
            ("Kewajiban jam pelajaran sebuah unit", "The duty of learning hours of a unit"),
            run!(unit_duty),
        )
        .by(Action::ReadDuty)
        .query(UNIT_DAY),
        get(
            "development.demand",
            "/demand",
            (
                "Kebutuhan sebuah unit menurut kompetensi, kelompok kecil ditutup",
                "The demand of a unit by competency, small groups suppressed",
            ),
            run!(demand),
        )
        .by(Action::ReadDemand)
        .query(DEMAND),
        post(
            "development.record",
            "/activities",
            ("Rencanakan kegiatan di luar katalog", "Plan an activity outside the catalogue"),
            run!(record),
        )
        .by(Action::RecordDevelopment)
        .body(ACTIVITY),
        post(
            "development.import-profiles",
            "/competency-profiles/import",
            (
                "Impor hasil penilaian kompetensi; yang sudah ada tidak digandakan",
                "Import assessed competencies; what is there already is not doubled",
            ),
            run!(import),
        )
        .by(Action::ImportProfiles)
        .body(PROFILES)
        .large(),
        post("development.complete", "/activities/{activity}/complete", ("Catat selesai", "Record that it was done"), run!(complete))
            .by(Action::RecordDevelopment)
            .body(COMPLETE),
        post("development.cancel", "/activities/{activity}/cancel", ("Batalkan kegiatan", "Cancel an activity"), run!(cancel))
            .by(Action::RecordDevelopment)
            .body(REASON),
        get("development.wishes", "/me/wishes", ("Minat saya", "My wishes"), run!(wishes)).by(Action::Wish).paged(),
        post("development.wish", "/me/wishes", ("Nyatakan minat", "Say what one wishes to learn"), run!(wish)).by(Action::Wish).body(WISH),
        post("development.withdraw-wish", "/me/wishes/{wish}/withdraw", ("Tarik minat", "Withdraw a wish"), run!(unwish)).by(Action::Wish),
        get("development.plans", "/people/{person}/plans", ("Rencana pengembangan seseorang", "Somebody's development plans"), run!(plans))
            .by(Action::WritePlan)
            .paged(),
        get(
            "development.plan",
            "/plans/{plan}",
            ("Satu rencana, dengan apa yang tidak dapat selesai tepat waktu", "One plan, with what cannot be met in time"),
            run!(plan),
        )
        .by(Action::WritePlan),
        post("development.draft-item", "/plan-items", ("Tambahkan butir ke rencana", "Put an item into a plan"), run!(draft))
            .by(Action::WritePlan)
            .body(ITEM),
        post("development.remove-item", "/plans/{plan}/remove-item", ("Keluarkan butir", "Take an item out"), run!(remove))
            .by(Action::WritePlan)
            .body(REMOVE)
            .guards("development.plan"),
        post("development.agree", "/plans/{plan}/agree", ("Setujui rencana", "Agree to a plan"), run!(agree))
            .by(Action::AgreePlan)
            .guards("development.plan"),
        post(
            "development.close-item",
            "/plans/{plan}/close-item",
            ("Tutup butir dengan bukti", "Close an item with evidence"),
            run!(close),
        )
        .by(Action::ClosePlanItem)
        .body(EVIDENCE)
        .guards("development.plan"),
        get("development.catalogue", "/catalogue", ("Katalog pelatihan", "The catalogue of courses"), run!(catalogue))
            .by(Action::ReadCatalogue)
            .for_everybody(),
        get(
            "development.sessions",
            "/sessions",
            ("Jadwal pelatihan dengan kursi yang terisi", "Sessions with the seats taken"),
            run!(sessions),
        )
        .by(Action::ReadCatalogue)
        .for_everybody()
        .paged(),
        get(
            "development.participants",
            "/sessions/{session}/participants",
            ("Peserta sebuah jadwal", "Who takes part in a session"),
            run!(taking_part),
        )
        .by(Action::ReadSession),
        get("development.enrolments", "/people/{person}/enrolments", ("Pendaftaran seseorang", "Somebody's enrolments"), run!(enrolments))
            .by(Action::ReadPerson)
            .paged(),
        post("development.enrol", "/enrolments", ("Daftar pelatihan", "Enrol in a session"), run!(enrol_in)).by(Action::Enrol).body(ENROL),
        post(
            "development.approve-enrolment",
            "/enrolments/{enrolment}/approve",
            ("Setujui pendaftaran", "Approve an enrolment"),
            run!(approve),
        )
        .by(Action::ApproveEnrolment),
        post("development.refuse-enrolment", "/enrolments/{enrolment}/refuse", ("Tolak pendaftaran", "Refuse an enrolment"), run!(refuse))
            .by(Action::ApproveEnrolment)
            .body(REASON),
        post(
            "development.withdraw-enrolment",
            "/enrolments/{enrolment}/withdraw",
            ("Batalkan pendaftaran", "Withdraw an enrolment"),
            run!(withdraw),
        )
        .by(Action::WithdrawEnrolment)
        .body(REASON),
    ],
};

async fn needs(call: Call) -> Result<Reply, Failure> {
    let command = ReadNeeds { library: needs_of(&call.app), person: call.path("person")?, as_of: call.day("on") };
    Reply::ok(read_needs(&call.context(), &command).await?)
}

async fn offers(call: Call) -> Result<Reply, Failure> {
    let command = ReadNeeds { library: needs_of(&call.app), person: call.path("person")?, as_of: None };
    let found = read_offers(&call.context(), &command).await?;
    let shown = |offer: &Offer| {
        // what fits stands first, then by first day
        let rank = offer.reasons.first().map_or(9, OfferReason::rank);
        let key = format!("{rank}/{}/{}", offer.session.first, offer.session.id);
        json!({
            "key": key, "session": offer.session, "course": offer.course, "provider": offer.provider, "form": offer.form,
            "hours": offer.hours, "reasons": offer.reasons, "enrolment": offer.enrolment,
        })
    };
    call.page_of(found.open.iter().map(shown).collect(), |one| one["key"].as_str().unwrap_or_default().to_owned())
}

async fn duty(call: Call) -> Result<Reply, Failure> {
    let command = ReadDuty { library: needs_of(&call.app), person: call.path("person")?, as_of: call.day("on") };
    Reply::ok(read_duty(&call.context(), &command).await?)
}

async fn unit_duty(call: Call) -> Result<Reply, Failure> {
    let command = ReadUnitDuty { library: needs_of(&call.app), unit: call.id("unit")?, as_of: call.day("on") };
    Reply::ok(read_unit_duty(&call.context(), &command).await?)
}

async fn wishes(call: Call) -> Result<Reply, Failure> {
    let found = list_wishes(&call.context(), &call.me()?).await?;
    call.page_of(found, |wish| wish.id.to_string())
}

async fn wish(call: Call) -> Result<Reply, Failure> {
    let (person, topic) = (call.me()?, call.said("topic").to_owned());
    let command = AddWish { person, topic, competency: call.maybe("competency")?, course: call.maybe("course")? };
    Reply::created(add_wish(&call.context(), &command).await?)
}

async fn unwish(call: Call) -> Result<Reply, Failure> {
    let command = WithdrawWish { id: call.word("wish").into() };
    withdraw_wish(&call.context(), &command).await?;
    Reply::ok(json!({ "id": command.id }))
}

async fn plans(call: Call) -> Result<Reply, Failure> {
    let found = list_plans(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |plan: &DevelopmentPlan| plan.id.as_str().to_owned())
}

async fn plan(call: Call) -> Result<Reply, Failure> {
    let command = ReadPlan { library: needs_of(&call.app), plan: call.path("plan")? };
    Reply::ok(read_plan(&call.context(), &command).await?)
}

async fn draft(call: Call) -> Result<Reply, Failure> {
    let command = DraftItem {
        library: needs_of(&call.app),
        person: call.id("person")?,
        year: call.read("year")?,
        need: call.said("need").to_owned(),
        form: call.text("form").map(Into::into),
        title: call.text("title").map(Into::into),
        course: call.maybe("course")?,
        amount: call.decimal("amount"),
        target: call.decimal("level"),
        due: call.on("due")?,
        seen: Seen::Anything,
    };
    let (plan, item) = draft_item(&call.context(), &command).await?;
    Reply::created(json!({ "plan": plan, "item": item }))
}

async fn remove(call: Call) -> Result<Reply, Failure> {
    let command = RemoveItem { plan: call.path("plan")?, number: call.read("item")?, seen: Seen::Anything };
    remove_item(&call.context(), &command).await?;
    Reply::ok(json!({ "plan": command.plan, "removed": command.number }))
}

async fn agree(call: Call) -> Result<Reply, Failure> {
    let plan: PlanId = call.path("plan")?;
    let side = agree_plan(&call.context(), &AgreePlan { plan: plan.clone(), seen: Seen::Anything }).await?;
    Reply::ok(json!({ "plan": plan, "side": side }))
}

async fn close(call: Call) -> Result<Reply, Failure> {
    let evidence = match call.said("kind") {
        "certificate" => GivenEvidence::Certificate(call.id("evidence")?),
        "enrolment" => GivenEvidence::Enrolment(call.id("evidence")?),
        "assessment" => GivenEvidence::Assessment(call.on("evidence")?),
        _ => GivenEvidence::Activity(call.id("evidence")?),
    };
    let command = CloseItem { plan: call.path("plan")?, number: call.read("item")?, evidence, seen: Seen::Anything };
    Reply::ok(json!({ "plan": command.plan, "item": command.number, "evidence": close_item(&call.context(), &command).await? }))
}

async fn catalogue(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_catalogue(&call.context()).await?)
}

async fn sessions(call: Call) -> Result<Reply, Failure> {
    let (catalogue, seats) = (read_catalogue(&call.context()).await?, read_seats(&call.context()).await?);
    let found = catalogue.sessions.into_values().map(|session| (seats.get(&session.id).copied().unwrap_or_default(), session));
    let shown: Vec<_> = found.map(|(seats, session)| json!({ "session": session, "seats": seats })).collect();
    call.page_of(shown, |one| one["session"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn taking_part(call: Call) -> Result<Reply, Failure> {
    let session: CourseSessionId = call.path("session")?;
    Reply::ok(participants(&call.context(), &session).await?)
}

async fn enrolments(call: Call) -> Result<Reply, Failure> {
    let found = enrolments_of(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |one| one.enrolment.id.as_str().to_owned())
}

async fn enrol_in(call: Call) -> Result<Reply, Failure> {
    let person: PersonId = match call.maybe("person")? {
        Some(person) => person,
        None => call.me()?,
    };
    let command = Enrol { session: call.id("session")?, person };
    let id: EnrolmentId = enrol(&call.context(), &command).await?;
    Reply::created(json!({ "enrolment": id, "session": command.session, "person": command.person }))
}

async fn approve(call: Call) -> Result<Reply, Failure> {
    let command = ApproveEnrolment { enrolment: call.path("enrolment")?, needs: needs_of(&call.app) };
    let approved = approve_enrolment(&call.context(), &command).await?;
    Reply::ok(json!({ "enrolment": command.enrolment, "state": approved.state, "place": approved.place }))
}

async fn refuse(call: Call) -> Result<Reply, Failure> {
    let command = RefuseEnrolment { enrolment: call.path("enrolment")?, reason: call.said("reason").to_owned() };
    refuse_enrolment(&call.context(), &command).await?;
    Reply::ok(json!({ "enrolment": command.enrolment }))
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    let command = WithdrawEnrolment { enrolment: call.path("enrolment")?, reason: call.said("reason").to_owned() };
    let withdrawn = withdraw_enrolment(&call.context(), &command).await?;
    Reply::ok(json!({ "enrolment": command.enrolment, "seated": withdrawn.seated }))
}

async fn demand(call: Call) -> Result<Reply, Failure> {
    let codes = call.text("strategic").unwrap_or_default().split(',').map(str::trim).filter(|code| !code.is_empty());
    let strategic: Result<BTreeSet<CompetencyCode>, _> = codes.map(str::parse).collect();
    let strategic = strategic.map_err(|_| {
        let mut failure = call.wrong("strategic", "kode kompetensi dipisah koma", "codes of competencies with commas between");
        failure.fields.iter_mut().for_each(|problem| problem.pointer = "?strategic".to_owned());
        failure
    })?;
    let command = ReadDemand { library: needs_of(&call.app), unit: call.id("unit")?, as_of: call.day("on"), strategic };
    Reply::ok(read_demand(&call.context(), &command).await?)
}

async fn record(call: Call) -> Result<Reply, Failure> {
    let command = PlanDevelopment {
        person: call.id("person")?,
        form: call.said("form").into(),
        title: call.said("title").into(),
        competency: call.maybe("competency")?,
        due: call.day("due"),
    };
    let id = plan_development(&call.context(), &command).await?;
    Reply::created(json!({ "activity": id, "person": command.person }))
}

async fn import(call: Call) -> Result<Reply, Failure> {
    let (profiles, dry_run) = (profiles(call.read("profiles")?)?, call.flag("dry-run"));
    let done = import_profiles(&call.context(), &ImportProfiles { profiles: &profiles, dry_run }).await?;
    Reply::ok(json!({ "dry-run": dry_run, "people": done.people, "new": done.new, "known": done.known }))
}

/// Profiles checked against their frameworks; every problem where it stands.
fn profiles(given: Vec<ProfileRecord>) -> Result<Vec<Profile>, Failure> {
    let (mut profiles, mut problems) = (Vec::new(), Vec::new());
    for (at, one) in given.into_iter().enumerate() {
        let Some(framework) = competency().framework(&one.framework) else {
            let id = shortened(one.framework.as_str());
            let label =
                Label::new(format!("kerangka kompetensi `{id}` tidak dikenal"), format!("competency framework `{id}` is not known"));
            problems.push(FieldProblem::new(format!("/profiles/{at}/framework"), label));
            continue;
        };
        match Profile::try_new(one.person, framework, one.assessments) {
            Ok(profile) => profiles.push(profile),
            Err(faults) => problems.extend(faults.0.iter().map(|fault| {
                let pointer = format!("/profiles/{at}/assessments/{}", fault.assessment);
                FieldProblem::new(pointer, fault.kind.label())
            })),
        }
    }
    if problems.is_empty() { Ok(profiles) } else { Err(Failure::fields(problems)) }
}

async fn complete(call: Call) -> Result<Reply, Failure> {
    let command = CompleteDevelopment {
        id: call.path("activity")?,
        on: call.on("on")?,
        hours: call.decimal("hours").unwrap_or_default(),
        evidence: call.text("evidence").map(Into::into),
    };
    let done = complete_development(&call.context(), &command).await?;
    Reply::ok(json!({ "activity": command.id, "register": register(done) }))
}

async fn cancel(call: Call) -> Result<Reply, Failure> {
    let command = CancelDevelopment { id: call.path("activity")?, reason: call.said("reason").to_owned() };
    cancel_development(&call.context(), &command).await?;
    Reply::ok(json!({ "activity": command.id, "reason": command.reason }))
}
