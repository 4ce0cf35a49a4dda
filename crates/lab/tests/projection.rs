//! Cohort projection, counted by hand on a few people, and what holds for any.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

mod small;

use std::num::NonZero;

use jenjang_lab::LabError;
use jenjang_lab::population::Population;
use jenjang_lab::project::{
    Becomes, Bucket, Draw, Effect, Flow, Horizon, Leaving, Projection, ProjectionRules, ProjectionYear, Ranking, Recruitment, Retirement,
    Rule, TieBreakBy, Vacancy, Yearly, project,
};
use jenjang_lab::run::Threads;
use jenjang_tests::Random;
use proptest::prelude::*;
use small::service::{FULL, everything, service};
use small::{Small, day};

const HEAD: [&str; 3] = ["grade", "grade.since", "rating"];

fn threads(count: usize) -> Threads {
    Threads(NonZero::new(count).unwrap())
}

fn horizon(years: u32) -> Horizon {
    Horizon { from: day("2026-01-01"), years, known_at: day("2026-01-01") }
}

fn rules() -> ProjectionRules {
    ProjectionRules::new("grade", "grade.since")
}

fn run_with(small: &Small, people: &dyn Population, rules: &ProjectionRules, years: u32) -> Result<Projection, LabError> {
    let rule = Rule { set: &small.set, policy: small.policy("small/promotion") };
    project(people, rule, None, rules, horizon(years), 7, threads(2))
}

fn run(small: &Small, people: &dyn Population, rules: &ProjectionRules, years: u32) -> Vec<ProjectionYear> {
    run_with(small, people, rules, years).unwrap().in_force.years
}

/// start, entered, retired, eligible, promoted, lost, top, unknown, end
fn counts(flow: &Flow) -> [u64; 9] {
    let Flow { at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end } = *flow;
    [at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end]
}

#[test]
fn four_people_over_two_years_as_counted_by_hand() {
    let small = Small::new();
    let people = small.table(
        &HEAD,
        &[
            "A | 2022-04-01 | good", // four years on 2026-04-01
            "B | 2022-07-01 | good", // on 2026-07-01, so in October
            "A | 2023-04-01 | good", // 2027
            "C | 2020-04-01 | -",    // nobody knows the rating
        ],
    );
    let years = run(&small, &people, &rules(), 2);
    assert_eq!(years[0].rounds, [day("2026-04-01"), day("2026-10-01")]);
    assert_eq!(counts(&years[0].total), [4, 0, 0, 2, 2, 0, 0, 1, 4]);
    assert_eq!(counts(&years[1].total), [4, 0, 0, 1, 1, 0, 0, 1, 4]);
    // four years and no month, four years and three months
    assert_eq!(years[0].waiting.months, [(48, 1), (51, 1)]);
    assert_eq!((years[0].waiting.median, years[0].waiting.upper_quartile), (Some(48), Some(51)));
    let grades = |year: &ProjectionYear| {
        year.by_grade.iter().map(|grade| (grade.flow.at_start, grade.flow.promoted, grade.arrived, grade.flow.at_end)).collect::<Vec<_>>()
    };
    assert_eq!(grades(&years[0]), [(2, 1, 0, 1), (1, 1, 1, 1), (1, 0, 1, 2), (0, 0, 0, 0)]);
    assert_eq!(grades(&years[1]), [(1, 1, 0, 0), (1, 0, 1, 2), (2, 0, 0, 2), (0, 0, 0, 0)]);
}

#[test]
fn the_date_of_the_grade_moves_with_the_promotion() {
    let small = Small::new();
    let people = small.table(&HEAD, &["A | 2022-04-01 | good"]);
    let years = run(&small, &people, &rules(), 13);
    let promoted: Vec<u32> = years.iter().filter(|year| year.total.promoted == 1).map(|year| year.year).collect();
    // 2026, 2030 and 2034; then there is no grade above
    assert_eq!(promoted, [1, 5, 9]);
    assert_eq!(years[12].by_grade[3].flow.at_end, 1);
}

