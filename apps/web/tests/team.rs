//! A superior's staff: gaps with their evidence, learning hours, what is due and when; nothing of what raters said, no numbers, birth dates, sex.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use jenjang_asn::synthetic::{PopulationOptions, population};

use common::{Visitor, app, check_access, check_page, get};

/// Whoever leads the person shown, and the person: the door's superior where it leads that person, else found in the made-up province.
fn pair() -> (Visitor, String) {
    let options = PopulationOptions { staff: common::STAFF, seed: 1, today: "2026-11-01".parse().unwrap() };
    let me = &app().waiting;
    let found = population(options).unwrap().find(|person| person.record.id.as_str() == me).unwrap();
    (Visitor::signed_in(found.superior.unwrap().as_str()), me.clone())
}

/// Addresses of the staff on the page of a superior.
fn staff(page: &str) -> Vec<String> {
    page.split("href=\"/team/").skip(1).map(|rest| format!("/team/{}", rest.split('"').next().unwrap())).collect()
}

#[test]
fn only_the_direct_superior_reads_about_somebody() {
    let superior = Visitor::signed_in(&app().superior);
    let list = get("/team", &superior).body;
    let person = staff(&list).remove(0);
    let forbidden = [303, 403, 403, 200, 403, 403, 403, 403, 403];
    check_access(&[
        (&person, forbidden),
        (&format!("/team/{}", app().superior), [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/team/nobody-at-all", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/team/%20", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
    ]);
}

#[test]
fn pages_are_whole_in_both_languages_and_hold_nothing_a_superior_may_not_know() {
    let options = PopulationOptions { staff: common::STAFF, seed: 1, today: "2026-11-01".parse().unwrap() };
    let people: Vec<_> = population(options).unwrap().collect();
    let superior = Visitor::signed_in(&app().superior);
    check_page("/team", &superior);
    let list = get("/team?lang=en", &superior).body;
    let mut pages = vec![list.clone()];
    for address in staff(&list) {
        check_page(&address, &superior);
        pages.push(get(&format!("{address}?lang=en"), &superior).body);
    }
    assert!(pages.len() > 1, "{list}");
    for page in &pages {
        for person in &people {
            let record = &person.record;
            if let Some(number) = &record.employee_number {
                assert!(!page.contains(&**number), "no employee numbers");
            }
            let born = record.birth_date.unwrap();
            assert!(!page.contains(&born.to_string()) && !page.contains(&born.format("%-d %B %Y").to_string()), "no birth dates: {page}");
        }
        // the foot of every page leads to the published rounds
        let (page, _) = page.split_once("<footer>").unwrap();
        for word in ["360° result", "Perempuan", "Female", "Laki-laki", "/results", "answered by"] {
            assert!(!page.contains(word), "`{word}` in {page}");
        }
    }
}

#[test]
fn a_superior_sees_gaps_hours_plans_and_the_next_promotion_of_somebody() {
    let (superior, person) = pair();
    let list = get("/team?lang=en", &superior).body;
    let address = format!("/team/{person}");
    let row = list.split("<tr>").find(|row| row.contains(&format!("href=\"{address}\""))).unwrap_or_else(|| panic!("{list}"));
    // the waiting employee has an assessed gap, hours, a plan, and a promotion by waiting alone
    assert!(row.contains("below the post"), "{row}");
    assert!(row.contains(" JP</span>") && row.contains(" of 20 JP"), "{row}");
    assert!(row.contains("<span aria-hidden=\"true\">→</span> 1 "), "{row}");
    let page = get(&format!("{address}?lang=en"), &superior).body;
    assert!(page.contains("is required of") && page.contains("assessed at"), "evidence: {page}");
    assert!(page.contains(&format!("href=\"/development/people/{person}/plan\"")), "{page}");
    assert!(page.contains("Regular grade promotion: <span class=\"mark unknown\">"), "{page}");
    // the plan behind the link opens for the same superior
    assert_eq!(get(&format!("/development/people/{person}/plan"), &superior).status, StatusCode::OK);
    let own = get(&format!("{address}?lang=id"), &superior).body;
    assert!(own.contains("Jam pelajaran tahun 2026") && own.contains("Dipersyaratkan level"), "{own}");
}

#[test]
fn what_waits_leads_to_where_it_is_done() {
    let mut seen = 0;
    let options = PopulationOptions { staff: common::STAFF, seed: 1, today: "2026-11-01".parse().unwrap() };
    let mut leaders: Vec<String> = population(options).unwrap().filter_map(|person| Some(person.superior?.to_string())).collect();
    leaders.sort();
    leaders.dedup();
    let offered = get("/sign-in", &Visitor::nobody()).body;
    for leader in leaders.iter().filter(|leader| offered.contains(&format!("value=\"{leader}\""))).chain([&app().superior]) {
        let visitor = Visitor::signed_in(leader);
        let page = get("/team?lang=en", &visitor).body;
        for line in page.split("<li><a href=\"").skip(1) {
            let to = line.split('"').next().unwrap();
            if to.starts_with("/evaluations/") || to.starts_with("/development/") {
                assert_eq!(get(to, &visitor).status, StatusCode::OK, "{to}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "something waits for some superior");
}

/// Addresses of people in a list.
fn listed(page: &str) -> Vec<String> {
    page.split("<th scope=\"row\"><a href=\"/people/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Everybody on the pages of a list, from the first to the last.
fn everybody(address: &str, visitor: &Visitor) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(address.to_owned()));
    while let Some(address) = next {
        let page = get(&address, visitor);
        assert_eq!(page.status, StatusCode::OK, "{address}");
        found.extend(listed(&page.body));
        let more = page.body.split("<p class=\"more\"><a class=\"button\" href=\"").nth(1);
        next = more.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&"));
    }
    found
}

#[test]
fn people_are_found_by_words_of_their_names_by_those_who_may_list_them() {
    let hr = Visitor::signed_in("contoh-kepegawaian");
    let own = everybody("/people", &hr);
    // made-up staff is called `Pegawai Contoh 0000012`, those who run the province `Contoh Kepegawaian` and the like
    let staff: Vec<String> = own.iter().filter(|id| id.starts_with("synthetic-")).cloned().collect();
    assert!(staff.len() > 60 && staff.len() < own.len(), "{own:?}");
    for typed in ["PEG", "pegawai", "con+peg", "Pegawai-Contoh"] {
        assert_eq!(everybody(&format!("/people?find={typed}"), &hr), staff, "{typed}");
    }
    for typed in ["KEPEG", "kepegawaian+contoh"] {
        assert_eq!(everybody(&format!("/people?find={typed}"), &hr), ["contoh-kepegawaian"], "{typed}");
    }
    assert!(everybody("/people?find=egawai", &hr).is_empty(), "the beginning of a word, not its middle");
    // what somebody typed is kept; nobody of that name is said, and how to search
    let nobody = get("/people?find=zz%25&lang=en", &hr);
    assert_eq!(nobody.status, StatusCode::OK);
    assert!(nobody.body.contains("value=\"zz%\"") && nobody.body.contains("There is no such name."), "{}", nobody.body);
    check_page("/people?find=zzzz", &hr);
    check_page("/people?find=pegawai", &hr);
    // the officer of another region finds nobody of here, and whoever may not list people may not search either
    assert!(everybody("/people?find=pegawai", &Visitor::signed_in("contoh-tetangga")).is_empty());
    check_access(&[("/people?find=pegawai", [303, 403, 403, 403, 200, 200, 403, 403, 403])]);
}
