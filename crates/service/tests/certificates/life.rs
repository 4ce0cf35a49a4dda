//! From the course to the file, and what becomes of it.

use std::sync::Arc;

use jenjang::certificate::{RevocationReason, Standing};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::store::MemoryStore;
use jenjang_credentials::{Issuer, Revocations, Verification, verify};
use jenjang_service::certificates::{
    IssueCertificate, On, PublishRevocations, RenewCertificate, RevokeCertificate, issuer_document, list_certificates, publish_revocations,
    read_certificate, recipient_code, renew_certificate, revoke_certificate,
};
use jenjang_service::{ServiceError, records};

use crate::world::{NUMBER, World, asked, course_of_ana, day, id, key, run};

fn world() -> World {
    World::with_key(Arc::new(MemoryStore::new()))
}

fn trusted(world: &World) -> [Issuer; 1] {
    [world.act("public", "2026-11-02", async |context| issuer_document(context).await).unwrap()]
}

fn verified(world: &World, file: &str, revocations: Option<&Revocations>) -> Verification {
    verify(file, &trusted(world), revocations, id("2026-11-02T00:00:00Z"))
}

fn revoke(world: &World, who: &str, note: &str) -> Result<(), ServiceError> {
    let command = RevokeCertificate { id: id("k-1"), reason: RevocationReason::FalseEvidence, note: note.into() };
    world.act(who, "2026-06-01", async |context| revoke_certificate(context, &command).await).map(drop)
}

fn published(world: &World, on: &str, who: &str) -> Result<(Revocations, Arc<str>), ServiceError> {
    let command = PublishRevocations { next_in_days: 30, key: &key(1) };
    world.act(who, on, async |context| publish_revocations(context, &command).await)
}

#[test]
fn a_course_that_was_passed_is_certified() {
    let world = world();
    let issued = world.of_course("2026-03-01").unwrap();
    let outcome = verified(&world, &issued.file, None);
    assert!(outcome.is_valid(), "{:?}", outcome.findings);
    let badge = outcome.badge.unwrap();
    assert_eq!((badge.name.as_str(), badge.recipient.name.as_str()), ("Pelatihan Dasar", "Contoh ana"));
    assert_eq!(badge.achievement.description, "Pelatihan 2026-02-02 sampai 2026-02-06 di Contoh, 40 jam pelajaran");
    let [alignment] = badge.achievement.alignments.as_slice() else { panic!("one competency") };
    assert_eq!((alignment.name.as_str(), alignment.description.as_deref()), ("Integritas", Some("level 3")));
    assert_eq!(alignment.url, "urn:jenjang:competency:kerangka:M.01");
    assert_eq!(outcome.digest, Some(issued.certificate.digest));
    assert_eq!(verify(&issued.file, &trusted(&world), None, id("2029-01-01T00:00:00Z")).findings[0].code(), "expired");
    assert!(verify(&issued.file, &trusted(&world), None, id("2028-12-31T23:59:59Z")).is_valid());

    // nothing in the file but the name says who it is
    for secret in [NUMBER, "\"ana\"", "e-ana", "k-1"] {
        assert!(!issued.file.contains(secret), "{secret}");
    }
    let code = world.act("ana", "2026-03-02", async |context| recipient_code(context, &id("ana")).await).unwrap();
    assert!(badge.recipient.has_code(&code) && !badge.recipient.has_code(NUMBER) && !badge.recipient.has_code("ana"));
    assert_eq!(world.act("budi", "2026-03-02", async |context| recipient_code(context, &id("ana")).await).unwrap_err().code(), "forbidden");

    // the enrolment remembers it, and gives no second one until the first is taken back
    let enrolment = run(async {
        let mut tx = world.store.read().await.unwrap();
        records::require::<Enrolment>(&mut *tx, "e-ana").await.unwrap().value
    });
    assert!(matches!(enrolment.state, EnrolmentState::Attended { certificate: Some(of), .. } if of == id("k-1")));
    assert_eq!(world.of_course("2026-03-02").unwrap_err().code(), "has-certificate");
    revoke(&world, "hr", "Daftar hadir dipalsukan").unwrap();
    assert_eq!(world.of_course("2026-07-01").unwrap_err().code(), "id-taken");
    let signing = key(1);
    assert!(world.issue("hr", "2026-07-01", &asked(On::Enrolment(id("e-ana")), &signing)).is_ok());
    let verbs: Vec<String> = world.trail().iter().map(|entry| verb(&entry.text)).collect();
    assert_eq!(verbs, ["certificate.key", "certificate.issue", "certificate.revoke", "certificate.issue"]);
}

