use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, Reference, StoredEntry, Verifier};
use jenjang::evaluation::repository::{Audience, NominationFilter};
use jenjang::people::id::PersonId;
use jenjang::people::record::EmploymentRecord;
use jenjang::promotion::panel::{Panel, PanelMember};
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::round::{Method, Stage};
use jenjang::store::{MemoryStore, Page};
use jenjang_service::export_people::{ExportPeople, export_people};
use jenjang_service::file::retention::{RecordKind, RetentionPolicy};
use jenjang_service::file::{ErasePerson, erase_person, export_person, preview_erasure, read_person};

use rust_decimal::Decimal;

use crate::world::{EVERYBODY, World, as_on, comment, cycle, day, person, run, unit};

fn closed_world(seed: u64) -> World {
    let world = World::open(Arc::new(MemoryStore::new()), seed);
    world.everybody_answers(&world.pairs());
    world.close().unwrap();
    world.release();
    world
}

/// Gives a person a birth date, a number and, where wanted, an end of service.
pub(crate) fn with_record(world: &World, id: &str, left: Option<NaiveDate>) {
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person(id)).await.unwrap().unwrap();
        let mut file = stored.value;
        file.record.birth_date = Some(day("1968-03-12"));
        file.record.employee_number = Some("196803121992031001".into());
        let status = |since: NaiveDate, code: &str| EmploymentRecord { since, status: code.parse().unwrap(), decree: None };
        let mut employments = vec![status(day("1992-03-01"), "pns")];
        employments.extend(left.map(|left| status(left, "non-asn")));
        file.record.registers.employments = Some(employments);
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
}

fn trail(world: &World) -> Vec<StoredEntry> {
    run(async { world.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() })
}

#[test]
fn everybody_reads_of_a_file_what_is_theirs() {
    let world = closed_world(41);
    with_record(&world, "s1", None);
    let on = "2026-03-20";
    let own = as_on!(world, "s1", on, context => read_person(&context, &person("s1"))).unwrap();
    assert_eq!(own.data.record.employee_number.as_deref(), Some("196803121992031001"));
    assert_eq!(own.results.iter().map(|result| (result.audience, result.edition)).collect::<Vec<_>>(), [(Audience::Ratee, 1)]);
    assert!(own.results[0].report.get("comments").is_some());
    assert!(!own.ratings.is_empty() && own.ratings.iter().all(|rating| rating.answered));

    let superior = as_on!(world, "kepala", on, context => read_person(&context, &person("s1"))).unwrap();
    assert_eq!((superior.data.record.employee_number.as_deref(), superior.data.record.birth_date), (None, None));
    assert_eq!(superior.results.iter().map(|result| result.audience).collect::<Vec<_>>(), [Audience::Superior]);
    assert!(superior.results[0].report.get("comments").is_none() && superior.ratings.is_empty());

    let hr = as_on!(world, "hr", on, context => read_person(&context, &person("s1"))).unwrap();
    assert_eq!(hr.results.iter().map(|result| result.audience).collect::<Vec<_>>(), [Audience::Hr]);
    for stranger in ["s2", "sekda", "auditor", "public", "operator"] {
        assert_eq!(as_on!(world, stranger, on, context => read_person(&context, &person("s1"))).unwrap_err().code(), "forbidden");
    }
}

