//! The national register's tables: what is read, what is refused and why, in both languages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use jenjang::legal::Language;
use jenjang::people::Sex;
use jenjang_exchange::siasn::{Format, Options, Refusal, Reject, RejectWriter, StaffEntry, Table, TableKind};

fn open(kind: TableKind, text: &str) -> Table {
    Table::open("uji.csv", kind, Format::Csv, Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), &Options::default()).unwrap()
}

fn staff(text: &str) -> (Vec<StaffEntry>, Vec<Reject>, Vec<&'static str>) {
    let mut table = open(TableKind::Staff, text);
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in table.staff() {
        match row {
            Ok(entry) => good.push(entry),
            Err(Refusal::Row(reject)) => bad.push(*reject),
            Err(Refusal::File(error)) => panic!("{error}"),
        }
    }
    let counts = table.counts();
    assert_eq!((counts.good + counts.bad, counts.good, counts.bad), (counts.read, good.len() as u64, bad.len() as u64));
    (good, bad, table.notes().iter().map(|note| note.code).collect())
}

const STAFF: &str = "\
pns_id;nip_baru;nama;tanggal_lahir;jenis_kelamin;agama_nama;nik;kedudukan_hukum_id;status_cpns_pns;tmt_cpns;tmt_pns;gol_awal_id;gol_akhir_id;tmt_golongan;jenis_jabatan_id;jabatan_nama;tmt_jabatan;tingkat_pendidikan_id;pendidikan_nama;tahun_lulus;unor_id;unor_nama
A5EB03E23BE8F6A0E040640A04020001;199608182022041901;Contoh Satu;18-08-1996;M;Islam;1;01;P;01-04-2022;01-04-2023;31;32;01-10-2024;2;Auditor Ahli Pertama;01-05-2023;40;S-1 AKUNTANSI;2019;U1;Inspektorat
";

#[test]
fn a_row_of_the_staff_list_is_a_person() {
    let (good, bad, notes) = staff(STAFF);
    assert_eq!(bad, []);
    assert_eq!(notes, ["personal-columns"]);
    let entry = &good[0];
    assert_eq!(entry.record.id.as_str(), "a5eb03e23be8f6a0e040640a04020001");
    assert_eq!((entry.record.sex, entry.unit.as_ref().unwrap().as_str()), (Some(Sex::Male), "U1"));
    let record = entry.apply(None, &[]);
    let grades: Vec<String> = record.registers.grades.unwrap().iter().map(|g| format!("{} {}", g.grade, g.since)).collect();
    assert_eq!(grades, ["III/a 2022-04-01", "III/b 2024-10-01"]);
    let positions = record.registers.positions.unwrap();
    assert_eq!((positions[0].kind.as_str(), positions[0].tier.as_ref().unwrap().as_str()), ("fungsional", "ahli-pertama"));
    let employments: Vec<&str> = record.registers.employments.as_ref().unwrap().iter().map(|e| e.status.as_str()).collect();
    assert_eq!(employments, ["cpns", "pns"]);
}

#[test]
fn refused_rows_can_be_mended_and_read_again() {
    let dirty = STAFF.replace("199608182022041901", "1.99608182022041E+17").replace("01-10-2024", "31-02-2024");
    let (good, bad, _) = staff(&dirty);
    assert_eq!((good.len(), bad.len()), (0, 1));
    let sentences = |language| bad[0].sentences(language).collect::<Vec<_>>();
    assert_eq!(
        sentences(Language::En),
        [
            "uji.csv row 2 column `nip_baru`: the spreadsheet kept this number as a number and lost its last digits, expected a column formatted as text and filled again from its source (to be mended by the personnel officer of the unit)",
            "uji.csv row 2 column `tmt_golongan`: `31-02-2024` is not a day of the calendar, expected day, month, year such as `01-04-2024` (to be mended by the personnel agency (BKPSDM))",
        ]
    );
    assert_eq!(
        sentences(Language::Id)[1],
        "uji.csv baris 2 kolom `tmt_golongan`: `31-02-2024` tidak ada pada kalender, diharapkan hari-bulan-tahun seperti `01-04-2024` (diperbaiki oleh BKPSDM)"
    );
    let mut writer = RejectWriter::new(Vec::new(), open(TableKind::Staff, &dirty).header(), Language::Id).unwrap();
    writer.write(&bad[0]).unwrap();
    let file = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(file.lines().nth(1).unwrap().contains(",2,\"number-lost-digits; impossible-date\",\"nip_baru; tmt_golongan\","), "{file}");
    let mended = file.replace("1.99608182022041E+17", "199608182022041901").replace(",31-02-2024,", ",01-10-2024,");
    let (good, bad, _) = staff(&mended);
    assert_eq!((good.len(), bad.len()), (1, 0));
    assert_eq!(good[0].record, staff(STAFF).0[0].record);
}

#[test]
fn histories_come_person_by_person_in_whatever_order() {
    let text = "nipBaru,golonganId,golongan,tmtGolongan,skNomor,skTanggal\n\
        A,31,III/a,01-04-2018,1,01-03-2018\n\
        B,21,,01-04-2016,,\n\
        A,32,,01-04-2022,2,01-03-2022\n\
        B,9,,01-04-2020,,\n\
        A,32,,01-04-2022,2,01-03-2022\n\
        A,33,,01-04-2022,2,01-03-2022\n";
    let counts = open(TableKind::Grades, text).people().unwrap();
    assert_eq!(counts.people(), 2);
    let mut table = open(TableKind::Grades, text);
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for item in table.histories(counts) {
        match item {
            Ok(history) => found.push((history.person.number.clone().unwrap(), history.registers.grades.unwrap().len(), history.refused)),
            Err(Refusal::Row(reject)) => refused.push((reject.row.line, reject.problems[0].code)),
            Err(Refusal::File(error)) => panic!("{error}"),
        }
    }
    assert_eq!(found, [("B".into(), 1, 1), ("A".into(), 2, 1)]);
    assert_eq!(refused, [(5, "unknown-code"), (7, "same-day")]);
    let counts = table.counts();
    assert_eq!((counts.read, counts.good, counts.bad), (6, 4, 2));
}
