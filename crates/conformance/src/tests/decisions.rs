//! Decisions.

use jenjang::people::id::RoundId;
use jenjang::policy::document::Waiver;
use jenjang::policy::stored::{StoredBound, StoredFact, StoredValue};
use jenjang::promotion::repository::{DecisionRecord, OutcomeKind};
use jenjang::store::Page;

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn a_decision_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        assert!(tx.decisions().find(&id("k")).await.unwrap().is_none());
        assert!(tx.decisions().of_person(&id("a")).await.unwrap().is_empty());
        assert!(tx.decisions().in_force(&id("r"), &id("a")).await.unwrap().is_none());
        assert!(tx.decisions().list(&id("r"), &all()).await.unwrap().is_empty());
        assert!(tx.decisions().heads(&id("r"), &all()).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn a_decision_comes_back_byte_for_byte(stores: Stores) {
    let store = stores.fresh().await;
    let mut kept = decision("k-1", "a", Some("r"));
    let number = |digits: &str| Box::new(StoredValue::Number(id(digits)));
    for (name, value) in [
        ("missing", StoredValue::Missing),
        ("none", StoredValue::None),
        ("true", StoredValue::Boolean(true)),
        ("text", StoredValue::Text(text("{\"number\":\"1\"}"))),
        ("months", StoredValue::Months(-1)),
        ("days", StoredValue::Days(i64::MIN)),
        ("list", StoredValue::List(vec![StoredValue::None, StoredValue::List(Vec::new())])),
        ("range", StoredValue::Range(StoredBound::Open, StoredBound::Excluded(number("1.10")))),
        ("closed", StoredValue::Range(StoredBound::Included(number("-0.0")), StoredBound::Open)),
    ] {
        kept.dossier.facts.insert(text(name), StoredFact { value, source: None });
    }
    kept.waivers = vec![Waiver { criterion: text("points"), basis: text("ps. 1"), by: text("presiden") }];
    // blanks, order of keys and doubled keys are part of a proof
    kept.proof = text("{ \"b\":1,\n \"a\": 1.0, \"a\":\"\\u00e9 é\" }\r\n");
    write(&store, async |tx| {
        tx.rounds().save(&round("r"), None).await.unwrap();
        tx.decisions().insert(&[]).await.unwrap();
        tx.decisions().insert(&[kept.clone()]).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.decisions().find(&id("k-1")).await.unwrap().unwrap(), &kept);
        check_same(&tx.decisions().in_force(&id("r"), &id("a")).await.unwrap().unwrap(), &kept);
        check_same(&tx.decisions().of_person(&id("a")).await.unwrap(), &vec![kept.clone()]);
        check_same(&tx.decisions().list(&id("r"), &all()).await.unwrap(), &vec![kept.clone()]);
        check_same(&tx.decisions().heads(&id("r"), &all()).await.unwrap(), &vec![kept.head()]);
    })
    .await;
}

pub(crate) async fn a_correction_takes_the_place_of_its_parent_which_stays(stores: Stores) {
    let store = stores.fresh().await;
    let first = decision("k-1", "a", Some("r"));
    let second = correction("k-2", "a", Some("r"), "k-1");
    let third = correction("k-3", "a", Some("r"), "k-2");
    let outside = decision("o-1", "a", None);
    let outside_corrected = correction("o-2", "a", None, "o-1");
    write(&store, async |tx| {
        tx.rounds().save(&round("r"), None).await.unwrap();
        tx.decisions().insert(&[first.clone(), outside.clone()]).await.unwrap();
    })
    .await;
    write(&store, async |tx| tx.decisions().insert(&[second.clone(), third.clone(), outside_corrected.clone()]).await.unwrap()).await;
    read(&store, async |tx| {
        check_same(&tx.decisions().in_force(&id("r"), &id("a")).await.unwrap(), &Some(third.clone()));
        check_same(&tx.decisions().list(&id("r"), &all()).await.unwrap(), &vec![third.clone()]);
        check_same(&tx.decisions().heads(&id("r"), &all()).await.unwrap(), &vec![third.head()]);
        for kept in [&first, &second, &third, &outside, &outside_corrected] {
            check_same(&tx.decisions().find(&kept.id).await.unwrap().unwrap(), kept);
        }
        assert_eq!(tx.decisions().of_person(&id("a")).await.unwrap().len(), 5);
    })
    .await;
}

