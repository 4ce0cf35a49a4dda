//! The catalogue kept by HR: providers, courses, sessions, who was there.

use jenjang::development::catalogue::{Course, CourseSession, Provider};
use jenjang::people::id::{CourseSessionId, PersonId};
use jenjang::store::Versioned;
use jenjang_service::catalogue::{
    CancelSession, EditSession, ImportCatalogue, SaveCourse, Saved, cancel_session, course_to_edit, edit_course, edit_provider,
    edit_session, held_sessions, import_catalogue, provider_to_edit, session_to_edit,
};
use jenjang_service::development::CompletedDevelopment;
use jenjang_service::enrolment::{Presence, RecordResults, SessionResult, record_results};
use jenjang_service::permissions::Action;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::call::{Call, REVISION, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run, with};
use crate::development::rules;
use crate::error::Failure;

const AGREEMENT: &[Field] = &[
    must("number", Kind::Text(200), ("nomor perjanjian", "number of the agreement"), "\"PKS-12/2026\""),
    must("since", Kind::Day, ("hari pertama", "first day"), "\"2026-01-01\""),
    must("last-day", Kind::Day, ("hari terakhir", "last day"), "\"2027-12-31\""),
];

const PROVIDER: &[Field] = &[
    must("id", Kind::Id, ("id penyelenggara", "id of the provider"), "\"penyelenggara-1\""),
    must("name", Kind::Text(300), ("nama", "name"), "\"Pusat Pelatihan Contoh\""),
    may("own", Kind::Flag, ("milik instansi sendiri", "of the agency itself"), "true"),
    may(
        "agreements",
        Kind::Many(&Kind::Object(AGREEMENT), 50),
        ("perjanjian kerja sama", "agreements"),
        "[{\"number\": \"PKS-12/2026\", \"since\": \"2026-01-01\", \"last-day\": \"2027-12-31\"}]",
    ),
];

pub(super) const LEADS_TO: &[Field] = &[
    must("framework", Kind::Id, ("kerangka kompetensi", "the framework"), "\"permenpanrb-38-2017\""),
    must("competency", Kind::Id, ("kompetensi", "the competency"), "\"M.03\""),
    must("level", Kind::Decimal, ("sampai level", "up to this level"), "\"3\""),
];

const COURSE: &[Field] = &[
    must("id", Kind::Id, ("id pelatihan", "id of the course"), "\"pelatihan-api-1\""),
    must("title", Kind::Label, ("judul", "title"), "{\"id\": \"Analisis data\", \"en\": \"Data analysis\"}"),
    must("form", Kind::Id, ("kode bentuk pengembangan", "code of the form of development"), "\"B2\""),
    must("amount", Kind::Decimal, ("banyaknya menurut satuan bentuk", "how much, in the unit of the form"), "\"20\""),
    may("abroad", Kind::Flag, ("di luar negeri", "abroad"), "false"),
    must("provider", Kind::Id, ("penyelenggara", "the provider"), "\"penyelenggara-1\""),
    may(
        "leads-to",
        Kind::Many(&Kind::Object(LEADS_TO), 50),
        ("kompetensi yang dicapai", "the competencies it leads to"),
        "[{\"framework\": \"permenpanrb-38-2017\", \"competency\": \"M.03\", \"level\": \"3\"}]",
    ),
    may("leadership", Kind::Id, ("kode pelatihan kepemimpinan", "code of the leadership training"), "\"pka\""),
    may("field", Kind::Text(200), ("bidang", "field"), "\"data\""),
    may("retired", Kind::Flag, ("tidak ditawarkan lagi", "no longer offered"), "false"),
];

const SESSION: &[Field] = &[
    must("id", Kind::Id, ("id jadwal", "id of the session"), "\"pelatihan-api-1-2027\""),
    must("course", Kind::Id, ("pelatihan", "the course"), "\"pelatihan-api-1\""),
    must("first", Kind::Day, ("hari pertama", "first day"), "\"2027-05-03\""),
    must("last", Kind::Day, ("hari terakhir", "last day"), "\"2027-05-05\""),
    must("place", Kind::Text(200), ("tempat", "where"), "\"Balai Pelatihan\""),
    must("capacity", Kind::Whole(1, 100_000), ("kursi", "seats"), "30"),
    may("fixed-cost", Kind::Decimal, ("biaya tetap dalam rupiah", "fixed cost in rupiah"), "\"10000000\""),
    may("cost-each", Kind::Decimal, ("biaya setiap peserta dalam rupiah", "cost of each participant in rupiah"), "\"500000\""),
    must("enrol-until", Kind::Day, ("pendaftaran sampai", "enrolment until"), "\"2027-04-20\""),
    must(
        "order",
        Kind::One(&["first-come", "largest-need", "fewest-hours"]),
        ("siapa dahulu bila penuh", "who comes first where it is full"),
        "\"first-come\"",
    ),
    must("unit", Kind::Id, ("unit penyelenggara", "the unit that holds it"), "\"synthetic-daerah-001\""),
];

