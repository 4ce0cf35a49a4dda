//! Promotion rounds, candidates, scores.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use jenjang::legal::Label;
use jenjang::people::id::RoundId;
use jenjang::promotion::repository::{RoundFile, ScreeningBasis};
use jenjang::promotion::{Method, Panel, PanelMember, Pick, RankOrder, Selection, Stage, TieOrder};
use jenjang::store::{Page, Revision};

use crate::Stores;
use crate::fixtures::*;

fn complete(name: &str) -> RoundFile {
    let mut file = round(name);
    let ties = vec![TieOrder { label: Label::new("masa kerja", "service"), descending: true }];
    let order = RankOrder { descending: true, tie_breaks: ties };
    file.plan.method = Method::Ranking { order, names: NonZeroUsize::new(3).unwrap() };
    file.plan.quota = None;
    file.score_policy = Some(text("asn/score/open-selection"));
    let members = vec![
        PanelMember { id: id("m1"), conflicts: BTreeSet::from([id("a"), id("b")]) },
        PanelMember { id: id("m2"), conflicts: BTreeSet::new() },
    ];
    file.panel = Some(Panel::try_new(members, (id("0.0"), id("100.00")), 2).unwrap());
    file.stage = Stage::Published;
    file.screening = Some(ScreeningBasis { known_at: id("2026-04-03"), rules: digest(10) });
    file.edition = 3;
    let eligible = BTreeSet::from([id("a"), id("b"), id("c")]);
    let picks = vec![Pick { person: id("c"), reason: Some(text("pengalaman")) }, Pick { person: id("a"), reason: None }];
    let selection = Selection::try_new(ids(&["a", "b"]), &eligible, None, picks, id("2026-05-01"), text("pejabat")).unwrap();
    file.earlier = vec![selection.clone(), selection.clone()];
    file.selection = Some(selection);
    file
}

pub(crate) async fn a_round_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        let none: RoundId = id("x");
        assert!(tx.rounds().find(&none).await.unwrap().is_none());
        assert!(tx.rounds().list().await.unwrap().is_empty());
        assert!(tx.rounds().candidates(&none, &all()).await.unwrap().is_empty());
        assert!(!tx.rounds().is_candidate(&none, &id("a")).await.unwrap());
        assert_eq!(tx.rounds().count_candidates(&none).await.unwrap(), 0);
        assert!(tx.rounds().rounds_of(&id("a")).await.unwrap().is_empty());
        assert!(tx.rounds().entries(&none, &all()).await.unwrap().is_empty());
        assert!(tx.rounds().panel_scores(&none).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn rounds_carry_revisions_and_stand_by_id(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        check_conflict(tx.rounds().save(&round("r"), Some(Revision(1))).await, "round");
        assert_eq!(tx.rounds().save(&round("r"), None).await.unwrap(), Revision(1));
        assert_eq!(tx.rounds().save(&complete("r"), Some(Revision(1))).await.unwrap(), Revision(2));
        let refused = tx.rounds().save(&round("r"), Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "round"), (Some(Revision(2)), Some(Revision(1))));
        check_conflict(tx.rounds().save(&round("r"), None).await, "round");
        tx.rounds().save(&round("R"), None).await.unwrap();
        tx.rounds().save(&round("a"), None).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        let found = tx.rounds().find(&id("r")).await.unwrap().unwrap();
        assert_eq!(found.revision, Revision(2));
        check_same(&found.value, &complete("r"));
        check_same(&values(&tx.rounds().list().await.unwrap()), &vec![round("R"), round("a"), complete("r")]);
    })
    .await;
    let [planned, open, screened] = [("R", Stage::Planned), ("a", Stage::Open), ("s", Stage::Screened)].map(|(name, stage)| {
        let mut file = round(name);
        file.stage = stage;
        file
    });
    write(&store, async |tx| {
        tx.rounds().save(&planned, Some(Revision(1))).await.unwrap();
        tx.rounds().save(&open, Some(Revision(1))).await.unwrap();
        tx.rounds().save(&screened, None).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.rounds().under_way().await.unwrap(), &vec![open, screened]);
    })
    .await;
}

pub(crate) async fn candidates_stand_once_and_in_order(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [RoundId; 2] = [id("r1"), id("r2")];
    write(&store, async |tx| {
        for of in ["r1", "r2"] {
            tx.rounds().save(&round(of), None).await.unwrap();
        }
        assert_eq!(tx.rounds().add_candidates(&one, &[]).await.unwrap(), 0);
        assert_eq!(tx.rounds().add_candidates(&one, &ids(&["c", "a", "c", "B"])).await.unwrap(), 3);
        assert_eq!(tx.rounds().add_candidates(&one, &ids(&["a", "d", "c"])).await.unwrap(), 1);
        assert_eq!(tx.rounds().add_candidates(&two, &ids(&["a"])).await.unwrap(), 1);
    })
    .await;
    read(&store, async |tx| {
        assert_eq!(tx.rounds().candidates(&one, &all()).await.unwrap(), ids(&["B", "a", "c", "d"]));
        assert_eq!(tx.rounds().candidates(&one, &Page::first(2)).await.unwrap(), ids(&["B", "a"]));
        assert_eq!(tx.rounds().candidates(&one, &Page::after(id("a"), 1)).await.unwrap(), ids(&["c"]));
        assert_eq!(tx.rounds().candidates(&one, &Page::after(id("b"), 9)).await.unwrap(), ids(&["c", "d"]));
        assert!(tx.rounds().candidates(&one, &Page::after(id("d"), 9)).await.unwrap().is_empty());
        assert!(tx.rounds().candidates(&one, &Page::first(0)).await.unwrap().is_empty());
        assert_eq!(tx.rounds().count_candidates(&one).await.unwrap(), 4);
        assert!(tx.rounds().is_candidate(&one, &id("a")).await.unwrap());
        assert!(!tx.rounds().is_candidate(&one, &id("A")).await.unwrap());
        assert_eq!(tx.rounds().rounds_of(&id("a")).await.unwrap(), [one.clone(), two.clone()]);
        assert_eq!(tx.rounds().rounds_of(&id("d")).await.unwrap(), std::slice::from_ref(&one));
    })
    .await;
    write(&store, async |tx| {
        assert!(tx.rounds().remove_candidate(&one, &id("a")).await.unwrap());
        assert!(!tx.rounds().remove_candidate(&one, &id("a")).await.unwrap());
        assert!(!tx.rounds().remove_candidate(&two, &id("d")).await.unwrap());
    })
    .await;
    read(&store, async |tx| {
        assert_eq!(tx.rounds().candidates(&one, &all()).await.unwrap(), ids(&["B", "c", "d"]));
        assert_eq!(tx.rounds().rounds_of(&id("a")).await.unwrap(), std::slice::from_ref(&two));
    })
    .await;
}

