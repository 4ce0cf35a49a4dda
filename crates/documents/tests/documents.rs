//! The documents as a reader, and as a screen reader, gets them.

#![allow(clippy::unwrap_used, reason = "tests: what fails here ends the test")]

use std::io::Write;
use std::process::{Command, Stdio};

use jenjang::legal::Language;
use jenjang::{Decimal, NaiveDate};
use jenjang_documents::{Activity, CertificateSheet, Decree, Signatory, Transcript, YearTotal, certificate, decree, transcript};

/// A name with every character that means something to the typesetter.
const AWKWARD: &str = "Ñi #let *Ana* _B_ $x$ @ref <lab> \\ \"kutip\" `raw` ~ // [c] = + - /* D */";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn signatory() -> Signatory {
    Signatory {
        place: "Contoh".into(),
        date: day("2026-11-02"),
        title: "Kepala BKPSDM".into(),
        name: "Contoh Budi, S.E.".into(),
        number: None,
    }
}

fn sheet(recipient: &str) -> CertificateSheet {
    CertificateSheet {
        issuer: "Pemerintah Kabupaten Contoh".into(),
        number: "K-2026-001".into(),
        recipient: recipient.into(),
        achievement: "Pelatihan Pelayanan Publik".into(),
        description: "Pelatihan klasikal 40 jam pelajaran".into(),
        criteria: "Hadir penuh dan lulus ujian akhir".into(),
        competencies: vec!["Pelayanan Publik, level 3".into(), "Kerja Sama, level 2".into()],
        valid_from: day("2026-11-02"),
        valid_until: Some(day("2029-11-01")),
        code: "JENJANG1 urn:uuid:0f1e2d3c-4b5a-8697-8899-aabbccddeeff 41d6cce3a9b2a6b5d96b1bb3d2ee9ca87e3ea1b9cb1cb0d6b6eb2cb9fd4b2a67"
            .into(),
        how_to_verify: "Periksa berkas sertifikat dengan `jenjang certificate verify`; sidik berkasnya ada dalam kode ini.".into(),
        signatory: signatory(),
    }
}

fn appointment(name: &str) -> Decree {
    Decree {
        government: "Pemerintah Kabupaten Contoh".into(),
        authority: "Bupati Contoh".into(),
        number: "821.2/17/2026".into(),
        about: "Pengangkatan Pegawai Negeri Sipil dalam Jabatan Administrator".into(),
        considering: vec![
            "bahwa Pegawai Negeri Sipil yang namanya tercantum dalam Keputusan ini memenuhi syarat untuk diangkat dalam jabatan;".into(),
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan Keputusan Bupati;".into(),
        ],
        recalling: vec![
            "Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara;".into(),
            "Peraturan Pemerintah Nomor 11 Tahun 2017 tentang Manajemen Pegawai Negeri Sipil;".into(),
        ],
        decides: "Mengangkat Pegawai Negeri Sipil:".into(),
        appointee: vec![("Nama".into(), name.into()), ("Pangkat/golongan".into(), "Penata Tingkat I (III/d)".into())],
        further: vec!["Keputusan ini mulai berlaku pada tanggal pelantikan.".into(), "Apabila terdapat kekeliruan, diperbaiki.".into()],
        signatory: Signatory { title: "Bupati Contoh".into(), ..signatory() },
        copies: vec!["Kepala Kantor Regional BKN;".into(), "Inspektur Kabupaten Contoh.".into()],
    }
}

fn learning(person: &str, activities: usize) -> Transcript {
    let activity = |index: usize| Activity {
        completed: day("2026-03-01") + chrono::Days::new(index as u64),
        title: format!("Pelatihan {index} {person}"),
        form: Some("B3".into()),
        hours: Decimal::new(45, 1),
        evidence: None,
    };
    Transcript {
        issuer: "Pemerintah Kabupaten Contoh".into(),
        person: person.into(),
        facts: vec![("Unit".into(), "Dinas Contoh".into())],
        activities: (1..=activities).map(activity).collect(),
        years: vec![YearTotal { year: 2026, activities, hours: Decimal::new(225, 1) }],
        note: Some("Jam pelajaran 45 menit.".into()),
        signatory: signatory(),
    }
}

/// Tagged, PDF/UA-1, with its language and title.
fn check_accessible(pdf: &[u8], language: &str) {
    let text = String::from_utf8_lossy(pdf);
    assert!(pdf.starts_with(b"%PDF-1."));
    assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>"), "declares PDF/UA-1");
    assert!(text.contains("/MarkInfo") && text.contains("/StructTreeRoot"), "is tagged");
    assert!(text.contains(&format!("/Lang({language})")) || text.contains(&format!("/Lang ({language})")), "says its language");
    assert!(text.contains("/DisplayDocTitle true"), "shows its title");
}

