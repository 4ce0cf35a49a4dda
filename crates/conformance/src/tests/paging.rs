//! Lists of thousands, page by page, while others write.

use std::collections::BTreeSet;

use jenjang::evaluation::repository::Audience;
use jenjang::people::id::PersonId;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::promotion::repository::{DecisionRecord, EntryRecord};
use jenjang::store::{Page, Revision};

use crate::Stores;
use crate::fixtures::*;

const MANY: usize = 3000;
const FEWER: usize = 1200;

fn name(n: usize) -> String {
    format!("p{n:05}")
}

/// That the pages together hold everybody who was there all along once and in order; of those who came or went meanwhile each at most once.
#[track_caller]
fn check_all_once(found: &[PersonId], there_all_along: impl IntoIterator<Item = PersonId>) {
    assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "out of order, or twice");
    let found: BTreeSet<&PersonId> = found.iter().collect();
    let missing: Vec<PersonId> = there_all_along.into_iter().filter(|person| !found.contains(person)).collect();
    assert!(missing.is_empty(), "left out: {missing:?}");
}

pub(crate) async fn pages_of_people_leave_nobody_out_while_others_come_and_go(stores: Stores) {
    let store = stores.fresh().await;
    let files: Vec<PersonFile> = (0..MANY).map(|n| placed(&name(n), (n % 3 == 0).then_some("u"), None)).collect();
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    for filter in [PeopleFilter::default(), PeopleFilter { units: Some(BTreeSet::from([id("u")])), ..PeopleFilter::default() }] {
        let (mut found, mut page, mut times) = (Vec::new(), Page::first(130), 0);
        loop {
            let part = read(&store, async |tx| tx.people().list(&filter, &page).await.unwrap()).await;
            assert!(part.len() <= 130);
            let Some(last) = part.last() else { break };
            page = Page::after(last.value.id().clone(), 130);
            found.extend(part.iter().map(|stored| stored.value.id().clone()));
            // before and behind the page somebody comes, and somebody who came before goes
            times += 1;
            write(&store, async |tx| {
                for place in [times * 50, MANY - times * 50] {
                    let file = placed(&format!("{}-new", name(place)), Some("u"), None);
                    if let Some(old) = tx.people().find(file.id()).await.unwrap() {
                        tx.people().remove(file.id(), old.revision).await.unwrap();
                    } else {
                        tx.people().save(&file, None).await.unwrap();
                    }
                }
                // and the last of the page is written again
                let again = part.last().unwrap();
                tx.people().save(&again.value, Some(again.revision)).await.unwrap();
            })
            .await;
        }
        check_all_once(&found, files.iter().filter(|file| filter.units.is_none() || file.unit.is_some()).map(|file| file.id().clone()));
    }
}