const REASON: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"pengajar berhalangan\"")];

const RESULT: &[Field] = &[
    must("person", Kind::Id, ("peserta", "the participant"), "\"synthetic-0000012\""),
    must("attended", Kind::Flag, ("hadir", "was there"), "true"),
    may("passed", Kind::Flag, ("lulus", "passed"), "true"),
    may("amount", Kind::Decimal, ("banyaknya, bila kurang daripada pelatihannya", "how much, where less than the course"), "\"16\""),
    may("hours", Kind::Decimal, ("jam pelajaran, bila ditetapkan lain", "learning hours, where set otherwise"), "\"16\""),
    may("evidence", Kind::Text(500), ("bukti", "evidence"), "\"daftar hadir\""),
];

const RESULTS: &[Field] = &[must(
    "results",
    Kind::Many(&Kind::Object(RESULT), 1_000),
    ("hasil menurut peserta", "results by participant"),
    "[{\"person\": \"synthetic-0000012\", \"attended\": true, \"passed\": true}]",
)];

const IMPORT: &[Field] = &[
    may("providers", Kind::Many(&Kind::Object(PROVIDER), 1_000), ("penyelenggara", "providers"), "[]"),
    may("courses", Kind::Many(&Kind::Object(COURSE), 1_000), ("pelatihan", "courses"), "[]"),
    may("sessions", Kind::Many(&Kind::Object(SESSION), 1_000), ("jadwal", "sessions"), "[]"),
    may("dry-run", Kind::Flag, ("hanya menyebut apa yang akan berubah", "only say what would change"), "true"),
];

const KEEP_PROVIDER: &[Field] = &with::<{ PROVIDER.len() + 1 }>(PROVIDER, REVISION);
const KEEP_COURSE: &[Field] = &with::<{ COURSE.len() + 1 }>(COURSE, REVISION);
const KEEP_SESSION: &[Field] = &with::<{ SESSION.len() + 1 }>(SESSION, REVISION);

pub(crate) const GROUP: Group = Group {
    code: "catalogue",
    words: ("Katalog: penyelenggara, pelatihan, jadwal, hasil", "The catalogue: providers, courses, sessions, results"),
    operations: &[
        get(
            "catalogue.held",
            "/catalogue/sessions",
            ("Jadwal unit yang diurus, dengan yang menunggu keputusan", "Sessions of the units in one's charge, with who waits"),
            run!(held),
        )
        .by(Action::ReadSession)
        .paged(),
        get(
            "catalogue.provider",
            "/catalogue/providers/{provider}",
            ("Satu penyelenggara, untuk diubah", "One provider, to be changed"),
            run!(read_provider),
        )
        .by(Action::ManageCatalogue),
        post(
            "catalogue.save-provider",
            "/catalogue/providers",
            (
                "Simpan penyelenggara; 409 bila orang lain membuat atau mengubahnya sementara itu",
                "Keep a provider; 409 where somebody else made or changed it meanwhile",
            ),
            run!(provider),
        )
        .by(Action::ManageCatalogue)
        .body(KEEP_PROVIDER),
        get(
            "catalogue.course",
            "/catalogue/courses/{course}",
            ("Satu pelatihan, untuk diubah", "One course, to be changed"),
            run!(read_course),
        )
        .by(Action::ManageCatalogue),
        post(
            "catalogue.save-course",
            "/catalogue/courses",
            (
                "Simpan pelatihan; 409 bila orang lain membuat atau mengubahnya sementara itu",
                "Keep a course; 409 where somebody else made or changed it meanwhile",
            ),
            run!(course),
        )
        .by(Action::ManageCatalogue)
        .body(KEEP_COURSE),
        get(
            "catalogue.session",
            "/catalogue/sessions/{session}",
            ("Satu jadwal, untuk diubah", "One session, to be changed"),
            run!(read_session),
        )
        .by(Action::ManageCatalogue),
        post(
            "catalogue.save-session",
            "/catalogue/sessions",
            (
                "Simpan jadwal, yang menunggu mendapat kursi baru; 409 bila orang lain membuat atau mengubahnya sementara itu",
                "Keep a session, who waits gets new seats; 409 where somebody else made or changed it meanwhile",
            ),
            run!(session),
        )
        .by(Action::ManageCatalogue)
        .body(KEEP_SESSION),
        post("catalogue.cancel-session", "/sessions/{session}/cancel", ("Batalkan jadwal", "Cancel a session"), run!(cancel))
            .by(Action::ManageCatalogue)
            .body(REASON),
        post(
            "catalogue.record-results",
            "/sessions/{session}/results",
            ("Catat siapa yang hadir dan lulus", "Record who was there and passed"),
            run!(results),
        )
        .by(Action::RecordResult)
        .body(RESULTS),
        post("catalogue.import", "/catalogue/import", ("Masukkan katalog sekaligus", "Bring a catalogue in at once"), run!(import))
            .by(Action::ManageCatalogue)
            .body(IMPORT)
            .large(),
    ],
};

