//! What HR, analysts and employees do by programs, matter by matter, from the beginning to what others then see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::header;
use serde_json::{Value, json};

use common::json::{done, json_of, read, refused, send};
use common::{Visitor, app, program};

const UNIT: &str = "synthetic-daerah-001";

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

#[test]
fn units_and_people_are_brought_in_looked_at_first_and_taken_along() {
    let hr = hr();
    let units = json!({ "units": [{ "id": "api-bidang", "name": { "id": "Bidang API", "en": "API Division" }, "parent": UNIT }] });
    refused("/units", &units, &Visitor::signed_in("contoh-tetangga"), (422, "units-outside"));
    assert_eq!(done("/units", &units, &hr), json!({ "new": 1, "changed": 0, "unchanged": 0 }));
    assert_eq!(done("/units", &units, &hr)["unchanged"], 1, "again changes nothing");
    let people = |name: &str, dry_run: bool| json!({ "people": [{ "record": { "id": "api-1", "name": name }, "unit": "api-bidang" }, { "record": { "id": "api-2" }, "unit": "no-such-unit" }], "dry-run": dry_run });
    let looked = done("/people/import", &people("Rekaan Satu", true), &hr);
    assert_eq!((&looked["new"], &looked["refused"][0]["code"]), (&json!(1), &json!("unknown-unit")), "{looked}");
    assert_eq!(
        program("GET", "/api/v1/people/api-1", None, &hr, &[]).status.as_u16(),
        403,
        "only looked at: whoever is not there is not told apart"
    );
    assert_eq!(done("/people/import", &people("Rekaan Satu", false), &hr)["new"], 1);
    let changed = done("/people/import", &people("Rekaan Dua", false), &hr);
    assert_eq!((&changed["changed"][0]["person"], &changed["new"]), (&json!("api-1"), &json!(0)), "{changed}");
    assert_eq!(read("/people/api-1", &hr)["data"]["record"]["name"], "Rekaan Dua");
    let wrong = json!({ "people": [{ "record": { "nama": "x" } }] });
    assert!(refused("/people/import?lang=en", &wrong, &hr, (422, "invalid"))["errors"][0]["message"].as_str().unwrap().contains("nama"));
    // found by words of the name, not by a part of a word
    let found = |words: &str| read(&format!("/people?find={words}&limit=200"), &hr)["items"].as_array().unwrap().len();
    assert_eq!((found("dua+rekaan"), found("ekaan+dua")), (1, 0));
    // taken along: a line each, and written down
    let taken = send("/people/export", &json!({ "unit": "api-bidang" }), &hr);
    assert_eq!(taken.header(header::CONTENT_TYPE), "application/x-ndjson");
    let lines: Vec<Value> = taken.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["record"]["id"], &lines[0]["unit"]), (1, &json!("api-1"), &json!("api-bidang")));
    let trail = read("/audit/entries?limit=200", &Visitor::signed_in("contoh-auditor"));
    assert!(trail["items"].as_array().unwrap().iter().any(|entry| entry["verb"] == "people.export"), "{trail}");
    // who is in service cannot be erased; the preview says until when what is kept
    let waiting = &app().waiting;
    let preview = read(&format!("/people/{waiting}/erasure"), &hr);
    assert!(!preview["kept"].as_array().unwrap().is_empty() || !preview["pending"].as_array().unwrap().is_empty(), "{preview}");
    let answer = program("POST", &format!("/api/v1/people/{waiting}/erase"), None, &hr, &[]);
    assert_eq!(answer.status.as_u16(), 422, "{}", answer.body);
}

#[test]
fn the_trail_is_read_page_by_page_and_an_export_of_it_is_verified() {
    let auditor = Visitor::signed_in("contoh-auditor");
    let mut address = "/audit/entries?limit=100".to_owned();
    let mut sequences: Vec<u64> = Vec::new();
    for page in 1.. {
        let found = read(&address, &auditor);
        sequences.extend(found["items"].as_array().unwrap().iter().map(|entry| entry["sequence"].as_u64().unwrap()));
        let Some(next) = found["next"].as_str() else { break };
        assert!(page < 400, "{next}");
        address = next.trim_start_matches("/api/v1").to_owned();
    }
    assert!(sequences.len() > 100 && sequences.windows(2).all(|pair| pair[0] == pair[1] + 1) && sequences.last() == Some(&1));
    let export = program("GET", "/api/v1/audit/export", None, &auditor, &[]).body;
    let lines: Vec<&str> = export.lines().collect();
    if export.len() < 7_000_000 {
        let sound = done("/audit/verify-export", &json!({ "export": export }), &auditor);
        assert_eq!((&sound["sound"], sound["entries"].as_u64().unwrap() > 100), (&json!(true), true), "{sound}");
    }
    let touched = [&lines[..5], &lines[6..20]].concat().join("\n");
    let unsound = done("/audit/verify-export", &json!({ "export": touched }), &auditor);
    assert_eq!(unsound["sound"], false, "an entry is missing: {unsound}");
}

