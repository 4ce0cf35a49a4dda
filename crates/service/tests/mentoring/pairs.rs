use std::sync::Arc;

use jenjang::competency::Assessment;
use jenjang::competency::repository::ProfileRecord;
use jenjang::mentoring::{Criterion, Goal, MentoringProgramme, PairState, Weighted};
use jenjang::people::id::{PairId, ProgrammeId};
use jenjang::store::MemoryStore;
use jenjang_service::ServiceError;
use jenjang_service::mentoring::{
    BarPair, EndPair, MatchMentors, MatchPerson, Matched, Meet, Met, PairUp, ReviewPair, SetGoals, bar_pair, declare_programme, end_pair,
    match_mentors, meet, pair_up, pairs_of_person, read_pair, read_programme, review_pair, set_goals,
};
use jenjang_service::under_way::development_under_way;

use crate::world::{World, as_on, code, d, day, learning, person, run, said, sources, unit};

fn id() -> ProgrammeId {
    "cpns-2026".parse().unwrap()
}

pub(crate) fn programme() -> MentoringProgramme {
    let weighted = |criterion, weight: &str, required| Weighted { criterion, weight: d(weight), required };
    MentoringProgramme {
        id: id(),
        title: "Pendampingan pegawai baru".into(),
        unit: unit("pemda"),
        first: day("2026-03-01"),
        last: day("2026-12-31"),
        framework: None,
        load_limit: 2,
        no_superior: true,
        criteria: vec![
            weighted(Criterion::SameUnit, "2", false),
            weighted(Criterion::SameField, "1", false),
            weighted(Criterion::HigherGrade, "1", true),
        ],
    }
}

fn people(ids: &[&str]) -> Vec<MatchPerson> {
    ids.iter().map(|id| MatchPerson::new(person(id))).collect()
}

fn matched(world: &World, by: &str, mentees: &[&str], mentors: &[&str], keep: bool) -> Result<Matched, ServiceError> {
    let (programme, mentees, mentors) = (id(), people(mentees), people(mentors));
    let command = MatchMentors { programme: &programme, mentees: &mentees, mentors: &mentors, sources: sources(), keep };
    as_on!(world, by, "2026-03-02", context => match_mentors(&context, command))
}

pub(crate) fn started() -> World {
    let world = World::new(Arc::new(MemoryStore::new()));
    as_on!(world, "hr", "2026-02-20", context => declare_programme(&context, &programme())).unwrap();
    world
}

pub(crate) fn met(world: &World, by: &str, pair: &str, on: &str, today: &str, abroad: bool) -> Result<Met, ServiceError> {
    let pair: PairId = pair.parse().unwrap();
    let command = Meet { pair: &pair, date: day(on), notes: "membahas tugas", abroad, form: "C2", rules: learning() };
    as_on!(world, by, today, context => meet(&context, command))
}

#[test]
fn matching_shows_its_reasons_and_keeps_pairs_only_when_told() {
    let world = started();
    let before = world.trail();
    let found = matched(&world, "hr", &["n2", "n1", "n3"], &["m3", "m1", "m2"], false).unwrap();
    let pairs: Vec<(&str, &str, String)> =
        found.matching.pairs.iter().map(|pair| (pair.mentee.as_str(), pair.mentor.as_str(), pair.score.total.to_string())).collect();
    assert_eq!(pairs, [("n1", "m1", "4".into()), ("n2", "m1", "4".into()), ("n3", "m2", "4".into())]);
    assert!(found.kept.is_empty());
    assert_eq!(world.trail(), before, "a look leaves no trace");
    let kept = matched(&world, "hr", &["n1", "n2", "n3"], &["m1", "m2", "m3"], true).unwrap();
    assert_eq!(kept.matching, found.matching);
    assert_eq!(kept.kept.iter().map(PairId::as_str).collect::<Vec<_>>(), ["cpns-2026/n1", "cpns-2026/n2", "cpns-2026/n3"]);
    assert_eq!(world.trail(), before + 1, "one entry for the whole match");
    // everybody has a mentor now, and m1 has two mentees
    let again = matched(&world, "hr", &["n1", "n4"], &["m1"], true).unwrap();
    assert!(again.matching.pairs.is_empty());
    let codes: Vec<&str> = again.matching.unmatched.iter().map(|left| left.refusals[0].1.code()).collect();
    assert_eq!(codes, ["mentee-paired", "mentor-full"]);
}

