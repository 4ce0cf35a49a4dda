//! Drafts of policies and what becomes of them, explanations, indicators.

use jenjang_service::permissions::Role;
use serde_json::{Value, json};

use crate::common::app;
use crate::walk::{Walk, by, just, read};
use crate::{ANALYST, AUTHORITY, HR, UNIT, on};

/// Every matter here.
pub(crate) const ALL: &[fn(&mut Walk)] = &[draft, version, socialisation, indicator];

/// Has somebody write policies too.
fn make_analyst(person: &str) {
    for unit in read(HR, "/units?limit=200")["items"].as_array().unwrap() {
        let top = unit.get("parent").is_none_or(Value::is_null);
        if top {
            by(AUTHORITY, "/grants", json!({ "person": person, "role": "policy-analyst", "unit": unit["id"] }));
        }
    }
}

fn draft(walk: &mut Walk) {
    const DRAFT: &str = "/consultations/uji-tahap";
    let opened = || {
        let notice = json!({ "channel": "announcement", "on": "2026-11-23", "access": "Halaman Suara" });
        json!({ "until": "2027-01-30", "notices": [notice] })
    };
    let said = json!({ "clause": "1", "position": "support", "text": "sudah cukup", "group": "staff", "channel": "online" });
    let mut matter = walk
        .matter("draft")
        .own("{draft}", "uji-tahap")
        .page("/drafts/{id}", "uji-tahap")
        .page("/voice/consultations/{id}", "uji-tahap")
        .body("consultations.open", opened())
        .body("consultations.submit", said.clone())
        .body(
            "consultations.meeting",
            json!({ "form": "hearing", "on": "2026-11-23", "place": "Aula", "minutes": "masa peralihan", "participants": { "staff": 40 } }),
        )
        .body("consultations.step", json!({ "step": "legal-review" }))
        .body("consultations.sign", json!({ "effective": "2027-04-01" }));
    let shorter = read(ANALYST, "/drafts/reguler-tiga-tahun")["policy-text"].clone();
    let begun = by(ANALYST, "/drafts", json!({ "id": "uji-tahap", "purpose": "Uji tahap", "from": "asn/promotion/regular" }));
    let clauses = by(ANALYST, "/draft-clauses", json!({ "draft": "uji-tahap", "policy-text": shorter }))["clauses"].clone();
    let saved = json!({ "policy-text": shorter, "clauses": clauses, "revision": begun["revision"] });
    by(ANALYST, "/drafts/uji-tahap", saved);
    matter.at("begun");
    by(ANALYST, "/consultations", json!({ "text": clauses, "policy": shorter }));
    matter.at("drafted");
    by(ANALYST, &format!("{DRAFT}/open"), opened());
    matter.at("open");
    let submission = by(&app().waiting, &format!("{DRAFT}/submissions"), said)["submission"].clone();
    matter.at("spoken on");
    on("2027-02-01");
    just(ANALYST, &format!("{DRAFT}/close"));
    matter.at("closed");
    let answer = json!({ "submission": submission, "outcome": "rejected", "reason": "sudah diatur dalam ketentuan lain", "correct": true });
    by(ANALYST, "/submission-answers", answer);
    just(ANALYST, &format!("{DRAFT}/settle"));
    matter.at("settled");
    // whoever wrote it does not look at it for the legal section
    matter = matter.given("an HR officer", Role::PolicyAnalyst);
    make_analyst(HR);
    let steps = read(ANALYST, DRAFT)["draft"]["process"]["steps"].clone();
    for (place, step) in steps.as_array().unwrap().iter().enumerate() {
        let code = step["code"].as_str().unwrap();
        let who = if step["other-person"] == true { HR } else { ANALYST };
        if step["kind"] == "signature" {
            matter.at("ready to be signed");
            by(AUTHORITY, &format!("{DRAFT}/sign"), json!({ "effective": "2027-04-01" }));
        } else {
            by(who, &format!("{DRAFT}/steps"), json!({ "step": code }));
        }
        on(&format!("2027-02-{:02}", place + 2));
        // the steps between these answer everybody alike
        if place == 0 || step["kind"] == "signature" {
            matter.at(&format!("step {code} taken"));
        }
    }
}

fn version(walk: &mut Walk) {
    let text = read(ANALYST, "/drafts/reguler-tiga-tahun")["policy-text"].clone();
    let mut matter = walk.matter("version");
    let proposed = by(ANALYST, "/policy-versions", json!({ "file": "regular.toml", "text": text, "purpose": "tiga tahun" }));
    let version = proposed["version"]["version"].as_str().or(proposed["version"].as_str()).expect("a version").to_owned();
    let named = || json!({ "policy": "asn/promotion/regular", "version": version });
    let enacted = json!({ "policy": "asn/promotion/regular", "version": version, "effective": "2027-04-01" });
    let withdrawn = json!({ "policy": "asn/promotion/regular", "version": version, "reason": "diganti rancangan lain" });
    matter = matter
        .body("policies.submit", named())
        .body("policies.enact", enacted.clone())
        .body("policies.withdraw", withdrawn.clone())
        .body("policies.versions", Value::Null);
    matter.at("proposed");
    matter.each_end(&[("withdrawn", &|| drop(by(ANALYST, "/policy-versions/withdraw", withdrawn.clone())))]);
    by(ANALYST, "/policy-versions/submit", named());
    matter.at("submitted");
    by(AUTHORITY, "/policy-versions/enact", enacted);
    matter.at("enacted");
    // whoever proposed it does not review it
    on("2027-04-02");
    make_analyst(HR);
    let review = json!({ "policy": "asn/promotion/regular", "recommendation": "keep", "reasons": "capaian sesuai janji" });
    by(HR, "/policy-reviews", review);
}

fn socialisation(walk: &mut Walk) {
    let start = json!({
        "id": "uji-tahap", "policy": "asn/promotion/regular", "units": [UNIT], "until": "2027-03-31", "needed": 1,
        "questions": [{ "code": "q1", "text": { "id": "Sejak?", "en": "Since?" }, "options": [{ "id": "A", "en": "A" }, { "id": "B", "en": "B" }], "right": 1 }],
    });
    let mut matter = walk
        .matter("explanation")
        .own("{socialisation}", "uji-tahap")
        .page("/drafts/socialisation/{id}", "uji-tahap")
        .page("/voice/policies/{id}", "uji-tahap");
    by(ANALYST, "/socialisations", start);
    matter.at("under way");
    let question = by(&app().waiting, "/socialisations/uji-tahap/questions", json!({ "text": "mulai kapan?" }))["question"].clone();
    matter = matter.body("socialisations.answer", json!({ "question": question, "text": "sejak Juli" }));
    matter.at("asked about");
}

fn indicator(walk: &mut Walk) {
    const INDICATOR: &str = "/indicators/hari-proses-usulan";
    let figure = || json!({ "period": "2026", "value": "24", "evidence": "laporan tahunan" });
    let mut matter = walk
        .matter("figure")
        .own("{indicator}", "hari-proses-usulan")
        .page("/drafts/indicators/{id}", "hari-proses-usulan")
        .body("indicators.report", figure())
        .body("indicators.verify", json!({ "period": "2026" }));
    on("2027-01-20");
    matter.at("due");
    by(HR, &format!("{INDICATOR}/readings"), figure());
    matter.at("reported");
    matter.each_end(&[("refused", &|| {
        drop(by(ANALYST, &format!("{INDICATOR}/verify"), json!({ "period": "2026", "refused": "tanpa bukti" })))
    })]);
    by(ANALYST, &format!("{INDICATOR}/verify"), json!({ "period": "2026" }));
    matter.at("verified");
}
