//! Rounds at every stage, a panel, and appeals, so that each page of the HR agency has something to show.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use chrono::Months;
use jenjang::legal::Label;
use jenjang::people::id::{AppealId, PanelMemberId, PersonId, RoundId, UnitId};
use jenjang::promotion::{OutcomeKind, Panel, PanelMember};
use jenjang_asn::appeal::appeal_clock;
use jenjang_asn::promotion::PROMOTIONS;
use jenjang_service::promotion::{
    AddCandidates, Candidates, FileAppeal, GivenScore, ListCandidates, OpenRound, PlanRound, PlannedRanking, RankRound, ReviewAppeal,
    ScoreCandidate, ScoreRound, ScreenRound, add_candidates, file_appeal, list_candidates, open_round, plan_round, rank_round, read_panel,
    review_appeal, score_candidate, score_round, screen_round,
};
use jenjang_service::{Actor, Context};
use rust_decimal::Decimal;

use super::super::{ANALYST, HR, REVIEWER, TOP, id, said};
use super::{Ground, actor};
use crate::state::facts;

/// What a selection scores.
const SCORE: &str = "asn/selection/open";
/// What a selection asks for.
const POLICY: &str = "asn/training/study-assignment";
/// How many stand in a selection.
const STANDING: usize = 14;

/// A round that is planned, one that people can stand in, one that waits for its panel, one that waits for its decision; one appeal that was filed and one
/// that is under review.
pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let next = ground.month.checked_add_months(Months::new(6)).unwrap_or(ground.month);
    let hr = actor(HR)?;
    let hr = ground.as_actor(&hr);
    let title = |id: &str, en: &str| Label::new(id, en);
    let plan = |code: &str, title: Label, policy: &str, as_of| -> Result<PlanRound<'_>, Label> {
        let unit: UnitId = id(TOP)?;
        let id: RoundId = id(&format!("{code}-{}", ground.month.format("%Y-%m")))?;
        Ok(PlanRound { shipped: ground.shipped, id, title, unit, policy: policy.into(), as_of, ranking: None, quota: None })
    };
    let planned =
        plan("kp-fungsional", title("Kenaikan pangkat jabatan fungsional", "Promotion in functional posts"), PROMOTIONS[1], next)?;
    plan_round(&hr, planned).await.map_err(said)?;

    let open = plan("kp-ijazah", title("Penyesuaian ijazah", "Adjustment to a new diploma"), PROMOTIONS[4], next)?;
    let round = open.id.clone();
    plan_round(&hr, open).await.map_err(said)?;
    open_round(&hr, OpenRound { round: round.clone() }).await.map_err(said)?;
    let few: Vec<PersonId> = ground.people.iter().rev().take(8).cloned().collect();
    add(&hr, &round, &few).await?;

    // the last ones: the first are characters one can sign in as
    let standing: Vec<PersonId> = ground.people.iter().rev().take(STANDING).cloned().collect();
    for (code, text, ranks) in [
        (
            "seleksi-panitia",
            title("Seleksi tugas belajar, menunggu panitia", "Selection for study assignments, waiting for its panel"),
            false,
        ),
        (
            "seleksi-peringkat",
            title("Seleksi tugas belajar, menunggu keputusan", "Selection for study assignments, waiting for its decision"),
            true,
        ),
    ] {
        let ranking = PlannedRanking { score_policy: SCORE.into(), names: NonZeroUsize::MIN.saturating_add(2), panel: Some(panel()?) };
        let selection = PlanRound { ranking: Some(ranking), quota: Some(1), ..plan(code, text, POLICY, ground.month)? };
        let round = selection.id.clone();
        plan_round(&hr, selection).await.map_err(said)?;
        open_round(&hr, OpenRound { round: round.clone() }).await.map_err(said)?;
        add(&hr, &round, &standing).await?;
        let screen = ScreenRound {
            round: &round,
            shipped: ground.shipped,
            gatherer: &facts,
            dry_run: false,
            progress: &|_| ControlFlow::Continue(()),
        };
        screen_round(&hr, screen).await.map_err(said)?;
        if ranks {
            for (place, member) in MEMBERS.into_iter().enumerate() {
                let member = Actor::Person(id(member)?);
                score(&ground.as_actor(&member), &round, place).await?;
            }
            score_round(&hr, ScoreRound { round: round.clone() }).await.map_err(said)?;
            rank_round(&hr, RankRound { round }).await.map_err(said)?;
        }
    }
    appeals(ground, &hr).await
}

/// Who sits on the panels.
const MEMBERS: [&str; 3] = [ANALYST.id, REVIEWER.id, "contoh-auditor"];

fn panel() -> Result<Panel, Label> {
    let member = |member: &str| Ok(PanelMember { id: id::<PanelMemberId>(member)?, conflicts: BTreeSet::new() });
    let members = MEMBERS.into_iter().map(member).collect::<Result<Vec<_>, Label>>()?;
    Panel::try_new(members, (Decimal::ZERO, Decimal::ONE_HUNDRED), 2).map_err(|error| error.message())
}

async fn add(hr: &Context<'_>, round: &RoundId, people: &[PersonId]) -> Result<(), Label> {
    let command = AddCandidates { round: round.clone(), candidates: Candidates::People(people) };
    add_candidates(hr, command).await.map(drop).map_err(said)
}

/// Made-up scores of a member, other for every candidate and component.
async fn score(member: &Context<'_>, round: &RoundId, place: usize) -> Result<(), Label> {
    let desk = read_panel(member, round).await.map_err(said)?;
    let mut scores = Vec::new();
    for (row, candidate) in desk.candidates.iter().enumerate() {
        for (column, component) in desk.components.iter().enumerate() {
            let points = 62 + (row * 7 + column * 5 + place * 3) % 31;
            let score = Decimal::from(points);
            scores.push(GivenScore { candidate: candidate.person.clone(), component: component.fact.clone(), score });
        }
    }
    if scores.is_empty() { Ok(()) } else { score_candidate(member, ScoreCandidate { round, scores: &scores }).await.map_err(said) }
}

/// Two people who were not promoted object; one appeal is being looked into by somebody else than the signer.
async fn appeals(ground: &Ground<'_>, hr: &Context<'_>) -> Result<(), Label> {
    let round: RoundId = id(&format!("kp-reguler-{}", ground.month.format("%Y-%m")))?;
    let asked = ListCandidates { round: &round, outcome: Some(OutcomeKind::NotEligible), after: None, limit: 1_000 };
    let refused = list_candidates(hr, asked).await.map_err(said)?;
    let grounds = ["Tanggal SK pangkat terakhir saya lebih awal daripada yang tercatat.", "Penilaian kinerja saya tahun lalu belum masuk."];
    let clock = appeal_clock();
    // the last ones: the first are characters one can sign in as
    for (place, (candidate, text)) in refused.iter().rev().zip(grounds).enumerate() {
        let Some(decided) = &candidate.decided else { continue };
        let Some(criterion) = decided.open.first() else { continue };
        let person = Actor::Person(candidate.person.clone());
        let appeal: AppealId = id(&format!("keberatan-{}-{}", ground.month.format("%Y-%m"), place + 1))?;
        let command = FileAppeal { id: &appeal, decision: &decided.id, criterion: &criterion.code, grounds: text, clock: clock.as_ref() };
        file_appeal(&ground.as_actor(&person), command).await.map_err(said)?;
        if place == 0 {
            let reviewer = actor(REVIEWER)?;
            review_appeal(&ground.as_actor(&reviewer), ReviewAppeal { appeal }).await.map_err(said)?;
        }
    }
    Ok(())
}
