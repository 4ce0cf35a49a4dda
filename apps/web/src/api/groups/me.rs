//! Who I am, what I qualify for, what was decided about me.

mod career;
mod home;

use chrono::NaiveDate;
use jenjang::people::id::{DecisionId, PersonId};
use jenjang_asn::promotion::PROMOTIONS;
use jenjang_service::file::read_person;
use jenjang_service::people::{own_place, who_am_i};
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{explain_decision, list_own_results, read_eligibility, read_own_notice};
use jenjang_service::under_way::development_under_way;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, delete, get, may, must, post, run};
use crate::error::Failure;
use crate::pages::notice::sentences;

const DAY: &[Field] = &[
    may("on", Kind::Day, ("hari yang ditanyakan; bawaan: hari ini", "the day asked about; today where absent"), "\"2027-04-01\""),
    may(
        "policy",
        Kind::Text(120),
        ("satu kebijakan saja; bawaan: semua kenaikan pangkat", "one policy alone; all promotions where absent"),
        "\"asn/promotion/regular\"",
    ),
];

const CAREER: &[Field] = &[
    may(
        "to",
        Kind::Id,
        ("jabatan yang dilihat, bukan jabatan tujuan", "a post to look at instead of the target"),
        "\"dinas-keuangan/seksi-3\"",
    ),
    may("routes", Kind::Whole(1, 10), ("paling banyak jalan; bawaan 3", "how many ways at most; 3 where absent"), "3"),
];

const FIND: &[Field] = &[may("find", Kind::Text(200), ("kata-kata dalam nama jabatan", "words in the name of the post"), "\"analis\"")];

const TARGET: &[Field] = &[must("post", Kind::Id, ("jabatan dari `me.posts`", "a post of `me.posts`"), "\"dinas-keuangan/seksi-3\"")];

pub(crate) const GROUP: Group = Group {
    code: "me",
    words: ("Saya: data, kelayakan, dan keputusan tentang saya", "Myself: my data, my eligibility, decisions about me"),
    operations: &[
        get("me.read", "/me", ("Siapa saya, peran saya, dan tempat saya", "Who I am, my roles, my place"), run!(read))
            .by(Action::ReadPerson),
        get(
            "me.home",
            "/me/home",
            (
                "Yang pertama saya lihat: kenaikan pangkat berikutnya, yang menunggu saya, yang baru",
                "What I see first: the promotion that comes next, what waits for me, what is new",
            ),
            run!(home::home),
        )
        .by(Action::ReadPerson),
        get("me.file", "/me/file", ("Seluruh berkas saya yang boleh saya baca", "My whole file, as I may read it"), run!(file))
            .by(Action::ReadPerson),
        get(
            "me.eligibility",
            "/me/eligibility",
            ("Kelayakan saya pada suatu hari, syarat demi syarat", "What I qualify for on a day, criterion by criterion"),
            run!(eligibility),
        )
        .by(Action::ReadEligibility)
        .query(DAY),
        get(
            "me.decisions",
            "/me/decisions",
            ("Keputusan tentang saya beserta temuannya", "Decisions about me with their findings"),
            run!(decisions),
        )
        .by(Action::ReadPerson)
        .paged(),
        get(
            "me.decision",
            "/decisions/{decision}",
            ("Satu keputusan dengan alasannya dalam kata-kata", "One decision with its reasons in words"),
            run!(decision),
        )
        .by(Action::ReadPerson),
        get(
            "me.notices",
            "/me/notices",
            (
                "Putaran yang diumumkan dan pernah saya ikuti, dengan hasilnya bagi saya",
                "Published rounds in which I stood, with what came of them for me",
            ),
            run!(notices),
        )
        .by(Action::ReadOwnNotice)
        .paged(),
        get(
            "me.notice",
            "/me/notices/{round}",
            (
                "Hasil satu putaran yang diumumkan bagi saya: peringkat saya dan alasannya, dalam kata-kata",
                "What came of one published round for me: my rank and why, in words",
            ),
            run!(notice),
        )
        .by(Action::ReadOwnNotice),
        get(
            "me.career",
            "/me/career",
            ("Jabatan yang selangkah lagi, dan jalan ke jabatan tujuan saya", "The posts one step away, and the ways to the post I chose"),
            run!(career::career),
        )
        .by(Action::ReadCareer)
        .query(CAREER),
        get("me.posts", "/career-posts", ("Jabatan yang dapat dituju", "The posts that can be aimed at"), run!(career::list_posts))
            .by(Action::ReadCareer)
            .query(FIND)
            .paged(),
        post("me.choose-target", "/me/career/target", ("Pilih jabatan tujuan", "Choose the post to reach"), run!(career::choose))
            .by(Action::ChooseTarget)
            .body(TARGET),
        delete("me.drop-target", "/me/career/target", ("Lepas jabatan tujuan", "Give the chosen post up"), run!(career::forget))
            .by(Action::ChooseTarget),
        get(
            "me.competencies",
            "/me/competencies",
            (
                "Kompetensi saya di samping syarat jabatan saya dan jabatan tujuan saya",
                "My competencies beside what my post and the chosen one ask for",
            ),
            run!(career::competencies),
        )
        .by(Action::ReadNeeds),
        get(
            "me.talent",
            "/me/talent",
            ("Kotak talenta saya, dan bagaimana terjadinya", "My place on the talent grid, and how it came about"),
            run!(career::talent),
        )
        .by(Action::ReadCareer),
        get("me.under-way", "/me/under-way", ("Pengembangan saya yang sedang berjalan", "My development under way"), run!(under_way))
            .by(Action::ReadPerson),
    ],
};

