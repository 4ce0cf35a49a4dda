//! Talent reviews: the grid, who was moved and why, succession for a post.

use std::collections::BTreeMap;

use jenjang::number::{format_decimal, parse_decimal};
use jenjang::people::id::{PersonId, PositionId};
use jenjang::talent::Placement;
use jenjang_service::Seen;
use jenjang_service::permissions::Action;
use jenjang_service::talent::{
    FillIn, MatchSource, MovePerson, OpenReview, ReadReview, ReadSuccession, TalentView, fill_in, list_reviews, move_person, open_review,
    read_review, read_succession,
};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;
use crate::state::facts;

const OPEN: &[Field] = &[
    must("id", Kind::Id, ("id penempatan", "id of the review"), "\"talenta-2027\""),
    must("title", Kind::Label, ("judul", "title"), "{\"id\": \"Talenta 2027\", \"en\": \"Talent 2027\"}"),
    must("unit", Kind::Id, ("unit beserta semua di bawahnya", "the unit with all under it"), "\"synthetic-daerah-001\""),
    must("policy", Kind::Text(120), ("kebijakan penempatan", "the classification"), "\"asn/talent/box\""),
    must("as-of", Kind::Day, ("hari penempatan", "the day people are placed for"), "\"2026-11-01\""),
    may(
        "table",
        Kind::Text(200_000),
        (
            "nilai setiap orang sebagai CSV: kolom pertama id; tanpa tabel semua pegawai unit itu ditinjau menurut data pegawai",
            "what is known of each, as CSV: the first column holds ids; without a table everybody of the unit is reviewed by the records",
        ),
        "\"id;talent.performance;talent.potential\\nsynthetic-0000012;90;80\\n\"",
    ),
];

const MOVE: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    must("to", Kind::Id, ("kotak tujuan", "the box"), "\"box-9\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"bukti proyek yang belum tercatat\""),
];

const FACTS: &[Field] = &[must(
    "facts",
    Kind::Map(&Kind::Text(200)),
    (
        "nilai menurut nama fakta; teks kosong menarik kembali yang pernah diisi",
        "values by names of facts; an empty text takes back what was handed in",
    ),
    "{\"talent.potential level\": \"high\"}",
)];

const SUCCESSION: &[Field] = &[
    must("post", Kind::Id, ("jabatan kritikal", "the critical post"), "\"jpt-1\""),
    may(
        "table",
        Kind::Text(200_000),
        (
            "fakta tambahan setiap orang sebagai CSV; didahulukan dari yang dihitung dan dari `waits`",
            "further facts of each as CSV; go before what is computed and before `waits`",
        ),
        "\"id;succession.match;succession.wait\\nsynthetic-0000012;87.5;0\\n\"",
    ),
    may(
        "waits",
        Kind::Map(&Kind::Decimal),
        ("tahun sampai syarat formal terpenuhi, menurut orang", "years until the formal requirements are met, by person"),
        "{\"synthetic-0000012\": \"1.5\"}",
    ),
];

pub(crate) const GROUP: Group = Group {
    code: "talent",
    words: ("Talenta dan suksesi", "Talent and succession"),
    operations: &[
        get("talent.list", "/talent-reviews", ("Penempatan talenta yang boleh dibaca", "The talent reviews one may read"), run!(list))
            .by(Action::ReadTalent)
            .paged(),
        post("talent.open", "/talent-reviews", ("Mulai penempatan talenta", "Begin a talent review"), run!(open))
            .by(Action::RunTalent)
            .body(OPEN)
            .large(),
        get(
            "talent.read",
            "/talent-reviews/{review}",
            ("Kotak setiap orang, dan perpindahan dengan alasannya", "Everybody's box, and moves with their reasons"),
            run!(read),
        )
        .by(Action::ReadTalent),
        post(
            "talent.move",
            "/talent-reviews/{review}/moves",
            ("Pindahkan seseorang dengan alasan", "Move somebody, with a reason"),
            run!(shift),
        )
        .by(Action::Calibrate)
        .body(MOVE)
        .guards("talent.read"),
        post(
            "talent.fill-in",
            "/talent-reviews/{review}/people/{person}/facts",
            ("Isi data seseorang yang diminta kisi dan tidak tercatat", "Fill in what the grid asks about somebody and no record says"),
            run!(fill),
        )
        .by(Action::RunTalent)
        .body(FACTS)
        .guards("talent.read"),
        post(
            "talent.succession",
            "/talent-reviews/{review}/succession",
            (
                "Kelompok suksesi sebuah jabatan menurut kesiapan, dengan kesesuaian dari profil kompetensi; tidak ada yang disimpan",
                "The succession of a post by readiness, with the match from competency profiles; nothing is kept",
            ),
            run!(succession),
        )
        .by(Action::ReadTalent)
        .body(SUCCESSION)
        .large(),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_reviews(&call.context()).await?;
    call.page_of(found.reviews, |one| one.id.to_string())
}

async fn open(call: Call) -> Result<Reply, Failure> {
    let (title, unit) = (call.read("title")?, call.id("unit")?);
    let command = OpenReview {
        shipped: &call.app.shipped,
        id: call.said("id"),
        title: &title,
        unit: &unit,
        policy: call.said("policy"),
        as_of: call.on("as-of")?,
        table: call.said("table"),
    };
    let people = open_review(&call.context(), command).await?;
    Reply::created(json!({ "review": command.id, "people": people }))
}

fn review(call: &Call) -> ReadReview<'_> {
    ReadReview { shipped: &call.app.shipped, gatherer: &facts, id: call.word("review") }
}