#[test]
fn limited_places_go_to_who_is_longest_in_the_grade_and_the_lot_is_counted() {
    let small = Small::new();
    let people = small.table(
        &["grade", "grade.since", "rating", "entered", "merit"],
        &[
            "A | 2021-04-01 | good | 2015-01-01 | 50",
            "A | 2020-04-01 | good | 2015-01-01 | 60",
            "A | 2021-04-01 | good | 2014-01-01 | 70",
            "A | 2021-04-01 | good | 2014-01-01 | 70",
        ],
    );
    let mut rules = rules();
    let vacancy = |grade: &str, quota| Vacancy { grade: grade.into(), within: None, is: None, quota: Some(quota), posts: None };
    rules.vacancies = vec![vacancy("B", 2)];
    let years = run(&small, &people, &rules, 2);
    // the second by 2020; then three are equal for one place
    assert_eq!((counts(&years[0].total), years[0].by_lot), ([4, 0, 0, 4, 2, 2, 0, 0, 4], 3));
    assert_eq!((years[0].waiting.months.as_slice(), years[1].waiting.months.as_slice()), (&[(60, 1), (72, 1)][..], &[(72, 2)][..]));
    // earlier entry goes first, and two are still equal
    rules.tie_breaks = vec![TieBreakBy { fact: "entered".into(), greater_first: false }];
    assert_eq!(run(&small, &people, &rules, 1)[0].by_lot, 2);
    // nobody is left to the lot where all equals have a place
    rules.vacancies = vec![vacancy("B", 3)];
    assert_eq!(run(&small, &people, &rules, 1)[0].by_lot, 0);
    // by score the last two go first, and nothing is drawn
    rules.vacancies = vec![vacancy("B", 2)];
    rules.tie_breaks.clear();
    rules.ranking = Ranking::Score("small/merit".into());
    let years = run(&small, &people, &rules, 1);
    assert_eq!((years[0].waiting.months.as_slice(), years[0].by_lot), (&[(60, 2)][..], 0));
}

#[test]
fn a_post_left_on_the_day_is_filled_the_same_day() {
    let small = Small::new();
    let people = small.table(&HEAD, &["B | 2021-04-01 | good", "A | 2021-04-01 | good", "A | 2021-04-01 | good", "A | 2021-04-01 | poor"]);
    let posts = |grade: &str, posts| Vacancy { grade: grade.into(), within: None, is: None, quota: None, posts: Some(posts) };
    let mut rules = rules();
    rules.vacancies = vec![posts("B", 1), posts("C", 1)];
    let years = run(&small, &people, &rules, 1);
    // B moves to C, and one A takes the post in B; the other waits in vain
    assert_eq!(counts(&years[0].total), [4, 0, 0, 3, 2, 1, 0, 0, 4]);
    assert_eq!(years[0].by_grade.iter().map(|grade| grade.flow.at_end).collect::<Vec<_>>(), [2, 1, 1, 0]);
    rules.vacancies = vec![posts("B", 1), posts("C", 0)];
    assert_eq!(run(&small, &people, &rules, 1)[0].total.promoted, 0);
}

#[test]
fn limits_can_be_by_unit_and_leave_other_units_free() {
    let small = Small::new();
    let rows: Vec<Vec<String>> =
        ["x", "x", "y", "y", "z", "z"].map(|unit| ["A", "2021-04-01", "good", unit].map(String::from).to_vec()).to_vec();
    let people = small.people(&["grade", "grade.since", "rating", "@unit"], &[rows]);
    let mut rules = rules();
    let vacancy = |is: Option<&str>, quota| Vacancy {
        grade: "B".into(),
        within: Some("unit".into()),
        is: is.map(String::from),
        quota: Some(quota),
        posts: None,
    };
    rules.by = vec!["unit".into()];
    rules.vacancies = vec![vacancy(Some("x"), 0), vacancy(Some("y"), 1)];
    let promoted = |rules: &ProjectionRules| {
        run(&small, &people, rules, 1)[0].by[0].groups.iter().map(|group| group.flow.promoted).collect::<Vec<_>>()
    };
    assert_eq!(promoted(&rules), [0, 1, 2]);
    rules.vacancies = vec![vacancy(None, 1)];
    assert_eq!(promoted(&rules), [1, 1, 1]);
}