fn verb(text: &str) -> String {
    let (_, rest) = text.split_once("\"verb\":\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_course_that_was_not_attended_or_not_passed_is_not() {
    let world = world();
    let (_, _, attended) = course_of_ana();
    let other = |number: &str, state| Enrolment { id: id(number), state, ..attended.clone() };
    world.save(&other("e-asked", EnrolmentState::Requested));
    let failed = EnrolmentState::Attended { on: day("2026-02-06"), hours: 40.into(), passed: Some(false), certificate: None };
    world.save(&other("e-failed", failed));
    let signing = key(1);
    let code = |enrolment: &str| world.issue("hr", "2026-03-01", &asked(On::Enrolment(id(enrolment)), &signing)).unwrap_err().code();
    assert_eq!((code("e-asked"), code("e-failed"), code("e-none")), ("not-attended", "not-passed", "not-found"));
}

#[test]
fn an_assessment_is_certified_with_its_last_level() {
    let world = world();
    let signing = key(1);
    let on = |competency: &str| On::Assessment { person: id("budi"), framework: id("kerangka"), competency: id(competency) };
    assert_eq!(world.issue("hr", "2026-03-01", &asked(on("M.02"), &signing)).unwrap_err().code(), "not-assessed");
    assert_eq!(world.issue("hr", "2026-03-01", &asked(on("M.01"), &signing)).unwrap_err().code(), "name-missing");
    let named = IssueCertificate { name: Some("Budi, S.E.".into()), ..asked(on("M.01"), &signing) };
    let issued = world.issue("hr", "2026-03-01", &named).unwrap();
    let badge = verified(&world, &issued.file, None).badge.unwrap();
    assert_eq!((badge.name.as_str(), badge.recipient.name.as_str()), ("Kompetensi Integritas, level 4", "Budi, S.E."));
    assert_eq!(badge.achievement.kind, "Competency");
    // a code the frameworks do not name stands for itself
    let unnamed = IssueCertificate { names: &|_, _| None, id: Some(id("k-2")), ..named };
    let issued = world.issue("hr", "2026-03-01", &unnamed).unwrap();
    assert_eq!(&*issued.certificate.achievement.unwrap().title, "Kompetensi M.01, level 4");
}

#[test]
fn who_may_issue_and_what_has_to_be_said() {
    let world = world();
    let signing = key(1);
    let evidence = |whose: &str, text: &str| On::Evidence { person: id(whose), text: text.into() };
    let titled = |on| IssueCertificate { title: Some("Narasumber".into()), ..asked(on, &signing) };
    let code = |who: &str, command: IssueCertificate<'_>| world.issue(who, "2026-03-01", &command).unwrap_err().code();
    for who in ["ana", "budi", "hr2", "auditor", "public", "operator"] {
        assert_eq!(code(who, titled(evidence("ana", "Narasumber"))), "forbidden", "{who}");
    }
    assert_eq!(code("hr", titled(evidence("hr", "Narasumber"))), "conflict-of-interest");
    assert_eq!(code("hr", titled(evidence("nobody", "Narasumber"))), "forbidden", "whether somebody is there is not told");
    assert_eq!(code("hr", titled(evidence("ana", " "))), "blank");
    assert_eq!(code("hr", asked(evidence("ana", "Narasumber"), &signing)), "blank");
    let backwards = IssueCertificate { last: Some(day("2026-02-01")), ..titled(evidence("ana", "Narasumber")) };
    assert_eq!(code("hr", backwards), "certificate-state");
    let stranger = key(9);
    assert_eq!(code("hr", IssueCertificate { key: &stranger, ..titled(evidence("ana", "Narasumber")) }), "another-issuer-key");
    assert_eq!(world.trail().len(), 1, "only the key was written down");
}

#[test]
fn a_certificate_that_was_taken_back_is_in_the_next_list() {
    let world = world();
    let issued = world.of_course("2026-03-01").unwrap();
    let (early, _) = published(&world, "2026-05-01", "hr").unwrap();
    assert_eq!(revoke(&world, "hr", " ").unwrap_err().code(), "blank");
    assert_eq!(revoke(&world, "ana", "alasan").unwrap_err().code(), "forbidden");
    revoke(&world, "hr", "Saksi Contoh Cici melihat daftar hadir dipalsukan").unwrap();
    let again = revoke(&world, "hr", "alasan").unwrap_err();
    assert_eq!(&*again.message().en, "certificate `k-1` was revoked 2026-06-01, expected one that was not");

    let (list, file) = published(&world, "2026-10-20", "operator").unwrap();
    assert!(!file.contains("Cici") && !file.contains("ana"), "only the code of the reason is public");
    let read = Revocations::read(&file, &trusted(&world)).unwrap();
    assert_eq!(read, list);
    let outcome = verified(&world, &issued.file, Some(&read));
    assert_eq!(&*outcome.findings[0].message().en, "revoked by the issuer 2026-06-01 (false evidence)");
    assert!(outcome.notes.is_empty());
    // the list before did not know, and says that its time is over
    assert!(early.revoked.is_empty());
    let outcome = verified(&world, &issued.file, Some(&early));
    assert_eq!((outcome.is_valid(), outcome.notes[0].code()), (true, "revocations-outdated"));
    assert_eq!(published(&world, "2026-10-20", "auditor").unwrap_err().code(), "forbidden");
    let view = world.act("auditor", "2026-10-20", async |context| read_certificate(context, &id("k-1")).await).unwrap();
    assert_eq!(view.standing, Standing::Revoked);
}

#[test]
fn a_renewed_certificate_points_at_the_old() {
    let world = world();
    let old = world.of_course("2026-03-01").unwrap();
    let signing = key(1);
    let command = RenewCertificate {
        id: id("k-1"),
        new_id: Some(id("k-2")),
        evidence: None,
        first: None,
        last: Some(day("2030-12-31")),
        key: &signing,
    };
    let renew =
        |who: &str, command: &RenewCertificate<'_>| world.act(who, "2026-09-01", async |context| renew_certificate(context, command).await);
    assert_eq!(renew("ana", &command).unwrap_err().code(), "forbidden");
    let new = renew("hr", &command).unwrap();
    assert_eq!(new.certificate.renews, Some(id("k-1")));
    for file in [&old.file, &new.file] {
        assert!(verified(&world, file, None).is_valid(), "both hold");
    }
    assert_ne!(old.certificate.public_id, new.certificate.public_id);
    let [first, second] = [&old, &new].map(|one| verified(&world, &one.file, None).badge.unwrap());
    assert_eq!(first.achievement, second.achievement);
    assert_ne!(first.recipient.hash, second.recipient.hash, "a new salt: strangers cannot tell that both are of one person by it");
    let other = RenewCertificate { new_id: Some(id("k-3")), ..command };
    assert_eq!(&*renew("hr", &other).unwrap_err().message().en, "certificate `k-1` was renewed by `k-2`, expected one that was not");

    let list = world.act("ana", "2026-10-20", async |context| list_certificates(context, &id("ana")).await).unwrap();
    let shown: Vec<_> = list.iter().map(|view| (view.certificate.id.as_str(), view.standing)).collect();
    assert_eq!(shown, [("k-1", Standing::Valid), ("k-2", Standing::Valid)]);
    assert_eq!(list[0].certificate.renewed_by, Some(id("k-2")));
    assert_eq!(
        world.act("budi", "2026-10-20", async |context| list_certificates(context, &id("ana")).await).unwrap_err().code(),
        "forbidden"
    );
}
