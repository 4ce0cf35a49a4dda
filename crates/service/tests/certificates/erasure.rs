//! What stays of a certificate when its holder is erased.

use std::sync::Arc;

use jenjang::certificate::RevocationReason;
use jenjang::store::{MemoryStore, Store};
use jenjang_credentials::verify;
use jenjang_service::certificates::{
    PublishRevocations, RevokeCertificate, issuer_document, publish_revocations, read_certificate, revoke_certificate,
};
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person, export_person};

use crate::world::{World, id, key};

fn check(store: Arc<dyn Store>) -> World {
    let world = World::with_key(store);
    let issued = world.of_course("2026-03-01").unwrap();
    let revoke = RevokeCertificate { id: id("k-1"), reason: RevocationReason::AtRequest, note: "Permintaan Contoh ana".into() };
    world.act("hr", "2026-06-01", async |context| revoke_certificate(context, &revoke).await).unwrap();
    // the own data holds the certificates
    let own = world.act("ana", "2026-06-02", async |context| export_person(context, &id("ana")).await).unwrap();
    assert!(own.to_string().contains("OpenBadgeCredential"), "what was issued is taken along");

    let erase = ErasePerson { person: id("ana"), retention: RetentionPolicy::shipped().unwrap() };
    world.act("hr", "2056-06-01", async |context| erase_person(context, &erase).await).unwrap();
    let kept = world.act("hr", "2056-06-02", async |context| read_certificate(context, &id("k-1")).await).unwrap().certificate;
    assert_eq!((kept.person, kept.file, kept.ground), (None, None, None));
    assert_eq!((kept.public_id, kept.digest), (issued.certificate.public_id, issued.certificate.digest));
    // nobody changes it any more, and the file in the world is still known to be revoked
    assert_eq!(world.act("hr", "2056-06-02", async |context| revoke_certificate(context, &revoke).await).unwrap_err().code(), "erased");
    let publish = PublishRevocations { next_in_days: 30, key: &key(1) };
    let (list, _) = world.act("operator", "2056-06-03", async |context| publish_revocations(context, &publish).await).unwrap();
    let trusted = world.act("public", "2056-06-03", async |context| issuer_document(context).await).unwrap();
    let outcome = verify(&issued.file, &[trusted], Some(&list), id("2028-06-03T00:00:00Z"));
    assert_eq!(outcome.findings.iter().map(|finding| finding.code()).collect::<Vec<_>>(), ["revoked"]);
    world.trail();
    world
}

#[test]
fn an_entry_without_a_name_stays() {
    check(Arc::new(MemoryStore::new()));
}

#[test]
fn nothing_of_it_is_left_in_the_file_of_the_store() {
    let folder = std::env::temp_dir().join(format!("jenjang-certificates-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("store.db");
    let _ = std::fs::remove_file(&path);
    drop(check(Arc::new(jenjang_sqlite::SqliteStore::create(&path).unwrap())));
    for file in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for text in ["Contoh ana", crate::world::NUMBER, "identityHash"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