#[test]
fn people_leave_on_the_first_of_the_month_after_their_age() {
    let small = Small::new();
    let people = small.table(
        &["grade", "grade.since", "rating", "birth", "post"],
        &[
            "A | 2022-04-01 | good | 1968-03-15 | clerk",  // 58 in March 2026: gone before the April round
            "A | 2022-04-01 | good | 1968-04-01 | clerk",  // 58 on 1 April: leaves in May, promoted before
            "A | 2022-04-01 | good | 1968-03-15 | expert", // 60 in 2028
            "A | 2022-04-01 | good | -          | clerk",  // nobody knows: stays
        ],
    );
    let mut rules = rules();
    rules.retirement = Some(Retirement {
        birth: "birth".into(),
        policy: None,
        ages: vec![Leaving { fact: "post".into(), is: "expert".into(), age: 60 }],
        otherwise: Some(58),
    });
    rules.pay = [("A".into(), 100), ("B".into(), 150), ("C".into(), 0), ("D".into(), 0)].into();
    let years = run(&small, &people, &rules, 3);
    assert_eq!(counts(&years[0].total), [4, 0, 2, 3, 3, 0, 0, 0, 2]);
    assert_eq!((years[0].payroll, years[0].payroll_of_promotions), (Some(300), Some(150)));
    assert_eq!([years[1].total.retired, years[2].total.retired], [0, 1]);
}

#[test]
fn the_ages_of_the_law_are_a_policy() {
    let (catalogue, set, _) = jenjang_tests::shipped();
    let law = Small { catalogue, set };
    let head = ["grade", "grade.since", "birth date", "position.kind", "tier"];
    let people = law.table(
        &head,
        &[
            "III/a | 2025-04-01 | 1968-06-10 | pelaksana | null",
            "IV/b | 2025-04-01 | 1968-06-10 | jpt-pratama | null",
            "IV/d | 2025-04-01 | 1963-06-10 | fungsional | ahli-utama",
            "IV/a | 2025-04-01 | 1966-06-10 | fungsional | ahli-madya",
        ],
    );
    let mut rules = ProjectionRules::parse("national.toml", jenjang_asn::projection_rules_text()).unwrap();
    let refused =
        project(&people, Rule { set: &law.set, policy: law.policy("asn/promotion/regular") }, None, &rules, horizon(3), 1, threads(1));
    assert_eq!(refused.unwrap_err().to_string(), "the data has no column for the fact `rating`, which the projection rules use");
    rules.yearly.clear();
    let rule = Rule { set: &law.set, policy: law.policy("asn/promotion/regular") };
    let found = project(&people, rule, None, &rules, horizon(3), 1, threads(1)).unwrap();
    // 58 and 60 in 2026, 60 in 2028, 65 in 2028
    assert_eq!(found.in_force.years.iter().map(|year| year.total.retired).collect::<Vec<_>>(), [2, 0, 2]);
    assert_eq!(found.in_force.years[0].rounds.len(), 12);
}

