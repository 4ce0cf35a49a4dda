//! Fairness over populations, counted by hand and against published figures.

#![allow(clippy::float_arithmetic, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

mod small;

use std::num::NonZero;
use std::sync::Arc;

use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang_lab::audit::{
    About, Chosen, FairnessAudit, FlipTest, Flips, Found, Measure, Options, Proxy, StepAudit, StepKind, audit, audit_beside,
};
use jenjang_lab::compare::{Change, Comparison, Dimension, Suppression, compare};
use jenjang_lab::population::{InMemory, Population};
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;
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

/// Name, pool, selected, unknown; -1 where a count is few, -2 where it protects another.
fn groups(step: &StepAudit) -> Vec<(&str, i64, i64, i64)> {
    let number = |shown: Shown| match shown {
        Shown::Value(count) => i64::try_from(count).unwrap(),
        Shown::Few => -1,
        Shown::Protecting => -2,
    };
    step.groups.iter().map(|group| (&*group.name.en, number(group.pool), number(group.selected), number(group.unknown))).collect()
}

/// The flip test alone, moving births by so many years.
fn flip_test(people: &dyn Population, policy: &Arc<PolicyOnDate>, years: &[i32]) -> FlipTest {
    let mut options = Options { years: years.to_vec(), ..Options::new(&[], &[]) };
    if policy.policy().kind != jenjang::policy::document::Kind::Eligibility {
        options.chosen = Chosen::AtLeast(65.into());
    }
    audit(people, policy, &options).unwrap().flips.unwrap()
}

fn proxies(people: &dyn Population, policy: &Arc<PolicyOnDate>) -> Vec<Proxy> {
    audit(people, policy, &Options { flips: false, ..Options::new(&["sex"], &[]) }).unwrap().proxies
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
    assert!(women.odds_ratio_within.as_ref().unwrap().value().is_some_and(|ratio| (ratio - 1.0 / 0.9047).abs() < 2e-3));
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
    people.extend(rows(60, &["man", "A", "2020-04-01", "good"]));
    people.extend(rows(20, &["man", "A", "2025-04-01", "good"]));
    people.extend(rows(20, &["man", "A", "2025-04-01", "poor"]));
    people.extend(rows(30, &["woman", "A", "2020-04-01", "good"]));
    people.extend(rows(40, &["woman", "A", "2020-04-01", "poor"]));
    people.extend(rows(20, &["woman", "A", "2020-04-01", "-"]));
    people.extend(rows(10, &["woman", "D", "2020-04-01", "good"]));
    let people = small.people(&head, &[people]);
    let found = audit(&people, &on, &Options::new(&["sex"], &["grade"])).unwrap();
    assert_eq!((found.people, found.attributes[0].unknown), (200, Some(0)));
    let codes: Vec<(&str, StepKind)> = found.attributes[0].steps.iter().map(|step| (&*step.code, step.kind)).collect();
    let all = |kind| ["too-short", "rated-poor", "at-the-top"].map(|code| (code, kind));
    let expected = [[("outcome", StepKind::Outcome)].to_vec(), all(StepKind::Funnel).to_vec(), all(StepKind::ByItself).to_vec()].concat();
    assert_eq!(codes, expected);
    assert_eq!(groups(step(&found, "outcome", StepKind::Outcome)), [("Man", 100, 60, 0), ("Woman", 100, 30, 20)]);
    assert_eq!(groups(step(&found, "too-short", StepKind::Funnel)), [("Man", 100, 60, 0), ("Woman", 100, 100, 0)]);
    assert_eq!(groups(step(&found, "rated-poor", StepKind::Funnel)), [("Man", 60, 60, 0), ("Woman", 100, 40, 20)]);
    assert_eq!(groups(step(&found, "at-the-top", StepKind::Funnel)), [("Man", 60, 60, 0), ("Woman", 40, 30, 0)]);
    assert_eq!(groups(step(&found, "rated-poor", StepKind::ByItself)), [("Man", 100, 80, 0), ("Woman", 100, 40, 20)]);
    assert_eq!(groups(step(&found, "at-the-top", StepKind::ByItself)), [("Man", 100, 100, 0), ("Woman", 100, 90, 0)]);
    assert_eq!(found.multiplicity.comparisons, 7);
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
    assert!((holm - (least * 7.0).min(1.0)).abs() < 1e-12);
}

