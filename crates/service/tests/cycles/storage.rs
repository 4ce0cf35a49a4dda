//! What stays in a store once a cycle is closed: receipts, results, nothing that joins a rater and an answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::audit::{Reference, StoredEntry, Verifier};
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{Audience, NominationFilter, ResultRecord};
use jenjang::evaluation::response::Answer;
use jenjang::people::id::PersonId;
use jenjang::store::{MemoryStore, Page, Store};
use proptest::prelude::*;

use crate::world::{EVERYBODY, STAFF, VALUES, World, answers, comment, cycle, person, run};

/// Everything a closed cycle keeps of results, in its order.
fn results(world: &World) -> Vec<ResultRecord> {
    run(async {
        let mut tx = world.store.read().await.unwrap();
        let mut found = Vec::new();
        for audience in [Audience::Ratee, Audience::Superior, Audience::Hr, Audience::Analyst, Audience::Edition] {
            found.extend(tx.cycles().results(&cycle(), audience, None, &Page::all()).await.unwrap());
        }
        assert!(tx.cycles().answers(&cycle()).await.unwrap().is_empty());
        assert!(tx.cycles().sheets(&cycle(), None).await.unwrap().is_empty());
        assert!(tx.cycles().comments(&cycle(), None).await.unwrap().is_empty());
        found
    })
}

fn trail(world: &World) -> Vec<StoredEntry> {
    run(async { world.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() })
}

/// Pairs such that only two subordinates answer about the head: their group stays hidden.
fn with_a_hidden_group(world: &World) -> (Vec<(PersonId, PersonId)>, Vec<String>) {
    let kept = |(ratee, rater): &(PersonId, PersonId)| {
        ratee.as_str() != "kepala" || !["s3", "s4", "s5", "s6", "s7", "s8"].contains(&rater.as_str())
    };
    let pairs: Vec<_> = world.pairs().into_iter().filter(kept).collect();
    let hidden = ["s1", "s2"].map(|rater| comment(&person("kepala"), &person(rater))).to_vec();
    (pairs, hidden)
}

/// Runs a cycle in a store whose bytes can be had, and looks for what must not be in them afterwards.
pub(crate) fn check_bytes(store: Arc<dyn Store>, bytes: impl Fn() -> Vec<u8>) {
    let world = World::open(store, 21);
    let (pairs, hidden) = with_a_hidden_group(&world);
    world.everybody_answers(&pairs);
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let before = bytes();
    for (ratee, rater) in &pairs {
        assert!(holds(&before, &comment(ratee, rater)), "the search finds what is there");
    }
    let written = |value: &str| [format!(":\"{value}\""), format!("({value})")];
    assert!(VALUES[1..4].iter().all(|value| written(value).iter().any(|text| holds(&before, text))), "and finds answers");
    assert!(world.close().unwrap().scored > 0);
    results(&world);
    let after = bytes();
    for text in &hidden {
        assert!(!holds(&after, text), "a comment of a hidden group is kept");
    }
    for value in &VALUES[1..4] {
        // the questionnaire writes `= "2.1731"`, an answer is `:"2.1731"` or `(2.1731)`
        for text in written(value) {
            assert!(!holds(&after, &text), "an answer {text} is kept");
        }
    }
    assert!(pairs.iter().any(|(ratee, rater)| holds(&after, &comment(ratee, rater))), "released comments are there");
    let receipts =
        run(async { world.store.read().await.unwrap().cycles().receipts(&cycle(), &NominationFilter::default()).await.unwrap() });
    assert_eq!(receipts.len(), pairs.len(), "who has answered stays provable");
}

#[test]
fn a_memory_store_keeps_results_and_receipts_alone() {
    let store = MemoryStore::new();
    let held = store.clone();
    check_bytes(Arc::new(store), move || format!("{held:?}").replace("\\\"", "\"").into_bytes());
}

/// All bytes a store holds once a cycle is closed in which two peers exchanged what they answered about `s1`, or did not.
pub(crate) fn closed_bytes(store: Arc<dyn Store>, exchanged: bool, bytes: impl Fn() -> Vec<u8>) -> Vec<u8> {
    let world = World::open(store, 24);
    let peers: Vec<PersonId> =
        world.nominations("s1").iter().filter(|n| n.group().as_str() == "peer").map(|n| n.rater().clone()).take(2).collect();
    for (ratee, rater) in world.pairs() {
        let as_whom = match peers.iter().position(|peer| *peer == rater).filter(|_| exchanged && ratee.as_str() == "s1") {
            Some(place) => peers[1 - place].clone(),
            None => rater.clone(),
        };
        world.answer_like(&ratee, &rater, &as_whom, "2026-03-10").unwrap();
    }
    world.close().unwrap();
    bytes()
}

