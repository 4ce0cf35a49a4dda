//! Texts of every length and script, and ids made to mislead.

use std::collections::BTreeSet;

use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::evaluation::nomination::NominationState;
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::people::OrgUnit;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PeopleFilter;
use jenjang::policy::repository::PolicyVersion;
use jenjang::policy::stored::{StoredFact, StoredValue};
use jenjang::store::Page;

use super::bounds::check_kept;
use crate::Stores;
use crate::fixtures::*;

/// Every character of the first plane but 0, and some of the others.
fn every_character() -> String {
    let first_plane = (1..=0xffff_u32).filter_map(char::from_u32);
    first_plane.chain((0x1_0000..=0x10_ffff_u32).step_by(997).filter_map(char::from_u32)).chain(['\u{10ffff}']).collect()
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "  both ends  \n",
        "\r\n\t\u{b}\u{c}\u{1b}\u{7f}\u{85}\u{a0}\u{2028}\u{2029}",
        "'",
        "\"",
        "`",
        "\\",
        "\\n \\u0041 \\x00 \\0",
        "'; DROP TABLE people; --",
        "$1 ?1 :name @p %s {0} ${HOME}",
        "NULL",
        "null",
        "{\"a\":1}",
        "[1,2",
        "1e5",
        "0017",
        "\u{e9} e\u{301} \u{fb01} fi \u{212b} \u{c5}",
        "👩🏽‍⚕️ 🇮🇩 👨‍👩‍👧‍👦",
        "ꦱꦶꦠꦶ ᬲᬶᬢᬶ ᮞᮤᮒᮤ",
        "مرحبا \u{200f}שלום\u{200e} \u{202e}terbalik\u{202c}",
        "\u{feff}BOM \u{fffd} \u{fffe} \u{ffff} \u{e000} \u{10ffff}",
        "ßẞ İıIi ǆ ﷽",
        "a\u{0}b",
        "\u{0}",
        "akhir\u{0}",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push(every_character());
    texts.push("panjang ".repeat(20_000));
    texts
}

