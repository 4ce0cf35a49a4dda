//! Drafts of policies by programs: written, checked, tried and simulated; and what is made beside the requests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::time::Duration;

use axum::http::header;
use serde_json::{Value, json};

use common::json::{done, json_of, read, refused, send};
use common::{Visitor, app, get, program};

const REGULAR: &str = "asn/promotion/regular";

fn analyst() -> Visitor {
    Visitor::signed_in("contoh-analis")
}

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// A copy of regular promotion.
fn begun(id: &str) -> Value {
    done("/drafts", &json!({ "id": id, "purpose": "Uji program", "from": REGULAR }), &analyst())
}

/// Asks until something is no longer under way.
fn ended(address: &str, visitor: &Visitor, goes_on: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..400 {
        let found = read(address, visitor);
        if !goes_on(&found) {
            return found;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("{address} does not end")
}

#[test]
fn a_draft_is_begun_saved_and_kept_from_being_written_over() {
    let me = analyst();
    let begin = json!({ "id": "api-rancangan", "purpose": "Uji program", "from": REGULAR });
    for who in ["contoh-ppk", "contoh-auditor", "contoh-kepegawaian"] {
        refused("/drafts", &begin, &Visitor::signed_in(who), (403, "forbidden"));
    }
    let first = begun("api-rancangan");
    let text = first["policy-text"].as_str().unwrap().to_owned();
    assert!(text.contains(REGULAR) && first["from"] == REGULAR, "{first}");
    refused("/drafts", &begin, &me, (422, "id-taken"));
    let named = refused("/drafts", &json!({ "id": "Huruf Besar", "purpose": "x" }), &me, (422, "invalid"));
    assert_eq!(named["errors"][0]["pointer"], "/id", "{named}");
    refused("/drafts", &json!({ "id": "api-lain", "purpose": "x", "from": "asn/none" }), &me, (422, "invalid"));
    let save = |text: &str, revision: &Value| json!({ "policy-text": text, "revision": revision });
    let changed = format!("# catatan\n{text}");
    let second = done("/drafts/api-rancangan", &save(&changed, &first["revision"]), &me);
    assert_eq!((&second["policy-text"], &second["purpose"]), (&json!(changed), &json!("Uji program")), "what is left out stays");
    let filled = json!({ "policy-text": changed, "clauses": "# kosong", "revision": second["revision"] });
    let third = done("/drafts/api-rancangan", &filled, &me);
    let null = json!({ "policy-text": changed, "clauses": null, "purpose": null, "revision": third["revision"] });
    let fourth = done("/drafts/api-rancangan", &null, &me);
    assert_eq!((&fourth["clauses"], &fourth["purpose"]), (&json!("# kosong"), &json!("Uji program")), "null leaves it as it is");
    let emptied = json!({ "policy-text": changed, "clauses": "", "purpose": "", "revision": fourth["revision"] });
    let second = done("/drafts/api-rancangan", &emptied, &me);
    assert_eq!((&second["clauses"], &second["purpose"]), (&json!(""), &json!("")), "an empty text empties it");
    let blank = json!({ "policy-text": "", "revision": second["revision"] });
    refused("/drafts/api-rancangan", &blank, &me, (422, "invalid"));
    // of two who read the same one is told
    refused("/drafts/api-rancangan", &save("x", &first["revision"]), &me, (409, "changed-meanwhile"));
    let version = program("GET", "/api/v1/drafts/api-rancangan", None, &me, &[]).header(header::ETAG);
    let again = |text: &str| {
        let body = save(text, &second["revision"]).to_string();
        program("POST", "/api/v1/drafts/api-rancangan", Some(&body), &me, &[("if-match", &version)])
    };
    assert_eq!((again("# x").status.as_u16(), again("# y").status.as_u16()), (200, 412));
    assert_eq!(read("/drafts/api-rancangan", &me)["policy-text"], "# x");
    let listed = read("/drafts?limit=200", &Visitor::signed_in("contoh-auditor"));
    assert!(
        listed["items"].as_array().unwrap().iter().any(|one| one["id"] == "api-rancangan" && one.get("policy-text").is_none()),
        "{listed}"
    );
    assert_eq!(program("GET", "/api/v1/drafts", None, &hr(), &[]).status.as_u16(), 403);
    assert_eq!(send("/drafts/tidak-ada", &save("x", &json!(1)), &me).status.as_u16(), 404);
    assert!(get("/drafts/api-rancangan/edit", &me).body.contains("# x"), "the same text on the page");
}

#[test]
fn a_text_is_checked_tried_by_its_cases_and_compared() {
    let me = analyst();
    let text = begun("api-periksa")["policy-text"].as_str().unwrap().to_owned();
    let sound = read("/drafts/api-periksa/check", &me);
    assert!(sound["sound"] == true && sound["text"].is_string() && !sound["cases"].as_array().unwrap().is_empty(), "{sound}");
    let wrong = text.replacen("employment = \"pns\"", "employmnt = \"pns\"", 1);
    assert_ne!(wrong, text);
    let found = done("/draft-checks", &json!({ "policy-text": wrong }), &me);
    let problem = found["found"].as_array().unwrap().iter().find(|one| one["code"] == "unknown-name").expect("the name is unknown");
    assert!(found["sound"] == false && problem["line"].is_u64() && problem["message"]["id"].is_string(), "{problem}");
    let clauses = done("/draft-clauses", &json!({ "draft": "api-periksa", "policy-text": text }), &me)["clauses"].clone();
    let both = done("/draft-checks", &json!({ "policy-text": text, "clauses": clauses }), &me);
    assert!(both["found-in-clauses"].is_array() && both["sound"] == true, "{both}");
    refused("/draft-clauses", &json!({ "draft": "api-periksa", "policy-text": wrong }), &me, (422, "invalid"));
    let tidy = done("/draft-formats", &json!({ "policy-text": text }), &me);
    assert!(tidy["policy-text"].as_str().unwrap().contains(REGULAR));
    refused("/draft-formats", &json!({ "policy-text": "[" }), &me, (422, "invalid"));
    refused("/draft-checks", &json!({ "policy-text": text }), &hr(), (403, "forbidden"));
    // each case, and what differs
    let cases = read("/drafts/api-periksa/cases", &me);
    assert!(cases["failed"] == 0 && cases["cases"][0]["passed"] == true && cases["cases"][0]["decision"].is_object(), "{cases}");
    let none = read("/drafts/api-periksa/difference", &me);
    assert!(none["difference"]["changes"] == json!([]) && none["lines"] == json!([]) && none["against"]["id"] == REGULAR, "{none}");
    done("/drafts/api-periksa", &json!({ "policy-text": format!("# baru\n{text}"), "revision": 1 }), &me);
    let some = read("/drafts/api-periksa/difference", &me);
    assert!(some["lines"].as_array().unwrap().iter().any(|line| line["side"] == "new" && line["text"] == "# baru"), "{some}");
}

#[test]
fn a_simulation_is_begun_and_its_report_read_by_whoever_began_it() {
    let me = Visitor::signed_in("contoh-ppk");
    begun("api-simulasi");
    let runs = "/drafts/api-simulasi/simulations";
    let asked = json!({ "as-of": "2026-11-23", "whom": "synthetic", "audit": true });
    refused(runs, &json!({ "as-of": "2026-11-23", "whom": "table" }), &me, (422, "invalid"));
    refused(runs, &json!({ "as-of": "2026-11-23", "whom": "store", "table": "id" }), &me, (422, "invalid"));
    refused(runs, &asked, &hr(), (403, "forbidden"));
    let begun = done(runs, &asked, &me);
    let address = format!("{runs}/{}", begun["run"].as_str().unwrap());
    let found = ended(&address, &me, |found| found["state"] == "running");
    assert_eq!(found["state"], "done", "{found}");
    assert!(found["report"]["comparison"]["totals"]["people"] == 2_000 && found["report"]["audit"].is_object());
    assert_eq!(program("GET", &format!("/api/v1{address}"), None, &analyst(), &[]).status.as_u16(), 404, "told to nobody else");
    // a table of one's own: a row a person
    let table = json!({ "as-of": "2026-11-23", "whom": "table", "table": "grade\nIII/a\nIII/b" });
    let tried = |body: &Value| {
        let run = done(runs, body, &me)["run"].as_str().unwrap().to_owned();
        ended(&format!("{runs}/{run}"), &me, |found| found["state"] == "running")
    };
    assert_eq!(tried(&table)["report"]["comparison"]["totals"]["people"], 2);
    let pay = json!({ "as-of": "2026-11-23", "whom": "synthetic", "pay": "x" });
    assert_eq!(refused(runs, &pay, &me, (422, "invalid"))["errors"][0]["pointer"], "/pay");
    // a text that cannot be run says why
    done("/drafts/api-simulasi", &json!({ "policy-text": "[", "revision": 1 }), &analyst());
    let failed = tried(&asked);
    assert!(failed["state"] == "failed" && failed["why"]["id"].is_string() && failed["report"].is_null(), "{failed}");
}

#[test]
fn a_report_on_the_quality_of_data_is_made_beside_the_requests() {
    let hr = hr();
    refused("/data-quality", &json!({}), &Visitor::signed_in(&app().ready), (403, "forbidden"));
    done("/data-quality", &json!({}), &hr);
    let found = ended("/data-quality", &hr, |found| !found["under-way"].is_null());
    let quality = &found["report"]["quality"];
    assert!(quality["people"].as_u64().unwrap() > 50 && quality["findings"].is_array() && found["failed"].is_null(), "{found}");
    let named = |list: &str| found["report"][list].as_array().unwrap().iter().all(|one| !one["id"].is_null() && !one["name"].is_null());
    assert!(named("people") && named("units"), "{found}");
    let other = program("GET", "/api/v1/data-quality", None, &Visitor::signed_in("contoh-analis"), &[]);
    assert_eq!(other.status.as_u16(), 403, "{}", other.body);
}

#[test]
fn a_round_is_planned_anew_until_it_is_opened() {
    let hr = hr();
    let plan = |title: &str| json!({ "title": { "id": title, "en": title }, "unit": "synthetic-daerah-001", "policy": REGULAR, "as-of": "2027-04-01", "quota": 5 });
    let mut first = plan("Rencana");
    first["id"] = json!("api-putaran");
    done("/rounds", &first, &hr);
    let version = program("GET", "/api/v1/rounds/api-putaran", None, &hr, &[]).header(header::ETAG);
    let body = plan("Rencana kedua").to_string();
    let anew = || program("POST", "/api/v1/rounds/api-putaran/plan", Some(&body), &hr, &[("if-match", &version)]);
    let (one, two) = (anew(), anew());
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 412), "{} {}", one.body, two.body);
    assert_eq!(json_of(&one)["plan"]["title"]["id"], "Rencana kedua");
    refused("/rounds/api-putaran/plan", &plan("x"), &Visitor::signed_in("contoh-tetangga"), (403, "forbidden"));
    assert_eq!(send("/rounds/tidak-ada/plan", &plan("x"), &hr).status.as_u16(), 404);
    refused("/rounds/kp-reguler-2026-11/plan", &plan("x"), &hr, (422, "round-opened"));
}

