//! The demand of a unit: ranked by the published score, shown as far as the reader may see it.

use std::collections::BTreeSet;

use jenjang::Decimal;
use jenjang::policy::value::Value;
use jenjang_service::ServiceError;
use jenjang_service::needs::{AddWish, DemandView, ReadDemand, add_wish, read_demand};

use crate::world::{CODES, TODAY, World, as_on, code, d, library, person, unit};

const STAFF: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];

/// Everybody of `dinas` is measured; six lack M.03, five M.05, two M.07; in `seksi` nobody is measured.
fn world() -> World {
    let world = World::new();
    for (place, id) in STAFF.iter().enumerate() {
        let mut levels = Vec::new();
        if place < 6 {
            levels.push(("M.03", "1"));
        }
        if place < 5 {
            levels.push(("M.05", "0"));
        }
        if place < 2 {
            levels.push(("M.07", "1"));
        }
        world.profile(id, &levels);
    }
    world
}

fn demand(world: &World, who: &str, of: &str, strategic: &[&str]) -> Result<DemandView, ServiceError> {
    let strategic: BTreeSet<_> = strategic.iter().map(|code| code.parse().unwrap()).collect();
    let command = ReadDemand { library: library(), unit: unit(of), as_of: None, strategic };
    as_on!(world, who, TODAY, context => read_demand(&context, &command))
}

#[test]
fn every_row_shows_what_its_score_is_made_of() {
    let world = world();
    let view = demand(&world, "hr", "dinas", &[]).unwrap();
    assert_eq!(view.people, Some(11));
    let first = &view.demand.rows[0];
    assert_eq!((first.rank, first.competency.as_str(), first.tied), (Some(1), "M.05", false));
    let figures = &first.figures;
    // kepala is an administrator without a profile; t1 and t2 are not measured
    assert_eq!((figures.required, figures.not_measured, figures.below), (11, 3, 5));
    assert_eq!((figures.mean_gap, figures.not_competent_share), (Some(d("2")), Some(d("62.5"))));
    assert_eq!((figures.relative_weight, figures.critical_share), (Some(d("1")), Some(d("0"))));
    assert_eq!(figures.missing_hours_share, Some(d("100")));
    let contributions: Vec<(String, Decimal)> = first
        .components
        .iter()
        .map(|component| match component.contribution {
            Value::Number(number) => (component.code.to_string(), number.normalize()),
            ref other => panic!("{other:?}"),
        })
        .collect();
    let expected = [("gap", "30"), ("importance", "6.25"), ("not-competent", "15.625"), ("missing-hours", "10"), ("strategic", "0")];
    assert_eq!(contributions, expected.map(|(code, number)| (code.to_owned(), d(number))));
    assert_eq!(first.score, Some(d("61.88")), "their sum, rounded half up to two places");
    assert_eq!(first.priority.as_ref().unwrap().code().as_ref(), "sedang");
    assert_eq!(view.demand.certainty.as_str(), "unverified", "no regulation gives a formula");
}

#[test]
fn equal_scores_share_a_rank_and_say_so() {
    let world = world();
    let view = demand(&world, "hr", "dinas", &[]).unwrap();
    let ranks: Vec<(Option<usize>, &str, bool)> =
        view.demand.rows.iter().map(|row| (row.rank, row.competency.as_str(), row.tied)).collect();
    assert_eq!(ranks[..3], [(Some(1), "M.05", false), (Some(2), "M.03", false), (Some(3), "M.07", false)]);
    assert!(ranks[3..].iter().all(|(rank, _, tied)| *rank == Some(4) && *tied), "six that nobody lacks: {ranks:?}");
    assert_eq!(ranks.len(), 9);
    assert_eq!(view.demand.tie_breaks.len(), 2);
}

