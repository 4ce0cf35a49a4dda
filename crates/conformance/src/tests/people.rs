//! People and units.

use std::collections::BTreeSet;

use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter, PersonFile};
use jenjang::store::{Page, Revision};

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn somebody_who_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| {
        assert!(tx.people().find(&id("a")).await.unwrap().is_none());
        assert!(tx.people().find_many(&ids(&["a", "b"])).await.unwrap().is_empty());
        assert!(tx.people().find_by_number("198502032010012004").await.unwrap().is_none());
        assert!(tx.people().list(&PeopleFilter::default(), &all()).await.unwrap().is_empty());
        assert_eq!(tx.people().count(&PeopleFilter::default()).await.unwrap(), 0);
        assert!(tx.people().units().await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn a_person_comes_back_as_kept_with_every_register(stores: Stores) {
    let store = stores.fresh().await;
    let file = full("siti");
    write(&store, async |tx| tx.people().save(&file, None).await.unwrap()).await;
    read(&store, async |tx| {
        let found = tx.people().find(&id("siti")).await.unwrap().unwrap();
        assert_eq!(found.revision, Revision::FIRST);
        check_same(&found.value, &file);
        check_same(&values(&tx.people().find_many(&ids(&["siti"])).await.unwrap())[0], &file);
        check_same(&values(&tx.people().list(&PeopleFilter::default(), &all()).await.unwrap())[0], &file);
        assert_eq!(tx.people().find_by_number("198502032010012004").await.unwrap(), Some(id("siti")));
    })
    .await;
}

pub(crate) async fn a_register_nobody_consulted_is_not_an_empty_one(stores: Stores) {
    let store = stores.fresh().await;
    let mut file = somebody("a");
    file.record.registers.discipline = Some(Vec::new());
    write(&store, async |tx| tx.people().save(&file, None).await.unwrap()).await;
    let found = read(&store, async |tx| tx.people().find(&id("a")).await.unwrap().unwrap()).await;
    assert_eq!(found.value.record.registers.discipline, Some(Vec::new()), "consulted, and nothing in it");
    assert_eq!(found.value.record.registers.grades, None, "nobody looked");
    check_same(&found.value, &file);
}

pub(crate) async fn saving_replaces_the_whole_file(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save(&full("a"), None).await.unwrap()).await;
    let mut shorter = full("a");
    shorter.record.registers.grades.as_mut().unwrap().remove(0);
    shorter.record.registers.learning = None;
    shorter.record.registers.exams = Some(Vec::new());
    shorter.record.registers.secondments = None;
    shorter.record.name = None;
    shorter.unit = None;
    shorter.superior = None;
    write(&store, async |tx| tx.people().save(&shorter, Some(Revision::FIRST)).await.unwrap()).await;
    read(&store, async |tx| {
        let found = tx.people().find(&id("a")).await.unwrap().unwrap();
        assert_eq!(found.revision, Revision(2));
        check_same(&found.value, &shorter);
        let in_unit = PeopleFilter { units: Some(BTreeSet::from([id("dinas-kesehatan")])), ..PeopleFilter::default() };
        assert_eq!(tx.people().count(&in_unit).await.unwrap(), 0, "what people are found by is replaced too");
    })
    .await;
    // and a register that comes back is whole again, without what stood there before
    write(&store, async |tx| tx.people().save_many(&[full("a")]).await.unwrap()).await;
    let found = read(&store, async |tx| tx.people().find(&id("a")).await.unwrap().unwrap()).await;
    assert_eq!(found.revision, Revision(3));
    check_same(&found.value, &full("a"));
}

pub(crate) async fn entries_of_a_register_stay_in_the_order_given(stores: Stores) {
    let store = stores.fresh().await;
    let mut file = full("a");
    file.record.registers.grades.as_mut().unwrap().reverse();
    file.record.registers.credit.as_mut().unwrap().reverse();
    file.record.employee_number = None;
    write(&store, async |tx| tx.people().save_many(&[file.clone(), full("b")]).await.unwrap()).await;
    let found = read(&store, async |tx| tx.people().find_many(&ids(&["b", "a"])).await.unwrap()).await;
    check_same(&values(&found), &vec![file, full("b")]);
}

pub(crate) async fn revisions_go_up_by_one_and_another_one_is_refused(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        let refused = tx.people().save(&somebody("a"), Some(Revision::FIRST)).await;
        assert_eq!(check_conflict(refused, "person"), (None, Some(Revision(1))));
        assert_eq!(tx.people().save(&somebody("a"), None).await.unwrap(), Revision(1));
        assert_eq!(tx.people().save(&placed("a", Some("u"), None), Some(Revision(1))).await.unwrap(), Revision(2));
    })
    .await;
    write(&store, async |tx| {
        let refused = tx.people().save(&somebody("a"), None).await;
        assert_eq!(check_conflict(refused, "person"), (Some(Revision(2)), None));
        let refused = tx.people().save(&full("a"), Some(Revision(1))).await;
        assert_eq!(check_conflict(refused, "person"), (Some(Revision(2)), Some(Revision(1))));
        let refused = tx.people().save(&full("a"), Some(Revision(3))).await;
        assert_eq!(check_conflict(refused, "person"), (Some(Revision(2)), Some(Revision(3))));
        // the transaction goes on as if nothing had been asked
        assert_eq!(tx.people().find_by_number("198502032010012004").await.unwrap(), None);
        assert_eq!(tx.people().save(&somebody("b"), None).await.unwrap(), Revision(1));
    })
    .await;
    let found = read(&store, async |tx| tx.people().list(&PeopleFilter::default(), &all()).await.unwrap()).await;
    check_same(&values(&found), &vec![placed("a", Some("u"), None), somebody("b")]);
}