#[test]
fn an_appeal_is_decided_again_with_facts_as_they_should_have_been() {
    let (me, desk) = (Visitor::signed_in(&app().waiting), Visitor::signed_in("contoh-keberatan"));
    let listed = read("/appeals?limit=200", &desk);
    let open = |one: &&Value| one["appeal"]["person"] == app().waiting.as_str();
    let id = listed["items"].as_array().unwrap().iter().find(open).map_or_else(
        || {
            let decision = read("/me/decisions", &me)["items"][0].clone();
            let appeal = json!({
                "id": "api-keberatan", "decision": decision["id"], "criterion": "time-in-grade-too-short", "grounds": "SK lebih awal",
            });
            done("/appeals", &appeal, &me);
            "api-keberatan".to_owned()
        },
        |one| one["appeal"]["id"].as_str().unwrap().to_owned(),
    );
    let review = program("POST", &format!("/api/v1/appeals/{id}/review"), None, &desk, &[]);
    assert!(review.status.is_success() || review.status.as_u16() == 422, "{}", review.body);
    let facts = |fact: &str, value: Value| json!({ "facts": [{ "fact": fact, "value": value, "source": "SK 12/2020" }] });
    let address = format!("/appeals/{id}/redecide");
    assert_eq!(send(&address, &facts("no.such.fact", json!({ "date": "2020-04-01" })), &desk).status.as_u16(), 404);
    refused(&address, &facts("grade.since", json!({ "text": "kemarin" })), &desk, (422, "fact-type"));
    refused(&address, &facts("grade.since", json!({ "day": "kemarin" })), &desk, (422, "invalid"));
    refused(&address, &facts("grade.since", json!({ "date": "2020-04-01" })), &me, (403, "forbidden"));
    let found = done(&address, &facts("grade.since", json!({ "date": "2020-04-01" })), &desk);
    assert!(found["decision"].is_string() && found["outcome"].is_string() && found["appeal"]["id"] == id.as_str(), "{found}");
}
