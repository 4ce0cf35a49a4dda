//! Signing in at the provider of an agency, and out there too.

use crate::browser::Browser;

/// Somebody comes for one page, signs in elsewhere, is on that page, and leaves both places.
pub(crate) async fn signs_in(browser: &Browser) {
    browser.open("/eligibility").await;
    assert_eq!(browser.path().await, "/sign-in");
    browser.look("door").await;
    browser.follow(browser.t("Masuk dengan akun dinas", "Sign in with the account of your agency")).await;
    at_the_provider(browser, "synthetic-0000012").await;
    browser.expect(browser.t("Kelayakan saya", "My eligibility")).await;
    assert_eq!(browser.path().await, "/eligibility");
    assert_eq!(browser.words_of(".name").await, "Pegawai Contoh 0000012");
    browser.look("signed-in").await;
    // out here and there
    browser.push_exactly(browser.t("Keluar", "Sign out")).await;
    browser.click_first("form#op\\.logoutForm button, button[name=logout]").await;
    browser.expect(browser.t("Masuk dengan akun dinas", "Sign in with the account of your agency")).await;
    browser.open("/eligibility").await;
    assert_eq!(browser.path().await, "/sign-in", "the session is over");

    // somebody whom the provider knows and we do not
    browser.follow(browser.t("Masuk dengan akun dinas", "Sign in with the account of your agency")).await;
    at_the_provider(browser, "orang-lain").await;
    browser.expect(browser.t("mengenal Anda sebagai", "knows you as")).await;
    browser.look("unknown-here").await;
}

/// What the provider asks: who one is, and whether we may know.
async fn at_the_provider(browser: &Browser, name: &str) {
    browser.type_into("input[name=login]", name).await;
    browser.type_into("input[name=password]", "apa-saja").await;
    browser.click_first("button[type=submit]").await;
    browser.click_first("form:has(input[value=consent]) button[type=submit]").await;
}