async fn held(call: Call) -> Result<Reply, Failure> {
    let found = held_sessions(&call.context()).await?;
    let shown =
        found.into_iter().map(|one| json!({ "session": one.session, "course": one.course, "seats": one.seats, "asked": one.asked }));
    call.page_of(shown.collect(), |one: &Value| one["session"]["id"].as_str().unwrap_or_default().to_owned())
}

fn said(saved: Saved) -> &'static str {
    match saved {
        Saved::New => "new",
        Saved::Changed => "changed",
        Saved::Unchanged => "unchanged",
    }
}

async fn read_provider(call: Call) -> Result<Reply, Failure> {
    let Versioned { value, revision } = provider_to_edit(&call.context(), &call.path("provider")?).await?;
    Reply::ok(json!({ "provider": value, "revision": revision }))
}

async fn read_course(call: Call) -> Result<Reply, Failure> {
    let Versioned { value, revision } = course_to_edit(&call.context(), &call.path("course")?).await?;
    Reply::ok(json!({ "course": value, "revision": revision }))
}

async fn read_session(call: Call) -> Result<Reply, Failure> {
    let (Versioned { value, revision }, _) = session_to_edit(&call.context(), &call.path("session")?).await?;
    Reply::ok(json!({ "session": value, "revision": revision }))
}

async fn provider(call: Call) -> Result<Reply, Failure> {
    let (provider, seen): (Provider, _) = call.versioned_body()?;
    let saved = edit_provider(&call.context(), &provider, seen).await?;
    Reply::ok(json!({ "provider": provider, "saved": said(saved) }))
}

async fn course(call: Call) -> Result<Reply, Failure> {
    let (course, seen) = call.versioned_body()?;
    let command = SaveCourse { course, rules: rules(&call.app) };
    let saved = edit_course(&call.context(), &command, seen).await?;
    Reply::ok(json!({ "course": command.course, "saved": said(saved) }))
}

async fn session(call: Call) -> Result<Reply, Failure> {
    let (session, seen): (CourseSession, _) = call.versioned_body()?;
    let command = EditSession { session, seen };
    let done = edit_session(&call.context(), &command).await?;
    Reply::ok(json!({ "session": command.session, "saved": said(done.saved), "seated": done.seated }))
}

async fn cancel(call: Call) -> Result<Reply, Failure> {
    let command = CancelSession { session: call.path("session")?, reason: call.said("reason").to_owned() };
    let told = cancel_session(&call.context(), &command).await?;
    Reply::ok(json!({ "session": command.session, "told": told }))
}

#[derive(Deserialize)]
struct Given {
    person: PersonId,
    attended: bool,
    passed: Option<bool>,
    amount: Option<Decimal>,
    hours: Option<Decimal>,
    evidence: Option<String>,
}

/// What became of hours in the register of the employee.
pub(super) fn register(entered: CompletedDevelopment) -> &'static str {
    match entered {
        CompletedDevelopment::Entered => "entered",
        CompletedDevelopment::WasThere => "was-there",
        CompletedDevelopment::RegisterNotConsulted => "not-consulted",
    }
}

async fn results(call: Call) -> Result<Reply, Failure> {
    let given: Vec<Given> = call.read("results")?;
    let result = |one: Given| {
        let Given { person, attended, passed, amount, hours, evidence } = one;
        let presence = match attended {
            true => Presence::Attended { passed, amount, hours, evidence: evidence.map(Into::into) },
            false => Presence::Absent,
        };
        SessionResult { person, presence }
    };
    let session: CourseSessionId = call.path("session")?;
    let command = RecordResults { session, results: given.into_iter().map(result).collect(), rules: rules(&call.app) };
    let recorded = record_results(&call.context(), &command).await?;
    let shown: Vec<Value> = recorded
        .iter()
        .map(|one| match &one.credited {
            Some((hours, entered)) => json!({ "person": one.person, "hours": hours, "register": register(*entered) }),
            None => json!({ "person": one.person }),
        })
        .collect();
    Reply::ok(json!({ "session": command.session, "recorded": shown }))
}

async fn import(call: Call) -> Result<Reply, Failure> {
    let courses: Vec<Course> = call.read::<Option<_>>("courses")?.unwrap_or_default();
    let command = ImportCatalogue {
        providers: call.read::<Option<_>>("providers")?.unwrap_or_default(),
        courses,
        sessions: call.read::<Option<_>>("sessions")?.unwrap_or_default(),
        rules: rules(&call.app),
        dry_run: call.flag("dry-run"),
    };
    let done = import_catalogue(&call.context(), &command).await?;
    Reply::ok(json!({ "dry-run": command.dry_run, "imported": done }))
}
