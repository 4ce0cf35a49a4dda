use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::dossier::Dossier;
use jenjang::store::{MemoryStore, Page, Store};
use jenjang_service::cycles::{
    CloseCycle, DeclareConflict, DeclineNomination, Nominate, OpenCycle, PlanCycle, ProposeRaters, RefuseNomination, Share, WithdrawGroups,
    close, declare_conflict, decline_nomination, list_cycles, nominate, open, plan, propose_raters, read_analysis, read_own_result,
    read_plan, read_progress, read_questionnaire, read_staff_result, read_unit_results, refuse_nomination, review_nominations,
    withdraw_groups,
};
use jenjang_service::home::{NewsMatter, ReadHome, read_home};
use jenjang_service::promotion::{ReadEligibility, Sources};
use jenjang_service::{Seen, ServiceError};

use crate::world::{World, as_on, cycle, day, person, run, unit};

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new())
}

fn sentence<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_whole_cycle_from_plan_to_released_results() {
    let world = World::open(memory(), 1);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    // all have answered: nobody is told more than that most have
    let progress = as_on!(world, "hr", "2026-03-12", context => read_progress(&context, &cycle())).unwrap();
    assert_eq!((progress.whole, progress.units.len(), progress.too_small), (Some(Share::Fourth), 0, 0));
    let said = serde_json::to_value(&progress).unwrap();
    assert_eq!(said, serde_json::json!({ "whole": "75-percent-or-more", "units": [], "too-small": 0 }));
    let closed = world.close().unwrap();
    assert_eq!((closed.ratees, closed.scored, closed.responses, closed.left_out), (9, 9, pairs.len(), 0));

    let early = sentence(as_on!(world, "s1", "2026-03-15", context => read_own_result(&context, &cycle(), &person("s1"))));
    assert_eq!(early, "cycle `2026-1` is still closed: nothing is scored or read before it is closed");
    world.release();
    let own = as_on!(world, "s1", "2026-03-16", context => read_own_result(&context, &cycle(), &person("s1"))).unwrap();
    assert_eq!(own.summary.ratee, person("s1"));
    assert!(own.summary.score.is_some() && !own.comments.is_empty());
    let staff = as_on!(world, "kepala", "2026-03-16", context => read_staff_result(&context, &cycle(), &person("s1"))).unwrap();
    assert_eq!(staff.summary, own.summary);
    let first =
        as_on!(world, "hr", "2026-03-16", context => read_unit_results(&context, &cycle(), &unit("dinas"), &Page::first(5))).unwrap();
    assert_eq!((first.results.len(), first.next.as_ref()), (5, Some(&person("s4"))));
    let rest =
        as_on!(world, "hr", "2026-03-16", context => read_unit_results(&context, &cycle(), &unit("dinas"), &Page::after(person("s4"), 5)));
    let rest = rest.unwrap();
    assert_eq!((rest.results.len(), rest.next), (4, None));
    let analysis = as_on!(world, "auditor", "2026-03-16", context => read_analysis(&context, &cycle())).unwrap();
    assert_eq!((analysis.analysis.ratees, analysis.analysis.responses), (9, pairs.len()));
    // a result is news to whom it is about; who rated others only is told nothing
    let told = |who: &str| {
        let own = person(who);
        let eligibility = ReadEligibility {
            person: &own,
            on: day("2026-03-16"),
            policies: &[],
            shipped: &jenjang_asn::library(),
            gatherer: &|_: &Arc<Catalogue>, _: Sources<'_>| -> Dossier { unreachable!("no policy is asked about") },
            fits_post: &|_, _, _| true,
            months: 1,
        };
        let home = as_on!(world, who, "2026-03-16", context => read_home(&context, ReadHome { eligibility })).unwrap();
        home.news.into_iter().map(|news| matches!(news.matter, NewsMatter::Result { .. })).collect::<Vec<_>>()
    };
    assert_eq!((told("s1"), told("sekda")), (vec![true], vec![]));
}