/// Whoever has the store cannot tell which of two peers answered what: it holds the same bytes either way.
#[test]
fn two_raters_who_exchange_their_answers_leave_the_same_memory_store() {
    let [straight, exchanged] = [false, true].map(|exchanged| {
        let store = MemoryStore::new();
        let held = store.clone();
        closed_bytes(Arc::new(store), exchanged, move || format!("{held:?}").into_bytes())
    });
    assert!(straight == exchanged, "the stores differ");
}

/// Three reports show a band where everybody answered near the top, and the store knows no more than the band.
#[test]
fn a_group_that_agrees_at_the_end_of_the_scale_is_kept_as_its_band() {
    let kept = |last: &str| {
        let world = World::open(Arc::new(MemoryStore::new()), 25);
        let peer = |n: &&Nomination| n.group().as_str() == "peer";
        let peers: Vec<PersonId> = world.nominations("s1").iter().filter(peer).map(|n| n.rater().clone()).collect();
        for (ratee, rater) in world.pairs() {
            let mut command = answers(&ratee, &rater);
            if ratee.as_str() == "s1" && peers.contains(&rater) {
                command.answers.values_mut().for_each(|answer| *answer = Answer::Value(5.into()));
                if Some(&rater) == peers.last() {
                    command.answers.insert("a1".parse().unwrap(), Answer::Value(last.parse().unwrap()));
                }
            }
            world.take(&rater, &command).unwrap();
        }
        world.close().unwrap();
        let of_s1 = |record: &ResultRecord| record.ratee == Some(person("s1")) && record.audience != Audience::Hr;
        results(&world).into_iter().filter(of_s1).collect::<Vec<_>>()
    };
    let (agreed, nearly) = (kept("5"), kept("4.2719"));
    assert_eq!(agreed.len(), 3, "for the person, the superior, and a later edition");
    assert!(agreed[0].report.contains("\"between\":[\"4.80\",\"5.00\"]"), "{}", agreed[0].report);
    assert_eq!(agreed, nearly);
}

#[test]
fn the_trail_of_a_cycle_joins_no_rater_with_anybody_rated() {
    let world = World::open(Arc::new(MemoryStore::new()), 22);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    world.close().unwrap();
    world.release();
    let entries = trail(&world);
    let mut verifier = Verifier::default();
    assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()));
    let answers: Vec<&StoredEntry> = entries.iter().filter(|entry| entry.text.ends_with("\"verb\":\"cycle.answer\"}")).collect();
    assert_eq!(answers.len(), pairs.len());
    let receipts: BTreeSet<String> =
        run(async { world.store.read().await.unwrap().cycles().receipts(&cycle(), &NominationFilter::default()).await.unwrap() })
            .iter()
            .map(|receipt| receipt.code.to_string())
            .collect();
    for entry in answers {
        let (head, rest) = entry.text.split_once(",\"previous\"").unwrap();
        assert_eq!(head, "{\"actor\":\"rater\",\"at\":\"2026-03-10T00:00:00Z\"");
        let (_, subjects) = rest.split_once("\"subjects\":").unwrap();
        let receipt = subjects.split("receipt:").nth(1).unwrap()[..64].to_owned();
        assert!(receipts.contains(&receipt));
        assert_eq!(subjects, format!("[{{\"of\":\"cycle:2026-1\"}},{{\"of\":\"receipt:{receipt}\"}}],\"verb\":\"cycle.answer\"}}"));
    }
    // whoever knew every secret would still find nobody's rater: an entry of a few people names nobody beside whom that person rates
    let files = run(async { world.store.read().await.unwrap().people().find_many(&EVERYBODY.map(person)).await.unwrap() });
    let name = |id: &PersonId| Reference::person(&files.iter().find(|f| f.value.id() == id).unwrap().value.secret, id).as_str().to_owned();
    // superiors decide on the raters of their staff, and their entries say so
    let peers: Vec<_> =
        pairs.iter().filter(|(ratee, rater)| ratee != rater && [ratee, rater].iter().all(|id| STAFF.contains(&id.as_str()))).collect();
    for entry in &entries {
        let people = entry.text.matches("person:").count();
        for (ratee, rater) in &peers {
            let both = entry.text.contains(&name(ratee)) && entry.text.contains(&name(rater));
            assert!(!both || people > 8, "entry {} names {rater} beside {ratee}: {}", entry.sequence, entry.text);
        }
        assert!(!VALUES[1..4].iter().any(|value| entry.text.contains(value)) && !entry.text.contains("komentar"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_raters_answer_leaves_no_trace(order in Just((0..200_usize).collect::<Vec<_>>()).prop_shuffle(), on in 8..=14_u32) {
        let kept = |order: &[usize], on: u32| {
            let world = World::open(Arc::new(MemoryStore::new()), 23);
            let pairs = world.pairs();
            for (ratee, rater) in order.iter().filter_map(|at| pairs.get(*at)) {
                world.answer(ratee, rater, &format!("2026-03-{on:02}")).unwrap();
            }
            world.close().unwrap();
            results(&world)
        };
        let straight: Vec<usize> = (0..200).collect();
        prop_assert_eq!(kept(&order, on), kept(&straight, 10));
    }
}
