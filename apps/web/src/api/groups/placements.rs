//! Internships, shadowing, secondments and exchange: places, applications, assessment.

use jenjang::people::id::{PlaceId, PlacementId};
use jenjang::placement::{Place, Placement, Stay};
use jenjang_service::permissions::Action;
use jenjang_service::placements::{
    ApplyForPlace, AssessPlacement, BreakOffPlacement, DecidePlacement, OfferPlace, apply_for_place, assess_placement, break_off_placement,
    decide_placement, list_places, offer_place, placements_of_person, read_place, start_placement, supervised_placements,
};
use serde_json::{Value, json};

use super::catalogue::{LEADS_TO, register};
use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::development::{competency, rules};
use crate::error::Failure;

const ALL: &[Field] = &[may("all", Kind::Flag, ("juga yang sudah lewat", "those that are over too"), "true")];

const PLACE: &[Field] = &[
    must("id", Kind::Id, ("id tempat", "id of the place"), "\"magang-2027\""),
    must("kind", Kind::One(&["internship", "job-shadowing", "secondment", "exchange"]), ("jenis", "kind"), "\"internship\""),
    must("title", Kind::Text(300), ("judul", "title"), "\"Magang di Bappeda\""),
    must("form", Kind::Id, ("kode bentuk pengembangan", "code of the form of development"), "\"C11\""),
    must("unit", Kind::Id, ("unit yang menawarkan", "the unit that offers it"), "\"synthetic-daerah-001\""),
    must("host", Kind::Text(300), ("tempat bekerja", "where one works"), "\"Bappeda\""),
    may("supervisor", Kind::Id, ("pembimbing", "the supervisor"), "\"synthetic-0000020\""),
    must("seats", Kind::Whole(1, 10_000), ("banyaknya", "how many"), "2"),
    must("first", Kind::Day, ("hari pertama", "first day"), "\"2027-03-01\""),
    must("last", Kind::Day, ("hari terakhir", "last day"), "\"2027-05-31\""),
    must("apply-until", Kind::Day, ("lamaran sampai", "applications until"), "\"2027-02-01\""),
    may("abroad", Kind::Flag, ("di luar negeri", "abroad"), "false"),
    may(
        "leads-to",
        Kind::Many(&Kind::Object(LEADS_TO), 50),
        ("kompetensi yang dicapai", "the competencies it leads to"),
        "[{\"framework\": \"permenpanrb-38-2017\", \"competency\": \"M.03\", \"level\": \"3\"}]",
    ),
];

const APPLY: &[Field] = &[
    may("person", Kind::Id, ("siapa; bawaan: diri sendiri", "who; oneself where absent"), "\"synthetic-0000012\""),
    may("first", Kind::Day, ("hari pertama, bila bukan seluruhnya", "first day, where not the whole"), "\"2027-03-01\""),
    may("last", Kind::Day, ("hari terakhir", "last day"), "\"2027-04-30\""),
];

const DECIDE: &[Field] =
    &[may("declined", Kind::Text(2_000), ("alasan menolak; tanpa ini diterima", "why it is declined; accepted where absent"), "\"penuh\"")];

const ASSESS: &[Field] = &[
    must(
        "levels",
        Kind::Many(&Kind::Object(LEADS_TO), 50),
        ("level yang terlihat", "levels that were seen"),
        "[{\"framework\": \"permenpanrb-38-2017\", \"competency\": \"M.03\", \"level\": \"3\"}]",
    ),
    must("evidence", Kind::Text(2_000), ("bukti", "evidence"), "\"laporan magang\""),
    may("hours", Kind::Decimal, ("jam pelajaran, bila ditetapkan lain", "learning hours, where set otherwise"), "\"40\""),
];

const REASON: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"dipanggil kembali\"")];

