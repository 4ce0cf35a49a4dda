//! An appeal that was right, through the pages alone: filed, taken up, the record mended by an import that is looked at first, decided again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::{StatusCode, header};

use common::{Visitor, address_of, app, get, post, post_file};

/// Sends a form that is taken, and gives where it leads.
fn taken(address: &str, form: &str, visitor: &Visitor) -> String {
    let done = post(address, form, visitor, &[]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{address}: {}", done.body);
    done.header(header::LOCATION)
}

fn between<'b>(body: &'b str, from: &str, to: &str) -> &'b str {
    body.split_once(from).unwrap_or_else(|| panic!("no `{from}` in {body}")).1.split(to).next().unwrap()
}

#[test]
fn whoever_was_right_is_decided_again_by_the_mended_record() {
    let (me, desk, reviewer) = (Visitor::signed_in(&app().waiting), "contoh-kepegawaian", Visitor::signed_in("contoh-keberatan"));
    let desk = Visitor::signed_in(desk);
    let form = address_of(&get("/eligibility", &me).body, "/career/appeals/new?policy=asn%2Fpromotion%2Fregular");
    let body = get(&form, &me).body;
    let decision = between(&body, "name=\"decision\" value=\"", "\"").to_owned();
    let typed = format!("decision={decision}&criterion=time-in-grade-too-short&grounds=TMT+saya+dua+tahun+lebih+awal");
    assert_eq!(taken("/career/appeals/new", &typed, &me), "/career/appeals?done=filed");
    let mine = format!("/people/{}\">", app().waiting);
    let address = {
        let list = get("/hr/appeals", &reviewer).body;
        let addresses = list.split("href=\"/hr/appeals/").skip(1).map(|rest| format!("/hr/appeals/{}", rest.split('"').next().unwrap()));
        let about_me = |address: &String| {
            let page = get(address, &reviewer).body;
            page.contains(&mine) && page.contains("TMT saya dua tahun lebih awal")
        };
        addresses.into_iter().find(about_me).expect("the appeal is on the desk")
    };
    assert_eq!(taken(&format!("{address}/review"), "stage=filed", &reviewer), format!("{address}?done=review"));
    let before = get(&format!("{address}?lang=en"), &reviewer).body;
    assert!(!before.contains("1 April 2021"), "what is wrong on record is not there yet: {before}");

    // the register of grades as it should have been, looked at before it is kept
    let file = get(&format!("/people/{}", app().waiting), &desk).body;
    let number = between(&file, "<dt>NIP</dt><dd>", "</dd>");
    let register = format!("nipBaru,golonganId,golongan,tmtGolongan,skNomor,skTanggal\n{number},32,III/b,01-04-2021,KP-9,01-03-2021\n");
    let preview = post_file("/hr/import", &[("kind", "grades")], ("golongan.csv", register.as_bytes()), &desk);
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    let digest = between(&preview.body, "name=\"digest\" value=\"", "\"");
    assert_eq!(taken("/hr/import/confirm", &format!("digest={digest}"), &desk), "/hr/import?done=imported");

    // what would come out now stands beside what did, and is what is signed
    let page = get(&format!("{address}?lang=en"), &reviewer).body;
    assert!(page.contains("If it were decided again today by the same rules") && page.contains("1 April 2021"), "{page}");
    assert_eq!(post(&format!("{address}/redecide"), "stage=under-review", &me, &[]).status, StatusCode::FORBIDDEN);
    assert_eq!(taken(&format!("{address}/redecide"), "stage=under-review", &reviewer), format!("{address}?done=redecided"));
    let page = get(&format!("{address}?lang=en"), &reviewer).body;
    assert!(page.contains("Decided again") && page.contains("New decision"), "{page}");
    assert_eq!(post(&format!("{address}/redecide"), "stage=under-review", &reviewer, &[]).status, StatusCode::CONFLICT, "once");

    // the person reads the new decision, and that the old one gave way
    let old = get(&format!("/decisions/{decision}?lang=en"), &me).body;
    assert!(old.contains("Another decision has taken the place of this one."), "{old}");
    let own = get("/career/appeals?lang=en", &me).body;
    assert!(own.contains("Decided again"), "{own}");
}