#[test]
fn a_step_that_stops_three_people_hides_steps_and_not_the_outcome() {
    let small = Small::new();
    let on = small.on("small/promotion", "2026-04-01");
    let mut people = Vec::new();
    for (sex, short, poor, good) in [("man", 3, 37, 60), ("woman", 10, 40, 50)] {
        people.extend(rows(short, &[sex, "A", "2025-04-01", "good"]));
        people.extend(rows(poor, &[sex, "A", "2020-04-01", "poor"]));
        people.extend(rows(good, &[sex, "A", "2020-04-01", "good"]));
    }
    let people = small.people(&["sex", "grade", "grade.since", "rating"], &[people]);
    let found = audit(&people, &on, &Options::new(&["sex"], &[])).unwrap();
    assert_eq!(groups(step(&found, "outcome", StepKind::Outcome)), [("Man", 100, 60, 0), ("Woman", 100, 50, 0)]);
    // 100 less 97 would be the three; of the women 90, and by the sum the 97 again
    assert_eq!(groups(step(&found, "too-short", StepKind::Funnel)), [("Man", 100, -2, 0), ("Woman", 100, -2, 0)]);
    assert_eq!(groups(step(&found, "rated-poor", StepKind::Funnel)), [("Man", -2, 60, 0), ("Woman", -2, 50, 0)]);
    assert_eq!(groups(step(&found, "too-short", StepKind::ByItself)), [("Man", -2, -2, -2), ("Woman", -2, -2, -2)]);
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
    assert!(!text.contains("hidden-"), "{text}");
    let outcome = step(&found, "outcome", StepKind::Outcome);
    // the three of the small group, and the twenty counted with them, none of whom is selected: 3 of 23, which neither 83 selected less the others gives
    let shown = groups(outcome);
    assert_eq!(
        shown.iter().map(|group| (group.0, group.1)).collect::<Vec<_>>(),
        [("other", 30), ("plain", 90), ("other small groups", 23)]
    );
    assert_eq!(shown[2].2, -1);
    assert!(shown[0].2 == -2 || shown[1].2 == -2, "{shown:?}");
    assert_eq!(found.attributes[0].merged, 2);
    assert!(outcome.groups[2].against.is_none() && outcome.groups[2].rate.value().is_none());
    let counts = &outcome.page[0].lines;
    assert_eq!(&*counts.last().unwrap().en, "Small groups counted together: 2.");
}

#[test]
fn the_flip_test_finds_an_age_limit_and_nothing_else() {
    let (small, on) = with_rule("limit", &[("too-old", "age < 56", "PP 11/2017"), ("too-low", "merit >= 50", "")]);
    let rows = [
        "1970-05-01 | man | 60 | -",   // 55, nearly 56
        "1969-05-01 | woman | 60 | -", // 56
        "1990-01-01 | woman | 60 | -", // 36
        "1970-05-01 | man | 40 | -",   // fails by score
        "- | man | 60 | -",            // nobody knows
    ];
    let head = ["birth", "sex", "merit", "age"];
    let people = small.table(&head, &rows.repeat(10));
    let found = flip_test(&people, &on, &[-1, 1, 30]);
    let flips = |name: &str| found.flips.iter().filter(|flips| &*flips.fact == name).collect::<Vec<&Flips>>();
    let births = flips("birth");
    // a year older: the first passes 56. A year younger: the second is below it. Forty tried and ten changed, said roughly
    let ten = About::AtLeast(10);
    assert_eq!(births.iter().map(|flips| (flips.tried, flips.outcomes)).collect::<Vec<_>>(), [(ten, ten); 3]);
    let criterion = &births[0].criteria[0];
    // the one whose score fails as well has another answer to the criterion and the same outcome
    assert_eq!((&*criterion.code, criterion.people, criterion.lawful_basis.as_deref()), ("too-old", ten, Some("PP 11/2017")));
    assert!(births.iter().all(|flips| flips.reads && flips.lawful == Some(true) && flips.criteria.len() == 1));
    assert_eq!(births.iter().map(|flips| &*flips.change.en).collect::<Vec<_>>(), ["1 year older", "1 year younger", "30 years younger"]);
    let sexes = flips("sex");
    assert_eq!(
        sexes.iter().map(|flips| (&*flips.change.en, flips.tried, flips.outcomes)).collect::<Vec<_>>(),
        [("to Man", ten, About::Nobody), ("to Woman", ten, About::Nobody)]
    );
    // what is never read needs no basis
    assert!(sexes.iter().all(|flips| !flips.reads && flips.criteria.is_empty() && flips.lawful.is_none()));
    assert_eq!(
        &*sexes[0].proof.en,
        "The policy does not read “Sex”, nor through derived facts, tables or other policies. Facts read: “Age”, “Date of birth”, “Score”."
    );
    assert!(found.passed && found.summary.en.contains("Protected facts it reads: “Age”, “Date of birth”."), "{}", found.summary.en);
    assert!(found.summary.id.contains("Data terlindungi yang dibaca: “Tanggal lahir”, “Usia”."), "{}", found.summary.id);
    // of four people nothing exact is said either
    let few = flip_test(&small.table(&head, &rows), &on, &[-1]);
    assert_eq!((few.flips[0].tried, few.flips[0].outcomes), (About::Few, About::Few));
    // the same rule without its lawful basis, as no file could say it
    let mut unlawful = (**small.policy("small/limit")).clone();
    unlawful.criteria[0].lawful_basis = None;
    let on = Arc::new(prepare(&small.set, &Arc::new(unlawful), day("2026-04-01"), day("2026-04-01")).unwrap());
    let found = flip_test(&people, &on, &[-1]);
    assert!(!found.passed && found.summary.en.starts_with("The flip test fails"));
}

