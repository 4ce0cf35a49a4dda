//! Fairness over populations, counted by hand and against published figures.

#![allow(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

mod small;

use std::num::NonZero;
use std::sync::Arc;

use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang_lab::audit::{Chosen, FairnessAudit, Flips, Found, Measure, Options, StepAudit, StepKind, audit, flip_test, proxies};
use jenjang_lab::population::{InMemory, Population};
use jenjang_lab::run::Threads;
use jenjang_tests::Random;
use proptest::prelude::*;
use small::{Small, day};

/// A rule of one criterion.
fn rule(id: &str, criteria: &[(&str, &str, &str)]) -> String {
    let head = format!(
        "[policy]\nid = \"small/{id}\"\ndecides = \"eligibility\"\ntitle = {{ id = \"Uji\", en = \"Test\" }}\ncatalogue = \"small\"\n\
         reference = \"test\"\ncertainty = \"text\"\neffective = {{ from = 2020-01-01 }}\ndate-rounding = \"last-day-of-month\"\n"
    );
    let criterion = |(code, require, basis): &(&str, &str, &str)| {
        let basis = if basis.is_empty() { String::new() } else { format!("lawful-basis = \"{basis}\"\n") };
        format!(
            "\n[[criteria]]\ncode = \"{code}\"\nlabel = {{ id = \"{code}\", en = \"{code}\" }}\nreference = \"test\"\ncertainty = \"text\"\n\
             {basis}require = '{require}'\nremedy = \"none\"\n"
        )
    };
    head + &criteria.iter().map(criterion).collect::<String>()
}

fn with_rule(id: &str, criteria: &[(&str, &str, &str)]) -> (Small, Arc<PolicyOnDate>) {
    let small = Small::with(&[("more.toml", &rule(id, criteria))]);
    let on = small.on(&format!("small/{id}"), "2026-04-01");
    (small, on)
}

fn rows(times: usize, cells: &[&str]) -> Vec<Vec<String>> {
    vec![cells.iter().map(ToString::to_string).collect(); times]
}

fn step<'a>(found: &'a FairnessAudit, code: &str, kind: StepKind) -> &'a StepAudit {
    found.attributes[0].steps.iter().find(|step| &*step.code == code && step.kind == kind).unwrap()
}

fn groups(step: &StepAudit) -> Vec<(&str, u64, u64, u64)> {
    step.groups.iter().map(|group| (&*group.name.en, group.pool, group.selected, group.unknown)).collect()
}

fn near(found: &Found<f64>, expected: f64) -> bool {
    found.value().is_some_and(|value| (value - expected).abs() < 1e-9)
}

#[test]
fn berkeley_is_compared_department_by_department() {
    let (small, on) = with_rule("admission", &[("refused", "merit >= 1", "")]);
    let men = [(512, 825), (353, 560), (120, 325), (138, 417), (53, 191), (22, 373)];
    let women = [(89, 108), (17, 25), (202, 593), (131, 375), (94, 393), (24, 341)];
    let mut people = Vec::new();
    for (sex, counts) in [("man", men), ("woman", women)] {
        for (department, (admitted, applied)) in ["A", "B", "C", "D", "E", "F"].iter().zip(counts) {
            people.extend(rows(admitted, &[sex, "1", department]));
            people.extend(rows(applied - admitted, &[sex, "0", department]));
        }
    }
    let people = small.people(&["sex", "merit", "@department"], &[people]);
    let found = audit(&people, &on, &Options::new(&["sex"], &["department"])).unwrap();
    let outcome = step(&found, "outcome", StepKind::Outcome);
    assert_eq!(groups(outcome), [("Man", 2691, 1198, 0), ("Woman", 1835, 557, 0)]);
    assert_eq!((outcome.reference.value().map(|label| &*label.en), outcome.flag), (Some("Man"), Some("red")));
    let women = outcome.groups[1].against.as_ref().unwrap();
    // R: mantelhaen.test(UCBAdmissions) gives p 0.2323, vcd's Woolf test p 0.0034
    assert!(near(women.cmh_p.as_ref().unwrap(), 0.232_263_462_817));
    assert!(women.woolf_p.as_ref().unwrap().value().is_some_and(|p| (0.003..0.0035).contains(p)));
    assert!(women.odds_ratio_within.as_ref().unwrap().value().is_some_and(|ratio| (ratio - 0.9047).abs() < 1e-3));
    assert_eq!((women.strata, women.strata_skipped, women.ratios.len()), (6, 0, 6));
    assert!(women.ratios[0].ratio.value().unwrap() > &1.3);
    assert_eq!(&*women.ratios[0].stratum.en, "A");
    assert!(outcome.page[8].lines[0].en.ends_with("units and grades differ from one another, read them one by one."));
    assert_eq!(outcome.page.iter().map(|section| section.code).collect::<Vec<_>>()[6], "stratified");
    // without strata nothing may be said
    let plain = audit(&people, &on, &Options::new(&["sex"], &[])).unwrap();
    assert!(step(&plain, "outcome", StepKind::Outcome).page[6].lines[0].en.starts_with("Units and grades were not given"));
}

