//! What home says is due and new, and what is told as it happens: each leads to the page where it is done or read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::collections::BTreeSet;

use axum::http::StatusCode;

use common::{Visitor, app, get, heard, post, program, visitors};

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// A section of the home page: what follows the heading with this id.
fn section(visitor: &Visitor, id: &str, language: &str) -> String {
    let body = get(&format!("/?lang={language}"), visitor).body;
    body.split(&format!("id=\"{id}\"")).nth(1).map_or_else(String::new, |rest| rest.split("</section>").next().unwrap().to_owned())
}

/// Addresses that a part of a page leads to.
fn links(part: &str) -> Vec<String> {
    part.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&")).collect()
}

/// That an address answers, and has the place it points at.
fn check_leads(address: &str, visitor: &Visitor, who: &str) {
    let (page, place) = address.split_once('#').unwrap_or((address, ""));
    let answer = get(page, visitor);
    assert_eq!(answer.status, StatusCode::OK, "{address} for {who}");
    assert!(place.is_empty() || answer.body.contains(&format!("id=\"{place}\"")), "{address} for {who}: {}", answer.body);
}

/// The address of the desk of a session, by the title of its course.
fn session_desk(title: &str) -> String {
    let page = get("/hr/development/sessions", &officer()).body;
    let before = page.split(title).next().unwrap();
    before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn every_line_of_home_leads_to_the_page_where_it_is_done_or_said() {
    let mut seen = 0;
    for (name, visitor) in visitors().iter().filter(|(name, _)| *name != "nobody") {
        for id in ["due", "asked", "news"] {
            for address in links(&section(visitor, id, "en")) {
                check_leads(&address, visitor, name);
                assert!(!["/evaluations", "/voice", "/development"].contains(&&*address) || id == "due", "the very page: {address}");
                seen += 1;
            }
        }
    }
    assert!(seen > 40, "{seen} lines");
}

#[test]
fn a_superior_finds_what_the_staff_waits_for() {
    let superior = Visitor::signed_in(&app().superior);
    let plan = format!("/development/people/{}/plan", app().waiting);
    for (language, sentences) in [
        (
            "id",
            [
                "pendaftaran bawahan menunggu persetujuan Anda",
                "usulan penilai menunggu keputusan Anda",
                "menunggu persetujuan Anda</a>",
                "orang menunggu penilaian Anda",
            ],
        ),
        ("en", ["of your staff wait", "proposed raters wait for your decision", "waits for your agreement", "people wait for your rating"]),
    ] {
        let due = section(&superior, "due", language);
        for (sentence, address) in
            sentences.iter().zip(["/development/approvals#requests", "/evaluations/approvals", &plan, "/evaluations"])
        {
            assert!(due.contains(sentence), "no `{sentence}`: {due}");
            assert!(due.contains(&format!("href=\"{address}\"")), "no way to {address}: {due}");
        }
    }
    let own = section(&Visitor::signed_in(&app().ready), "due", "en");
    assert!(!own.contains("of your staff") && !own.contains("/evaluations/approvals"), "who leads nobody: {own}");
}

#[test]
fn rounds_to_stand_in_and_candidates_to_score_wait() {
    let due = section(&Visitor::signed_in(&app().waiting), "due", "en");
    assert!(due.contains("You may stand: ") && due.contains("href=\"/rounds#open\""), "{due}");
    let of_panel = section(&Visitor::signed_in("contoh-auditor"), "due", "en");
    assert!(of_panel.contains("Candidates wait for your scores") && of_panel.contains("/panel\""), "{of_panel}");
    assert!(!due.contains("Candidates wait"), "who is on no panel: {due}");
    // who stands is not asked again
    let neighbour = Visitor::signed_in("contoh-analis");
    let page = get("/rounds", &neighbour).body;
    let stand = page.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).find(|action| action.ends_with("/stand"));
    let stand = stand.unwrap().to_owned();
    assert!(section(&neighbour, "due", "en").contains("You may stand"));
    assert_eq!(post(&stand, "", &neighbour, &[]).status, StatusCode::SEE_OTHER);
    assert!(!section(&neighbour, "due", "en").contains("You may stand"));
    assert_eq!(post(&stand.replace("/stand", "/withdraw"), "", &neighbour, &[]).status, StatusCode::SEE_OTHER);
}

