//! Rounds, appeals, corrections, tokens.

use serde_json::{Value, json};

use crate::common::{Visitor, app};
use crate::walk::{Walk, by, just, read};
use crate::{ANALYST, AUDITOR, AUTHORITY, HR, REVIEWER, UNIT};

/// Every matter here.
pub(crate) const ALL: &[fn(&mut Walk)] = &[round, appeal, correction, token, webhook];

fn round(walk: &mut Walk) {
    const ROUND: &str = "/rounds/uji-tahap";
    let members = [ANALYST, REVIEWER, AUDITOR].map(|person| json!({ "person": person }));
    let plan = json!({
        "title": { "id": "Uji tahap", "en": "Stages" }, "unit": UNIT, "policy": "asn/training/study-assignment", "as-of": "2026-11-01", "quota": 1,
        "ranking": { "policy": "asn/selection/open", "names": 3, "panel": { "members": members } },
    });
    let mut first = plan.clone();
    first["id"] = "uji-tahap".into();
    let mut matter = walk
        .matter("round")
        .own("{round}", "uji-tahap")
        .page("/hr/rounds/{id}", "uji-tahap")
        .page("/rounds/{id}", "uji-tahap")
        .page("/results/{id}", "uji-tahap")
        .page("/audit/rounds/{id}", "uji-tahap")
        .body("rounds.plan-anew", plan)
        .body("rounds.add-candidates", json!({ "people": [app().waiting] }))
        .body("rounds.panel-conflict", json!({ "candidate": app().waiting }))
        .body("rounds.score-candidate", json!({ "candidate": app().waiting, "scores": {} }))
        .body("rounds.decide", json!({ "chosen": [] }))
        .body("rounds.screen", json!({ "dry-run": false }));
    by(HR, "/rounds", first);
    matter.at("planned");
    just(HR, &format!("{ROUND}/open"));
    matter.at("open");
    let standing = read(HR, "/rounds/seleksi-panitia-2026-11/candidates?limit=200");
    let people: Vec<&Value> = standing["items"].as_array().unwrap().iter().map(|one| &one["person"]).collect();
    by(HR, &format!("{ROUND}/candidates"), json!({ "people": people }));
    just(&app().waiting, &format!("{ROUND}/stand"));
    matter.at("stood in");
    by(HR, &format!("{ROUND}/screen"), json!({ "dry-run": false }));
    matter.at("screened");
    for member in [ANALYST, REVIEWER, AUDITOR] {
        let sheet = read(member, &format!("{ROUND}/panel"));
        for candidate in sheet["candidates"].as_array().unwrap() {
            let scores = sheet["components"].as_array().unwrap().iter().map(|one| (one["fact"].as_str().unwrap().to_owned(), json!("80")));
            let scores: serde_json::Map<String, Value> = scores.collect();
            by(member, &format!("{ROUND}/panel-scores"), json!({ "candidate": candidate["person"], "scores": scores }));
        }
    }
    just(HR, &format!("{ROUND}/score"));
    matter.at("scored");
    just(HR, &format!("{ROUND}/rank"));
    matter.at("ranked");
    let best = read(HR, &format!("{ROUND}/ranking?limit=1"))["rows"][0]["ranked"]["id"].clone();
    by(AUTHORITY, &format!("{ROUND}/decide"), json!({ "chosen": [{ "person": best }] }));
    matter.at("decided");
    just(HR, &format!("{ROUND}/publish"));
    matter.at("published");
}

fn appeal(walk: &mut Walk) {
    const APPEAL: &str = "/appeals/uji-tahap";
    let me = &app().waiting;
    let facts = json!({ "facts": [{ "fact": "grade.since", "value": { "date": "2020-04-01" }, "source": "SK 12/2020" }] });
    let mut matter = walk
        .matter("appeal")
        .own("{appeal}", "uji-tahap")
        .page("/career/appeals/{id}", "uji-tahap")
        .page("/hr/appeals/{id}", "uji-tahap")
        .body("appeals.redecide", facts.clone());
    let decisions = read(me, "/me/decisions");
    let decision = &decisions["items"][0];
    let unmet = decision["findings"].as_array().unwrap().iter().find(|finding| finding["verdict"] != "met").expect("a criterion not met");
    let filed = json!({ "id": "uji-tahap", "decision": decision["id"], "criterion": unmet["code"], "grounds": "SK saya lebih awal" });
    by(me, "/appeals", filed);
    read(me, "/me/appeals");
    matter.at("filed");
    matter.each_end(&[("withdrawn", &|| drop(just(me, &format!("{APPEAL}/withdraw"))))]);
    just(REVIEWER, &format!("{APPEAL}/review"));
    matter.at("under review");
    matter.each_end(&[
        ("dismissed", &|| drop(by(AUTHORITY, &format!("{APPEAL}/dismiss"), json!({ "reason": "data sudah benar" })))),
        ("decided anew", &|| drop(by(AUTHORITY, &format!("{APPEAL}/redecide"), facts.clone()))),
    ]);
}

fn correction(walk: &mut Walk) {
    let me = &app().waiting;
    let mut matter = walk.matter("correction");
    let ask = json!({ "register": "grades", "wrong": "TMT 2022-10-01", "right": "2022-04-01", "evidence": "SK contoh" });
    let id = by(me, "/me/corrections", ask)["id"].as_str().unwrap().to_owned();
    matter = matter.own("{correction}", &id).page("/career/corrections/{id}", &id).page("/hr/corrections/{id}", &id);
    matter.at("asked");
    let answer = |answer: &str| drop(by(HR, &format!("/corrections/{id}/answer"), json!({ "answer": answer, "reason": "sesuai SK" })));
    matter.each_end(&[
        ("accepted", &|| answer("accept")),
        ("refused", &|| answer("refuse")),
        ("withdrawn", &|| drop(just(me, &format!("/corrections/{id}/withdraw")))),
    ]);
}

fn token(walk: &mut Walk) {
    let me = &app().waiting;
    let mut matter = walk.matter("token");
    let made = by(me, "/tokens", json!({ "name": "aplikasi", "scopes": ["me:read"], "last": "2027-06-30" }));
    let id = made["id"].as_str().unwrap().to_owned();
    matter = matter.own("{token}", &id).page("/tokens/{id}", &id);
    read(me, "/tokens");
    matter.at("made");
    let ended = crate::common::program("DELETE", &format!("/api/v1/tokens/{id}"), None, &Visitor::signed_in(me), &[]);
    assert!(ended.status.is_success(), "{}", ended.body);
    matter.at("ended");
}

fn webhook(walk: &mut Walk) {
    let mut matter = walk.matter("webhook");
    let made =
        by(HR, "/webhooks", json!({ "name": "surat", "url": "https://contoh.go.id/kabar", "unit": UNIT, "topics": ["round-opened"] }));
    let id = made["id"].as_str().or(made["webhook"]["id"].as_str()).unwrap().to_owned();
    matter = matter.own("{webhook}", &id).page("/hr/webhooks/{id}", &id);
    read(HR, "/webhooks");
    matter.at("made");
    let ended = crate::common::program("DELETE", &format!("/api/v1/webhooks/{id}"), None, &Visitor::signed_in(HR), &[]);
    assert!(ended.status.is_success(), "{}", ended.body);
    matter.at("ended");
}
