//! What a store holds of an anonymous survey once it is closed: nothing that joins a person and an answer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jenjang::people::id::ItemId;
use jenjang::people::record::EmploymentRecord;
use jenjang::store::{MemoryStore, Store};
use jenjang::survey::Answer;
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person};
use jenjang_sqlite::{OpenMode, SqliteStore};
use proptest::prelude::*;

use crate::world::{World, answers, everybody, hours, office, person, remark, run};

/// A directory that is removed with everything in it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Directory {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let path =
            std::env::temp_dir().join(format!("jenjang-survey-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir(&path).unwrap();
        Directory(path)
    }

    /// Everything in the directory: the file, its log, whatever else was left.
    fn bytes(&self) -> Vec<u8> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
    }

    fn file(&self) -> PathBuf {
        self.0.join("jenjang.db")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Everybody answers; `as_whom` says whose answers somebody hands in.
fn answered(world: &World, order: &[String], as_whom: impl Fn(&str) -> String) {
    world.opened();
    for who in order {
        world.answer(who, "staff-1", "2026-03-12", answers(&as_whom(who))).unwrap();
    }
}

/// Two of the same office, who answered differently, exchange their answers or do not.
fn closed_bytes(store: Arc<dyn Store>, exchanged: bool, bytes: impl Fn() -> Vec<u8>) -> Vec<u8> {
    let world = World::on(store);
    assert_ne!(answers("b1"), answers("b2"));
    answered(&world, &everybody(), |who| match (who, exchanged) {
        ("b1", true) => "b2".to_owned(),
        ("b2", true) => "b1".to_owned(),
        _ => who.to_owned(),
    });
    world.close("staff-1", "2026-03-21").unwrap();
    bytes()
}

#[test]
fn two_people_who_exchange_their_answers_leave_the_same_memory_store() {
    let [straight, exchanged] = [false, true].map(|exchanged| {
        let store = MemoryStore::new();
        let held = store.clone();
        closed_bytes(Arc::new(store), exchanged, move || format!("{held:?}").into_bytes())
    });
    assert!(straight == exchanged, "the stores differ");
}

#[test]
fn two_people_who_exchange_their_answers_leave_the_same_file() {
    let [straight, exchanged] = [false, true].map(|exchanged| {
        let directory = Directory::new();
        let store = SqliteStore::create(directory.file()).unwrap();
        closed_bytes(Arc::new(store), exchanged, || std::fs::read(directory.file()).unwrap())
    });
    let differing = straight.iter().zip(&exchanged).filter(|(a, b)| a != b).count();
    assert_eq!((straight.len(), differing), (exchanged.len(), 0));
}

#[test]
fn a_file_holds_answers_under_new_ids_and_no_text_that_cannot_be_shown() {
    let directory = Directory::new();
    let world = World::on(Arc::new(SqliteStore::create(directory.file()).unwrap()));
    answered(&world, &everybody(), str::to_owned);
    let before = directory.bytes();
    assert!(holds(&before, "rahasia-a1") && holds(&before, &remark("b1")), "the search finds what is there");
    let ids: BTreeSet<Arc<str>> = world.responses("staff-1").into_iter().map(|response| response.id).collect();
    world.close("staff-1", "2026-03-21").unwrap();
    let after = directory.bytes();
    assert!(!holds(&after, "rahasia"), "three private remarks are gone from the bytes");
    assert!(ids.iter().all(|id| !holds(&after, id)), "no old id is left in the bytes");
    let kept = world.responses("staff-1");
    assert!(kept.iter().all(|response| response.person.is_none()));
    let (loose, sheets): (Vec<_>, Vec<_>) = kept.iter().partition(|response| response.loose);
    assert_eq!((loose.len(), sheets.len()), (29, 29));
    let is_text = |answer: &Answer| matches!(answer, Answer::Text(_));
    assert!(loose.iter().all(|one| one.cell.is_none() && one.answers.len() == 1 && one.answers.values().all(is_text)));
    assert!(sheets.iter().all(|one| one.cell.is_some() && !one.answers.values().any(is_text)));
    // the ids say nothing of the order in which answers came: neighbours in it are not neighbours by id
    let value = |who: &str| hours(who).parse().map(Answer::Value).unwrap();
    let hours_of: ItemId = "hours".parse().unwrap();
    let place = |who: &String| sheets.iter().position(|one| one.answers.get(&hours_of) == Some(&value(who)));
    let places: Vec<usize> = everybody().iter().filter_map(place).collect();
    assert!(places.len() > 5 && places.windows(2).any(|pair| pair[0] > pair[1]));
    let receipts = world.receipts("staff-1");
    assert_eq!(receipts.iter().filter(|receipt| receipt.is_answered()).count(), 29, "who has answered stays provable");
    drop(world);
    assert!(!SqliteStore::open(directory.file(), OpenMode::Write).unwrap().scrub_due().unwrap());
    assert!(Path::new(&directory.file()).exists());
}

#[test]
fn the_trail_holds_the_receipt_the_day_and_nothing_of_the_answer() {
    let world = World::new();
    answered(&world, &everybody(), str::to_owned);
    world.close("staff-1", "2026-03-21").unwrap();
    let trail = world.trail();
    let answers: Vec<&str> = trail.iter().map(|entry| &*entry.text).filter(|text| text.ends_with("\"verb\":\"survey.answer\"}")).collect();
    assert_eq!(answers.len(), 29);
    let codes: BTreeSet<String> = world.receipts("staff-1").iter().map(|receipt| receipt.code.unwrap().to_string()).collect();
    for text in &answers {
        assert!(text.starts_with("{\"actor\":\"respondent\",\"at\":\"2026-03-12T00:00:00Z\",\"previous\""), "{text}");
        let (_, subjects) = text.split_once("\"subjects\":").unwrap();
        let code = subjects.split("receipt:").nth(1).unwrap()[..64].to_owned();
        assert_eq!(subjects, format!("[{{\"of\":\"survey:staff-1\"}},{{\"of\":\"receipt:{code}\"}}],\"verb\":\"survey.answer\"}}"));
        assert!(codes.contains(&code));
    }
    let ids: Vec<Arc<str>> = world.responses("staff-1").into_iter().map(|response| response.id).collect();
    assert!(!trail.iter().any(|entry| ids.iter().any(|id| entry.text.contains(&**id))));
}

#[test]
fn whoever_is_erased_leaves_the_answer_and_takes_the_receipt() {
    let world = World::new();
    answered(&world, &everybody(), str::to_owned);
    world.close("staff-1", "2026-03-21").unwrap();
    let before = world.results("hr", "staff-1").unwrap().results;
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person("a1")).await.unwrap().unwrap();
        let mut file = stored.value;
        file.record.birth_date = Some("1968-03-12".parse().unwrap());
        let status =
            |since: &str, code: &str| EmploymentRecord { since: since.parse().unwrap(), status: code.parse().unwrap(), decree: None };
        file.record.registers.employments = Some(vec![status("1992-03-01", "pns"), status("2026-06-01", "non-asn")]);
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    assert!(world.receipts("staff-1").iter().any(|receipt| receipt.person == Some(person("a1"))));
    let command = ErasePerson { person: person("a1"), retention: RetentionPolicy::shipped().unwrap() };
    world.act("hr", "2036-06-02", async |context| erase_person(&context, &command).await).unwrap();
    assert!(world.receipts("staff-1").iter().all(|receipt| receipt.person != Some(person("a1"))));
    assert_eq!(world.results("hr", "staff-1").unwrap().results, before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever order people answer in, the same answers are kept.
    #[test]
    fn the_order_in_which_people_answer_leaves_no_trace(order in Just(everybody()).prop_shuffle()) {
        let kept = |order: &[String]| {
            let world = World::new();
            answered(&world, order, str::to_owned);
            world.close("staff-1", "2026-03-21").unwrap();
            (world.responses("staff-1"), world.results("hr", "staff-1").unwrap().results)
        };
        prop_assert_eq!(kept(&order), kept(&everybody()));
    }
}

#[test]
fn offices_are_as_large_as_the_tests_take_them_to_be() {
    assert_eq!(everybody().len(), 29);
    assert!(office("a", 9).contains(&"a1".to_owned()));
}
