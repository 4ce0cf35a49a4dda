//! 360° cycles and surveys.

use serde_json::json;

use crate::common::app;
use crate::walk::{Matter, Walk, by, just, read};
use crate::{HR, UNIT, on};

/// Every matter here.
pub(crate) const ALL: &[fn(&mut Walk)] = &[naming, cycle, survey];

fn of_cycle<'w>(walk: &'w mut Walk, name: &'static str, cycle: &str) -> Matter<'w> {
    let matter = walk.matter(name).own("{cycle}", cycle).page("/evaluations/{cycle}", cycle).page("/hr/cycles/{cycle}", cycle);
    let rating = json!({ "answers": {}, "comment": "selalu siap membantu" });
    matter
        .body("cycles.answer", rating.clone())
        .body("cycles.save-draft", rating)
        .body("cycles.nominate", json!({ "ratee": app().waiting, "raters": [] }))
        .body("cycles.approve", json!({ "ratee": app().waiting, "raters": [app().ready] }))
        .body("cycles.refuse", json!({ "ratee": app().waiting, "rater": app().ready, "reason": "tidak bekerja bersama" }))
        .body("cycles.conflict", json!({ "ratee": app().waiting, "rater": app().ready, "reason": "satu keluarga" }))
        .body("cycles.decline", json!({ "ratee": app().waiting, "reason": "baru sebulan bekerja bersama" }))
        .body("cycles.withdraw-groups", json!({ "ratee": app().waiting, "groups": ["peer"], "reason": "benturan kepentingan" }))
        .body("cycles.open", json!({ "since": "2026-11-23", "until": "2026-12-16" }))
        .body("cycles.close", json!({}))
}

fn naming(walk: &mut Walk) {
    let planned = read(HR, "/cycles/360-2027/plan");
    let mut plan = json!({ "title": planned["title"], "unit": UNIT, "scheme": planned["scheme"], "instrument": planned["instrument"] });
    let mut matter = of_cycle(walk, "cycle in naming", "uji-tahap").body("cycles.change", plan.clone());
    plan["id"] = "uji-tahap".into();
    by(HR, "/cycles", plan);
    matter.at("planned");
    by(HR, "/cycles/uji-tahap/propose-raters", json!({ "seed": "2027", "chosen-too": true }));
    matter.at("raters proposed");
}

fn cycle(walk: &mut Walk) {
    let mut matter = of_cycle(walk, "cycle", "360-2026");
    matter.at("open");
    on("2026-12-20");
    matter.at("past its end");
    just(HR, "/cycles/360-2026/close");
    matter.at("closed");
    just(HR, "/cycles/360-2026/release");
    matter.at("released");
}

fn survey(walk: &mut Walk) {
    const SURVEY: &str = "/surveys/uji-tahap";
    let text = jenjang_asn::questionnaire_texts().find(|(path, _)| *path == "surveys/development-climate.toml").unwrap().1;
    let mut matter = walk
        .matter("survey")
        .own("{survey}", "uji-tahap")
        .page("/hr/surveys/{id}", "uji-tahap")
        .page("/voice/surveys/{id}", "uji-tahap")
        .body("surveys.open", json!({ "since": "2026-11-23", "until": "2026-12-07" }))
        .body("surveys.answer", json!({ "answers": {} }));
    let plan = json!({
        "id": "uji-tahap", "unit": UNIT, "questionnaire": text, "naming": { "naming": "anonymous" }, "audience": { "audience": "unit" },
    });
    by(HR, "/surveys", plan);
    matter.at("planned");
    by(HR, &format!("{SURVEY}/open"), json!({ "since": "2026-11-23", "until": "2026-12-07" }));
    matter.at("open");
    on("2026-12-10");
    matter.at("past its end");
    just(HR, &format!("{SURVEY}/close"));
    matter.at("closed");
    just(HR, &format!("{SURVEY}/publish"));
    matter.at("published");
}
