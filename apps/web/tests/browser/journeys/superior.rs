//! The superior: who rates my staff, and who they are.

use crate::browser::Browser;

/// A direct superior agrees to a rater, refuses another with a reason, and sees the team.
pub(crate) async fn approves_raters(browser: &Browser) {
    browser.sign_in_as(("Atasan langsung", "A direct superior")).await;
    browser.look("home").await;
    browser.open("/evaluations").await;
    browser.expect(browser.t("Penilai bawahan Anda", "Raters of your staff")).await;
    browser.follow(browser.t("Setujui atau tolak", "Approve or refuse")).await;
    browser.look("approvals").await;
    // nothing chosen is said, and so is a refusal without a reason
    browser.push(browser.t("Setujui yang dipilih", "Approve those chosen")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    browser.look("approvals-nothing-chosen").await;
    let waiting = "return document.querySelectorAll('input[name=rater]').length";
    let before = browser.script(waiting).await.as_u64().unwrap();
    assert!(before > 1, "proposals wait");
    browser.click_first("input[name=rater]").await;
    browser.push(browser.t("Setujui yang dipilih", "Approve those chosen")).await;
    browser.expect(browser.t("Penilai disetujui.", "The raters are approved.")).await;
    assert_eq!(browser.script(waiting).await.as_u64().unwrap(), before - 1);
    browser.click_first("input[name=rater]").await;
    browser.fill(browser.t("Alasan bila menolak", "Reason where you refuse"), "Belum pernah bekerja bersama.").await;
    browser.push(browser.t("Tolak yang dipilih", "Refuse those chosen")).await;
    browser.expect(browser.t("Usulan ditolak.", "The proposal is refused.")).await;
    browser.expect("Belum pernah bekerja bersama.").await;
    browser.look("approvals-done").await;
    browser.open("/team").await;
    let rows = browser.script("return document.querySelectorAll('main table tbody tr, main li').length").await;
    assert!(rows.as_u64().unwrap() > 0, "the team is there");
    browser.look("team").await;
    browser.open("/development/approvals").await;
    browser.expect(browser.t("Rencana pengembangan", "Development plans")).await;
    browser.look("development-approvals").await;
}
