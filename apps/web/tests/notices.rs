//! What somebody finds out about the own rounds: the way there, the own rank and why, and nothing before it is published.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use serde_json::{Value, json};

use common::{Visitor, address_of, app, check_access, check_page, get, post, program};

const HR: &str = "contoh-kepegawaian";
const AUTHORITY: &str = "contoh-ppk";
const ANALYST: &str = "contoh-analis";
const ROUND: &str = "seleksi-uji";

fn read(address: &str, person: &str) -> String {
    let answer = get(address, &Visitor::signed_in(person));
    assert_eq!(answer.status, StatusCode::OK, "{address} as {person}: {}", answer.body);
    answer.body
}

fn asked(address: &str, person: &str) -> Value {
    let answer = program("GET", &format!("/api/v1{address}"), None, &Visitor::signed_in(person), &[]);
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn done(address: &str, body: &Value, person: &str) {
    let answer = program("POST", &format!("/api/v1/rounds{address}"), Some(&body.to_string()), &Visitor::signed_in(person), &[]);
    assert!(answer.status.is_success(), "{address}: {} {}", answer.status, answer.body);
}

/// A round that ranks, decided and not published: somebody else stands above the one who qualifies, and is chosen.
fn decided() {
    let (ready, waiting) = (&app().ready, &app().waiting);
    let eligible = asked("/rounds/kp-reguler-2026-11/candidates?outcome=eligible&limit=10", HR);
    let mut eligible = eligible["items"].as_array().unwrap().iter().map(|one| one["person"].as_str().unwrap());
    let other = eligible.find(|person| *person != ready.as_str()).unwrap();
    let plan = json!({
        "id": ROUND, "title": { "id": "Seleksi uji", "en": "Trial selection" }, "unit": "synthetic-daerah-001", "policy": "asn/promotion/regular",
        "as-of": "2026-11-01", "quota": 1,
        "ranking": { "policy": "asn/selection/open", "names": 1, "panel": { "members": [{ "person": ANALYST }] } }
    });
    done("", &plan, HR);
    done(&format!("/{ROUND}/open"), &json!({}), HR);
    done(&format!("/{ROUND}/candidates"), &json!({ "people": [ready, waiting, other] }), HR);
    done(&format!("/{ROUND}/screen"), &json!({}), HR);
    for (candidate, score) in [(ready.as_str(), "70"), (other, "90")] {
        let components = ["selection.paper", "selection.assessment centre", "selection.interview", "selection.track record"];
        let scores: serde_json::Map<String, Value> = components.iter().map(|name| ((*name).to_owned(), json!(score))).collect();
        done(&format!("/{ROUND}/panel-scores"), &json!({ "candidate": candidate, "scores": scores }), ANALYST);
    }
    done(&format!("/{ROUND}/score"), &json!({}), HR);
    done(&format!("/{ROUND}/rank"), &json!({}), HR);
    done(&format!("/{ROUND}/decide"), &json!({ "chosen": [{ "person": other }] }), AUTHORITY);
}

/// Where the decision of the round about a candidate stands.
fn decision_of(person: &str) -> String {
    let found = asked(&format!("/rounds/{ROUND}/candidates"), HR);
    let own = found["items"].as_array().unwrap().iter().find(|one| one["person"] == person).unwrap();
    format!("/decisions/{}", own["decided"]["id"].as_str().unwrap())
}

#[test]
fn whoever_was_not_chosen_reads_the_own_rank_and_why_once_it_is_published() {
    decided();
    let (ready, waiting) = (app().ready.as_str(), app().waiting.as_str());
    let own = decision_of(ready);
    let address = format!("/api/v1/me/notices/{ROUND}");
    // nothing before the publication
    assert!(!read(&own, ready).contains("id=\"notice\""));
    assert!(!read("/rounds", ready).contains(&own));
    assert_eq!(program("GET", &address, None, &Visitor::signed_in(ready), &[]).status, StatusCode::NOT_FOUND);

    done(&format!("/{ROUND}/publish"), &json!({}), HR);
    let page = read("/rounds", ready);
    assert!(page.contains("Memenuhi syarat, tidak terpilih") && page.contains("Seleksi uji"), "{page}");
    assert_eq!(page.matches("Seleksi uji,").count(), 1, "among the results, no longer among those under way: {page}");
    assert!(page.contains(&format!("href=\"{own}\"")), "{page}");
    check_page(&own, &Visitor::signed_in(ready));
    let sentence = "Anda memenuhi syarat dan berada pada peringkat 2 dari 2, di bawah yang diajukan.";
    let page = read(&own, ready);
    assert!(page.contains("Anda tidak terpilih dalam “Seleksi uji”.") && page.contains(sentence), "{page}");
    assert!(page.contains(&format!("href=\"/results/{ROUND}\"")), "{page}");
    assert!(!page.contains("dapat mengajukan keberatan") && !page.contains("/career/appeals/new"), "nothing can be objected to: {page}");
    assert!(read(&format!("{own}?lang=en"), ready).contains("You qualify and stand at rank 2 of 2, below those put forward."));
    assert!(read(&format!("/hr/rounds/{ROUND}/notices"), HR).contains(sentence), "who runs it is shown the same");
    assert!(!read(&own, HR).contains("id=\"notice\""), "it speaks to the person concerned");
    // whoever lacks a requirement is told which, and that an objection is possible
    let page = read(&decision_of(waiting), waiting);
    assert!(page.contains("Syarat yang belum terpenuhi") && page.contains("dapat mengajukan keberatan"), "{page}");
    assert!(page.contains("/career/appeals/new?decision="), "{page}");

    // the same by program, about oneself alone
    let told = asked(&format!("/me/notices/{ROUND}"), ready);
    assert_eq!((&told["outcome"], &told["rank"], &told["ranked"]), (&json!("below"), &json!(2), &json!(2)), "{told}");
    assert!(told["text"].as_str().unwrap().contains("peringkat 2 dari 2"), "{told}");
    let listed = asked("/me/notices", ready);
    assert!(listed["items"].as_array().unwrap().iter().any(|one| one["round"] == ROUND && one["chosen"] == false), "{listed}");
    for person in [app().superior.as_str(), HR, AUTHORITY, ANALYST] {
        assert_eq!(program("GET", &address, None, &Visitor::signed_in(person), &[]).status, StatusCode::NOT_FOUND, "{person}");
    }
    assert_eq!(program("GET", &address, None, &Visitor::nobody(), &[]).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn links_alone_lead_from_the_career_to_standing_and_to_the_form_of_the_panel() {
    let ready = app().ready.as_str();
    check_access(&[("/rounds", [303, 200, 200, 200, 200, 200, 200, 200, 200])]);
    let rounds = address_of(&read("/career", ready), "/rounds");
    let page = read(&rounds, ready);
    assert!(page.contains("aria-current=\"page\">Karier</a>"), "it stands under the career: {page}");
    let (_, rest) = page.split_once("<form method=\"post\" action=\"/rounds/kp-ijazah-2026-11/").unwrap();
    assert!(rest.starts_with("stand\"><button>Calonkan diri"), "{rest}");
    assert_eq!(post("/rounds/kp-ijazah-2026-11/stand", "", &Visitor::signed_in(ready), &[]).header("location"), "/rounds?done=stands");
    let panel = address_of(&read(&address_of(&read("/career", ANALYST), "/rounds"), ANALYST), "/rounds/seleksi-panitia-2026-11/panel");
    assert!(read(&panel, ANALYST).contains("class=\"score\""));
}

#[test]
fn the_foot_of_every_page_leads_to_what_everybody_may_read() {
    let foot = |body: &str| body.split_once("<footer>").unwrap().1.to_owned();
    for visitor in [Visitor::nobody(), Visitor::signed_in(&app().ready), Visitor::signed_in(HR)] {
        for address in ["/policies", "/results", "/verify"] {
            let foot = foot(&get(address, &visitor).body);
            for open in ["/policies", "/results", "/statistics", "/verify", "/api/docs"] {
                assert_eq!(get(&address_of(&foot, open), &visitor).status, StatusCode::OK, "{open} from {address}");
            }
        }
    }
    let ready = app().ready.as_str();
    assert_eq!(address_of(&read("/career/data", ready), "/tokens"), "/tokens");
}

#[test]
fn who_leads_finds_the_own_staff_beside_what_is_asked_of_leaders() {
    for address in ["/development", "/evaluations"] {
        assert!(read(address, &app().superior).contains("href=\"/team\""), "{address}");
        assert!(!read(address, &app().waiting).contains("href=\"/team\""), "{address}: nobody reports to this person");
    }
}
