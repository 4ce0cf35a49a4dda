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

/// Somebody reads what others saw in her and what her posts ask, enrols where a reason is given, and takes her data along.
pub(crate) async fn develops(browser: &Browser) {
    browser.sign_in_as(("Pegawai yang belum naik pangkat", "An employee who was not promoted")).await;
    browser.follow(browser.t("Karier", "Career")).await;
    browser.look("career").await;
    // the report, with how sure it is in plain words and nobody who answered
    browser.open("/career/report").await;
    browser.expect(browser.t("Andai penilainya orang lain", "Had others been asked")).await;
    browser.expect(browser.t("sedikitnya 3 orang", "at least 3 people")).await;
    browser.look("report").await;
    browser.open("/career/competencies").await;
    browser.expect(browser.t("Di bawah syarat", "Below")).await;
    browser.look("competencies").await;
    // the map: a target is chosen, and the way there is drawn
    browser.open("/career/map").await;
    browser.fill(browser.t("Cari nama jabatan", "Search the name of a post"), "Kepala Seksi").await;
    browser.push_exactly(browser.t("Cari", "Search")).await;
    browser.look("map-found").await;
    browser.click_first(".picks form button").await;
    browser.expect(browser.t("Jalan ke tujuan saya", "Ways to my target")).await;
    assert!(browser.words_of("figure.map desc, figure.map title").await.len() < 400, "the picture is told in words");
    browser.look("map").await;
    browser.open("/career/talent").await;
    browser.expect(browser.t("Bagaimana dihitung", "How it came about")).await;
    browser.look("talent").await;

    browser.follow(browser.t("Pengembangan", "Development")).await;
    browser.look("development").await;
    browser.open("/development/hours").await;
    browser.expect("PP 11/2017 jo. PP 17/2020").await;
    browser.look("hours").await;
    // why it fits stands above the button
    browser.open("/development/sessions").await;
    browser.expect(browser.t("Mengapa sesuai bagi Anda", "Why it fits you")).await;
    browser.look("sessions").await;
    browser.push(browser.t("Daftar Penguatan Kerjasama", "Enrol Strengthening Cooperation")).await;
    browser.expect(browser.t("Menunggu persetujuan", "Waits for the approval")).await;
    browser.look("enrolments").await;
    for (path, name) in [("/development/plan", "plan"), ("/development/mentoring", "mentoring"), ("/development/places", "places")] {
        browser.open(path).await;
        browser.look(name).await;
    }
    // a certificate with its picture
    browser.open("/development/certificates").await;
    browser.click_first("main .offer a").await;
    browser.expect(browser.t("diberikan kepada", "awarded to")).await;
    let squares = browser.script("return document.querySelectorAll('.qr svg path, .qr svg rect').length").await;
    assert!(squares.as_u64().is_some_and(|squares| squares > 0), "the QR code is drawn");

    browser.open("/career/data").await;
    browser.look("data").await;
    let name = browser.words_of(".name").await;
    let file = browser.download(browser.t("Unduh JSON", "Download JSON")).await;
    let kept: serde_json::Value = serde_json::from_slice(&file).expect("one file of JSON");
    assert!(kept.to_string().contains(&name), "the file is about her");
}
