//! The HR agency: a round from its plan to its screening, people, and a file that is looked at first.

use crate::browser::Browser;

/// An HR officer opens a round, puts people forward, screens them, and reads somebody's file.
pub(crate) async fn runs_a_round(browser: &Browser) {
    browser.sign_in_as(("Pengelola kepegawaian", "An HR officer")).await;
    browser.follow(browser.t("Kepegawaian", "HR")).await;
    browser.look("hr").await;
    browser.open("/hr/rounds").await;
    browser.look("rounds").await;
    browser.follow(browser.t("Kenaikan pangkat jabatan fungsional", "Promotion in functional posts")).await;
    browser.expect(browser.t("Langkah berikutnya", "Next step")).await;
    browser.look("round-planned").await;
    browser.push(browser.t("Buka bagi calon", "Open to candidates")).await;
    browser.expect(browser.t("Putaran dibuka bagi calon.", "The round is open to candidates.")).await;
    browser.follow(browser.t("Calonkan pegawai", "Put people forward")).await;
    browser.fill(browser.t("NIP, satu baris satu orang", "Employee numbers, one a line"), "12").await;
    browser.push_exactly(browser.t("Calonkan", "Put forward")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    browser.look("candidates-refused").await;
    browser.push(browser.t("Calonkan semua yang jabatannya sesuai", "Put everybody forward whose post fits")).await;
    browser.expect(browser.t("Calon ditambahkan.", "Candidates were added.")).await;
    browser.look("candidates").await;
    browser.follow(browser.t("Kenaikan pangkat jabatan fungsional", "Promotion in functional posts")).await;
    browser.follow(browser.t("Periksa syarat", "Screen")).await;
    browser.expect(browser.t("Belum ada yang disimpan.", "Nothing is kept yet.")).await;
    browser.look("screening").await;
    browser.push(browser.t("Putuskan", "Decide")).await;
    browser.expect(browser.t("Syarat semua calon sudah diperiksa.", "Every candidate was screened.")).await;
    browser.look("round-screened").await;
}

/// An HR officer looks somebody up, and looks at a file before it is kept.
pub(crate) async fn imports(browser: &Browser) {
    browser.sign_in_as(("Pengelola kepegawaian", "An HR officer")).await;
    browser.open("/people").await;
    browser.look("people").await;
    browser.click_first("main th a[href*=synthetic]").await;
    browser.expect(browser.t("Riwayat", "Histories")).await;
    browser.unfold(browser.t("Riwayat golongan", "Grades")).await;
    browser.look("person").await;
    let number = browser.script("return document.body.innerText.match(/\\b\\d{18}\\b/)[0]").await.as_str().unwrap().to_owned();

    browser.open("/hr/import").await;
    browser.push(browser.t("Periksa dulu", "Look at it first")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    browser.look("import-refused").await;
    let file = std::env::temp_dir().join(format!("jenjang-browser-{}-{}.csv", std::process::id(), browser.language));
    std::fs::write(&file, format!("nip_baru,nama\n{number},Nama Yang Dibetulkan\n12,Tidak Sah\n")).unwrap();
    browser.fill(browser.t("Berkas", "File"), file.to_str().unwrap()).await;
    browser.push(browser.t("Periksa dulu", "Look at it first")).await;
    browser.expect(browser.t("Periksa sebelum disimpan", "Look before it is kept")).await;
    browser.expect(browser.t("Baris yang ditolak", "Rows that are refused")).await;
    browser.look("import-preview").await;
    browser.push_exactly(browser.t("Simpan", "Keep it")).await;
    browser.expect(browser.t("Berkas diimpor.", "The file was brought in.")).await;
    browser.look("imported").await;
    std::fs::remove_file(&file).unwrap();
    browser.open(&format!("/people?find={number}")).await;
    browser.expect("Nama Yang Dibetulkan").await;
    browser.open("/hr/quality").await;
    browser.look("quality").await;
}