#[test]
fn every_step_is_counted_as_a_funnel_and_by_itself() {
    let small = Small::new();
    let on = small.on("small/promotion", "2026-04-01");
    let head = ["sex", "grade", "grade.since", "rating"];
    let mut people = Vec::new();
    people.extend(rows(6, &["man", "A", "2020-04-01", "good"]));
    people.extend(rows(2, &["man", "A", "2025-04-01", "good"]));
    people.extend(rows(2, &["man", "A", "2025-04-01", "poor"]));
    people.extend(rows(3, &["woman", "A", "2020-04-01", "good"]));
    people.extend(rows(4, &["woman", "A", "2020-04-01", "poor"]));
    people.extend(rows(2, &["woman", "A", "2020-04-01", "-"]));
    people.extend(rows(1, &["woman", "D", "2020-04-01", "good"]));
    let people = small.people(&head, &[people]);
    let found = audit(&people, &on, &Options::new(&["sex"], &["grade"])).unwrap();
    assert_eq!((found.people, found.attributes[0].unknown), (20, Some(0)));
    let codes: Vec<(&str, StepKind)> = found.attributes[0].steps.iter().map(|step| (&*step.code, step.kind)).collect();
    let all = |kind| ["too-short", "rated-poor", "at-the-top"].map(|code| (code, kind));
    let expected = [[("outcome", StepKind::Outcome)].to_vec(), all(StepKind::Funnel).to_vec(), all(StepKind::ByItself).to_vec()].concat();
    assert_eq!(codes, expected);
    assert_eq!(groups(step(&found, "outcome", StepKind::Outcome)), [("Man", 10, 6, 0), ("Woman", 10, 3, 2)]);
    assert_eq!(groups(step(&found, "too-short", StepKind::Funnel)), [("Man", 10, 6, 0), ("Woman", 10, 10, 0)]);
    assert_eq!(groups(step(&found, "rated-poor", StepKind::Funnel)), [("Man", 6, 6, 0), ("Woman", 10, 4, 2)]);
    // four women are left for the last step: fewer than five, and so the six men beside them are not shown either
    assert_eq!(groups(step(&found, "at-the-top", StepKind::Funnel)), []);
    assert_eq!(groups(step(&found, "rated-poor", StepKind::ByItself)), [("Man", 10, 8, 0), ("Woman", 10, 4, 2)]);
    assert_eq!(found.multiplicity.comparisons, 6);
    let p: Vec<f64> = found.attributes[0]
        .steps
        .iter()
        .flat_map(|step| &step.groups)
        .filter_map(|group| group.against.as_ref()?.fisher.value().copied())
        .collect();
    let least = p.iter().copied().fold(1.0, f64::min);
    let holm = found.attributes[0]
        .steps
        .iter()
        .flat_map(|step| &step.groups)
        .filter_map(|group| group.against.as_ref()?.holm.value().copied())
        .fold(1.0, f64::min);
    assert!((holm - (least * 6.0).min(1.0)).abs() < 1e-12);
}

