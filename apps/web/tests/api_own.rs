//! What everybody sees of the own career, staff and offers on pages, asked for by programs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use serde_json::json;

use common::json::{done, json_of, read, refused};
use common::{Visitor, app, get, program};

fn me() -> Visitor {
    Visitor::signed_in(&app().waiting)
}

#[test]
fn a_career_is_read_and_a_target_chosen_and_given_up() {
    let me = Visitor::signed_in(&app().ready);
    let before = read("/me/career", &me);
    assert!(before["target"].is_null() && before["plan"].is_null(), "{before}");
    let step = &before["reach"]["posts"][0]["step"];
    let named = |id: &serde_json::Value| {
        before["posts"].as_array().unwrap().iter().any(|post| post["id"] == *id && post["label"]["en"].is_string())
    };
    assert!(step["label"]["id"].is_string() && named(&step["to"]), "{before}");
    let found = read("/career-posts?find=KEPALA+seksi+keuangan&limit=200", &me);
    let post = &found["items"][0];
    assert!(post["label"]["id"].as_str().unwrap().contains("Keuangan") && post["kind"]["en"].is_string(), "{found}");
    let to = "dinas-keuangan/seksi-3";
    refused("/me/career/target", &json!({ "post": "dinas-x/y" }), &me, (422, "unknown-post"));
    assert_eq!(done("/me/career/target", &json!({ "post": to }), &me)["post"], to);
    let chosen = read("/me/career?routes=2", &me);
    assert_eq!(chosen["target"]["post"], to);
    assert!(chosen["plan"]["routes"].as_array().is_some_and(|routes| routes.len() <= 2) || chosen["no-plan"]["en"].is_string(), "{chosen}");
    // another post is looked at without choosing it
    let other = read("/me/career?to=dinas-kepegawaian%2Fseksi-3", &me);
    assert_eq!(other["target"]["post"], to, "{other}");
    let drop = || json_of(&program("DELETE", "/api/v1/me/career/target", None, &me, &[]))["dropped"].clone();
    assert_eq!((drop(), drop()), (json!(true), json!(false)));
    assert!(read("/me/career", &me)["target"].is_null());
}

#[test]
fn competencies_and_the_talent_box_are_those_of_the_pages() {
    let me = me();
    let found = read("/me/competencies", &me);
    let standard = &found["items"][0];
    let row = &standard["competencies"][0];
    assert!(standard["post"] == "present" && standard["reference"].is_object(), "{found}");
    assert!(
        row["label"]["en"].is_string() && row["required"].is_string() && (row["actual"].is_string() || row["actual"].is_null()),
        "{row}"
    );
    let grid = read("/me/talent", &me);
    let boxes = grid["boxes"].as_array().unwrap();
    assert_eq!((boxes.len(), grid["axes"].as_array().unwrap().len()), (9, 2), "{grid}");
    assert!(boxes.iter().filter(|one| one["own"] == true).count() <= 1 && grid["decision"]["outcome"].is_string(), "{grid}");
}

#[test]
fn the_first_page_tells_what_waits_and_what_is_new() {
    let home = read("/me/home", &me());
    assert!(home["unit"]["name"]["en"].is_string() && home["leads"].is_boolean(), "{home}");
    let standings = home["eligibility"]["standings"].as_array().unwrap();
    assert!(standings.iter().any(|one| one["fits-post"] == true && one["title"]["id"].is_string()), "{home}");
    assert!(home["matters"].as_array().unwrap().iter().all(|one| one["matter"].is_string() && one["title"]["id"].is_string()), "{home}");
    let news = home["news"].as_array().unwrap();
    assert!(!news.is_empty() && news.iter().all(|one| one["on"].is_string() && one["matter"].is_string()), "{home}");
    assert!(!home["decisions"].as_array().unwrap().is_empty());
    let answer = program("GET", "/api/v1/me/home", None, &Visitor::nobody(), &[]);
    assert_eq!(answer.status.as_u16(), 401, "{}", answer.body);
}

