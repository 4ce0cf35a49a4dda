//! The auditor: is the trail whole, and does every decision come out the same?

use crate::browser::Browser;

/// An auditor reads the trail, verifies it, takes it along, and has a round decided again.
pub(crate) async fn verifies(browser: &Browser) {
    browser.sign_in_as(("Auditor", "An auditor")).await;
    browser.follow("Audit").await;
    browser.look("trail").await;
    browser.open("/audit/verify").await;
    browser.push(browser.t("Periksa sekarang", "Check now")).await;
    browser.expect(browser.t("Tidak ada catatan yang diubah", "No entry was altered")).await;
    browser.look("verified").await;
    let entries = browser.script("return Number(document.querySelector('.facts dd').textContent.replace(/\\D/g, ''))").await;

    let taken = browser.download(browser.t("Unduh jejak (JSON)", "Download the trail (JSON)")).await;
    // a line for each entry
    let taken = String::from_utf8(taken).unwrap();
    let lines: Vec<serde_json::Value> = taken.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert!(lines.len() as u64 >= entries.as_u64().unwrap() && lines.len() > 100, "{} lines, {entries} entries", lines.len());

    browser.open("/audit/rounds").await;
    browser.look("rounds").await;
    browser.follow(browser.t("Kenaikan pangkat reguler", "Regular promotion")).await;
    browser.push(browser.t("Putuskan ulang sekarang", "Decide again now")).await;
    browser.expect(browser.t("Semuanya sama", "Everything came out the same")).await;
    browser.look("decided-again").await;
}
