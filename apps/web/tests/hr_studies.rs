//! Study assignments at the desk of those who grant and record them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Visitor, address_of, app, check_access, check_overtaken, check_page, get, post, seen};

const LIST: &str = "/hr/development/studies";

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

fn authority() -> Visitor {
    Visitor::signed_in("contoh-ppk")
}

/// The address of the first study on the list whose row says so.
fn study(state: &str) -> String {
    let list = get(&format!("{LIST}?lang=en"), &officer()).body;
    let row = list.split("<tr>").find(|row| row.contains(state)).unwrap_or_else(|| panic!("no `{state}` in {list}"));
    address_of(row, LIST)
}

/// An application of whoever is signed in, and where it is decided on.
fn applied(person: &str) -> String {
    let form = "programme=S2&institution=Universitas+Contoh&funding=self&first=2026-11-02&last=2028-10-31";
    let asked = post("/development/studies", form, &Visitor::signed_in(person), &[]);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    format!("{LIST}/{person}-tb1")
}

/// What a step leads to.
fn taken(address: &str, form: &str, by: &Visitor) -> String {
    let page = get(address, by).body;
    let done = post(address, &format!("{form}{}", seen(&page, "revision")), by, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{form}: {}", done.body);
    get(&format!("{}&lang=en", done.header(header::LOCATION)), by).body
}

#[test]
fn those_who_grant_and_record_them_and_nobody_else_read_them() {
    let waiting = study("Applied for");
    check_access(&[
        (LIST, [303, 403, 403, 403, 200, 200, 403, 200, 403]),
        ("/hr/development/studies?show=waiting", [303, 403, 403, 403, 200, 200, 403, 200, 403]),
        (&waiting, [303, 403, 403, 403, 200, 403, 403, 200, 403]),
        ("/hr/development/studies/nothing-at-all", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
    ]);
    for reader in [officer(), authority()] {
        for address in [LIST, "/hr/development/studies?show=waiting", &waiting, &study("Studying")] {
            check_page(address, &reader);
        }
    }
}

#[test]
fn the_authority_starts_from_what_waits() {
    let waiting = study("Applied for");
    let home = get("/hr?lang=en", &authority()).body;
    assert!(home.contains("href=\"/hr/development/studies?show=waiting\"") && home.contains("Study assignments: "), "{home}");
    let list = get("/hr/development/studies?show=waiting&lang=en", &authority()).body;
    assert!(list.contains(&waiting) && list.contains("waits for you") && !list.contains("Studying"), "{list}");
    let page = get(&format!("{waiting}?lang=en"), &authority()).body;
    assert!(page.contains("Legal basis") && page.contains("Grant") && page.contains("Refuse"), "{page}");
    // an officer reads it, and has no step
    let page = get(&format!("{waiting}?lang=en"), &officer()).body;
    assert!(page.contains("Legal basis") && page.contains("There is no step for you now."), "{page}");
}

#[test]
fn a_study_goes_from_the_application_to_the_service_owed() {
    let address = applied(&app().waiting);
    let page = get(&address, &authority()).body;
    let empty = post(&format!("{address}?lang=en"), &format!("step=grant&grant-decree={}", seen(&page, "revision")), &authority(), &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.body);
    assert!(empty.body.contains("This field has to be filled in."), "{}", empty.body);
    // HR records and does not grant
    let forbidden = post(&address, &format!("step=grant&grant-decree=1{}", seen(&page, "revision")), &officer(), &[]);
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN, "{}", forbidden.body);
    let granted = taken(&address, "step=grant&grant-decree=893.3%2F7%2F2026", &authority());
    assert!(granted.contains("The study assignment is granted.") && granted.contains("893.3/7/2026"), "{granted}");
    // whoever looked at the application meanwhile is told where it stands
    let late =
        post(&format!("{address}?lang=en"), &format!("step=refuse&refuse-reason=Penuh{}", seen(&page, "revision")), &authority(), &[]);
    check_overtaken(&late, &["Penuh", "Granted", "893.3/7/2026"]);
    let before = get(&address, &officer()).body;
    let started = taken(&address, "step=start&start-on=2026-11-02", &officer());
    assert!(started.contains("The beginning is recorded.") && started.contains("Record a semester"), "{started}");
    let twice = format!("step=start&start-on=2026-11-03{}", seen(&before, "revision"));
    check_overtaken(&post(&format!("{address}?lang=en"), &twice, &officer(), &[]), &["Studying"]);
    let page = get(&address, &officer()).body;
    let future = format!("step=graduate&graduate-on=2028-11-02{}", seen(&page, "revision"));
    let future = post(&format!("{address}?lang=en"), &future, &officer(), &[]);
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", future.body);
    assert!(future.body.contains("id=\"graduate-on-problem\"") && future.body.contains("2028-11-02"), "{}", future.body);
    let semester = taken(&address, "step=semester&semester-on=2026-11-20&semester-evidence=KHS+1", &officer());
    assert!(semester.contains("Semester 1") && semester.contains("JP"), "{semester}");
    let extended = taken(&address, "step=extend&extend-until=2029-01-31&extend-decree=893.3%2F9", &officer());
    assert!(extended.contains("893.3/9"), "{extended}");
    let graduated = taken(&address, "step=graduate&graduate-on=2026-11-21", &officer());
    assert!(graduated.contains("Record the return to service") && !graduated.contains("Record a semester"), "{graduated}");
    let back = taken(&address, "step=return&return-on=2026-11-22", &officer());
    assert!(back.contains("Service owed") && back.contains("Record leaving before"), "{back}");
    let page = get(&address, &officer()).body;
    let early = post(&format!("{address}?lang=en"), &format!("step=release{}", seen(&page, "revision")), &officer(), &[]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the service owed is not done: {}", early.body);
    let unknown = post(&address, "step=nothing", &officer(), &[]);
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[test]
fn who_is_refused_reads_why_and_nobody_grants_the_own() {
    let address = applied(&app().ready);
    let refused = taken(&address, "step=refuse&refuse-reason=Formasi+penuh", &authority());
    assert!(refused.contains("Formasi penuh") && refused.contains("There is no further step."), "{refused}");
    let own = get("/development/studies", &Visitor::signed_in(&app().ready)).body;
    assert!(own.contains("Formasi penuh"), "{own}");
    let own = applied("contoh-ppk");
    let page = get(&format!("{own}?lang=en"), &authority()).body;
    assert!(page.contains("granted and recorded by somebody else") && !page.contains("grant-decree"), "{page}");
    let sent = post(&own, &format!("step=grant&grant-decree=1{}", seen(&page, "revision")), &authority(), &[]);
    assert_eq!(sent.status, StatusCode::FORBIDDEN, "{}", sent.body);
}