#[test]
fn a_course_is_offered_held_and_recorded() {
    let (hr, me) = (hr(), Visitor::signed_in(&app().ready));
    done("/catalogue/providers", &json!({ "id": "api-penyelenggara", "name": "Pusat Contoh", "own": true }), &hr);
    let course = json!({ "id": "api-pelatihan", "title": { "id": "Data", "en": "Data" }, "form": "B2", "amount": "8", "provider": "api-penyelenggara" });
    refused("/catalogue/courses", &course, &me, (403, "forbidden"));
    assert_eq!(done("/catalogue/courses", &course, &hr)["saved"], "new");
    let mut again = course.clone();
    again["revision"] = read("/catalogue/courses/api-pelatihan", &hr)["revision"].clone();
    assert_eq!(done("/catalogue/courses", &again, &hr)["saved"], "unchanged");
    let session = |id: &str, first: &str| {
        json!({
            "id": id, "course": "api-pelatihan", "first": first, "last": first, "place": "Balai", "capacity": 2, "enrol-until": "2027-01-05",
            "order": "first-come", "unit": UNIT, "cost-each": "100000",
        })
    };
    assert_eq!(done("/catalogue/sessions", &session("api-jadwal-1", "2027-01-11"), &hr)["saved"], "new");
    assert!(
        read("/sessions?limit=200", &Visitor::nobody())["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["session"]["id"] == "api-jadwal-1")
    );
    let enrolment = done("/enrolments", &json!({ "session": "api-jadwal-1" }), &me)["enrolment"].as_str().unwrap().to_owned();
    let held = read("/catalogue/sessions?limit=200", &hr);
    let mine = held["items"].as_array().unwrap().iter().find(|one| one["session"]["id"] == "api-jadwal-1").unwrap();
    assert_eq!(mine["asked"], 1);
    let approved = program("POST", &format!("/api/v1/enrolments/{}/approve", enrolment.replace('/', "%2F")), None, &hr, &[]);
    assert_eq!(approved.status.as_u16(), 200, "{}", approved.body);
    let early = json!({ "results": [{ "person": app().ready, "attended": true }] });
    let answer = send("/sessions/api-jadwal-1/results", &early, &hr);
    assert_eq!(answer.status.as_u16(), 422, "before it was held: {}", answer.body);
    assert_eq!(done("/sessions/api-jadwal-1/cancel", &json!({ "reason": "pengajar sakit" }), &hr)["told"], json!([app().ready]));
    let import = json!({ "sessions": [session("api-jadwal-2", "2027-01-12")], "dry-run": true });
    assert_eq!(done("/catalogue/import", &import, &hr)["imported"]["sessions"]["new"], 1);
    assert!(!read("/sessions?limit=200", &Visitor::nobody()).to_string().contains("api-jadwal-2"), "only looked at");
}

#[test]
fn a_pair_is_made_of_the_version_that_was_read() {
    let hr = hr();
    let programme = json!({
        "id": "api-mentoring", "title": "Mentoring", "unit": UNIT, "first": "2026-11-01", "last": "2027-05-31", "load-limit": 2, "no-superior": true,
        "criteria": [{ "criterion": "higher-grade", "weight": "1" }],
    });
    done("/mentoring", &programme, &hr);
    let found = program("GET", "/api/v1/mentoring/api-mentoring", None, &hr, &[]);
    let version = found.header(header::ETAG);
    assert_eq!(json_of(&found)["pairs"], json!([]));
    let staff: Vec<String> = read(&format!("/people?limit=60&unit={UNIT}"), &hr)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["record"]["id"].as_str().unwrap().to_owned())
        .filter(|id| id.starts_with("synthetic-") && *id != app().ready && *id != app().waiting)
        .collect();
    let (mentees, mentors) = (&staff[..5], &staff[20..40]);
    let tried = done("/mentoring/api-mentoring/match", &json!({ "mentees": mentees, "mentors": mentors }), &hr);
    assert_eq!(tried["kept"], json!([]));
    let body = json!({ "mentees": mentees, "mentors": mentors, "keep": true }).to_string();
    let keep = || program("POST", "/api/v1/mentoring/api-mentoring/match", Some(&body), &hr, &[("if-match", &version)]);
    let kept = keep();
    assert_eq!(kept.status.as_u16(), 200, "{}", kept.body);
    let pairs = json_of(&kept)["kept"].as_array().unwrap().clone();
    assert!(!pairs.is_empty(), "{}", kept.body);
    assert_eq!(keep().status.as_u16(), 412, "the programme has pairs by now");
    let mentor = Visitor::signed_in(&app().ready);
    let made = done("/mentoring/api-mentoring/pairs", &json!({ "mentee": staff[10], "mentor": app().ready }), &hr);
    let pair = made["id"].as_str().unwrap().replace('/', "%2F");
    let goals = json!({ "goals": [{ "text": "memimpin rapat" }] });
    refused(&format!("/pairs/{pair}/goals"), &goals, &Visitor::signed_in(&app().waiting), (403, "forbidden"));
    done(&format!("/pairs/{pair}/goals"), &goals, &mentor);
    let meeting = json!({ "date": "2026-11-23", "notes": "membahas rapat", "form": "C2" });
    assert!(done(&format!("/pairs/{pair}/meetings"), &meeting, &mentor)["hours"].is_string());
    assert_eq!(read(&format!("/pairs/{pair}"), &mentor)["sessions"].as_array().map(Vec::len), Some(1));
    done(&format!("/pairs/{pair}/end"), &json!({ "reason": "mutasi" }), &hr);
}

