//! A small service of people by chance.

#![allow(dead_code, reason = "each test program uses its part")]

use jenjang_lab::project::{Draw, ProjectionRules, Recruitment, Retirement, TieBreakBy, Vacancy, Yearly};
use jenjang_tests::Random;

/// A service of people by chance, with all that rules can say.
pub(crate) fn service(random: &mut Random, count: usize) -> Vec<Vec<String>> {
    let date = |random: &mut Random, from: u64, years: u64| {
        let (year, month, day) = (from + random.below(years), 1 + random.below(12), 1 + random.below(28));
        format!("{year}-{month:02}-{day:02}")
    };
    (0..count)
        .map(|at| {
            let maybe = |random: &mut Random, text: String| if random.below(15) == 0 { "-".to_owned() } else { text };
            let grade = ["A", "B", "C", "D"][usize::try_from(random.below(4)).unwrap()].to_owned();
            let ratings =
                (0..random.below(4)).map(|_| ["poor", "good", "good"][usize::try_from(random.below(3)).unwrap()]).collect::<Vec<_>>();
            let (since, entered, birth) = (date(random, 2018, 8), date(random, 2015, 11), date(random, 1964, 40));
            vec![
                maybe(random, grade),
                maybe(random, since),
                maybe(random, ratings.join(" ")),
                random.below(30).to_string(),
                entered,
                maybe(random, birth),
                format!("person-{at}"),
                ["north", "south", "east"][usize::try_from(random.below(3)).unwrap()].to_owned(),
            ]
        })
        .collect()
}

pub(crate) fn everything() -> ProjectionRules {
    let mut rules = ProjectionRules::new("grade", "grade.since");
    rules.person = Some("id".into());
    rules.yearly =
        vec![Yearly { facts: vec!["rating".into()], draw: Draw::Own }, Yearly { facts: vec!["merit".into()], draw: Draw::Add("1".into()) }];
    rules.retirement = Some(Retirement { birth: "birth".into(), policy: None, ages: Vec::new(), otherwise: Some(58) });
    rules.recruitment = Some(Recruitment { each_year: 7, since: "entered".into(), recent_years: 5 });
    rules.vacancies = vec![
        Vacancy { grade: "B".into(), within: Some("region".into()), is: None, quota: Some(3), posts: None },
        Vacancy { grade: "C".into(), within: None, is: None, quota: None, posts: Some(12) },
    ];
    rules.tie_breaks = vec![TieBreakBy { fact: "merit".into(), greater_first: true }];
    rules.pay = [("A".into(), 10), ("B".into(), 20), ("C".into(), 30), ("D".into(), 40)].into();
    rules.by = vec!["region".into(), "grade".into()];
    rules
}

/// What the columns of [`service`] are.
pub(crate) const FULL: [&str; 8] = ["grade", "grade.since", "rating", "merit", "entered", "birth", "@id", "@region"];