#[test]
fn entrants_are_copies_of_those_who_entered_lately() {
    let small = Small::new();
    let people = small.table(
        &["grade", "grade.since", "rating", "entered"],
        &["B | 2018-04-01 | good | 2010-04-01", "A | 2025-04-01 | good | 2025-04-01", "A | 2024-04-01 | good | 2024-04-01"],
    );
    let mut rules = rules();
    rules.recruitment = Some(Recruitment { each_year: 5, since: "entered".into(), recent_years: 2 });
    let years = run(&small, &people, &rules, 6);
    assert_eq!(years.iter().map(|year| year.total.entered).collect::<Vec<_>>(), [0, 5, 5, 5, 5, 5]);
    assert_eq!(years[5].total.at_end, 28);
    // entrants of 2027 have their grade since 1 January 2027: four years in 2031, the sixth year
    assert_eq!(years[5].total.promoted, 5);
    assert_eq!(years[5].by_grade[0].waiting.months, [(51, 5)]);
    rules.recruitment = Some(Recruitment { each_year: 5, since: "entered".into(), recent_years: 0 });
    let refused = run_with(&small, &people, &rules, 2).unwrap_err();
    assert_eq!(refused.to_string(), "nobody entered within 0 years before 2026-01-01, so that there is no model for entrants");
}

#[test]
fn ratings_are_drawn_from_the_persons_own_and_silence_stays() {
    let small = Small::new();
    let people =
        small.table(&HEAD, &["A | 2024-04-01 | good good", "A | 2024-04-01 | poor", "A | 2024-04-01 | -", "A | 2024-04-01 | null"]);
    let mut rules = rules();
    rules.yearly = vec![Yearly { facts: vec!["rating".into()], draw: Draw::Own }];
    let years = run(&small, &people, &rules, 4);
    // 2028: the first alone; of the third nothing is known whatever the year, and the fourth is known to have none
    assert_eq!(counts(&years[2].total), [4, 0, 0, 1, 1, 0, 0, 1, 4]);
    rules.yearly[0].draw = Draw::Declared(vec![Bucket { value: Some("good".into()), weight: 3 }]);
    assert_eq!(run(&small, &people, &rules, 3)[2].total.promoted, 4);
    rules.yearly[0].draw = Draw::Declared(vec![Bucket { value: None, weight: 1 }]);
    // who is known to have no ratings is known to have none still
    assert_eq!(run(&small, &people, &rules, 3)[2].total.unknown, 3);
}

#[test]
fn observed_shares_come_as_often_as_seen() {
    let small = Small::new();
    let row = |rating: &str| ["B", "2024-04-01", rating].map(String::from).to_vec();
    let rows: Vec<Vec<String>> = (0..4000).map(|at| row(if at % 4 == 0 { "poor" } else { "good" })).collect();
    let mut rules = rules();
    rules.yearly = vec![Yearly { facts: vec!["rating".into()], draw: Draw::Observed { within: Some("grade".into()) } }];
    let promoted = run(&small, &small.people(&HEAD, &[rows]), &rules, 3)[2].total.promoted;
    // three quarters of 4000; the standard deviation is 27
    assert!(promoted.abs_diff(3000) < 110, "{promoted}");
}

#[test]
fn a_fact_can_grow_and_a_promotion_can_set_others() {
    let text = include_str!("small/promotion.toml")
        .replace("small/promotion", "small/points")
        .replace("code      = \"rated-poor\"", "code      = \"too-few-points\"")
        .replace("rating[1] = \"good\"", "merit >= 20");
    let small = Small::with(&[("points.toml", &text)]);
    let people = small.table(&["grade", "grade.since", "merit", "next grade"], &["A | 2020-04-01 | 12.5 | D"]);
    let mut rules = rules();
    rules.yearly = vec![Yearly { facts: vec!["merit".into()], draw: Draw::Add("2.5".into()) }];
    let rule = Rule { set: &small.set, policy: small.policy("small/points") };
    let found = project(&people, rule, None, &rules, horizon(5), 1, threads(1)).unwrap();
    // 20 in the fourth year; the given next grade is worked out again, not kept
    assert_eq!(found.in_force.years.iter().map(|year| year.total.promoted).collect::<Vec<_>>(), [0, 0, 0, 1, 0]);
    assert!(found.assumptions.iter().any(|label| &*label.en == "Worked out again from what they follow from: Next grade."));
    rules.yearly.clear();
    rules.on_promotion = vec![Effect { fact: "merit".into(), becomes: Becomes::Value("0".into()) }];
    let rich = small.table(&["grade", "grade.since", "merit"], &["A | 2020-04-01 | 25"]);
    let found = project(&rich, rule, None, &rules, horizon(6), 1, threads(1)).unwrap();
    assert_eq!(found.in_force.years.iter().map(|year| year.total.promoted).sum::<u64>(), 1);
}