#[test]
fn a_person_takes_everything_along_but_the_answers_of_others() {
    let world = closed_world(42);
    with_record(&world, "s1", None);
    let export = as_on!(world, "s1", "2026-03-20", context => export_person(&context, &person("s1"))).unwrap();
    let text = export.to_string();
    assert!(text.contains("196803121992031001") && text.contains("audit-reference"));
    let own = run(async {
        let filter = NominationFilter { ratee: None, rater: Some(person("s1")) };
        world.store.read().await.unwrap().cycles().receipts(&cycle(), &filter).await.unwrap()
    });
    assert!(!own.is_empty() && own.iter().all(|receipt| text.contains(&receipt.code.to_string())));
    // released comments about the person are the person's to read; what the person wrote about others is gone
    for receipt in own.iter().filter(|receipt| receipt.ratee != person("s1")) {
        assert!(!text.contains(&comment(&receipt.ratee, &person("s1"))));
    }
    let readers: BTreeSet<&str> = export["results"].as_array().unwrap().iter().map(|result| result["for"].as_str().unwrap()).collect();
    assert_eq!(readers, BTreeSet::from(["hr", "ratee", "superior"]));
    assert!(text.contains("destroyed when it is closed") && text.contains("dimusnahkan"));
    let secret = run(async { world.store.read().await.unwrap().people().find(&person("s1")).await.unwrap().unwrap().value.secret });
    assert!(!text.contains(&Digest(*secret.bytes()).to_string()), "the secret stays inside");
    assert!(export["audit-reference"].as_str() == Some(Reference::person(&secret, &person("s1")).as_str()));
    assert!(trail(&world).last().unwrap().text.ends_with("\"verb\":\"person.export\"}"));
    assert_eq!(as_on!(world, "kepala", "2026-03-20", context => export_person(&context, &person("s1"))).unwrap_err().code(), "forbidden");
}

#[test]
fn erasing_waits_for_what_must_be_kept_and_says_until_when() {
    let world = World::open(Arc::new(MemoryStore::new()), 43);
    with_record(&world, "s1", None);
    let command = ErasePerson { person: person("s1"), retention: RetentionPolicy::shipped().unwrap() };
    let refused = as_on!(world, "hr", "2026-03-05", context => erase_person(&context, &command)).unwrap_err();
    assert_eq!(refused.code(), "must-be-kept");
    assert_eq!(
        refused.to_string(),
        "record and histories are kept while the person is in service (UU 27/2022; jadwal retensi arsip kepegawaian instansi, unverified); \
         takes part in the cycle “Evaluation 2026”, which is not closed"
    );
    world.everybody_answers(&world.pairs());
    world.close().unwrap();
    with_record(&world, "s1", Some(day("2026-06-01")));
    let preview = as_on!(world, "hr", "2030-01-01", context => preview_erasure(&context, &command)).unwrap();
    let until: Vec<(RecordKind, Option<NaiveDate>)> = preview.kept.iter().map(|kept| (kept.kind, kept.until)).collect();
    assert_eq!(until, [(RecordKind::Record, Some(day("2036-06-01"))), (RecordKind::Result, Some(day("2031-03-15")))]);
    assert_eq!(preview.pending, []);
    let own = ErasePerson { person: person("hr"), ..command.clone() };
    assert_eq!(as_on!(world, "hr", "2037-01-01", context => erase_person(&context, &own)).unwrap_err().code(), "conflict-of-interest");
    assert_eq!(as_on!(world, "kepala", "2037-01-01", context => erase_person(&context, &command)).unwrap_err().code(), "forbidden");
    let role = Grant { person: person("s1"), role: GrantedRole::Auditor, unit: unit("dinas"), since: day("2026-01-01"), until: None };
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        tx.grants().save(&role).await.unwrap();
        tx.commit().await.unwrap();
    });
    let holds = as_on!(world, "hr", "2037-01-01", context => erase_person(&context, &command)).unwrap_err().to_string();
    assert_eq!(holds, "still holds the role of an auditor: dinas");
    // a round is named by its title
    let round: RoundFile = serde_json::from_value(serde_json::json!({
        "plan": {
            "id": "r1", "title": { "id": "Seleksi", "en": "Selection" }, "policy": "contoh", "as-of": "2026-04-01",
            "method": serde_json::to_value(Method::Eligibility).unwrap(),
        },
        "unit": "dinas", "opened-by": "hr", "stage": Stage::Open, "since": "2026-01-05", "edition": 1,
    }))
    .unwrap();
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        tx.rounds().save(&round, None).await.unwrap();
        tx.rounds().add_candidates(&round.plan.id, &[person("s1")]).await.unwrap();
        tx.commit().await.unwrap();
    });
    let preview = as_on!(world, "hr", "2037-01-01", context => preview_erasure(&context, &command)).unwrap();
    assert_eq!(&*preview.pending[0].id, "menjadi calon dalam putaran “Seleksi” yang belum diumumkan");
}

