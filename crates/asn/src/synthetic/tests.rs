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
