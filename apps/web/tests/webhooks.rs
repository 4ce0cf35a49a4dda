//! Webhooks on a page: made, set back and ended by HR officers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Answer, Visitor, address_of, app, check_access, check_page, get, post, program};

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

fn make(form: &str) -> Answer {
    post("/hr/webhooks?lang=en", form, &officer(), &[])
}

#[test]
fn hr_makes_a_webhook_sends_again_and_ends_it() {
    check_access(&[("/hr/webhooks", [303, 403, 403, 403, 200, 200, 403, 403, 403])]);
    check_page("/hr/webhooks", &officer());
    for from in ["/hr", "/tokens"] {
        assert!(get(from, &officer()).body.contains("href=\"/hr/webhooks\""), "{from}");
        assert!(!get(from, &Visitor::signed_in("contoh-ppk")).body.contains("href=\"/hr/webhooks\""), "{from}");
    }
    assert!(get("/api/docs", &Visitor::nobody()).body.contains("href=\"/hr/webhooks\""));
    // nonsense stands beside its field, and what was typed stays
    let wrong = make("name=&url=ftp%3A%2F%2Fx&unit=bukan-unit&topic=round-opened");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["id=\"name-problem\"", "id=\"unit-problem\"", "value=\"ftp://x\"", "value=\"round-opened\" checked"] {
        assert!(wrong.body.contains(said), "no `{said}`: {}", wrong.body);
    }
    let form = "name=persuratan&unit=synthetic-daerah-001&topic=round-opened&topic=policy-enacted";
    let inside = make(&format!("{form}&url=http%3A%2F%2Fexample.go.id"));
    assert!(inside.body.contains("id=\"url-problem\""), "{}", inside.body);
    for other in [&*app().waiting, "contoh-tetangga", "contoh-ppk"].map(Visitor::signed_in) {
        let refused = post("/hr/webhooks", &format!("{form}&url=https%3A%2F%2Fexample.go.id"), &other, &[]);
        assert!(refused.status.is_client_error(), "{}", refused.body);
    }
    // the secret is shown once
    let made = make(&format!("{form}&url=https%3A%2F%2Fexample.go.id%2Fkabar"));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert!(made.body.contains("<code class=\"secret\">whsec_"), "{}", made.body);
    let list = get("/hr/webhooks?lang=en", &officer()).body;
    assert!(!list.contains("whsec_") && list.contains("https://example.go.id/kabar"), "{list}");
    assert!(list.contains("A round of promotion or appointment is opened") && list.contains("0 arrived"), "{list}");
    let page = address_of(&list, "/hr/webhooks/");
    check_page(&page, &officer());
    let days = jenjang_service::events::KEPT.num_days();
    assert!(get(&format!("{page}?lang=en"), &officer()).body.contains(&format!("Events are kept for {days} days;")));
    assert!(get(&format!("{page}?lang=id"), &officer()).body.contains(&format!("Kabar disimpan {days} hari;")));
    check_access(&[(&page, [303, 403, 403, 403, 200, 404, 403, 403, 403])]);
    // it is set back to a day, an event, or the beginning
    let replay = format!("{page}/replay?lang=en");
    let both = post(&replay, "day=2026-11-20&event=20261120T000000.000000", &officer(), &[]);
    assert!(both.status == StatusCode::UNPROCESSABLE_ENTITY && both.body.contains("id=\"event-problem\""), "{}", both.body);
    for day in ["2027-01-01", "besok"] {
        let refused = post(&replay, &format!("day={day}&event="), &officer(), &[]);
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("id=\"day-problem\""), "{}", refused.body);
    }
    let after = || {
        let found = program("GET", "/api/v1/webhooks", None, &officer(), &[]).body;
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        found["items"][0]["after"].clone()
    };
    let stands = after();
    assert_eq!(post(&replay, "day=&event=", &Visitor::signed_in("contoh-tetangga"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(after(), stands, "nothing that was refused did anything");
    for (typed, expected) in
        [("day=20+November+2026&event=", Some("20261120T000000.000000")), ("day=&event=abc", Some("abc")), ("day=&event=", None)]
    {
        let done = post(&replay, typed, &officer(), &[]);
        assert_eq!(done.header("location"), format!("{page}?done=replayed"), "{}", done.body);
        assert_eq!(after().as_str(), expected, "{typed}");
    }
    // and ended by whoever may manage it
    let end = format!("{page}/end");
    assert!(get(&page, &officer()).body.contains(&format!("action=\"{end}\"")));
    assert_eq!(post(&end, "", &Visitor::signed_in("contoh-tetangga"), &[]).status, StatusCode::NOT_FOUND);
    assert_eq!(post(&end, "", &officer(), &[]).header("location"), "/hr/webhooks?done=ended");
    assert_eq!(get(&page, &officer()).status, StatusCode::NOT_FOUND);
    assert_eq!(post(&end, "", &officer(), &[]).status, StatusCode::NOT_FOUND, "it ends once");
}