#[test]
fn a_flip_names_no_free_text_and_counts_nobody_exactly() {
    let (small, on) = with_rule("faith", &[("too-low", "merit >= 50 or faith = \"rare faith\"", "test")]);
    let mut people = rows(30, &["common faith", "40", "2020-01-01", "1990-01-01"]);
    people.extend(rows(20, &["another faith", "60", "null", "1990-01-01"]));
    people.extend(rows(3, &["rare faith", "40", "-", "1990-01-01"]));
    let people = small.people(&["faith", "merit", "party.last day", "birth"], &[people]);
    let found = flip_test(&people, &on, &[-1, 1]);
    let text = serde_json::to_string(&found).unwrap();
    assert!(["common faith", "another faith", "rare faith", "53", "33", "23"].iter().all(|said| !text.contains(said)), "{text}");
    let faith: Vec<&Flips> = found.flips.iter().filter(|flips| &*flips.fact == "faith").collect();
    assert_eq!(faith.len(), 1);
    assert_eq!(&*faith[0].change.en, "to another value that at least 5 people have (2 tried)");
    // the three lose what let them pass, and that is said without their number
    assert_eq!((faith[0].tried, faith[0].outcomes, faith[0].lawful), (About::AtLeast(10), About::Few, Some(true)));
    let party: Vec<&str> = found.flips.iter().filter(|flips| &*flips.fact == "party.last day").map(|flips| &*flips.change.en).collect();
    assert_eq!(party, ["1 year earlier", "1 year later"]);
    // what follows from a birth that is told is not said to be unknown, and facts have their names for people
    assert!(!found.summary.en.contains("Age") && found.summary.en.ends_with("play no part: “Sex”."), "{}", found.summary.en);
}

#[test]
fn a_score_that_reads_nothing_protected_moves_for_nobody() {
    let small = Small::new();
    let on = small.on("small/merit", "2026-04-01");
    let people = small.table(&["sex", "merit", "grade.since"], &["man | 60 | 2020-01-01", "woman | 70 | 2021-01-01"]);
    let found = flip_test(&people, &on, &[1]);
    assert!(found.passed && found.flips.len() == 2);
    assert!(found.flips.iter().all(|flips| flips.tried == About::Few && [flips.values, flips.ranks, flips.outcomes] == [About::Nobody; 3]));
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
    let found = proxies(&people, &on);
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
    let found = proxies(&people, &on);
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
        let sum = |step: &StepAudit, of: fn(&jenjang_lab::audit::GroupFound) -> Shown| -> Option<u64> {
            step.groups.iter().map(|group| of(group).value()).sum()
        };
        // who is not known has a row of their own
        prop_assert_eq!(sum(&sex.steps[0], |group| group.pool), Some(found.people));
        let funnel: Vec<&StepAudit> = sex.steps.iter().filter(|step| step.kind == StepKind::Funnel).collect();
        prop_assert_eq!(sum(funnel[0], |group| group.pool), Some(found.people));
        let chosen: Vec<Option<u64>> = funnel.iter().map(|step| sum(step, |group| group.selected)).collect();
        for (chosen, next) in chosen.iter().zip(funnel.iter().skip(1).map(|step| sum(step, |group| group.pool))) {
            prop_assert_eq!(*chosen, next);
        }
        prop_assert_eq!(chosen[2], sum(&sex.steps[0], |group| group.selected));
        prop_assert!(found.flips.unwrap().passed);
    }
}

/// What a reader can work out: sums of unknown numbers, taken from one another in every way there is.
mod reader {
    const PRIME: u128 = (1 << 61) - 1;