#[test]
fn who_may_run_a_programme_and_who_may_not() {
    let world = started();
    assert_eq!(code(as_on!(world, "n1", "2026-02-20", context => declare_programme(&context, &programme()))), "forbidden");
    assert_eq!(code(matched(&world, "kepala", &["n1"], &["m1"], false)), "forbidden");
    assert_eq!(code(matched(&world, "hr", &["n1"], &["hr"], false)), "conflict-of-interest");
    let mut wrong = programme();
    wrong.load_limit = 0;
    let sentence = said(as_on!(world, "hr", "2026-02-20", context => declare_programme(&context, &wrong)));
    assert_eq!(sentence, "a mentor may have 0 mentees, expected 1 to 50");
    let twice = said(matched(&world, "hr", &["n1", "n1"], &["m1"], false));
    assert_eq!(twice, "`n1` is listed twice, expected everybody once");
    let command = (id(), people(&["n1"]), people(&["m1"]));
    let over = MatchMentors { programme: &command.0, mentees: &command.1, mentors: &command.2, sources: sources(), keep: true };
    assert_eq!(code(as_on!(world, "hr", "2027-01-01", context => match_mentors(&context, over))), "programme-over");
}

fn paired(world: &World, mentee: &str, mentor: &str) -> Result<PairId, ServiceError> {
    paired_on(world, "2026-03-02", mentee, mentor)
}

fn paired_on(world: &World, on: &str, mentee: &str, mentor: &str) -> Result<PairId, ServiceError> {
    let (programme, mentee, mentor) = (id(), MatchPerson::new(person(mentee)), MatchPerson::new(person(mentor)));
    let command = PairUp { programme: &programme, mentee: &mentee, mentor: &mentor, goals: &[], sources: sources() };
    as_on!(world, "hr", on, context => pair_up(&context, command)).map(|pair| pair.id)
}

#[test]
fn superiors_conflicts_circles_and_missing_requirements_are_refused_with_reasons() {
    let world = started();
    assert_eq!(code(paired(&world, "n1", "n1")), "own-mentor");
    assert_eq!(code(paired(&world, "n1", "kepala")), "mentor-is-superior");
    assert_eq!(code(paired(&world, "m1", "n1")), "mentor-criterion-not-met");
    let bar = |who: &str, mentee: &str, mentor: &str, reason: &str| {
        let command = BarPair { programme: id(), mentee: person(mentee), mentor: person(mentor), reason: reason.into() };
        as_on!(world, who, "2026-03-02", context => bar_pair(&context, &command))
    };
    assert_eq!(code(bar("n2", "n1", "m1", "kakak")), "forbidden");
    assert_eq!(code(bar("n1", "n1", "m1", " ")), "blank");
    bar("n1", "n1", "m1", "saudara kandung").unwrap();
    assert_eq!(code(bar("m1", "n1", "m1", "saudara kandung")), "barred-twice");
    let sentence = said(paired(&world, "n1", "m1"));
    assert_eq!(sentence, "a conflict of interest was declared between the two: saudara kandung");

    // without the grade the chain m3 → n1 is possible, and n1 → n2, but not n2 → m3
    let mut open = programme();
    open.criteria.retain(|weighted| weighted.criterion != Criterion::HigherGrade);
    as_on!(world, "hr", "2026-03-02", context => declare_programme(&context, &open)).unwrap();
    paired(&world, "n1", "m3").unwrap();
    assert_eq!(said(paired(&world, "m3", "n1")), "circular mentors: `n1` → `m3` → `n1`; expected that nobody mentors the own mentor");
    paired(&world, "n2", "n1").unwrap();
    let longer = said(paired(&world, "m3", "n2"));
    assert_eq!(longer, "circular mentors: `n2` → `m3` → `n1` → `n2`; expected that nobody mentors the own mentor");
    assert_eq!(code(paired(&world, "n2", "m1")), "mentee-paired");
}

