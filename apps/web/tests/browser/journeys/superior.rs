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

/// A direct superior rates with what is on record at hand and writes down what the rating rests on, named as the superior's.
pub(crate) async fn rates_with_evidence(browser: &Browser) {
    browser.sign_in_as(("Atasan langsung", "A direct superior")).await;
    browser.open("/team").await;
    browser.follow(browser.t("Beri penilaian", "Rate")).await;
    browser.expect(browser.t("Anda menilai dengan nama", "You rate by name")).await;
    browser.look("form").await;
    // what is on record opens beside the form, so that nothing ticked is lost
    let record = browser.attribute("main a[target=_blank]", "href").await;
    assert!(record.starts_with("/team/"), "{record}");
    let items = browser.click_in_each(".item", "input[value='3']").await;
    assert!(items > 10, "{items} items");
    let evidence = "Menyusun laporan triwulan II tanpa kesalahan; tiga warga menulis terima kasih pada bulan Mei.";
    browser.fill(browser.t("Bukti", "Evidence"), evidence).await;
    browser.push(browser.t("Simpan sementara", "Keep a draft")).await;
    browser.expect(browser.t("Jawaban sementara disimpan", "The draft is kept")).await;
    assert_eq!(
        browser.script("return document.querySelector('textarea[name=comment]').value").await,
        evidence,
        "the draft holds the evidence"
    );
    browser.look("draft").await;
    browser.push(browser.t("Kirim jawaban", "Hand in")).await;
    browser.expect(browser.t("Tanda terima Anda", "Your receipt")).await;
    browser.look("receipt").await;
    browser.open(&record).await;
    browser.expect("Pegawai Contoh").await;
    browser.look("on-record").await;
}
