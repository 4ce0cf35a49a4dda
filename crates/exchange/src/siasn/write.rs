//! Records in the register's shape: for samples, for tests, and for agencies that hand data on.
//!
//! What the register has no column for stands in columns of our own, which the reader knows: `tmtSelesai`, `bidang`, `jabatanAsn`, `tglPengakuan`,
//! `jenisAngkaKredit`. Registers that the national register does not keep (examinations, objections, suspensions, secondments, certificates,
//! exams) are not written.

mod spoil;

use std::io::{self, Write};

use chrono::NaiveDate;
use jenjang::number::format_decimal;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::{PositionRecord, Spell};
use jenjang::people::{CivilServantRecord, Decree, Event, OrgUnit, Sex};

use super::codes::{Code, List, codes};
use super::columns::TableKind;
use super::history::line_word;
use super::reject::write_row;

pub use spoil::{Fault, Spoiler};

/// A person and where they work, to be written.
#[derive(Clone, Copy, Debug)]
pub struct Person<'p> {
    /// The record with its histories.
    pub record: &'p CivilServantRecord,
    /// The unit.
    pub unit: Option<&'p OrgUnit>,
    /// The unit's id where nothing else of it is known.
    pub unit_id: Option<&'p UnitId>,
    /// The direct superior.
    pub superior: Option<&'p PersonId>,
}

impl<'p> Person<'p> {
    /// Somebody of whom no unit is known.
    pub fn new(record: &'p CivilServantRecord) -> Person<'p> {
        Person { record, unit: None, unit_id: None, superior: None }
    }

    fn unit_id(&self) -> &'p str {
        self.unit.map(|unit| &unit.id).or(self.unit_id).map_or("", UnitId::as_str)
    }
}

/// Writes one table person by person: CSV with semicolons, as the register exports it.
#[derive(Debug)]
pub struct TableWriter<W> {
    out: W,
    kind: TableKind,
    names: Vec<&'static str>,
    /// The day of which the staff list tells what holds.
    as_of: NaiveDate,
    rows: u64,
    spoiler: Option<Spoiler>,
}

impl<W: Write> TableWriter<W> {
    /// Begins a table with its header. Of a staff list, `as_of` is the day of which it tells what holds.
    ///
    /// # Errors
    /// Those of writing.
    pub fn new(mut out: W, kind: TableKind, as_of: NaiveDate) -> io::Result<TableWriter<W>> {
        let names: Vec<&'static str> = kind.column_names().collect();
        write_row(&mut out, b';', names.iter().copied())?;
        Ok(TableWriter { out, kind, names, as_of, rows: 0, spoiler: None })
    }

    /// Spoils some of the rows from here on.
    #[must_use]
    pub fn spoiled_by(mut self, spoiler: Spoiler) -> TableWriter<W> {
        self.spoiler = Some(spoiler);
        self
    }

    /// Writes the rows of one person: one of a staff list, one an entry of a history.
    ///
    /// # Errors
    /// Those of writing.
    pub fn person(&mut self, person: Person<'_>) -> io::Result<()> {
        let rows = match self.kind {
            TableKind::Staff => vec![staff(person, self.as_of)],
            TableKind::Units => Vec::new(),
            kind => history(kind, person.record),
        };
        rows.into_iter().try_for_each(|cells| self.row(cells))
    }

    /// Writes a unit and who leads it, by the register's id of the person.
    ///
    /// # Errors
    /// Those of writing.
    pub fn unit(&mut self, unit: &OrgUnit, leader: Option<&str>) -> io::Result<()> {
        let parent = unit.parent.as_ref().map(|parent| parent.as_str().to_owned()).unwrap_or_default();
        self.row(vec![
            ("Id", unit.id.as_str().to_owned()),
            ("NamaUnor", unit.name.id.as_ref().to_owned()),
            ("DiatasanId", parent),
            ("PemimpinPnsId", leader.unwrap_or("").to_owned()),
        ])
    }

