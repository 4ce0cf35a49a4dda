//! 360° cycles, nominations, answers, receipts, what is kept after the cut, results.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::nomination::{Approval, NominationState};
use jenjang::evaluation::repository::{Audience, CycleFile, NominationFilter, ResultRecord};
use jenjang::evaluation::response::Response;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::{Page, Revision};

use crate::Stores;
use crate::fixtures::*;

fn of(ratee: Option<&str>, rater: Option<&str>) -> NominationFilter {
    NominationFilter { ratee: ratee.map(id), rater: rater.map(id) }
}

pub(crate) async fn a_cycle_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        let none: CycleId = id("x");
        assert!(tx.cycles().find(&none).await.unwrap().is_none());
        assert!(tx.cycles().list().await.unwrap().is_empty());
        assert!(tx.cycles().states().await.unwrap().is_empty());
        assert!(tx.cycles().nominations(&none, &of(None, None)).await.unwrap().is_empty());
        assert!(tx.cycles().answers(&none).await.unwrap().is_empty());
        assert!(tx.cycles().receipts(&none, &of(None, None)).await.unwrap().is_empty());
        assert!(tx.cycles().sheets(&none, None).await.unwrap().is_empty());
        assert!(tx.cycles().comments(&none, None).await.unwrap().is_empty());
        assert!(tx.cycles().results(&none, Audience::Hr, None, &all()).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn cycles_are_kept_in_every_state_and_carry_revisions(stores: Stores) {
    let store = stores.fresh().await;
    let states = [
        CycleState::Planned,
        CycleState::Nominating { since: id("2026-01-05") },
        CycleState::Open { since: id("2026-02-01"), until: id("2026-02-28") },
        CycleState::Closed { on: id("2026-03-01") },
        CycleState::Released { closed: id("2026-03-01"), on: id("2026-03-15") },
    ];
    let mut expected = None;
    for state in states {
        let severed = matches!(state, CycleState::Released { .. }).then(|| id("2026-03-01"));
        let file = CycleFile { cycle: Cycle::restore(id("2026-1"), state), severed, ..cycle("2026-1") };
        let revision = write(&store, async |tx| tx.cycles().save(&file, expected).await.unwrap()).await;
        assert_eq!(revision, expected.map_or(Revision::FIRST, Revision::next));
        expected = Some(revision);
        let found = read(&store, async |tx| tx.cycles().find(&id("2026-1")).await.unwrap().unwrap()).await;
        assert_eq!(found.revision, revision);
        check_same(&found.value, &file);
    }
    write(&store, async |tx| {
        let refused = tx.cycles().save(&cycle("2026-1"), Some(Revision(4))).await;
        assert_eq!(check_conflict(refused, "cycle"), (Some(Revision(5)), Some(Revision(4))));
        check_conflict(tx.cycles().save(&cycle("2026-1"), None).await, "cycle");
        check_conflict(tx.cycles().save(&cycle("2026-2"), Some(Revision(1))).await, "cycle");
        tx.cycles().save(&cycle("2025-2"), None).await.unwrap();
        tx.cycles().save(&cycle("A"), None).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.cycles().list().await.unwrap()).await;
    assert_eq!(found.iter().map(|stored| stored.value.cycle.id().as_str()).collect::<Vec<_>>(), ["2025-2", "2026-1", "A"]);
    // where each stands, without its chart
    let states = read(&store, async |tx| tx.cycles().states().await.unwrap()).await;
    check_same(&states, &found.into_iter().map(|stored| stored.value.cycle).collect::<Vec<_>>());
}

pub(crate) async fn nominations_replace_by_pair_and_stand_by_ratee_and_rater(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [CycleId; 2] = [id("1"), id("2")];
    let states = [
        NominationState::Approved { by: Approval::Superior(id("kepala")) },
        NominationState::Approved { by: Approval::Chart },
        NominationState::Refused { reason: "bukan rekan".to_owned() },
        NominationState::Declined { reason: "cuti".to_owned() },
        NominationState::Conflict { reason: "keluarga".to_owned() },
    ];
    write(&store, async |tx| {
        for cycle_of in ["1", "2"] {
            tx.cycles().save(&cycle(cycle_of), None).await.unwrap();
        }
        tx.cycles().save_nominations(&one, &[]).await.unwrap();
        tx.cycles().save_nominations(&one, &[proposed("b", "a"), proposed("a", "c"), proposed("a", "b")]).await.unwrap();
        tx.cycles().save_nominations(&two, &[proposed("a", "b")]).await.unwrap();
        for state in &states {
            tx.cycles().save_nominations(&one, &[nomination("a", "b", state.clone())]).await.unwrap();
            let found = tx.cycles().nominations(&one, &of(Some("a"), Some("b"))).await.unwrap();
            check_same(&found, &vec![nomination("a", "b", state.clone())]);
        }
        // the last of two in one call
        let twice = [proposed("a", "c"), nomination("a", "c", states[3].clone()), proposed("B", "a")];
        tx.cycles().save_nominations(&one, &twice).await.unwrap();
    })
    .await;
    let (ab, ac) = (nomination("a", "b", states[4].clone()), nomination("a", "c", states[3].clone()));
    read(&store, async |tx| {
        let found = tx.cycles().nominations(&one, &of(None, None)).await.unwrap();
        check_same(&found, &vec![proposed("B", "a"), ab.clone(), ac.clone(), proposed("b", "a")]);
        check_same(&tx.cycles().nominations(&one, &of(Some("a"), None)).await.unwrap(), &vec![ab.clone(), ac]);
        check_same(&tx.cycles().nominations(&one, &of(None, Some("a"))).await.unwrap(), &vec![proposed("B", "a"), proposed("b", "a")]);
        assert!(tx.cycles().nominations(&one, &of(Some("b"), Some("b"))).await.unwrap().is_empty());
        check_same(&tx.cycles().nominations(&two, &of(None, None)).await.unwrap(), &vec![proposed("a", "b")]);
        // of several people at once
        let some: BTreeSet<PersonId> = ["b", "B", "nobody"].map(id).into();
        check_same(&tx.cycles().nominations_of(&one, &some).await.unwrap(), &vec![proposed("B", "a"), proposed("b", "a")]);
        assert!(tx.cycles().nominations_of(&one, &BTreeSet::new()).await.unwrap().is_empty());
        // of somebody in all cycles, rated or rating
        check_same(&tx.cycles().cycles_of(&id("a")).await.unwrap(), &BTreeSet::from([one.clone(), two.clone()]));
        check_same(&tx.cycles().cycles_of(&id("B")).await.unwrap(), &BTreeSet::from([one.clone()]));
        assert!(tx.cycles().cycles_of(&id("nobody")).await.unwrap().is_empty());
        let heads = tx.cycles().heads().await.unwrap();
        let expected: Vec<CycleFile> = ["1", "2"].map(|of| CycleFile { chart: Vec::new(), ..cycle(of) }).into();
        check_same(&heads, &expected);
    })
    .await;
}

pub(crate) async fn an_answer_given_again_replaces_answer_and_receipt(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [CycleId; 2] = [id("1"), id("2")];
    write(&store, async |tx| {
        for cycle_of in ["1", "2"] {
            tx.cycles().save(&cycle(cycle_of), None).await.unwrap();
        }
        tx.cycles().put_answer(&one, &response("b", "a", "3"), &receipt("b", "a", 1)).await.unwrap();
        tx.cycles().put_answer(&one, &response("a", "c", "2.50"), &receipt("a", "c", 2)).await.unwrap();
        tx.cycles().put_answer(&one, &response("a", "b", "5"), &receipt("a", "b", 3)).await.unwrap();
        tx.cycles().put_answer(&two, &response("a", "b", "1"), &receipt("a", "b", 4)).await.unwrap();
    })
    .await;
    let mut again = response("a", "b", "4.00");
    again.revision = 1;
    again.comment = None;
    again.answers.remove(&id("i2"));
    write(&store, async |tx| tx.cycles().put_answer(&one, &again, &receipt("a", "b", 9)).await.unwrap()).await;
    // answers come out in the transaction that closes, which is one that writes
    write(&store, async |tx| {
        let expected = vec![again.clone(), response("a", "c", "2.50"), response("b", "a", "3")];
        check_same(&tx.cycles().answers(&one).await.unwrap(), &expected);
        check_same(&tx.cycles().answers(&two).await.unwrap(), &vec![response("a", "b", "1")]);
    })
    .await;
    read(&store, async |tx| {
        let found = tx.cycles().receipts(&one, &of(None, None)).await.unwrap();
        check_same(&found, &vec![receipt("a", "b", 9), receipt("a", "c", 2), receipt("b", "a", 1)]);
        let found = tx.cycles().receipts(&one, &of(Some("a"), None)).await.unwrap();
        check_same(&found, &vec![receipt("a", "b", 9), receipt("a", "c", 2)]);
        check_same(&tx.cycles().receipts(&one, &of(None, Some("a"))).await.unwrap(), &vec![receipt("b", "a", 1)]);
        check_same(&tx.cycles().receipts(&two, &of(Some("a"), Some("b"))).await.unwrap(), &vec![receipt("a", "b", 4)]);
        assert!(tx.cycles().receipts(&two, &of(Some("b"), Some("a"))).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn a_draft_is_kept_apart_and_goes_with_answer_cut_and_person(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [CycleId; 2] = [id("1"), id("2")];
    let [a, b, c]: [PersonId; 3] = [id("a"), id("b"), id("c")];
    let bare = |ratee: &str, rater: &str| Response { answers: BTreeMap::new(), comment: None, ..response(ratee, rater, "1") };
    write(&store, async |tx| {
        for of in [&one, &two] {
            tx.cycles().save(&cycle(of.as_str()), None).await.unwrap();
            tx.cycles()
                .save_nominations(of, &[proposed("a", "b"), proposed("b", "a"), proposed("a", "c"), proposed("b", "c")])
                .await
                .unwrap();
            for (ratee, rater) in [("a", "b"), ("b", "a"), ("a", "c"), ("b", "c")] {
                tx.cycles().put_draft(of, &bare(ratee, rater)).await.unwrap();
            }
        }
        tx.cycles().put_draft(&one, &response("a", "b", "2.50")).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.cycles().draft(&one, &a, &b).await.unwrap(), &Some(response("a", "b", "2.50")));
        check_same(&tx.cycles().draft(&two, &a, &b).await.unwrap(), &Some(bare("a", "b")));
        assert!(tx.cycles().draft(&one, &c, &b).await.unwrap().is_none());
        assert!(tx.cycles().receipts(&one, &of(None, None)).await.unwrap().is_empty(), "a draft is no answer");
    })
    .await;
    write(&store, async |tx| {
        assert!(tx.cycles().answers(&one).await.unwrap().is_empty(), "a draft is no answer");
        tx.cycles().put_answer(&one, &response("a", "b", "3"), &receipt("a", "b", 1)).await.unwrap();
        tx.cycles().drop_draft(&one, &b, &a).await.unwrap();
        tx.cycles().drop_draft(&one, &c, &a).await.unwrap();
        tx.cycles().sever(&two, &[], &[]).await.unwrap();
    })
    .await;
    write(&store, async |tx| {
        assert!(tx.cycles().draft(&one, &a, &b).await.unwrap().is_none(), "the answer stands in its place");
        assert!(tx.cycles().draft(&one, &b, &a).await.unwrap().is_none());
        check_same(&tx.cycles().draft(&one, &a, &c).await.unwrap(), &Some(bare("a", "c")));
        for (ratee, rater) in [(&a, &b), (&b, &a), (&a, &c), (&b, &c)] {
            assert!(tx.cycles().draft(&two, ratee, rater).await.unwrap().is_none(), "the cut destroys drafts too");
        }
        // nominations 2 × 3, an answer, a receipt, a draft
        assert_eq!(tx.cycles().remove_person(&a).await.unwrap(), 9);
        assert!(tx.cycles().draft(&one, &a, &c).await.unwrap().is_none());
        check_same(&tx.cycles().draft(&one, &b, &c).await.unwrap(), &Some(bare("b", "c")));
    })
    .await;
}

pub(crate) async fn severing_destroys_the_answers_of_one_cycle_and_keeps_receipts(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [CycleId; 2] = [id("1"), id("2")];
    write(&store, async |tx| {
        for of in [&one, &two] {
            tx.cycles().save(&cycle(of.as_str()), None).await.unwrap();
            tx.cycles().put_answer(of, &response("a", "b", "3"), &receipt("a", "b", 1)).await.unwrap();
            tx.cycles().put_answer(of, &response("b", "a", "4"), &receipt("b", "a", 2)).await.unwrap();
        }
    })
    .await;
    let sheets = [sheet("z", "a", "3"), sheet("0f", "b", "4"), sheet("A", "a", "1")];
    let comments = [comment("q", "a", "baik"), comment("k", "b", "tegas"), comment("Z", "a", "baik")];
    write(&store, async |tx| {
        assert_eq!(tx.cycles().answers(&one).await.unwrap().len(), 2);
        tx.cycles().sever(&one, &sheets, &comments).await.unwrap();
        assert!(tx.cycles().answers(&one).await.unwrap().is_empty());
    })
    .await;
    store.scrub().await.unwrap();
    write(&store, async |tx| {
        assert!(tx.cycles().answers(&one).await.unwrap().is_empty());
        assert_eq!(tx.cycles().answers(&two).await.unwrap().len(), 2, "the other cycle is still open");
    })
    .await;
    read(&store, async |tx| {
        assert_eq!(tx.cycles().receipts(&one, &of(None, None)).await.unwrap(), [receipt("a", "b", 1), receipt("b", "a", 2)]);
        let [z, zero, upper] = sheets.clone();
        check_same(&tx.cycles().sheets(&one, None).await.unwrap(), &vec![zero.clone(), upper.clone(), z.clone()]);
        check_same(&tx.cycles().sheets(&one, Some(&id("a"))).await.unwrap(), &vec![upper, z]);
        check_same(&tx.cycles().sheets(&one, Some(&id("b"))).await.unwrap(), &vec![zero]);
        assert!(tx.cycles().sheets(&one, Some(&id("c"))).await.unwrap().is_empty());
        let [q, k, upper] = comments.clone();
        check_same(&tx.cycles().comments(&one, None).await.unwrap(), &vec![upper.clone(), k, q.clone()]);
        check_same(&tx.cycles().comments(&one, Some(&id("a"))).await.unwrap(), &vec![upper, q]);
        assert!(tx.cycles().sheets(&two, None).await.unwrap().is_empty());
        assert!(tx.cycles().comments(&two, None).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn an_id_of_a_sheet_is_taken_once_in_a_cycle(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for of in ["1", "2"] {
            tx.cycles().save(&cycle(of), None).await.unwrap();
            tx.cycles().sever(&id(of), &[sheet("s", "a", "3")], &[comment("s", "a", "x")]).await.unwrap();
        }
    })
    .await;
    let mut tx = store.begin().await.unwrap();
    check_conflict(tx.cycles().sever(&id("1"), &[sheet("s", "b", "3")], &[]).await, "sheet");
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    check_conflict(tx.cycles().sever(&id("1"), &[], &[comment("s", "b", "y")]).await, "comment");
    drop(tx);
    check_same(&read(&store, async |tx| tx.cycles().sheets(&id("1"), None).await.unwrap()).await, &vec![sheet("s", "a", "3")]);
}

pub(crate) async fn results_do_not_change(stores: Stores) {
    let store = stores.fresh().await;
    let one: CycleId = id("1");
    write(&store, async |tx| {
        tx.cycles().save(&cycle("1"), None).await.unwrap();
        tx.cycles().save(&cycle("2"), None).await.unwrap();
        tx.cycles().save_results(&one, &[]).await.unwrap();
        tx.cycles().save_results(&one, &[hr_result("a"), result(None, Audience::Hr, 1)]).await.unwrap();
        tx.cycles().save_results(&id("2"), &[hr_result("a")]).await.unwrap();
        tx.cycles().save_results(&one, &[result(Some("a"), Audience::Ratee, 1), result(Some("a"), Audience::Hr, 2)]).await.unwrap();
    })
    .await;
    for again in [hr_result("a"), result(None, Audience::Hr, 1), result(Some("a"), Audience::Hr, 2)] {
        let other = ResultRecord { report: text("{\"other\":true}"), ..again };
        let mut tx = store.begin().await.unwrap();
        check_conflict(tx.cycles().save_results(&one, &[hr_result("new"), other]).await, "result");
        drop(tx);
    }
    let mut tx = store.begin().await.unwrap();
    check_conflict(tx.cycles().save_results(&one, &[hr_result("n"), hr_result("n")]).await, "result");
    drop(tx);
    let found = read(&store, async |tx| tx.cycles().results(&one, Audience::Hr, None, &all()).await.unwrap()).await;
    check_same(&found, &vec![result(None, Audience::Hr, 1), hr_result("a"), result(Some("a"), Audience::Hr, 2)]);
    let (both, none) = read(&store, async |tx| {
        (tx.cycles().cycles_with_results(&id("a")).await.unwrap(), tx.cycles().cycles_with_results(&id("b")).await.unwrap())
    })
    .await;
    check_same(&both, &BTreeSet::from([one.clone(), id("2")]));
    assert!(none.is_empty());
}

pub(crate) async fn a_page_of_results_counts_people_with_all_their_editions(stores: Stores) {
    let store = stores.fresh().await;
    let one: CycleId = id("1");
    let hr = |ratee: &str, edition| result(Some(ratee), Audience::Hr, edition);
    write(&store, async |tx| {
        tx.cycles().save(&cycle("1"), None).await.unwrap();
        let kept = [
            hr("b", 2),
            hr("b", 10),
            hr("a", 1),
            hr("c", 1),
            hr("b", 1),
            hr("C", 1),
            result(None, Audience::Hr, 2),
            result(None, Audience::Hr, 1),
            result(Some("a"), Audience::Ratee, 1),
            result(None, Audience::Analyst, 1),
        ];
        tx.cycles().save_results(&one, &kept).await.unwrap();
    })
    .await;
    let about_cycle = [result(None, Audience::Hr, 1), result(None, Audience::Hr, 2)];
    let everybody = [hr("C", 1), hr("a", 1), hr("b", 1), hr("b", 2), hr("b", 10), hr("c", 1)];
    read(&store, async |tx| {
        let mut expect = async |ratee: Option<&str>, page: Page<PersonId>, expected: &[ResultRecord]| {
            let ratee: Option<PersonId> = ratee.map(id);
            let found = tx.cycles().results(&one, Audience::Hr, ratee.as_ref(), &page).await.unwrap();
            assert_eq!(found, expected, "{ratee:?} {page:?}");
        };
        expect(None, all(), &[&about_cycle[..], &everybody].concat()).await;
        expect(None, Page::first(2), &[&about_cycle[..], &everybody[..2]].concat()).await;
        expect(None, Page::first(3), &[&about_cycle[..], &everybody[..5]].concat()).await;
        expect(None, Page::first(0), &about_cycle).await;
        expect(None, Page::after(id("a"), 1), &everybody[2..5]).await;
        expect(None, Page::after(id("a"), 2), &everybody[2..]).await;
        expect(None, Page::after(id("C"), 1), &everybody[1..2]).await;
        expect(None, Page::after(id("c"), 5), &[]).await;
        expect(Some("b"), all(), &everybody[2..5]).await;
        expect(Some("b"), Page::first(1), &everybody[2..5]).await;
        expect(Some("b"), Page::after(id("a"), 1), &everybody[2..5]).await;
        expect(Some("b"), Page::after(id("b"), 1), &[]).await;
        expect(Some("x"), all(), &[]).await;
        let found = tx.cycles().results(&one, Audience::Analyst, None, &all()).await.unwrap();
        check_same(&found, &vec![result(None, Audience::Analyst, 1)]);
        let found = tx.cycles().results(&one, Audience::Superior, None, &all()).await.unwrap();
        assert!(found.is_empty());
    })
    .await;
}

pub(crate) async fn removing_a_person_leaves_everybody_elses_cycles(stores: Stores) {
    let store = stores.fresh().await;
    let [one, two]: [CycleId; 2] = [id("1"), id("2")];
    write(&store, async |tx| {
        for of in [&one, &two] {
            tx.cycles().save(&cycle(of.as_str()), None).await.unwrap();
            tx.cycles().save_nominations(of, &[proposed("a", "b"), proposed("b", "a"), proposed("b", "c")]).await.unwrap();
        }
        tx.cycles().put_answer(&one, &response("a", "b", "3"), &receipt("a", "b", 1)).await.unwrap();
        tx.cycles().put_answer(&one, &response("b", "a", "3"), &receipt("b", "a", 2)).await.unwrap();
        tx.cycles().put_answer(&one, &response("b", "c", "3"), &receipt("b", "c", 3)).await.unwrap();
        tx.cycles()
            .sever(&two, &[sheet("1", "a", "1"), sheet("2", "b", "1")], &[comment("1", "a", "x"), comment("2", "b", "y")])
            .await
            .unwrap();
        let results = [result(None, Audience::Hr, 1), hr_result("a"), result(Some("a"), Audience::Ratee, 1), hr_result("b")];
        tx.cycles().save_results(&two, &results).await.unwrap();
    })
    .await;
    write(&store, async |tx| {
        // nominations 2 × 2, answers 2, receipts 2, a sheet, a text, results 2
        assert_eq!(tx.cycles().remove_person(&id("a")).await.unwrap(), 12);
        assert_eq!(tx.cycles().remove_person(&id("a")).await.unwrap(), 0);
        assert_eq!(tx.cycles().remove_person(&id("nobody")).await.unwrap(), 0);
        check_same(&tx.cycles().answers(&one).await.unwrap(), &vec![response("b", "c", "3")]);
    })
    .await;
    read(&store, async |tx| {
        for of_cycle in [&one, &two] {
            check_same(&tx.cycles().nominations(of_cycle, &of(None, None)).await.unwrap(), &vec![proposed("b", "c")]);
        }
        check_same(&tx.cycles().receipts(&one, &of(None, None)).await.unwrap(), &vec![receipt("b", "c", 3)]);
        check_same(&tx.cycles().sheets(&two, None).await.unwrap(), &vec![sheet("2", "b", "1")]);
        check_same(&tx.cycles().comments(&two, None).await.unwrap(), &vec![comment("2", "b", "y")]);
        let found = tx.cycles().results(&two, Audience::Hr, None, &all()).await.unwrap();
        check_same(&found, &vec![result(None, Audience::Hr, 1), hr_result("b")]);
        let people: BTreeSet<PersonId> = tx.cycles().find(&one).await.unwrap().unwrap().value.chart.into_iter().map(|m| m.person).collect();
        assert!(people.contains(&id("a")), "the chart belongs to the cycle");
    })
    .await;
}