fn grid(view: &TalentView) -> Value {
    let names: BTreeMap<&PersonId, Value> =
        view.people.iter().map(|(id, person)| (id, json!({ "name": person.name, "unit": person.unit }))).collect();
    let of = |id: &PersonId| names.get(id).cloned().unwrap_or(Value::Null);
    let placed = |one: &Placement| {
        json!({
            "person": one.id, "of": of(&one.id), "upward": one.upward.level, "rightward": one.rightward.level, "box": one.place,
        })
    };
    json!({
        "review": view.review,
        "placed": view.map.placed().iter().map(placed).collect::<Vec<_>>(),
        "unplaced": view.map.unplaced().iter().map(|one| json!({ "person": one.id, "of": of(&one.id), "missing": one.missing })).collect::<Vec<_>>(),
        "moves": view.log.moves(),
    })
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let view = read_review(&call.context(), review(&call)).await?;
    Reply::ok(grid(&view))
}

async fn shift(call: Call) -> Result<Reply, Failure> {
    let person: PersonId = call.id("person")?;
    let command =
        MovePerson { review: review(&call), person: &person, to: call.said("to"), reason: call.said("reason"), seen: Seen::Anything };
    move_person(&call.context(), command).await?;
    Reply::ok(json!({ "review": call.word("review"), "person": person, "to": call.said("to") }))
}

async fn fill(call: Call) -> Result<Reply, Failure> {
    let person: PersonId = call.path("person")?;
    let facts: BTreeMap<String, String> = call.read("facts")?;
    fill_in(&call.context(), FillIn { review: review(&call), person: &person, facts: &facts, seen: Seen::Anything }).await?;
    Reply::ok(json!({ "review": call.word("review"), "person": person }))
}

async fn succession(call: Call) -> Result<Reply, Failure> {
    let post: PositionId = call.id("post")?;
    let waits: BTreeMap<PersonId, String> = call.read::<Option<_>>("waits")?.unwrap_or_default();
    let waits = waits.into_iter().filter_map(|(person, years)| Some((person, parse_decimal(&years).ok()?))).collect();
    let command = ReadSuccession {
        review: review(&call),
        library: &call.app.competency,
        map: call.app.posts.as_ref(),
        post: &post,
        waits: &waits,
        table: call.said("table"),
    };
    let found = read_succession(&call.context(), command).await?;
    let matches: BTreeMap<&PersonId, Value> = found.matches.iter().map(|(person, source)| (person, origin(source))).collect();
    let standard = match &found.standard {
        Ok(label) => json!({ "label": label, "missing": null }),
        Err(none) => json!({ "label": null, "missing": none.message() }),
    };
    let title = &found.title;
    Reply::ok(json!({
        "review": call.word("review"), "title": title, "standard": standard, "matches": matches, "group": found.group,
    }))
}

/// Where a match comes from.
fn origin(source: &MatchSource) -> Value {
    match source {
        MatchSource::Table => json!({ "from": "table" }),
        MatchSource::Profile(percent) => json!({ "from": "profile", "percent": format_decimal(*percent) }),
        MatchSource::Missing(why) => json!({ "from": null, "missing": why }),
    }
}