#[test]
fn small_groups_are_nowhere_in_what_is_written() {
    let (small, on) = with_rule("admission", &[("refused", "merit >= 1", "")]);
    let mut people = rows(50, &["plain", "1"]);
    people.extend(rows(40, &["plain", "0"]));
    people.extend(rows(3, &["hidden-one", "1"]));
    people.extend(rows(20, &["hidden-too", "0"]));
    people.extend(rows(30, &["other", "1"]));
    let people = small.people(&["post", "merit"], &[people]);
    let mut options = Options::new(&["post"], &[]);
    options.flips = false;
    let found = audit(&people, &on, &options).unwrap();
    let text = serde_json::to_string(&found).unwrap();
    // 143 people less the two groups shown leaves 23, not 3
    assert!(!text.contains("hidden-"), "{text}");
    let outcome = step(&found, "outcome", StepKind::Outcome);
    assert_eq!(groups(outcome), [("other", 30, 30, 0), ("plain", 90, 50, 0)]);
    let counts = &outcome.page[0].lines;
    assert_eq!(&*counts[2].en, "1 group has fewer than five people and is not shown.");
    assert_eq!(&*counts[3].en, "Groups left out besides, so that small ones cannot be worked back: 1.");
}

#[test]
fn the_flip_test_finds_an_age_limit_and_nothing_else() {
    let (small, on) = with_rule("limit", &[("too-old", "age < 56", "PP 11/2017"), ("too-low", "merit >= 50", "")]);
    let people = small.table(
        &["birth", "sex", "merit", "age"],
        &[
            "1970-05-01 | man | 60 | -",   // 55, nearly 56
            "1969-05-01 | woman | 60 | -", // 56
            "1990-01-01 | woman | 60 | -", // 36
            "1970-05-01 | man | 40 | -",   // fails by score
            "- | man | 60 | -",            // nobody knows
        ],
    );
    let found = flip_test(&people, &on, &[-1, 1, 30], Threads::default()).unwrap();
    let flips = |name: &str| found.flips.iter().filter(|flips| &*flips.fact == name).collect::<Vec<&Flips>>();
    let births = flips("birth");
    // a year older: the first passes 56. A year younger: the second is below it.
    assert_eq!(births.iter().map(|flips| (flips.tried, flips.outcomes)).collect::<Vec<_>>(), [(4, 1), (4, 1), (4, 1)]);
    let criterion = &births[0].criteria[0];
    // the one whose score fails as well has another answer to the criterion and the same outcome
    assert_eq!((&*criterion.code, criterion.people, criterion.lawful_basis.as_deref()), ("too-old", 2, Some("PP 11/2017")));
    assert!(births.iter().all(|flips| flips.reads && flips.lawful && flips.criteria.len() == 1));
    let sexes = flips("sex");
    assert_eq!(
        sexes.iter().map(|flips| (&*flips.change.en, flips.tried, flips.outcomes)).collect::<Vec<_>>(),
        [("to Man", 2, 0), ("to Woman", 3, 0)]
    );
    assert!(sexes.iter().all(|flips| !flips.reads && flips.criteria.is_empty()));
    assert_eq!(
        &*sexes[0].proof.en,
        "The policy does not read `sex`, nor through derived facts, tables or other policies. Facts read: age, birth, merit."
    );
    assert!(found.passed && found.summary.en.contains("Protected facts it reads: birth, age."), "{}", found.summary.en);
    // the same rule without its lawful basis, as no file could say it
    let mut unlawful = (**small.policy("small/limit")).clone();
    unlawful.criteria[0].lawful_basis = None;
    let on = Arc::new(prepare(&small.set, &Arc::new(unlawful), day("2026-04-01"), day("2026-04-01")).unwrap());
    let found = flip_test(&people, &on, &[-1], Threads::default()).unwrap();
    assert!(!found.passed && found.summary.en.starts_with("The flip test fails"));
}

