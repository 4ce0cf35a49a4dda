use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn criterion(name: &str, weight: &str, cost: bool) -> WeightedCriterion {
    WeightedCriterion { name: name.into(), weight: decimal(weight), cost }
}

fn candidate(id: &str, values: &[&str]) -> WeightedCandidate {
    WeightedCandidate { id: id.into(), values: values.iter().map(|value| value.parse().ok()).collect() }
}

fn shown(scores: &[WeightedScore]) -> Vec<(String, Option<usize>)> {
    scores.iter().map(|score| (score.score.map_or("-".to_owned(), |s| s.round_dp(6).normalize().to_string()), score.rank)).collect()
}

/// ruang-belajar/dss arsip/simpleadditiveweight.xlsx: printed 0.862, 0.925, 0.5855, 0.61462, 0.79.
#[test]
fn the_published_scholarship_sheet_is_reproduced() {
    let criteria = vec![criterion("grade", "0.4", false), criterion("income", "0.3", true), criterion("siblings", "0.3", false)];
    let weighting = AdditiveWeighting::try_new(criteria, Normalisation::Pool, 2).unwrap();
    let candidates = [
        candidate("Alfa", &["3.82", "2500000", "4"]),
        candidate("Delta", &["4", "1500000", "3"]),
        candidate("Gamma", &["2.48", "4000000", "3"]),
        candidate("Zetta", &["3.24", "3200000", "2"]),
        candidate("Tetta", &["4", "5000000", "4"]),
        candidate("Omega", &["4", "-", "4"]),
    ];
    let scores = weighting.score(&candidates).unwrap();
    let expected = [("0.862", Some(2)), ("0.925", Some(1)), ("0.5855", Some(5)), ("0.614625", Some(4)), ("0.79", Some(3)), ("-", None)];
    assert_eq!(shown(&scores), expected.map(|(score, rank)| (score.to_owned(), rank)));
    assert_eq!(scores[5].missing, ["income".into()]);
    let order: Vec<&str> = in_order_of_ranks(&scores).iter().map(|score| &*score.id).collect();
    assert_eq!(order, ["Delta", "Alfa", "Tetta", "Zetta", "Gamma"]);
}

#[test]
fn the_order_can_turn_on_the_pools_scale_when_somebody_leaves() {
    let criteria = vec![criterion("a", "0.5", false), criterion("b", "0.5", false)];
    let candidates = [candidate("x", &["10", "5"]), candidate("y", &["6", "8"]), candidate("z", &["1", "20"])];
    let pool = AdditiveWeighting::try_new(criteria.clone(), Normalisation::Pool, 6).unwrap();
    // together z has 0.55 and y 0.5; without x, who set the scale of a, y has 0.7 and z 0.583
    let found = pool.rank_reversals(&candidates).unwrap();
    assert_eq!(found, [RankReversal { without: "x".into(), ahead: "z".into(), overtaken_by: "y".into() }]);
    let fixed = AdditiveWeighting::try_new(criteria, Normalisation::Fixed(vec![decimal("20"), decimal("20")]), 6).unwrap();
    assert_eq!(fixed.rank_reversals(&candidates).unwrap(), []);
}

#[test]
fn each_fault_has_its_sentence() {
    let one = |cost| vec![criterion("a", "1", cost)];
    let made = |criteria, normalisation| AdditiveWeighting::try_new(criteria, normalisation, 2);
    assert_eq!(made(Vec::new(), Normalisation::Pool).unwrap_err().to_string(), "there are no criteria, expected at least one");
    let half = made(vec![criterion("a", "0.5", false)], Normalisation::Pool).unwrap_err();
    assert_eq!(half.to_string(), "the weights add up to 0.5, expected 1");
    let pool = |cost| made(one(cost), Normalisation::Pool).unwrap();
    let said = |weighting: AdditiveWeighting, candidates: &[WeightedCandidate]| weighting.score(candidates).unwrap_err().to_string();
    assert_eq!(said(pool(true), &[candidate("x", &["0"])]), "criterion `a` is a cost and `x` has 0, expected more than 0");
    assert_eq!(said(pool(false), &[candidate("x", &["0"])]), "the best value of criterion `a` is 0, expected more than 0");
    assert_eq!(said(pool(false), &[candidate("x", &["1"]), candidate("x", &["2"])]), "`x` stands twice, expected each candidate once");
    assert_eq!(said(pool(false), &[candidate("x", &[])]), "`x` has 0 values, expected 1, one for each criterion");
    let fixed = made(one(false), Normalisation::Fixed(vec![decimal("5")])).unwrap();
    assert_eq!(said(fixed, &[candidate("x", &["6"])]), "`x` has 6 in criterion `a`, better than the fixed best value 5");
    let none = made(one(false), Normalisation::Fixed(vec![decimal("0")])).unwrap_err();
    assert_eq!(none.to_string(), "the best value of criterion `a` is 0, expected more than 0");
}

proptest! {
    #[test]
    fn on_a_fixed_scale_nobody_depends_on_who_else_applies(
        rows in prop::collection::vec(prop::array::uniform3(1i64..=10), 2..7),
        costs in prop::array::uniform3(any::<bool>()),
    ) {
        let weights = ["0.5", "0.3", "0.2"];
        let criteria: Vec<_> = weights.iter().zip(costs).enumerate().map(|(i, (w, cost))| criterion(&i.to_string(), w, cost)).collect();
        let best = costs.iter().map(|cost| Decimal::from(if *cost { 1 } else { 10 })).collect();
        let weighting = AdditiveWeighting::try_new(criteria, Normalisation::Fixed(best), 10).unwrap();
        let person = |(i, row): (usize, &[i64; 3])| WeightedCandidate {
            id: i.to_string().into(),
            values: row.iter().map(|value| Some(Decimal::from(*value))).collect(),
        };
        let candidates: Vec<WeightedCandidate> = rows.iter().enumerate().map(person).collect();
        let together = weighting.score(&candidates).unwrap();
        for (candidate, scored) in candidates.iter().zip(&together) {
            let alone = weighting.score(std::slice::from_ref(candidate)).unwrap();
            prop_assert_eq!(alone[0].score, scored.score);
        }
        prop_assert_eq!(weighting.rank_reversals(&candidates).unwrap(), []);
    }
}
