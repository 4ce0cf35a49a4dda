//! A walk through every page as every kind of visitor, without a network: what is shown, to whom, in which language.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};
use chrono::{Months, NaiveDate};

use jenjang_asn::synthetic::{PopulationOptions, population};

use common::{Visitor, address_of, app, check_access, check_page, get, post};

#[test]
fn every_address_answers_every_visitor_as_it_should() {
    let app = app();
    let decision = address_of(&get("/", &Visitor::signed_in(&app.waiting)).body, "/decisions/");
    let own = format!("/people/{}/eligibility", app.waiting);
    let everybody = [200; 9];
    let nowhere = [404; 9];
    let signed_in = [303, 200, 200, 200, 200, 200, 200, 200, 200];
    check_access(&[
        ("/", signed_in),
        ("/eligibility", signed_in),
        ("/eligibility/asn/promotion/functional", signed_in),
        ("/eligibility/asn/promotion/regulr", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        (&decision, [303, 200, 403, 403, 200, 403, 403, 403, 403]),
        ("/decisions/0000", [303, 404, 404, 404, 404, 404, 404, 404, 404]),
        ("/team", signed_in),
        ("/people", [303, 403, 403, 403, 200, 200, 403, 403, 403]),
        (&own, [303, 200, 403, 403, 200, 403, 403, 403, 403]),
        ("/people/nobody-at-all/eligibility", [303, 403, 403, 403, 403, 403, 403, 403, 403]),
        ("/sign-in", everybody),
        ("/sign-in/account", nowhere),
        ("/sign-in/provider", nowhere),
        ("/sign-in/return?code=a&state=b", nowhere),
        ("/policies", everybody),
        ("/policies/asn/promotion/regular", everybody),
        ("/policies/asn/promotion/regulr", nowhere),
        ("/healthz", everybody),
        ("/readyz", everybody),
        ("/assets/style-000000000000.css", nowhere),
        ("/nowhere", nowhere),
        ("/api/v1/nowhere", nowhere),
    ]);
}

#[test]
fn an_employee_finds_why_in_three_clicks() {
    let app = app();
    let me = Visitor::signed_in(&app.waiting);
    let home = get("/", &me).body;
    // one click
    let link = address_of(&home, "/eligibility#asn-promotion-regular-");
    let (address, anchor) = link.split_once('#').unwrap();
    let page = get(address, &me).body;
    let from = page.find(&format!("id=\"{anchor}\"")).unwrap();
    let criterion = &page[from..from + page[from..].find("</li>").unwrap()];
    assert!(criterion.contains("PP 99/2000 ps. 7"), "the article: {criterion}");
    assert!(criterion.contains("riwayat golongan"), "the record: {criterion}");
    // the day follows from the grade on the home page: four years later
    let since = text_between(&home, "<dt>Pangkat</dt>", "</dd>");
    let since = day(text_between(since, "sejak ", "</span>"));
    let until = shown(since.checked_add_months(Months::new(48)).unwrap());
    assert!(criterion.contains(&format!("Menunggu sampai {until}")), "the day, {until}: {criterion}");
    assert!(page.contains(&format!("Memenuhi syarat paling cepat {until}")));
    // and the decision itself says the same
    let decision = get(&address_of(&home, "/decisions/"), &me).body;
    assert!(decision.contains("Tidak memenuhi syarat") && decision.contains("PP 99/2000 ps. 7"));
}

fn text_between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("`{from}` in {text}")) + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

const MONTHS: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];

fn day(text: &str) -> NaiveDate {
    let parts: Vec<&str> = text.split(' ').collect();
    let month = MONTHS.iter().position(|month| *month == parts[1]).unwrap() + 1;
    NaiveDate::from_ymd_opt(parts[2].parse().unwrap(), u32::try_from(month).unwrap(), parts[0].parse().unwrap()).unwrap()
}