/// That a decision is refused and leaves nothing behind.
async fn check_refused(stores: &Stores, before: &[DecisionRecord], refused: DecisionRecord, why: &str) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for of in ["r", "s"] {
            tx.rounds().save(&round(of), None).await.unwrap();
        }
        tx.decisions().insert(before).await.unwrap();
    })
    .await;
    let kept = read(&store, async |tx| tx.decisions().list(&id("r"), &all()).await.unwrap()).await;
    let mut tx = store.begin().await.unwrap();
    let result = tx.decisions().insert(&[refused]).await;
    assert!(result.is_err(), "not refused: {why}");
    check_conflict(result, "decision");
    drop(tx);
    check_same(&read(&store, async |tx| tx.decisions().list(&id("r"), &all()).await.unwrap()).await, &kept);
}

pub(crate) async fn an_id_is_taken_once(stores: Stores) {
    check_refused(&stores, &[decision("k", "a", Some("r"))], decision("k", "a", Some("r")), "the same again").await;
    check_refused(&stores, &[decision("k", "a", Some("r"))], decision("k", "b", Some("s")), "the id for somebody else").await;
    check_refused(&stores, &[decision("k", "a", None)], decision("k", "a", None), "the same again, outside rounds").await;
    let own_parent = correction("k", "a", Some("r"), "k");
    check_refused(&stores, &[decision("k", "a", Some("r"))], own_parent, "a decision that corrects itself").await;
}

pub(crate) async fn a_round_decides_once_about_a_person(stores: Stores) {
    let first = [decision("k-1", "a", Some("r"))];
    check_refused(&stores, &first, decision("k-2", "a", Some("r")), "a second decision without a parent").await;
    let corrected = [decision("k-1", "a", Some("r")), correction("k-2", "a", Some("r"), "k-1")];
    check_refused(&stores, &corrected, decision("k-3", "a", Some("r")), "a third without a parent").await;
    // in one call too
    let store = stores.fresh().await;
    write(&store, async |tx| tx.rounds().save(&round("r"), None).await.unwrap()).await;
    let mut tx = store.begin().await.unwrap();
    let both = [decision("k-1", "a", Some("r")), decision("k-2", "a", Some("r"))];
    check_conflict(tx.decisions().insert(&both).await, "decision");
    drop(tx);
    // outside rounds, in other rounds and about others nothing stands against it
    write(&store, async |tx| {
        tx.rounds().save(&round("s"), None).await.unwrap();
        let many = [
            decision("1", "a", None),
            decision("2", "a", None),
            decision("3", "a", Some("r")),
            decision("4", "a", Some("s")),
            decision("5", "b", Some("r")),
        ];
        tx.decisions().insert(&many).await.unwrap();
    })
    .await;
}

pub(crate) async fn a_parent_is_there_of_the_same_person_and_round_and_not_corrected_yet(stores: Stores) {
    let before = [decision("k-1", "a", Some("r")), correction("k-2", "a", Some("r"), "k-1"), decision("o-1", "a", None)];
    check_refused(&stores, &before, correction("n", "a", Some("r"), "x"), "a parent that is not there").await;
    check_refused(&stores, &before, correction("n", "b", Some("r"), "k-2"), "somebody else's parent").await;
    check_refused(&stores, &before, correction("n", "a", Some("s"), "k-2"), "a parent of another round").await;
    check_refused(&stores, &before, correction("n", "a", None, "k-2"), "a parent of a round for a decision outside rounds").await;
    check_refused(&stores, &before, correction("n", "a", Some("s"), "o-1"), "a parent outside rounds for a decision of a round").await;
    check_refused(&stores, &before, correction("n", "a", Some("r"), "k-1"), "a parent corrected already").await;
    let outside = [decision("o-1", "a", None), correction("o-2", "a", None, "o-1")];
    check_refused(&stores, &outside, correction("n", "a", None, "o-1"), "a parent outside rounds corrected already").await;
    // a child before its parent in one call
    let store = stores.fresh().await;
    write(&store, async |tx| tx.rounds().save(&round("r"), None).await.unwrap()).await;
    let mut tx = store.begin().await.unwrap();
    let turned = [correction("k-2", "a", Some("r"), "k-1"), decision("k-1", "a", Some("r"))];
    check_conflict(tx.decisions().insert(&turned).await, "decision");
}

