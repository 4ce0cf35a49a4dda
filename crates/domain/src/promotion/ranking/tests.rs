use super::*;
use proptest::prelude::*;

fn entry(id: &str, score: Option<i64>, tie_breaks: &[Value]) -> RankEntry {
    let score = score.map_or_else(|| RankScore::Unknown(vec!["selection.interview".into()]), |n| RankScore::Known(Decimal::new(n, 2)));
    RankEntry { id: id.parse().unwrap(), score, tie_breaks: tie_breaks.to_vec() }
}

fn number(n: i64) -> Value {
    Value::Number(Decimal::from(n))
}

fn order(descending: &[bool]) -> RankOrder {
    let tie_breaks = descending.iter().map(|d| TieOrder { label: Label::new("masa kerja", "years of service"), descending: *d }).collect();
    RankOrder { descending: true, tie_breaks }
}

fn places(ranking: &Ranking) -> Vec<(usize, &str)> {
    ranking.ranked().iter().map(|r| (r.rank, r.id.as_str())).collect()
}

#[test]
fn equal_scores_share_a_rank_and_the_next_rank_is_left_out() {
    let entries = vec![entry("d", Some(7000), &[]), entry("b", Some(8050), &[]), entry("a", Some(9000), &[]), entry("c", Some(8050), &[])];
    let ranking = Ranking::of(entries, &order(&[])).unwrap();
    assert_eq!(places(&ranking), [(1, "a"), (2, "b"), (2, "c"), (4, "d")]);
    assert_eq!(ranking.find(&"b".parse().unwrap()).unwrap().tie, Some(TieReason::Equal));
    assert_eq!(ranking.top(2).count(), 3);
}

#[test]
fn an_unknown_score_is_listed_apart_and_a_score_of_zero_is_ranked() {
    let ranking = Ranking::of(vec![entry("silent", None, &[]), entry("zero", Some(0), &[])], &order(&[])).unwrap();
    assert_eq!(places(&ranking), [(1, "zero")]);
    assert_eq!(ranking.unranked(), [Unranked { id: "silent".parse().unwrap(), missing: vec!["selection.interview".into()] }]);
}

#[test]
fn tie_breakers_apply_in_turn_and_none_comes_last() {
    let entries = vec![
        entry("a", Some(80), &[number(5), Value::None]),
        entry("b", Some(80), &[number(7), number(1)]),
        entry("c", Some(80), &[number(5), number(3)]),
        entry("d", Some(80), &[Value::None, number(9)]),
    ];
    let ranking = Ranking::of(entries, &order(&[true, false])).unwrap();
    assert_eq!(places(&ranking), [(1, "b"), (2, "c"), (3, "a"), (4, "d")]);
    assert_eq!(ranking.ranked().iter().map(|r| r.tie_breaks_used).collect::<Vec<_>>(), [1, 2, 2, 1]);
}

#[test]
fn a_missing_tie_breaker_leaves_the_tie_and_says_whose_is_missing() {
    let entries = vec![entry("a", Some(80), &[number(5)]), entry("b", Some(80), &[Value::Missing]), entry("c", Some(70), &[number(1)])];
    let ranking = Ranking::of(entries, &order(&[true])).unwrap();
    assert_eq!(places(&ranking), [(1, "a"), (1, "b"), (3, "c")]);
    let lacking = vec!["b".parse().unwrap()];
    assert_eq!(ranking.ranked()[0].tie, Some(TieReason::TieBreakMissing { tie_break: 0, lacking }));
}

#[test]
fn entries_that_cannot_be_compared_are_refused_in_a_sentence() {
    let sentence = |entries| Ranking::of(entries, &order(&[true])).unwrap_err().to_string();
    let one = || entry("a", Some(1), &[number(1)]);
    assert_eq!(sentence(vec![one(), one()]), "`a` is to be ranked twice, expected each person once");
    assert_eq!(sentence(vec![entry("b", Some(1), &[])]), "`b` comes with 0 tie-break values, expected 1");
    assert_eq!(
        sentence(vec![one(), entry("b", Some(1), &[true.into()])]),
        "tie-breaker 1 of `b` is of another type than that of `a`, expected one type for all"
    );
    assert_eq!(
        sentence(vec![entry("b", Some(1), &[Value::Text("Budi".into())])]),
        "tie-breaker 1 of `b` is a text, expected a number, date, duration, truth value or ordered choice"
    );
}

fn any_entries() -> impl Strategy<Value = Vec<RankEntry>> {
    let value = prop_oneof![3 => (0i64..3).prop_map(number), 1 => Just(Value::None), 1 => Just(Value::Missing)];
    let one = (proptest::option::weighted(0.9, 0i64..4), value.clone(), value);
    proptest::collection::vec(one, 0..12)
        .prop_map(|all| all.into_iter().enumerate().map(|(i, (score, a, b))| entry(&format!("p{i:02}"), score, &[a, b])).collect())
}

proptest! {
    #[test]
    fn input_order_does_not_matter(
        (there, back) in any_entries().prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle()))
    ) {
        let order = order(&[true, false]);
        prop_assert_eq!(Ranking::of(there, &order).unwrap(), Ranking::of(back, &order).unwrap());
    }

    #[test]
    fn a_rank_is_one_more_than_the_number_strictly_ahead(entries in any_entries()) {
        let ranking = Ranking::of(entries.clone(), &order(&[true, false])).unwrap();
        for ranked in ranking.ranked() {
            let ahead = ranking.ranked().iter().filter(|other| other.rank < ranked.rank).count();
            prop_assert_eq!(ranked.rank, ahead + 1);
            let shared = ranking.ranked().iter().filter(|other| other.rank == ranked.rank).count();
            prop_assert_eq!(shared > 1, ranked.tie.is_some());
        }
        prop_assert_eq!(ranking.ranked().len() + ranking.unranked().len(), entries.len());
        // a better score is never behind a worse one
        prop_assert!(ranking.ranked().windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn a_higher_score_never_lowers_the_rank(entries in any_entries(), who in 0usize..12) {
        let order = order(&[true, false]);
        let before = Ranking::of(entries.clone(), &order).unwrap();
        let mut raised = entries;
        let Some(entry) = raised.get_mut(who) else { return Ok(()) };
        let RankScore::Known(score) = entry.score else { return Ok(()) };
        entry.score = RankScore::Known(score + Decimal::ONE);
        let id = entry.id.clone();
        let after = Ranking::of(raised, &order).unwrap();
        prop_assert!(after.find(&id).unwrap().rank <= before.find(&id).unwrap().rank);
    }
}