#[test]
fn what_the_agency_names_strategic_counts_and_wishes_do_not() {
    let world = world();
    let plain = demand(&world, "hr", "dinas", &[]).unwrap();
    for id in STAFF {
        let wish = AddWish { person: person(id), topic: "Bahasa daerah".into(), competency: Some("M.08".parse().unwrap()), course: None };
        as_on!(world, id, TODAY, context => add_wish(&context, &wish)).unwrap();
    }
    let wished = demand(&world, "hr", "dinas", &[]).unwrap();
    let row = |view: &DemandView, code: &str| view.demand.rows.iter().find(|row| row.competency.as_str() == code).unwrap().clone();
    assert_eq!(row(&wished, "M.08").score, row(&plain, "M.08").score);
    assert_eq!((row(&wished, "M.08").figures.wishes, row(&plain, "M.08").figures.wishes), (Some(8), Some(0)));
    let beside = wished.beside.unwrap();
    assert_eq!((beside.wishes.len(), beside.wishes[0].people, beside.missing_hours), (1, 8, 11));
    let strategic = demand(&world, "hr", "dinas", &["M.08"]).unwrap();
    assert_eq!(row(&strategic, "M.08").score.unwrap() - row(&plain, "M.08").score.unwrap(), d("10"));
    let error = demand(&world, "hr", "dinas", &["M.8"]).unwrap_err();
    assert_eq!((error.code(), error.to_string().starts_with("competency `M.8` is in no framework")), ("competency-unknown", true));
}

#[test]
fn small_groups_are_for_hr_officers_of_the_unit_alone() {
    let world = world();
    let all = demand(&world, "hr", "dinas", &[]).unwrap();
    assert_eq!((all.demand.rows.len(), all.demand.withheld.len()), (9, 0));
    for who in ["analyst", "auditor"] {
        let view = demand(&world, who, "dinas", &[]).unwrap();
        // three are not measured: every row would tell of three
        assert_eq!((view.demand.rows.len(), view.demand.withheld.len()), (0, 9), "{who}");
        assert!(view.beside.is_none());
        assert_eq!(demand(&world, who, "seksi", &[]).unwrap().people, None, "two people");
    }
    // with everybody measured, those below and those competent have to be five each
    let world = World::new();
    for (place, id) in STAFF.iter().chain(&["t1", "t2"]).enumerate() {
        world.profile(
            id,
            if place < 5 {
                &[("M.03", "1"), ("M.05", "1")]
            } else if place < 7 {
                &[("M.05", "1")]
            } else {
                &[]
            },
        );
    }
    world.profile("kepala", &CODES.map(|code| (code, "3")));
    let view = demand(&world, "analyst", "dinas", &[]).unwrap();
    let shown: Vec<&str> = view.demand.rows.iter().map(|row| row.competency.as_str()).collect();
    // of M.05 seven are below and four are not
    assert!(shown.contains(&"M.03") && !shown.contains(&"M.05"), "{shown:?}");
    assert_eq!(view.demand.withheld[0].competency.as_str(), "M.05");
}

#[test]
fn nobody_measured_has_no_score_and_stands_last() {
    let world = World::new();
    world.profile("s1", &CODES.map(|code| (code, if code == "M.01" { "1" } else { "-" })));
    let view = demand(&world, "hr", "dinas", &[]).unwrap();
    assert_eq!((view.demand.rows[0].competency.as_str(), view.demand.rows[0].rank), ("M.01", Some(1)));
    assert!(view.demand.rows[1..].iter().all(|row| row.rank.is_none() && row.score.is_none() && row.figures.not_competent_share.is_none()));
}

#[test]
fn demand_is_for_hr_analysts_and_auditors_of_the_unit() {
    let world = world();
    for who in ["s1", "kepala", "operator", "public"] {
        assert_eq!(code(demand(&world, who, "dinas", &[])), "forbidden", "{who}");
    }
    assert_eq!(code(demand(&world, "hr", "tidak-ada", &[])), "forbidden", "a unit nobody knows is in nobody's charge");
}