#[test]
fn a_score_that_reads_nothing_protected_moves_for_nobody() {
    let small = Small::new();
    let on = small.on("small/merit", "2026-04-01");
    let people = small.table(&["sex", "merit", "grade.since"], &["man | 60 | 2020-01-01", "woman | 70 | 2021-01-01"]);
    let found = flip_test(&people, &on, &[1], Threads::default()).unwrap();
    assert!(found.passed && found.flips.len() == 2);
    assert!(found.flips.iter().all(|flips| flips.tried == 1 && flips.values + flips.ranks + flips.outcomes == 0));
    let mut options = Options::new(&["sex"], &[]);
    assert_eq!(
        audit(&people, &on, &options).unwrap_err().to_string(),
        "who is selected by policy `small/merit` must be said by a least value"
    );
    options.chosen = Chosen::AtLeast(65.into());
    assert_eq!(audit(&people, &on, &options).unwrap().people, 2);
}

#[test]
fn a_proxy_is_named_with_the_gap_that_goes_through_it() {
    let (small, on) = with_rule("part-time", &[("hours", "merit >= 30", ""), ("rated-poor", "rating[1] = \"good\"", "")]);
    let mut people = Vec::new();
    // hours stand in for sex; ratings do not
    for (sex, hours) in [("man", "40"), ("woman", "20")] {
        people.extend(rows(30, &[sex, hours, "good", "x"]));
        people.extend(rows(10, &[sex, hours, "poor", "x"]));
    }
    let people = small.people(&["sex", "merit", "rating", "post"], &[people]);
    let found = proxies(&people, &on, &["sex".into()], Threads::default()).unwrap();
    let names: Vec<&str> = found.iter().map(|proxy| &*proxy.fact).collect();
    assert_eq!(names, ["rating[1]", "rating[2]", "rating[3]", "merit"]);
    let hours = &found[3];
    assert!(hours.measure == Measure::PointBiserial && near(&hours.association, 1.0));
    let gap = hours.gap.value().unwrap();
    assert_eq!((gap.with, gap.without, gap.share), (0.75, 0.0, Some(1.0)));
    assert_eq!(
        &*hours.sentence.en,
        "Score is closely related to Sex (point-biserial correlation 1.00); Man are ahead of Woman by 75.0 points, without the criteria that read it by 0.0 points."
    );
    assert_eq!(
        &*hours.sentence.id,
        "Nilai berkaitan erat dengan Jenis kelamin (korelasi titik-biserial 1,00); selisih kelayakan Laki-laki terhadap Perempuan 75,0 poin, tanpa syarat yang membacanya 0,0 poin."
    );
    let rating = &found[0];
    assert!(near(&rating.association, 0.0));
    // without the criterion on ratings all forty men pass, and no woman: the gap grows
    assert_eq!(rating.gap.value().map(|gap| (gap.with, gap.without)), Some((0.75, 1.0)));
    assert!(matches!(found[1].association, Found::Absent(_)));
}

#[test]
fn a_group_of_criteria_is_met_again_with_one_set_aside() {
    let text = rule("either", &[("too-low", "merit >= 50", ""), ("rated-poor", "rating[1] = \"good\"", "")])
        + "\n[[groups]]\ncode = \"neither\"\nlabel = { id = \"Salah satu\", en = \"Either\" }\nreference = \"test\"\ncertainty = \"text\"\nof = [\"too-low\", \"rated-poor\"]\nany-of = true\n";
    let small = Small::with(&[("more.toml", &text)]);
    let on = small.on("small/either", "2026-04-01");
    let mut people = rows(10, &["man", "60", "poor"]);
    people.extend(rows(10, &["woman", "40", "poor"]));
    let people = small.people(&["sex", "merit", "rating"], &[people]);
    let found = proxies(&people, &on, &["sex".into()], Threads::default()).unwrap();
    let score = found.iter().find(|proxy| &*proxy.fact == "merit").unwrap();
    assert_eq!(score.gap.value().map(|gap| (gap.with, gap.without)), Some((1.0, 0.0)));
    let mut options = Options::new(&["sex"], &[]);
    options.proxies = false;
    let found = audit(&people, &on, &options).unwrap();
    // members of a group are no steps of the funnel
    let funnel = found.attributes[0].steps.iter().filter(|step| step.kind == StepKind::Funnel).map(|step| &*step.code).collect::<Vec<_>>();
    assert_eq!(funnel, ["neither"]);
}