    fn row(&mut self, cells: Cells) -> io::Result<()> {
        let mut row: Vec<String> = vec![String::new(); self.names.len()];
        for (name, text) in cells {
            if let Some(at) = self.names.iter().position(|known| *known == name) {
                row[at] = text;
            }
        }
        if let Some(spoiler) = &mut self.spoiler {
            spoiler.spoil(self.kind, &self.names, &mut row);
        }
        self.rows += 1;
        write_row(&mut self.out, b';', row.iter().map(String::as_str))
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many of them were spoilt.
    pub fn spoilt(&self) -> u64 {
        self.spoiler.as_ref().map_or(0, Spoiler::spoilt)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

type Cells = Vec<(&'static str, String)>;

fn date(day: NaiveDate) -> String {
    day.format("%d-%m-%Y").to_string()
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(date).unwrap_or_default()
}

/// The register's code and text for one of ours; where it has none, our own word stands as the text.
fn coded(cells: &mut Cells, list: List, ours: Option<&str>, id: &'static str, text: &'static str) {
    let Some(ours) = ours else { return };
    let found = codes().by_ours(list, ours);
    let own = if id == text { "" } else { ours };
    cells.push((id, found.map_or_else(|| if id == text { ours.to_owned() } else { String::new() }, |code| code.code.to_owned())));
    if id != text {
        cells.push((text, found.map(|code| code.text).filter(|text| !text.is_empty()).unwrap_or(own).to_owned()));
    }
}

fn decree(cells: &mut Cells, decree: Option<&Decree>, number: &'static str, signed: &'static str) {
    if let Some(decree) = decree {
        cells.push((number, decree.number.as_ref().to_owned()));
        cells.push((signed, date(decree.date)));
    }
}

fn staff(person: Person<'_>, as_of: NaiveDate) -> Cells {
    let record = person.record;
    let registers = &record.registers;
    let mut cells: Cells = vec![
        ("pns_id", record.id.as_str().to_owned()),
        ("nip_baru", record.employee_number.as_deref().unwrap_or("").to_owned()),
        ("nama", record.name.as_deref().unwrap_or("").to_owned()),
        ("tanggal_lahir", day(record.birth_date)),
        ("kedudukan_hukum_id", "01".to_owned()),
        ("kedudukan_hukum_nama", "Aktif".to_owned()),
        ("unor_id", person.unit_id().to_owned()),
        ("unor_nama", person.unit.map(|unit| unit.name.id.as_ref().to_owned()).unwrap_or_default()),
    ];
    cells.push(("atasan_pns_id", person.superior.map(|superior| superior.as_str().to_owned()).unwrap_or_default()));
    let sex = record.sex.map(|sex| if sex == Sex::Male { "M" } else { "F" });
    cells.push(("jenis_kelamin", sex.unwrap_or("").to_owned()));

    let employments = registers.employments.as_deref().unwrap_or_default();
    let of_status = |status: &str| employments.iter().find(|event| event.status.as_str() == status);
    if record.contract_number {
        cells.push(("status_cpns_pns", "PPPK".to_owned()));
        let first = of_status("pppk");
        cells.push(("tmt_cpns", day(record.appointed.or(first.map(|event| event.since)))));
        decree(&mut cells, first.and_then(|event| event.decree.as_ref()), "nomor_sk_cpns", "tanggal_sk_cpns");
    } else {
        let (candidate, servant) = (of_status("cpns"), of_status("pns"));
        cells.push(("status_cpns_pns", if servant.is_some() { "P" } else { "C" }.to_owned()));
        cells.push(("tmt_cpns", day(record.appointed.or(candidate.map(|event| event.since)))));
        decree(&mut cells, candidate.and_then(|event| event.decree.as_ref()), "nomor_sk_cpns", "tanggal_sk_cpns");
        cells.push(("tmt_pns", day(servant.map(|event| event.since))));
        decree(&mut cells, servant.and_then(|event| event.decree.as_ref()), "nomor_sk_pns", "tanggal_sk_pns");
    }

    let grades = registers.grades.as_deref().unwrap_or_default();
    let begun = |since: NaiveDate| since <= as_of;
    if let Some(first) = grades.iter().filter(|event| Some(event.since) == record.appointed).min_by_key(|event| event.since) {
        coded(&mut cells, List::Grade, Some(first.grade.as_str()), "gol_awal_id", "gol_awal_nama");
    }
    if let Some(last) = grades.iter().filter(|event| begun(event.since)).max_by_key(|event| event.since) {
        coded(&mut cells, List::Grade, Some(last.grade.as_str()), "gol_akhir_id", "gol_akhir_nama");
        cells.push(("tmt_golongan", date(last.since)));
    }
    let positions = registers.positions.as_deref().unwrap_or_default();
    let held = positions.iter().filter(|event| !event.acting && begun(event.since)).max_by_key(|event| event.since);
    if let Some(held) = held {
        coded_position(
            &mut cells,
            held,
            ["jenis_jabatan_id", "jenis_jabatan_nama"],
            ["eselon_id", "eselon_nama"],
            ["jenjang_id", "jenjang_nama"],
        );
        cells.push(("jabatan_nama", held.title.as_deref().unwrap_or("").to_owned()));
        cells.push(("tmt_jabatan", date(held.since)));
    }
    let diplomas = registers.education.as_deref().unwrap_or_default();
    if let Some(last) = diplomas.iter().filter(|event| begun(event.graduated)).max_by_key(|event| event.graduated) {
        coded(&mut cells, List::Education, Some(last.level.as_str()), "tingkat_pendidikan_id", "tingkat_pendidikan_nama");
        cells.push(("pendidikan_nama", last.field.as_deref().unwrap_or("").to_owned()));
        cells.push(("tahun_lulus", last.graduated.format("%Y").to_string()));
    }
    cells
}

fn coded_position(
    cells: &mut Cells,
    position: &PositionRecord,
    kind: [&'static str; 2],
    echelon: [&'static str; 2],
    tier: [&'static str; 2],
) {
    let ours = match position.kind.as_str() {
        "fungsional" => "fungsional",
        "pelaksana" if position.echelon.is_none() => "pelaksana",
        _ => "struktural",
    };
    coded(cells, List::PositionKind, Some(ours), kind[0], kind[1]);
    if ours == "struktural" {
        cells.push(("jabatanAsn", position.kind.as_str().to_owned()));
        if let Some(own) = &position.echelon {
            let fits = |code: &Code| code.ours == own.as_str() && code.kind == position.kind.as_str();
            let code = codes().of(List::Echelon).find(fits);
            cells.push((echelon[0], code.map(|code| code.code).unwrap_or("").to_owned()));
            cells.push((echelon[1], own.as_str().to_owned()));
        }
    }
    coded(cells, List::Tier, position.tier.as_ref().map(|tier| tier.as_str()), tier[0], tier[1]);
}

fn history(kind: TableKind, record: &CivilServantRecord) -> Vec<Cells> {
    let registers = &record.registers;
    let mut rows: Vec<Cells> = match kind {
        TableKind::Grades => registers
            .grades
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![("tmtGolongan", date(event.since))];
                coded(&mut cells, List::Grade, Some(event.grade.as_str()), "golonganId", "golongan");
                coded(&mut cells, List::PromotionKind, event.kind.as_ref().map(|kind| kind.as_str()), "jenisKPId", "jenisKPNama");
                decree(&mut cells, event.decree.as_ref(), "skNomor", "skTanggal");
                cells
            })
            .collect(),
        TableKind::Positions => registers.positions.iter().flatten().map(position).collect(),
        TableKind::Education => registers
            .education
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![
                    ("tglLulus", date(event.graduated)),
                    ("tahunLulus", event.graduated.format("%Y").to_string()),
                    ("tglPengakuan", day(event.recognised)),
                    ("pendidikanNama", event.field.as_deref().unwrap_or("").to_owned()),
                ];
                coded(&mut cells, List::Education, Some(event.level.as_str()), "tkPendidikanId", "tkPendidikanNama");
                cells
            })
            .collect(),
        TableKind::Performance => registers
            .performance
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![("tahun", event.year.to_string())];
                coded(&mut cells, List::Quadrant, Some(event.label.as_str()), "KuadranKinerjaNilai", "kuadranKinerja");
                decree(&mut cells, event.decree.as_ref(), "skNomor", "skTanggal");
                cells
            })
            .collect(),
        TableKind::Credit => registers
            .credit
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![
                    ("tanggalSk", date(event.assessed)),
                    ("nomorSk", event.decree.as_ref().map(|decree| decree.number.as_ref().to_owned()).unwrap_or_default()),
                    ("kreditBaruTotal", format_decimal(event.points).replace('.', ",")),
                    ("jenisAngkaKredit", line_word(event.line).to_owned()),
                    ("isAngkaKreditPertama", "0".to_owned()),
                    ("isIntegrasi", if line_word(event.line) == "lama" { "1" } else { "0" }.to_owned()),
                    ("isKonversi", if line_word(event.line) == "konversi" { "1" } else { "0" }.to_owned()),
                ];
                coded(&mut cells, List::Tier, Some(event.tier.as_str()), "jenjangId", "jenjang");
                cells
            })
            .collect(),
        TableKind::Discipline => registers
            .discipline
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![("hukumanTanggal", date(event.since)), ("akhirHukumTanggal", day(event.last_day))];
                coded(&mut cells, List::Sanction, event.sanction.as_ref().map(|code| code.as_str()), "jenisHukuman", "jenisHukumanNama");
                coded(&mut cells, List::SanctionLevel, Some(event.level.as_str()), "jenisTingkatHukumanId", "jenisTingkatHukumanNama");
                decree(&mut cells, event.decree.as_ref(), "skNomor", "skTanggal");
                cells
            })
            .collect(),
        TableKind::Training => registers
            .leadership
            .iter()
            .flatten()
            .map(|event| {
                let mut cells: Cells = vec![("tanggalSelesai", date(event.passed))];
                coded(&mut cells, List::StructuralTraining, Some(event.training.as_str()), "latihanStrukturalId", "latihanStrukturalNama");
                cells
            })
            .collect(),
        TableKind::Courses => registers
            .learning
            .iter()
            .flatten()
            .map(|event| {
                vec![
                    ("namaKursus", event.title.as_ref().to_owned()),
                    ("tanggalSelesaiKursus", date(event.completed)),
                    ("jumlahJam", format_decimal(event.hours)),
                ]
            })
            .collect(),
        TableKind::Leave => registers.study_duty.iter().flatten().map(study).collect(),
        TableKind::Staff | TableKind::Units => Vec::new(),
    };
    for cells in &mut rows {
        cells.push(("idPns", record.id.as_str().to_owned()));
        cells.push(("nipBaru", record.employee_number.as_deref().unwrap_or("").to_owned()));
    }
    rows
}