pub(crate) async fn an_employee_number_belongs_to_one_person(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save(&numbered("a", "1"), None).await.unwrap();
        tx.people().save(&numbered("b", "2"), None).await.unwrap();
    })
    .await;
    write(&store, async |tx| {
        check_conflict(tx.people().save(&numbered("c", "1"), None).await, "employee number");
        check_conflict(tx.people().save(&numbered("b", "1"), Some(Revision(1))).await, "employee number");
        assert!(tx.people().find(&id("c")).await.unwrap().is_none(), "nothing of the refused call is kept");
        tx.people().save(&numbered("c", "3"), None).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        assert_eq!(tx.people().find_by_number("1").await.unwrap(), Some(id("a")));
        assert_eq!(tx.people().find_by_number("2").await.unwrap(), Some(id("b")));
        assert_eq!(tx.people().find_by_number("3").await.unwrap(), Some(id("c")));
        check_same(&tx.people().find(&id("b")).await.unwrap().unwrap().value, &numbered("b", "2"));
    })
    .await;
}

pub(crate) async fn many_without_a_number_may_be_kept(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save_many(&[somebody("a"), somebody("b")]).await.unwrap();
        tx.people().save(&somebody("c"), None).await.unwrap();
    })
    .await;
    assert_eq!(read(&store, async |tx| tx.people().count(&PeopleFilter::default()).await.unwrap()).await, 3);
}

pub(crate) async fn a_number_given_up_is_free_again(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save_many(&[numbered("a", "1"), numbered("b", "2")]).await.unwrap();
        tx.people().save(&somebody("a"), Some(Revision(1))).await.unwrap();
        tx.people().save(&numbered("c", "1"), None).await.unwrap();
        tx.people().remove(&id("b"), Revision(1)).await.unwrap();
        tx.people().save(&numbered("d", "2"), None).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        assert_eq!(tx.people().find_by_number("1").await.unwrap(), Some(id("c")));
        assert_eq!(tx.people().find_by_number("2").await.unwrap(), Some(id("d")));
    })
    .await;
}

pub(crate) async fn two_people_may_exchange_numbers_in_one_call(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save_many(&[numbered("a", "1"), numbered("b", "2")]).await.unwrap()).await;
    // a ring of three, where the last gets a number nobody had
    let files = [numbered("a", "2"), numbered("b", "3"), numbered("c", "1")];
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    read(&store, async |tx| {
        for file in &files {
            let number = file.record.employee_number.as_deref().unwrap();
            assert_eq!(tx.people().find_by_number(number).await.unwrap().as_ref(), Some(file.id()));
        }
        check_same(&values(&tx.people().list(&PeopleFilter::default(), &all()).await.unwrap()), &files.to_vec());
    })
    .await;
}