#[test]
fn every_step_has_its_time_and_its_people() {
    let world = World::new(memory(), 2);
    let propose = ProposeRaters { cycle: cycle(), seed: "undian".into(), chosen_too: false, seen: Seen::Anything };
    let missing = sentence(as_on!(world, "hr", "2026-03-01", context => propose_raters(&context, &propose)));
    assert_eq!(missing, "cycle `2026-1` was not found");
    world.plan();
    let refused = sentence(as_on!(world, "s1", "2026-03-01", context => propose_raters(&context, &propose)));
    assert_eq!(refused, "not allowed to name raters; allowed are: an HR officer of the unit, the person concerned");
    let opening = OpenCycle { cycle: cycle(), since: day("2026-03-08"), until: day("2026-03-14"), seen: Seen::Anything };
    let early = sentence(as_on!(world, "hr", "2026-03-01", context => open(&context, &opening)));
    assert_eq!(early, "cycle `2026-1` cannot go from `planned` to `open`");

    let proposed = as_on!(world, "hr", "2026-03-02", context => propose_raters(&context, &propose)).unwrap();
    assert_eq!(proposed.added, 9 + 9 + 8, "superiors, selves, subordinates of the head; peers are chosen by each person");
    let again = as_on!(world, "hr", "2026-03-02", context => propose_raters(&context, &propose)).unwrap();
    assert_eq!(again.added, 0);
    let unsound = as_on!(world, "hr", "2026-03-02", context => open(&context, &opening)).unwrap_err();
    assert_eq!(unsound.code(), "nominations-unsound");
    assert!(
        unsound.to_string().starts_with("group `peer` for `s1` has 0 raters, expected at least 3 (7 available); group `peer` for `s2`")
    );

    // the person names the own peers, the superior decides
    let named = |raters: &[&str]| Nominate {
        cycle: cycle(),
        ratee: person("s1"),
        raters: raters.iter().map(|rater| (person(rater), "peer".parse().unwrap())).collect(),
    };
    let command = named(&["s2", "s3", "s4", "s5"]);
    let stranger = as_on!(world, "s2", "2026-03-02", context => nominate(&context, &command)).unwrap_err();
    assert_eq!(stranger.code(), "forbidden");
    as_on!(world, "s1", "2026-03-02", context => nominate(&context, &command)).unwrap();
    let oneself = sentence(as_on!(world, "s1", "2026-03-02", context => nominate(&context, &named(&["s1"]))));
    assert!(oneself.contains("`s1` rates himself or herself through group `peer`"), "{oneself}");
    let twice = sentence(as_on!(world, "s1", "2026-03-02", context => nominate(&context, &named(&["s2"]))));
    assert_eq!(twice, "`s2` is named twice to rate `s1`, expected once");
    let superior = Nominate { raters: vec![(person("sekda"), "superior".parse().unwrap())], ..named(&[]) };
    let not_chosen = as_on!(world, "s1", "2026-03-02", context => nominate(&context, &superior)).unwrap_err();
    assert_eq!(not_chosen.code(), "not-yours-to-choose");

    let refusal = RefuseNomination { cycle: cycle(), ratee: person("s1"), rater: person("s5"), reason: "suami istri".into() };
    let not_superior = as_on!(world, "sekda", "2026-03-03", context => refuse_nomination(&context, &refusal)).unwrap_err();
    assert_eq!(not_superior.code(), "forbidden");
    as_on!(world, "kepala", "2026-03-03", context => refuse_nomination(&context, &refusal)).unwrap();
    let over = sentence(as_on!(world, "s1", "2026-03-03", context => nominate(&context, &named(&["s5"]))));
    assert_eq!(over, "the nomination of `s5` to rate `s1` is over: refused by the superior");
    let declined = DeclineNomination { cycle: cycle(), ratee: person("s1"), reason: "belum mengenal".into() };
    as_on!(world, "s4", "2026-03-03", context => decline_nomination(&context, &declined)).unwrap();
    assert_eq!(as_on!(world, "s8", "2026-03-03", context => decline_nomination(&context, &declined)).unwrap_err().code(), "forbidden");
    let remarks = as_on!(world, "hr", "2026-03-03", context => review_nominations(&context, &cycle())).unwrap();
    assert!(remarks.iter().any(|r| r.severity == Severity::Error && r.message.en.contains("group `peer` for `s1` has 2 raters")));
}