/// The text as `pdftotext` reads it; `None` with a printed reason where it is not installed.
fn text_of(pdf: &[u8]) -> Option<String> {
    let child = Command::new("pdftotext").args(["-enc", "UTF-8", "-raw", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("skipped: `pdftotext` (poppler-utils) is not installed");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn check_texts(pdf: &[u8], expected: &[&str]) {
    let Some(text) = text_of(pdf) else { return };
    for one in expected {
        assert!(text.contains(one), "`{one}` is not in: {text}");
    }
}

/// Writes a document where `JENJANG_DOCUMENTS` names a folder, to look at it.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("JENJANG_DOCUMENTS") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn a_certificate() {
    let pdf = certificate(&sheet("Contoh Ana"), Language::Id).unwrap();
    keep("certificate.pdf", &pdf);
    check_accessible(&pdf, "id");
    check_texts(
        &pdf,
        &[
            "SERTIFIKAT",
            "Nomor K-2026-001",
            "Contoh Ana",
            "Pelayanan Publik, level 3; Kerja Sama, level 2",
            "Berlaku 2 November 2026 sampai 1 November 2029",
        ],
    );
    let english = certificate(&sheet("Contoh Ana"), Language::En).unwrap();
    check_accessible(&english, "en");
    check_texts(&english, &["CERTIFICATE", "awarded to", "Valid 2 November 2026 to 1 November 2029"]);
    assert_eq!(pdf, certificate(&sheet("Contoh Ana"), Language::Id).unwrap(), "the same bytes every time");
    assert!(String::from_utf8_lossy(&pdf).contains("/Type/Pages/Count 1/"), "one page");
}

#[test]
fn a_decree() {
    let pdf = decree(&appointment("Contoh Ana"), Language::Id).unwrap();
    keep("decree.pdf", &pdf);
    check_accessible(&pdf, "id");
    check_texts(
        &pdf,
        &[
            "KEPUTUSAN BUPATI CONTOH",
            "NOMOR 821.2/17/2026",
            "Menimbang",
            "Mengingat",
            "MEMUTUSKAN:",
            "Menetapkan",
            "KESATU",
            "KETIGA",
            "Ditetapkan di Contoh",
            "pada tanggal 2 November 2026",
            "Tembusan:",
        ],
    );
    let english = decree(&appointment("Contoh Ana"), Language::En).unwrap();
    check_accessible(&english, "en");
    check_texts(&english, &["DECREE OF THE BUPATI CONTOH", "HAS DECIDED:", "FIRST", "THIRD"]);
}

#[test]
fn a_transcript() {
    let pdf = transcript(&learning("Contoh Ana", 5), Language::Id).unwrap();
    keep("transcript.pdf", &pdf);
    check_accessible(&pdf, "id");
    check_texts(&pdf, &["TRANSKRIP PENGEMBANGAN KOMPETENSI", "Contoh Ana", "2 Maret 2026", "4,5", "2026 5 22,5"]);
    let long = transcript(&learning("Contoh Ana", 120), Language::En).unwrap();
    keep("transcript-long.pdf", &long);
    check_texts(&long, &["Pelatihan 120", "Page 1 / ", "4.5"]);
    let none = transcript(&learning("Contoh Ana", 0), Language::Id).unwrap();
    check_texts(&none, &["Belum ada kegiatan."]);
}

#[test]
fn names_are_printed_as_they_are() {
    let pdf = certificate(&sheet(AWKWARD), Language::Id).unwrap();
    keep("awkward.pdf", &pdf);
    check_texts(&pdf, &[AWKWARD]);
    check_texts(&decree(&appointment(AWKWARD), Language::Id).unwrap(), &["#let *Ana* _B_ $x$ @ref <lab> \\ \"kutip\" `raw`"]);
    check_texts(&transcript(&learning(AWKWARD, 1), Language::Id).unwrap(), &[AWKWARD]);
    // texts in every field at once, and none at all
    let everywhere = CertificateSheet {
        issuer: AWKWARD.into(),
        number: AWKWARD.into(),
        achievement: AWKWARD.into(),
        description: AWKWARD.into(),
        criteria: AWKWARD.into(),
        competencies: vec![AWKWARD.into()],
        how_to_verify: AWKWARD.into(),
        ..sheet(AWKWARD)
    };
    assert!(certificate(&everywhere, Language::Id).is_ok());
}

#[test]
fn a_code_that_is_too_long_is_refused() {
    let long = CertificateSheet { code: "x".repeat(4_000), ..sheet("Contoh Ana") };
    let sentence = certificate(&long, Language::Id).unwrap_err().message().en.to_string();
    assert!(sentence.starts_with("a QR code cannot hold 4000 bytes"), "{sentence}");
}
