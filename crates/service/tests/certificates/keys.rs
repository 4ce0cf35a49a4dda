//! Keys of the issuer.

use std::sync::Arc;

use jenjang::store::MemoryStore;
use jenjang_credentials::{Issuer, verify};
use jenjang_service::certificates::{On, RotateIssuerKey, issuer_document, list_issuer_keys};

use crate::world::{World, asked, first_key, id, key};

fn world() -> World {
    World::new(Arc::new(MemoryStore::new()))
}

fn next(number: u8) -> RotateIssuerKey {
    RotateIssuerKey { public: key(number).public(), issuer: None, name: None, revocations: None, compromised: None }
}

fn issuer(world: &World, on: &str) -> Issuer {
    let issuer = world.act("public", on, async |context| issuer_document(context).await).unwrap();
    // as it travels: as a file
    Issuer::read(&issuer.to_json().to_string()).unwrap()
}

#[test]
fn the_first_key_says_for_whom_it_signs() {
    let world = world();
    let sentence = |command| world.rotate("2026-01-01", &command).unwrap_err().message().en.to_string();
    assert_eq!(sentence(next(1)), "the first key needs the identifier of the issuer");
    assert_eq!(
        sentence(RotateIssuerKey { issuer: Some("https://a.example".into()), ..next(1) }),
        "the first key needs the name of the issuer"
    );
    assert_eq!(
        sentence(RotateIssuerKey { issuer: Some("bkpsdm".into()), ..first_key() }),
        "`bkpsdm` is not a URI, expected one such as `https://bkpsdm.example/issuer`"
    );
    assert_eq!(sentence(RotateIssuerKey { name: Some(" ".into()), ..first_key() }), "the name of the issuer is blank, expected text");
    let nobody =
        world.act("hr", "2026-01-01", async |context| jenjang_service::certificates::rotate_issuer_key(context, &first_key()).await);
    assert_eq!(nobody.unwrap_err().code(), "forbidden");
    assert!(world.trail().is_empty(), "nothing was written");
    let refused = world.act("public", "2026-01-01", async |context| issuer_document(context).await).unwrap_err();
    assert_eq!(refused.code(), "no-issuer-key");
}

#[test]
fn a_key_takes_over_and_what_the_one_before_signed_stays_valid() {
    let world = world();
    world.rotate("2026-01-01", &first_key()).unwrap();
    let old = world.of_course("2026-03-01").unwrap();
    let rotated = world.rotate("2026-07-01", &next(2)).unwrap();
    assert_eq!(rotated.before.unwrap().until, Some(id("2026-07-01T09:00:00Z")));
    assert_eq!(&*rotated.key.issuer, crate::world::ISSUER);

    // the old key signs no more
    let on = || On::Evidence { person: id("ana"), text: "Narasumber".into() };
    let (before, now) = (key(1), key(2));
    let with_title = |key| jenjang_service::certificates::IssueCertificate { title: Some("Narasumber".into()), ..asked(on(), key) };
    assert_eq!(world.issue("hr", "2026-08-01", &with_title(&before)).unwrap_err().code(), "another-issuer-key");
    let new = world.issue("hr", "2026-08-01", &with_title(&now)).unwrap();

    let trusted = [issuer(&world, "2026-08-01")];
    for file in [&old.file, &new.file] {
        let outcome = verify(file, &trusted, None, id("2026-11-02T00:00:00Z"));
        assert!(outcome.is_valid(), "{:?}", outcome.findings);
    }
    // whoever was never told of the new key does not accept it
    let mut stale = trusted[0].clone();
    stale.keys.truncate(1);
    assert_eq!(verify(&new.file, &[stale], None, id("2026-11-02T00:00:00Z")).findings[0].code(), "wrong-key");
    let keys = world.act("public", "2026-08-01", async |context| list_issuer_keys(context).await).unwrap();
    assert_eq!(keys.iter().map(|key| key.until.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_a_compromised_key_signed_later_is_refused() {
    let world = world();
    world.rotate("2026-01-01", &first_key()).unwrap();
    let early = world.of_course("2026-03-01").unwrap();
    let signing = key(1);
    let late = world.issue(
        "hr",
        "2026-05-01",
        &jenjang_service::certificates::IssueCertificate {
            title: Some("Narasumber".into()),
            ..asked(On::Evidence { person: id("ana"), text: "Narasumber".into() }, &signing)
        },
    );
    let late = late.unwrap();
    let compromised = RotateIssuerKey { compromised: Some(id("2026-04-01T00:00:00Z")), ..next(2) };
    let future = RotateIssuerKey { compromised: Some(id("2026-06-02T00:00:00Z")), ..next(2) };
    assert_eq!(world.rotate("2026-06-01", &future).unwrap_err().code(), "compromised-in-future");
    world.rotate("2026-06-01", &compromised).unwrap();
    let trusted = [issuer(&world, "2026-08-01")];
    assert!(verify(&early.file, &trusted, None, id("2026-11-02T00:00:00Z")).is_valid());
    let outcome = verify(&late.file, &trusted, None, id("2026-11-02T00:00:00Z"));
    assert_eq!(outcome.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), ["key-compromised"]);
}

#[test]
fn keys_changed_within_a_second_follow_each_other() {
    let world = world();
    world.rotate("2026-01-01", &first_key()).unwrap();
    for number in 2..9 {
        world.rotate("2026-01-01", &next(number)).unwrap();
        let signing = key(number);
        let issued = world.issue(
            "hr",
            "2026-01-01",
            &jenjang_service::certificates::IssueCertificate {
                title: Some("Narasumber".into()),
                ..asked(On::Evidence { person: id("ana"), text: "Narasumber".into() }, &signing)
            },
        );
        let trusted = [issuer(&world, "2026-01-01")];
        assert!(verify(&issued.unwrap().file, &trusted, None, id("2026-11-02T00:00:00Z")).is_valid());
    }
    let keys = world.act("public", "2026-01-01", async |context| list_issuer_keys(context).await).unwrap();
    assert_eq!(
        keys.iter().filter(|key| key.until.is_none()).map(|one| one.id.to_string()).collect::<Vec<_>>(),
        [key(8).public().to_string()]
    );
}

#[test]
fn a_key_is_used_once_and_the_issuer_stays() {
    let world = world();
    world.rotate("2026-01-01", &first_key()).unwrap();
    assert_eq!(world.rotate("2026-02-01", &first_key()).unwrap_err().code(), "key-used-before");
    let other = RotateIssuerKey { issuer: Some("https://lain.example".into()), ..next(2) };
    assert_eq!(world.rotate("2026-02-01", &other).unwrap_err().code(), "another-issuer");
    let without_key = World::new(Arc::new(MemoryStore::new()));
    assert_eq!(without_key.of_course("2026-03-01").unwrap_err().code(), "no-issuer-key");
    assert_eq!(world.trail().len(), 1);
}
