//! Mentoring: programmes, pairs, meetings.

use std::sync::Arc;

use jenjang::mentoring::{Goal, MentoringPair, MentoringProgramme};
use jenjang::people::id::{PairId, PersonId, ProgrammeId};
use jenjang_service::mentoring::{
    BarPair, EndPair, MatchMentors, MatchPerson, MatchSources, Meet, PairUp, ReviewPair, SetGoals, WishMentoring, bar_pair,
    declare_as_seen, end_pair, list_programmes, match_mentors, meet, open_programmes, pair_up, pairs_of_person, read_pair, read_programme,
    review_pair, set_goals, wish_mentoring,
};
use jenjang_service::permissions::Action;
use serde_json::json;

use super::catalogue::register;
use crate::api::call::{Call, REVISION, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run, with};
use crate::development::{needs, rules};
use crate::error::Failure;
use crate::state::facts;

const CRITERIA: &[&str] =
    &["same-unit", "other-unit", "same-field", "higher-grade", "higher-tier", "competency", "shared-language", "same-place"];

const WEIGHTED: &[Field] = &[
    must("criterion", Kind::One(CRITERIA), ("yang dinilai", "what counts"), "\"higher-grade\""),
    must("weight", Kind::Decimal, ("bobot", "its weight"), "\"2\""),
    may("required", Kind::Flag, ("wajib dipenuhi", "has to be so"), "false"),
];

const PROGRAMME: &[Field] = &[
    must("id", Kind::Id, ("id program", "id of the programme"), "\"mentoring-2027\""),
    must("title", Kind::Text(300), ("judul", "title"), "\"Mentoring pejabat baru\""),
    must("unit", Kind::Id, ("unit penyelenggara", "the unit that runs it"), "\"synthetic-daerah-001\""),
    must("first", Kind::Day, ("hari pertama", "first day"), "\"2027-01-04\""),
    must("last", Kind::Day, ("hari terakhir", "last day"), "\"2027-12-17\""),
    may("framework", Kind::Id, ("kerangka kompetensi", "the framework of competencies"), "\"permenpanrb-38-2017\""),
    must("load-limit", Kind::Whole(1, 1_000), ("peserta paling banyak setiap mentor", "the most mentees of a mentor"), "3"),
    must("no-superior", Kind::Flag, ("atasan langsung tidak boleh menjadi mentor", "no direct superior as mentor"), "true"),
    must(
        "criteria",
        Kind::Many(&Kind::Object(WEIGHTED), 20),
        ("yang dinilai dalam pencocokan", "what counts when matching"),
        "[{\"criterion\": \"higher-grade\", \"weight\": \"2\"}]",
    ),
];

const KEEP_PROGRAMME: &[Field] = &with::<{ PROGRAMME.len() + 1 }>(PROGRAMME, REVISION);

const MATCH: &[Field] = &[
    must("mentees", Kind::Many(&Kind::Id, 2_000), ("peserta", "mentees"), "[\"synthetic-0000012\"]"),
    must("mentors", Kind::Many(&Kind::Id, 2_000), ("calon mentor", "mentors"), "[\"synthetic-0000020\"]"),
    may("keep", Kind::Flag, ("simpan pasangannya; bawaan: hanya dicoba", "keep the pairs; tried only where absent"), "false"),
];

const GOAL: &[Field] = &[
    must("text", Kind::Text(1_000), ("tujuan", "the goal"), "\"memimpin rapat lintas unit\""),
    may("competency", Kind::Id, ("kompetensi", "the competency"), "\"M.03\""),
    may("reached", Kind::Flag, ("tercapai", "reached"), "false"),
];

const GOALS: Kind = Kind::Many(&Kind::Object(GOAL), 20);

const PAIR: &[Field] = &[
    must("mentee", Kind::Id, ("peserta", "the mentee"), "\"synthetic-0000012\""),
    must("mentor", Kind::Id, ("mentor", "the mentor"), "\"synthetic-0000020\""),
    may("goals", GOALS, ("tujuan", "goals"), "[{\"text\": \"memimpin rapat lintas unit\"}]"),
];

const BAR: &[Field] = &[
    must("mentee", Kind::Id, ("peserta", "the mentee"), "\"synthetic-0000012\""),
    must("mentor", Kind::Id, ("mentor", "the mentor"), "\"synthetic-0000020\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"hubungan keluarga\""),
];

const SET_GOALS: &[Field] = &[must("goals", GOALS, ("tujuan", "goals"), "[{\"text\": \"memimpin rapat lintas unit\"}]")];

