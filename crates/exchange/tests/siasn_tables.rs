//! Every history table, the formats beside CSV, and units: what comes out and what is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use jenjang::legal::Language;
use jenjang::people::OrgTree;
use jenjang_exchange::siasn::{FileError, Format, Leaders, Options, PersonHistory, Refusal, Table, TableKind};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};

fn open(kind: TableKind, format: Format, bytes: &[u8]) -> Result<Table, FileError> {
    Table::open("uji", kind, format, Box::new(std::io::Cursor::new(bytes.to_vec())), &Options::default())
}

/// The histories of a file, the codes of its refusals by row, and its notes.
fn read(kind: TableKind, text: &str) -> (Vec<PersonHistory>, Vec<(u64, Vec<&'static str>)>, Vec<&'static str>) {
    let counts = open(kind, Format::Csv, text.as_bytes()).unwrap().people().unwrap();
    let mut table = open(kind, Format::Csv, text.as_bytes()).unwrap();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for item in table.histories(counts) {
        match item {
            Ok(history) => good.push(history),
            Err(Refusal::Row(reject)) => bad.push((reject.row.line, reject.problems.iter().map(|problem| problem.code).collect())),
            Err(Refusal::File(error)) => panic!("{error}"),
        }
    }
    assert_eq!(table.counts().good + table.counts().bad, table.counts().read);
    (good, bad, table.notes().iter().map(|note| note.code).collect())
}

/// One person's rows, all good, as JSON of the registers.
fn registers(kind: TableKind, text: &str) -> (serde_json::Value, Vec<&'static str>) {
    let (mut good, bad, notes) = read(kind, text);
    assert_eq!((good.len(), bad), (1, Vec::new()));
    (serde_json::to_value(good.remove(0).registers).unwrap(), notes)
}

#[test]
fn positions_by_echelon_tier_and_assignment() {
    let (found, notes) = registers(
        TableKind::Positions,
        "idPns;jenisJabatan;eselonId;namaJabatan;unorId;tmtJabatan;jenisPenugasanId;skNomor;skTanggal;path\n\
         P1;4;;Pengadministrasi;U1;01-04-2010;D;1/contoh;01-03-2010;{}\n\
         P1;1;41;Kepala Seksi;U1;01-01-2015;D;;01-12-2014;{}\n\
         P1;1;32;Kepala Bidang;U2;01-06-2016;PLT;;;{}\n\
         P1;2;;Auditor Muda;U2;01-01-2018;;;;{}\n\
         P1;1;41;Kepala Sekolah;U2;01-01-2019;TT;;;{}\n",
    );
    let kinds: Vec<String> = found["positions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| format!("{} {} {} {}", p["kind"].as_str().unwrap(), p["echelon"], p["tier"], p["acting"]))
        .collect();
    assert_eq!(
        kinds,
        [
            "pelaksana null null null",
            "pengawas \"IV.a\" null null",
            "administrator \"III.b\" null true",
            "fungsional null \"ahli-muda\" null"
        ]
    );
    assert_eq!(found["positions"][1]["decree"]["number"], "tanpa nomor");
    assert_eq!(notes, ["additional-duty", "columns-not-kept", "decree-without-number"]);
    let (_, bad, _) =
        read(TableKind::Positions, "nip;jenisJabatan;eselonId;tmtJabatan\nA;1;99;01-01-2015\nA;1;;01-01-2016\nA;;;01-01-2017\nA;4;;\n");
    assert_eq!(bad, [(2, vec!["echelon-missing"]), (3, vec!["echelon-missing"]), (4, vec!["blank-cell"]), (5, vec!["blank-cell"])]);
}

#[test]
fn diplomas_with_and_without_their_day() {
    let (found, notes) = registers(
        TableKind::Education,
        "nipBaru;tkPendidikanId;pendidikanNama;tahunLulus;tglLulus\nA;15;SMA;2010;\nA;40;S-1 AKUNTANSI;2014;12-08-2014\nA;42;PROFESI DOKTER;2016;\nA;42;NERS;2017;\n",
    );
    let list: Vec<String> = found["education"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| format!("{} {} {}", e["level"].as_str().unwrap(), e["graduated"].as_str().unwrap(), e["recognised"].as_str().unwrap()))
        .collect();
    assert_eq!(
        list,
        ["SLTA 2010-12-31 2010-12-31", "S1 2014-08-12 2014-08-12", "Dokter 2016-12-31 2016-12-31", "S1 2017-12-31 2017-12-31"]
    );
    assert_eq!(notes, ["level-approximate", "year-only"]);
    let (found, _) = registers(TableKind::Education, "nipBaru;tkPendidikanId;tglLulus;tglPengakuan\nA;45;12-08-2014;\n");
    assert_eq!(found["education"][0]["recognised"], serde_json::Value::Null, "a blank in our own column says not recognised");
}

#[test]
fn labels_by_code_and_by_known_spelling() {
    let (found, notes) = registers(
        TableKind::Performance,
        "nipBaru;tahun;KuadranKinerjaNilai;kuadranKinerja\nA;2022;2;BAIK\nA;2023;2.0;SANGAT BAIK\nA;2024;;Butuh Perbaikkan\nA;2025;;sangat baik\n",
    );
    let labels: Vec<&str> = found["performance"].as_array().unwrap().iter().map(|p| p["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["baik", "baik", "butuh-perbaikan", "sangat-baik"]);
    assert_eq!(notes, ["code-and-text-differ", "leading-zero", "matched-by-spelling", "matched-by-text"]);
}

#[test]
fn credit_by_its_marks() {
    let (found, notes) = registers(
        TableKind::Credit,
        "nipBaru;nomorSk;tanggalSk;kreditUtamaBaru;kreditPenunjangBaru;kreditBaruTotal;namaJabatan;isAngkaKreditPertama;isIntegrasi;isKonversi\n\
         A;1;01-07-2020;80;20;100;Auditor Ahli Muda;0;0;0\n\
         A;2;31-12-2022;;;112,5;Auditor Ahli Muda;0;1;0\n\
         A;3;31-12-2023;25;0;25;Auditor Ahli Muda;false;false;true\n",
    );
    let lines: Vec<String> = found["credit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {} {}", c["line"].as_str().unwrap(), c["points"].as_str().unwrap(), c["tier"].as_str().unwrap()))
        .collect();
    assert_eq!(lines, ["former 112.5 ahli-muda", "conversion 25 ahli-muda"]);
    assert_eq!(notes, ["former-credit"]);
    let (_, bad, _) = read(
        TableKind::Credit,
        "nip;tanggalSk;kreditUtamaBaru;kreditPenunjangBaru;kreditBaruTotal;jenjang;isIntegrasi;isKonversi\n\
         A;01-07-2024;20;5;30;Ahli Muda;0;1\nA;01-07-2024;;;30;Ahli Muda;0;0\nA;01-07-2024;;;30;Ahli Muda;1;1\nA;01-07-2024;;;30;;0;1\nA;01-07-2024;;;dua;Ahli Muda;0;1\n",
    );
    let codes: Vec<&str> = bad.iter().map(|(_, codes)| codes[0]).collect();
    assert_eq!(codes, ["credit-sum", "credit-kind", "credit-kind", "tier-missing", "not-a-number"]);
}

#[test]
fn sanctions_with_their_terms() {
    let (found, notes) = registers(
        TableKind::Discipline,
        "pnsOrang;jenisHukuman;jenisTingkatHukumanId;hukumanTanggal;akhirHukumTanggal;masaTahun;masaBulan;skNomor;skTanggal;skPembatalanNomor\n\
         P1;24;S;01-03-2022;;0;9;1;01-02-2022;\n\
         P1;1;;01-03-2023;;;;2;01-03-2023;\n\
         P1;6;S;01-03-2012;28-02-2013;;;3;01-02-2012;\n\
         P1;28;B;01-03-2024;;1;;4;01-02-2024;5/batal\n",
    );
    let list: Vec<String> = found["discipline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| format!("{} {} {}", d["level"].as_str().unwrap(), d["sanction"], d["last-day"]))
        .collect();
    assert_eq!(list, ["sedang null \"2013-02-28\"", "sedang \"potong-tukin-9\" \"2022-11-30\"", "ringan \"teguran-lisan\" null"]);
    assert_eq!(notes, ["sanction-not-kept"]);
}

#[test]
fn trainings_courses_and_study_duty() {
    let (found, _) = registers(
        TableKind::Training,
        "idPns;latihanStrukturalId;latihanStrukturalNama;tanggal;tanggalSelesai;jumlahJam\nP1;3;DIKLAT PIM TK. III;01-03-2019;30-06-2019;\nP1;;Diklat Teknis Contoh;01-03-2020;05-03-2020;40\n",
    );
    assert_eq!(found["leadership"][0]["training"], "pka");
    assert_eq!((&found["learning"][0]["hours"], &found["learning"][0]["completed"]), (&"40".into(), &"2020-03-05".into()));
    let (found, notes) = registers(
        TableKind::Leave,
        "idPns;cltnId;tanggalAwal;tanggalAkhir;tanggalAktif\nP1;6;01-09-2018;31-08-2020;\nP1;1;01-01-2022;31-12-2022;01-01-2023\n",
    );
    assert_eq!(found["study-duty"], serde_json::json!([{ "since": "2018-09-01", "until": "2020-09-01" }]));
    assert_eq!(notes, ["leave-not-kept"]);
    let (_, bad, _) = read(
        TableKind::Courses,
        "nip;namaKursus;tanggalKursus;tanggalSelesaiKursus;jumlahJam\nA;Contoh;05-03-2020;01-03-2020;8\nA;;05-03-2020;;8\nA;Contoh;05-03-2020;;\n",
    );
    assert_eq!(bad, [(2, vec!["dates-reversed"]), (3, vec!["blank-cell"]), (4, vec!["blank-cell"])]);
}

#[test]
fn a_bad_row_does_not_lose_what_was_known() {
    let whole = "nip;golonganId;tmtGolongan\nA;31;01-04-2018\nA;32;01-04-2022\n";
    let (good, ..) = read(TableKind::Grades, whole);
    let mut record = jenjang::people::CivilServantRecord::new("p1".parse().unwrap());
    good[0].apply(&mut record);
    let grades = |record: &jenjang::people::CivilServantRecord| {
        record.registers.grades.iter().flatten().map(|grade| grade.grade.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(grades(&record), ["III/a", "III/b"]);
    let (good, bad, _) = read(TableKind::Grades, "nip;golonganId;tmtGolongan\nA;31;31-04-2018\nA;32;01-04-2022\nA;33;01-04-2026\n");
    assert_eq!((bad.len(), good[0].refused), (1, 1));
    good[0].apply(&mut record);
    assert_eq!(grades(&record), ["III/a", "III/b", "III/c"]);
    let (good, ..) = read(TableKind::Grades, "nip;golonganId;tmtGolongan\nA;31;01-04-2019\n");
    good[0].apply(&mut record);
    assert_eq!(grades(&record), ["III/a"], "a history without bad rows is the whole of it");
    let rejects = good.into_iter().next().unwrap().unknown_person();
    assert_eq!(
        rejects[0].sentences(Language::Id).next().unwrap(),
        "uji baris 2: pegawai ini tidak ada dalam data pegawai, impor dahulu data pegawainya (diperbaiki oleh pengelola kepegawaian unit kerja)"
    );
}

#[test]
fn json_in_the_shapes_of_the_registers_clients() {
    let answer = r#"{"code": 1, "data": {"id": "A5EB03E23BE8F6A0E040640A04020001", "nipBaru": "199608182022041901", "nama": "Contoh", "tglLahir": "18-08-1996",
        "jenisKelamin": "M", "agama": "Islam", "tmtCpns": "01-04-2022", "golRuangAkhirId": "31", "golRuangAkhir": "III/a", "tmtGolAkhir": "01-04-2022", "kelas_jabatan": null}}"#;
    let mut table = open(TableKind::Staff, Format::Json, answer.as_bytes()).unwrap();
    let entry = table.staff().next().unwrap().unwrap();
    assert_eq!(entry.apply(None, &[]).registers.grades.unwrap()[0].grade.as_str(), "III/a");
    assert_eq!(entry.record.id.as_str(), "a5eb03e23be8f6a0e040640a04020001");
    let list =
        r#"[{"tahun": 2023, "nipBaru": "A", "KuadranKinerjaNilai": 2}, {"tahun": "2024", "nipBaru": "A", "KuadranKinerjaNilai": "1"}]"#;
    let counts = open(TableKind::Performance, Format::Json, list.as_bytes()).unwrap().people().unwrap();
    let mut table = open(TableKind::Performance, Format::Json, list.as_bytes()).unwrap();
    let history = table.histories(counts).next().unwrap().unwrap();
    assert_eq!(history.registers.performance.unwrap().len(), 2);
}

fn workbook(number_as_text: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Pegawai").unwrap();
    for (at, name) in ["nip_baru", "nama", "tanggal_lahir", "jenis_kelamin", "tingkat_pendidikan_id", "tahun_lulus"].into_iter().enumerate()
    {
        sheet.write_string(0, at as u16, name).unwrap();
    }
    match number_as_text {
        true => sheet.write_string(1, 0, "199608182022041901").unwrap(),
        false => sheet.write_number(1, 0, 199608182022041901_f64).unwrap(),
    };
    let day = CellFormat::new().set_num_format("dd-mm-yyyy");
    sheet.write_string(1, 1, "Contoh").unwrap();
    sheet.write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(1996, 8, 18).unwrap(), &day).unwrap();
    sheet.write_string(1, 3, "M").unwrap();
    sheet.write_number(1, 4, 5).unwrap();
    sheet.write_number(1, 5, 2008).unwrap();
    book.add_worksheet().set_name("Lain").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_give_text_dates_and_mended_codes() {
    let mut table = open(TableKind::Staff, Format::Xlsx, &workbook(true)).unwrap();
    let entry = table.staff().next().unwrap().unwrap();
    assert_eq!(entry.record.birth_date.unwrap().to_string(), "1996-08-18");
    let education = entry.apply(None, &[]).registers.education.unwrap();
    assert_eq!((education[0].level.as_str(), education[0].graduated.to_string()), ("SD", "2008-12-31".to_owned()));
    let notes: Vec<&str> = table.notes().iter().map(|note| note.code).collect();
    assert_eq!(notes, ["first-sheet", "leading-zero"]);
}

#[test]
fn numbers_of_workbooks_that_are_no_text_are_refused() {
    let mut table = open(TableKind::Staff, Format::Xlsx, &workbook(false)).unwrap();
    let Err(Refusal::Row(reject)) = table.staff().next().unwrap() else { panic!("the number lost its digits") };
    assert_eq!((reject.row.line, reject.problems[0].code), (2, "number-lost-digits"));
    let options = Options { sheet: Some("lain".into()), ..Options::default() };
    let error =
        Table::open("a.xlsx", TableKind::Staff, Format::Xlsx, Box::new(std::io::Cursor::new(workbook(true))), &options).unwrap_err();
    assert_eq!(error.code, "empty-file");
    let options = Options { sheet: Some("Staf".into()), ..Options::default() };
    let error =
        Table::open("a.xlsx", TableKind::Staff, Format::Xlsx, Box::new(std::io::Cursor::new(workbook(true))), &options).unwrap_err();
    assert_eq!(error.to_string(), "a.xlsx: the workbook has no sheet `Staf`, expected one of `Pegawai`, `Lain`");
}

#[test]
fn headers_that_lack_a_column_say_which_one_is_near() {
    let error = open(TableKind::Grades, Format::Csv, b"nipbaru;golonganIdd;tmt_golongn\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "uji: the header of the grade history has no column `golonganId` or `golongan` and `tmtGolongan`; is it the column `golonganIdd`?"
    );
    let error = open(TableKind::Staff, Format::Csv, b"nama;golongan\n").unwrap_err();
    assert_eq!(&*error.message.id, "baris judul data pegawai tidak mempunyai kolom `nip_baru`");
    assert_eq!(open(TableKind::Staff, Format::Csv, b"").unwrap_err().code, "empty-file");
    assert_eq!(open(TableKind::Staff, Format::Csv, b"\xff\xfen\0i\0p\0").unwrap_err().code, "utf-16");
}

#[test]
fn leaders_of_units_are_superiors() {
    let text = "Id;NamaUnor;DiatasanId;PemimpinPnsId\nDINAS;Dinas;DINAS;P1\nBIDANG;Bidang;DINAS;P2\nSEKSI;Seksi;BIDANG;-\n;Tanpa id;;\n";
    let mut table = open(TableKind::Units, Format::Csv, text.as_bytes()).unwrap();
    let entries: Vec<_> = table.units().filter_map(Result::ok).collect();
    assert_eq!((entries.len(), table.counts().bad), (3, 1));
    let tree = OrgTree::try_new(entries.iter().map(|entry| entry.unit.clone())).unwrap();
    let leaders = Leaders::of(&entries);
    let person = |id: &str| jenjang_exchange::siasn::PersonRef { id: Some(id.parse().unwrap()), number: None };
    let superior = |unit: &str, who: &str| {
        leaders.superior(&tree, &unit.parse().unwrap(), &person(who)).and_then(|leader| leader.id.clone()).map(|id| id.to_string())
    };
    assert_eq!(superior("SEKSI", "P9"), Some("P2".to_owned()), "a unit without leader is led by the one above");
    assert_eq!(superior("BIDANG", "P2"), Some("P1".to_owned()), "nobody is one's own superior");
    assert_eq!(superior("DINAS", "P1"), None);
}