#[test]
fn two_sessions_a_month_count_four_hours_and_no_more() {
    let world = started();
    let pair = "cpns-2026/n1";
    paired(&world, "n1", "m1").unwrap();
    let hours = |on: &str| met(&world, "m1", pair, on, "2026-04-30", false).unwrap().hours;
    assert_eq!(hours("2026-03-10"), d("2"));
    assert_eq!(hours("2026-03-24"), d("2"));
    assert_eq!(hours("2026-03-31"), d("0"), "the month is full");
    assert_eq!(hours("2026-04-07"), d("2"));
    let total: jenjang::Decimal = world.learning("n1").iter().map(|entry| entry.hours).sum();
    assert_eq!(total, d("6"));
    let again = said(met(&world, "m1", pair, "2026-03-10", "2026-04-30", false));
    assert_eq!(again, "pair `cpns-2026/n1` has a session of 2026-03-10 already, expected one a day");
    assert_eq!(code(met(&world, "m1", pair, "2026-05-01", "2026-04-30", false)), "session-outside");
    assert_eq!(code(met(&world, "n1", pair, "2026-04-08", "2026-04-30", false)), "forbidden");
    assert_eq!(code(met(&world, "m2", pair, "2026-04-08", "2026-04-30", false)), "forbidden");
    // abroad a session is worth four
    assert_eq!(met(&world, "hr", pair, "2026-05-05", "2026-05-06", true).unwrap().hours, d("4"));
    let view = as_on!(world, "n1", "2026-05-06", context => read_pair(&context, &pair.parse().unwrap())).unwrap();
    assert_eq!((view.hours(), view.sessions.len()), (d("10"), 5));
}

#[test]
fn the_month_is_one_over_all_pairs_of_a_mentee() {
    let world = started();
    paired(&world, "n1", "m1").unwrap();
    met(&world, "m1", "cpns-2026/n1", "2026-03-10", "2026-03-10", false).unwrap();
    let command = EndPair { pair: "cpns-2026/n1".parse().unwrap(), reason: "mentor pindah".into() };
    as_on!(world, "hr", "2026-03-12", context => end_pair(&context, &command)).unwrap();
    assert_eq!(code(met(&world, "m1", "cpns-2026/n1", "2026-03-12", "2026-03-20", false)), "pair-not-running");
    // paired again: the id says that it is the second pair
    let second = paired_on(&world, "2026-03-12", "n1", "m3").unwrap();
    assert_eq!(second.as_str(), "cpns-2026/n1/2");
    assert_eq!(met(&world, "m3", second.as_str(), "2026-03-17", "2026-03-20", false).unwrap().hours, d("2"));
    assert_eq!(met(&world, "m3", second.as_str(), "2026-03-18", "2026-03-20", false).unwrap().hours, d("0"));
}

