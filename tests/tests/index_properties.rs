//! Indices have one answer: the arithmetic in Rust and the shipped policies agree on random surveys and years, and order never matters.

#![allow(clippy::unwrap_used, reason = "a test: what is not there ends it")]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use jenjang::index::learning_hours::{Account, Activity, FormRule, Limit, Period, Reason};
use jenjang::index::satisfaction::{Convention, Element, index};
use jenjang::index::{agency::AgencyIndex, half_up};
use jenjang_asn::codes::LearningForm;
use jenjang_tests::{Law, Random};
use rust_decimal::Decimal;

const ELEMENTS: [&str; 9] =
    ["requirements", "procedure", "time", "cost", "product", "staff competence", "staff behaviour", "facilities", "complaints"];

fn shuffled<T>(mut items: Vec<T>, random: &mut Random) -> Vec<T> {
    for last in (1..items.len()).rev() {
        items.swap(last, usize::try_from(random.below(last as u64 + 1)).unwrap());
    }
    items
}

/// Same answer everywhere: the satisfaction index of a policy and of the library, under every convention.
#[test]
fn a_survey_has_the_same_index_in_the_policy_and_in_the_library() {
    let law = Law::shipped();
    let mut random = Random::new(14);
    for _ in 0..60 {
        let answers = 1 + random.below(60);
        let means = ELEMENTS.map(|_| {
            let mut element = Element::default();
            (0..answers).for_each(|_| assert!(element.add(u8::try_from(1 + random.below(4)).unwrap())));
            half_up(element.mean().unwrap(), 4)
        });
        let facts: Vec<String> = ELEMENTS.iter().zip(means).map(|(name, mean)| format!(r#""satisfaction.{name}": "{mean}""#)).collect();
        let facts = format!("{{{}}}", facts.join(", "));
        for (policy, convention) in [("index", "equal"), ("index-0-11", "0.11"), ("index-0-111", "0.111")] {
            let expected = index(&means, convention.parse::<Convention>().unwrap()).unwrap();
            law.check(&format!("asn/index/satisfaction/{policy}"), "2024-12-31", &facts, &expected.to_string());
        }
    }
}

/// What the policies say of every form, at home and abroad.
fn rules(law: &Law) -> BTreeMap<(&'static str, bool), FormRule> {
    let number = |text: String| text.parse::<Decimal>().ok();
    let mut rules = BTreeMap::new();
    for form in LearningForm::ALL {
        for abroad in [false, true] {
            let facts = format!(r#"{{"learning.form": "{form}", "learning.abroad": {abroad}}}"#);
            let says = |policy: &str| law.says(&format!("asn/learning/{policy}"), "2024-12-31", &facts);
            let period = match says("limit-period").as_str() {
                "day" => Some(Period::Day),
                "month" => Some(Period::Month),
                _ => None,
            };
            let limit = number(says("limit")).zip(period).map(|(amount, period)| Limit { amount, period });
            let divisible = says("unit") == "jp";
            rules.insert((form.as_str(), abroad), FormRule { hours_per_unit: number(says("hours-per-unit")), limit, divisible });
        }
    }
    rules
}

fn random_year(random: &mut Random) -> Vec<Activity> {
    let first: NaiveDate = "2024-01-01".parse().unwrap();
    (0..=random.below(25))
        .map(|_| {
            let form = LearningForm::ALL[usize::try_from(random.below(LearningForm::ALL.len() as u64)).unwrap()];
            // few days, so that limits are met
            let date = first + Days::new(random.below(12) * 13);
            Activity { date, form: form.as_str().into(), amount: Decimal::from(1 + random.below(5)), abroad: random.below(4) == 0 }
        })
        .collect()
}

/// Same answer everywhere: a year is the sum of what `asn/learning/hours` says of each form's day or month.
#[test]
fn a_year_of_learning_is_the_sum_of_its_days_and_months_in_the_policy() {
    let law = Law::shipped();
    let rules = rules(&law);
    let rule = |form: &str, abroad| rules.iter().find(|((name, away), _)| *name == form && *away == abroad).map(|(_, rule)| *rule);
    let end: NaiveDate = "2024-12-31".parse().unwrap();
    let mut random = Random::new(20);
    for _ in 0..25 {
        let year = random_year(&mut random);
        let account = Account::of(&year, end, rule).unwrap();
        let mut groups: BTreeMap<(&str, bool, NaiveDate), Decimal> = BTreeMap::new();
        for activity in &year {
            let period = rule(&activity.form, activity.abroad).and_then(|rule| rule.limit).map(|limit| limit.period);
            let start = if period == Some(Period::Month) { activity.date.with_day(1).unwrap() } else { activity.date };
            *groups.entry((&*activity.form, activity.abroad, start)).or_default() += activity.amount;
        }
        let said: Decimal = groups
            .into_iter()
            .filter_map(|((form, abroad, _), amount)| {
                let facts = format!(r#"{{"learning.form": "{form}", "learning.abroad": {abroad}, "learning.amount": "{amount}"}}"#);
                law.says("asn/learning/hours", "2024-12-31", &facts).parse::<Decimal>().ok()
            })
            .sum();
        assert_eq!(account.total, said, "{year:?}");
    }
}

/// Order does not matter, more never counts for less, and what counts never exceeds what was done.
#[test]
fn hours_of_a_year_do_not_depend_on_order_and_never_fall() {
    let law = Law::shipped();
    let rules = rules(&law);
    let rule = |form: &str, abroad| rules.iter().find(|((name, away), _)| *name == form && *away == abroad).map(|(_, rule)| *rule);
    let end: NaiveDate = "2024-12-31".parse().unwrap();
    let mut random = Random::new(203);
    for _ in 0..200 {
        let mut year = random_year(&mut random);
        let total = Account::of(&year, end, rule).unwrap().total;
        year = shuffled(year, &mut random);
        let account = Account::of(&year, end, rule).unwrap();
        assert_eq!(account.total, total);
        assert_eq!(account.lines.len(), year.len());
        for line in &account.lines {
            let activity = &year[line.place];
            assert!(line.counted <= activity.amount);
            assert_eq!(line.counted == activity.amount, line.reason == Reason::Whole);
        }
        year.push(random_year(&mut random).remove(0));
        assert!(Account::of(&year, end, rule).unwrap().total >= total);
    }
}

/// Order of people does not matter, and the index of an agency lies between those of its people.
#[test]
fn the_index_of_an_agency_lies_between_its_people_in_any_order() {
    let mut random = Random::new(38);
    for _ in 0..300 {
        let people: Vec<[Decimal; 4]> =
            (0..=random.below(30)).map(|_| [25_u64, 80, 30, 5].map(|most| Decimal::from(random.below(most + 1)) / Decimal::TWO)).collect();
        let of = |people: &[[Decimal; 4]]| AgencyIndex::of(people.iter().map(|parts| parts.as_slice())).unwrap();
        let agency = of(&people);
        let totals: Vec<Decimal> = people.iter().map(|parts| parts.iter().sum()).collect();
        assert!(half_up(*totals.iter().min().unwrap(), 2) <= agency.index && agency.index <= half_up(*totals.iter().max().unwrap(), 2));
        assert_eq!(of(&shuffled(people, &mut random)), agency);
    }
}