#[test]
fn a_draft_changes_nothing_before_it_binds() {
    let small = Small::new();
    let people = small.table(&HEAD, &["A | 2023-04-01 | good", "A | 2024-04-01 | good"]);
    let rule = |id: &str| Rule { set: &small.set, policy: small.policy(id) };
    let found = project(&people, rule("small/promotion"), Some(rule("small/quick")), &rules(), horizon(3), 7, threads(2)).unwrap();
    let promoted = |years: &[ProjectionYear]| years.iter().map(|year| year.total.promoted).collect::<Vec<_>>();
    assert_eq!(promoted(&found.in_force.years), [0, 1, 1]);
    // three years from 2027 on: both in April 2027
    assert_eq!(promoted(&found.draft.unwrap().years), [0, 2, 0]);
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let small = Small::new();
    let people = small.table(&["grade", "grade.since", "rating", "sex"], &["A | 2023-04-01 | good | man"]);
    let says = |rules: &ProjectionRules, expected: &str| assert_eq!(run_with(&small, &people, rules, 1).unwrap_err().to_string(), expected);
    says(&ProjectionRules::new("rank", "grade.since"), "the fact `rank` in the projection rules is not in the catalogue `small`");
    says(&ProjectionRules::new("sex", "grade.since"), "the fact `sex` in the projection rules is of type sex, expected an ordered scale");
    says(&ProjectionRules::new("grade", "entered"), "the data has no column for the fact `entered`, which the projection rules use");
    let mut protected = rules();
    protected.by = vec!["sex".into()];
    says(&protected, "a projection is not counted by the protected fact `sex`; the fairness audit is for that");
    let mut unknown = rules();
    unknown.pay = [("Z".into(), 1)].into();
    says(&unknown, "the code `Z` in the projection rules is not in the scale `grade`");
    let rule = Rule { set: &small.set, policy: small.policy("small/merit") };
    let refused = project(&people, rule, None, &rules(), horizon(1), 1, threads(1)).unwrap_err();
    assert_eq!(refused.to_string(), "policy `small/merit` is of kind `score`, expected `eligibility`");
    assert_eq!(run_with(&small, &people, &rules(), 0).unwrap_err().to_string(), "a projection of 0 years, expected 1 to 100");
}

#[test]
fn the_grade_of_a_catalogue_is_found_where_there_is_one() {
    let small = Small::new();
    assert_eq!(ProjectionRules::found_in(&small.catalogue), [rules()]);
    assert_eq!(ProjectionRules::parse("rules.toml", "grade = \"grade\"\ngrade-since = \"grade.since\"").unwrap(), rules());
    let people = small.table(&HEAD, &["A | 2023-04-01 | good"]);
    let mut by_next = rules();
    by_next.by = vec!["grade".into()];
    assert!(run(&small, &people, &by_next, 1)[0].by.is_empty(), "by grade is counted anyway");
}

#[test]
fn rules_are_read_from_a_file_and_mistakes_are_located() {
    let text = r#"
grade       = "grade"
grade-since = "grade.since"
person      = "id"
by          = ["unit"]
ranking     = { score = "small/merit" }
pay         = { A = 3000000, B = 3500000 }
rounds      = [{ month = 4, day = 1 }]

[[on-promotion]]
fact    = "merit"
becomes = { value = "0" }

[[yearly]]
facts = ["rating"]
draw  = { observed = { within = "grade" } }

[retirement]
birth     = "birth"
ages      = [{ fact = "post", is = "expert", age = 60 }]
otherwise = 58

[recruitment]
each-year    = 10
since        = "entered"
recent-years = 3

[[vacancies]]
grade = "B"
quota = 5
"#;
    let rules = ProjectionRules::parse("rules.toml", text).unwrap();
    assert_eq!(rules.ranking, Ranking::Score("small/merit".into()));
    assert_eq!(rules.on_promotion[0].becomes, Becomes::Value("0".into()));
    let back: ProjectionRules = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
    assert_eq!(back, rules);
    let wrong = ProjectionRules::parse("rules.toml", &text.replace("quota = 5", "quote = 5")).unwrap_err().to_string();
    assert!(wrong.starts_with("projection rules `rules.toml`, line 30, cannot be read: unknown field `quote`"), "{wrong}");
}