fn shown(day: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

#[test]
fn who_qualifies_sees_the_proof_and_who_lacks_data_sees_which() {
    let app = app();
    let ready = get("/eligibility", &Visitor::signed_in(&app.ready)).body;
    let first = text_between(&ready, "<section class=\"answer\"", "</section>");
    assert!(first.contains("Memenuhi syarat “Kenaikan pangkat reguler”"), "{first}");
    assert!(!first.contains("Yang menghalangi"), "nothing stands in the way");
    assert!(first.contains("Sumber data") && first.contains("Dasar hukum"));
    let unknown = get("/eligibility?lang=en", &Visitor::signed_in("contoh-kepegawaian")).body;
    assert!(unknown.contains("Not known yet") && unknown.contains("can supply it"), "{unknown}");
}

#[test]
fn the_switch_keeps_the_page_and_is_remembered() {
    let app = app();
    let me = Visitor::signed_in(&app.waiting);
    let page = get("/eligibility?on=2027-04-01", &me);
    assert!(page.body.contains("<html lang=\"id\">") && page.header(header::CONTENT_LANGUAGE) == "id");
    let switch = address_of(&page.body, "/eligibility?on=");
    assert_eq!(switch, "/eligibility?on=2027-04-01&lang=en");
    let page = get(&switch, &me);
    assert!(page.body.contains("<html lang=\"en\">") && page.body.contains("1 April 2027"), "{}", page.body);
    let cookie = page.header(header::SET_COOKIE);
    assert!(cookie.starts_with("jenjang_language=en;") && cookie.contains("SameSite=Lax"), "{cookie}");
    let page = get("/policies", &me.with("jenjang_language=en"));
    assert!(page.body.contains("Policies in force"), "what was chosen is remembered");
    // a page in one language has no words of the other
    for (address, indonesian, english) in [
        ("/", "Yang menunggu Anda", "What waits for you"),
        ("/eligibility", "Kelayakan saya", "My eligibility"),
        ("/policies", "Kebijakan yang berlaku", "Policies in force"),
        ("/policies/asn/promotion/regular", "Seluruh riwayatnya", "Its whole history"),
        ("/sign-in", "Pilih siapa Anda", "Choose who you are"),
        ("/nowhere", "Tidak ditemukan", "Not found"),
    ] {
        for (language, own, other) in [("id", indonesian, english), ("en", english, indonesian)] {
            let body = get(&format!("{address}?lang={language}"), &me).body;
            assert!(body.contains(own) && !body.contains(other), "{address} in {language}");
        }
    }
}

#[test]
fn a_page_that_refuses_still_knows_who_asks() {
    let app = app();
    let me = Visitor::signed_in(&app.waiting);
    for address in ["/nowhere", "/people", "/decisions/0000"] {
        let body = get(address, &me).body;
        assert!(body.contains("action=\"/sign-out\"") && body.contains("href=\"/career\""), "{address}: {body}");
        assert!(!get(address, &Visitor::nobody()).body.contains("/sign-out"), "{address}");
    }
}

#[test]
fn what_is_wrong_is_named_by_the_field() {
    let me = Visitor::signed_in("contoh-kepegawaian");
    let answer = post("/tokens?lang=en", "name=&last=2026-12-01", &me, &[]);
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = answer.body.split("<div class=\"problems\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(summary.contains(">Name: ") && summary.contains(">What it may do: "), "{summary}");
}

#[test]
fn pages_carry_security_headers_and_nothing_inline() {
    let app = app();
    let me = Visitor::signed_in(&app.waiting);
    let style = address_of(&get("/sign-in", &me).body, "/assets/");
    for address in ["/", "/eligibility", "/sign-in", "/policies", "/policies/asn/talent/nine-box", "/nowhere", "/healthz", &style] {
        let answer = get(address, &me);
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{address}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{address}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{address}");
        if address != style && address != "/healthz" {
            assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-store", "{address}");
            assert!(!answer.body.contains("http://") && !answer.body.contains("https://"), "{address}");
            check_page(address, &me);
        }
    }
}

#[test]
fn nonsense_is_refused_in_a_sentence_and_kept() {
    let app = app();
    let me = Visitor::signed_in(&app.waiting);
    for address in ["/eligibility", "/policies", "/policies/asn/promotion/regular"] {
        for (language, sentence) in [
            ("id", "Tanggal `besok&#60;b&#62;` tidak dapat dibaca, seharusnya seperti 2026-04-01"),
            ("en", "The date `besok&#60;b&#62;` cannot be read, expected something like 2026-04-01"),
        ] {
            let answer = get(&format!("{address}?on=besok%3Cb%3E&lang={language}"), &me);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
            assert!(answer.body.contains(sentence), "{address}: {}", answer.body);
            assert!(answer.body.contains("value=\"besok&#60;b&#62;\"") && answer.body.contains("aria-invalid"), "what was typed is kept");
        }
    }
    let answer = get("/policies/asn/promotion/regulr?lang=en", &me);
    assert!(
        answer.body.contains("There is no policy named `asn/promotion/regulr`; did you mean `asn/promotion/regular`?"),
        "{}",
        answer.body
    );
    let answer = get("/policies/asn/promotion/regulr?lang=id", &me);
    assert!(answer.body.contains("Tidak ada kebijakan bernama `asn/promotion/regulr`; mungkin maksudnya"), "{}", answer.body);
    let answer = get("/api/v1/nothing?lang=en", &me);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((problem["code"].as_str(), problem["status"].as_u64()), (Some("not-found"), Some(404)));
    assert_eq!(problem["request"].as_str(), Some(answer.header("x-request-id").as_str()));
}

#[test]
fn only_own_forms_sign_in_and_only_as_those_offered() {
    let app = app();
    let nobody = Visitor::nobody();
    let chosen = format!("person={}&next=/eligibility", app.waiting);
    let answer = post("/sign-in", &chosen, &nobody, &[("sec-fetch-site", "same-origin")]);
    assert_eq!((answer.status, answer.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, "/eligibility"));
    let cookie = answer.header(header::SET_COOKIE);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let answer = post("/sign-in", &format!("person={}&next=https://example.org", app.waiting), &nobody, &[]);
    assert_eq!(answer.header(header::LOCATION), "/", "nobody is sent elsewhere");
    let answer = post("/sign-in?lang=en", &chosen, &nobody, &[("sec-fetch-site", "cross-site")]);
    assert_eq!(
        (answer.status, answer.headers.get(header::SET_COOKIE).is_some_and(|c| c.to_str().unwrap().contains("session"))),
        (StatusCode::FORBIDDEN, false)
    );
    assert!(answer.body.contains("came from another site"), "{}", answer.body);
    for person in ["synthetic-0000099", "nobody", ""] {
        let answer = post("/sign-in", &format!("person={person}"), &nobody, &[]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{person}");
    }
    assert_eq!(post("/sign-in", "nonsense", &nobody, &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("/sign-in", &"a".repeat(100_000), &nobody, &[]).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post("/policies", "", &nobody, &[]).status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn signing_out_ends_the_session_itself() {
    let app = app();
    let me = Visitor::signed_in(&app.ready);
    assert_eq!(get("/eligibility", &me).status, StatusCode::OK);
    let answer = post("/sign-out", "", &me, &[]);
    assert!(answer.header(header::SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(get("/eligibility", &me).status, StatusCode::SEE_OTHER, "the key is worth nothing any more");
    for cookie in ["jenjang_session=", "jenjang_session=abc", "jenjang_session=%00"] {
        assert_eq!(get("/eligibility", &Visitor::nobody().with(cookie)).status, StatusCode::SEE_OTHER, "{cookie}");
    }
}

#[test]
fn what_was_typed_outlives_the_session() {
    let me = Visitor::signed_in(&app().ready);
    post("/sign-out", "", &me, &[]);
    let answer = post("/development/wishes?lang=en", "wish=Analisis+%3Cdata%3E&act=add", &me, &[]);
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
    let kept = [
        "Your session has ended",
        "action=\"/development/wishes?lang=en\"",
        "name=\"wish\" value=\"Analisis &#60;data&#62;\"",
        "name=\"act\" value=\"add\"",
        "Send again",
        "href=\"/sign-in\"",
    ];
    assert!(kept.iter().all(|kept| answer.body.contains(kept)), "{}", answer.body);
    assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-store");
    // who never was signed in is led to the door, and what another site sends is held for nobody
    assert_eq!(post("/development/wishes", "wish=x", &Visitor::nobody(), &[]).status, StatusCode::SEE_OTHER);
    let foreign = post("/development/wishes", "wish=foreign", &me, &[("sec-fetch-site", "cross-site")]);
    assert!(foreign.status == StatusCode::FORBIDDEN && !foreign.body.contains("foreign"), "{}", foreign.body);
}

#[test]
fn lists_are_short_and_lead_on() {
    let hr = Visitor::signed_in("contoh-kepegawaian");
    let mut address = "/people".to_owned();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let page = get(&address, &hr);
        assert!(page.body.len() < 60_000, "{address} has {} bytes", page.body.len());
        let people = page.body.split("href=\"/people/").skip(1).filter_map(|rest| rest.split('"').next()?.strip_suffix("/eligibility"));
        let rows: Vec<String> = people.map(str::to_owned).collect();
        assert!(rows.len() <= 50 && !rows.is_empty());
        seen.extend(rows);
        let Some((_, more)) = page.body.split_once("<p class=\"more\">") else { break };
        address = address_of(more, "/people?after=");
    }
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "everybody once, in order");
    // the province runs the service for every region; another region's officer is in charge of the own one alone
    let everybody = usize::try_from(common::STAFF).unwrap() + 6;
    assert_eq!(seen.len(), everybody, "the staff and those who run the service");
    let beside = get("/people", &Visitor::signed_in("contoh-tetangga")).body;
    assert!(beside.contains("contoh-tetangga") && !beside.contains("/people/synthetic-"), "{beside}");
    assert!(!beside.contains("contoh-kepegawaian"), "{beside}");
    let policies = get("/policies", &hr);
    assert!(policies.body.len() < 60_000, "{} bytes", policies.body.len());
}

#[test]
fn a_superior_sees_the_own_staff_and_no_more() {
    let options = PopulationOptions { staff: common::STAFF, seed: 1, today: "2026-11-01".parse().unwrap() };
    let people: Vec<_> = population(options).unwrap().collect();
    let superior = &app().superior;
    let page = get("/team", &Visitor::signed_in(superior)).body;
    let mut own = 0;
    for person in &people {
        let reports = person.superior.as_ref().is_some_and(|found| found.as_str() == superior);
        let name = person.record.name.as_deref().unwrap();
        assert_eq!(page.contains(&format!("\">{name}</a><span class=\"since\">")), reports, "{name}");
        if let Some(number) = &person.record.employee_number {
            assert!(!page.contains(&**number), "no employee numbers");
        }
        own += usize::from(reports);
    }
    assert!(own > 0);
    let nobody = get("/team?lang=en", &Visitor::signed_in(&app().waiting)).body;
    assert!(nobody.contains("Nobody on this page reports to you"), "{nobody}");
}

#[test]
fn every_policy_in_force_has_a_page_in_both_languages() {
    let nobody = Visitor::nobody();
    let list = get("/policies", &nobody).body;
    let addresses: Vec<String> = list
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .filter(|to| to.starts_with("/policies/"))
        .collect();
    assert!(addresses.len() > 50, "{}", addresses.len());
    for address in addresses.iter().step_by(9) {
        for language in ["id", "en"] {
            let page = get(&format!("{address}?lang={language}"), &nobody);
            assert_eq!(page.status, StatusCode::OK, "{address}");
            assert!(page.body.contains("<h2>"), "{address} has sections");
        }
    }
    // a day on which another text bound
    let before = get("/policies/asn/promotion/regular?on=1999-01-01&lang=en", &nobody).body;
    assert!(before.contains("This policy is not in force on 1 January 1999"), "{before}");
}