    fn power(base: u128, mut exponent: u128) -> u128 {
        let (mut result, mut base) = (1, base % PRIME);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            exponent >>= 1;
        }
        result
    }

    /// Rows in echelon form: each with the place of its first one.
    #[derive(Default)]
    pub(super) struct Known(Vec<(usize, Vec<u128>)>);

    impl Known {
        fn rest(&self, sum: &[bool]) -> Vec<u128> {
            let mut rest: Vec<u128> = sum.iter().map(|part| u128::from(*part)).collect();
            for (first, row) in &self.0 {
                let times = rest[*first];
                if times != 0 {
                    rest.iter_mut().zip(row).for_each(|(own, other)| *own = (*own + (PRIME - times) * other) % PRIME);
                }
            }
            rest
        }

        /// Tells the reader a sum.
        pub(super) fn tell(&mut self, sum: &[bool]) {
            let rest = self.rest(sum);
            if let Some(first) = rest.iter().position(|part| *part != 0) {
                let inverse = power(rest[first], PRIME - 2);
                let row: Vec<u128> = rest.iter().map(|part| part * inverse % PRIME).collect();
                for (_, other) in &mut self.0 {
                    let times = other[first];
                    other.iter_mut().zip(&row).for_each(|(own, new)| *own = (*own + (PRIME - times) * new) % PRIME);
                }
                self.0.push((first, row));
            }
        }

        /// Whether a sum follows from those told.
        pub(super) fn knows(&self, sum: &[bool]) -> bool {
            self.rest(sum).iter().all(|part| *part == 0)
        }
    }
}

/// Sex, date of the grade, rating and grade of a person, each the place in its list.
type Person = [usize; 4];

const SEXES: [(&str, &str); 3] = [("man", "Man"), ("woman", "Woman"), ("-", "not known")];
/// Long enough for both rules, for the draft alone, for neither.
const SINCE: [&str; 3] = ["2020-04-01", "2023-10-01", "2025-04-01"];
const RATINGS: [&str; 3] = ["good", "poor", "-"];
const GRADES: [&str; 2] = ["A", "D"];

/// Met, not met, unknown.
fn verdict(person: Person, step: usize, draft: bool) -> usize {
    match step {
        0 => usize::from(person[1] == 2 || (person[1] == 1 && !draft)),
        1 => person[2],
        _ => person[3],
    }
}

fn outcome(person: Person, draft: bool) -> usize {
    let verdicts: Vec<usize> = (0..3).map(|step| verdict(person, step, draft)).collect();
    if verdicts.contains(&1) { 1 } else { verdicts.into_iter().max().unwrap() }
}

fn change(person: Person) -> Change {
    match (outcome(person, false), outcome(person, true)) {
        (0, 0) => Change::StayedEligible,
        (1, 1) => Change::StayedNotEligible,
        (2, 2) => Change::StayedUnknown,
        (_, 2) => Change::BecameUnknown,
        (2, _) => Change::NoLongerUnknown,
        (0, _) => Change::Lost,
        _ => Change::Gained,
    }
}

/// How many steps of the funnel somebody passes.
fn passed(person: Person) -> usize {
    (0..3).take_while(|step| verdict(person, *step, true) == 0).count()
}

fn everybody() -> Vec<Person> {
    let grades = |sex, since, rating| (0..2).map(move |grade| [sex, since, rating, grade]);
    (0..3).flat_map(|sex| (0..3).flat_map(move |since| (0..3).flat_map(move |rating| grades(sex, since, rating)))).collect()
}