pub(crate) async fn scores_replace_by_person_and_are_removed(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [RoundId; 2] = [id("r1"), id("r2")];
    write(&store, async |tx| {
        for of in ["r1", "r2"] {
            tx.rounds().save(&round(of), None).await.unwrap();
        }
        tx.rounds().save_entries(&one, &[]).await.unwrap();
        tx.rounds().save_entries(&one, &[entry("c", Some("1.50")), entry("a", None), entry("c", Some("2.00"))]).await.unwrap();
        tx.rounds().save_entries(&one, &[entry("a", Some("-0.5")), entry("B", Some("100"))]).await.unwrap();
        tx.rounds().save_entries(&two, &[entry("a", Some("7"))]).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        let expected = vec![entry("B", Some("100")), entry("a", Some("-0.5")), entry("c", Some("2.00"))];
        check_same(&tx.rounds().entries(&one, &all()).await.unwrap(), &expected);
        check_same(&tx.rounds().entries(&one, &Page::first(1)).await.unwrap(), &expected[..1].to_vec());
        check_same(&tx.rounds().entries(&one, &Page::after(id("B"), 9)).await.unwrap(), &expected[1..].to_vec());
    })
    .await;
    write(&store, async |tx| {
        tx.rounds().remove_entry(&one, &id("a")).await.unwrap();
        tx.rounds().remove_entry(&one, &id("a")).await.unwrap();
        tx.rounds().remove_entry(&one, &id("nobody")).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.rounds().entries(&one, &all()).await.unwrap(), &vec![entry("B", Some("100")), entry("c", Some("2.00"))]);
        check_same(&tx.rounds().entries(&two, &all()).await.unwrap(), &vec![entry("a", Some("7"))]);
    })
    .await;
}

pub(crate) async fn panel_scores_replace_by_member_candidate_and_component(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [RoundId; 2] = [id("r1"), id("r2")];
    let score = panel_score;
    write(&store, async |tx| {
        for of in ["r1", "r2"] {
            tx.rounds().save(&round(of), None).await.unwrap();
        }
        tx.rounds().save_panel_scores(&one, &[]).await.unwrap();
        let first = [score("m2", "a", "x", "1"), score("m1", "b", "x", "2"), score("m1", "a", "y", "3"), score("m1", "a", "X", "4")];
        tx.rounds().save_panel_scores(&one, &first).await.unwrap();
        tx.rounds().save_panel_scores(&one, &[score("m1", "b", "x", "5"), score("m1", "b", "x", "5.50")]).await.unwrap();
        tx.rounds().save_panel_scores(&two, &[score("m1", "b", "x", "9")]).await.unwrap();
    })
    .await;
    let expected = vec![score("m1", "a", "X", "4"), score("m1", "a", "y", "3"), score("m1", "b", "x", "5.50"), score("m2", "a", "x", "1")];
    check_same(&read(&store, async |tx| tx.rounds().panel_scores(&one).await.unwrap()).await, &expected);
}

pub(crate) async fn a_person_can_be_removed_from_all_rounds(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [RoundId; 2] = [id("r1"), id("r2")];
    write(&store, async |tx| {
        for of in ["r1", "r2"] {
            tx.rounds().save(&round(of), None).await.unwrap();
            tx.rounds().add_candidates(&id(of), &ids(&["a", "b"])).await.unwrap();
            tx.rounds().save_entries(&id(of), &[entry("a", Some("1")), entry("b", Some("2"))]).await.unwrap();
        }
        tx.rounds().save_panel_scores(&one, &[panel_score("m1", "a", "x", "1"), panel_score("m1", "b", "x", "2")]).await.unwrap();
    })
    .await;
    assert_eq!(write(&store, async |tx| tx.rounds().remove_person(&id("a")).await.unwrap()).await, 5);
    assert_eq!(write(&store, async |tx| tx.rounds().remove_person(&id("a")).await.unwrap()).await, 0);
    read(&store, async |tx| {
        for of in [&one, &two] {
            assert_eq!(tx.rounds().candidates(of, &all()).await.unwrap(), ids(&["b"]));
            check_same(&tx.rounds().entries(of, &all()).await.unwrap(), &vec![entry("b", Some("2"))]);
            check_same(&tx.rounds().find_entry(of, &id("b")).await.unwrap(), &Some(entry("b", Some("2"))));
            check_same(&tx.rounds().find_entry(of, &id("a")).await.unwrap(), &None);
        }
        check_same(&tx.rounds().panel_scores(&one).await.unwrap(), &vec![panel_score("m1", "b", "x", "2")]);
    })
    .await;
}
