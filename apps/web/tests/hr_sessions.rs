//! Changing a session of the catalogue, also by two officers at once; assessing a placement.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Visitor, check_access, check_overtaken, check_page, get, post, visitors};

const LETTERS: &str = "/hr/development/sessions/surat-dinas-1";
const EDIT: &str = "/hr/development/sessions/surat-dinas-1/edit";

fn officer() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

/// A form as somebody opened it, with another place and capacity.
fn form(revision: &str, place: &str, capacity: &str) -> String {
    format!(
        "revision={revision}&first=2026-12-17&last=2026-12-18&until=2026-12-10&place={place}&capacity={capacity}&fixed=5000000&each=250000"
    )
}

fn revision(body: &str) -> String {
    body.split_once("name=\"revision\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[test]
fn only_officers_of_the_unit_change_a_session() {
    let rows = [303, 403, 403, 403, 200, 403, 403, 403, 403];
    check_access(&[(EDIT, rows), ("/hr/development/sessions/nothing/edit", [303, 404, 404, 404, 404, 404, 404, 404, 404])]);
    check_page(EDIT, &officer());
    for (name, visitor) in visitors().into_iter().filter(|(name, _)| *name != "an HR officer") {
        let status = post(EDIT, &form("1", "Aula", "30"), &visitor, &[]).status;
        assert_eq!(status, if name == "nobody" { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN }, "{name}");
    }
    assert!(get(LETTERS, &officer()).body.contains(&format!("href=\"{EDIT}\"")), "the session leads to it");
    assert!(!get(LETTERS, &Visitor::signed_in("contoh-auditor")).body.contains("/edit"), "an auditor is not led to what is refused");
}

#[test]
fn of_two_officers_one_changes_it_and_the_other_sees_both_versions() {
    // two open the form at once
    let opened = revision(&get(EDIT, &officer()).body);
    let another = Visitor::signed_in("contoh-keberatan");
    assert_eq!(revision(&get(EDIT, &another).body), opened);

    // nonsense stands as it was typed, with its sentence
    for (language, sentence) in [("id", "seharusnya bilangan bulat, seperti 25"), ("en", "expected a whole number, such as 25")] {
        let refused = post(&format!("{EDIT}?lang={language}"), &form(&opened, "Aula+Utara", "banyak"), &officer(), &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        for kept in [sentence, "value=\"banyak\"", "value=\"Aula Utara\"", &format!("name=\"revision\" value=\"{opened}\"")] {
            assert!(refused.body.contains(kept), "no `{kept}`: {}", refused.body);
        }
    }
    let backwards = form(&opened, "Aula", "30").replace("last=2026-12-18", "last=2026-12-16");
    assert_eq!(post(EDIT, &backwards, &officer(), &[]).status, StatusCode::UNPROCESSABLE_ENTITY);

    let done = post(EDIT, &form(&opened, "Aula+Utara", "31"), &officer(), &[]);
    assert_eq!(
        (done.status, done.header(header::LOCATION).as_str()),
        (StatusCode::SEE_OTHER, &*format!("{LETTERS}?done=changed")),
        "{}",
        done.body
    );
    let page = get(&format!("{LETTERS}?done=changed"), &officer()).body;
    assert!(
        page.contains("role=\"status\">Perubahan disimpan") && page.contains("Aula Utara") && page.contains("17 Desember 2026"),
        "{page}"
    );

    let late = post(&format!("{EDIT}?lang=en"), &form(&opened, "Aula+Selatan", "40"), &another, &[]);
    check_overtaken(&late, &["Aula Selatan", "Aula Utara", "<td data-label=\"What stands now\">31</td>", "value=\"40\""]);
    assert!(get(LETTERS, &officer()).body.contains("Aula Utara"), "the first change stands");
    // without a revision nothing is kept either
    assert_eq!(post(EDIT, &form("", "Aula", "30"), &officer(), &[]).status, StatusCode::CONFLICT);
    // what was typed still stands in the form, which is that of what stands now
    let now = revision(&late.body);
    assert_eq!(revision(&get(EDIT, &another).body), now);
    assert_ne!(now, opened);
    assert_eq!(post(EDIT, &form(&now, "Aula+Selatan", "40"), &another, &[]).status, StatusCode::SEE_OTHER);
    assert!(get(LETTERS, &officer()).body.contains("Aula Selatan"));
}

#[test]
fn a_placement_that_runs_is_assessed_once() {
    let places = "/hr/development/places";
    let offer = "code=magang-nilai&title=Magang+nilai&host=Kantor+Nilai&unit=synthetic-daerah-001&kind=internship&form=C11&seats=1&first=2026-11-23&last=2026-12-04&until=2026-11-23";
    assert_eq!(post(places, offer, &officer(), &[]).status, StatusCode::SEE_OTHER);
    let person = Visitor::signed_in(&common::app().ready);
    let applied = post("/development/places", "place=magang-nilai", &person, &[]);
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.body);
    let place = format!("{places}/magang-nilai");
    let page = get(&place, &officer()).body;
    let placement = page.split_once("name=\"placement\" value=\"").unwrap().1.split('"').next().unwrap().replace('/', "%2F");
    for decision in ["grant", "start"] {
        let done = post(&place, &format!("placement={placement}&decision={decision}"), &officer(), &[]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{decision}: {}", done.body);
    }
    let address = format!("{place}/assess");
    assert!(get(&place, &officer()).body.contains(&format!("action=\"{address}\"")));
    for (language, sentence) in [("id", "seharusnya bilangan, seperti 40"), ("en", "expected a number, such as 40")] {
        let form = format!("placement={placement}&evidence=Laporan+akhir&hours=banyak");
        let refused = post(&format!("{address}?lang={language}"), &form, &officer(), &[]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains(sentence) && refused.body.contains("value=\"Laporan akhir\""), "{}", refused.body);
    }
    let form = format!("placement={placement}&evidence=Laporan+akhir&hours=");
    // neither the person nor anybody who has nothing to do with it
    for (name, visitor) in visitors().into_iter().filter(|(name, _)| *name != "an HR officer" && *name != "nobody") {
        assert_eq!(post(&address, &form, &visitor, &[]).status, StatusCode::FORBIDDEN, "{name}");
    }
    let done = post(&address, &form, &officer(), &[]);
    assert_eq!(
        (done.status, done.header(header::LOCATION).as_str()),
        (StatusCode::SEE_OTHER, &*format!("{place}?done=assessed")),
        "{}",
        done.body
    );
    let page = get(&place, &officer()).body;
    assert!(page.contains("Dinilai 23 November 2026: Laporan akhir") && !page.contains("/assess"), "{page}");
    assert!(get("/development/places", &person).body.contains("Laporan akhir"), "the person reads what was found");
    assert_eq!(post(&address, &form, &officer(), &[]).status, StatusCode::CONFLICT, "once");
}
