//! Reliability, flags and sensitivity of whole simulated cycles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests: what is absent ends the test")]

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::Flag;
use jenjang::evaluation::scheme::Scheme;
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang::{Decimal, evaluation};
use jenjang_service::evaluation::{CycleAnalysis, Rated, analyse};
use jenjang_tests::Random;
use jenjang_tests::cycle::{Shape, Simulated, USUAL, simulate};

fn shipped() -> (Scheme, Instrument) {
    let scheme = jenjang_asn::schemes().into_iter().find(|scheme| scheme.parts().id == "asn/360/default").unwrap();
    let instrument = jenjang_asn::instruments().into_iter().find(|i| i.parts().id == scheme.parts().instrument).unwrap();
    ((*scheme).clone(), (*instrument).clone())
}

fn analysis(scheme: &Scheme, instrument: &Instrument, cycle: &[Simulated]) -> CycleAnalysis {
    let sheets: Vec<ScoreSheet> = cycle.iter().map(|person| person.sheet(scheme, instrument)).collect();
    let rated: Vec<Rated<'_>> =
        cycle.iter().zip(&sheets).map(|(person, sheet)| Rated { sheet, responses: &person.responses, leads: false }).collect();
    analyse(scheme, instrument, &rated, None)
}

fn number(figure: &evaluation::report::Figure) -> Decimal {
    figure.value.unwrap_or_else(|| panic!("{figure:?} has a value"))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn raters_who_agree_are_reliable_and_raters_who_scatter_are_not() {
    let (scheme, instrument) = shipped();
    let agree = Shape { people: 150, leniency: 0, noise: 60, raters: 4, not_observed: 0 };
    let clear = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 60, agree, &mut Random::new(1)));
    let all = clear.reliability.groups.last().unwrap();
    assert!(number(&all.one_way.average) > decimal("0.95") && number(&all.one_way.single) > decimal("0.8"), "{:?}", all.one_way);
    let same = Shape { noise: 0, ..agree };
    let same = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 60, same, &mut Random::new(1)));
    assert_eq!(same.reliability.groups.last().unwrap().one_way.average.value, None, "a reliability of 1 would give every answer away");
    let scatter = Shape { people: 0, leniency: 100, noise: 200, raters: 4, not_observed: 5 };
    let blurred = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 60, scatter, &mut Random::new(2)));
    let all = blurred.reliability.groups.last().unwrap();
    assert!(number(&all.one_way.average) < decimal("0.5"), "{:?}", all.one_way);
    let precision = |analysis: &CycleAnalysis| number(&analysis.precision().reliability);
    assert!(precision(&clear) > precision(&blurred), "{:?} {:?}", clear.precision(), blurred.precision());
}

#[test]
fn the_standard_error_and_the_detectable_difference_belong_together() {
    let (scheme, instrument) = shipped();
    let usual = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 200, USUAL, &mut Random::new(3)));
    let precision = usual.precision();
    let ratio = number(&precision.detectable_difference) / number(&precision.standard_error);
    assert!((ratio - decimal("2.77")).abs() < decimal("0.15"), "1.96 * sqrt 2 within rounding: {precision:?}");
    assert!(usual.reliability.assumed.as_ref().unwrap().en.contains("Conway & Huffcutt"));
    assert!(usual.reliability.dimensions.iter().all(|d| d.alpha.value.is_some() && d.krippendorff.value.is_some()));
}

#[test]
fn few_people_or_equal_answers_have_a_reason_and_no_number() {
    let (scheme, instrument) = shipped();
    let mut four = simulate(&scheme, &instrument, 10, USUAL, &mut Random::new(4));
    four.truncate(4);
    let few = analysis(&scheme, &instrument, &four);
    assert_eq!(few.precision().reliability.value, None);
    assert_eq!(&*few.precision().reliability.reason.as_ref().unwrap().en, "only 4 values, at least 10 are needed");
    let none = analysis(&scheme, &instrument, &[]);
    assert!(none.precision().reliability.reason.is_some() && none.severity.recommended == 0);
    let equal = Shape { people: 0, leniency: 0, noise: 0, raters: 3, not_observed: 0 };
    let flat = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 20, equal, &mut Random::new(5)));
    let all = flat.reliability.groups.last().unwrap();
    assert_eq!((all.one_way.single.value, all.one_way.average.value), (None, None));
    assert_eq!(&*all.one_way.average.reason.as_ref().unwrap().en, "all values are equal, there is nothing to compare");
    assert!(flat.flags[&Flag::StraightLine] >= 20 * 4, "everybody answers the same throughout: {:?}", flat.flags);
    assert!(!flat.severity.sensitive);
}

#[test]
fn the_order_of_people_and_responses_does_not_matter() {
    let (scheme, instrument) = shipped();
    let mut cycle = simulate(&scheme, &instrument, 40, USUAL, &mut Random::new(6));
    let straight = analysis(&scheme, &instrument, &cycle);
    cycle.reverse();
    cycle.iter_mut().for_each(|person| person.responses.reverse());
    assert_eq!(straight, analysis(&scheme, &instrument, &cycle));
}

#[test]
fn the_self_rating_moves_nothing_but_the_own_view() {
    let (scheme, instrument) = shipped();
    let mut cycle = simulate(&scheme, &instrument, 30, USUAL, &mut Random::new(7));
    let with = analysis(&scheme, &instrument, &cycle);
    cycle.iter_mut().for_each(|person| person.responses.retain(|response| response.rater() != response.ratee()));
    let without = analysis(&scheme, &instrument, &cycle);
    assert_eq!(with.reliability.precision, without.reliability.precision);
    assert_eq!(with.reliability.groups, without.reliability.groups);
    assert_eq!((with.flags, with.severity), (without.flags, without.severity));
    assert_eq!((with.reliability.self_view.people, without.reliability.self_view.people), (30, 0));
}

#[test]
fn severe_raters_make_the_result_sensitive() {
    let (scheme, instrument) = shipped();
    let severe = Shape { people: 40, leniency: 150, noise: 20, raters: 4, not_observed: 0 };
    let found = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 10, severe, &mut Random::new(8)));
    assert!(found.severity.additive.basis.value.is_some(), "one unit of ten is connected");
    let fair = Shape { leniency: 0, ..severe };
    let calm = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 10, fair, &mut Random::new(8)));
    assert!(!calm.severity.sensitive, "{:?}", calm.severity);
    let apart = analysis(&scheme, &instrument, &simulate(&scheme, &instrument, 40, severe, &mut Random::new(9)));
    assert_eq!(apart.severity.additive.basis.value, None, "units share no rater");
}
