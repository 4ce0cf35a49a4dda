//! What is done in one step, so that its answer is described too: nothing is written down of it.

use serde_json::{Value, json};

use crate::common::app;
use crate::walk::{Walk, by, just, read};
use crate::{ANALYST, AUTHORITY, HR, UNIT, on};

/// Every matter here.
pub(crate) const ALL: &[fn(&mut Walk)] = &[catalogue, development, figures, reviews, survey, simulation, results];

fn catalogue(walk: &mut Walk) {
    walk.afresh();
    by(HR, "/catalogue/providers", json!({ "id": "uji-tahap", "name": "Pusat Contoh", "own": true }));
    read(HR, "/catalogue/providers/uji-tahap");
    let course =
        json!({ "id": "uji-tahap", "title": { "id": "Data", "en": "Data" }, "form": "B2", "amount": "8", "provider": "uji-tahap" });
    by(HR, "/catalogue/courses", course);
    read(HR, "/catalogue/courses/uji-tahap");
    let session = json!({
        "id": "uji-tahap", "course": "uji-tahap", "first": "2027-01-11", "last": "2027-01-11", "place": "Balai", "capacity": 2,
        "enrol-until": "2027-01-05", "order": "first-come", "unit": UNIT,
    });
    by(HR, "/catalogue/sessions", session);
    read(HR, "/training-effects?course=pelayanan-publik");
}

fn development(walk: &mut Walk) {
    walk.afresh();
    let me = &app().waiting;
    let wish = by(me, "/me/wishes", json!({ "topic": "analisis data" }))["id"].as_str().unwrap().to_owned();
    let item = json!({
        "person": me, "year": 2027, "need": format!("wish:{wish}"), "due": "2027-11-30", "form": "C1", "title": "Seminar nasional", "amount": "8",
    });
    by(me, "/plan-items", item);
    just(me, &format!("/me/wishes/{wish}/withdraw"));
    let plan = read(me, &format!("/people/{me}/plans"))["items"][0]["id"].as_str().unwrap().to_owned();
    let certificate = read(me, &format!("/people/{me}/certificates"))["items"][0]["certificate"]["id"].clone();
    just(&app().superior, &format!("/plans/{plan}/agree"));
    by(HR, &format!("/plans/{plan}/close-item"), json!({ "item": 1, "kind": "certificate", "evidence": certificate }));
    let waiver = json!({
        "id": "uji-tahap", "person": me, "policy": "asn/position/jpt-pratama", "criterion": "diploma-too-low", "basis": "PP 17/2020 ps. 107 (2)",
        "reason": "formasi kosong",
    });
    by(AUTHORITY, "/waivers", waiver);
}

fn figures(walk: &mut Walk) {
    walk.afresh();
    let indicator = read(ANALYST, "/indicators")["items"][0]["indicator"].clone();
    by(ANALYST, "/indicators", json!({ "indicators": [indicator] }));
    just(ANALYST, "/indicator-calculations");
    let line = json!({ "indicator": "hari-proses-usulan", "period": "2027", "expected": "25", "basis": "stated" });
    by(ANALYST, "/policy-promises", json!({ "policy": "asn/promotion/regular", "lines": [line] }));
    by(
        HR,
        "/published-statistics",
        json!({ "outcome": "decisions", "round": "kp-reguler-2026-11", "by": ["grade-group"], "unit": UNIT, "dry-run": true }),
    );
}

fn reviews(walk: &mut Walk) {
    walk.afresh();
    let table = format!("id,talent.potential level\n{},high\n", app().waiting);
    let review = json!({
        "id": "uji-tahap", "title": { "id": "Uji", "en": "Test" }, "unit": UNIT, "policy": "asn/talent/nine-box", "as-of": "2026-11-01", "table": table,
    });
    by(HR, "/talent-reviews", review);
    // of everybody, without a table
    let review = json!({
        "id": "uji-semua", "title": { "id": "Semua", "en": "All" }, "unit": UNIT, "policy": "asn/talent/nine-box", "as-of": "2026-11-01",
    });
    by(HR, "/talent-reviews", review);
    let facts = format!("/talent-reviews/uji-semua/people/{}/facts", app().waiting);
    by(HR, &facts, json!({ "facts": { "talent.potential level": "high" } }));
    let placed = read(HR, "/talent-reviews/talenta-2026")["placed"][0]["person"].clone();
    by(HR, "/talent-reviews/talenta-2026/moves", json!({ "person": placed.clone(), "to": "9", "reason": "bukti yang belum tercatat" }));
    let table = format!("id,succession.match\n{},90", placed.as_str().unwrap());
    by(HR, "/talent-reviews/talenta-2026/succession", json!({ "post": "sekretaris", "table": table }));
    let decision = read(&app().waiting, "/me/decisions")["items"][0]["id"].as_str().unwrap().to_owned();
    read(HR, &format!("/verify/{decision}"));
}

fn survey(walk: &mut Walk) {
    const SURVEY: &str = "/surveys/uji-tahap";
    walk.afresh();
    let text = jenjang_asn::questionnaire_texts().find(|(path, _)| *path == "surveys/development-climate.toml").unwrap().1;
    let plan = json!({
        "id": "uji-tahap", "unit": UNIT, "questionnaire": text, "naming": { "naming": "named", "readers": ["hr-officer"] },
        "audience": { "audience": "unit" },
    });
    by(HR, "/surveys", plan);
    by(HR, &format!("{SURVEY}/open"), json!({ "since": "2026-11-23", "until": "2026-12-07" }));
    let asked = read(&app().waiting, &format!("{SURVEY}/questionnaire"))["questionnaire"]["questions"].clone();
    let answer = |question: &Value| {
        let given = match question["type"].as_str().unwrap() {
            "scale" => json!({ "value": "4" }),
            "single" => json!({ "choice": question["options"][1]["code"] }),
            _ => return None,
        };
        let always = question["show-when"].as_array().is_none_or(Vec::is_empty);
        always.then(|| (question["id"].as_str().unwrap().to_owned(), given))
    };
    let answers: serde_json::Map<String, Value> = asked.as_array().unwrap().iter().filter_map(answer).collect();
    by(&app().waiting, &format!("{SURVEY}/answers"), json!({ "answers": answers }));
    on("2026-12-10");
    just(HR, &format!("{SURVEY}/close"));
    read(HR, &format!("{SURVEY}/answers"));
}

fn simulation(walk: &mut Walk) {
    const RUNS: &str = "/drafts/reguler-tiga-tahun/simulations";
    walk.afresh();
    let run = by(ANALYST, RUNS, json!({ "as-of": "2026-11-23", "whom": "synthetic", "audit": true }))["run"].as_str().unwrap().to_owned();
    for _ in 0..400 {
        if read(ANALYST, &format!("{RUNS}/{run}"))["state"] != "running" {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the simulation does not end");
}

fn results(walk: &mut Walk) {
    const CYCLE: &str = "/cycles/360-2026";
    walk.afresh();
    on("2026-12-20");
    just(HR, &format!("{CYCLE}/close"));
    read(HR, &format!("{CYCLE}/results?unit={UNIT}&limit=200"));
    by(HR, &format!("{CYCLE}/withdraw-groups"), json!({ "ratee": app().waiting, "groups": ["peer"], "reason": "benturan kepentingan" }));
}
