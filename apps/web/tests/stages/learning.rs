//! Enrolments, plans, mentoring, places, studies, budgets, certificates, activities.

use serde_json::{Value, json};

use crate::common::app;
use crate::walk::{Walk, by, just, read};
use crate::{AUTHORITY, HR, UNIT, on};

/// Every matter here.
pub(crate) const ALL: &[fn(&mut Walk)] = &[enrolment, plan, pair, placement, study, budget, certificate, activity];

/// What an answer calls itself, as it stands in an address.
fn id_of(answer: &Value) -> String {
    let named = ["id", "activity", "placement"].into_iter().find_map(|name| answer[name].as_str());
    named.unwrap_or_else(|| panic!("no id in {answer}")).replace('/', "%2F")
}

fn enrolment(walk: &mut Walk) {
    let me = &app().waiting;
    let mut matter = walk
        .matter("enrolment")
        .own("{session}", "kompetensi-1-a")
        .page("/hr/development/sessions/{id}", "kompetensi-1-a")
        .body("catalogue.record-results", json!({ "results": [{ "person": me, "attended": true, "passed": true }] }));
    let enrolment = by(me, "/enrolments", json!({ "session": "kompetensi-1-a" }))["enrolment"].as_str().unwrap().replace('/', "%2F");
    matter = matter.own("{enrolment}", &enrolment);
    let to = |step: &str| format!("/enrolments/{enrolment}/{step}");
    matter.at("asked");
    let why = || json!({ "reason": "tugas mendesak" });
    matter.each_end(&[
        ("refused", &|| drop(by(HR, &to("refuse"), why()))),
        ("withdrawn", &|| drop(by(me, &to("withdraw"), why()))),
        ("called off", &|| drop(by(HR, "/sessions/kompetensi-1-a/cancel", why()))),
    ]);
    just(HR, &to("approve"));
    matter.at("seated");
    on("2026-12-26");
    matter.at("held");
    let results = json!({ "results": [{ "person": me, "attended": true, "passed": true }] });
    by(HR, "/sessions/kompetensi-1-a/results", results);
    matter.at("recorded");
}

fn plan(walk: &mut Walk) {
    let me = &app().waiting;
    let plan = id_of(&read(me, &format!("/people/{me}/plans"))["items"][0]);
    let item = |kind: &str| json!({ "item": 1, "kind": kind, "evidence": "catatan pertemuan" });
    let mut matter = walk
        .matter("plan")
        .own("{plan}", &plan)
        .page("/development/people/{person}/plan", me)
        .page("/development/plan", "")
        .body("development.close-item", item("note"));
    matter.at("agreed by the employee");
    just(&app().superior, &format!("/plans/{plan}/agree"));
    matter.at("agreed");
}

fn pair(walk: &mut Walk) {
    let (mentee, mentor) = (&app().waiting, &app().ready);
    let mut matter = walk
        .matter("mentoring")
        .own("{programme}", "uji-tahap")
        .page("/hr/development/mentoring/{id}", "uji-tahap")
        .body("mentoring.match", json!({ "mentees": [mentee], "mentors": [mentor], "keep": false }))
        .body("mentoring.pair", json!({ "mentee": mentee, "mentor": mentor }))
        .body("mentoring.bar", json!({ "mentee": mentee, "mentor": mentor, "reason": "hubungan keluarga" }))
        .body("mentoring.meet", json!({ "date": "2026-11-23", "notes": "membahas rapat", "form": "C2" }));
    let programme = json!({
        "id": "uji-tahap", "title": "Mentoring", "unit": UNIT, "first": "2026-11-01", "last": "2027-05-31", "load-limit": 2, "no-superior": true,
        "criteria": [{ "criterion": "higher-grade", "weight": "1" }],
    });
    by(HR, "/mentoring", programme);
    matter.at("declared");
    by(mentee, "/mentoring/uji-tahap/wish", json!({ "side": "mentee" }));
    matter.at("wished for");
    let made = by(HR, "/mentoring/uji-tahap/pairs", json!({ "mentee": mentee, "mentor": mentor }));
    let pair = id_of(&made);
    matter = matter.own("{pair}", &pair);
    matter.at("paired");
    by(mentor, &format!("/pairs/{pair}/goals"), json!({ "goals": [{ "text": "memimpin rapat" }] }));
    by(mentor, &format!("/pairs/{pair}/meetings"), json!({ "date": "2026-11-23", "notes": "membahas rapat", "form": "C2" }));
    matter.at("met");
    by(HR, &format!("/pairs/{pair}/end"), json!({ "reason": "mentor mutasi" }));
    matter.at("ended");
}

