//! Rounds of promotion and selection, from the plan to the publication; waivers.

mod desk;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use jenjang::people::id::{PanelMemberId, PersonId, RoundId};
use jenjang::promotion::panel::{Panel, PanelMember};
use jenjang::promotion::{OutcomeKind, Pick, RoundPlan};
use jenjang_service::permissions::Action;
use jenjang_service::promotion::{
    AddCandidates, Candidates, Choice, DecideRound, DeclarePanelConflict, ExportDecisions, GivenScore, GrantWaiver, LEAST, ListCandidates,
    OpenCriterion, OpenRound, OwnRound, PanelCandidate, PlanRound, PlannedRanking, PublishRound, PublishedHead, RankRound, ScoreCandidate,
    ScoreRound, ScreenRound, Stand, WithdrawCandidate, add_candidates, decide_round, declare_panel_conflict, decree_facts,
    export_decisions, grant_waiver, list_candidates, list_own_rounds, list_panels, list_published_rounds, list_rounds, open_round,
    plan_round, plan_round_anew, publish_round, rank_round, read_panel, read_published_result, read_published_round, read_round,
    read_round_desk, score_candidate, score_round, screen_round, stand, withdraw_candidate,
};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::call::{Call, Lines, MOST, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;
use crate::state::facts;

const MEMBER: &[Field] = &[
    must("person", Kind::Id, ("anggota", "the member"), "\"synthetic-0000020\""),
    may(
        "conflicts",
        Kind::Many(&Kind::Id, 200),
        ("calon yang tidak boleh dinilainya", "candidates the member must not score"),
        "[\"synthetic-0000012\"]",
    ),
];

const PANEL: &[Field] = &[
    must(
        "members",
        Kind::Many(&Kind::Object(MEMBER), 50),
        ("anggota panitia", "members of the panel"),
        "[{\"person\": \"synthetic-0000020\"}]",
    ),
    may("lowest", Kind::Decimal, ("nilai terendah; bawaan 0", "lowest score; 0 where absent"), "\"0\""),
    may("highest", Kind::Decimal, ("nilai tertinggi; bawaan 100", "highest score; 100 where absent"), "\"100\""),
    may("quorum", Kind::Whole(1, 50), ("paling sedikit yang menilai; bawaan: semua", "at least so many score; all where absent"), "1"),
];

const RANKING: &[Field] = &[
    must("policy", Kind::Text(120), ("kebijakan nilai", "the score policy"), "\"asn/selection/jpt-open\""),
    must("names", Kind::Whole(1, 1_000), ("banyaknya nama yang diajukan", "how many names are put forward"), "3"),
    may("panel", Kind::Object(PANEL), ("panitia seleksi", "the panel"), "{\"members\": [{\"person\": \"synthetic-0000020\"}]}"),
];

const PLAN: &[Field] = &[
    must("id", Kind::Id, ("id putaran", "id of the round"), "\"kp-2027-04\""),
    must("title", Kind::Label, ("judul", "title"), "{\"id\": \"Kenaikan pangkat April 2027\", \"en\": \"Promotion of April 2027\"}"),
    must("unit", Kind::Id, ("unit beserta semua di bawahnya", "the unit with all under it"), "\"synthetic-daerah-001\""),
    must("policy", Kind::Text(120), ("kebijakan kelayakan", "the eligibility policy"), "\"asn/promotion/regular\""),
    must("as-of", Kind::Day, ("hari yang diputuskan untuk semua", "the day everybody is decided for"), "\"2027-04-01\""),
    may("quota", Kind::Whole(1, 1_000_000), ("paling banyak terpilih", "how many may be chosen"), "10"),
    may("ranking", Kind::Object(RANKING), ("bila diperingkat", "where it ranks"), "{\"policy\": \"asn/selection/jpt-open\", \"names\": 3}"),
];

const RANKS: &[Field] = &[
    may("skip", Kind::Whole(0, 1_000_000), ("banyaknya yang dilewati", "how many stand before"), "25"),
    may("limit", Kind::Whole(1, 200), ("paling banyak; bawaan 50", "how many at most; 50 where absent"), "50"),
];

const PLAN_ANEW: &[Field] = &[PLAN[1], PLAN[2], PLAN[3], PLAN[4], PLAN[5], PLAN[6]];

const OUTCOME: &[Field] = &[may(
    "outcome",
    Kind::One(&["eligible", "not-eligible", "unknown"]),
    ("hanya yang diputuskan begini", "only those decided like this"),
    "\"not-eligible\"",
)];

const CANDIDATES: &[Field] = &[
    may("people", Kind::Many(&Kind::Id, 1_000), ("pegawai", "people"), "[\"synthetic-0000012\"]"),
    may("unit", Kind::Id, ("atau semua pegawai sebuah unit", "or everybody of a unit"), "\"synthetic-daerah-001\""),
];

const SCREEN: &[Field] = &[may("dry-run", Kind::Flag, ("hanya menyebut apa yang akan keluar", "only say what would come out"), "true")];

const SCORES: &[Field] = &[
    must("candidate", Kind::Id, ("calon", "the candidate"), "\"synthetic-0000012\""),
    must("scores", Kind::Map(&Kind::Decimal), ("nilai menurut komponen", "scores by component"), "{\"selection.interview\": \"82.5\"}"),
];

const PICK: &[Field] = &[
    must("person", Kind::Id, ("siapa", "who"), "\"synthetic-0000012\""),
    may(
        "reason",
        Kind::Text(2_000),
        ("alasan; wajib bila tidak diajukan", "why; required for who was not put forward"),
        "\"berpengalaman di bidang ini\"",
    ),
];

const DECIDE: &[Field] = &[may(
    "chosen",
    Kind::Many(&Kind::Object(PICK), 10_000),
    ("yang terpilih; bawaan: semua yang diajukan", "who is chosen; everybody put forward where absent"),
    "[{\"person\": \"synthetic-0000012\"}]",
)];

const WAIVER: &[Field] = &[
    must("id", Kind::Id, ("id pengecualian", "id of the waiver"), "\"pengecualian-1\""),
    must("person", Kind::Id, ("untuk siapa", "for whom"), "\"synthetic-0000012\""),
    must("policy", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    must("criterion", Kind::Id, ("syarat", "the criterion"), "\"time-in-grade-too-short\""),
    must("basis", Kind::Text(500), ("dasar hukum", "the legal ground"), "\"PP 99/2000 ps. 14\""),
    must("reason", Kind::Text(1_000), ("alasan", "why"), "\"formasi tidak terisi\""),
    may("last-day", Kind::Day, ("hari terakhir", "the last day"), "\"2027-12-31\""),
];

const CONFLICT: &[Field] = &[must("candidate", Kind::Id, ("kandidat", "the candidate"), "\"synthetic-0000012\"")];

pub(crate) const GROUP: Group = Group {
    code: "rounds",
    words: ("Putaran kenaikan pangkat dan seleksi", "Rounds of promotion and selection"),
    operations: &[
        get("rounds.mine", "/me/rounds", ("Putaran yang terbuka bagi saya atau saya ikuti", "Rounds open to me, and those I stand in"), run!(mine))
            .by(Action::Stand)
            .paged(),
        get("rounds.my-panels", "/me/panels", ("Putaran yang saya nilai sebagai panitia", "Rounds I score on the panel"), run!(panels)).paged(),
        get(
            "rounds.panel-sheet",
            "/rounds/{round}/panel",
            ("Yang saya nilai sebagai panitia, dengan nilai saya sendiri", "What I score on the panel, with my own scores"),
            run!(sheet),
        )
        .by(Action::ScoreCandidate),
        post(
            "rounds.panel-conflict",
            "/rounds/{round}/panel/conflict",
            ("Nyatakan benturan kepentingan dengan seorang kandidat", "Declare a conflict of interest with a candidate"),
            run!(conflict),
        )
        .by(Action::DeclarePanelConflict)
        .body(CONFLICT),
        get("rounds.published-list", "/published-rounds", ("Putaran yang diumumkan", "Published rounds"), run!(published_list)).by(Action::ReadPublishedRound)
            .for_everybody().paged(),
        get("rounds.list", "/rounds", ("Putaran yang boleh saya baca", "The rounds I may read"), run!(list)).by(Action::ReadRound).paged(),
        get(
            "rounds.read",
            "/rounds/{round}",
            ("Satu putaran dengan semua yang sudah diketahui", "One round with all that is known by now"),
            run!(read),
        )
        .by(Action::ReadRound),
        get(
            "rounds.candidates",
            "/rounds/{round}/candidates",
            ("Calon sebuah putaran dengan keputusannya", "The candidates of a round with their decisions"),
            run!(candidates),
        )
        .by(Action::ReadRound)
        .query(OUTCOME)
        .paged(),
        post("rounds.plan", "/rounds", ("Rencanakan putaran", "Plan a round"), run!(plan)).by(Action::PlanRound).body(PLAN),
        get(
            "rounds.fitting",
            "/rounds/{round}/fitting",
            ("Pegawai yang jabatannya dimaksud kebijakan putaran ini", "The people whose post the policy of this round is meant for"),
            run!(desk::fitting),
        )
        .by(Action::AddCandidates)
        .paged(),
        get(
            "rounds.preview",
            "/rounds/{round}/screening-preview",
            (
                "Yang akan keluar dari pemeriksaan syarat: hitungan, syarat, data yang kurang",
                "What a screening would find: counts, criteria, data that is missing",
            ),
            run!(desk::preview),
        )
        .by(Action::ScreenRound),
        get(
            "rounds.ranking",
            "/rounds/{round}/ranking",
            ("Peringkat baris demi baris dengan bagian nilainya", "The ranking row by row with the parts of each score"),
            run!(desk::ranking),
        )
        .by(Action::ReadRound)
        .query(RANKS),
        post(
            "rounds.plan-anew",
            "/rounds/{round}/plan",
            ("Ubah rencana putaran yang belum dibuka", "Change the plan of a round that was not opened"),
            run!(plan_anew),
        )
        .by(Action::PlanRound)
        .body(PLAN_ANEW)
        .guards("rounds.read"),
        post("rounds.open", "/rounds/{round}/open", ("Buka: orang dapat dicalonkan", "Open: people may stand"), run!(open))
            .by(Action::OpenRound)
            .guards("rounds.read"),
        post(
            "rounds.add-candidates",
            "/rounds/{round}/candidates",
            ("Calonkan pegawai atau seluruh unit", "Put people or a whole unit forward"),
            run!(add),
        )
        .by(Action::AddCandidates)
        .body(CANDIDATES)
        .guards("rounds.read"),
        post("rounds.stand", "/rounds/{round}/stand", ("Calonkan diri", "Stand oneself"), run!(stand_oneself)).by(Action::Stand),
        post(
            "rounds.withdraw",
            "/rounds/{round}/candidates/{person}/withdraw",
            ("Keluarkan calon, atau mengundurkan diri", "Take a candidate off, or withdraw"),
            run!(withdraw),
        )
        .by(Action::WithdrawCandidate),
        post("rounds.screen", "/rounds/{round}/screen", ("Putuskan kelayakan semua calon", "Decide everybody's eligibility"), run!(screen))
            .by(Action::ScreenRound)
            .body(SCREEN)
            .guards("rounds.read"),
        post(
            "rounds.score-candidate",
            "/rounds/{round}/panel-scores",
            ("Nilai seorang calon sebagai anggota panitia", "Score a candidate as a member of the panel"),
            run!(panel_score),
        )
        .by(Action::ScoreCandidate)
        .body(SCORES),
        post("rounds.score", "/rounds/{round}/score", ("Hitung nilai semua yang memenuhi syarat", "Score everybody eligible"), run!(score))
            .by(Action::ScoreRound)
            .guards("rounds.read"),
        post("rounds.rank", "/rounds/{round}/rank", ("Peringkatkan", "Rank"), run!(rank)).by(Action::RankRound).guards("rounds.read"),
        post("rounds.decide", "/rounds/{round}/decide", ("Putuskan siapa yang terpilih", "Decide who is chosen"), run!(decide))
            .by(Action::DecideRound)
            .body(DECIDE)
            .guards("rounds.read"),
        post("rounds.publish", "/rounds/{round}/publish", ("Umumkan", "Publish"), run!(publish))
            .by(Action::PublishRound)
            .guards("rounds.read"),
        get(
            "rounds.decree",
            "/rounds/{round}/candidates/{person}/decree",
            ("Yang diperlukan surat keputusan tentang seorang terpilih", "What a decree about somebody who was chosen needs"),
            run!(decree),
        )
        .by(Action::PrintDecree),
        post(
            "rounds.export",
            "/rounds/{round}/export",
            (
                "Ambil keputusan sebuah putaran dengan fakta dan buktinya, satu baris satu keputusan, sampai 32 MB; tercatat dalam jejak audit",
                "Take the decisions of a round along with facts and proof, a line each, up to 32 MB; written down in the audit trail",
            ),
            run!(export),
        )
        .by(Action::ExportDecisions)
        .unkept()
        .media("application/x-ndjson"),
        get(
            "rounds.published",
            "/published-rounds/{round}",
            ("Hasil putaran yang diumumkan", "The published result of a round"),
            run!(published),
        )
        .by(Action::ReadPublishedRound)
        .for_everybody(),
        get(
            "rounds.result",
            "/published-rounds/{round}/result",
            (
                "Yang diumumkan tentang sebuah putaran untuk semua orang: yang terpilih, dan hitungan dengan kelompok kecil ditutup",
                "What everybody may read of a published round: who was chosen, and counts with small groups suppressed",
            ),
            run!(result),
        )
        .by(Action::ReadPublishedRound)
        .for_everybody(),
        post("rounds.waive", "/waivers", ("Beri pengecualian", "Grant a waiver"), run!(waive)).by(Action::GrantWaiver).body(WAIVER),
    ],
};

async fn mine(call: Call) -> Result<Reply, Failure> {
    let found = list_own_rounds(&call.context()).await?;
    let shown = |one: OwnRound| {
        let unit = one.unit.map(|unit| unit.name);
        json!({ "plan": one.file.plan, "stage": one.file.stage, "unit": unit, "stands": one.stands, "open": one.open })
    };
    call.page_of(found.into_iter().map(shown).collect(), |one: &Value| one["plan"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn panels(call: Call) -> Result<Reply, Failure> {
    let found = list_panels(&call.context()).await?;
    let plans = found.into_iter().map(|file| file.plan).collect();
    call.page_of(plans, |plan: &RoundPlan| plan.id.as_str().to_owned())
}

async fn sheet(call: Call) -> Result<Reply, Failure> {
    let found = read_panel(&call.context(), &call.path("round")?).await?;
    let components: Vec<Value> = found.components.iter().map(|one| json!({ "fact": one.fact, "label": one.label })).collect();
    let candidate =
        |one: &PanelCandidate| json!({ "person": one.person, "name": one.name, "conflict": one.conflict, "scores": one.scores });
    let candidates: Vec<Value> = found.candidates.iter().map(candidate).collect();
    Reply::ok(json!({ "plan": found.file.plan, "components": components, "candidates": candidates }))
}

async fn conflict(call: Call) -> Result<Reply, Failure> {
    let command = DeclarePanelConflict { round: call.path("round")?, candidate: call.id("candidate")? };
    let (round, candidate) = (command.round.clone(), command.candidate.clone());
    declare_panel_conflict(&call.context(), command).await?;
    Reply::ok(json!({ "round": round, "candidate": candidate }))
}

async fn published_list(call: Call) -> Result<Reply, Failure> {
    let found = list_published_rounds(&call.context()).await?;
    let shown = |one: PublishedHead| json!({ "plan": one.plan, "published": one.published, "edition": one.edition });
    call.page_of(found.into_iter().map(shown).collect(), |one: &Value| one["plan"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_rounds(&call.context()).await?;
    call.page_of(found, |file| file.plan.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_round(&call.context(), &call.path("round")?).await?;
    Reply::ok(json!({ "file": found.file, "candidates": found.candidates, "round": found.round }))
}

async fn candidates(call: Call) -> Result<Reply, Failure> {
    let (round, outcome): (RoundId, Option<OutcomeKind>) = (call.path("round")?, call.read("outcome")?);
    let command = ListCandidates { round: &round, outcome, after: call.after()?, limit: call.limit().saturating_add(1) };
    let found = list_candidates(&call.context(), command).await?;
    let open = |one: &OpenCriterion| json!({ "code": one.code, "unknown": one.unknown, "missing": one.missing });
    let shown = found.iter().map(|one| {
        let decided = one.decided.as_ref().map(|decided| {
            let open: Vec<Value> = decided.open.iter().map(open).collect();
            json!({ "id": decided.id, "outcome": decided.outcome, "corrected": decided.corrected, "open": open })
        });
        json!({ "person": one.person, "name": one.name, "unit": one.unit, "decided": decided })
    });
    call.page(shown.collect(), |one: &Value| one["person"].as_str().unwrap_or_default().to_owned())
}

/// The plan as it was sent.
fn planned(call: &Call, id: RoundId) -> Result<PlanRound<'_>, Failure> {
    Ok(PlanRound {
        shipped: &call.app.shipped,
        id,
        title: call.read("title")?,
        unit: call.id("unit")?,
        policy: call.said("policy").into(),
        as_of: call.on("as-of")?,
        ranking: ranking(call)?,
        quota: call.whole("quota"),
    })
}

async fn plan(call: Call) -> Result<Reply, Failure> {
    Reply::created(plan_round(&call.context(), planned(&call, call.id("id")?)?).await?)
}

async fn plan_anew(call: Call) -> Result<Reply, Failure> {
    let round: RoundId = call.path("round")?;
    let read = read_round_desk(&call.context(), &round).await?.revision;
    Reply::ok(plan_round_anew(&call.context(), planned(&call, round)?, read).await?)
}

#[derive(Deserialize)]
struct GivenRanking {
    policy: String,
    names: NonZeroUsize,
    panel: Option<GivenPanel>,
}

#[derive(Deserialize)]
struct GivenPanel {
    members: Vec<GivenMember>,
    lowest: Option<Decimal>,
    highest: Option<Decimal>,
    quorum: Option<usize>,
}

#[derive(Deserialize)]
struct GivenMember {
    person: PersonId,
    #[serde(default)]
    conflicts: BTreeSet<PersonId>,
}

fn ranking(call: &Call) -> Result<Option<PlannedRanking>, Failure> {
    let Some(given) = call.read::<Option<GivenRanking>>("ranking")? else { return Ok(None) };
    let panel = match given.panel {
        None => None,
        Some(panel) => {
            let member = |member: GivenMember| {
                let id: PanelMemberId =
                    member.person.as_str().parse().map_err(|_| call.wrong("ranking", "anggota panitia", "members of a panel"))?;
                Ok(PanelMember { id, conflicts: member.conflicts })
            };
            let members = panel.members.into_iter().map(member).collect::<Result<Vec<_>, Failure>>()?;
            let range = (panel.lowest.unwrap_or(Decimal::ZERO), panel.highest.unwrap_or(Decimal::ONE_HUNDRED));
            let quorum = panel.quorum.unwrap_or(members.len());
            Some(Panel::try_new(members, range, quorum).map_err(|error| {
                let found = error.to_string();
                call.wrong("ranking", &format!("panitia yang sah: {found}"), &format!("a valid panel: {found}"))
            })?)
        }
    };
    Ok(Some(PlannedRanking { score_policy: given.policy.into(), names: given.names, panel }))
}

async fn open(call: Call) -> Result<Reply, Failure> {
    Reply::ok(open_round(&call.context(), OpenRound { round: call.path("round")? }).await?)
}

async fn add(call: Call) -> Result<Reply, Failure> {
    let people: Vec<PersonId> = call.read::<Option<Vec<PersonId>>>("people")?.unwrap_or_default();
    let unit = call.maybe("unit")?;
    let candidates = match (&unit, people.is_empty()) {
        (Some(unit), true) => Candidates::Unit(unit),
        (None, false) => Candidates::People(&people),
        _ => return Err(call.wrong("people", "`people` atau `unit`, salah satu", "`people` or `unit`, one of the two")),
    };
    let added = add_candidates(&call.context(), AddCandidates { round: call.path("round")?, candidates }).await?;
    Reply::ok(json!({ "new": added.new, "already": added.already }))
}

async fn stand_oneself(call: Call) -> Result<Reply, Failure> {
    let round: RoundId = call.path("round")?;
    stand(&call.context(), Stand { round: round.clone() }).await?;
    Reply::ok(json!({ "round": round, "person": call.me()? }))
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    let (round, person): (RoundId, PersonId) = (call.path("round")?, call.path("person")?);
    withdraw_candidate(&call.context(), WithdrawCandidate { round: round.clone(), person: person.clone() }).await?;
    Reply::ok(json!({ "round": round, "person": person }))
}

async fn screen(call: Call) -> Result<Reply, Failure> {
    let (round, dry_run): (RoundId, bool) = (call.path("round")?, call.flag("dry-run"));
    let progress = |_| ControlFlow::Continue(());
    let command = ScreenRound { round: &round, shipped: &call.app.shipped, gatherer: &facts, dry_run, progress: &progress };
    let found = screen_round(&call.context(), command).await?;
    Reply::ok(
        json!({ "round": round, "dry-run": dry_run, "eligible": found.eligible, "not-eligible": found.not_eligible, "unknown": found.unknown }),
    )
}

async fn panel_score(call: Call) -> Result<Reply, Failure> {
    let (round, candidate): (RoundId, PersonId) = (call.path("round")?, call.id("candidate")?);
    let given: std::collections::BTreeMap<String, Decimal> = call.read("scores")?;
    let scores: Vec<GivenScore> = given
        .into_iter()
        .map(|(component, score)| GivenScore { candidate: candidate.clone(), component: component.into(), score })
        .collect();
    score_candidate(&call.context(), ScoreCandidate { round: &round, scores: &scores }).await?;
    Reply::ok(json!({ "round": round, "candidate": candidate, "scores": scores.len() }))
}

async fn score(call: Call) -> Result<Reply, Failure> {
    let scored = score_round(&call.context(), ScoreRound { round: call.path("round")? }).await?;
    Reply::ok(json!({ "known": scored.known, "unknown": scored.unknown }))
}

async fn rank(call: Call) -> Result<Reply, Failure> {
    Reply::ok(rank_round(&call.context(), RankRound { round: call.path("round")? }).await?)
}

async fn decide(call: Call) -> Result<Reply, Failure> {
    let choice = match call.read::<Option<Vec<Pick>>>("chosen")? {
        None => Choice::Everybody,
        Some(picks) => Choice::These(picks),
    };
    Reply::ok(decide_round(&call.context(), DecideRound { round: call.path("round")?, choice }).await?)
}

async fn publish(call: Call) -> Result<Reply, Failure> {
    Reply::ok(publish_round(&call.context(), PublishRound { round: call.path("round")? }).await?)
}

async fn decree(call: Call) -> Result<Reply, Failure> {
    let found = decree_facts(&call.context(), &call.path("round")?, &call.path("person")?).await?;
    Reply::ok(json!({
        "plan": found.plan, "decided-on": found.decided_on, "person": found.person, "name": found.name, "employee-number": found.employee_number,
        "grade": found.grade, "decision": found.decision, "references": found.references,
    }))
}

async fn export(call: Call) -> Result<Reply, Failure> {
    let mut pages = export_decisions(&call.context(), &ExportDecisions { round: call.path("round")?, page: 500 }).await?;
    let too_large = (
        "putaran ini lebih besar dari 32 MB; pakai perintah `jenjang export decisions`",
        "this round is larger than 32 MB; use the command `jenjang export decisions`",
    );
    let mut lines = Lines::default();
    while let Some(decisions) = pages.next().await? {
        lines.add(&decisions, too_large)?;
    }
    Ok(lines.reply())
}

async fn published(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_published_round(&call.context(), &call.path("round")?).await?)
}

async fn result(call: Call) -> Result<Reply, Failure> {
    let found = read_published_result(&call.context(), &call.path("round")?, MOST).await?;
    let outcomes = found.outcomes.iter().map(|(outcome, people)| json!({ "outcome": outcome, "people": people }));
    let chosen = found.chosen.iter().map(|pick| {
        let (rank, score) = pick.ranked.unzip();
        json!({ "name": pick.name, "rank": rank, "score": score, "reason": pick.reason })
    });
    Reply::ok(json!({
        "plan": found.head.plan, "published": found.head.published, "edition": found.head.edition, "unit": found.unit.map(|unit| unit.name),
        "least": LEAST, "candidates": found.candidates, "outcomes": outcomes.collect::<Vec<_>>(), "chosen": chosen.collect::<Vec<_>>(),
        "chosen-count": found.chosen_count,
    }))
}

async fn waive(call: Call) -> Result<Reply, Failure> {
    let command = GrantWaiver {
        shipped: &call.app.shipped,
        id: call.id("id")?,
        person: call.id("person")?,
        policy: call.said("policy"),
        criterion: call.said("criterion"),
        basis: call.said("basis"),
        reason: call.said("reason"),
        last_day: call.day("last-day"),
    };
    Reply::created(grant_waiver(&call.context(), command).await?)
}
