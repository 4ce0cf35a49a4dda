//! The rater: from the inbox to the receipt, by keyboard alone.

use serde_json::json;
use thirtyfour::Key;

use crate::browser::Browser;

/// Somebody rates a colleague: reads what becomes of the answers, keeps a draft, hands everything in, without touching the mouse.
pub(crate) async fn answers_by_keyboard(browser: &Browser) {
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    browser.follow(browser.t("Penilaian", "Evaluation")).await;
    browser.expect(browser.t("Menunggu penilaian Anda", "Waiting for your rating")).await;
    browser.look("inbox").await;
    browser.follow_beside(browser.t("Rekan setingkat", "Peers"), browser.t("Nilai", "Rate")).await;
    // what becomes of answers stands before the first of them
    browser.expect(browser.t("Jawaban Anda anonim", "Your answers are anonymous")).await;
    let order = "return !!(document.querySelector('.promise').compareDocumentPosition(document.querySelector('.item')) & 4)";
    assert_eq!(browser.script(order).await, true, "anonymity is explained before the first question");
    browser.look("form").await;

    // a first part, kept as a draft
    for answer in [Key::Right, Key::Left] {
        browser.tab_to(".item:not(:has(:checked)) input[type=radio]").await;
        browser.press(Key::Space).await;
        browser.press(answer).await;
    }
    assert_eq!(browser.script("return document.querySelectorAll('.item :checked').length").await, 2);
    let second = "return [...document.querySelectorAll('.item')][1].querySelector('input[value=\"-\"]').checked";
    assert_eq!(browser.script(second).await, true, "not observed is an answer");
    browser.tab_to("button[value=draft]").await;
    browser.press(Key::Enter).await;
    browser.expect(browser.t("Jawaban sementara disimpan", "The draft is kept")).await;
    assert_eq!(browser.script("return document.querySelectorAll('.item :checked').length").await, 2, "the draft is in the form");
    browser.look("draft").await;

    // handing in what is not whole is refused beside the items, and nothing is lost
    browser.tab_to("button[value=send]").await;
    browser.press(Key::Enter).await;
    browser.expect(browser.t("Butir ini belum dijawab", "This item is not answered")).await;
    assert_eq!(browser.script("return document.querySelectorAll('.item :checked').length").await, 2);
    browser.look("incomplete").await;

    let open = browser.script("return document.querySelectorAll('.item:not(:has(:checked))').length").await.as_u64().unwrap();
    assert!(open > 10, "{open} items are open");
    for _ in 0..open {
        browser.tab_to(".item:not(:has(:checked)) input[type=radio]").await;
        browser.press(Key::Space).await;
        browser.press(Key::Right).await;
        browser.press(Key::Right).await;
    }
    browser.tab_to("textarea[name=comment]").await;
    browser.type_keys("Laporan selalu rapi.").await;
    browser.tab_to("button[value=send]").await;
    browser.press(Key::Enter).await;
    browser.expect(browser.t("Tanda terima Anda", "Your receipt")).await;
    let receipt = browser.script("return document.querySelector('.receipt').textContent").await;
    assert!(receipt.as_str().is_some_and(|code| code.len() > 20), "{}", json!(receipt));
    browser.look("receipt").await;
    browser.follow(browser.t("Ke daftar penilaian", "To my evaluations")).await;
    browser.expect(browser.t("Jawab ulang", "Answer again")).await;
}