pub(crate) async fn decisions_of_a_person_stand_by_day_and_id(stores: Stores) {
    let store = stores.fresh().await;
    let on = |name: &str, day: &str| DecisionRecord { decided_on: id(day), ..decision(name, "a", None) };
    let kept = [
        on("b", "2026-01-01"),
        on("a", "2026-01-01"),
        on("B", "2026-01-01"),
        on("z", "0001-01-01"),
        on("c", "9999-12-31"),
        on("d", "2025-12-31"),
    ];
    write(&store, async |tx| {
        tx.decisions().insert(&kept).await.unwrap();
        tx.decisions().insert(&[decision("other", "A", None)]).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.decisions().of_person(&id("a")).await.unwrap()).await;
    assert_eq!(found.iter().map(|decision| decision.id.as_str()).collect::<Vec<_>>(), ["z", "d", "B", "a", "b", "c"]);
}

pub(crate) async fn decisions_in_force_stand_by_person_in_pages(stores: Stores) {
    let store = stores.fresh().await;
    let round_id: RoundId = id("r");
    let outcomes = [OutcomeKind::Eligible, OutcomeKind::NotEligible, OutcomeKind::Unknown, OutcomeKind::Eligible];
    let kept: Vec<DecisionRecord> = ["d", "b", "a", "C"]
        .into_iter()
        .zip(outcomes)
        .map(|(person, outcome)| DecisionRecord { outcome, ..decision(&format!("k-{person}"), person, Some("r")) })
        .collect();
    write(&store, async |tx| {
        for of in ["r", "s"] {
            tx.rounds().save(&round(of), None).await.unwrap();
        }
        tx.decisions().insert(&kept).await.unwrap();
        tx.decisions().insert(&[decision("other", "a", Some("s")), correction("k-b2", "b", Some("r"), "k-b")]).await.unwrap();
    })
    .await;
    let expected = [kept[3].clone(), kept[2].clone(), correction("k-b2", "b", Some("r"), "k-b"), kept[0].clone()];
    read(&store, async |tx| {
        let pages = [
            (all(), 0..4),
            (Page::first(2), 0..2),
            (Page::after(id("a"), 1), 2..3),
            (Page::after(id("b"), 9), 3..4),
            (Page::first(0), 0..0),
        ];
        for (page, part) in pages {
            check_same(&tx.decisions().list(&round_id, &page).await.unwrap(), &expected[part.clone()].to_vec());
            let heads: Vec<_> = expected[part].iter().map(DecisionRecord::head).collect();
            check_same(&tx.decisions().heads(&round_id, &page).await.unwrap(), &heads);
        }
    })
    .await;
}

pub(crate) async fn removing_a_person_takes_every_decision_and_frees_the_round(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.rounds().save(&round("r"), None).await.unwrap();
        let many =
            [decision("1", "a", Some("r")), correction("2", "a", Some("r"), "1"), decision("3", "a", None), decision("4", "b", Some("r"))];
        tx.decisions().insert(&many).await.unwrap();
        assert_eq!(tx.decisions().remove_person(&id("a")).await.unwrap(), 3);
        assert_eq!(tx.decisions().remove_person(&id("a")).await.unwrap(), 0);
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.decisions().list(&id("r"), &all()).await.unwrap(), &vec![decision("4", "b", Some("r"))]);
        assert!(tx.decisions().find(&id("1")).await.unwrap().is_none());
        assert!(tx.decisions().of_person(&id("a")).await.unwrap().is_empty());
        assert!(tx.decisions().in_force(&id("r"), &id("a")).await.unwrap().is_none());
    })
    .await;
    write(&store, async |tx| tx.decisions().insert(&[decision("1", "a", Some("r")), correction("2", "a", Some("r"), "1")]).await.unwrap())
        .await;
}