pub(crate) const GROUP: Group = Group {
    code: "placements",
    words: ("Magang, detasering, pertukaran", "Internships, secondments, exchange"),
    operations: &[
        get("placements.places", "/places", ("Tempat yang ditawarkan", "The places on offer"), run!(places))
            .by(Action::ReadCatalogue)
            .for_everybody()
            .query(ALL)
            .paged(),
        get("placements.place", "/places/{place}", ("Satu tempat dengan pelamarnya", "One place with those who applied"), run!(place))
            .by(Action::ReadPlacement),
        post("placements.offer", "/places", ("Tawarkan tempat", "Offer a place"), run!(offer)).by(Action::OfferPlace).body(PLACE),
        post("placements.apply", "/places/{place}/applications", ("Lamar", "Apply"), run!(apply)).by(Action::ApplyForPlace).body(APPLY),
        get("placements.of", "/people/{person}/placements", ("Penempatan seseorang", "Somebody's placements"), run!(of))
            .by(Action::ReadPlacement)
            .paged(),
        get(
            "placements.supervised",
            "/me/supervised-placements",
            ("Penempatan berjalan yang saya bimbing", "The placements under way that I supervise"),
            run!(supervised),
        )
        .by(Action::ReadPlacement)
        .paged(),
        post("placements.decide", "/placements/{placement}/decide", ("Terima atau tolak lamaran", "Accept or decline"), run!(decide))
            .by(Action::DecidePlacement)
            .body(DECIDE),
        post("placements.start", "/placements/{placement}/start", ("Catat mulai", "Record the start"), run!(start))
            .by(Action::DecidePlacement),
        post(
            "placements.assess",
            "/placements/{placement}/assess",
            ("Nilai hasil dan catat jamnya", "Assess, and enter the hours"),
            run!(assess),
        )
        .by(Action::AssessPlacement)
        .body(ASSESS),
        post("placements.break-off", "/placements/{placement}/break-off", ("Hentikan", "Break off"), run!(break_off))
            .by(Action::BreakOffPlacement)
            .body(REASON),
    ],
};

async fn places(call: Call) -> Result<Reply, Failure> {
    let found = list_places(&call.context(), call.flag("all")).await?;
    call.page_of(found, |one: &Place| one.id.as_str().to_owned())
}

async fn place(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_place(&call.context(), &call.path("place")?).await?)
}

async fn offer(call: Call) -> Result<Reply, Failure> {
    let place: Place = call.whole_body()?;
    offer_place(&call.context(), OfferPlace { place: &place, rules: rules(&call.app), competency: competency() }).await?;
    Reply::ok(place)
}

async fn apply(call: Call) -> Result<Reply, Failure> {
    let person = match call.maybe("person")? {
        Some(person) => person,
        None => call.me()?,
    };
    let stay = match (call.day("first"), call.day("last")) {
        (Some(first), Some(last)) => Some(Stay { first, last }),
        (None, None) => None,
        (Some(_), None) => return Err(call.wrong("last", "tanggal, karena `first` diisi", "a date, since `first` is given")),
        (None, Some(_)) => return Err(call.wrong("first", "tanggal, karena `last` diisi", "a date, since `last` is given")),
    };
    let place: PlaceId = call.path("place")?;
    Reply::created(apply_for_place(&call.context(), &ApplyForPlace { place, person, stay }).await?)
}

async fn of(call: Call) -> Result<Reply, Failure> {
    let found = placements_of_person(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |one: &Placement| one.id.as_str().to_owned())
}

async fn supervised(call: Call) -> Result<Reply, Failure> {
    let found = supervised_placements(&call.context()).await?;
    let shown = found.into_iter().map(|one| json!({ "name": one.name, "placement": one.placement, "place": one.place }));
    call.page_of(shown.collect(), |one: &Value| one["placement"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn decide(call: Call) -> Result<Reply, Failure> {
    let command = DecidePlacement { placement: call.path("placement")?, declined: call.text("declined").map(str::to_owned) };
    Reply::ok(decide_placement(&call.context(), &command).await?)
}

async fn start(call: Call) -> Result<Reply, Failure> {
    let placement: PlacementId = call.path("placement")?;
    start_placement(&call.context(), &placement).await?;
    Reply::ok(json!({ "placement": placement }))
}

async fn assess(call: Call) -> Result<Reply, Failure> {
    let (placement, levels): (PlacementId, Vec<_>) = (call.path("placement")?, call.read("levels")?);
    let command = AssessPlacement {
        placement: &placement,
        levels: &levels,
        evidence: call.said("evidence"),
        hours: call.decimal("hours"),
        rules: rules(&call.app),
        competency: competency(),
    };
    let done = assess_placement(&call.context(), command).await?;
    Reply::ok(json!({ "placement": done.placement, "register": register(done.register) }))
}

async fn break_off(call: Call) -> Result<Reply, Failure> {
    let command = BreakOffPlacement { placement: call.path("placement")?, reason: call.said("reason").to_owned() };
    break_off_placement(&call.context(), &command).await?;
    Reply::ok(json!({ "placement": command.placement, "reason": command.reason }))
}
