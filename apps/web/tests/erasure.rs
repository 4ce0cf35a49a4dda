//! Erasing somebody on a page: what has to be kept, and what happens once nothing has.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Visitor, app, check_access, check_page, get, post, program};

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

#[test]
fn what_has_to_be_kept_is_told_and_nothing_is_erased_before() {
    let address = format!("/people/{}/erase", app().waiting);
    check_access(&[
        (&address, [303, 403, 403, 403, 200, 403, 403, 403, 403]),
        ("/people/nobody-at-all/erase", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
    ]);
    check_page(&address, &officer());
    assert!(get(&format!("/people/{}", app().waiting), &officer()).body.contains(&format!("href=\"{address}\"")));
    let page = get(&format!("{address}?lang=en"), &officer()).body;
    for said in ["What has to be kept", "Record and histories", "not yet: the person is in service", "UU 27/2022", "cannot be erased"] {
        assert!(page.contains(said), "no `{said}`: {page}");
    }
    assert!(!page.contains("name=\"confirm\""), "{page}");
    // a form that was kept from elsewhere does nothing
    let name = page.split("<h1>Erase: ").nth(1).unwrap().split('<').next().unwrap();
    let refused = post(&format!("{address}?lang=en"), &format!("confirm={}", name.replace(' ', "+")), &officer(), &[]);
    assert!(
        refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("while the person is in service"),
        "{}",
        refused.body
    );
    assert_eq!(get(&format!("/people/{}", app().waiting), &officer()).status, StatusCode::OK);
    // what is under way is told in words
    let own = get("/people/contoh-kepegawaian/erase?lang=en", &officer());
    let (_, pending) = own.body.split_once("<h2 id=\"pending\">").unwrap();
    let pending = pending.split("</section>").next().unwrap();
    assert!(pending.contains("Still holds the role of an HR officer of the unit: ") && !pending.contains("synthetic-daerah"), "{pending}");
    assert!(own.status == StatusCode::OK && own.body.contains("erased by another HR officer"), "{}", own.body);
}

#[test]
fn somebody_who_left_long_ago_is_erased_after_the_name_was_typed() {
    let left = r#"{"employments": [{"since": "1985-03-01", "status": "pns"}, {"since": "2010-03-01", "status": "non-asn"}]}"#;
    let record = format!(r#"{{"id": "rekaan-pensiun", "name": "Rekaan Purnabakti", "registers": {left}}}"#);
    let body = format!(r#"{{"people": [{{"record": {record}, "unit": "synthetic-daerah-001"}}]}}"#);
    let done = program("POST", "/api/v1/people/import", Some(&body), &officer(), &[]);
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let address = "/people/rekaan-pensiun/erase";
    check_page(address, &officer());
    let erase = |typed: &str, visitor: &Visitor| post(&format!("{address}?lang=en"), &format!("confirm={typed}"), visitor, &[]);
    for (typed, said) in [("", "has to be filled in"), ("Rekaan+Lain", "is not the name or the employee number")] {
        let refused = erase(typed, &officer());
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("id=\"confirm-problem\"") && refused.body.contains(said), "{}", refused.body);
    }
    for other in ["contoh-tetangga", "contoh-ppk", &*app().superior].map(Visitor::signed_in) {
        assert_eq!(erase("Rekaan+Purnabakti", &other).status, StatusCode::FORBIDDEN);
    }
    assert_eq!(get("/people/rekaan-pensiun", &officer()).status, StatusCode::OK);
    let erased = erase("rekaan++purnabakti", &officer());
    assert_eq!(erased.status, StatusCode::OK, "{}", erased.body);
    assert!(erased.body.contains("The data is erased") && erased.body.contains("<dt>Decisions</dt><dd>0</dd>"), "{}", erased.body);
    assert_eq!(get("/people/rekaan-pensiun", &officer()).status, StatusCode::FORBIDDEN, "nobody is there any more");
}