async fn read(call: Call) -> Result<Reply, Failure> {
    let (who, place) = (who_am_i(&call.context()).await?, own_place(&call.context()).await?);
    Reply::ok(json!({ "person": who.data, "grants": who.grants, "unit": place.unit, "superior": place.superior, "leads": place.leads }))
}

async fn file(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_person(&call.context(), &call.me()?).await?)
}

async fn eligibility(call: Call) -> Result<Reply, Failure> {
    let me = call.me()?;
    eligibility_of(&call, &me).await
}

/// What a person qualifies for, for the person and for HR officers.
pub(super) async fn eligibility_of(call: &Call, person: &PersonId) -> Result<Reply, Failure> {
    let on: NaiveDate = call.day("on").unwrap_or_else(|| call.app.today());
    let policies: Vec<&str> = match call.text("policy") {
        Some(policy) => PROMOTIONS.into_iter().filter(|known| *known == policy).collect(),
        None => PROMOTIONS.to_vec(),
    };
    if policies.is_empty() {
        return Err(call.wrong(
            "policy",
            "kebijakan kenaikan pangkat seperti `asn/promotion/regular`",
            "a policy of promotion such as `asn/promotion/regular`",
        ));
    }
    let found = read_eligibility(&call.context(), call.app.qualifying(person, on, &policies)).await?;
    let standings: Vec<Value> = found
        .standings
        .iter()
        .map(|one| json!({ "policy": one.policy.id, "title": one.policy.title, "fits-post": one.fits_post, "decision": one.decision, "earliest": one.earliest }))
        .collect();
    Reply::ok(json!({ "person": person, "on": found.on, "horizon": found.horizon, "standings": standings }))
}

async fn decisions(call: Call) -> Result<Reply, Failure> {
    let file = read_person(&call.context(), &call.me()?).await?;
    call.page_of(file.decisions, |decision| decision.id.as_str().to_owned())
}

async fn decision(call: Call) -> Result<Reply, Failure> {
    let id: DecisionId = call.path("decision")?;
    let text = explain_decision(&call.context(), &id, call.language).await?;
    Reply::ok(json!({ "id": id, "language": crate::language::code(call.language), "text": text }))
}

async fn notices(call: Call) -> Result<Reply, Failure> {
    let found = list_own_results(&call.context()).await?;
    let shown = found.iter().map(|one| {
        json!({
            "round": one.round, "title": one.title, "published": one.published, "decision": one.decision, "outcome": one.outcome, "chosen": one.chosen
        })
    });
    call.page_of(shown.collect(), |one: &Value| one["round"].as_str().unwrap_or_default().to_owned())
}

async fn notice(call: Call) -> Result<Reply, Failure> {
    let found = read_own_notice(&call.context(), &call.path("round")?).await?;
    let (rank, of) = found.outcome.rank().map(|rank| (rank.rank, rank.of)).unzip();
    let said = sentences(&call.app, &found.title, &found.policy, &found.outcome, call.language);
    Reply::ok(json!({
        "round": found.round, "title": found.title, "published": found.published, "edition": found.edition, "decision": found.decision,
        "outcome": found.outcome.code(), "rank": rank, "ranked": of, "language": crate::language::code(call.language), "text": said.join("\n")
    }))
}

async fn under_way(call: Call) -> Result<Reply, Failure> {
    Reply::ok(json!({ "items": development_under_way(&call.context(), &call.me()?).await? }))
}
