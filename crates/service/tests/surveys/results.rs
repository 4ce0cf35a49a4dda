//! What results show, to somebody who subtracts.

use jenjang::audit::Digest;
use jenjang::survey::{Answer, Answers, Released, Results};
use jenjang_service::surveys::PlanSurvey;
use jenjang_statistics::tables::{Counts, feasible_intervals};
use proptest::prelude::*;

use crate::world::{World, answers, code, everybody, office, sentence, staff, survey};

/// Answers that depend on a seed.
fn seeded(who: &str, seed: u64) -> Answers {
    let bytes = Digest::of(format!("{seed} {who}")).0;
    let mut given = answers(who);
    given.insert("fair".parse().unwrap(), Answer::Value((1 + i64::from(bytes[0] % 4)).into()));
    given
}

fn results(seed: u64, silent: &[String]) -> (Results, Vec<(String, Answers)>) {
    let world = World::new();
    world.opened();
    let mut given = Vec::new();
    for who in everybody().into_iter().filter(|who| !silent.contains(who)) {
        let answers = seeded(&who, seed);
        world.answer(&who, "staff-1", "2026-03-12", answers.clone()).unwrap();
        given.push((who, answers));
    }
    world.close("staff-1", "2026-03-21").unwrap();
    (world.results("hr", "staff-1").unwrap().results, given)
}

