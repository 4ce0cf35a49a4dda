//! Nobody sees who has answered: every page of everybody else stays the same, byte for byte, while somebody drafts, answers and answers again. A process
//! of its own, so that nothing else happens meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;

use common::rating::{OPEN, filled, items, sent, to_rate};
use common::{Visitor, app, get, post};

/// The pages on which something could be read, as everybody else sees them.
fn elsewhere(but: &str, about: &str) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let people = [app().waiting.as_str(), &app().ready, &app().superior, about, "contoh-kepegawaian", "contoh-auditor", "contoh-ppk"];
    let mut seen: Vec<&str> = Vec::new();
    for person in people {
        if person == but || seen.contains(&person) || !offered(person) {
            continue;
        }
        seen.push(person);
        let visitor = Visitor::signed_in(person);
        for address in
            ["/", "/evaluations", "/evaluations/approvals", "/team", "/hr/cycles", "/hr/cycles/360-2026", "/hr/cycles/360-2026/results"]
        {
            pages.push((format!("{address} as {person}"), without_request(&get(address, &visitor).body)));
        }
        let rating = format!("{OPEN}/rate/{about}");
        pages.push((format!("{rating} as {person}"), without_request(&get(&rating, &visitor).body)));
    }
    pages
}

/// Whether the door lets somebody in.
fn offered(person: &str) -> bool {
    get("/sign-in", &Visitor::nobody()).body.contains(&format!("value=\"{person}\""))
}

/// Without the number of the request, which is another each time.
fn without_request(page: &str) -> String {
    match page.split_once("<code>") {
        Some((before, after)) => format!("{before}{}", after.split_once("</code>").map_or("", |(_, after)| after)),
        None => page.to_owned(),
    }
}

fn check_same(after: &str, before: &[(String, String)], now: &[(String, String)]) {
    assert_eq!(before.len(), now.len());
    assert!(before.iter().filter(|(_, page)| page.contains("<h1")).count() > 20, "pages are looked at");
    for ((name, before), (_, now)) in before.iter().zip(now) {
        assert!(before == now, "{name} changed after {after}: {now}");
    }
}

#[test]
fn a_draft_is_the_raters_alone_and_nobody_sees_who_has_answered() {
    let me = Visitor::signed_in(&app().waiting);
    let ratee = to_rate(&me).into_iter().find(|ratee| *ratee != app().waiting).unwrap();
    let address = format!("{OPEN}/rate/{ratee}");
    let items = items(&get(&address, &me).body);
    let before = elsewhere(&app().waiting, &ratee);

    // a draft comes back to the rater
    sent(&post(&address, &format!("{}=2&comment=quokka+sementara&act=draft", items[0]), &me, &[]), &format!("{address}?done=draft"));
    let form = get(&format!("{address}?done=draft&lang=en"), &me).body;
    assert!(form.contains("The draft is kept. Only you can read it.") && form.contains("quokka sementara"), "{form}");
    assert!(form.contains(&format!("name=\"{}\" value=\"2\" checked", items[0])));
    assert!(to_rate(&me).contains(&ratee), "a draft is no answer");
    check_same("a draft", &before, &elsewhere(&app().waiting, &ratee));

    // destroyed on request
    sent(&post(&address, "act=discard", &me, &[]), &format!("{address}?done=discarded"));
    assert!(!get(&address, &me).body.contains("quokka"));
    sent(&post(&address, "comment=quokka+lagi&act=draft", &me, &[]), &format!("{address}?done=draft"));

    // handing in gives a receipt
    let answer = post(&address, &filled(&items, "1", "comment=wombat+rahasia&act=send"), &me, &[]);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let code = answer.body.split("<code class=\"receipt\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(code.len() == 64 && code.bytes().all(|byte| byte.is_ascii_hexdigit()), "{code}");
    // no name, no count, no order, no time
    check_same("an answer", &before, &elsewhere(&app().waiting, &ratee));

    // what was answered nobody reads again, the rater neither, and the draft is gone
    let again = get(&format!("{address}?lang=en"), &me).body;
    assert!(again.contains("Those answers cannot be shown again") && !again.contains("wombat") && !again.contains("quokka"), "{again}");
    assert!(!again.contains(" checked"), "nothing is filled in");
    // it can be replaced until the cycle closes, but no longer declined
    let declined = post(&format!("{OPEN}/decline/{ratee}?lang=en"), "kind=decline&reason=lupa", &me, &[]);
    assert_eq!(declined.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(declined.body.contains("too late to decline"), "{}", declined.body);
    let second = post(&address, &filled(&items, "5", "act=send"), &me, &[]);
    assert_eq!(second.status, StatusCode::OK);
    assert!(!second.body.contains(code), "a new receipt");
    check_same("answering again", &before, &elsewhere(&app().waiting, &ratee));
}
