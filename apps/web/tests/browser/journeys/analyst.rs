//! The policy team: a draft that is written, tried and simulated.

use thirtyfour::Key;

use crate::browser::Browser;

/// A policy analyst writes with a check that speaks at once, runs cases, compares, and simulates.
pub(crate) async fn drafts_a_policy(browser: &Browser) {
    browser.sign_in_as(("Analis kebijakan", "A policy analyst")).await;
    browser.follow(browser.t("Rancangan", "Drafts")).await;
    browser.look("drafts").await;
    browser.follow("Masa kerja minimum dalam pangkat terakhir menjadi tiga tahun").await;
    browser.expect(browser.t("Perjalanan rancangan", "The way of the draft")).await;
    browser.look("draft").await;

    browser.follow_exactly(browser.t("Naskah", "Text")).await;
    browser.expect(browser.t("Hasil pemeriksaan", "What the check says")).await;
    browser.expect_class("#checked .verdict", "met").await;
    browser.look("editor").await;
    // while one types: nothing is sent by hand
    browser.click_first("#policy").await;
    browser.press_with(Key::Control, Key::Home).await;
    browser.type_keys("titel = 1\n").await;
    browser.expect_class("#checked .verdict", "not-met").await;
    browser.expect("titel").await;
    let times = "const said = document.querySelector('#checked .verdict strong').textContent; return document.body.textContent.split(said).length - 1";
    assert_eq!(browser.script(times).await, 1, "what the check says stands once on the page");
    browser.look("editor-with-a-mistake").await;
    browser.click_first("#policy").await;
    browser.press_with(Key::Control, Key::Home).await;
    for _ in 0.."titel = 1\n".len() {
        browser.press(Key::Delete).await;
    }
    browser.expect_class("#checked .verdict", "met").await;
    browser.push_exactly(browser.t("Simpan", "Save")).await;
    browser.expect(browser.t("Tersimpan.", "Saved.")).await;

    browser.follow_exactly(browser.t("Kasus", "Cases")).await;
    browser.expect(browser.t("kasus dijalankan", "cases run")).await;
    browser.look("cases").await;
    browser.follow_exactly(browser.t("Perbedaan", "Differences")).await;
    browser.expect(browser.t("Yang berubah artinya", "What changes in meaning")).await;
    browser.look("differences").await;
    browser.follow_exactly(browser.t("Simulasi", "Simulation")).await;
    browser.tick(browser.t("Tabel yang saya unggah", "A table I upload")).await;
    browser.push(browser.t("Jalankan", "Run it")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    browser.look("simulation-refused").await;
    browser.tick(browser.t("Pegawai yang tersimpan di unit Anda", "The people stored in your units")).await;
    browser.set_day("as-of", "2027-04-01").await;
    browser.push(browser.t("Jalankan", "Run it")).await;
    browser.expect(browser.t("Cara menghitung", "How it was counted")).await;
    browser.look("simulation").await;
}
