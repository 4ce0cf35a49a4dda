//! Of two programs that keep the same thing, the one that read an older state of it is told, and nothing is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use serde_json::{Value, json};

use common::json::{done, read, refused};
use common::{Visitor, app};

const UNIT: &str = "synthetic-daerah-001";

/// A thing with another value, and with the revision that was read where there is one.
fn with(thing: &Value, (name, value): (&str, &Value), revision: Option<&Value>) -> Value {
    let mut thing = thing.clone();
    thing[name] = value.clone();
    if let Some(revision) = revision {
        thing["revision"] = revision.clone();
    }
    thing
}

/// Makes a thing, and changes it as two who began from the same state. Nothing is asked when it is new, and the revision afterwards.
fn check_two(address: &str, (own, part): (&str, &str), new: &Value, (name, values): (&str, [Value; 3])) {
    let (one, another) = (Visitor::signed_in("contoh-kepegawaian"), Visitor::signed_in("contoh-keberatan"));
    let stands = |visitor: &Visitor| read(own, visitor);
    done(address, &with(new, (name, &values[0]), None), &one);
    let late = refused(address, &with(new, (name, &values[1]), None), &another, (409, "changed-meanwhile"));
    assert_eq!(late["present"], "1", "the revision there is: {late}");
    let found = stands(&another);
    assert_eq!((&found[part][name], &found["revision"]), (&values[0], &json!(1)), "{found}");
    let revision = found["revision"].clone();
    done(address, &with(new, (name, &values[1]), Some(&revision)), &one);
    let late = refused(address, &with(new, (name, &values[2]), Some(&revision)), &another, (409, "changed-meanwhile"));
    let found = stands(&another);
    assert_eq!((&found[part][name], &late["present"]), (&values[1], &json!(found["revision"].to_string())), "the first stands: {found}");
    done(address, &with(new, (name, &values[2]), Some(&found["revision"])), &another);
    assert_eq!(stands(&one)[part][name], values[2], "from what stands now it goes on");
    // a revision of something that is not there is no reason to make it
    let mut absent = with(new, (name, &values[0]), Some(&json!(1)));
    absent["id"] = json!(format!("{}-lain", new["id"].as_str().unwrap()));
    refused(address, &absent, &one, (409, "changed-meanwhile"));
}

#[test]
fn of_two_who_keep_the_catalogue_or_a_programme_the_second_is_told() {
    let texts = ["Satu", "Dua", "Tiga"].map(Value::from);
    let provider = json!({ "id": "serempak", "name": "Satu", "own": true });
    check_two("/catalogue/providers", ("/catalogue/providers/serempak", "provider"), &provider, ("name", texts.clone()));
    let course = json!({ "id": "serempak", "title": { "id": "Data", "en": "Data" }, "form": "B2", "amount": "8", "provider": "serempak" });
    check_two("/catalogue/courses", ("/catalogue/courses/serempak", "course"), &course, ("field", texts.clone()));
    let session = json!({
        "id": "serempak", "course": "serempak", "first": "2027-01-11", "last": "2027-01-11", "place": "Balai", "capacity": 2,
        "enrol-until": "2027-01-05", "order": "first-come", "unit": UNIT,
    });
    check_two("/catalogue/sessions", ("/catalogue/sessions/serempak", "session"), &session, ("place", texts.clone()));
    let programme = json!({
        "id": "serempak", "title": "Mentoring", "unit": UNIT, "first": "2026-11-01", "last": "2027-05-31", "load-limit": 2, "no-superior": true,
        "criteria": [{ "criterion": "higher-grade", "weight": "1" }],
    });
    check_two("/mentoring", ("/mentoring/serempak", "programme"), &programme, ("title", texts));
    for address in ["/catalogue/providers/serempak", "/catalogue/courses/serempak", "/catalogue/sessions/serempak"] {
        for other in [&*app().waiting, "contoh-analis", "contoh-auditor"].map(Visitor::signed_in) {
            let answer = common::program("GET", &format!("/api/v1{address}"), None, &other, &[]);
            assert_eq!(answer.status.as_u16(), 403, "{address}: {}", answer.body);
        }
    }
}

#[test]
fn of_two_who_keep_indicators_the_second_is_told_and_none_of_its_are_kept() {
    let analyst = Visitor::signed_in("contoh-analis");
    let mut new = read("/indicators?limit=200", &analyst)["items"].as_array().unwrap()[0]["indicator"].clone();
    new["id"] = "serempak".into();
    let named = |name: &str| {
        let mut indicator = new.clone();
        indicator["name"] = json!({ "id": name, "en": name });
        indicator
    };
    let other = |name: &str| {
        let mut indicator = named(name);
        indicator["id"] = "serempak-dua".into();
        indicator
    };
    assert_eq!(done("/indicators", &json!({ "indicators": [named("Satu")] }), &analyst)["new"], 1);
    let found = || read("/indicators/serempak", &analyst);
    let revision = found()["revision"].clone();
    let changed = |name: &str, revision: &Value| json!({ "indicators": [other(name), named(name)], "revisions": { "serempak": revision } });
    let late = json!({ "indicators": [named("Dua")] });
    refused("/indicators", &late, &analyst, (409, "changed-meanwhile"));
    let first = json!({ "indicators": [named("Dua")], "revisions": { "serempak": revision } });
    assert_eq!(done("/indicators", &first, &analyst)["changed"], 1);
    let late = refused("/indicators", &changed("Tiga", &revision), &analyst, (409, "changed-meanwhile"));
    assert_eq!((&found()["indicator"]["name"]["id"], &late["present"]), (&json!("Dua"), &json!("2")), "the first stands: {late}");
    let none = common::program("GET", "/api/v1/indicators/serempak-dua", None, &analyst, &[]);
    assert_eq!(none.status.as_u16(), 404, "nothing of what came late is kept: {}", none.body);
    assert_eq!(done("/indicators", &json!({ "indicators": [named("Dua")] }), &analyst)["as-before"], 1, "what stands so may be sent again");
    let again = done("/indicators", &changed("Tiga", &found()["revision"]), &analyst);
    assert_eq!((&again["changed"], &again["new"]), (&json!(1), &json!(1)), "{again}");
}
