//! The appointing authority: a choice, and a reason where it leaves the ranking.

use crate::browser::Browser;

/// The appointing authority chooses somebody beyond those put forward: refused without a reason, signed with one.
pub(crate) async fn decides(browser: &Browser) {
    let round = browser.t("Seleksi tugas belajar, menunggu keputusan", "Selection for study assignments, waiting for its decision");
    browser.sign_in_as(("Pejabat pembina kepegawaian", "The appointing authority")).await;
    browser.follow(browser.t("Kepegawaian", "HR")).await;
    browser.look("waiting").await;
    browser.follow(round).await;
    browser.look("round").await;
    browser.follow(browser.t("Peringkat selengkapnya", "The whole ranking")).await;
    browser.look("ranking").await;
    browser.follow(round).await;
    browser.follow(browser.t("Putuskan", "Decide")).await;
    browser.look("decide").await;
    browser.tick(browser.t("Yang dicentang di bawah", "Those ticked below")).await;
    browser.choose_first(browser.t("Orang", "Person")).await;
    browser.push(browser.t("Tandatangani keputusan", "Sign the decision")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    browser.look("decide-without-reason").await;
    let reason = "Satu-satunya yang memiliki sertifikat bahasa yang disyaratkan kampus tujuan.";
    browser.fill(browser.t("Alasan", "Reason"), reason).await;
    browser.push(browser.t("Tandatangani keputusan", "Sign the decision")).await;
    browser.expect(browser.t("Keputusan disimpan.", "The decision was kept.")).await;
    browser.expect(reason).await;
    browser.look("decided").await;
    browser.follow(browser.t("Pemberitahuan kepada yang tidak terpilih", "Notices to those not chosen")).await;
    browser.look("notices").await;
}