#[test]
fn a_place_is_offered_asked_for_and_decided() {
    let (hr, me) = (hr(), Visitor::signed_in(&app().ready));
    let place = json!({
        "id": "api-magang", "kind": "internship", "title": "Magang", "form": "C11", "unit": UNIT, "host": "Kantor Contoh", "seats": 1,
        "first": "2027-03-01", "last": "2027-03-26", "apply-until": "2027-01-31",
    });
    done("/places", &place, &hr);
    assert!(read("/places?limit=200", &Visitor::nobody())["items"].as_array().unwrap().iter().any(|one| one["id"] == "api-magang"));
    let half = refused("/places/api-magang/applications?lang=en", &json!({ "first": "2027-03-01" }), &me, (422, "invalid"));
    assert!(half["errors"][0]["message"].as_str().unwrap().contains("since `first` is given"), "{half}");
    let applied = done("/places/api-magang/applications", &json!({}), &me);
    let placement = applied["id"].as_str().unwrap().replace('/', "%2F");
    refused(&format!("/placements/{placement}/decide"), &json!({}), &me, (403, "forbidden"));
    let declined = done(&format!("/placements/{placement}/decide"), &json!({ "declined": "penuh" }), &hr);
    assert_ne!(declined["state"], applied["state"], "{declined}");
    assert_eq!(read(&format!("/people/{}/placements", app().ready), &me)["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_study_is_asked_for_granted_and_recorded() {
    let (hr, authority, me) = (hr(), Visitor::signed_in("contoh-ppk"), Visitor::signed_in(&app().waiting));
    let study = |id: &str| json!({ "id": id, "programme": "S2", "institution": "Universitas Contoh", "self-funded": true, "first": "2026-11-02", "last": "2028-10-31" });
    let asked = done("/studies", &study("api-tb-1"), &me);
    assert_eq!((&asked["state"], &asked["person"]), (&json!("applied"), &json!(app().waiting)), "{asked}");
    assert_eq!(asked["eligibility"]["outcome"], "eligible", "{asked}");
    refused("/studies", &study("api-tb-2"), &me, (422, "study-twice"));
    // who reads what
    let all = read(&format!("/studies?limit=200&unit={UNIT}"), &hr);
    for all in [all, read("/studies?limit=200", &authority)] {
        assert!(all["items"].as_array().unwrap().iter().any(|one| one["id"] == "api-tb-1"), "{all}");
    }
    assert_eq!(read("/studies/api-tb-1", &authority)["state"], "applied", "who decides reads it");
    assert_eq!(read(&format!("/people/{}/studies", app().waiting), &me)["items"].as_array().map(Vec::len), Some(1));
    for (address, visitor) in [("/api/v1/studies", &me), ("/api/v1/studies/api-tb-1", &Visitor::signed_in(&app().ready))] {
        assert_eq!(program("GET", address, None, visitor, &[]).status.as_u16(), 403, "{address}");
    }
    // only the appointing authority decides
    let decree = json!({ "decree": "893.3/1/2026" });
    refused("/studies/api-tb-1/grant", &decree, &hr, (403, "forbidden"));
    refused("/studies/api-tb-1/refuse", &json!({ "reason": "formasi penuh" }), &me, (403, "forbidden"));
    assert_eq!(done("/studies/api-tb-1/grant", &decree, &authority)["state"], "granted");
    let again = || {
        let body = decree.to_string();
        program("POST", "/api/v1/studies/api-tb-1/grant", Some(&body), &authority, &[("idempotency-key", "api-tb-1-lagi")])
    };
    let (first, second) = (again(), again());
    assert_eq!((first.status.as_u16(), &json_of(&first)["code"]), (422, &json!("study-state")), "{}", first.body);
    assert_eq!(json_of(&second)["code"], "study-state", "a refusal that is given again keeps its code: {}", second.body);
    // step by step, of the version that was read
    let steps = "/studies/api-tb-1/steps";
    refused(steps, &json!({ "step": "start", "on": "2026-11-02" }), &me, (403, "forbidden"));
    let version = program("GET", "/api/v1/studies/api-tb-1", None, &hr, &[]).header(header::ETAG);
    let body = json!({ "step": "start", "on": "2026-11-02" }).to_string();
    let start = || program("POST", &format!("/api/v1{steps}"), Some(&body), &hr, &[("if-match", &version)]);
    let (first, second) = (start(), start());
    assert_eq!((first.status.as_u16(), &json_of(&first)["study"]["state"]), (200, &json!("studying")), "{}", first.body);
    assert_eq!(second.status.as_u16(), 412, "{}", second.body);
    let semester = json!({ "step": "semester", "number": 1, "on": "2026-11-20", "evidence": "KHS 1" });
    let credited = done(steps, &semester, &hr);
    assert!(credited["hours"].is_string() && credited["study"]["semesters"].as_array().map(Vec::len) == Some(1), "{credited}");
    refused(steps, &semester, &hr, (422, "study-semester"));
    for (step, missing) in [
        (json!({ "step": "semester", "on": "2026-11-21" }), "/number"),
        (json!({ "step": "graduate" }), "/on"),
        (json!({ "step": "fail", "on": "2026-11-21" }), "/reason"),
        (json!({ "step": "extend", "until": "2029-10-31" }), "/decree"),
    ] {
        let said = refused(steps, &step, &hr, (422, "invalid"));
        assert_eq!(said["errors"][0]["pointer"], missing, "{said}");
    }
    assert_eq!(read("/studies/api-tb-1", &hr)["state"], "studying", "what was refused changed nothing");
}

#[test]
fn assessed_competencies_are_taken_over_once() {
    const IMPORT: &str = "/competency-profiles/import";
    let hr = hr();
    let profile = |person: &str, framework: &str, level: &str, dry_run: bool| {
        let assessment = json!({
            "competency": "M.03", "level": level, "date": "2026-05-11", "assessor": "Unit contoh", "method": "assessment center", "evidence": [],
        });
        json!({ "profiles": [{ "person": person, "framework": framework, "assessments": [assessment] }], "dry-run": dry_run })
    };
    let of_ready = |level: &str, dry_run: bool| profile(&app().ready, "permenpanrb-38-2017", level, dry_run);
    assert_eq!(done(IMPORT, &of_ready("3.25", true), &hr), json!({ "dry-run": true, "people": 1, "new": 1, "known": 0 }));
    assert_eq!(done(IMPORT, &of_ready("3.25", false), &hr), json!({ "dry-run": false, "people": 1, "new": 1, "known": 0 }));
    assert_eq!(done(IMPORT, &of_ready("3.25", false), &hr), json!({ "dry-run": false, "people": 0, "new": 0, "known": 1 }));
    let off = refused(&format!("{IMPORT}?lang=en"), &of_ready("9", false), &hr, (422, "invalid"));
    assert_eq!(off["errors"][0]["pointer"], "/profiles/0/assessments/0", "{off}");
    assert!(off["errors"][0]["message"].as_str().unwrap().contains("expected 0 to 5"), "{off}");
    let unknown = refused(IMPORT, &profile(&app().ready, "tidak-ada", "3", false), &hr, (422, "invalid"));
    assert_eq!(unknown["errors"][0]["pointer"], "/profiles/0/framework", "{unknown}");
    refused(IMPORT, &of_ready("4", false), &Visitor::signed_in(&app().ready), (403, "forbidden"));
    refused(IMPORT, &of_ready("4", false), &Visitor::signed_in("contoh-tetangga"), (422, "people-unknown"));
    let own = profile("contoh-kepegawaian", "permenpanrb-38-2017", "5", false);
    refused(IMPORT, &own, &hr, (403, "conflict-of-interest"));
}

#[test]
fn decisions_are_taken_along_and_a_decree_has_its_facts() {
    const ROUND: &str = "/rounds/kp-reguler-2026-11";
    let (hr, analyst) = (hr(), Visitor::signed_in("contoh-analis"));
    let eligible = read(&format!("{ROUND}/candidates?limit=200&outcome=eligible"), &hr);
    let decree =
        |person: &str, visitor: &Visitor| program("GET", &format!("/api/v1{ROUND}/candidates/{person}/decree?lang=en"), None, visitor, &[]);
    let mut people = eligible["items"].as_array().unwrap().iter().map(|one| one["person"].as_str().unwrap());
    let chosen = people.find(|person| decree(person, &hr).status.as_u16() == 200).expect("somebody was chosen");
    let facts = json_of(&decree(chosen, &Visitor::signed_in("contoh-ppk")));
    assert_eq!((&facts["person"], &facts["plan"]["id"]), (&json!(chosen), &json!("kp-reguler-2026-11")), "{facts}");
    assert!(facts["references"].to_string().contains("PP 99/2000") && facts["decided-on"].is_string(), "{facts}");
    let other = decree(&app().waiting, &hr);
    assert_eq!((other.status.as_u16(), &json_of(&other)["code"]), (422, &json!("not-chosen")), "{}", other.body);
    assert_eq!(decree(chosen, &analyst).status.as_u16(), 403);
    // a line each, and written down
    let export = |visitor: &Visitor| program("POST", &format!("/api/v1{ROUND}/export"), None, visitor, &[]);
    assert_eq!(export(&analyst).status.as_u16(), 403);
    let auditor = Visitor::signed_in("contoh-auditor");
    let written = || read("/audit/entries?verb=round.export", &auditor)["items"].as_array().unwrap().len();
    let before = written();
    let taken = export(&hr);
    assert_eq!((taken.status.as_u16(), taken.header(header::CONTENT_TYPE).as_str()), (200, "application/x-ndjson"), "{}", taken.body);
    let lines: Vec<Value> = taken.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = read(ROUND, &hr)["candidates"].as_u64().unwrap();
    assert_eq!(u64::try_from(lines.len()).unwrap(), count);
    assert!(lines.iter().all(|line| line["dossier"].is_object() && line["proof"].is_string() && line["outcome"].is_string()));
    assert_eq!(written(), before + 1);
}

#[test]
fn nominations_of_a_cycle_are_reviewed_by_whoever_runs_it() {
    let review = "/cycles/360-2027/nominations/review";
    let found = read(review, &hr());
    let remarks = found["remarks"].as_array().unwrap();
    assert!(remarks.iter().all(|one| one["code"].is_string() && one["message"]["en"].is_string()), "{found}");
    for stranger in [&app().ready, "contoh-tetangga", "contoh-analis"] {
        let answer = program("GET", &format!("/api/v1{review}"), None, &Visitor::signed_in(stranger), &[]);
        assert_eq!(answer.status.as_u16(), 403, "{stranger}: {}", answer.body);
    }
}

#[test]
fn a_survey_is_planned_opened_answered_and_closed() {
    let hr = hr();
    let text = jenjang_asn::questionnaire_texts().find(|(path, _)| *path == "surveys/development-climate.toml").unwrap().1;
    let plan = json!({
        "id": "api-survei", "unit": UNIT, "questionnaire": text, "naming": { "naming": "anonymous" }, "audience": { "audience": "unit" },
    });
    refused("/surveys", &plan, &Visitor::signed_in(&app().ready), (403, "forbidden"));
    assert!(done("/surveys", &plan, &hr)["questions"].as_u64().unwrap() > 0);
    let wrong = json!({ "id": "api-survei-2", "unit": UNIT, "questionnaire": "[", "naming": { "naming": "anonymous" }, "audience": { "audience": "unit" } });
    assert_eq!(send("/surveys", &wrong, &hr).status.as_u16(), 422);
    let opened = done("/surveys/api-survei/open", &json!({ "since": "2026-11-23", "until": "2026-12-07" }), &hr);
    assert!(opened["invited"].as_u64().unwrap() > 50 && opened["links"] == json!([]), "{opened}");
    let asked = read("/surveys/api-survei/questionnaire", &Visitor::signed_in(&app().ready));
    assert_eq!(asked["state"]["state"], "open");
    let early = program("POST", "/api/v1/surveys/api-survei/publish", None, &hr, &[]);
    assert_eq!(early.status.as_u16(), 422, "{}", early.body);
    let anonymous = program("GET", "/api/v1/surveys/api-survei/answers", None, &hr, &[]);
    assert!(anonymous.status.is_client_error(), "nobody reads anonymous answers one by one: {}", anonymous.body);
    let closed = program("POST", "/api/v1/surveys/api-survei/close", None, &hr, &[]);
    assert_eq!((closed.status.as_u16(), &json_of(&closed)["code"]), (422, &json!("answers-may-come")), "{}", closed.body);
    assert_eq!(read("/surveys/api-survei/participation", &hr)["answered"], 0);
}

#[test]
fn money_is_entered_planned_and_taken_back() {
    let hr = hr();
    let envelope =
        json!({ "id": "api-pagu", "unit": UNIT, "programme": "Pengembangan", "year": 2027, "money": "100000000", "document": "DPA-1" });
    refused("/envelopes", &envelope, &Visitor::signed_in(&app().ready), (403, "forbidden"));
    done("/envelopes", &envelope, &hr);
    let found = program("GET", "/api/v1/envelopes/api-pagu", None, &hr, &[]);
    let version = found.header(header::ETAG);
    let entry = json!({ "stage": "committed", "what": "kontrak", "amount": "25000000", "document": "SPK-1" }).to_string();
    let enter = || program("POST", "/api/v1/envelopes/api-pagu/entries", Some(&entry), &hr, &[("if-match", &version)]);
    let first = enter();
    assert_eq!((first.status.as_u16(), &json_of(&first)["entry"]), (201, &json!(1)), "{}", first.body);
    let again = enter();
    assert_eq!(again.status.as_u16(), 412, "money is not entered twice: {}", again.body);
    done("/envelopes/api-pagu/take-back", &json!({ "entry": 1, "reason": "salah catat", "document": "BA-1" }), &hr);
    assert!(read("/envelopes?year=2027&limit=200", &hr)["items"].as_array().unwrap().iter().any(|one| one["envelope"]["id"] == "api-pagu"));
    let over = json!({ "stage": "spent", "what": "terlalu banyak", "amount": "200000000", "document": "SP2D-1" });
    assert_eq!(send("/envelopes/api-pagu/entries", &over, &hr).status.as_u16(), 422);
    let nothing = program("GET", "/api/v1/training-effects?lang=en", None, &hr, &[]);
    assert_eq!((nothing.status.as_u16(), &json_of(&nothing)["errors"][0]["pointer"]), (422, &json!("?course")), "{}", nothing.body);
}

#[test]
fn a_talent_grid_is_read_and_somebody_moved_once() {
    let hr = hr();
    let review = read("/talent-reviews", &hr)["items"][0]["id"].as_str().unwrap().to_owned();
    let found = program("GET", &format!("/api/v1/talent-reviews/{review}"), None, &hr, &[]);
    let (version, grid) = (found.header(header::ETAG), json_of(&found));
    let placed = grid["placed"].as_array().unwrap();
    assert!(!placed.is_empty() && !placed[0]["box"].is_null() && grid["moves"].as_array().map(Vec::len) == Some(1), "{}", found.body);
    let person = placed.iter().find(|one| one["box"]["code"] == "5" || one["box"] == "5").or(placed.last()).unwrap();
    let body = json!({ "person": person["person"], "to": "9", "reason": "bukti yang belum tercatat" }).to_string();
    let shift = || program("POST", &format!("/api/v1/talent-reviews/{review}/moves"), Some(&body), &hr, &[("if-match", &version)]);
    let (first, second) = (shift(), shift());
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 412), "{} {}", first.body, second.body);
    assert_eq!(read(&format!("/talent-reviews/{review}"), &hr)["moves"].as_array().map(Vec::len), Some(2));
    let nobody = program("GET", &format!("/api/v1/talent-reviews/{review}"), None, &Visitor::signed_in(&app().ready), &[]);
    assert_eq!(nobody.status.as_u16(), 403);
}