#[test]
fn nobody_and_one_person_are_audited_without_a_word_too_much() {
    let small = Small::new();
    let on = small.on("small/promotion", "2026-04-01");
    let head = ["sex", "grade", "grade.since", "rating", "birth"];
    let nobody = audit(&small.people(&head, &[vec![]]), &on, &Options::new(&["sex", "birth"], &["grade"])).unwrap();
    assert!(nobody.people == 0 && nobody.attributes.iter().all(|attribute| attribute.steps.iter().all(|step| step.groups.is_empty())));
    let one = small.table(&head, &["woman | A | 2020-04-01 | good | 1990-01-01"]);
    let one = audit(&one, &on, &Options::new(&["sex", "birth"], &["grade"])).unwrap();
    assert!(one.attributes.iter().all(|attribute| attribute.steps.iter().all(|step| step.groups.is_empty())));
    assert_eq!(one.multiplicity.comparisons, 0);
    let text = serde_json::to_string(&one.attributes).unwrap();
    assert!(!text.contains("Woman"), "{text}");
    let refused = audit(&small.people(&head, &[vec![]]), &on, &Options::new(&["hair"], &[])).unwrap_err();
    assert_eq!(refused.to_string(), "the data has no fact or column `hair` to group people by");
}

fn by_chance(random: &mut Random, count: usize) -> Vec<Vec<String>> {
    let pick = |random: &mut Random, list: &[&str]| list[usize::try_from(random.below(list.len() as u64)).unwrap()].to_owned();
    (0..count)
        .map(|_| {
            vec![
                pick(random, &["man", "woman", "man", "woman", "-"]),
                pick(random, &["A", "B", "C", "D"]),
                format!("{}-04-01", 2018 + random.below(8)),
                pick(random, &["good", "poor", "good poor", "-"]),
                format!("{}-02-29", 1964 + 4 * random.below(10)),
            ]
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn totals_add_up_and_neither_order_nor_threads_play_a_part(seed in any::<u64>(), parts in 1_usize..4, threads in 1_usize..4) {
        let small = Small::new();
        let on = small.on("small/promotion", "2026-04-01");
        let head = ["sex", "grade", "grade.since", "rating", "birth"];
        let mut people = by_chance(&mut Random::new(seed), 200);
        let mut options = Options::new(&["sex", "birth"], &["grade"]);
        options.threads = Threads(NonZero::<usize>::MIN);
        let one: InMemory = small.people(&head, &[people.clone()]);
        let found = audit(&one, &on, &options).unwrap();
        let first = serde_json::to_string(&found).unwrap();
        people.reverse();
        let split: Vec<Vec<Vec<String>>> = people.chunks(200_usize.div_ceil(parts)).map(<[_]>::to_vec).collect();
        options.threads = Threads(NonZero::new(threads).unwrap());
        let other = small.people(&head, &split);
        prop_assert_eq!(other.people(), Some(200));
        prop_assert_eq!(&first, &serde_json::to_string(&audit(&other, &on, &options).unwrap()).unwrap());
        let sex = &found.attributes[0];
        let pool = |step: &StepAudit| step.groups.iter().map(|group| group.pool).sum::<u64>();
        let chosen = |step: &StepAudit| step.groups.iter().map(|group| group.selected).sum::<u64>();
        prop_assert_eq!(pool(&sex.steps[0]) + sex.unknown.unwrap(), found.people);
        let funnel: Vec<&StepAudit> = sex.steps.iter().filter(|step| step.kind == StepKind::Funnel).collect();
        prop_assert_eq!(pool(funnel[0]), pool(&sex.steps[0]));
        for (step, next) in funnel.iter().zip(funnel.iter().skip(1)) {
            if next.groups.len() == 2 && step.groups.len() == 2 {
                prop_assert_eq!(chosen(step), pool(next));
            }
        }
        if funnel[2].groups.len() == 2 {
            prop_assert_eq!(chosen(funnel[2]), chosen(&sex.steps[0]));
        }
        prop_assert!(found.flips.unwrap().passed);
    }
}
