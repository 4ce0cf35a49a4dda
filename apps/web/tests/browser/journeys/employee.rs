//! The employee: why not, and when?

use crate::browser::Browser;

/// Somebody who was not promoted finds the article, the record and the day within three clicks of the home page.
pub(crate) async fn finds_why(browser: &Browser) {
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    assert_eq!(browser.path().await, "/");
    browser.look("home").await;
    // the first click
    browser.follow(browser.t("Mengapa?", "Why?")).await;
    assert_eq!(browser.path().await, "/eligibility");
    for words in ["PP 99/2000 ps. 7", "riwayat golongan", browser.t("Memenuhi syarat paling cepat", "earliest")] {
        browser.expect(words).await;
    }
    browser.look("eligibility").await;
    browser.unfold(browser.t("Yang sudah terpenuhi", "What is met")).await;
    browser.look("eligibility-met").await;
    // what was decided, and why
    browser.open("/").await;
    browser.click_last(browser.t("Mengapa?", "Why?")).await;
    assert!(browser.path().await.starts_with("/decisions/"));
    browser.expect("PP 99/2000 ps. 7").await;
    browser.look("decision").await;
}