/// Every digest and reference that can be computed from what a store still holds and a list of ids one may guess.
fn computable(world: &World, ids: &[PersonId]) -> BTreeSet<String> {
    let files = run(async { world.store.read().await.unwrap().people().list(&Default::default(), &Page::all()).await.unwrap() });
    let mut found = BTreeSet::new();
    for id in ids {
        found.extend([Digest::of(id.as_str()), Digest::of(format!("person:{id}"))].map(|digest| digest.to_string()));
        for secret in files.iter().map(|stored| stored.value.secret) {
            found.extend([secret.digest(id.as_str()), secret.digest(format!("person:{id}"))].map(|digest| digest.to_string()));
        }
        // other people's data with the guessed id in the place of a rater or a superior
        for stored in &files {
            let mut file = stored.value.clone();
            file.superior = Some(id.clone());
            found.insert(file.secret.digest(serde_json::to_string(&file.superior).unwrap()).to_string());
        }
    }
    found
}

#[test]
fn after_erasure_the_trail_is_whole_and_nobody_can_tell_whose_entries_they_were() {
    let world = closed_world(44);
    with_record(&world, "s1", Some(day("2026-06-01")));
    as_on!(world, "s1", "2026-07-01", context => export_person(&context, &person("s1"))).unwrap();
    let ids: Vec<PersonId> = EVERYBODY.iter().map(|id| person(id)).collect();
    let secret = run(async { world.store.read().await.unwrap().people().find(&person("s1")).await.unwrap().unwrap().value.secret });
    let own = Reference::person(&secret, &person("s1")).as_str().trim_start_matches("person:").to_owned();
    let before = trail(&world);
    let of_s1: Vec<&StoredEntry> = before.iter().filter(|entry| entry.text.contains(&own)).collect();
    assert!(of_s1.len() >= 3, "proposed for, closed, exported");
    assert!(computable(&world, &ids).contains(&own), "as long as the secret is there the reference can be computed");

    let command = ErasePerson { person: person("s1"), retention: RetentionPolicy::shipped().unwrap() };
    let erased = as_on!(world, "hr", "2036-06-01", context => erase_person(&context, &command)).unwrap();
    assert!(erased.cycles > 10, "{erased:?}");
    let after = trail(&world);
    let mut verifier = Verifier::default();
    assert!(after.iter().all(|entry| verifier.push(entry).is_empty()), "the chain verifies");
    assert_eq!(after[..before.len()], before[..]);
    let left = computable(&world, &ids);
    assert!(!left.contains(&own), "a dictionary of all ids over all secrets that are left finds nothing");
    for entry in &of_s1 {
        let digests = entry.text.split(|c: char| !c.is_ascii_hexdigit()).filter(|part| part.len() == 64);
        let chain = [entry.digest.to_string()];
        for digest in digests.filter(|digest| !chain.contains(&(*digest).to_owned())) {
            let others = EVERYBODY.iter().filter(|id| **id != "s1").map(|id| person(id)).collect::<Vec<_>>();
            let named = left.contains(digest) && !computable(&world, &others).contains(digest);
            assert!(!named, "{digest} of entry {} can still be traced to s1", entry.sequence);
        }
    }
    // and nothing else is left about the person
    assert!(run(async { world.store.read().await.unwrap().people().find(&person("s1")).await.unwrap().is_none() }));
    let chart = run(async { world.store.read().await.unwrap().cycles().find(&cycle()).await.unwrap().unwrap().value.chart });
    assert!(chart.iter().all(|member| member.person != person("s1")));
    assert!(world.nominations("s1").is_empty() && world.pairs().iter().all(|(_, rater)| *rater != person("s1")));
    assert_eq!(
        as_on!(world, "hr", "2036-06-02", context => erase_person(&context, &command)).unwrap_err().code(),
        "forbidden",
        "nobody is there to be in charge of"
    );
}

#[test]
fn nobody_shortens_the_periods_by_handing_in_own_ones() {
    let world = closed_world(47);
    with_record(&world, "s1", Some(day("2026-06-01")));
    let mut command = ErasePerson { person: person("s1"), retention: RetentionPolicy::shipped().unwrap() };
    command.retention.rules.iter_mut().for_each(|rule| rule.years = 0);
    let refused = as_on!(world, "hr", "2026-07-01", context => erase_person(&context, &command)).unwrap_err();
    assert_eq!(refused.code(), "retention-too-short");
    let preview = as_on!(world, "hr", "2026-07-01", context => preview_erasure(&context, &command)).unwrap_err();
    assert_eq!(preview.code(), "retention-too-short");
}