#[test]
fn answers_are_taken_from_approved_raters_on_the_days_of_the_cycle() {
    let world = World::open(memory(), 3);
    let (ratee, rater) = world.pairs().into_iter().find(|(ratee, rater)| ratee != rater && rater.as_str() != "kepala").unwrap();
    assert!(sentence(world.answer(&ratee, &rater, "2026-03-07")).contains("answers are taken from 2026-03-08 to 2026-03-14"));
    assert!(sentence(world.answer(&ratee, &rater, "2026-03-15")).contains("answers are taken from 2026-03-08 to 2026-03-14"));
    assert_eq!(world.answer(&person("s1"), &person("hr"), "2026-03-10").unwrap_err().code(), "forbidden");
    let questions = as_on!(world, rater.as_str(), "2026-03-10", context => read_questionnaire(&context, &cycle(), &ratee)).unwrap();
    assert_eq!(questions.asked.len(), 4);

    let first = world.answer(&ratee, &rater, "2026-03-10").unwrap();
    let second = world.answer(&ratee, &rater, "2026-03-11").unwrap();
    let filter = NominationFilter { ratee: Some(ratee.clone()), rater: Some(rater.clone()) };
    let receipts = run(async { world.store.read().await.unwrap().cycles().receipts(&cycle(), &filter).await.unwrap() });
    assert_eq!(receipts.iter().map(|receipt| receipt.code).collect::<Vec<_>>(), [second.code()], "the later answer takes the place");
    assert_ne!(first.code(), second.code());
    let too_late = DeclineNomination { cycle: cycle(), ratee: ratee.clone(), reason: "berubah pikiran".into() };
    assert_eq!(
        as_on!(world, rater.as_str(), "2026-03-11", context => decline_nomination(&context, &too_late)).unwrap_err().code(),
        "already-answered"
    );
    let conflict = DeclareConflict { cycle: cycle(), ratee: ratee.clone(), rater: rater.clone(), reason: "tidak suka".into() };
    let too_late = as_on!(world, ratee.as_str(), "2026-03-11", context => declare_conflict(&context, &conflict)).unwrap_err();
    assert_eq!(too_late.code(), "too-late-to-decline", "nobody gets rid of a rater once answers may come");

    let command = CloseCycle { cycle: cycle(), importance: BTreeMap::new(), recommended: None };
    let early = as_on!(world, "hr", "2026-03-14", context => close(&context, &command)).unwrap_err();
    assert_eq!(early.code(), "answers-may-come");
    assert_eq!(as_on!(world, "kepala", "2026-03-15", context => close(&context, &command)).unwrap_err().code(), "forbidden");
    world.close().unwrap();
    assert_eq!(world.close().unwrap_err().code(), "no-such-transition");
    assert!(sentence(world.answer(&ratee, &rater, "2026-03-14")).contains("is closed and takes no answers"));
}

#[test]
fn a_cycle_in_which_everybody_has_answered_may_be_closed_early() {
    let world = World::open(memory(), 4);
    world.everybody_answers(&world.pairs());
    let command = CloseCycle { cycle: cycle(), importance: BTreeMap::new(), recommended: None };
    as_on!(world, "hr", "2026-03-12", context => close(&context, &command)).unwrap();
}

#[test]
fn what_is_kept_are_the_reports_of_the_exact_scores() {
    let world = World::open(memory(), 5);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    let exact = crate::expected::reports(&world, &pairs);
    world.close().unwrap();
    world.release();
    for ratee in pairs.iter().map(|(ratee, _)| ratee).collect::<std::collections::BTreeSet<_>>() {
        let own = as_on!(world, ratee.as_str(), "2026-03-16", context => read_own_result(&context, &cycle(), ratee)).unwrap();
        let (expected_own, expected_superior) = &exact[ratee];
        assert_eq!(&own, expected_own);
        let superior = if ratee.as_str() == "kepala" { "sekda" } else { "kepala" };
        let staff = as_on!(world, superior, "2026-03-16", context => read_staff_result(&context, &cycle(), ratee)).unwrap();
        assert_eq!(&staff, expected_superior);
    }
}

#[test]
fn after_the_cut_whole_groups_can_be_withdrawn() {
    let world = World::open(memory(), 6);
    world.everybody_answers(&world.pairs());
    let command = WithdrawGroups {
        cycle: cycle(),
        ratee: person("kepala"),
        groups: vec!["subordinate".parse().unwrap()],
        reason: "penunjukan keliru".into(),
    };
    assert_eq!(as_on!(world, "hr", "2026-03-11", context => withdraw_groups(&context, &command)).unwrap_err().code(), "cycle-not-readable");
    world.close().unwrap();
    world.release();
    let before = as_on!(world, "kepala", "2026-03-16", context => read_own_result(&context, &cycle(), &person("kepala"))).unwrap();
    assert!(!before.comments.is_empty());
    assert_eq!(as_on!(world, "hr", "2026-03-17", context => withdraw_groups(&context, &command)).unwrap(), 2);
    let after = as_on!(world, "kepala", "2026-03-17", context => read_own_result(&context, &cycle(), &person("kepala"))).unwrap();
    assert_eq!((after.summary.edition, after.summary.score, after.comments.len()), (2, None, 0));
    assert!(after.summary.dimensions.iter().all(|dimension| dimension.withdrawn.len() == 1 && dimension.blocks.len() == 1));
    let hr = as_on!(world, "hr", "2026-03-17", context => read_unit_results(&context, &cycle(), &unit("dinas"), &Page::first(1))).unwrap();
    assert_eq!(hr.results[0].withdrawn.as_ref().map(|w| &*w.reason), Some("penunjukan keliru"));
    let unknown = WithdrawGroups { groups: vec!["tetangga".parse().unwrap()], ..command };
    assert_eq!(as_on!(world, "hr", "2026-03-17", context => withdraw_groups(&context, &unknown)).unwrap_err().code(), "cannot-withdraw");
}