#[test]
fn an_office_of_four_answers_hides_and_takes_another_with_it() {
    let silent: Vec<String> = office("d", 2);
    let (found, _) = results(1, &silent);
    let fair = &found.questions[0];
    let shown = |level: Released| {
        let cells = found.cells.iter().zip(&fair.parts);
        cells.filter(|(_, part)| part.released >= level).map(|(cell, _)| &*cell.cell.code).collect::<Vec<_>>()
    };
    assert_eq!(found.cells.iter().map(|part| part.answered).collect::<Vec<_>>(), [Some(9), Some(7), Some(4), Some(7)]);
    assert_eq!(shown(Released::Mean), ["a", "b", "d", "-others"], "four are enough for a mean");
    assert_eq!(shown(Released::Full), ["a", "-others"], "not for a distribution; `b` hides with them, or theirs would be what is left");
    assert_eq!((fair.total.released, fair.total.n), (Released::Full, Some(27)));
    assert_eq!(fair.parts[2].n, None, "how many stand behind a mean alone is not said");
    assert!(found.cells.iter().all(|part| part.indicative) && !found.indicative, "fewer than twenty answers each");
    let texts = &found.questions[4].texts;
    assert_eq!(texts.len(), 27);
    let in_order: Vec<String> = everybody().iter().filter(|who| !silent.contains(who)).map(|who| crate::world::remark(who)).collect();
    assert!(texts.iter().map(ToString::to_string).collect::<Vec<_>>() != in_order, "in an order that says nothing");
    assert!(found.questions[4].parts.is_empty() && found.questions[5].texts.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// The adversary knows how many of each office answered, and works out by linear programming what each hidden office can have answered. No office's
    /// answers follow from what is shown; what nobody in what is left answered is the known limit.
    #[test]
    fn no_hidden_office_can_be_worked_out(seed in any::<u64>(), silent in proptest::sample::subsequence(everybody(), 0..20)) {
        let (found, given) = results(seed, &silent);
        let fair = &found.questions[0];
        prop_assume!(fair.total.released == Released::Full);
        let cell = |who: &str| found.cells.iter().position(|part| *part.cell.code == who[..1]).filter(|_| who.len() == 2).unwrap_or(3);
        let mut rows = vec![vec![0_u64; 4]; 4];
        for (who, answers) in &given {
            let Some(Answer::Value(value)) = answers.get(&"fair".parse().unwrap()) else { unreachable!() };
            rows[cell(who)][usize::try_from(*value).unwrap() - 1] += 1;
        }
        for (row, part) in rows.iter().zip(&fair.parts) {
            let counts: Vec<u64> = part.distribution.iter().map(|share| share.count).collect();
            prop_assert!(part.released < Released::Full || &counts == row, "what is shown is what was answered");
            let least = if part.released == Released::Full { 5 } else { 3 };
            prop_assert!(part.released == Released::Hidden || row.iter().sum::<u64>() >= least);
        }
        let hidden: Vec<usize> = (0..4).filter(|at| fair.parts[*at].released < Released::Full && rows[*at].iter().sum::<u64>() > 0).collect();
        let shown = (0..4).any(|at| fair.parts[at].released == Released::Full);
        if hidden.is_empty() || !shown {
            return Ok(());
        }
        let counts = Counts::try_new(rows.clone()).unwrap();
        let cells: Vec<(usize, usize)> = hidden.iter().flat_map(|row| (0..4).map(move |column| (*row, column))).collect();
        for interval in feasible_intervals(&counts, &cells).unwrap() {
            let (row, column) = interval.cell;
            let left: u64 = hidden.iter().map(|at| rows[*at][column]).sum();
            prop_assert!(!interval.is_exact() || left == 0, "{row} {column} of {rows:?}, hidden {hidden:?}");
        }
    }
}

/// The second wave: `d` and `-others` as before, `a` without two, `b` with five more.
#[test]
fn a_wave_shows_what_changed_and_keeps_what_would_point_at_a_few() {
    let world = World::new();
    world.opened();
    for who in everybody() {
        world.answer(&who, "staff-1", "2026-03-12", seeded(&who, 1)).unwrap();
    }
    let second = PlanSurvey { after: Some(survey("staff-1")), ..staff("staff-2") };
    assert_eq!(sentence(world.plan("hr", &second)), "survey `staff-1` is not over, expected closed before its next wave");
    world.close("staff-1", "2026-03-21").unwrap();
    let other = PlanSurvey { after: Some(survey("staff-1")), unit: "a".parse().unwrap(), ..staff("staff-2") };
    assert_eq!(code(world.plan("hr", &other)), "wave-unfit");
    assert_eq!(world.plan("hr", &second).unwrap().wave.number, 2);
    world.import(&["a0", "b8"].map(str::to_owned), "2026-06-01");
    assert_eq!(
        sentence(world.open("staff-2", "2026-06-10", "2026-06-20")),
        "the audience differs by 2 people from wave `staff-1`, expected the same people or at least 3 others: the difference of the two results would be \
         about them. Ask a wider unit, or wait"
    );
    world.import(&["b9", "b0"].map(str::to_owned), "2026-06-10");
    assert_eq!(world.open("staff-2", "2026-06-10", "2026-06-20").unwrap().invited, Some(33));
    for who in everybody().into_iter().chain(["a0", "b0", "b8", "b9"].map(str::to_owned)) {
        world.answer(&who, "staff-2", "2026-06-12", seeded(&who, 2)).unwrap();
    }
    world.close("staff-2", "2026-06-21").unwrap();
    let found = world.results("hr", "staff-2").unwrap();
    assert_eq!((found.results.wave.number, &found.results.kept), (2, &vec!["a".into()]), "one more in `a` than before");
    let fair = &found.results.questions[0];
    let hidden: Vec<bool> = fair.parts.iter().map(|part| part.released == Released::Hidden).collect();
    assert_eq!(hidden, [true, false, true, false], "and the smallest other office, so that `a` is not what is left");
    let of = |part: Option<&str>| {
        let fits = |change: &&jenjang::survey::waves::Change| {
            change.question.as_ref().is_some_and(|id| id.as_str() == "fair") && change.part.as_deref() == part
        };
        found.changes.iter().find(fits).map(|change| (change.earlier.is_some(), change.change.is_some()))
    };
    assert_eq!((of(None), of(Some("a")), of(Some("b"))), (Some((true, true)), Some((true, false)), Some((true, true))));
    let total = found.changes.iter().find(|change| change.part.is_none()).unwrap();
    assert_eq!(total.change, Some((total.later.unwrap() - total.earlier.unwrap()).normalize()));
}