/// The sums a report tells, of an audit and of the comparison beside it.
fn told(audit: &FairnessAudit, comparison: &Comparison) -> reader::Known {
    let all = everybody();
    let mut known = reader::Known::default();
    let mut tell = |of: &dyn Fn(Person) -> bool| known.tell(&all.iter().map(|person| of(*person)).collect::<Vec<bool>>());
    // how many there are in all of each answer to each step, whoever they are
    for step in 0..3 {
        for told in 0..3 {
            tell(&|person| verdict(person, step, true) == told);
            tell(&|person| passed(person) == step && verdict(person, step, true) == told);
        }
    }
    Change::ALL.iter().for_each(|own| tell(&|person| change(person) == *own));
    for (sex, (code, name)) in SEXES.iter().enumerate() {
        tell(&|person| person[0] == sex);
        let row = comparison.dimensions[0].rows.iter().find(|row| *row.code == **code || (*code == "-" && &*row.code == "missing"));
        for own in Change::ALL.iter().filter(|own| row.unwrap().cell(**own).is_some()) {
            tell(&|person| person[0] == sex && change(person) == *own);
        }
        for step in &audit.attributes[0].steps {
            let Some(group) = step.groups.iter().find(|group| &*group.name.en == *name) else { continue };
            let place = ["too-short", "rated-poor", "at-the-top"].iter().position(|code| *code == &*step.code).unwrap_or(0);
            let (in_pool, selected): (Box<dyn Fn(Person) -> bool>, Box<dyn Fn(Person) -> bool>) = match step.kind {
                StepKind::Outcome => (Box::new(|_| true), Box::new(|person| outcome(person, true) == 0)),
                StepKind::Funnel => (Box::new(move |person| passed(person) >= place), Box::new(move |person| passed(person) > place)),
                StepKind::ByItself => (Box::new(|_| true), Box::new(move |person| verdict(person, place, true) == 0)),
            };
            let unknown = |person: Person| match step.kind {
                StepKind::Outcome => outcome(person, true) == 2,
                _ => in_pool(person) && verdict(person, place, true) == 2,
            };
            let mut figure = |shown: Shown, of: &dyn Fn(Person) -> bool| {
                if shown.value().is_some() {
                    tell(&|person| person[0] == sex && of(person));
                }
            };
            figure(group.pool, &in_pool);
            figure(group.selected, &selected);
            figure(group.unknown, &unknown);
        }
    }
    known
}

/// Everything that could be counted of people of one sex, and counts few of `people`: what the reader must not know.
fn few(people: &[Person]) -> Vec<Vec<bool>> {
    let all = everybody();
    let mut found = Vec::new();
    for sex in 0..3 {
        let mut look = |of: &dyn Fn(Person) -> bool| {
            let count = people.iter().filter(|person| person[0] == sex && of(**person)).count();
            if (1..5).contains(&count) {
                found.push(all.iter().map(|person| person[0] == sex && of(*person)).collect());
            }
        };
        (0..3).for_each(|told| look(&|person| outcome(person, true) == told));
        Change::ALL.iter().for_each(|own| look(&|person| change(person) == *own));
        for step in 0..3 {
            look(&|person| passed(person) == step);
            look(&|person| passed(person) > step);
            for told in 0..3 {
                look(&|person| verdict(person, step, true) == told);
                look(&|person| passed(person) == step && verdict(person, step, true) == told);
            }
        }
    }
    found
}

#[test]
fn a_patient_reader_of_a_whole_report_works_back_no_small_count() {
    let small = Small::new();
    let (before, after) = (small.on("small/promotion", "2027-04-01"), small.on("small/quick", "2027-04-01"));
    let (mut open, mut shown) = (0, 0);
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let mut pick = |from: &[usize]| from[usize::try_from(random.below(from.len() as u64)).unwrap()];
        let people: Vec<Person> = (0..200)
            .map(|_| {
                let sex = pick(&[0, 0, 0, 0, 1, 1, 1, 2]);
                [sex, pick(&[0, 0, 0, 0, 0, 1, 2]), pick(&[0, 0, 0, 0, 0, 0, 1, 2]), pick(&[0, 0, 0, 0, 0, 0, 0, 1])]
            })
            .collect();
        let cells = people
            .iter()
            .map(|person| [SEXES[person[0]].0, SINCE[person[1]], RATINGS[person[2]], GRADES[person[3]]].map(str::to_owned).to_vec());
        let data = small.people(&["sex", "grade.since", "rating", "grade"], &[cells.collect()]);
        let made = |suppression: Suppression| {
            let dimensions = Some(vec![Dimension::named("sex")]);
            let comparison =
                compare(&data, &before, &after, &jenjang_lab::compare::Options { dimensions, suppression, ..Default::default() }).unwrap();
            let options = Options { suppression, flips: false, proxies: false, ..Options::new(&["sex"], &[]) };
            let audit = audit_beside(&data, &after, &options, &comparison).unwrap();
            (told(&audit, &comparison), audit)
        };
        let (known, found) = made(Suppression { least: 5, width: 5 });
        let secrets = few(&people);
        for secret in &secrets {
            assert!(!known.knows(secret), "{seed}: {:?} {:?}", secret, groups(step(&found, "outcome", StepKind::Outcome)));
        }
        // the reader is good at it: where nothing is hidden everything is known
        let (all, _) = made(Suppression { least: 0, width: 0 });
        open += secrets.iter().filter(|secret| all.knows(secret)).count();
        shown += found.attributes[0].steps.iter().flat_map(|step| &step.groups).filter(|group| group.selected.value().is_some()).count();
    }
    assert!(open > 100 && shown > 50, "{open} {shown}");
}
