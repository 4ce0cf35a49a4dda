//! A server hands futures from thread to thread.

use jenjang_service::permissions::Action;
use jenjang_service::{Context, people, policies, promotion};

fn must_be_send<T: Send>(_: T) {}

#[allow(dead_code, clippy::too_many_arguments, reason = "compiling it is the test")]
fn every_use_case_gives_a_future_that_is_send(
    context: &Context<'_>,
    import: people::ImportPeople<'_>,
    propose: policies::ProposePolicy<'_>,
    submit: policies::SubmitPolicy<'_>,
    enact: policies::EnactPolicy<'_>,
    withdraw: policies::WithdrawPolicy<'_>,
    plan: promotion::PlanRound<'_>,
    screen: promotion::ScreenRound<'_>,
    panel: promotion::ScoreCandidate<'_>,
    round: jenjang::people::id::RoundId,
    appeal: jenjang::people::id::AppealId,
    waiver: promotion::GrantWaiver<'_>,
    file: promotion::FileAppeal<'_>,
    dismiss: promotion::DismissAppeal<'_>,
    redecide: promotion::RedecideAppeal<'_>,
    rerun: promotion::RerunDecisions<'_>,
) {
    must_be_send(people::import_people(context, import));
    must_be_send(people::save_units(context, people::SaveUnits { units: &[] }));
    must_be_send(people::list_people(context, people::ListPeople { unit: None, name: None, after: None, limit: 1 }));
    must_be_send(people::list_grants(context));
    must_be_send(policies::propose_policy(context, propose));
    must_be_send(policies::submit_policy(context, submit));
    must_be_send(policies::enact_policy(context, enact));
    must_be_send(policies::withdraw_policy(context, withdraw));
    must_be_send(policies::list_policies(context, None));
    must_be_send(promotion::plan_round(context, plan));
    must_be_send(promotion::open_round(context, promotion::OpenRound { round: round.clone() }));
    let candidates = promotion::Candidates::People(&[]);
    must_be_send(promotion::add_candidates(context, promotion::AddCandidates { round: round.clone(), candidates }));
    must_be_send(promotion::stand(context, promotion::Stand { round: round.clone() }));
    must_be_send(promotion::screen_round(context, screen));
    must_be_send(promotion::score_candidate(context, panel));
    must_be_send(promotion::score_round(context, promotion::ScoreRound { round: round.clone() }));
    must_be_send(promotion::rank_round(context, promotion::RankRound { round: round.clone() }));
    must_be_send(promotion::decide_round(context, promotion::DecideRound { round: round.clone(), choice: promotion::Choice::Everybody }));
    must_be_send(promotion::publish_round(context, promotion::PublishRound { round: round.clone() }));
    must_be_send(promotion::read_round(context, &round));
    must_be_send(promotion::list_rounds(context));
    must_be_send(promotion::read_published_round(context, &round));
    must_be_send(people::find_others(context, Action::GrantWaiver, "", 1));
    must_be_send(promotion::grant_waiver(context, waiver));
    must_be_send(promotion::file_appeal(context, file));
    must_be_send(promotion::withdraw_appeal(context, promotion::WithdrawAppeal { appeal: appeal.clone() }));
    must_be_send(promotion::review_appeal(context, promotion::ReviewAppeal { appeal }));
    must_be_send(promotion::dismiss_appeal(context, dismiss));
    must_be_send(promotion::redecide_appeal(context, redecide));
    must_be_send(promotion::rerun_decisions(context, rerun));
}
