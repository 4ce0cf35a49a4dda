//! Published statistics: who reads them, what they hide.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;

use common::{Visitor, address_of, app, check_access, check_page, get};

const TABLE: &str = "/statistics/decisions/kp-reguler-2026-11/synthetic-daerah-001";

#[test]
fn everybody_reads_what_is_published_and_nothing_else_is_there() {
    check_access(&[
        ("/statistics", [200; 9]),
        (TABLE, [200; 9]),
        ("/statistics?skip=x", [404; 9]),
        ("/statistics/decisions", [404; 9]),
        ("/statistics/decisions/kp-reguler-2026-11/%2A", [404; 9]),
        ("/statistics/decisions/kp-reguler-2026-11/synthetic-tetangga", [404; 9]),
    ]);
    check_page("/statistics", &Visitor::nobody());
    check_page(TABLE, &Visitor::nobody());
}

#[test]
fn the_list_leads_to_the_table_and_the_results_lead_to_the_list() {
    let nobody = Visitor::nobody();
    assert_eq!(address_of(&get("/results", &nobody).body, "/statistics"), "/statistics");
    let list = get("/statistics?lang=en", &nobody).body;
    assert_eq!(address_of(&list, "/statistics/"), TABLE);
    assert!(list.contains("grade group") && list.contains("1 November 2026"), "{list}");
    let past = get("/statistics?skip=50", &nobody);
    assert!(past.status == StatusCode::OK && past.body.contains("Belum ada statistik yang diumumkan"), "{}", past.body);
}

/// The figures of a row; none where hidden.
fn figures(row: &str) -> Vec<Option<u64>> {
    let cells = row.split("<td data-label=\"").skip(1);
    cells.map(|cell| cell.split_once('>').unwrap().1.split('<').next().unwrap().trim().parse().ok()).collect()
}

#[test]
fn small_counts_are_hidden_and_what_is_shown_adds_up() {
    let body = get(TABLE, &Visitor::nobody()).body;
    let rows: Vec<Vec<Option<u64>>> = body.split("<tr><th scope=\"row\">").skip(1).map(figures).collect();
    let (totals, groups) = rows.split_last().unwrap();
    assert!(!groups.is_empty(), "{body}");
    for group in groups {
        let (all, cells) = group.split_last().unwrap();
        for count in cells.iter().flatten() {
            assert!(*count >= 5, "a count below five is shown: {body}");
        }
        let shown: u64 = cells.iter().flatten().sum();
        let all = all.unwrap();
        assert!(if cells.contains(&None) { shown <= all } else { shown == all }, "{body}");
    }
    let people: u64 = groups.iter().map(|group| group.last().unwrap().unwrap()).sum();
    assert_eq!(totals.last().unwrap().unwrap(), people, "{body}");
    assert!(people > 20, "everybody of the round is counted: {body}");
    // who published it is nobody's business, and no person stands in it
    for person in ["contoh-kepegawaian", &app().waiting, &app().ready] {
        assert!(!body.contains(person), "{person} on {body}");
    }
}
