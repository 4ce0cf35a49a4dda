//! Reading and answering in a browser that runs no script: every step is a link, a form or something that unfolds by itself.

use crate::browser::Browser;

/// That pages run nothing here: a page that writes a word by script shows none.
async fn nothing_runs(browser: &Browser) {
    browser.show("<p>kosong</p><script>document.querySelector('p').textContent = 'berjalan'</script>").await;
    browser.expect("kosong").await;
}

/// An employee finds out why, reports a wrong record, changes the language and leaves.
pub(crate) async fn employee_asks_for_a_correction(browser: &Browser) {
    nothing_runs(browser).await;
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    assert_eq!(browser.path().await, "/");
    browser.look("home").await;
    browser.follow(browser.t("Mengapa?", "Why?")).await;
    browser.expect("PP 99/2000 ps. 7").await;
    let (folded, entry) = (browser.t("Yang sudah terpenuhi", "What is met"), "details.answer, details.keep-folded");
    browser.unfold(folded).await;
    let open = format!("return [...document.querySelectorAll('{entry}')].filter(folded => folded.open).length");
    assert!(browser.script(&open).await.as_u64().unwrap() > 0, "what is folded unfolds by itself");
    browser.look("eligibility").await;
    browser.follow("Jenjang").await;
    browser.click_last(browser.t("Mengapa?", "Why?")).await;
    browser.expect(browser.t("Kode verifikasi", "Verification code")).await;
    browser.look("decision").await;

    browser.follow(browser.t("Keadaan saya hari ini", "How I stand today")).await;
    browser.follow(browser.t("Data ini salah", "This record is wrong")).await;
    browser.expect(browser.t("Berangkat dari syarat", "From the requirement")).await;
    browser.look("correction").await;
    // what is missing is said beside the field, and what was typed stays
    let wrong = "TMT golongan terakhir tercatat satu tahun terlambat.";
    browser.fill(browser.t("Apa yang salah", "What is wrong"), wrong).await;
    browser.push_exactly(browser.t("Kirim", "Send")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    assert_eq!(browser.script("return document.querySelector('#wrong').value").await, wrong);
    browser.look("correction-refused").await;
    browser.fill(browser.t("Apa yang seharusnya", "What would be right"), "Satu tahun lebih awal.").await;
    browser.fill(browser.t("Bukti", "Evidence"), "Surat keputusan nomor 7/2022.").await;
    browser.push_exactly(browser.t("Kirim", "Send")).await;
    browser.expect(browser.t("Permintaan Anda terkirim", "Your request went to the HR officers")).await;
    browser.expect("Surat keputusan nomor 7/2022.").await;
    browser.look("corrections").await;

    // the other language and back, then out
    browser.follow(browser.t("English", "Bahasa Indonesia")).await;
    browser.expect(browser.t("Answer due by", "Dijawab paling lambat")).await;
    browser.follow(browser.t("Bahasa Indonesia", "English")).await;
    browser.expect(browser.t("Dijawab paling lambat", "Answer due by")).await;
    browser.sign_out().await;
    browser.open("/career/corrections").await;
    browser.expect(browser.t("Masuk ke daerah contoh", "Sign in to the example district")).await;
}

/// A rater keeps a draft, comes back to it, and hands everything in.
pub(crate) async fn rater_answers(browser: &Browser) {
    nothing_runs(browser).await;
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    browser.follow(browser.t("Penilaian", "Evaluation")).await;
    browser.look("inbox").await;
    browser.follow_beside(browser.t("Rekan setingkat", "Peers"), browser.t("Nilai", "Rate")).await;
    browser.expect(browser.t("Jawaban Anda anonim", "Your answers are anonymous")).await;
    browser.unfold(browser.t("Arti setiap jawaban", "What each answer means")).await;
    let form = browser.path().await;
    browser.click_in_each("section:first-of-type .item", ".points label:nth-child(3)").await;
    let ticked = "return document.querySelectorAll('.item :checked').length";
    let first = browser.script(ticked).await.as_u64().unwrap();
    assert!(first > 0, "a part is answered");
    browser.push(browser.t("Simpan sementara", "Keep a draft")).await;
    browser.expect(browser.t("Jawaban sementara disimpan", "The draft is kept")).await;
    browser.look("draft").await;

    // away and back: the draft is in the form
    browser.follow(browser.t("Penilaian", "Evaluation")).await;
    browser.expect(browser.t("Rekan setingkat", "Peers")).await;
    browser.open(&form).await;
    assert_eq!(browser.script(ticked).await.as_u64().unwrap(), first);
    browser.push(browser.t("Kirim jawaban", "Hand in")).await;
    browser.expect(browser.t("Butir ini belum dijawab", "This item is not answered")).await;
    assert_eq!(browser.script(ticked).await.as_u64().unwrap(), first, "nothing is lost by what is refused");
    browser.look("incomplete").await;
    let items = browser.click_in_each(".item", ".points label:nth-child(4)").await;
    assert!(items > 10, "{items} items");
    browser.fill(browser.t("Komentar", "Comment"), "Selalu tepat waktu.").await;
    browser.push(browser.t("Kirim jawaban", "Hand in")).await;
    browser.expect(browser.t("Tanda terima Anda", "Your receipt")).await;
    browser.look("receipt").await;
    browser.follow(browser.t("Ke daftar penilaian", "To my evaluations")).await;
    browser.expect(browser.t("Jawab ulang", "Answer again")).await;
}

/// An employee answers a survey with a question that depends on another, and speaks on a draft.
pub(crate) async fn employee_has_a_say(browser: &Browser) {
    nothing_runs(browser).await;
    browser.sign_in_as(("Pegawai yang memenuhi syarat", "An employee who qualifies")).await;
    browser.follow(browser.t("Suara", "Have your say")).await;
    browser.look("voice").await;
    browser.follow(browser.t("Kepuasan pegawai dan iklim pengembangan", "Staff satisfaction and development climate")).await;
    browser.expect(browser.t("Jawaban Anda anonim", "Your answers are anonymous")).await;
    browser.look("survey").await;
    browser
        .click_in_each("#q-chances, #q-fair, #q-superior-talks, #q-use, #q-workload, #q-career-clear, #q-trust", ".option:nth-child(4)")
        .await;
    browser.click_in_each("#q-trained", ".option").await;
    browser.push(browser.t("Kirim jawaban", "Send the answers")).await;
    browser.expect(browser.t("Periksa isian Anda", "Check what you typed")).await;
    assert_eq!(browser.script("return document.querySelectorAll('.question :checked').length").await, 8, "answers stay");
    browser.look("survey-incomplete").await;
    browser.click_in_each("#q-satisfied, #q-helped", ".option:nth-child(4)").await;
    browser.push(browser.t("Kirim jawaban", "Send the answers")).await;
    browser.expect(browser.t("Jawaban Anda sudah tersimpan", "Your answers are kept")).await;
    browser.look("survey-answered").await;
    browser.follow(browser.t("Kembali", "Back")).await;

    browser.click_first("section[aria-labelledby=consultations] a").await;
    browser.unfold(browser.t("Beri masukan", "Make a submission")).await;
    let said = "Mohon dijelaskan sejak kapan ketentuan ini berlaku bagi yang sedang cuti.";
    browser.click_first("details[open] .option").await;
    browser.fill(browser.t("Masukan dan alasannya", "What you say, and why"), said).await;
    browser.choose_first(browser.t("Sebagai", "As")).await;
    browser.push(browser.t("Kirim masukan", "Send")).await;
    browser.expect(browser.t("Masukan Anda diterima.", "Your submission is in.")).await;
    browser.expect(said).await;
    browser.look("consultation").await;
}