const MEETING: &[Field] = &[
    must("date", Kind::Day, ("tanggal", "the day"), "\"2026-11-20\""),
    must("notes", Kind::Text(4_000), ("catatan", "notes"), "\"membahas rencana kerja\""),
    may("abroad", Kind::Flag, ("di luar negeri", "abroad"), "false"),
    must("form", Kind::Id, ("kode bentuk pengembangan", "code of the form of development"), "\"C2\""),
];

const REVIEW: &[Field] = &[
    must("text", Kind::Text(4_000), ("penilaian", "the review"), "\"tujuan pertama tercapai\""),
    may(
        "reached",
        Kind::Many(&Kind::Whole(1, 20), 20),
        ("nomor tujuan yang tercapai, oleh mentor", "numbers of the goals reached, by the mentor"),
        "[1]",
    ),
];

const WISH: &[Field] = &[must("side", Kind::One(&["mentee", "mentor"]), ("sebagai apa", "as which of the two"), "\"mentee\"")];

const REASON: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"mentor mutasi\"")];

pub(crate) const GROUP: Group = Group {
    code: "mentoring",
    words: ("Mentoring", "Mentoring"),
    operations: &[
        get("mentoring.programmes", "/mentoring", ("Program yang diurus", "The programmes in one's charge"), run!(programmes))
            .by(Action::RunMentoring)
            .paged(),
        get(
            "mentoring.programme",
            "/mentoring/{programme}",
            ("Satu program dengan pasangannya", "One programme with its pairs"),
            run!(programme),
        )
        .by(Action::ReadMentoring),
        post(
            "mentoring.declare",
            "/mentoring",
            (
                "Simpan program; 409 bila orang lain membuat atau mengubahnya sementara itu",
                "Keep a programme; 409 where somebody else made or changed it meanwhile",
            ),
            run!(declare),
        )
        .by(Action::RunMentoring)
        .body(KEEP_PROGRAMME),
        post(
            "mentoring.match",
            "/mentoring/{programme}/match",
            ("Cari pasangan dengan nilai tertinggi", "Look for the pairs with the most points"),
            run!(matching),
        )
        .by(Action::RunMentoring)
        .body(MATCH)
        .guards("mentoring.programme"),
        get("mentoring.open", "/me/mentoring", ("Program yang terbuka bagi saya", "The programmes that are open to me"), run!(open))
            .by(Action::Wish)
            .paged(),
        post("mentoring.wish", "/mentoring/{programme}/wish", ("Nyatakan ingin ikut", "Say that one wants to take part"), run!(wish))
            .by(Action::Wish)
            .body(WISH),
        post("mentoring.pair", "/mentoring/{programme}/pairs", ("Pasangkan dua orang", "Pair two people"), run!(pair))
            .by(Action::RunMentoring)
            .body(PAIR)
            .guards("mentoring.programme"),
        post(
            "mentoring.bar",
            "/mentoring/{programme}/conflicts",
            ("Nyatakan bahwa dua orang tidak boleh dipasangkan", "Say that two people must not be paired"),
            run!(bar),
        )
        .by(Action::DeclareMentoringConflict)
        .body(BAR),
        get("mentoring.pairs", "/people/{person}/pairs", ("Pasangan mentoring seseorang", "Somebody's pairs"), run!(pairs))
            .by(Action::ReadMentoring)
            .paged(),
        get(
            "mentoring.read",
            "/pairs/{pair}",
            ("Satu pasangan dengan tujuan dan pertemuannya", "One pair with goals and meetings"),
            run!(read),
        )
        .by(Action::ReadMentoring),
        post("mentoring.goals", "/pairs/{pair}/goals", ("Tetapkan tujuan", "Set the goals"), run!(goals))
            .by(Action::MeetMentor)
            .body(SET_GOALS)
            .guards("mentoring.read"),
        post("mentoring.meet", "/pairs/{pair}/meetings", ("Catat pertemuan", "Record a meeting"), run!(meeting))
            .by(Action::MeetMentor)
            .body(MEETING)
            .guards("mentoring.read"),
        post("mentoring.review", "/pairs/{pair}/review", ("Nilai bersama di akhir", "Review at the end"), run!(review))
            .by(Action::ReviewMentoring)
            .body(REVIEW)
            .guards("mentoring.read"),
        post("mentoring.end", "/pairs/{pair}/end", ("Akhiri pasangan", "End a pair"), run!(end))
            .by(Action::RunMentoring)
            .body(REASON)
            .guards("mentoring.read"),
    ],
};

