//! The district is what it claims to be.

use std::sync::LazyLock;

use super::*;

type Shipped = (Arc<Catalogue>, PolicySet);

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| crate::shipped().map(|shipped| (shipped.catalogue, shipped.policies)).unwrap());

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()
}

#[test]
fn one_seed_gives_the_same_people_and_another_seed_others() {
    let (catalogue, set) = &*SHIPPED;
    let digest = |seed| {
        district(set, catalogue, 40, seed, today())
            .iter()
            .map(|p| format!("{:?}", p.dossier(catalogue, today()).values()))
            .collect::<Vec<_>>()
    };
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn the_shape_follows_the_marginals() {
    let (catalogue, set) = &*SHIPPED;
    let people = district(set, catalogue, 500, 20261201, today());
    assert_eq!(people.len(), 500);
    let kind = catalogue.find("position.kind").unwrap();
    let count = |wanted: &[&str]| {
        people
            .iter()
            .filter(|p| matches!(p.dossier(catalogue, today()).get(kind), Value::Choice(c) if wanted.contains(&&**c.code())))
            .count()
    };
    let (general, functional) = (count(&["pelaksana"]), count(&["fungsional"]));
    let structural = count(&["pengawas", "administrator", "jpt-pratama"]);
    assert_eq!(general + functional + structural, 500);
    // published: 37.8 %, 50.9 %, 11.3 %; young people of the structural track are still general staff
    assert!((175..=260).contains(&general), "{general}");
    assert!((215..=290).contains(&functional), "{functional}");
    assert!((15..=75).contains(&structural), "{structural}");
    let grade = catalogue.find("grade").unwrap();
    let third = people
        .iter()
        .filter(|p| matches!(p.dossier(catalogue, today()).get(grade), Value::Choice(c) if c.code().starts_with("III/")))
        .count();
    assert!(third > 250, "more than half hold a grade of group III, as published; here {third}");
}

#[test]
fn nobody_stands_above_the_top_grade_of_the_tier_and_some_reach_the_top_posts() {
    use crate::codes::{Grade, Tier};
    let (catalogue, set) = &*SHIPPED;
    let people = district(set, catalogue, 500, 20261201, today());
    let code = |person: &SyntheticPerson, fact: &str| match person.dossier(catalogue, today()).get(catalogue.find(fact).unwrap()) {
        Value::Choice(choice) => Some(choice.code().to_string()),
        _ => None,
    };
    let mut experts = 0;
    let mut leaders = 0;
    for person in &people {
        if let (Some(tier), Some(grade)) = (code(person, "tier"), code(person, "grade")) {
            let (tier, grade): (Tier, Grade) = (tier.parse().unwrap(), grade.parse().unwrap());
            assert!(grade <= *tier.grades().end(), "{}: {grade:?} in {tier:?}", person.servant.id());
            experts += usize::from(tier == Tier::AhliMadya);
        }
        leaders += usize::from(code(person, "position.kind").is_some_and(|kind| kind.starts_with("jpt")));
    }
    assert!((10..=80).contains(&experts), "{experts} of about 270 functional officials are Ahli Madya");
    assert!((1..=10).contains(&leaders), "{leaders} hold a JPT post");
}

#[test]
fn a_monthly_round_finds_a_few_percent_eligible() {
    let (catalogue, set) = &*SHIPPED;
    let eligible = |policy: &str, kind: &str| {
        let policy = jenjang::policy::decide::prepare(set, set.get(policy).unwrap(), today(), today()).unwrap();
        let held = catalogue.find("position.kind").unwrap();
        let dossiers = district(set, catalogue, 500, 20261201, today()).into_iter().map(|person| person.dossier(catalogue, today()));
        let standing = dossiers.filter(|dossier| matches!(dossier.get(held), Value::Choice(choice) if &**choice.code() == kind));
        standing
            .filter(|dossier| jenjang::policy::decide::outcome(&policy, dossier) == jenjang::policy::decision::Outcome::Eligible)
            .count()
    };
    let general = eligible("asn/promotion/regular", "pelaksana");
    let functional = eligible("asn/promotion/functional", "fungsional");
    // 3 to 8 in a hundred of 500, structural officials not counted
    assert!((12..=40).contains(&(general + functional)), "{general} and {functional}");
}