#[test]
fn a_review_of_everybody_is_made_by_the_records_and_filled_in() {
    let hr = hr();
    let begin = json!({
        "id": "uji-semua", "title": { "id": "Semua", "en": "All" }, "unit": UNIT, "policy": "asn/talent/nine-box", "as-of": "2026-11-01",
    });
    let people = done("/talent-reviews", &begin, &hr)["people"].as_u64().unwrap();
    let before = read("/talent-reviews/uji-semua", &hr);
    assert_eq!(before["unplaced"].as_array().map(Vec::len), usize::try_from(people).ok(), "{before}");
    let unplaced = before["unplaced"].as_array().unwrap();
    let person =
        unplaced.iter().find(|one| one["missing"] == json!(["talent.potential level"])).unwrap()["person"].as_str().unwrap().to_owned();
    let address = format!("/talent-reviews/uji-semua/people/{person}/facts");
    refused(&address, &json!({ "facts": { "talent.box": "9" } }), &hr, (422, "talent-fact"));
    refused(&address, &json!({ "facts": { "talent.potential level": "high" } }), &Visitor::signed_in(&app().ready), (403, "forbidden"));
    done(&address, &json!({ "facts": { "talent.potential level": "high" } }), &hr);
    let after = read("/talent-reviews/uji-semua", &hr);
    assert_eq!(after["placed"][0]["person"], json!(person), "{after}");
}

