//! A session that costs more than the envelope has: spent where a reason says why, and told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Visitor, get, post};

#[test]
fn more_than_the_envelope_has_is_spent_with_a_reason() {
    let (officer, authority) = (Visitor::signed_in("contoh-kepegawaian"), Visitor::signed_in("contoh-ppk"));
    let sent = |address: &str, form: &str, visitor: &Visitor| {
        let done = post(address, form, visitor, &[]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{address}: {}", done.body);
        get(&done.header("location"), visitor).body
    };
    let lists = "/hr/development/budget";
    let plan = format!("{lists}/plans/rencana-lebih");
    let form = "code=dik-lebih&programme=Diklat&unit=synthetic-daerah-001&year=2026&money=20000000&document=DPA+2";
    sent(lists, form, &officer);
    sent(&format!("{lists}/dik-lebih"), "code=rencana-lebih&each=1&duty=off&mandatory=off", &officer);
    let page = sent(&format!("{plan}/adopt"), "", &authority);
    assert!(page.contains("terikat") && !page.contains("name=\"session\""), "{page}");
    let page = get(&plan, &officer).body;
    let session = page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let (settle, form) = (format!("{plan}/settle"), format!("session={session}&document=INV-2&amount=40.000.000"));
    let refused = post(&settle, &form, &officer, &[]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("id=\"over-problem\""), "{}", refused.body);
    let page = sent(&settle, &format!("{form}&over=Persetujuan+kepala+badan"), &officer);
    assert!(page.contains("role=\"status\">") && page.contains("Rp40.000.000 dibelanjakan, Rp0 dibebaskan."), "{page}");
    assert!(!page.contains("name=\"session\""), "nothing is left to settle: {page}");
    assert!(get(&format!("{lists}/dik-lebih"), &officer).body.contains("Rp40.000.000"));
}
