//! Whole criteria, policies, findings and decisions.

use super::fixture::*;
use crate::legal::{Certainty, Language};
use crate::number::parse_decimal;
use crate::policy::decision::{Decision, Finding, Measure, Outcome, Remedy, Required, Verdict};
use crate::policy::explain::{self, Explainer};
use crate::policy::model::VersionHash;
use crate::policy::value::Value;

fn number(text: &str) -> Value {
    Value::Number(parse_decimal(text).unwrap())
}

#[test]
fn a_criterion_says_everything_it_rests_on() {
    let policy = policy();
    let text = explain::criterion(&policy, &policy.criteria[0], Language::Id, None);
    for part in [
        "### Masa kerja dalam pangkat",
        "Hanya berlaku jika: tidak sedang tugas belajar.",
        "Syarat: telah lewat sekurang-kurangnya masa kerja minimum sejak TMT pangkat terakhir.",
        "Masa berlaku: sejak 10 November 2000 sampai dengan 19 Mei 2025.",
        "Dasar: UU 1/2000 ps. 7.",
        "Jika tidak terpenuhi: menunggu sampai waktunya terpenuhi.",
        "Dapat dikecualikan oleh Presiden berdasarkan UU 1/2000 ps. 9.",
        "- 4 tahun sejak 10 November 2000 sampai dengan 30 September 2026. Dasar: PP 99/2000 ps. 7 [sumber: ringkasan resmi atau halaman instansi].",
        "- 3 tahun sejak 1 Oktober 2026. Dasar: PP 1/2026 ps. 2",
        "Kode: time-in-grade-too-short.",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
    let today = explain::criterion(&policy, &policy.criteria[0], Language::En, Some(day(2026, 12, 1)));
    assert!(today.contains("Does not apply on 1 December 2026."), "{today}");
    assert!(today.contains("Requirement: at least 3 years have passed since the date of the present grade."), "{today}");
    let age = explain::criterion(&policy, &policy.criteria[1], Language::En, None);
    assert!(age.contains("Requirement: the age is at most 56 years."), "{age}");
    assert!(age.contains("Lawful basis for reading protected data: UU 1/2000 ps. 12."), "{age}");
}

#[test]
fn a_policy_says_its_groups_tables_bands_and_dates() {
    let policy = policy();
    let text = explain::policy(&policy, Language::Id);
    for part in [
        "# Kenaikan pangkat percobaan",
        "1. Masa kerja dalam pangkat (sejak 10 November 2000 sampai dengan 19 Mei 2025)",
        "2. Usia atau kinerja: sekurang-kurangnya 1 dari 2 (dasar: UU 1/2000 ps. 10 [sumber: praktik, dari kode aplikasi]):",
        "   a. Batas usia",
        "Boleh ditetapkan dari 10 poin sampai dengan 100 poin.",
        "| Predikat kinerja tahunan yang terbaru | Angka kredit | Pangkat puncak |",
        "| Baik | apa pun | Madya (b) |",
        "| bukan Baik maupun Kurang | 10 sampai kurang dari 20 poin | Utama (c) |",
        "| 68 sampai kurang dari 80 poin | Baik |",
        "| 80 poin atau lebih | Sangat Baik |",
        "Setiap 1 April dan 1 Oktober: sejak 1 Januari 2000 sampai dengan 31 Desember 2024.",
        "Tanggal 1 setiap bulan: sejak 1 Januari 2025.",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
    let text = explain::policy(&policy, Language::En);
    assert!(text.contains("| 80 points or more | Very Good |"), "{text}");
    assert!(text.contains("Every 1 April and 1 October: from 1 January 2000 through 31 December 2024."), "{text}");
    assert!(!text.contains("\n\n\n"));
}

fn finding() -> Finding {
    Finding {
        code: "time-in-grade-too-short".into(),
        verdict: Verdict::NotMet,
        measure: Measure {
            subject: "years between(grade.since, as of)".into(),
            found: number("3"),
            required: Required::AtLeast(number("4")),
            distance: Some(number("1")),
            unit: Some("years".into()),
            verdict: Verdict::NotMet,
        },
        measures: Vec::new(),
        records: vec!["riwayat golongan 2022-04-01".into()],
        missing: Vec::new(),
        reference: reference("PP 99/2000 ps. 7", Certainty::Secondary),
        remedy: Some(Remedy::Wait { until: Some(day(2026, 4, 1)) }),
        waiver: None,
    }
}

#[test]
fn a_finding_says_what_was_found_required_lacking_and_what_to_do() {
    let policy = policy();
    let explainer = Explainer::new(&policy, Language::Id).on(Some(day(2025, 10, 20)));
    assert_eq!(
        explainer.finding(&finding()),
        "Tidak terpenuhi: Masa kerja dalam pangkat.\n\
         \x20  Waktu sejak TMT pangkat terakhir: 3 tahun penuh. Yang disyaratkan: sekurang-kurangnya 4 tahun. Kurang 5 bulan 12 hari.\n\
         \x20  Sumber data: riwayat golongan 2022-04-01.\n\
         \x20  Dasar: PP 99/2000 ps. 7 [sumber: ringkasan resmi atau halaman instansi].\n\
         \x20  Yang perlu dilakukan: menunggu sampai 1 April 2026, yaitu 5 bulan 12 hari lagi.\n"
    );
    let english = explain::finding(&policy, &finding(), Language::En);
    assert!(
        english.contains("Time since the date of the present grade: 3 full years. Required: at least 4 years. Lacking: 1 year."),
        "{english}"
    );
    assert!(english.contains("What to do: wait until 1 April 2026."), "{english}");
}

#[test]
fn a_missing_fact_names_its_register_and_who_can_supply_it() {
    let policy = policy();
    let mut finding = finding();
    finding.verdict = Verdict::Unknown;
    finding.measure.found = Value::Missing;
    finding.measure.distance = None;
    finding.missing = vec!["rating[2]".into()];
    finding.remedy = Some(Remedy::Supply { facts: vec!["rating[2]".into()] });
    let text = explain::finding(&policy, &finding, Language::Id);
    assert!(text.contains("Belum dapat ditentukan: Masa kerja dalam pangkat."), "{text}");
    assert!(
        text.contains("predikat kinerja tahunan ke-2 dari yang terbaru. Data ini dari riwayat pegawai dan dapat dilengkapi oleh BKPSDM."),
        "{text}"
    );
    assert!(text.contains("melengkapi predikat kinerja tahunan ke-2 dari yang terbaru (oleh BKPSDM)."), "{text}");
}

#[test]
fn a_decision_starts_with_its_result_and_then_what_stands_in_the_way() {
    let policy = policy();
    let mut met = finding();
    met.code = "too-old".into();
    met.verdict = Verdict::Met;
    met.measure.verdict = Verdict::Met;
    met.remedy = None;
    let mut decision = Decision {
        policy: policy.id.clone(),
        version: VersionHash([7; 32]),
        as_of: day(2025, 10, 20),
        known_at: day(2025, 10, 20),
        outcome: Outcome::NotEligible,
        findings: vec![met, finding()],
        components: Vec::new(),
        bands: vec![("category".into(), Value::Choice(crate::policy::scale::Choice::parse(&ratings(), "baik").unwrap()))],
        missing: Vec::new(),
        steps: Vec::new(),
        waivers_ignored: Vec::new(),
        certainty: Certainty::Secondary,
        dossier: VersionHash([0; 32]),
    };
    let text = explain::decision(&policy, &decision, Language::Id);
    assert!(
        text.starts_with(
            "Tidak memenuhi syarat “Kenaikan pangkat percobaan” pada 20 Oktober 2025: 1 syarat tidak terpenuhi.\nKategori: Baik.\n"
        ),
        "{text}"
    );
    let (no, yes) = (text.find("## Tidak terpenuhi (1)").unwrap(), text.find("## Terpenuhi (1)").unwrap());
    assert!(no < yes);
    assert!(text.contains("5 bulan 12 hari lagi"), "{text}");
    assert!(text.contains("Sumber hukum yang paling lemah di balik keputusan ini: ringkasan resmi"), "{text}");
    let english = explain::decision(&policy, &decision, Language::En);
    assert!(english.starts_with("Not eligible for “Trial promotion” on 20 October 2025: 1 requirement is not met."), "{english}");
    decision.outcome = Outcome::Value(number("82.5"));
    assert!(explain::decision(&policy, &decision, Language::Id).starts_with("“Kenaikan pangkat percobaan” pada 20 Oktober 2025: 82,5."));
}

#[test]
fn an_entry_left_open_ends_where_the_next_one_starts() {
    let mut policy = policy();
    policy.parameters[0].values[0].period.to = None;
    let text = explain::policy(&policy, Language::Id);
    assert!(text.contains("- 4 tahun sejak 10 November 2000 sampai dengan 30 September 2026."), "{text}");
    assert!(text.contains("- 3 tahun sejak 1 Oktober 2026."), "{text}");
    let node = &policy.criteria[0].require.node;
    assert!(explain::condition(&policy, node, Language::En).contains("4 years from 10 November 2000 through 30 September 2026"));
}
