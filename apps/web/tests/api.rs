//! How the API behaves: nonsense, versions, repeated requests, pages, tokens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use common::{Answer, Visitor, app, check_access, check_page, get, post, program};

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

fn code(answer: &Answer) -> String {
    json_of(answer)["code"].as_str().unwrap().to_owned()
}

fn plan(id: &str) -> Value {
    json!({
        "id": id, "title": { "id": "Putaran", "en": "Round" }, "unit": "synthetic-daerah-001", "policy": "asn/promotion/regular",
        "as-of": "2027-04-01",
    })
}

#[test]
fn nonsense_is_refused_in_a_sentence_where_it_stands() {
    let hr = hr();
    let refused = |body: &str, headers: &[(&str, &str)]| program("POST", "/api/v1/rounds?lang=en", Some(body), &hr, headers);
    for (body, status, expected) in [
        ("{", 400, "not-json"),
        ("", 415, "media-type"),
        ("[]", 422, "invalid"),
        ("null", 422, "invalid"),
        ("\u{0}", 400, "not-json"),
        ("{}", 422, "invalid"),
    ] {
        let headers: &[(&str, &str)] = if body.is_empty() { &[("content-type", "text/plain")] } else { &[] };
        let answer = refused(body, headers);
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (status, expected), "{body:?}: {}", answer.body);
    }
    let answer = refused(r#"{"id": " ", "titel": 1, "title": "x", "unit": 3, "policy": "p", "as-of": "besok", "quota": 0}"#, &[]);
    let problems: Vec<(String, String)> = json_of(&answer)["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap().to_owned(), one["message"].as_str().unwrap().to_owned()))
        .collect();
    let said = |pointer: &str| problems.iter().find(|(at, _)| at == pointer).map(|(_, message)| message.as_str()).unwrap_or_default();
    assert_eq!(said("/titel"), "`titel` is not known here; did you mean `title`?");
    assert_eq!(said("/unit"), "found 3, expected text");
    assert_eq!(said("/as-of"), "found \"besok\", expected a date such as \"2026-04-01\"");
    assert!(said("/quota").contains("from 1 to"), "{problems:?}");
    assert_eq!(problems.len(), 6, "{problems:?}");
    // the language of a program
    let answer = program("POST", "/api/v1/rounds", Some("{}"), &hr, &[("accept-language", "en-GB,id;q=0.4")]);
    assert!(answer.body.contains("has to be given"), "{}", answer.body);
    let answer = program("POST", "/api/v1/rounds", Some("{}"), &hr, &[]);
    assert!(answer.body.contains("perlu diisi"), "{}", answer.body);
    // parameters of an address
    for (address, said) in [
        ("/api/v1/people?limit=0&lang=en", "a whole number from 1 to 200"),
        ("/api/v1/people?limit=abc&lang=en", "expected a whole number"),
        ("/api/v1/people?limt=3&lang=en", "did you mean `limit`?"),
        ("/api/v1/people?limit=3&limit=4&lang=en", "given twice"),
        ("/api/v1/people/x/eligibility?on=besok&lang=en", "a date such as"),
        ("/api/v1/policies?on=2026-02-30&lang=en", "a date such as"),
    ] {
        let answer = get(address, &hr);
        assert_eq!((answer.status, code(&answer).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{address}: {}", answer.body);
        assert!(answer.body.contains(said), "{address}: {}", answer.body);
    }
    // what is not there
    for address in [
        "/api/v1/nowhere",
        "/api/v1/rounds/none-such",
        "/api/v1/decisions/%00",
        "/api/v1/rounds/%ff",
        "/api/v1/policy?id=asn%2Fpromotion%2Fregulr",
    ] {
        assert_eq!(get(address, &hr).status, StatusCode::NOT_FOUND, "{address}");
    }
    assert!(get("/api/v1/policy?id=asn%2Fpromotion%2Fregulr&lang=en", &hr).body.contains("did you mean `asn/promotion/regular`?"));
    let answer = program("DELETE", "/api/v1/people", None, &hr, &[]);
    assert_eq!((answer.status, answer.header(header::ALLOW).as_str()), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"), "{}", answer.body);
    let answer = refused(&format!("{{\"id\": \"{}\"}}", "a".repeat(70_000)), &[]);
    assert_eq!((answer.status, code(&answer).as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    let answer = program("POST", "/api/v1/rounds", Some("{}"), &hr, &[("sec-fetch-site", "cross-site")]);
    assert_eq!((answer.status, code(&answer).as_str()), (StatusCode::FORBIDDEN, "cross-site"));
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    let hr = hr();
    let first = get("/api/v1/rounds/kp-reguler-2026-11", &hr);
    let version = first.header(header::ETAG);
    assert!(version.starts_with('"') && first.header(header::CACHE_CONTROL) == "private, no-cache");
    let again = program("GET", "/api/v1/rounds/kp-reguler-2026-11", None, &hr, &[("if-none-match", &version)]);
    assert_eq!((again.status, again.body.as_str(), again.header(header::ETAG)), (StatusCode::NOT_MODIFIED, "", version.clone()));
    let other = program("GET", "/api/v1/rounds/kp-reguler-2026-11", None, &hr, &[("if-none-match", "\"0\"")]);
    assert_eq!((other.status, other.body), (StatusCode::OK, first.body));
}

#[test]
fn a_change_of_an_old_version_is_refused_with_the_present_one() {
    let hr = hr();
    let made = program("POST", "/api/v1/rounds", Some(&plan("versi-1").to_string()), &hr, &[]);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let planned = get("/api/v1/rounds/versi-1", &hr).header(header::ETAG);
    let opened = program("POST", "/api/v1/rounds/versi-1/open", None, &hr, &[("if-match", &planned)]);
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
    let present = get("/api/v1/rounds/versi-1", &hr).header(header::ETAG);
    let people = json!({ "people": [app().waiting] }).to_string();
    let late = program("POST", "/api/v1/rounds/versi-1/candidates", Some(&people), &hr, &[("if-match", &planned)]);
    assert_eq!((late.status, code(&late).as_str()), (StatusCode::PRECONDITION_FAILED, "version"), "{}", late.body);
    assert_eq!(json_of(&late)["present"].as_str(), Some(present.as_str()));
    let fits = program("POST", "/api/v1/rounds/versi-1/candidates", Some(&people), &hr, &[("if-match", &present)]);
    assert_eq!((fits.status, json_of(&fits)["new"].as_u64()), (StatusCode::OK, Some(1)), "{}", fits.body);
    let answer = program("POST", "/api/v1/rounds", Some(&plan("versi-2").to_string()), &hr, &[("if-match", &present)]);
    assert_eq!(code(&answer), "no-version");
}

#[test]
fn of_two_changes_of_one_version_at_once_one_is_done() {
    let hr = hr();
    let people: Vec<String> = json_of(&get("/api/v1/people?limit=200&unit=synthetic-daerah-001", &hr))["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["record"]["id"].as_str().unwrap().to_owned())
        .collect();
    for turn in 0..4 {
        let round = format!("sekaligus-{turn}");
        program("POST", "/api/v1/rounds", Some(&plan(&round).to_string()), &hr, &[]);
        let opened = program("POST", &format!("/api/v1/rounds/{round}/open"), None, &hr, &[]);
        assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
        let read = format!("/api/v1/rounds/{round}");
        let version = get(&read, &hr).header(header::ETAG);
        let gate = std::sync::Barrier::new(4);
        let put = |person: &str| {
            let body = json!({ "people": [person] }).to_string();
            gate.wait();
            program("POST", &format!("{read}/candidates"), Some(&body), &hr, &[("if-match", &version)])
        };
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let threads: Vec<_> = people.iter().take(4).map(|person| scope.spawn(|| put(person))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let after = get(&read, &hr);
        assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1, "one wins");
        assert_eq!(json_of(&after)["candidates"].as_u64(), Some(1), "{}", after.body);
        for late in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
            assert_eq!((late.status, code(late).as_str()), (StatusCode::PRECONDITION_FAILED, "version"), "{}", late.body);
            assert_eq!(json_of(late)["present"].as_str(), Some(after.header(header::ETAG).as_str()));
        }
    }
}

#[test]
fn a_version_and_a_key_together() {
    let hr = hr();
    program("POST", "/api/v1/rounds", Some(&plan("versi-3").to_string()), &hr, &[]);
    let planned = get("/api/v1/rounds/versi-3", &hr).header(header::ETAG);
    let open = |version: &str, key: &str| {
        program("POST", "/api/v1/rounds/versi-3/open", None, &hr, &[("if-match", version), ("idempotency-key", key)])
    };
    let first = open(&planned, "versi-3-a");
    let again = open(&planned, "versi-3-a");
    assert_eq!(
        (first.status, again.status, &first.body),
        (StatusCode::OK, StatusCode::OK, &again.body),
        "what was done changed the version"
    );
    assert_eq!(again.header("idempotency-replayed"), "true");
    let late = open(&planned, "versi-3-b");
    let again = open(&planned, "versi-3-b");
    assert_eq!((late.status, code(&late).as_str()), (StatusCode::PRECONDITION_FAILED, "version"), "{}", late.body);
    assert_eq!((again.status, &json_of(&again)["present"]), (late.status, &json_of(&late)["present"]));
    let present = json_of(&late)["present"].as_str().unwrap().to_owned();
    assert_eq!(code(&open(&present, "versi-3-b")), "key-reused", "another version is another request");
    // what the use case refuses stays refused in its own words while the version is the right one
    let refused = open(&present, "versi-3-c");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    // of several versions one is enough
    let body = json!({ "people": [app().waiting] }).to_string();
    let several = format!("\"x\", {present}");
    let answer = program("POST", "/api/v1/rounds/versi-3/candidates", Some(&body), &hr, &[("if-match", &several)]);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[test]
fn a_request_sent_twice_is_done_once() {
    let hr = hr();
    let key = [("idempotency-key", "ulang-1")];
    let body = plan("ulang-1").to_string();
    let first = program("POST", "/api/v1/rounds", Some(&body), &hr, &key);
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = program("POST", "/api/v1/rounds", Some(&body), &hr, &key);
    assert_eq!((again.status, &again.body, again.header("idempotency-replayed").as_str()), (StatusCode::CREATED, &first.body, "true"));
    let wish = |key: &str| program("POST", "/api/v1/me/wishes", Some("{\"topic\": \"analisis data\"}"), &hr, &[("idempotency-key", key)]);
    let (once, twice, other) = (wish("minat-1"), wish("minat-1"), wish("minat-2"));
    assert_eq!((once.status, twice.status, &once.body), (StatusCode::CREATED, StatusCode::CREATED, &twice.body), "{}", once.body);
    assert!(other.status.is_client_error(), "under another key it is a second wish for the same: {}", other.body);
    let other = program("POST", "/api/v1/rounds", Some(&plan("ulang-2").to_string()), &hr, &key);
    assert_eq!((other.status, code(&other).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"));
    // another person's key is another key
    let stranger = program("POST", "/api/v1/rounds", Some(&body), &Visitor::signed_in("contoh-tetangga"), &key);
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.body);
    // a refusal is given again too, in the language asked for
    let key = [("idempotency-key", "ulang-3")];
    let refused = program("POST", "/api/v1/rounds/none-such/open?lang=en", None, &hr, &key);
    let again = program("POST", "/api/v1/rounds/none-such/open?lang=id", None, &hr, &key);
    assert_eq!((refused.status, again.status, code(&again).as_str()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, "not-found"));
    assert!(refused.body.contains("was not found") && again.body.contains("tidak ditemukan"));
    assert_eq!((refused.header("idempotency-replayed").as_str(), again.header("idempotency-replayed").as_str()), ("", "true"));
    for wrong in ["", "a b", &"x".repeat(101)] {
        let answer = program("POST", "/api/v1/rounds", Some(&body), &hr, &[("idempotency-key", wrong)]);
        assert_eq!(code(&answer), "invalid", "{wrong:?}");
    }
}

#[test]
fn of_many_at_once_under_one_key_one_is_done() {
    let hr = hr();
    let body = plan("serentak-1").to_string();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| program("POST", "/api/v1/rounds", Some(&body), &hr, &[("idempotency-key", "serentak-1")]).status.as_u16())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(statuses.contains(&201) && statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
}

#[test]
fn lists_lead_from_page_to_page() {
    let hr = hr();
    let mut address = "/api/v1/people?limit=50&unit=synthetic-daerah-001".to_owned();
    let mut seen = Vec::new();
    for page in 1.. {
        let answer = json_of(&get(&address, &hr));
        let items = answer["items"].as_array().unwrap();
        assert!(items.len() <= 50 && !items.is_empty());
        seen.extend(items.iter().map(|one| one["record"]["id"].as_str().unwrap().to_owned()));
        let Some(next) = answer["next"].as_str() else { break };
        assert!(next.contains("unit=synthetic-daerah-001") && next.contains("limit=50") && page < 20, "{next}");
        address = next.to_owned();
    }
    assert!(seen.len() > 100 && seen.windows(2).all(|pair| pair[0] < pair[1]), "{} in order", seen.len());
    let policies = json_of(&get("/api/v1/policies?limit=200", &Visitor::nobody()));
    assert!(policies["items"].as_array().unwrap().len() > 50 && policies["next"].is_null());
}

#[test]
fn a_program_acts_with_a_token_within_its_scopes_until_it_ends() {
    let me = Visitor::signed_in(&app().ready);
    let wish = json!({ "name": "absensi", "scopes": ["me:read", "events:read"], "last": "2027-01-31" });
    let made = program("POST", "/api/v1/tokens", Some(&wish.to_string()), &me, &[]);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let made = json_of(&made);
    let (token, id) = (made["token"].as_str().unwrap(), made["id"].as_str().unwrap());
    assert!(token.starts_with("jenjang_") && token.len() == 72);
    let listed = get("/api/v1/tokens", &me).body;
    assert!(listed.contains("absensi") && !listed.contains(token), "shown once: {listed}");
    let words = [
        ("id", "Membaca “Saya: data, kelayakan, dan keputusan tentang saya”"),
        ("en", "Read “Myself: my data, my eligibility, decisions about me”"),
    ];
    for (language, words) in words {
        let page = get(&format!("/tokens?lang={language}"), &me).body;
        assert_eq!(page.matches(&format!("{words} (<code>me:read</code>)")).count(), 2, "in the list and in the form: {page}");
        assert!(!page.contains("<span><code>"), "every scope is said in words: {page}");
    }
    let bearer = format!("Bearer {token}");
    let asked =
        |method: &str, address: &str, body: Option<&str>| program(method, address, body, &Visitor::nobody(), &[("authorization", &bearer)]);
    let answer = asked("GET", "/api/v1/me?lang=en", None);
    assert_eq!(json_of(&answer)["person"]["record"]["id"].as_str(), Some(app().ready.as_str()), "{}", answer.body);
    for (method, address, body, expected) in [
        ("GET", "/api/v1/people", None, "scope"),
        ("POST", "/api/v1/me/wishes", Some("{\"topic\": \"x\"}"), "scope"),
        ("GET", "/api/v1/tokens", None, "in-person"),
        ("POST", "/api/v1/tokens", Some("{}"), "in-person"),
    ] {
        let answer = asked(method, address, body);
        assert_eq!((answer.status, code(&answer).as_str()), (StatusCode::FORBIDDEN, expected), "{address}: {}", answer.body);
    }
    for wrong in [json!(["all"]), json!(["rounds:delete"]), json!(["tokens:write"])] {
        let body = json!({ "name": "x", "scopes": wrong, "last": "2027-01-31" }).to_string();
        assert_eq!(program("POST", "/api/v1/tokens", Some(&body), &me, &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for last in ["2026-11-22", "2028-01-01"] {
        let body = json!({ "name": "x", "scopes": ["read"], "last": last }).to_string();
        assert_eq!(code(&program("POST", "/api/v1/tokens", Some(&body), &me, &[])), "token-end");
    }
    assert_eq!(asked("GET", "/api/v1/policies", None).status, StatusCode::OK, "what everybody may read");
    let elsewhere = program("DELETE", &format!("/api/v1/tokens/{id}"), None, &Visitor::signed_in(&app().waiting), &[]);
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND, "nobody ends another's");
    assert_eq!(program("DELETE", &format!("/api/v1/tokens/{id}"), None, &me, &[]).status, StatusCode::OK);
    let answer = asked("GET", "/api/v1/me", None);
    assert_eq!(
        (answer.status, answer.header(header::WWW_AUTHENTICATE).as_str(), code(&answer).as_str()),
        (StatusCode::UNAUTHORIZED, "Bearer", "bad-token")
    );
    for wrong in ["Bearer x", "Basic eDp5", "Bearer", "Bearer jenjang_0000000000000000000000000000000000000000000000000000000000000000"] {
        let answer = program("GET", "/api/v1/me", None, &me, &[("authorization", wrong)]);
        assert_eq!(code(&answer), "bad-token", "{wrong}: a wrong token is not made good by a session");
    }
}

#[test]
fn a_token_is_made_shown_once_and_ended_on_its_page() {
    let me = Visitor::signed_in(&app().superior);
    let refused = post("/tokens?lang=en", "name=&last=kelak", &me, &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "last", "scope"] {
        assert!(refused.body.contains(&format!("id=\"{field}-problem\"")), "{field}: {}", refused.body);
    }
    assert!(refused.body.contains("value=\"kelak\""), "what was typed is kept: {}", refused.body);
    let made = post("/tokens", "name=Aplikasi+absensi&last=2027-01-31&scope=me%3Aread", &me, &[]).body;
    let token = made.split("<code class=\"secret\">").nth(1).expect("the token is shown").split('<').next().unwrap().to_owned();
    let page = get("/tokens", &me).body;
    assert!(page.contains("Aplikasi absensi") && !page.contains(&token), "shown once: {page}");
    let asked = || program("GET", "/api/v1/me", None, &Visitor::nobody(), &[("authorization", &format!("Bearer {token}"))]);
    assert_eq!(asked().status, StatusCode::OK);
    let end = format!("/tokens/{}", page.split("action=\"/tokens/").nth(1).unwrap().split('"').next().unwrap());
    assert_eq!(post(&end, "", &Visitor::signed_in(&app().waiting), &[]).status, StatusCode::NOT_FOUND, "nobody ends another's");
    assert_eq!(post(&end, "", &me, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(asked().status, StatusCode::UNAUTHORIZED, "it has ended");
    let page = get("/tokens?lang=en", &me).body;
    assert!(!page.contains("Aplikasi absensi") || page.contains("has ended"), "{page}");
}

#[test]
fn the_page_for_people_says_all_in_both_languages() {
    let nobody = Visitor::nobody();
    check_access(&[
        ("/api/docs", [200; 9]),
        ("/api/docs/rounds", [200; 9]),
        ("/api/docs/nothing", [404; 9]),
        ("/api/v1/openapi.json", [200; 9]),
    ]);
    check_page("/api/docs", &nobody);
    let document: Value = serde_json::from_str(&get("/api/v1/openapi.json", &nobody).body).unwrap();
    for tag in document["tags"].as_array().unwrap() {
        let matter = tag["name"].as_str().unwrap();
        check_page(&format!("/api/docs/{matter}"), &nobody);
        let page = get(&format!("/api/docs/{matter}?lang=id"), &nobody).body;
        let english = get(&format!("/api/docs/{matter}?lang=en"), &nobody).body.replace("&#39;", "'");
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values().filter(|one| one["tags"][0] == matter) {
                assert!(page.contains(path) && page.contains(operation["x-summary-id"].as_str().unwrap()), "{path} on {matter}");
                assert!(english.contains(operation["summary"].as_str().unwrap()), "{path} on {matter}");
            }
        }
    }
    let page = get("/api/docs?lang=en", &nobody).body;
    assert!(page.contains("key-reused") && page.contains("RFC 9457") && page.contains("Idempotency-Key"));
    assert!(get("/api/docs?lang=id", &nobody).body.contains("permintaan ulang") || page.contains("Repeating"));
}