#[test]
fn succession_computes_the_match_and_takes_waits() {
    let hr = hr();
    let review = read("/talent-reviews", &hr)["items"][0]["id"].as_str().unwrap().to_owned();
    let placed = read(&format!("/talent-reviews/{review}"), &hr)["placed"].as_array().unwrap().clone();
    let first = placed[0]["person"].as_str().unwrap();
    let body = |years: &str| json!({ "post": "dinas-kepegawaian/seksi-3", "waits": { first: years } });
    let address = format!("/talent-reviews/{review}/succession");
    let found = done(&address, &body("0"), &hr);
    assert!(found["standard"]["label"]["en"].is_string() && found["title"]["id"].is_string(), "{found}");
    let matches = found["matches"].as_object().unwrap();
    assert_eq!(matches.len(), 60, "{found}");
    let computed = matches.values().filter(|one| one["from"] == "profile" && one["percent"].is_string()).count();
    assert!(computed > 0 && matches.values().all(|one| one["from"] == "profile" || one["missing"]["en"].is_string()), "{found}");
    refused(&address, &body("61"), &hr, (422, "succession"));
}

#[test]
fn a_policy_is_explained_acknowledged_and_the_figures_told() {
    let (analyst, me) = (Visitor::signed_in("contoh-analis"), Visitor::signed_in(&app().ready));
    let start = json!({
        "id": "api-sosialisasi", "policy": "asn/promotion/regular", "units": [UNIT], "until": "2027-03-31", "needed": 1,
        "questions": [{ "code": "q1", "text": { "id": "Sejak?", "en": "Since?" }, "options": [{ "id": "A", "en": "A" }, { "id": "B", "en": "B" }], "right": 1 }],
    });
    refused("/socialisations", &start, &me, (403, "forbidden"));
    done("/socialisations", &start, &analyst);
    let summary = json!({ "text": { "id": "Ringkasan sendiri", "en": "An own summary" } });
    done("/socialisations/api-sosialisasi/summary", &summary, &analyst);
    assert!(read("/socialisations/api-sosialisasi", &me).to_string().contains("Ringkasan sendiri"));
    let right = done("/socialisations/api-sosialisasi/acknowledgements", &json!({ "answers": [1] }), &me);
    assert_eq!((&right["right"], &right["of"]), (&json!(1), &json!(1)));
    let question = done("/socialisations/api-sosialisasi/questions", &json!({ "text": "mulai kapan?" }), &me)["question"].clone();
    done("/question-answers", &json!({ "question": question, "text": "sejak Juli" }), &analyst);
    let report = read("/socialisations/api-sosialisasi/report", &analyst);
    assert_eq!((&report["acknowledged"], &report["questions"], &report["unanswered"]), (&json!(1), &json!(1), &json!(0)), "{report}");
    let reminded = program("POST", "/api/v1/socialisations/api-sosialisasi/remind", None, &analyst, &[]);
    assert!(json_of(&reminded)["reminded"].as_u64().unwrap() > 50, "{}", reminded.body);
}