pub(crate) async fn texts_of_every_script_come_back_byte_for_byte(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.cycles().save(&cycle("1"), None).await.unwrap()).await;
    for (n, words) in texts().into_iter().enumerate() {
        let (name, what) = (format!("x{n:03}"), format!("the text {:?}…", words.chars().take(30).collect::<String>()));
        let mut person = somebody(&name);
        person.record.name = Some(text(&words));
        check_kept(
            &store,
            &what,
            &person,
            async |tx| tx.people().save(&person, None).await.map(drop),
            async |tx| tx.people().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let unit = [OrgUnit { name: jenjang::legal::Label::new(words.as_str(), words.as_str()), ..unit(&name, None) }];
        check_kept(
            &store,
            &what,
            &unit[0],
            async |tx| tx.people().save_units(&unit).await,
            async |tx| tx.people().units().await.unwrap().into_iter().find(|unit| unit.id.as_str() == name),
        )
        .await;
        let record = TextRecord { kind: TextKind::Scheme, id: text(&name), version: digest(1), text: text(&words) };
        check_kept(
            &store,
            &what,
            &record,
            async |tx| tx.competency().save_text(&record).await,
            async |tx| tx.competency().find_text(TextKind::Scheme, &name, &digest(1)).await.unwrap(),
        )
        .await;
        let version = PolicyVersion { text: text(&words), purpose: Some(text(&words)), ..policy(&name, 1, "2026-01-01") };
        check_kept(
            &store,
            &what,
            &version,
            async |tx| tx.policies().save(&version, None).await.map(drop),
            async |tx| tx.policies().find(&name, &digest(1)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let named = [nomination(&name, "b", NominationState::Declined { reason: words.clone() })];
        check_kept(
            &store,
            &what,
            &named[0],
            async |tx| tx.cycles().save_nominations(&id("1"), &named).await,
            async |tx| {
                let filter = NominationFilter { ratee: Some(id(&name)), rater: None };
                tx.cycles().nominations(&id("1"), &filter).await.unwrap().pop()
            },
        )
        .await;
        let mut answer = response(&name, "b", "3");
        answer.comment = Some(words.clone());
        check_kept(
            &store,
            &what,
            &answer,
            async |tx| tx.cycles().put_answer(&id("1"), &answer, &receipt(&name, "b", 1)).await,
            async |tx| tx.cycles().answers(&id("1")).await.unwrap().into_iter().find(|answer| answer.ratee.as_str() == name),
        )
        .await;
        let mut report = [hr_result(&name)];
        report[0].report = text(&words);
        check_kept(
            &store,
            &what,
            &report[0],
            async |tx| tx.cycles().save_results(&id("1"), &report).await,
            async |tx| tx.cycles().results(&id("1"), Audience::Hr, Some(&id(&name)), &all()).await.unwrap().pop(),
        )
        .await;
        let mut made = decision(&name, &name, None);
        made.decided_by = text(&words);
        made.proof = text(&words);
        let fact = StoredFact { value: StoredValue::Text(text(&words)), source: Some(text(&words)) };
        made.dossier.facts.insert(text(&words), fact);
        let made = [made];
        check_kept(
            &store,
            &what,
            &made[0],
            async |tx| tx.decisions().insert(&made).await,
            async |tx| tx.decisions().find(&id(&name)).await.unwrap(),
        )
        .await;
        let mut filed = appeal(&name, &name);
        filed.grounds = text(&words);
        check_kept(
            &store,
            &what,
            &filed,
            async |tx| tx.appeals().save(&filed, None).await.map(drop),
            async |tx| tx.appeals().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let mut sent = message(&name);
        sent.body = text(&words);
        check_kept(
            &store,
            &what,
            &sent,
            async |tx| tx.outbox().put(&sent).await,
            async |tx| tx.outbox().peek(usize::MAX).await.unwrap().into_iter().find(|message| *message.id == *name),
        )
        .await;
        let mut request = answered(&name, "k");
        request.answer = text(&words);
        check_kept(
            &store,
            &what,
            &request,
            async |tx| tx.idempotency().insert(&request).await,
            async |tx| tx.idempotency().find(&id(&name), "k").await.unwrap(),
        )
        .await;
        let mut of_session = session(1, "2026-01-01T00:00:00Z");
        of_session.data = text(&words);
        check_kept(
            &store,
            &what,
            &of_session,
            async |tx| tx.sessions().save(&of_session).await,
            async |tx| tx.sessions().find(&digest(1)).await.unwrap(),
        )
        .await;
    }
    // free texts after the cut: identical ones and empty ones are each their own
    for (n, words) in texts().into_iter().enumerate() {
        let kept = [comment(&format!("{n:03}"), "a", &words)];
        check_kept(
            &store,
            "a comment",
            &kept[0],
            async |tx| tx.cycles().sever(&id("1"), &[], &kept).await,
            async |tx| tx.cycles().comments(&id("1"), None).await.unwrap().into_iter().find(|comment| comment.id == kept[0].id),
        )
        .await;
    }
}

pub(crate) async fn a_text_of_five_megabytes_is_kept(stores: Stores) {
    let store = stores.fresh().await;
    let words = every_character();
    let big = words.repeat(5_000_000 / words.len() + 1);
    let version = PolicyVersion { text: text(&big), ..policy("besar", 1, "2026-01-01") };
    let record = TextRecord { text: text(&big), ..text_record("besar") };
    let mut made = decision("besar", "a", None);
    made.proof = text(&big);
    write(&store, async |tx| {
        tx.policies().save(&version, None).await.unwrap();
        tx.competency().save_text(&record).await.unwrap();
        tx.decisions().insert(&[made.clone()]).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        assert!(tx.policies().find("besar", &digest(1)).await.unwrap().unwrap().value == version, "the policy's text is altered");
        assert!(tx.competency().find_text(record.kind, "besar", &record.version).await.unwrap().unwrap() == record, "the text is altered");
        assert!(tx.decisions().find(&id("besar")).await.unwrap().unwrap() == made, "the proof is altered");
    })
    .await;
}

/// Ids a careless store takes for something else.
fn odd_ids() -> Vec<String> {
    let mut names: Vec<String> = [
        "'; DROP TABLE people; --",
        "' OR '1'='1",
        "a'' b",
        "\"",
        "\\",
        "\\'",
        "%",
        "_",
        "*",
        "?",
        "$1",
        ":id",
        "NULL",
        "null",
        "0",
        "00",
        "-1",
        "1e3",
        "true",
        ".",
        "..",
        "../../x",
        "/",
        "a/b",
        "a|b",
        "a,b",
        "a:b",
        "{\"a\":1}",
        "é",
        "e\u{301}",
        "İ",
        "i",
        "I",
        "ﬁ",
        "\u{200b}",
        "🙂",
        "א\u{200f}ב",
        "rowid",
        "CON",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend(["x".repeat(120), "é".repeat(120), "🙂".repeat(120), format!("{}y", "x".repeat(119))]);
    names
}

pub(crate) async fn ids_made_to_mislead_are_only_ids(stores: Stores) {
    let store = stores.fresh().await;
    let names = odd_ids();
    write(&store, async |tx| {
        for (name, n) in names.iter().zip(0_u8..) {
            let mut person = placed(name, Some(name), Some(name));
            person.record.employee_number = Some(text(name));
            tx.people().save(&person, None).await.unwrap();
            tx.people().save_units(&[unit(name, Some(name))]).await.unwrap();
            tx.competency().save_profile(&profile(name, name, "1"), None).await.unwrap();
            tx.competency().save_text(&text_record(name)).await.unwrap();
            tx.policies().save(&policy(name, n, "2026-01-01"), None).await.unwrap();
            tx.cycles().save(&cycle(name), None).await.unwrap();
            tx.cycles().save_nominations(&id(name), &[proposed(name, name)]).await.unwrap();
            tx.cycles().put_answer(&id(name), &response(name, name, "3"), &receipt(name, name, n)).await.unwrap();
            tx.cycles().save_results(&id(name), &[hr_result(name)]).await.unwrap();
            tx.rounds().save(&round(name), None).await.unwrap();
            tx.rounds().add_candidates(&id(name), &ids(&[name])).await.unwrap();
            tx.rounds().save_entries(&id(name), &[entry(name, Some("1"))]).await.unwrap();
            tx.rounds().save_panel_scores(&id(name), &[panel_score(name, name, name, "1")]).await.unwrap();
            let corrected = format!("{n:03}{name}").chars().take(120).collect::<String>();
            tx.decisions().insert(&[decision(name, name, Some(name)), correction(&corrected, name, Some(name), name)]).await.unwrap();
            tx.appeals().save(&appeal(name, name), None).await.unwrap();
            tx.appeals().insert_waiver(&waiver(name, name)).await.unwrap();
            tx.development().save(&training(name, name, "1"), None).await.unwrap();
            tx.grants().save(&grant(name, name, "2026-01-01")).await.unwrap();
            tx.outbox().put(&message(name)).await.unwrap();
            tx.idempotency().insert(&answered(name, name)).await.unwrap();
        }
    })
    .await;
    let ordered: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(ordered.len(), names.len());
    read(&store, async |tx| {
        let found = tx.people().list(&PeopleFilter::default(), &all()).await.unwrap();
        assert!(found.iter().map(|stored| stored.value.id().as_str()).eq(ordered.iter().copied()));
        let found = tx.outbox().peek(usize::MAX).await.unwrap();
        assert!(found.iter().map(|message| &*message.id).eq(ordered.iter().copied()));
        for name in &names {
            let person: PersonId = id(name);
            assert_eq!(tx.people().find(&person).await.unwrap().unwrap().value.id(), &person);
            assert_eq!(tx.people().find_by_number(name).await.unwrap().as_ref(), Some(&person));
            let filter =
                PeopleFilter { units: Some(BTreeSet::from([id(name)])), superior: Some(person.clone()), ..PeopleFilter::default() };
            assert_eq!(tx.people().count(&filter).await.unwrap(), 1, "{name}");
            assert_eq!(tx.competency().profiles(&person).await.unwrap().len(), 1);
            assert!(tx.competency().find_text(TextKind::Framework, name, &digest(8)).await.unwrap().is_some());
            assert_eq!(tx.policies().list(Some(name)).await.unwrap().len(), 1);
            assert_eq!(tx.cycles().find(&id(name)).await.unwrap().unwrap().value.cycle.id().as_str(), name);
            check_same(&tx.cycles().answers(&id(name)).await.unwrap(), &vec![response(name, name, "3")]);
            check_same(&tx.rounds().candidates(&id(name), &Page::first(2)).await.unwrap(), &vec![person.clone()]);
            check_same(&tx.rounds().panel_scores(&id(name)).await.unwrap(), &vec![panel_score(name, name, name, "1")]);
            assert_eq!(tx.decisions().of_person(&person).await.unwrap().len(), 2);
            assert!(tx.decisions().in_force(&id(name), &person).await.unwrap().unwrap().parent.is_some());
            assert_eq!(tx.appeals().list(Some(&person)).await.unwrap().len(), 1);
            assert_eq!(tx.appeals().waivers(&person).await.unwrap().len(), 1);
            assert_eq!(tx.development().of_person(&person).await.unwrap().len(), 1);
            assert_eq!(tx.grants().list(Some(&person)).await.unwrap().len(), 1);
            check_same(&tx.idempotency().find(&person, name).await.unwrap(), &Some(answered(name, name)));
        }
    })
    .await;
    // and taking one away takes that one
    let first = &names[0];
    write(&store, async |tx| {
        tx.cycles().sever(&id(first), &[sheet(first, first, "3")], &[comment(first, first, "x")]).await.unwrap();
        tx.outbox().remove(&[text(first), text("%")]).await.unwrap();
        assert_eq!(tx.decisions().remove_person(&id(first)).await.unwrap(), 2);
        assert_eq!(tx.decisions().remove_person(&id("%")).await.unwrap(), 2);
    })
    .await;
    store.scrub().await.unwrap();
    write(&store, async |tx| {
        assert_eq!(tx.outbox().peek(usize::MAX).await.unwrap().len(), names.len() - 2);
        for name in &names {
            let (answers, decisions) = (usize::from(name != first), if name == first || name == "%" { 0 } else { 2 });
            assert_eq!(tx.cycles().answers(&id(name)).await.unwrap().len(), answers, "{name}");
            assert_eq!(tx.decisions().of_person(&id(name)).await.unwrap().len(), decisions, "{name}");
        }
    })
    .await;
}

pub(crate) async fn keys_of_two_parts_do_not_run_together(stores: Stores) {
    let store = stores.fresh().await;
    let pairs = [
        ("a/b", "c"),
        ("a", "b/c"),
        ("a:b", "c"),
        ("a", "b:c"),
        ("a|b", "c"),
        ("a", "b|c"),
        ("ab", "c"),
        ("a", "bc"),
        ("a b", "c"),
        ("a", "b c"),
    ];
    write(&store, async |tx| {
        for of in ["1", "11"] {
            tx.cycles().save(&cycle(of), None).await.unwrap();
        }
        for (one, two) in pairs {
            tx.competency().save_profile(&profile(one, two, "1"), None).await.unwrap();
            tx.cycles().save_nominations(&id("1"), &[proposed(one, two)]).await.unwrap();
            tx.cycles().put_answer(&id("1"), &response(one, two, "3"), &receipt(one, two, 1)).await.unwrap();
            tx.idempotency().insert(&answered(one, two)).await.unwrap();
            if tx.rounds().find(&id(one)).await.unwrap().is_none() {
                tx.rounds().save(&round(one), None).await.unwrap();
            }
            tx.rounds().add_candidates(&id(one), &ids(&[two])).await.unwrap();
            tx.rounds().save_panel_scores(&id("a/b"), &[panel_score(one, two, "x", "1"), panel_score("m", one, two, "2")]).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        for (one, two) in pairs {
            check_same(&tx.competency().find_profile(&id(one), &id(two)).await.unwrap().unwrap().value, &profile(one, two, "1"));
            check_same(&tx.idempotency().find(&id(one), two).await.unwrap(), &Some(answered(one, two)));
            assert!(tx.rounds().is_candidate(&id(one), &id(two)).await.unwrap());
        }
        assert_eq!(tx.cycles().nominations(&id("1"), &NominationFilter::default()).await.unwrap().len(), pairs.len());
        assert_eq!(tx.cycles().answers(&id("1")).await.unwrap().len(), pairs.len());
        assert!(tx.cycles().answers(&id("11")).await.unwrap().is_empty());
        assert_eq!(tx.rounds().panel_scores(&id("a/b")).await.unwrap().len(), 2 * pairs.len());
    })
    .await;
}