pub(crate) async fn a_number_held_twice_after_a_call_of_many_is_refused(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save(&numbered("a", "1"), None).await.unwrap()).await;
    for refused in [vec![numbered("b", "2"), numbered("c", "2")], vec![numbered("b", "3"), numbered("c", "1")]] {
        let mut tx = store.begin().await.unwrap();
        check_conflict(tx.people().save_many(&refused).await, "employee number");
        drop(tx);
    }
    read(&store, async |tx| {
        assert_eq!(tx.people().count(&PeopleFilter::default()).await.unwrap(), 1);
        assert_eq!(tx.people().find_by_number("1").await.unwrap(), Some(id("a")));
        assert_eq!(tx.people().find_by_number("2").await.unwrap(), None);
    })
    .await;
}

pub(crate) async fn many_are_kept_whatever_their_revisions(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save(&full("a"), None).await.unwrap();
        tx.people().save(&somebody("a"), Some(Revision(1))).await.unwrap();
        tx.people().save_many(&[]).await.unwrap();
        tx.people().save_many(&[full("b"), placed("a", Some("u"), None), placed("c", None, Some("a"))]).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.people().list(&PeopleFilter::default(), &all()).await.unwrap()).await;
    check_same(&values(&found), &vec![placed("a", Some("u"), None), full("b"), placed("c", None, Some("a"))]);
    assert_eq!(found.iter().map(|stored| stored.revision.0).collect::<Vec<_>>(), [3, 1, 1]);
}

pub(crate) async fn of_a_person_given_twice_the_last_file_is_kept(stores: Stores) {
    let store = stores.fresh().await;
    let files = [full("a"), somebody("b"), numbered("a", "5"), placed("a", Some("u"), None)];
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    read(&store, async |tx| {
        let found = tx.people().list(&PeopleFilter::default(), &all()).await.unwrap();
        check_same(&values(&found), &vec![placed("a", Some("u"), None), somebody("b")]);
        assert_eq!(tx.people().find_by_number("5").await.unwrap(), None);
    })
    .await;
}

pub(crate) async fn find_many_gives_those_there_in_order_each_once(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save_many(&[somebody("a"), full("b"), somebody("c")]).await.unwrap()).await;
    let asked = ids(&["c", "x", "b", "c", "b", "0"]);
    let found = read(&store, async |tx| tx.people().find_many(&asked).await.unwrap()).await;
    check_same(&values(&found), &vec![full("b"), somebody("c")]);
}

pub(crate) async fn find_many_takes_very_many_ids(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save_many(&[somebody("p000007"), somebody("p069999")]).await.unwrap()).await;
    let asked: Vec<PersonId> = (0..70_000).rev().map(|n| id(&format!("p{n:06}"))).collect();
    let found = read(&store, async |tx| tx.people().find_many(&asked).await.unwrap()).await;
    check_same(&values(&found), &vec![somebody("p000007"), somebody("p069999")]);
}

pub(crate) async fn people_stand_in_the_order_of_the_bytes_of_their_ids(stores: Stores) {
    let store = stores.fresh().await;
    let mut names = ["b", "B", "a", "Z", "ä", "z", "10", "9", "a b", "a-b", "a_b", "aa", "é", "~", "京", "🙂", "%", "_"];
    write(&store, async |tx| {
        let files: Vec<PersonFile> = names.iter().map(|name| somebody(name)).collect();
        tx.people().save_many(&files).await.unwrap();
    })
    .await;
    names.sort_unstable();
    read(&store, async |tx| {
        let found = tx.people().list(&PeopleFilter::default(), &all()).await.unwrap();
        assert_eq!(found.iter().map(|stored| stored.value.id().as_str()).collect::<Vec<_>>(), names);
        // pages cut the same order
        for (place, name) in names.iter().enumerate() {
            let next = tx.people().list(&PeopleFilter::default(), &Page::after(id(name), 1)).await.unwrap();
            assert_eq!(next.first().map(|stored| stored.value.id().as_str()), names.get(place + 1).copied());
        }
        let found = tx.people().find_many(&ids(&["é", "b", "B"])).await.unwrap();
        assert_eq!(found.iter().map(|stored| stored.value.id().as_str()).collect::<Vec<_>>(), ["B", "b", "é"]);
    })
    .await;
}