fn placement(walk: &mut Walk) {
    let me = &app().waiting;
    let assessed = || json!({ "levels": [], "evidence": "laporan magang" });
    let mut matter = walk
        .matter("placement")
        .own("{place}", "magang-layanan")
        .page("/hr/development/places/{id}", "magang-layanan")
        .body("placements.apply", json!({}))
        .body("placements.decide", json!({}))
        .body("placements.assess", assessed());
    matter.at("offered");
    let made = by(me, "/places/magang-layanan/applications", json!({}));
    let id = id_of(&made);
    matter = matter.own("{placement}", &id);
    matter.at("asked");
    matter.each_end(&[("declined", &|| drop(by(HR, &format!("/placements/{id}/decide"), json!({ "declined": "penuh" }))))]);
    by(HR, &format!("/placements/{id}/decide"), json!({}));
    matter.at("taken");
    on("2027-01-23");
    just(HR, &format!("/placements/{id}/start"));
    matter.at("under way");
    matter.each_end(&[("broken off", &|| drop(by(HR, &format!("/placements/{id}/break-off"), json!({ "reason": "dipanggil kembali" }))))]);
    on("2027-02-20");
    by(HR, &format!("/placements/{id}/assess"), assessed());
    matter.at("assessed");
}

fn study(walk: &mut Walk) {
    const STUDY: &str = "/studies/uji-tahap";
    let me = &app().waiting;
    let start = || json!({ "step": "start", "on": "2026-11-02" });
    let mut matter = walk
        .matter("study")
        .own("{study}", "uji-tahap")
        .page("/hr/development/studies/{id}", "uji-tahap")
        .body("studies.record", json!({ "step": "semester", "number": 1, "on": "2026-11-20", "evidence": "KHS 1" }));
    let study = json!({ "id": "uji-tahap", "programme": "S2", "institution": "Universitas Contoh", "self-funded": true, "first": "2026-11-02", "last": "2028-10-31" });
    by(me, "/studies", study);
    matter.at("applied for");
    matter.each_end(&[("refused", &|| drop(by(AUTHORITY, &format!("{STUDY}/refuse"), json!({ "reason": "formasi penuh" }))))]);
    by(AUTHORITY, &format!("{STUDY}/grant"), json!({ "decree": "893.3/1/2026" }));
    matter.at("granted");
    by(HR, &format!("{STUDY}/steps"), start());
    matter.at("under way");
    on("2028-10-31");
    by(HR, &format!("{STUDY}/steps"), json!({ "step": "graduate", "on": "2028-10-30" }));
    matter.at("graduated");
}

fn budget(walk: &mut Walk) {
    let mut matter = walk
        .matter("budget")
        .own("{envelope}", "uji-pagu")
        .own("{budget}", "uji-rencana")
        .page("/hr/development/budget/{envelope}", "uji-pagu")
        .page("/hr/development/budget/plans/{plan}", "uji-rencana")
        .body("budgets.settle", json!({ "session": "kompetensi-1-a", "amount": "1000000", "document": "SP2D-9" }))
        .body("budgets.plan", json!({ "envelope": "uji-pagu" }));
    let money =
        json!({ "id": "uji-pagu", "unit": UNIT, "programme": "Pengembangan", "year": 2026, "money": "100000000", "document": "DPA-1" });
    by(HR, "/envelopes", money);
    matter.at("opened");
    let planned = by(HR, "/budget-plans", json!({ "envelope": "uji-pagu", "keep": "uji-rencana" }));
    matter.at("planned");
    matter.each_end(&[("withdrawn", &|| drop(by(HR, "/budget-plans/uji-rencana/withdraw", json!({ "reason": "pagu dipotong" }))))]);
    just(AUTHORITY, "/budget-plans/uji-rencana/adopt");
    matter.at("adopted");
    let session = read(HR, "/budget-plans/uji-rencana")["plan"]["sessions"][0]["session"].clone();
    assert!(session.is_string(), "{planned}");
    by(HR, "/budget-plans/uji-rencana/settle", json!({ "session": session, "amount": "1000000", "document": "SP2D-9" }));
    matter.at("settled");
}

fn certificate(walk: &mut Walk) {
    let me = &app().waiting;
    let listed = read(me, &format!("/people/{me}/certificates"));
    let id = id_of(&listed["items"][0]["certificate"]);
    let mut matter = walk
        .matter("certificate")
        .own("{certificate}", &id)
        .own("{code}", &id)
        .page("/development/certificates/{id}", &id)
        .page("/verify/{code}", &id);
    matter.at("issued");
    by(HR, &format!("/certificates/{id}/revoke"), json!({ "reason": "issued-in-error", "note": "salah nama" }));
    matter.at("revoked");
}

fn activity(walk: &mut Walk) {
    let me = &app().waiting;
    let mut matter = walk.matter("activity");
    let record = json!({ "person": me, "form": "C1", "title": "Seminar nasional", "due": "2026-12-30" });
    let made = by(HR, "/activities", record);
    let id = id_of(&made);
    matter = matter.own("{activity}", &id);
    matter.at("planned");
    let completed = || json!({ "on": "2026-11-20", "hours": "8", "evidence": "sertifikat seminar" });
    matter.each_end(&[
        ("completed", &|| drop(by(HR, &format!("/activities/{id}/complete"), completed()))),
        ("called off", &|| drop(by(HR, &format!("/activities/{id}/cancel"), json!({ "reason": "tugas mendesak" })))),
    ]);
}
