//! A survey from its plan to the page everybody reads, through the pages alone: opened, answered, closed once its last day is over, published.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Answer, Visitor, answer_of_all, app, get, post};

const DESK: &str = "/hr/surveys/uji-hidup";
const PAGE: &str = "/voice/surveys/uji-hidup";

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// Sends a form that is taken, and gives the page it leads to.
fn taken(address: &str, form: &str) -> Answer {
    let done = post(address, form, &officer(), &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{address}: {}", done.body);
    get(&done.header(header::LOCATION), &officer())
}

#[test]
fn a_survey_goes_from_its_plan_to_what_everybody_reads() {
    let plan = "code=uji-hidup&questionnaire=asn%2Fsurvey%2Fdevelopment-climate&title=Iklim+belajar&title-en=&unit=synthetic-daerah-001&\
                naming=anonymous&ask=unit&session=&by=unit&after=&wishes=";
    taken("/hr/surveys", plan);
    taken(&format!("{DESK}/open"), "since=2026-11-23&until=2026-12-07");
    // three answer, each alike, which nobody reads before the closing
    for respondent in [&app().waiting, &app().ready, &app().superior] {
        let respondent = Visitor::signed_in(respondent);
        let form = answer_of_all(&get(PAGE, &respondent).body);
        let done = post(PAGE, &form, &respondent, &[]);
        assert!(done.status == StatusCode::OK && done.body.contains("Tanda terima"), "{}", done.body);
    }
    let desk = get(&format!("{DESK}?lang=en"), &officer()).body;
    assert!(desk.contains("<strong>3</strong> of 108 people have answered"), "{desk}");
    assert_eq!(get(&format!("{DESK}/results"), &officer()).status, StatusCode::NOT_FOUND, "no results while answers may come");

    app().clock.put_to("2026-12-08".parse().unwrap());
    let closed = taken(&format!("{DESK}/close"), "").body;
    assert!(closed.contains("Survei ditutup") && closed.contains("Umumkan hasilnya"), "{closed}");
    let again = post(&format!("{DESK}/close"), "", &officer(), &[]);
    assert_eq!(again.status, StatusCode::CONFLICT, "closed already: {}", again.body);
    let late = post(PAGE, "q-fair=4", &Visitor::signed_in(&app().waiting), &[]);
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY || late.status == StatusCode::CONFLICT, "too late: {}", late.body);
    let own = get(&format!("{DESK}/results?lang=en"), &officer());
    assert!(own.status == StatusCode::OK && own.body.contains("3 of 108 people answered"), "{}", own.body);
    let public = format!("{PAGE}/results?lang=en");
    assert_eq!(get(&public, &Visitor::nobody()).status, StatusCode::NOT_FOUND, "not published");

    let published = taken(&format!("{DESK}/publish"), "").body;
    assert!(published.contains("Hasilnya diumumkan") && published.contains(&format!("{PAGE}/results")), "{published}");
    assert_eq!(post(&format!("{DESK}/publish"), "", &officer(), &[]).status, StatusCode::CONFLICT, "published already");
    let page = get(&public, &Visitor::nobody());
    assert!(page.status == StatusCode::OK && page.body.contains("3 of 108 people answered"), "{}", page.body);
    assert!(!page.body.contains("synthetic-") && !page.body.contains("Pegawai Contoh"), "nobody is named: {}", page.body);
}
