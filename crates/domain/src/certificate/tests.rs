use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn certificate() -> Certificate {
    Certificate {
        id: "k-1".parse().unwrap(),
        public_id: "urn:uuid:1".into(),
        person: Some("ana".parse().unwrap()),
        achievement: Some(Achievement { title: "Pelatihan".into(), description: "".into(), criteria: "".into(), competencies: Vec::new() }),
        ground: Some(Ground::Evidence { text: "laporan".into() }),
        issued: "2026-01-01T03:00:00Z".parse().unwrap(),
        first: day("2026-01-01"),
        last: Some(day("2026-12-31")),
        key: "z6Mk".parse().unwrap(),
        digest: Digest::of("file"),
        file: Some("{}".into()),
        renews: None,
        renewed_by: None,
        revoked: None,
    }
}

fn revocation() -> Revocation {
    Revocation { on: day("2026-03-01"), reason: RevocationReason::FalseEvidence, note: "nama saksi".into() }
}

#[test]
fn it_stands_by_its_days_until_it_is_revoked() {
    let one = certificate();
    let standing = |text| one.standing(day(text));
    assert_eq!(standing("2025-12-31"), Standing::NotYet);
    assert_eq!((standing("2026-01-01"), standing("2026-12-31")), (Standing::Valid, Standing::Valid));
    assert_eq!(standing("2027-01-01"), Standing::Expired);
    assert_eq!(Certificate { last: None, ..certificate() }.standing(day("2099-01-01")), Standing::Valid);
    assert_eq!(one.revoke(revocation()).unwrap().standing(day("2027-01-01")), Standing::Revoked);
}

#[test]
fn it_is_revoked_once_and_renewed_once() {
    let by = "k-2".parse().unwrap();
    let revoked = certificate().revoke(revocation()).unwrap();
    let sentence = |error: CertificateError| error.message().en.to_string();
    assert_eq!(sentence(revoked.revoke(revocation()).unwrap_err()), "certificate `k-1` was revoked 2026-03-01, expected one that was not");
    assert_eq!(sentence(revoked.renew(&by).unwrap_err()), "certificate `k-1` was revoked 2026-03-01, expected one that was not");
    let renewed = certificate().renew(&by).unwrap();
    assert_eq!(sentence(renewed.renew(&by).unwrap_err()), "certificate `k-1` was renewed by `k-2`, expected one that was not");
    // renewed and valid: it can still be taken back
    assert_eq!(renewed.standing(day("2026-06-01")), Standing::Valid);
    assert!(renewed.revoke(revocation()).is_ok());
    let backwards = Certificate::check_days(day("2026-01-02"), Some(day("2026-01-01"))).unwrap_err();
    assert_eq!(sentence(backwards), "the last day 2026-01-01 is before the first, 2026-01-02");
}

#[test]
fn what_stays_of_a_certificate_names_nobody() {
    let revoked = certificate().revoke(revocation()).unwrap();
    assert_eq!(revoked.clone().forget(&"budi".parse().unwrap()), Some(revoked.clone()));
    let kept = revoked.clone().forget(&"ana".parse().unwrap()).unwrap();
    assert_eq!((kept.person(), &kept.achievement, &kept.ground, &kept.file), (None, &None, &None, &None));
    assert_eq!((&kept.public_id, kept.digest, kept.standing(day("2026-06-01"))), (&revoked.public_id, revoked.digest, Standing::Revoked));
    assert_eq!(kept.revoked.map(|revocation| (revocation.reason, revocation.note)), Some((RevocationReason::FalseEvidence, "".into())));
}

#[test]
fn one_key_signs_at_a_time() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let key = |id: &str, from: &str, until: Option<&str>, compromised: Option<&str>| IssuerKey {
        id: id.parse().unwrap(),
        issuer: "https://contoh.example".into(),
        name: "Contoh".into(),
        revocations: "https://contoh.example/pencabutan".into(),
        from: at(from),
        until: until.map(at),
        compromised: compromised.map(at),
    };
    let keys = [
        key("a", "2025-01-01T00:00:00Z", Some("2026-01-01T00:00:00Z"), None),
        key("b", "2026-01-01T00:00:00Z", None, Some("2026-05-01T00:00:00Z")),
        key("c", "2026-06-01T00:00:00Z", None, None),
    ];
    let current = |text: &str| current_key(keys.clone(), at(text)).map(|key| key.id.to_string());
    assert_eq!(current("2024-12-31T00:00:00Z"), None);
    assert_eq!(current("2025-12-31T23:59:59Z").as_deref(), Some("a"));
    assert_eq!(current("2026-01-01T00:00:00Z").as_deref(), Some("b"));
    assert_eq!(current("2026-05-02T00:00:00Z"), None);
    assert!(keys[0].signs_at(at("2026-01-01T00:00:00Z")) && !keys[0].signs_at(at("2026-01-01T00:00:01Z")));
    assert_eq!(current("2026-06-01T00:00:00Z").as_deref(), Some("c"));
    // changed again in the second it came: the later one signs, whatever its name
    let now = "2026-06-01T00:00:00Z";
    let same = [key("z", now, Some(now), None), key("y", now, None, None)];
    assert_eq!(current_key(same, at(now)).map(|key| key.id.to_string()).as_deref(), Some("y"));
}
