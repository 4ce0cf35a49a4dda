//! Long lists of what an HR agency runs: every entry stands on one of the pages; and the report on the quality of the data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;

use common::{Visitor, check_page, get, post};

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// What stands on each page of a list, from the first on.
fn pages(address: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut next = Some(address.to_owned());
    while let Some(address) = next {
        let page = get(&address, &officer());
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.body);
        let more = page.body.split_once("<p class=\"more\"><a class=\"button\" href=\"").map(|(_, rest)| rest.split('"').next().unwrap());
        next = more.map(|more| more.replace("&#38;", "&"));
        found.push(page.body);
        assert!(found.len() < 10, "the pages of {address} never end");
    }
    found
}

/// That so many are made, one after the other, and each stands on one page.
fn check_all_stand_once(list: &str, address: &str, form: impl Fn(usize) -> String, title: impl Fn(usize) -> String) {
    const MADE: usize = 53;
    for at in 100..100 + MADE {
        let made = post(address, &form(at), &officer(), &[]);
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{address}: {}", made.body);
    }
    let pages = pages(list);
    assert!(pages.len() > 1, "{list} has one page");
    for at in 100..100 + MADE {
        let title = format!(">{}<", title(at));
        let times = pages.iter().filter(|page| page.contains(&title)).count();
        assert_eq!(times, 1, "{title} on {list}");
    }
    check_page(list, &officer());
}

#[test]
fn the_fifty_first_place_stands_on_the_next_page() {
    let form = |at: usize| {
        format!(
            "code=daftar-{at}&title=Tempat+nomor+{at}&kind=internship&form=C11&host=BPS+Contoh&unit=synthetic-daerah-001&seats=1\
             &first=2027-03-01&last=2027-03-31&until=2027-02-01"
        )
    };
    check_all_stand_once("/hr/development/places", "/hr/development/places", form, |at| format!("Tempat nomor {at}"));
}

#[test]
fn the_fifty_first_round_stands_on_the_next_page() {
    let form = |at: usize| {
        format!(
            "id=daftar-{at}&title-id=Putaran+nomor+{at}&title-en=Round+number+{at}&unit=synthetic-daerah-001&policy=asn%2Fpromotion%2Fregular\
             &as-of=2026-12-01&quota=&ranking=&names=3&panel=&quorum=&low=0&high=100"
        )
    };
    check_all_stand_once("/hr/rounds", "/hr/rounds/new", form, |at| format!("Putaran nomor {at}"));
}

#[test]
fn the_report_on_the_data_is_made_when_it_is_asked_for_and_kept() {
    let empty = get("/hr/quality?lang=en", &officer()).body;
    assert!(empty.contains("There is no report yet.") && empty.contains("Make the report"), "{empty}");
    for other in ["contoh-analis", "contoh-ppk", "contoh-auditor"] {
        assert_eq!(post("/hr/quality", "", &Visitor::signed_in(other), &[]).status, StatusCode::FORBIDDEN, "{other}");
    }
    assert_eq!(post("/hr/quality", "", &officer(), &[]).status, StatusCode::SEE_OTHER);
    for _ in 0..2 {
        let page = get("/hr/quality?lang=en", &officer()).body;
        assert!(page.contains("The data as it stood on 23 November 2026, 03:00 UTC") && page.contains("without findings"), "{page}");
        assert!(page.contains("Make a new report"), "{page}");
    }
    check_page("/hr/quality", &officer());
    let others = get("/hr/quality?lang=en", &Visitor::signed_in("contoh-tetangga")).body;
    assert!(others.contains("There is no report yet."), "a report is for whoever had it made: {others}");
}