#[test]
fn a_superior_reads_the_own_staff_and_nobody_else() {
    let superior = Visitor::signed_in(&app().superior);
    let page = read("/me/staff?limit=1", &superior);
    assert!(page["next"].is_string() && page["items"].as_array().unwrap().len() == 1, "{page}");
    let all = read("/me/staff?limit=200", &superior);
    let one = &all["items"][0];
    let id = one["person"]["record"]["id"].as_str().unwrap();
    assert!(one["known"]["gaps"].is_array() && one["known"]["promotions"].is_array() && one["due"]["ratings"].is_array(), "{one}");
    assert!(one["person"]["record"].get("employee-number").is_none_or(serde_json::Value::is_null), "{one}");
    assert_eq!(read(&format!("/me/staff/{id}"), &superior)["person"]["record"]["id"], id);
    let page = get(&format!("/team/{id}?lang=en"), &superior).body;
    assert!(page.contains(one["person"]["record"]["name"].as_str().unwrap()), "{page}");
    for stranger in [app().ready.as_str(), "contoh-kepegawaian", "contoh-auditor"] {
        let answer = program("GET", &format!("/api/v1/me/staff/{id}"), None, &Visitor::signed_in(stranger), &[]);
        assert_eq!(answer.status.as_u16(), 403, "{stranger}: {}", answer.body);
    }
    let plans = read("/me/staff-plans?limit=200", &superior);
    assert!(plans["items"].as_array().unwrap().iter().all(|one| one["plan"]["id"].is_string()), "{plans}");
    for address in ["/me/staff", "/me/staff-plans", "/me/staff-requests", "/me/supervised-placements"] {
        let nothing = read(address, &Visitor::signed_in("contoh-auditor"));
        assert_eq!(nothing["items"], json!([]), "{address}");
    }
}

#[test]
fn what_staff_asks_for_and_what_is_supervised_is_listed() {
    let person = app().waiting.clone();
    let superior = read("/me", &me())["person"]["superior"].as_str().expect("a superior").to_owned();
    let superior = Visitor::signed_in(&superior);
    let offers = read(&format!("/people/{person}/offers?limit=200"), &Visitor::signed_in(&person));
    let open = offers["items"].as_array().unwrap().iter().find(|one| one["enrolment"].is_null()).expect("a session that is open").clone();
    let session = open["session"]["id"].clone();
    done("/enrolments", &json!({ "session": session }), &Visitor::signed_in(&person));
    let asked = read("/me/staff-requests?limit=200", &superior);
    let mine = asked["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["enrolment"]["person"] == person.as_str() && one["session"]["id"] == session);
    assert!(mine.is_some_and(|one| one["course"]["title"]["en"].is_string() && one["name"].is_string()), "{asked}");
}

#[test]
fn offers_come_with_their_reasons_the_best_first() {
    let me = me();
    let found = read(&format!("/people/{}/offers?limit=200", app().waiting), &me);
    let items = found["items"].as_array().unwrap();
    assert!(
        !items.is_empty() && items.iter().all(|one| one["course"]["title"]["id"].is_string() && one["form"]["id"].is_string()),
        "{found}"
    );
    assert!(items.iter().any(|one| one["reasons"][0]["reason"].is_string()), "{found}");
    let page = read(&format!("/people/{}/offers?limit=1", app().waiting), &me);
    assert_eq!(page["items"][0], items[0]);
    if let Some(next) = page["next"].as_str() {
        assert_eq!(read(next.trim_start_matches("/api/v1"), &me)["items"][0], items[1]);
    }
    let other = program("GET", &format!("/api/v1/people/{}/offers", app().waiting), None, &Visitor::signed_in(&app().ready), &[]);
    assert_eq!(other.status.as_u16(), 403, "{}", other.body);
}

#[test]
fn everybody_reads_published_results_and_statistics() {
    let nobody = Visitor::nobody();
    let found = read("/published-rounds/kp-reguler-2026-11/result", &nobody);
    assert!(found["chosen"].as_array().is_some_and(|chosen| !chosen.is_empty()) && found["chosen-count"].is_u64(), "{found}");
    let outcomes = found["outcomes"].as_array().unwrap();
    assert!(outcomes.len() == 3 && outcomes.iter().all(|one| one["people"].is_null() || one["people"].as_u64() != Some(1)), "{found}");
    let list = read("/published-statistics", &nobody);
    let id = list["items"][0]["id"].as_str().expect("the demonstration has published a table");
    let one = read(&format!("/published-statistics/{id}"), &nobody);
    assert_eq!(one, list["items"][0]);
    assert!(one["table"]["rows"].is_array() && one["table"].get("published-by").is_none_or(serde_json::Value::is_null), "{one}");
    assert_eq!(program("GET", "/api/v1/published-statistics/decisions", None, &nobody, &[]).status.as_u16(), 404);
}