#[test]
fn an_own_plan_waits_for_the_own_agreement_until_it_is_given() {
    let me = Visitor::signed_in("contoh-analis");
    let sentence = "Rencana Anda tahun 2026 menunggu persetujuan Anda";
    assert!(!section(&me, "due", "id").contains(sentence));
    assert_eq!(post("/development/wishes", "topic=Menulis+peraturan&course=", &me, &[]).status, StatusCode::SEE_OTHER);
    let page = get("/development/plan", &me).body;
    let need = page.split("value=\"wish:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("need=wish%3A{need}&course=&form=B6&title=Kelas+menulis&amount=8&due=2026-12-31");
    assert_eq!(post("/development/plan", &form, &me, &[]).status, StatusCode::SEE_OTHER);
    let due = section(&me, "due", "id");
    assert!(due.contains(sentence) && due.contains("href=\"/development/plan\""), "{due}");
    assert!(section(&me, "due", "en").contains("Your plan of 2026 waits for your agreement"));
}

#[test]
fn a_placement_waits_for_its_assessment_in_its_last_days() {
    let supervisor = Visitor::signed_in(&app().superior);
    let place = |id: &str, last: &str| {
        format!(
            "{{\"id\":\"{id}\",\"kind\":\"internship\",\"title\":\"Magang {id}\",\"form\":\"C11\",\"unit\":\"synthetic-daerah-001\",\
             \"host\":\"Kantor Contoh\",\"supervisor\":\"{}\",\"seats\":1,\"first\":\"2026-11-02\",\"last\":\"{last}\",\"apply-until\":\"2026-11-24\"}}",
            app().superior
        )
    };
    for (id, last, person) in [("lama", "2026-12-18", "contoh-auditor"), ("sebentar", "2026-11-25", &*app().ready)] {
        let offered = program("POST", "/api/v1/places", Some(&place(id, last)), &officer(), &[]);
        assert_eq!(offered.status, StatusCode::OK, "{}", offered.body);
        let applied = post("/development/places", &format!("place={id}"), &Visitor::signed_in(person), &[]);
        assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.body);
        for decision in ["grant", "start"] {
            let form = format!("placement={id}%2F{person}&decision={decision}");
            let done = post(&format!("/hr/development/places/{id}"), &form, &officer(), &[]);
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
    }
    let due = section(&supervisor, "due", "en");
    assert!(due.contains("Assess and end the placement of") && due.contains("href=\"/hr/development/places/sebentar\""), "{due}");
    assert!(due.contains("<strong class=\"left\">2 days left</strong>"), "{due}");
    assert!(!due.contains("/places/lama"), "it has time: {due}");
}

#[test]
fn certificates_seats_and_sessions_called_off_are_new() {
    let (me, ready) = (Visitor::signed_in(&app().waiting), Visitor::signed_in(&app().ready));
    let news = section(&me, "news", "id");
    assert!(news.contains("Sertifikat terbit") && news.contains("href=\"/development/certificates/"), "{news}");
    assert!(news.contains("Anda mendapat kursi"), "{news}");
    assert!(news.contains("Perbaikan data diterima") && news.contains("href=\"/career/corrections/"), "{news}");
    let course = "Analisis data dengan lembar kerja";
    let seat = |visitor: &Visitor| section(visitor, "news", "id").split("<li>").find(|line| line.contains(course)).map(str::to_owned);
    assert!(seat(&ready).unwrap().contains("Anda mendapat kursi"));
    let desk = session_desk(course);
    let done = post(&format!("{desk}/cancel"), "cancel-reason=Pengajar+sakit", &officer(), &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{desk}: {}", done.body);
    let line = seat(&ready).unwrap();
    assert!(
        line.contains("Pelatihan dibatalkan") && line.contains("href=\"/development/enrolments\""),
        "the last that became of it: {line}"
    );
    assert!(heard(&ready).contains(&("session-cancelled".to_owned(), "/development/enrolments".to_owned())));
}

#[test]
fn what_is_told_leads_whom_it_is_told_to_its_page() {
    let mut topics = BTreeSet::new();
    for (name, visitor) in visitors().iter().filter(|(name, _)| *name != "nobody") {
        for (topic, address) in heard(visitor).into_iter().collect::<BTreeSet<_>>() {
            check_leads(&address, visitor, &format!("{name}, {topic}"));
            let page = match &*topic {
                "answer-due" => "/evaluations",
                "result-released" => "/career/report",
                "certificate-issued" => "/development/certificates/",
                "enrolment-requested" => "/development/approvals",
                "enrolment-approved" => "/development/enrolments",
                "survey-opened" => "/voice/surveys/",
                "consultation-opened" | "submission-answered" => "/voice/consultations/",
                "round-published" => "/results/",
                _ => "/",
            };
            assert!(address.starts_with(page), "{topic} leads to {address}");
            topics.insert(topic);
        }
    }
    for topic in ["answer-due", "result-released", "certificate-issued", "enrolment-requested", "enrolment-approved", "submission-answered"]
    {
        assert!(topics.contains(topic), "{topic} was told to nobody: {topics:?}");
    }
}

#[test]
fn an_officer_finds_corrections_with_their_day_and_enrolments_to_decide() {
    let body = get("/hr?lang=en", &officer()).body;
    let waiting = body.split("id=\"waiting\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(waiting.contains("Corrections that wait for an answer: 1</a>, the nearest by 26 November 2026"), "{waiting}");
    assert!(waiting.contains("Enrolments that wait for a decision: "), "{waiting}");
    for address in links(waiting) {
        check_leads(&address, &officer(), "an HR officer");
    }
    for other in ["contoh-ppk", "contoh-tetangga"] {
        let body = get("/hr?lang=en", &Visitor::signed_in(other)).body;
        assert!(!body.contains("Corrections that wait") && !body.contains("Enrolments that wait"), "{other}: {body}");
    }
}