fn position(event: &PositionRecord) -> Cells {
    let mut cells: Cells = vec![
        ("tmtJabatan", date(event.since)),
        ("tmtSelesai", day(event.until())),
        ("bidang", event.field.as_deref().unwrap_or("").to_owned()),
        ("namaJabatan", event.title.as_deref().unwrap_or("").to_owned()),
        ("unorId", event.unit.as_ref().map(|unit| unit.as_str().to_owned()).unwrap_or_default()),
        ("jenisPenugasanId", if event.acting { "PLT" } else { "D" }.to_owned()),
    ];
    coded_position(&mut cells, event, ["jenisJabatan", "jenisJabatanNama"], ["eselonId", "eselon"], ["jenjangId", "jenjang"]);
    decree(&mut cells, event.decree.as_ref(), "skNomor", "skTanggal");
    cells
}

fn study(event: &Spell) -> Cells {
    let mut cells: Cells = vec![
        ("cltnId", "6".to_owned()),
        ("cltnNama", "Tugas Belajar".to_owned()),
        ("tanggalAwal", date(event.since)),
        ("tanggalAkhir", day(event.until.and_then(|until| until.pred_opt()))),
        ("tanggalAktif", day(event.until)),
    ];
    decree(&mut cells, event.decree.as_ref(), "skNomor", "skTanggal");
    cells
}
