//! Giving and ending roles on a page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Answer, Visitor, app, check_access, check_page, get, post};

fn authority() -> Visitor {
    Visitor::signed_in("contoh-ppk")
}

fn give(form: &str) -> Answer {
    post("/hr/roles?lang=en", form, &authority(), &[])
}

#[test]
fn the_appointing_authority_gives_and_ends_roles() {
    check_access(&[("/hr/roles", [303, 403, 403, 403, 403, 403, 403, 200, 403])]);
    check_page("/hr/roles", &authority());
    assert!(get("/hr", &authority()).body.contains("href=\"/hr/roles\""));
    assert!(!get("/hr", &Visitor::signed_in("contoh-kepegawaian")).body.contains("href=\"/hr/roles\""));
    let person = &app().ready;
    let officer = Visitor::signed_in(person);
    assert_eq!(get("/people", &officer).status, StatusCode::FORBIDDEN);
    // nonsense stands beside its field, and what was typed stays
    let refused = give("person=tidak+ada+orangnya&role=raja&unit=&since=kemarin");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "Nobody else in your units has the name or employee number `tidak ada orangnya`",
        "Choose one of the roles",
        "id=\"unit-problem\"",
        "id=\"since-problem\"",
        "value=\"tidak ada orangnya\"",
        "value=\"kemarin\"",
    ] {
        assert!(refused.body.contains(said), "no `{said}`: {}", refused.body);
    }
    let several = give("person=a&role=hr-officer&unit=synthetic-daerah-001");
    assert!(several.body.contains("More than one person was found"), "{}", several.body);
    let own = give("person=contoh-ppk&role=hr-officer&unit=synthetic-daerah-001");
    assert!(own.body.contains("Nobody else in your units"), "{}", own.body);
    let late = give(&format!("person={person}&role=hr-officer&unit=synthetic-daerah-001&since=2020-01-01"));
    assert!(late.body.contains("id=\"since-problem\""), "{}", late.body);
    // given, it opens what it is for
    let form = format!("person={person}&role=hr-officer&unit=synthetic-daerah-001");
    let done = give(&form);
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/hr/roles?done=given".to_owned()), "{}", done.body);
    assert_eq!(get("/people", &officer).status, StatusCode::OK);
    let held = give(&form);
    assert!(held.body.contains("id=\"role-problem\""), "once is enough: {}", held.body);
    let page = get("/hr/roles", &authority()).body;
    assert!(page.contains(&format!("name=\"person\" value=\"{person}\"")), "{page}");
    assert!(!page.contains("name=\"person\" value=\"contoh-ppk\""), "nobody ends an own role: {page}");
    // nobody else ends it, and it ends once
    let end = |visitor: &Visitor, until: &str| post("/hr/roles/end?lang=en", &format!("{form}&until={until}"), visitor, &[]);
    assert_eq!(end(&Visitor::signed_in("contoh-kepegawaian"), "").status, StatusCode::FORBIDDEN);
    assert_eq!(end(&authority(), "2020-01-01").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get("/people", &officer).status, StatusCode::OK);
    assert_eq!(end(&authority(), "").header("location"), "/hr/roles?done=ended");
    assert_eq!(get("/people", &officer).status, StatusCode::FORBIDDEN);
    let twice = end(&authority(), "");
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.body);
    let own = post("/hr/roles/end", "person=contoh-ppk&role=appointing-authority&unit=synthetic-daerah-001", &authority(), &[]);
    assert!(own.status.is_client_error(), "{}", own.body);
}