pub(crate) async fn the_filter_takes_units_and_superior_together(stores: Stores) {
    let store = stores.fresh().await;
    let files = [
        placed("a", Some("u1"), Some("boss")),
        placed("b", Some("u2"), Some("boss")),
        placed("c", Some("u1"), None),
        placed("d", None, Some("boss")),
        placed("e", Some("U1"), Some("Boss")),
        placed("f", None, None),
    ];
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    let of = |units: Option<&[&str]>, superior: Option<&str>| PeopleFilter {
        units: units.map(|units| units.iter().map(|unit| id(unit)).collect()),
        superior: superior.map(id),
        ..PeopleFilter::default()
    };
    read(&store, async |tx| {
        let in_any = |filter: PeopleFilter| PeopleFilter { placed: true, ..filter };
        let cases: [(PeopleFilter, &[&str]); 11] = [
            (in_any(of(None, None)), &["a", "b", "c", "e"]),
            (in_any(of(None, Some("boss"))), &["a", "b"]),
            (in_any(of(Some(&["u1"]), None)), &["a", "c"]),
            (of(None, None), &["a", "b", "c", "d", "e", "f"]),
            (of(Some(&["u1"]), None), &["a", "c"]),
            (of(Some(&["u2", "u1", "none"]), None), &["a", "b", "c"]),
            (of(Some(&[]), None), &[]),
            (of(None, Some("boss")), &["a", "b", "d"]),
            (of(Some(&["u1", "u2"]), Some("boss")), &["a", "b"]),
            (of(Some(&["u3"]), None), &[]),
            (of(Some(&[]), Some("boss")), &[]),
        ];
        for (filter, expected) in cases {
            let found = tx.people().list(&filter, &all()).await.unwrap();
            assert_eq!(found.iter().map(|stored| stored.value.id().as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
            assert_eq!(tx.people().count(&filter).await.unwrap(), expected.len() as u64, "{filter:?}");
            // the limit counts those that match
            let first = tx.people().list(&filter, &Page::first(2)).await.unwrap();
            assert_eq!(first.len(), expected.len().min(2), "{filter:?}");
            if let Some(last) = first.last().filter(|_| first.len() == 2) {
                let next = tx.people().list(&filter, &Page::after(last.value.id().clone(), 2)).await.unwrap();
                let found: Vec<&str> = next.iter().map(|stored| stored.value.id().as_str()).collect();
                assert_eq!(found, expected.iter().skip(2).take(2).copied().collect::<Vec<_>>(), "{filter:?}");
            }
        }
    })
    .await;
}

pub(crate) async fn the_filter_takes_very_many_units(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save_many(&[placed("a", Some("u69999"), None), placed("b", None, None)]).await.unwrap()).await;
    let filter = PeopleFilter { units: Some((0..70_000).map(|n| id(&format!("u{n}"))).collect()), ..PeopleFilter::default() };
    read(&store, async |tx| {
        assert_eq!(tx.people().count(&filter).await.unwrap(), 1);
        assert_eq!(tx.people().list(&filter, &all()).await.unwrap().len(), 1);
    })
    .await;
}

pub(crate) async fn people_are_found_by_words_of_their_names(stores: Stores) {
    let store = stores.fresh().await;
    let named = |id: &str, name: Option<&str>, unit: Option<&str>, superior: Option<&str>| {
        let mut file = placed(id, unit, superior);
        file.record.name = name.map(text);
        file
    };
    let files = [
        named("a", Some("Siti Aminah"), Some("u1"), Some("boss")),
        named("b", Some("SITI-Nurhaliza, S.Kom"), Some("u2"), Some("boss")),
        named("c", Some("Budi Siswanto"), Some("u1"), None),
        named("d", Some("Ana O'Connor"), None, None),
        named("e", None, Some("u1"), None),
        named("f", Some("É\u{e9}n \"Ujang\" 100%_\\x"), Some("u1"), None),
        named("g", Some("Aminah"), None, Some("boss")),
        named("name", Some("Wahyu"), None, None),
    ];
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    let of = |words: &str, units: Option<&[&str]>, superior: Option<&str>| PeopleFilter {
        units: units.map(|units| units.iter().map(|unit| id(unit)).collect()),
        superior: superior.map(id),
        name: NameWords::of(words),
        placed: false,
    };
    assert!(NameWords::of(" -.,' \0 ").is_none());
    read(&store, async |tx| {
        let cases: [(PeopleFilter, &[&str]); 19] = [
            (PeopleFilter { placed: true, ..of("aminah", None, None) }, &["a"]),
            (of("siti", None, None), &["a", "b"]),
            (of("SIT", None, None), &["a", "b"]),
            (of("am si", None, None), &["a"]),
            (of("aminah", None, None), &["a", "g"]),
            (of("inah", None, None), &[]),
            (of("s", None, None), &["a", "b", "c"]),
            (of("nur s.kom", None, None), &["b"]),
            (of("o'con", None, None), &["d"]),
            (of("connor", None, None), &["d"]),
            (of("é", None, None), &[]),
            (of("É", None, None), &["f"]),
            (of("\"ujang\"", None, None), &["f"]),
            (of("100%_\\", None, None), &["f"]),
            (of("10__", None, None), &[]),
            (of("siti", Some(&["u1"]), None), &["a"]),
            (of("aminah", None, Some("boss")), &["a", "g"]),
            (of("s", Some(&["u1", "u2"]), Some("boss")), &["a", "b"]),
            (of("name", None, None), &[]),
        ];
        for (filter, expected) in cases {
            let found = tx.people().list(&filter, &all()).await.unwrap();
            assert_eq!(found.iter().map(|stored| stored.value.id().as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
            assert_eq!(tx.people().count(&filter).await.unwrap(), expected.len() as u64, "{filter:?}");
            let after = tx.people().list(&filter, &Page::after(id("a"), 1)).await.unwrap();
            let rest: Vec<&str> = expected.iter().copied().filter(|found| *found > "a").take(1).collect();
            assert_eq!(after.iter().map(|stored| stored.value.id().as_str()).collect::<Vec<_>>(), rest, "{filter:?}");
        }
    })
    .await;
}

pub(crate) async fn a_page_of_none_is_empty(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.people().save(&somebody("a"), None).await.unwrap()).await;
    read(&store, async |tx| {
        assert!(tx.people().list(&PeopleFilter::default(), &Page::first(0)).await.unwrap().is_empty());
        assert_eq!(tx.people().list(&PeopleFilter::default(), &Page::first(usize::MAX)).await.unwrap().len(), 1);
        assert!(tx.people().list(&PeopleFilter::default(), &Page::after(id("a"), usize::MAX)).await.unwrap().is_empty());
        assert!(tx.people().find_many(&[]).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn removing_takes_the_person_of_that_revision_alone(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save_many(&[full("a"), placed("b", None, Some("a"))]).await.unwrap();
        let refused = tx.people().remove(&id("a"), Revision(2)).await;
        assert_eq!(check_conflict(refused, "person"), (Some(Revision(1)), Some(Revision(2))));
        let refused = tx.people().remove(&id("x"), Revision(1)).await;
        assert_eq!(check_conflict(refused, "person"), (None, Some(Revision(1))));
        tx.people().remove(&id("a"), Revision(1)).await.unwrap();
        assert!(tx.people().find(&id("a")).await.unwrap().is_none());
    })
    .await;
    read(&store, async |tx| {
        assert!(tx.people().find(&id("a")).await.unwrap().is_none());
        assert!(tx.people().find_by_number("198502032010012004").await.unwrap().is_none());
        check_same(&tx.people().find(&id("b")).await.unwrap().unwrap().value, &placed("b", None, Some("a")));
    })
    .await;
    // saved again, nothing of the life before comes back
    write(&store, async |tx| assert_eq!(tx.people().save(&somebody("a"), None).await.unwrap(), Revision::FIRST)).await;
    check_same(&read(&store, async |tx| tx.people().find(&id("a")).await.unwrap().unwrap()).await.value, &somebody("a"));
}

pub(crate) async fn numbers_are_texts_and_found_as_they_are_written(stores: Stores) {
    let store = stores.fresh().await;
    let numbers = ["0017", "17", "17.0", " 17", "17e0", "123456789012345678901234567890"];
    let files: Vec<PersonFile> = numbers.iter().zip(["a", "b", "c", "d", "e", "f"]).map(|(number, name)| numbered(name, number)).collect();
    write(&store, async |tx| tx.people().save_many(&files).await.unwrap()).await;
    read(&store, async |tx| {
        for file in &files {
            let number = file.record.employee_number.as_deref().unwrap();
            assert_eq!(tx.people().find_by_number(number).await.unwrap().as_ref(), Some(file.id()), "`{number}`");
        }
        check_same(&values(&tx.people().list(&PeopleFilter::default(), &all()).await.unwrap()), &files);
    })
    .await;
}

pub(crate) async fn units_replace_by_id_and_stand_in_order(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.people().save_units(&[]).await.unwrap();
        // a child before its parent, and a parent that is not there: whether they form a tree the domain says
        let first = [unit("z", Some("a")), unit("a", None), unit("B", Some("nowhere")), unit("a", Some("B"))];
        tx.people().save_units(&first).await.unwrap();
        tx.people().save_units(&[unit("z", None)]).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.people().units().await.unwrap()).await;
    check_same(&found, &vec![unit("B", Some("nowhere")), unit("a", Some("B")), unit("z", None)]);
    read(&store, async |tx| {
        assert_eq!(tx.people().find_unit(&id("a")).await.unwrap(), Some(unit("a", Some("B"))));
        assert_eq!(tx.people().find_unit(&id("A")).await.unwrap(), None);
        assert_eq!(tx.people().find_unit(&id("nowhere")).await.unwrap(), None);
    })
    .await;
}

pub(crate) async fn units_above_one_come_from_below_and_end(stores: Stores) {
    let store = stores.fresh().await;
    let seksi = unit("seksi", Some("bidang"));
    let (bidang, dinas, other) = (unit("bidang", Some("DINAS")), unit("DINAS", None), unit("dinas", None));
    let (orphan, itself) = (unit("orphan", Some("nowhere")), unit("itself", Some("itself")));
    let [one, two, three] = [unit("1", Some("2")), unit("2", Some("3")), unit("3", Some("2"))];
    let all = [&seksi, &bidang, &dinas, &other, &orphan, &itself, &one, &two, &three].map(Clone::clone);
    write(&store, async |tx| tx.people().save_units(&all).await.unwrap()).await;
    read(&store, async |tx| {
        for (of, expected) in [
            ("seksi", vec![&seksi, &bidang, &dinas]),
            ("DINAS", vec![&dinas]),
            ("orphan", vec![&orphan]),
            ("itself", vec![&itself]),
            ("1", vec![&one, &two, &three]),
            ("nowhere", vec![]),
        ] {
            check_same(&tx.people().units_above(&id(of)).await.unwrap(), &expected.into_iter().cloned().collect());
        }
    })
    .await;
}

pub(crate) async fn units_under_some_come_with_them_once(stores: Stores) {
    let store = stores.fresh().await;
    let (dinas, bidang, seksi) = (unit("dinas", None), unit("bidang", Some("dinas")), unit("seksi", Some("bidang")));
    let (other, orphan) = (unit("DINAS", None), unit("orphan", Some("nowhere")));
    let [one, two] = [unit("1", Some("2")), unit("2", Some("1"))];
    let all = [&dinas, &bidang, &seksi, &other, &orphan, &one, &two].map(Clone::clone);
    write(&store, async |tx| tx.people().save_units(&all).await.unwrap()).await;
    read(&store, async |tx| {
        let cases: [(&[&str], Vec<&OrgUnit>, Vec<&OrgUnit>); 7] = [
            (&["dinas"], vec![&bidang, &dinas, &seksi], vec![&dinas]),
            (&["seksi", "dinas"], vec![&bidang, &dinas, &seksi], vec![&dinas, &seksi]),
            (&["seksi", "orphan"], vec![&orphan, &seksi], vec![&orphan, &seksi]),
            (&["DINAS"], vec![&other], vec![&other]),
            (&["1"], vec![&one, &two], vec![&one]),
            // what hangs under a unit that is not there
            (&["nowhere"], vec![&orphan], vec![]),
            (&[], vec![], vec![]),
        ];
        for (ids, under, found) in cases {
            let ids: BTreeSet<UnitId> = ids.iter().map(|unit| id(unit)).collect();
            check_same(&tx.people().units_under(&ids).await.unwrap(), &under.into_iter().cloned().collect());
            check_same(&tx.people().find_units(&ids).await.unwrap(), &found.into_iter().cloned().collect());
        }
    })
    .await;
    // a unit may come to stand under another
    write(&store, async |tx| tx.people().save_units(&[unit("bidang", Some("DINAS"))]).await.unwrap()).await;
    read(&store, async |tx| {
        let under = tx.people().units_under(&BTreeSet::from([id("dinas")])).await.unwrap();
        check_same(&under, &vec![dinas.clone()]);
    })
    .await;
}

pub(crate) async fn units_are_found_by_words_of_their_names_and_ids(stores: Stores) {
    let store = stores.fresh().await;
    let named = |of: &str, parent: Option<&str>, names: (&str, &str)| OrgUnit { name: Label::new(names.0, names.1), ..unit(of, parent) };
    let all = [
        named("dinas-1", None, ("Dinas Kesehatan", "Health Office")),
        named("bidang-1", Some("dinas-1"), ("Bidang Gizi & O'Neil, 100%", "Nutrition")),
        named("seksi-1", Some("bidang-1"), ("Seksi Gizi-Anak", "Child nutrition")),
        named("dinas-2", None, ("DINAS PENDIDIKAN", "Education Office")),
        named("bidang-2", Some("dinas-2"), ("Bidang Gizi Sekolah", "School meals")),
        named("nol", None, ("Dinas\0Gizi", "Nothing")),
    ];
    write(&store, async |tx| tx.people().save_units(&all).await.unwrap()).await;
    read(&store, async |tx| {
        let cases: [(Option<&[&str]>, &str, usize, &[&str]); 13] = [
            (None, "", 10, &["bidang-1", "bidang-2", "dinas-1", "dinas-2", "nol", "seksi-1"]),
            (None, "", 2, &["bidang-1", "bidang-2"]),
            (None, "gizi", 10, &["bidang-1", "bidang-2", "seksi-1"]),
            (None, "gizi", 0, &[]),
            (None, "GIZI bid", 10, &["bidang-1", "bidang-2"]),
            // of a word the beginning, of either language, and of the id
            (None, "izi", 10, &[]),
            (None, "office", 10, &["dinas-1", "dinas-2"]),
            (None, "seksi 1", 10, &["seksi-1"]),
            (None, "o'neil 100%", 10, &["bidang-1"]),
            (Some(&["dinas-1"]), "gizi", 10, &["bidang-1", "seksi-1"]),
            (Some(&["dinas-1"]), "", 10, &["bidang-1", "dinas-1", "seksi-1"]),
            (Some(&["seksi-1", "dinas-2"]), "gizi", 1, &["bidang-2"]),
            (Some(&[]), "gizi", 10, &[]),
        ];
        for (under, typed, limit, expected) in cases {
            let under: Option<BTreeSet<UnitId>> = under.map(|ids| ids.iter().map(|unit| id(unit)).collect());
            let found = tx.people().units_named(under.as_ref(), NameWords::of(typed).as_ref(), limit).await.unwrap();
            check_same(&found.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>(), &expected.to_vec());
        }
    })
    .await;
}

pub(crate) async fn units_at_the_top_are_those_with_none_above(stores: Stores) {
    let store = stores.fresh().await;
    read(&store, async |tx| check_same(&tx.people().top_units().await.unwrap(), &vec![])).await;
    let all = [unit("seksi", Some("dinas")), unit("dinas", None), unit("DINAS", None), unit("orphan", Some("nowhere"))];
    write(&store, async |tx| tx.people().save_units(&all).await.unwrap()).await;
    read(&store, async |tx| check_same(&tx.people().top_units().await.unwrap(), &vec![id("DINAS"), id("dinas")])).await;
    // a unit may come to stand under another
    write(&store, async |tx| tx.people().save_units(&[unit("DINAS", Some("dinas"))]).await.unwrap()).await;
    read(&store, async |tx| check_same(&tx.people().top_units().await.unwrap(), &vec![id("dinas")])).await;
}