#[test]
fn the_plan_of_a_cycle_is_read_as_it_was_sent() {
    let planned = read("/cycles/360-2027/plan", &hr());
    assert!(planned["id"] == "360-2027" && planned["scheme"]["text"].as_str().is_some_and(|text| text.contains("[scheme]")), "{planned}");
    assert!(planned["instrument"]["file"].is_string() && planned["unit"].is_string(), "{planned}");
    let other = program("GET", "/api/v1/cycles/360-2027/plan", None, &Visitor::signed_in(&app().ready), &[]);
    assert_eq!(other.status.as_u16(), 403, "{}", other.body);
}

#[test]
fn whoever_is_rated_and_the_superior_read_who_is_named() {
    let me = Visitor::signed_in(&app().ready);
    let inbox = read("/me/ratings", &me);
    let cycle = inbox["own"].as_array().unwrap().iter().find(|one| one["to-name"].as_bool() != Some(false)).expect("a cycle of one's own");
    let cycle = cycle["cycle"]["id"].as_str().or(cycle["cycle"].as_str()).unwrap();
    let own = read(&format!("/cycles/{cycle}/naming"), &me);
    let groups = own["groups"].as_array().unwrap();
    assert!(
        groups.iter().all(|one| one["group"]["label"]["id"].is_string() && one["candidates"].is_array()) && own["title"]["en"].is_string()
    );
    let superior = read("/me", &me)["person"]["superior"].as_str().unwrap().to_owned();
    let staff = read("/me/staff-naming?limit=200", &Visitor::signed_in(&superior));
    assert!(staff["items"].as_array().unwrap().iter().all(|one| one["people"][0]["groups"].is_array()), "{staff}");
    assert_eq!(read("/me/staff-naming", &Visitor::signed_in("contoh-auditor"))["items"], json!([]));
}

