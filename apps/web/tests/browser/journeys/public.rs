//! Anybody, without an account.

use crate::browser::Browser;

/// Policies in plain language, results, and the door.
pub(crate) async fn reads_policies(browser: &Browser) {
    browser.open("/policies").await;
    browser.expect(browser.t("Kebijakan yang berlaku", "Policies in force")).await;
    browser.look("policies").await;
    browser.follow(browser.t("Kenaikan pangkat reguler", "Regular grade promotion")).await;
    browser.expect("PP 99/2000").await;
    browser.look("policy").await;
    browser.open("/results").await;
    browser.follow(browser.t("Kenaikan pangkat reguler", "Regular promotion")).await;
    browser.look("result").await;
    browser.open("/nowhere").await;
    browser.expect(browser.t("Tidak ditemukan", "Not found")).await;
    browser.look("not-found").await;
    browser.open("/sign-in").await;
    browser.look("sign-in").await;
}

/// Somebody is shown a decision and a certificate, and checks both by their codes without an account.
pub(crate) async fn verifies_by_code(browser: &Browser) {
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    browser.click_last(browser.t("Mengapa?", "Why?")).await;
    let decision = browser.words_of(".proof code").await;
    browser.open("/development/certificates").await;
    browser.click_first("main .offer a").await;
    browser.look("certificate").await;
    let certificate = browser.words_of("strong.code").await;
    browser.sign_out().await;

    browser.open("/verify").await;
    browser.look("verify").await;
    let field = browser.t("Kode pada kertas", "Code on the paper");
    for (code, found, name) in [
        (decision.as_str(), browser.t("Keputusan ini tercatat di sini.", "This decision is on record here."), "decision"),
        (certificate.as_str(), browser.t("Penerbit", "Issuer"), "certificate-valid"),
        (
            "0000",
            browser.t("Tidak ada sertifikat atau keputusan dengan kode ini", "There is no certificate or decision with this code"),
            "unknown",
        ),
    ] {
        browser.fill(field, code).await;
        browser.push_exactly(browser.t("Periksa", "Verify")).await;
        browser.expect(found).await;
        browser.look(name).await;
    }
}