async fn programmes(call: Call) -> Result<Reply, Failure> {
    let found = list_programmes(&call.context()).await?;
    call.page_of(found, |one| one.id.as_str().to_owned())
}

async fn programme(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_programme(&call.context(), &call.path("programme")?).await?)
}

async fn declare(call: Call) -> Result<Reply, Failure> {
    let (programme, seen): (MentoringProgramme, _) = call.versioned_body()?;
    declare_as_seen(&call.context(), &programme, seen).await?;
    Reply::ok(programme)
}

fn sources(call: &Call) -> Result<MatchSources<'_>, Failure> {
    let catalogue = call.app.catalogue().ok_or_else(Failure::internal)?;
    Ok(MatchSources { needs: needs(&call.app), catalogue, gatherer: &facts, ranks: jenjang_asn::RANK_FACTS })
}

async fn matching(call: Call) -> Result<Reply, Failure> {
    let people = |name: &str| -> Result<Vec<MatchPerson>, Failure> {
        Ok(call.read::<Vec<PersonId>>(name)?.into_iter().map(MatchPerson::new).collect())
    };
    let (programme, mentees, mentors): (ProgrammeId, _, _) = (call.path("programme")?, people("mentees")?, people("mentors")?);
    let command =
        MatchMentors { programme: &programme, mentees: &mentees, mentors: &mentors, sources: sources(&call)?, keep: call.flag("keep") };
    Reply::ok(match_mentors(&call.context(), command).await?)
}

async fn open(call: Call) -> Result<Reply, Failure> {
    let found = open_programmes(&call.context(), &sources(&call)?).await?;
    call.page_of(found, |one| one.programme.id.as_str().to_owned())
}

async fn wish(call: Call) -> Result<Reply, Failure> {
    let command = WishMentoring { programme: call.path("programme")?, side: call.read("side")? };
    Reply::created(wish_mentoring(&call.context(), &command).await?)
}

async fn pair(call: Call) -> Result<Reply, Failure> {
    let (programme, goals): (ProgrammeId, Option<Vec<Goal>>) = (call.path("programme")?, call.read("goals")?);
    let (mentee, mentor) = (MatchPerson::new(call.id("mentee")?), MatchPerson::new(call.id("mentor")?));
    let goals = goals.unwrap_or_default();
    let command = PairUp { programme: &programme, mentee: &mentee, mentor: &mentor, goals: &goals, sources: sources(&call)? };
    Reply::created(pair_up(&call.context(), command).await?)
}

async fn bar(call: Call) -> Result<Reply, Failure> {
    let command = BarPair {
        programme: call.path("programme")?,
        mentee: call.id("mentee")?,
        mentor: call.id("mentor")?,
        reason: call.said("reason").to_owned(),
    };
    let pair = bar_pair(&call.context(), &command).await?;
    Reply::created(json!({ "pair": pair, "mentee": command.mentee, "mentor": command.mentor }))
}

async fn pairs(call: Call) -> Result<Reply, Failure> {
    let found = pairs_of_person(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |one: &MentoringPair| one.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_pair(&call.context(), &call.path("pair")?).await?)
}

async fn goals(call: Call) -> Result<Reply, Failure> {
    let command = SetGoals { pair: call.path("pair")?, goals: call.read("goals")? };
    set_goals(&call.context(), &command).await?;
    Reply::ok(json!({ "pair": command.pair, "goals": command.goals }))
}

async fn meeting(call: Call) -> Result<Reply, Failure> {
    let (pair, form): (PairId, Arc<str>) = (call.path("pair")?, call.said("form").into());
    let command = Meet {
        pair: &pair,
        date: call.on("date")?,
        notes: call.said("notes"),
        abroad: call.flag("abroad"),
        form: &form,
        rules: rules(&call.app),
    };
    let met = meet(&call.context(), command).await?;
    Reply::created(json!({ "pair": pair, "hours": met.hours, "register": register(met.register) }))
}

async fn review(call: Call) -> Result<Reply, Failure> {
    let command = ReviewPair { pair: call.path("pair")?, text: call.said("text").to_owned(), reached: call.read("reached")? };
    Reply::ok(review_pair(&call.context(), &command).await?)
}

async fn end(call: Call) -> Result<Reply, Failure> {
    let command = EndPair { pair: call.path("pair")?, reason: call.said("reason").to_owned() };
    end_pair(&call.context(), &command).await?;
    Reply::ok(json!({ "pair": command.pair, "reason": command.reason }))
}