pub(crate) async fn pages_of_rounds_leave_nobody_out_while_others_come_and_go(stores: Stores) {
    let store = stores.fresh().await;
    let everybody: Vec<PersonId> = (0..FEWER).map(|n| id(&name(n))).collect();
    let round_id = id("r");
    write(&store, async |tx| {
        tx.rounds().save(&round("r"), None).await.unwrap();
        tx.rounds().save(&round("q"), None).await.unwrap();
        for of in ["q", "r"] {
            tx.rounds().add_candidates(&id(of), &everybody).await.unwrap();
            let entries: Vec<EntryRecord> = everybody.iter().map(|person| entry(person.as_str(), Some("1"))).collect();
            tx.rounds().save_entries(&id(of), &entries).await.unwrap();
            let made = |person: &PersonId| decision(&format!("{of}-{person}"), person.as_str(), Some(of));
            let decisions: Vec<DecisionRecord> = everybody.iter().map(made).collect();
            tx.decisions().insert(&decisions).await.unwrap();
        }
    })
    .await;
    let (mut candidates, mut entries, mut decided, mut heads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut pages: [Page<PersonId>; 4] = std::array::from_fn(|place| Page::first(90 + place));
    for times in 1.. {
        let more = read(&store, async |tx| {
            let before = candidates.len() + entries.len() + decided.len() + heads.len();
            candidates.extend(tx.rounds().candidates(&round_id, &pages[0]).await.unwrap());
            entries.extend(tx.rounds().entries(&round_id, &pages[1]).await.unwrap().into_iter().map(|entry| entry.person));
            decided.extend(tx.decisions().list(&round_id, &pages[2]).await.unwrap().into_iter().map(|decision| decision.person));
            heads.extend(tx.decisions().heads(&round_id, &pages[3]).await.unwrap().into_iter().map(|head| head.person));
            candidates.len() + entries.len() + decided.len() + heads.len() > before
        })
        .await;
        if !more {
            break;
        }
        for (page, found) in pages.iter_mut().zip([&candidates, &entries, &decided, &heads]) {
            page.after = found.last().cloned();
        }
        write(&store, async |tx| {
            for place in [times * 40, FEWER - times * 40] {
                let new = format!("{}-new", name(place));
                if tx.rounds().remove_candidate(&round_id, &id(&new)).await.unwrap() {
                    tx.rounds().remove_entry(&round_id, &id(&new)).await.unwrap();
                    tx.decisions().remove_person(&id(&new)).await.unwrap();
                } else {
                    tx.rounds().add_candidates(&round_id, &ids(&[&new])).await.unwrap();
                    tx.rounds().save_entries(&round_id, &[entry(&new, None)]).await.unwrap();
                    tx.decisions().insert(&[decision(&new, &new, Some("r"))]).await.unwrap();
                }
                // a correction puts another decision in the same place
                let old = name(place);
                let parent = format!("r-{old}");
                if tx.decisions().in_force(&round_id, &id(&old)).await.unwrap().is_some_and(|found| found.id.as_str() == parent) {
                    tx.decisions().insert(&[correction(&format!("c-{old}"), &old, Some("r"), &parent)]).await.unwrap();
                }
            }
        })
        .await;
    }
    for found in [candidates, entries, decided, heads] {
        check_all_once(&found, everybody.iter().cloned());
    }
}

pub(crate) async fn pages_of_profiles_and_results_leave_nobody_out(stores: Stores) {
    let store = stores.fresh().await;
    let everybody: Vec<PersonId> = (0..FEWER).map(|n| id(&name(n))).collect();
    write(&store, async |tx| {
        tx.cycles().save(&cycle("1"), None).await.unwrap();
        for person in &everybody {
            tx.competency().save_profile(&profile(person.as_str(), "f", "1"), None).await.unwrap();
        }
        let both = everybody.iter().flat_map(|person| [1, 2].map(|edition| result(Some(person.as_str()), Audience::Hr, edition)));
        tx.cycles().save_results(&id("1"), &both.collect::<Vec<_>>()).await.unwrap();
    })
    .await;
    let (mut profiles, mut results) = (Vec::new(), Vec::new());
    let mut page = Page::first(100);
    for times in 0.. {
        let part = read(&store, async |tx| {
            let part = tx.competency().list_profiles(&id("f"), &page).await.unwrap();
            let with_results = tx.cycles().results(&id("1"), Audience::Hr, None, &page).await.unwrap();
            let mut people: Vec<PersonId> = with_results.iter().filter_map(|result| result.ratee.clone()).collect();
            assert!(people.chunks(2).all(|pair| pair[0] == pair[1]), "all editions about a person stand on one page");
            people.dedup();
            results.extend(people);
            part
        })
        .await;
        let Some(last) = part.last() else { break };
        page = Page::after(last.value.person.clone(), 100);
        profiles.extend(part.into_iter().map(|stored| stored.value.person));
        let new = format!("p00000-{times}");
        write(&store, async |tx| tx.competency().save_profile(&profile(&new, "f", "2"), None).await.unwrap()).await;
    }
    check_all_once(&profiles, everybody.iter().cloned());
    check_all_once(&results, everybody);
}

pub(crate) async fn pages_of_the_trail_leave_no_entry_out_while_it_grows(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for n in 0..1000 {
            append(tx, &done(&format!("entry.{n}"))).await.unwrap();
        }
    })
    .await;
    let mut verifier = jenjang::audit::Verifier::new(None);
    loop {
        let after = verifier.head().map_or(0, |head| head.sequence);
        let part = read(&store, async |tx| tx.audit().list(after, 77).await.unwrap()).await;
        assert!(part.iter().all(|entry| verifier.push(entry).is_empty()));
        if part.is_empty() {
            break;
        }
        if after < 900 {
            write(&store, async |tx| append(tx, &done("meanwhile")).await.unwrap()).await;
        }
    }
    let head = read(&store, async |tx| tx.audit().head().await.unwrap()).await;
    assert_eq!(verifier.head(), head);
    assert!(verifier.entries() > 1000);
}

pub(crate) async fn a_page_read_in_one_reader_fits_the_next(stores: Stores) {
    let store = stores.fresh().await;
    let files: Vec<PersonFile> = (0..500).map(|n| numbered(&name(n), &n.to_string())).collect();
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    let mut reader = store.read().await.unwrap();
    let mut found = Vec::new();
    let mut page = Page::first(60);
    loop {
        let part = reader.people().list(&PeopleFilter::default(), &page).await.unwrap();
        let Some(last) = part.last() else { break };
        page = Page::after(last.value.id().clone(), 60);
        // those to come are removed and others put in: this reader sees neither
        write(&store, async |tx| {
            let end = name(499 - found.len() / 60);
            tx.people().remove(&id(&end), Revision(1)).await.unwrap();
            tx.people().save(&somebody(&format!("{end}-new")), None).await.unwrap();
        })
        .await;
        found.extend(values(&part));
    }
    check_same(&found, &files);
}
