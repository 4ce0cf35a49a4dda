//! Having a say: surveys, consultations, policies that are explained.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;

use common::{Visitor, address_of, answer_of_all, app, check_access, check_page, get, post};

const SURVEY: &str = "/voice/surveys/iklim-pengembangan";

fn me() -> Visitor {
    Visitor::signed_in(&app().waiting)
}

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    check_access(&[
        ("/voice", [200; 9]),
        (SURVEY, [200; 9]),
        ("/voice/surveys/none", [404; 9]),
        ("/voice/surveys/reaksi-pelayanan/results", [200; 9]),
        ("/voice/surveys/iklim-pengembangan/results", [404; 9]),
        ("/voice/consultations/none", [404; 9]),
        ("/voice/policies/none", [404; 9]),
    ]);
    for address in ["/voice", SURVEY, "/voice/surveys/reaksi-pelayanan/results"] {
        check_page(address, &me());
        check_page(address, &Visitor::nobody());
    }
}

#[test]
fn a_survey_explains_anonymity_first_and_is_answered_once() {
    let overview = get("/voice", &me()).body;
    assert!(overview.contains("Menunggu jawaban Anda"), "{overview}");
    let page = get(SURVEY, &me()).body;
    let (promise, first) = (page.find("Jawaban Anda anonim").unwrap(), page.find("<fieldset").unwrap());
    assert!(promise < first, "the promise comes before the first question");
    // nothing answered: each question says so in place, and what was chosen is kept
    for (language, sentence) in [("id", "Pertanyaan ini perlu dijawab."), ("en", "This question has to be answered.")] {
        let refused = post(&format!("{SURVEY}?lang={language}"), "q-fair=4", &me(), &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(sentence) && refused.body.contains("name=\"q-fair\" value=\"4\" checked"), "{}", refused.body);
    }
    let unreadable = post(SURVEY, "q-fair=11", &me(), &[]);
    assert_eq!(unreadable.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = answer_of_all(&page);
    let refused = post(SURVEY, &form, &Visitor::nobody(), &[]);
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "nobody was not invited: {}", refused.body);
    let uninvited = post(SURVEY, &form, &Visitor::signed_in("contoh-auditor"), &[]);
    assert!(
        uninvited.status == StatusCode::UNPROCESSABLE_ENTITY && uninvited.body.contains("tidak termasuk sasaran"),
        "{}",
        uninvited.body
    );
    let done = post(SURVEY, &form, &me(), &[]);
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("Jawaban Anda sudah tersimpan") && done.body.contains("Tanda terima"), "{}", done.body);
    let again = post(SURVEY, &form, &me(), &[]);
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("sudah dijawab"), "{}", again.body);
    assert!(get("/voice", &me()).body.contains("Sudah Anda jawab"));
}

#[test]
fn published_results_hide_small_figures() {
    let page = get("/voice/surveys/reaksi-pelayanan/results?lang=en", &Visitor::nobody()).body;
    assert!(page.contains("people answered") && page.contains("fewer than 3"), "{page}");
}

#[test]
fn a_consultation_is_spoken_on_clause_by_clause() {
    let overview = get("/voice", &me()).body;
    let address = address_of(&overview, "/voice/consultations/");
    check_page(&address, &me());
    let page = get(&address, &me()).body;
    assert!(page.contains("Masukan Anda") && page.contains("Diterima sebagian"), "my submission with its answer: {page}");
    let clauses: Vec<&str> = page.split("name=\"clause\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let clause = clauses.last().unwrap().replace(' ', "+");
    let refused = post(&format!("{address}?lang=en"), &format!("clause={clause}&position=change&text=&group=staff"), &me(), &[]);
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("This field has to be filled in."),
        "{}",
        refused.body
    );
    let form = format!("clause={clause}&position=support&text=Setuju%2C+jelas&group=staff");
    let done = post(&address, &form, &me(), &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(get(&address, &me()).body.contains("Setuju, jelas"));
    let twice = post(&address, &form, &me(), &[]);
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.body);
    // the public speaks without a name, and not as staff
    let public = post(&address, &form.replace("group=staff", "group=public"), &Visitor::nobody(), &[]);
    assert_eq!(public.status, StatusCode::SEE_OTHER, "{}", public.body);
    let masked = post(&address, &form, &Visitor::nobody(), &[]);
    assert_eq!(masked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", masked.body);
    assert!(!get(&address, &Visitor::signed_in(&app().ready)).body.contains("Setuju, jelas"), "nobody else reads it");
}

#[test]
fn a_policy_is_understood_and_asked_about() {
    let overview = get("/voice", &me()).body;
    let address = address_of(&overview, "/voice/policies/");
    check_page(&address, &me());
    let page = get(&address, &me()).body;
    let count = page.matches("<fieldset").count();
    let refused = post(&format!("{address}?lang=en"), "", &me(), &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Choose one answer."), "{}", refused.body);
    let refused = post(&format!("{address}/questions"), "question=", &me(), &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = post(&format!("{address}/questions"), "question=Apakah+magang+dihitung%3F", &me(), &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(get(&address, &me()).body.contains("Apakah magang dihitung?"));
    // some try is right: two answers each
    let passed = (0..1_usize << count.min(6)).any(|bits| {
        let form: String = (0..count).map(|at| format!("check-{}={}&", at + 1, 1 + (bits >> at & 1))).collect();
        post(&address, &form, &me(), &[]).status == StatusCode::SEE_OTHER
    });
    assert!(passed, "one of the answers is right");
    assert!(get(&address, &me()).body.contains("Anda menyatakan memahaminya"));
}
