//! Mapping files: an agency's own spreadsheet read as a table of the register, and what is said where a mapping is wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::sync::Arc;

use jenjang::legal::Language;
use jenjang_exchange::siasn::{Format, Mapping, Options, Table, TableKind};
use jenjang_policy_files::{Style, read_mapping, render};

const EXAMPLE: &str = include_str!("../../../docs/mapping-example.toml");

fn mapping(text: &str) -> Mapping {
    let (document, problems) = read_mapping("pemetaan.toml", text.as_bytes());
    assert_eq!(problems, []);
    Mapping::of(&document.unwrap()).unwrap()
}

#[test]
fn the_example_of_the_documentation_reads_an_agencys_own_list() {
    let options = Options { mapping: Some(Arc::new(mapping(EXAMPLE))), ..Options::default() };
    let list = "NIP;Nama Lengkap;Tgl Lahir;L/P;TMT Capeg;TMT PNS;Pangkat/Gol;TMT Pangkat;Kelompok Jabatan;Jabatan;TMT Jabatan;Pendidikan;Lulus;Kode Unit;Unit Kerja;NIP Atasan;Agama;Hobi\n\
        199608182022041901;Contoh Satu;18 Agustus 1996;L;01-04-2022;01-04-2023;Penata Muda Tk I, III/b;01-10-2024;JF;Auditor Ahli Pertama;01-05-2023;S1;2019;U1;Inspektorat;197001011995031901;-;-\n";
    let mut table = Table::open("pegawai.csv", TableKind::Staff, Format::Csv, Box::new(list.as_bytes()), &options).unwrap();
    let entry = table.staff().next().unwrap().unwrap();
    let record = entry.apply(None, &[]);
    assert_eq!(record.birth_date.unwrap().to_string(), "1996-08-18");
    assert_eq!(record.registers.grades.unwrap()[0].grade.as_str(), "III/b");
    assert_eq!(record.registers.positions.unwrap()[0].tier.as_ref().unwrap().as_str(), "ahli-pertama");
    assert_eq!(entry.superior.unwrap().number.as_deref(), Some("197001011995031901"));
    let notes: Vec<String> = table.notes().iter().map(|note| format!("{}: {}", note.code, note.message.en)).collect();
    assert!(
        notes.contains(&"personal-columns: personal columns are not read on purpose, because no rule needs them: `Agama`".to_owned()),
        "{notes:?}"
    );
    assert!(notes.contains(&"columns-not-kept: columns that are not kept: `Hobi`".to_owned()), "{notes:?}");
}

fn shown(text: &str, language: Language) -> Vec<String> {
    let (document, problems) = read_mapping("pemetaan.toml", text.as_bytes());
    let found = match document.filter(|_| problems.is_empty()) {
        Some(document) => Mapping::of(&document).unwrap_err(),
        None => problems,
    };
    found
        .iter()
        .flat_map(|problem| render(problem, text, language, Style::Sentences).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn mistakes_are_named_with_line_and_column() {
    let text = EXAMPLE.replace("nama                   =", "namaa                  =").replace("\"dd mmmm yyyy\"", "\"tanggal\"");
    assert_eq!(
        shown(&text, Language::En),
        [
            "pemetaan.toml:9:25: error unknown-date-form: unknown form of dates `tanggal`",
            "  help: known: `dd-mm-yyyy`, `mm-dd-yyyy`, `yyyy-mm-dd`, `yyyymmdd`, `dd mmmm yyyy`",
            "pemetaan.toml:13:1: error unknown-column: unknown column `namaa`",
            "  help: did you mean `nama`?",
        ]
    );
    assert_eq!(
        shown(&text, Language::Id)[2..],
        ["pemetaan.toml:13:1: kesalahan unknown-column: kolom `namaa` tidak dikenal", "  saran: maksudnya `nama`?"]
    );
    let text = EXAMPLE.replace("table = \"staff\"", "tabel = \"staff\"");
    assert_eq!(
        shown(&text, Language::En),
        [
            "pemetaan.toml:4:1: error missing-key: `[mapping]` has no `table`, expected one",
            "pemetaan.toml:7:1: error unknown-key: unknown key `tabel` in `[mapping]`",
            "  help: did you mean `table`?",
        ]
    );
    let text = EXAMPLE.replace("table = \"staff\"", "table = \"salary\"");
    assert!(shown(&text, Language::En)[0].starts_with("pemetaan.toml:7:10: error unknown-table: unknown table `salary`"));
}

#[test]
fn a_mapping_for_another_table_is_refused() {
    let options = Options { mapping: Some(Arc::new(mapping(EXAMPLE))), ..Options::default() };
    let error = Table::open("a.csv", TableKind::Grades, Format::Csv, Box::new("a\n".as_bytes()), &options).unwrap_err();
    assert_eq!(error.to_string(), "a.csv: the mapping makes the table `staff`, this file is read as `grades`");
}
