//! Choosing a unit where somebody is in charge of very many.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Answer, Visitor, address_of, check_page, get, post, program};
use serde_json::{Value, json};

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// Puts schools under the first unit somebody is in charge of.
fn with_schools(count: usize) {
    let listed: Value = serde_json::from_str(&program("GET", "/api/v1/units?limit=1", None, &hr(), &[]).body).unwrap();
    let top = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let school = |number: usize| {
        let name = format!("Sekolah Dasar Contoh {number:03}");
        json!({ "id": format!("sd-{number:03}"), "name": { "id": name, "en": format!("Example School {number:03}") }, "parent": &top })
    };
    let units: Vec<Value> = (1..=count).map(school).collect();
    let kept = program("POST", "/api/v1/units", Some(&json!({ "units": units }).to_string()), &hr(), &[]);
    assert!(kept.status.is_success(), "{}", kept.body);
}

fn plan(id: &str, unit: &str) -> Answer {
    let fields =
        "title-id=Uji&title-en=Test&policy=asn/promotion/regular&as-of=2027-04-01&quota=&ranking=&names=3&panel=&quorum=&low=0&high=100";
    post("/hr/rounds/new?lang=en", &format!("id={id}&{fields}&unit={}", unit.replace(' ', "+")), &hr(), &[])
}

#[test]
fn a_unit_among_hundreds_is_chosen_by_its_name() {
    let few = get("/hr/rounds/new", &hr()).body;
    assert!(few.contains("<select id=\"unit\""), "a few are listed");
    with_schools(320);
    for address in [
        "/hr/rounds/new",
        "/hr/cycles/new",
        "/hr/talent/new",
        "/hr/surveys",
        "/hr/development/sessions",
        "/hr/development/places",
        "/hr/development/mentoring",
        "/hr/development/budget",
        "/drafts/socialisation",
    ] {
        let page = get(address, &hr());
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(page.body.contains("<input id=\"unit\"") && page.body.contains("Tulis nama unit"), "{address}: {}", page.body);
        assert!(!page.body.contains("Sekolah Dasar Contoh 007"), "{address} lists nobody's hundreds");
        assert!(page.body.len() < 60_000, "{address} has {} bytes", page.body.len());
        check_page(address, &hr());
    }
    // reports and the plan of a budget too
    let envelope = address_of(&get("/hr/development/budget", &hr()).body, "/hr/development/budget/");
    for address in ["/hr/development/demand", "/hr/development/duty", &*envelope] {
        let page = get(address, &hr());
        assert!(page.status == StatusCode::OK && page.body.contains("<input id=\"unit\""), "{address}: {}", page.body);
        assert!(!page.body.contains("Sekolah Dasar Contoh 007"), "{address} lists nobody's hundreds");
        assert!(page.body.len() < 60_000, "{address} has {} bytes", page.body.len());
        check_page(address, &hr());
    }
    for report in ["/hr/development/demand", "/hr/development/duty"] {
        // by words of the name, by the code; without either the highest unit
        for typed in ["dasar+301", "sd-301"] {
            let page = get(&format!("{report}?lang=en&unit={typed}"), &hr());
            assert!(page.status == StatusCode::OK && page.body.contains("<h2>Example School 301</h2>"), "{report} {typed}: {}", page.body);
            assert!(page.body.contains("value=\"sd-301\""), "{}", page.body);
        }
        assert!(get(&format!("{report}?lang=en"), &hr()).body.contains("<h2>Example Province 1</h2>"), "{report}");
        let none = get(&format!("{report}?lang=en&unit=puskesmas"), &hr());
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", none.body);
        assert!(none.body.contains("None of your units has the name") && none.body.contains("value=\"puskesmas\""), "{}", none.body);
        let theirs = Visitor::signed_in("contoh-tetangga");
        let foreign = get(&format!("{report}?lang=en&unit=sd-301"), &theirs);
        assert!(foreign.status == StatusCode::UNPROCESSABLE_ENTITY && !foreign.body.contains("School 301"), "{}", foreign.body);
        assert!(foreign.body.contains("None of your units has the name or the code `sd-301`."), "{}", foreign.body);
    }
    let refused = post(&format!("{envelope}?lang=en"), "code=r-1&unit=puskesmas&share-unit-1=klinik&share-1=5", &hr(), &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    for field in ["unit", "share-unit-1"] {
        assert!(refused.body.contains(&format!("id=\"{field}-problem\"")), "{field}: {}", refused.body);
    }
    // several fit: which, by which codes; what was typed stays
    let several = plan("uji-1", "sekolah contoh 30");
    assert_eq!(several.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["10 units fit", "write more of the name, or the code", "Example School 300", "`sd-300`", "value=\"sekolah contoh 30\""] {
        assert!(several.body.contains(said), "no `{said}`: {}", several.body);
    }
    let all = plan("uji-1", "sekolah");
    assert!(all.body.contains("More than 100 units fit"), "{}", all.body);
    // none fits
    for unknown in ["puskesmas melati", "---"] {
        let none = plan("uji-1", unknown);
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains(&format!("None of your units has the name or the code `{unknown}`")), "{}", none.body);
    }
    let empty = plan("uji-1", "");
    assert!(empty.body.contains("This field has to be filled in."), "{}", empty.body);
    // by words of the name, by the whole name in another case, by the code
    for (id, typed, school) in [("uji-2", "dasar 301", "sd-301"), ("uji-3", "example SCHOOL 007", "sd-007"), ("uji-4", "sd-320", "sd-320")]
    {
        let done = plan(id, typed);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{typed}: {}", done.body);
        let round: Value = serde_json::from_str(&program("GET", &format!("/api/v1/rounds/{id}"), None, &hr(), &[]).body).unwrap();
        assert!(round.to_string().contains(&format!("\"{school}\"")), "{typed}: {round}");
    }
    // planned anew, the code stands in the field and the name beside it
    let anew = get("/hr/rounds/uji-2/plan?lang=en", &hr()).body;
    assert!(anew.contains("value=\"sd-301\"") && anew.contains("Example School 301"), "{anew}");
    // what belongs to others is as if it were not there
    let theirs = Visitor::signed_in("contoh-tetangga");
    assert!(get("/hr/rounds/new", &theirs).body.contains("<select id=\"unit\""), "the neighbours have few");
    let fields = "title-id=Uji&title-en=Test&policy=asn/promotion/regular&as-of=2027-04-01&ranking=&names=3&panel=&low=0&high=100";
    for typed in ["dasar+301", "sd-301"] {
        let refused = post("/hr/rounds/new?lang=en", &format!("id=uji-5&{fields}&unit={typed}"), &theirs, &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.body.contains("None of your units has the name"), "{}", refused.body);
    }
}