#[test]
fn a_round_is_looked_at_before_it_is_screened_and_after_it_is_ranked() {
    let hr = hr();
    let plan = json!({
        "id": "api-tinjau", "title": { "id": "Tinjau", "en": "Look" }, "unit": UNIT, "policy": "asn/promotion/regular", "as-of": "2026-11-23",
    });
    done("/rounds", &plan, &hr);
    done("/rounds/api-tinjau/open", &json!({}), &hr);
    let fitting = read("/rounds/api-tinjau/fitting?limit=5", &hr);
    let people = fitting["items"].as_array().unwrap();
    assert!(people.len() == 5 && fitting["next"].is_string() && people.iter().all(Value::is_string), "{fitting}");
    done("/rounds/api-tinjau/candidates", &json!({ "people": people }), &hr);
    let found = read("/rounds/api-tinjau/screening-preview", &hr);
    let count = |name: &str| found[name].as_u64().unwrap();
    assert_eq!(count("eligible") + count("not-eligible") + count("unknown"), 5, "{found}");
    for address in ["fitting", "screening-preview", "ranking"] {
        let answer = program("GET", &format!("/api/v1/rounds/api-tinjau/{address}"), None, &Visitor::signed_in(&app().ready), &[]);
        assert_eq!(answer.status.as_u16(), 403, "{address}: {}", answer.body);
    }
    let ranked = read("/rounds?limit=200", &hr);
    let ranked = ranked["items"].as_array().unwrap().iter().find(|one| one["score-policy"].is_string()).expect("a round that ranks");
    let ranking = read(&format!("/rounds/{}/ranking?limit=2", ranked["plan"]["id"].as_str().unwrap()), &hr);
    assert!(ranking["rows"].as_array().unwrap().len() <= 2 && ranking["total"].is_u64() && ranking["tie-breaks"].is_array(), "{ranking}");
}

#[test]
fn a_round_s_candidates_come_in_pages_from_the_store() {
    let hr = hr();
    let mut address = "/rounds/kp-reguler-2026-11/candidates?limit=20".to_owned();
    let mut seen: Vec<String> = Vec::new();
    for page in 1.. {
        let found = read(&address, &hr);
        let items = found["items"].as_array().unwrap();
        assert!(items.len() <= 20 && items.iter().all(|one| one["decided"]["outcome"].is_string()));
        seen.extend(items.iter().map(|one| one["person"].as_str().unwrap().to_owned()));
        let Some(next) = found["next"].as_str() else { break };
        assert!(page < 60);
        address = next.trim_start_matches("/api/v1").to_owned();
    }
    let count = read("/rounds/kp-reguler-2026-11", &hr)["candidates"].as_u64().unwrap();
    assert!(u64::try_from(seen.len()).unwrap() == count && seen.windows(2).all(|pair| pair[0] < pair[1]), "{} of {count}", seen.len());
    let eligible = read("/rounds/kp-reguler-2026-11/candidates?limit=5&outcome=eligible", &hr);
    assert!(eligible["items"].as_array().unwrap().iter().all(|one| one["decided"]["outcome"] == "eligible"), "{eligible}");
}

#[test]
fn drafts_and_indicators_are_refused_with_what_is_wrong_in_them() {
    let analyst = Visitor::signed_in("contoh-analis");
    let unsound = refused("/consultations", &json!({ "text": "[", "policy": "[" }), &analyst, (422, "unsound"));
    assert!(!unsound["errors"].as_array().unwrap().is_empty(), "{unsound}");
    let process =
        refused("/consultations?lang=en", &json!({ "text": "x", "policy": "x", "process": "asn/none" }), &analyst, (422, "invalid"));
    assert!(process["errors"][0]["message"].as_str().unwrap().contains("asn/regional"), "{process}");
    let existing = read("/indicators?limit=200", &analyst)["items"].as_array().unwrap()[0]["indicator"].clone();
    let again = done("/indicators", &json!({ "indicators": [existing] }), &analyst);
    assert_eq!(again["as-before"], 1, "what is read can be sent again: {again}");
    let reviews = read("/policy-reviews", &analyst);
    assert!(reviews["reviews"].is_array());
    let review = json!({ "policy": "asn/promotion/regular", "version": "abc", "recommendation": "keep", "reasons": "x" });
    refused("/policy-reviews", &review, &analyst, (422, "invalid"));
}