fn adds_up(years: &[ProjectionYear]) {
    for (year, next) in years.iter().zip(years.iter().skip(1)) {
        assert_eq!(year.total.at_end, next.total.at_start);
        for (grade, next) in year.by_grade.iter().zip(&next.by_grade) {
            assert_eq!(grade.flow.at_end, next.flow.at_start);
        }
    }
    for year in years {
        let check = |flow: &Flow| {
            assert_eq!(flow.at_end, flow.at_start + flow.entered - flow.retired);
            assert_eq!(flow.eligible, flow.promoted + flow.lost_to_quota + flow.at_top);
        };
        check(&year.total);
        for view in &year.by {
            let mut sum = [0; 9];
            for group in &view.groups {
                check(&group.flow);
                sum.iter_mut().zip(counts(&group.flow)).for_each(|(sum, own)| *sum += own);
            }
            assert_eq!(sum, counts(&year.total), "{}", view.dimension);
        }
        let mut sum = [0; 9];
        for grade in &year.by_grade {
            let flow = &grade.flow;
            assert_eq!(flow.at_end + flow.retired + flow.promoted, flow.at_start + flow.entered + grade.arrived, "{:?}", grade.grade);
            assert_eq!(grade.waiting.people + grade.waiting.unknown, flow.promoted);
            sum.iter_mut().zip(counts(flow)).for_each(|(sum, own)| *sum += own);
        }
        assert_eq!(sum, counts(&year.total));
        assert_eq!(year.by_grade.iter().map(|grade| grade.arrived).sum::<u64>(), year.total.promoted);
        assert_eq!(year.waiting.months.iter().map(|(_, people)| people).sum::<u64>(), year.waiting.people);
        assert!(year.by_grade[2].arrived == 0 || year.by_grade[2].flow.at_end <= 12, "no more than the posts are filled");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// INVARIANT (order does not matter), and exact when seeded.
    #[test]
    fn neither_threads_nor_parts_nor_order_play_a_part(seed in any::<u64>(), parts in 1_usize..5, threads_used in 1_usize..4) {
        let small = Small::new();
        let mut random = Random::new(seed);
        let rows = service(&mut random, 90);
        let rule = Rule { set: &small.set, policy: small.policy("small/promotion") };
        let rules = everything();
        let bytes = |people: &dyn Population, count: usize| {
            let found = project(people, rule, None, &rules, horizon(4), seed, threads(count)).unwrap();
            adds_up(&found.in_force.years);
            serde_json::to_string(&found).unwrap()
        };
        let one = bytes(&small.people(&FULL, std::slice::from_ref(&rows)), 1);
        let mut turned = rows;
        turned.reverse();
        let length = turned.len();
        turned.swap(0, length / 2);
        let split: Vec<Vec<Vec<String>>> = turned.chunks(length.div_ceil(parts)).map(<[_]>::to_vec).collect();
        prop_assert_eq!(&one, &bytes(&small.people(&FULL, &split), threads_used));
    }
}

#[test]
fn another_seed_draws_other_ratings() {
    let small = Small::new();
    let people = small.people(&FULL, &[service(&mut Random::new(3), 300)]);
    let rule = Rule { set: &small.set, policy: small.policy("small/promotion") };
    let years = |seed| project(&people, rule, None, &everything(), horizon(4), seed, threads(2)).unwrap().in_force.years;
    assert_eq!(years(1), years(1));
    assert_ne!(years(1), years(2));
}
