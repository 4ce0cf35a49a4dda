//! Paper: what somebody takes to an appeal, to a superior, to the notice board.

use crate::browser::Browser;

/// An employee prints what is on record and was decided about her; each sheet says whose it is and of which day.
pub(crate) async fn employee(browser: &Browser) {
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    let name = browser.words_of(".name").await;
    let printed = format!("{} {name} {} ", browser.t("Dicetak dari Jenjang oleh", "Printed from Jenjang by"), browser.t("pada", "on"));
    let made_up = browser.t("Peragaan: semuanya rekaan.", "Demonstration: everything is made up.");
    browser.open("/eligibility").await;
    // what would be in the way is unfolded for every promotion, what is met only counted
    let missing = browser.t("Data yang belum ada", "Missing");
    browser.print("eligibility", 3, &[&printed, made_up, "PP 99/2000 ps. 7", missing]).await;
    browser.open("/").await;
    browser.click_last(browser.t("Mengapa?", "Why?")).await;
    browser.expect(browser.t("Tidak terpenuhi", "Not met")).await;
    let code = browser.words_of(".proof code").await;
    browser.print("decision", 4, &[&printed, &name, "PP 99/2000 ps. 7", &code, &format!("/verify/{code}")]).await;
    for (path, sheets, words) in [
        ("/career/map", 5, browser.t("Satu langkah dari sini", "One step from here")),
        ("/career/report", 4, browser.t("Saya sendiri (titik)", "Myself (dot)")),
        ("/development/plan", 2, browser.t("Kebutuhan dan buktinya", "Needs and their evidence")),
        ("/career/data", 8, browser.t("Siapa boleh melihat apa", "Who may see what")),
    ] {
        browser.open(path).await;
        browser.print(path.rsplit('/').next().unwrap(), sheets, &[&printed, words]).await;
    }
    // a certificate is handed over: it carries its own code and nothing of whoever printed it
    browser.open("/development/certificates").await;
    browser.click_first("main .offer a").await;
    browser.expect(browser.t("diberikan kepada", "awarded to")).await;
    let code = browser.words_of("strong.code").await;
    let paper = browser.print("certificate", 1, &[&name, &code]).await;
    assert!(!paper.contains(&printed), "{paper}");
}

/// An officer prints a decision about somebody, and anybody the result of a round and the policy behind it.
pub(crate) async fn others(browser: &Browser) {
    browser.sign_in_as(("Pengelola kepegawaian", "An HR officer")).await;
    browser.open("/hr/rounds/kp-reguler-2026-11/candidates").await;
    let about = browser.words_of("tbody th").await;
    browser.print("candidates", 12, &[&about, browser.t("Belum memenuhi syarat", "Not eligible yet")]).await;
    browser.click_first("tbody a[href^='/decisions/']").await;
    browser.expect(browser.t("Siapa pun yang memegang cetakan ini", "Whoever holds this print")).await;
    browser.print("decision-of-another", 4, &[browser.t("Tentang", "About"), &about]).await;
    browser.sign_out().await;
    browser.open("/results/kp-reguler-2026-11").await;
    let published = browser.t("Hasil pemeriksaan syarat", "Outcome of the screening");
    let paper = browser.print("result", 2, &[browser.t("Dicetak dari Jenjang pada", "Printed from Jenjang on"), published]).await;
    assert!(!paper.contains("synthetic-"), "{paper}");
    browser.open("/policies/asn/promotion/regular").await;
    browser.print("policy", 10, &["PP 99/2000 ps. 7"]).await;
}