#[test]
fn both_review_and_the_one_who_runs_it_reads_no_texts() {
    let world = started();
    paired(&world, "n1", "m1").unwrap();
    let pair: PairId = "cpns-2026/n1".parse().unwrap();
    let goals = SetGoals {
        pair: pair.clone(),
        goals: vec![Goal { text: "menyusun laporan".into(), competency: Some("M.01".parse().unwrap()), reached: None }],
    };
    assert_eq!(code(as_on!(world, "n1", "2026-03-03", context => set_goals(&context, &goals))), "forbidden");
    as_on!(world, "m1", "2026-03-03", context => set_goals(&context, &goals)).unwrap();
    let under_way = as_on!(world, "n1", "2026-03-03", context => development_under_way(&context, &person("n1"))).unwrap();
    assert_eq!(under_way.len(), 1);
    assert_eq!((under_way[0].kind.en.as_ref(), under_way[0].competencies[0].as_str()), ("mentoring", "M.01"));

    let review = |who: &str, text: &str, reached: Option<Vec<usize>>| {
        let command = ReviewPair { pair: pair.clone(), text: text.into(), reached };
        as_on!(world, who, "2026-12-01", context => review_pair(&context, &command))
    };
    assert_eq!(code(review("hr", "baik", None)), "forbidden");
    assert_eq!(code(review("n1", "terbantu", Some(vec![1]))), "goals-by-mentor");
    review("n1", "terbantu sekali", None).unwrap();
    let closed = review("m1", "rajin", Some(vec![1])).unwrap();
    assert_eq!(closed.state, PairState::Closed { on: day("2026-12-01") });
    assert_eq!(closed.goals[0].reached, Some(true));
    assert!(as_on!(world, "n1", "2026-12-01", context => development_under_way(&context, &person("n1"))).unwrap().is_empty());

    let seen = as_on!(world, "hr", "2026-12-02", context => read_programme(&context, &id())).unwrap();
    assert_eq!(seen.pairs[0].mentor_review.as_ref().unwrap().text, None);
    let own = as_on!(world, "n1", "2026-12-02", context => read_programme(&context, &id())).unwrap();
    assert_eq!(own.pairs[0].mentor_review.as_ref().unwrap().text.as_deref(), Some("rajin"));
    assert_eq!(code(as_on!(world, "n2", "2026-12-02", context => read_programme(&context, &id()))), "forbidden");
    assert_eq!(as_on!(world, "kepala", "2026-12-02", context => pairs_of_person(&context, &person("n1"))).unwrap().len(), 1);
    assert_eq!(as_on!(world, "m1", "2026-12-02", context => pairs_of_person(&context, &person("m1"))).unwrap().len(), 1);
}

#[test]
fn what_a_mentee_lacks_and_the_mentor_has_counts_and_becomes_a_goal() {
    let world = started();
    let framework = "permenpanrb-38-2017";
    let assessed = |who: &str, level: &str| {
        let assessment: Assessment = serde_json::from_value(serde_json::json!({
            "competency": "M.01", "level": level, "date": "2026-01-10", "assessor": "UPT", "method": "assessment center",
            "unit": { "name": "UPT", "accredited": true }, "evidence": []
        }))
        .unwrap();
        let profile = ProfileRecord { person: person(who), framework: framework.parse().unwrap(), assessments: vec![assessment] };
        run(async {
            let mut tx = world.store.begin().await.unwrap();
            tx.competency().save_profile(&profile, None).await.unwrap();
            tx.commit().await.unwrap();
        });
    };
    for (who, level) in [("n1", "0"), ("m1", "1"), ("m3", "0")] {
        assessed(who, level);
    }
    let mut competencies = programme();
    competencies.criteria = vec![Weighted { criterion: Criterion::Competency, weight: d("3"), required: false }];
    let nameless = matched_in(&world, &competencies);
    assert_eq!(code(nameless), "no-framework");
    competencies.framework = Some(framework.parse().unwrap());
    let found = matched_in(&world, &competencies).unwrap();
    let pair = &found.matching.pairs[0];
    assert_eq!((pair.mentee.as_str(), pair.mentor.as_str(), pair.score.total), ("n1", "m1", d("3")));
    let view = as_on!(world, "n1", "2026-03-03", context => read_pair(&context, &found.kept[0])).unwrap();
    assert_eq!(view.goals[0].competency.as_ref().unwrap().as_str(), "M.01");
}

fn matched_in(world: &World, programme: &MentoringProgramme) -> Result<Matched, ServiceError> {
    as_on!(world, "hr", "2026-03-02", context => declare_programme(&context, programme)).unwrap();
    matched(world, "hr", &["n1"], &["m1", "m3"], true)
}