#[test]
fn an_erasure_proves_what_became_of_panels_and_charts_and_by_which_periods() {
    let world = closed_world(48);
    with_record(&world, "s1", Some(day("2026-06-01")));
    let member = |id: &str, conflicts: &[&str]| PanelMember {
        id: id.parse().unwrap(),
        conflicts: conflicts.iter().map(|conflict| person(conflict)).collect(),
    };
    let panel = |conflicts: &[&str]| Panel::try_new(vec![member("m1", conflicts)], (Decimal::ZERO, Decimal::ONE_HUNDRED), 1).unwrap();
    let round: RoundFile = serde_json::from_value(serde_json::json!({
        "plan": {
            "id": "r1", "title": { "id": "Seleksi", "en": "Selection" }, "policy": "contoh", "as-of": "2026-04-01",
            "method": serde_json::to_value(Method::Eligibility).unwrap(),
        },
        "unit": "dinas", "opened-by": "hr", "panel": panel(&["s1", "s2"]), "stage": Stage::Planned, "since": "2026-01-05", "edition": 1,
    }))
    .unwrap();
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        tx.rounds().save(&round, None).await.unwrap();
        tx.commit().await.unwrap();
    });
    let command = ErasePerson { person: person("s1"), retention: RetentionPolicy::shipped().unwrap() };
    as_on!(world, "hr", "2036-06-01", context => erase_person(&context, &command)).unwrap();
    let after = run(async { world.store.read().await.unwrap().rounds().find(&"r1".parse().unwrap()).await.unwrap().unwrap().value });
    assert_eq!(after.panel, Some(panel(&["s2"])));
    let entry = trail(&world).last().unwrap().text.to_string();
    let retention = Digest::of(serde_json::to_string(&command.retention).unwrap());
    for part in ["round:r1", "cycle:2026-1", "retention:shipped", &retention.to_string()] {
        assert!(entry.contains(part), "{part} in {entry}");
    }
    for file in [&round, &after] {
        assert!(entry.contains(&Digest::of(serde_json::to_string(file).unwrap()).to_string()));
    }
}

#[test]
fn whoever_leaves_a_superior_behind_has_none() {
    let world = World::new(Arc::new(MemoryStore::new()), 45);
    with_record(&world, "kepala", Some(day("2010-01-01")));
    let command = ErasePerson { person: person("kepala"), retention: RetentionPolicy::shipped().unwrap() };
    as_on!(world, "hr", "2026-03-01", context => erase_person(&context, &command)).unwrap();
    let staff = run(async { world.store.read().await.unwrap().people().find(&person("s3")).await.unwrap().unwrap().value });
    assert_eq!(staff.superior, None);
}

#[test]
fn people_are_exported_page_by_page_within_the_scope_of_whoever_asks() {
    let world = World::new(Arc::new(MemoryStore::new()), 46);
    let ids = |who: &str, of: Option<&str>| {
        let command = ExportPeople { unit: of.map(unit), page: 4 };
        as_on!(world, who, "2026-03-01", context => async {
            let mut pages = export_people(&context, &command).await?;
            let mut found = Vec::new();
            while let Some(page) = pages.next().await? {
                assert!(page.len() <= 4);
                found.extend(page.into_iter().map(|person| person.record.id.to_string()));
            }
            assert_eq!(pages.total(), u64::try_from(found.len()).unwrap());
            Ok::<_, jenjang_service::ServiceError>(found)
        })
    };
    assert_eq!(ids("operator", None).unwrap(), EVERYBODY);
    assert_eq!(ids("hr", Some("dinas")).unwrap(), ["kepala", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]);
    assert_eq!(ids("s1", None).unwrap_err().code(), "forbidden");
    assert!(trail(&world).iter().all(|entry| entry.text.ends_with("\"verb\":\"people.export\"}")));
}
