//! Anybody, without an account.

use crate::browser::Browser;

/// Policies in plain language, and the door.
pub(crate) async fn reads_policies(browser: &Browser) {
    browser.open("/policies").await;
    browser.expect(browser.t("Kebijakan yang berlaku", "Policies in force")).await;
    browser.look("policies").await;
    browser.follow(browser.t("Kenaikan pangkat reguler", "Regular grade promotion")).await;
    browser.expect("PP 99/2000").await;
    browser.look("policy").await;
    browser.open("/nowhere").await;
    browser.expect(browser.t("Tidak ditemukan", "Not found")).await;
    browser.look("not-found").await;
    browser.open("/sign-in").await;
    browser.look("sign-in").await;
}