#[test]
fn duties_left_undone_are_counted_for_hr() {
    let world = World::open(memory(), 7);
    let pairs: Vec<(PersonId, PersonId)> = world.pairs().into_iter().filter(|(_, rater)| rater.as_str() != "sekda").collect();
    world.everybody_answers(&pairs);
    world.close().unwrap();
    let page = run(async {
        world.store.read().await.unwrap().cycles().results(&cycle(), Audience::Hr, Some(&person("sekda")), &Page::all()).await.unwrap()
    });
    assert_eq!(page.len(), 1, "somebody who is not rated and did not rate");
    assert!(page[0].report.contains("\"not-rated\":1"), "{}", page[0].report);
}

#[test]
fn a_chart_is_taken_from_people_and_units() {
    let world = World::new(memory(), 8);
    let texts = world.texts();
    let command = PlanCycle {
        cycle: cycle(),
        title: Label::same("x"),
        unit: unit("dinas"),
        scheme: texts[0].clone(),
        instrument: texts[1].clone(),
        chart: None,
        seen: Seen::Nothing,
    };
    let planned = as_on!(world, "hr", "2026-03-01", context => plan(&context, &command)).unwrap();
    assert_eq!(planned.members, 10, "nine of the unit and the superior of its head");
    assert_eq!(planned.without_position.len(), 9);
    let unsound = PlanCycle { scheme: jenjang_service::cycles::CycleText { file: "x".into(), text: "[scheme]".into() }, ..command.clone() };
    assert_eq!(as_on!(world, "hr", "2026-03-01", context => plan(&context, &unsound)).unwrap_err().code(), "unsound");
    let nowhere = PlanCycle { unit: unit("tiada"), cycle: "2026-2".parse().unwrap(), ..command };
    assert_eq!(as_on!(world, "hr", "2026-03-01", context => plan(&context, &nowhere)).unwrap_err().code(), "forbidden");
    let listed = as_on!(world, "s1", "2026-03-01", context => list_cycles(&context)).unwrap();
    assert_eq!(listed.len(), 1);
}

#[test]
fn a_planned_cycle_is_planned_anew_until_raters_are_named() {
    let world = World::new(memory(), 8);
    world.plan();
    let before = as_on!(world, "hr", "2026-03-01", context => read_plan(&context, &cycle())).unwrap();
    assert_eq!((&*before.title.en, &before.scheme.text), ("Evaluation 2026", &world.texts()[0].text));
    let anew = PlanCycle { title: Label::new("Penilaian kedua", "Second"), ..before.clone() };
    assert_eq!(as_on!(world, "s1", "2026-03-01", context => plan(&context, &anew)).unwrap_err().code(), "forbidden");
    assert_eq!(as_on!(world, "s1", "2026-03-01", context => read_plan(&context, &cycle())).unwrap_err().code(), "forbidden");
    let planned = as_on!(world, "hr", "2026-03-01", context => plan(&context, &anew)).unwrap();
    assert_eq!(planned.members, 10, "the chart is taken from the people of that day");
    let now = as_on!(world, "hr", "2026-03-01", context => read_plan(&context, &cycle())).unwrap();
    assert_eq!(&*now.title.id, "Penilaian kedua");
    // somebody who saw it as it was before, and whoever believes that it is new
    for late in [before.clone(), PlanCycle { seen: Seen::Nothing, ..before.clone() }] {
        assert_eq!(as_on!(world, "hr", "2026-03-01", context => plan(&context, &late)).unwrap_err().code(), "changed-meanwhile");
    }
    let unknown = PlanCycle { cycle: "2026-2".parse().unwrap(), seen: Seen::Anything, ..before.clone() };
    assert_eq!(as_on!(world, "hr", "2026-03-01", context => plan(&context, &unknown)).unwrap_err().code(), "not-found");
    let proposal = ProposeRaters { cycle: cycle(), seed: "x".into(), chosen_too: false, seen: Seen::Anything };
    as_on!(world, "hr", "2026-03-02", context => propose_raters(&context, &proposal)).unwrap();
    let late = PlanCycle { seen: Seen::Anything, ..before };
    assert_eq!(as_on!(world, "hr", "2026-03-02", context => plan(&context, &late)).unwrap_err().code(), "no-such-transition");
}