#[test]
fn a_wrong_record_is_corrected_by_programs() {
    let (me, hr) = (Visitor::signed_in(&app().waiting), hr());
    let ask = json!({ "register": "grades", "wrong": "TMT 2022-10-01", "right": "2022-04-01", "evidence": "SK contoh" });
    refused(
        "/me/corrections",
        &json!({ "register": "nothing", "wrong": "a", "right": "b", "evidence": "c" }),
        &me,
        (422, "correction-register"),
    );
    let asked = done("/me/corrections", &ask, &me);
    let id = asked["id"].as_str().unwrap().to_owned();
    assert!(read("/me/corrections", &me)["items"].as_array().unwrap().iter().any(|one| one["id"] == asked["id"]));
    let listed = read("/corrections?limit=200", &hr);
    let found = listed["items"].as_array().unwrap().iter().find(|one| one["request"]["id"] == asked["id"]).unwrap().clone();
    assert_eq!(found["answerable"], true);
    assert_eq!(read(&format!("/corrections/{id}"), &me)["answerable"], false, "nobody answers the own");
    refused(&format!("/corrections/{id}/answer"), &json!({ "answer": "accept", "reason": "x" }), &me, (403, "forbidden"));
    let neighbour = Visitor::signed_in("contoh-tetangga");
    assert_eq!(program("GET", &format!("/api/v1/corrections/{id}"), None, &neighbour, &[]).status.as_u16(), 403);
    done(&format!("/corrections/{id}/answer"), &json!({ "answer": "refuse", "reason": "SK asli menyebut Oktober" }), &hr);
    refused(&format!("/corrections/{id}/answer"), &json!({ "answer": "accept", "reason": "x" }), &hr, (422, "correction-answered"));
    let second = done("/me/corrections", &ask, &me);
    done(&format!("/corrections/{}/withdraw", second["id"].as_str().unwrap()), &json!({}), &me);
}

#[test]
fn a_rater_keeps_a_draft_that_only_the_rater_reads() {
    let me = Visitor::signed_in(&app().waiting);
    let inbox = read("/me/ratings", &me);
    let task = inbox["ratings"].as_array().unwrap().iter().find(|task| task["answered"] == false).expect("somebody to rate").clone();
    let (cycle, ratee) = (task["cycle"]["id"].as_str().unwrap(), task["ratee"].as_str().unwrap());
    let address = format!("/cycles/{cycle}/answers/{ratee}/draft");
    refused(&address, &json!({ "answers": { "no-such-item": "3" } }), &me, (422, "answer-unsound"));
    done(&address, &json!({ "answers": {}, "comment": "konsep dari program" }), &me);
    let form = read(&format!("/cycles/{cycle}/answers/{ratee}"), &me);
    assert!(
        form["draft"]["comment"] == "konsep dari program" && form["answered"] == false && form["group"]["label"]["id"].is_string(),
        "{form}"
    );
    assert_eq!(program("GET", &format!("/api/v1/cycles/{cycle}/answers/{ratee}"), None, &hr(), &[]).status.as_u16(), 403);
    let page = common::get(&format!("/evaluations/{cycle}/rate/{ratee}"), &me).body;
    assert!(page.contains("konsep dari program"), "the same draft on the page: {page}");
    assert_eq!(send(&address, &json!({ "answers": {} }), &hr()).status.as_u16(), 403, "who does not rate keeps no draft");
    let gone = program("DELETE", &format!("/api/v1{address}"), None, &me, &[]);
    assert!(gone.status.is_success(), "{}", gone.body);
    assert!(!common::get(&format!("/evaluations/{cycle}/rate/{ratee}"), &me).body.contains("konsep dari program"));
}

#[test]
fn appeals_rounds_and_codes_are_read_by_programs() {
    let me = Visitor::signed_in(&app().waiting);
    let desk = Visitor::signed_in("contoh-keberatan");
    let listed = read("/appeals", &desk);
    let id = listed["items"][0]["appeal"]["id"].as_str().expect("the demonstration has an appeal").to_owned();
    let one = read(&format!("/appeals/{id}"), &desk);
    assert!(one["criterion"]["id"].is_string() && one["may"].is_array(), "{one}");
    assert_eq!(program("GET", &format!("/api/v1/appeals/{id}"), None, &Visitor::signed_in("contoh-tetangga"), &[]).status.as_u16(), 403);
    assert!(read("/me/rounds", &me)["items"].as_array().unwrap().iter().all(|round| round["plan"]["id"].is_string()));
    let panels = read("/me/panels", &Visitor::signed_in("contoh-analis"));
    for panel in panels["items"].as_array().unwrap() {
        let sheet = read(&format!("/rounds/{}/panel", panel["id"].as_str().unwrap()), &Visitor::signed_in("contoh-analis"));
        assert!(sheet["components"].is_array() && sheet["candidates"].is_array(), "{sheet}");
        refused(
            &format!("/rounds/{}/panel/conflict", panel["id"].as_str().unwrap()),
            &json!({ "candidate": "x" }),
            &me,
            (403, "forbidden"),
        );
    }
    assert!(!panels["items"].as_array().unwrap().is_empty(), "the analyst sits on a panel of the demonstration");
    let nobody = Visitor::nobody();
    assert!(!read("/published-rounds", &nobody)["items"].as_array().unwrap().is_empty());
    let decisions = read("/me/decisions", &me);
    let code = decisions["items"][0]["id"].as_str().expect("a decision").to_owned();
    let found = read(&format!("/verify/{code}"), &nobody);
    assert!(found["kind"] == "decision" && found["outcome"].is_string() && !found.to_string().contains(&*app().waiting), "{found}");
    assert_eq!(program("GET", "/api/v1/verify/nothing-like-it", None, &nobody, &[]).status.as_u16(), 404);
}
