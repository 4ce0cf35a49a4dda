//! Spoiling rows on purpose, the way real exports are spoilt: for samples and tests.

use super::super::columns::TableKind;

/// What was done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A spreadsheet kept the employee number as a number.
    NumberLostDigits,
    /// A digit of the employee number is missing.
    NumberTooShort,
    /// A date that the calendar does not have.
    ImpossibleDate,
    /// A year of two digits.
    ShortYear,
    /// A code that no list has.
    UnknownCode,
    /// A cell that must be filled is blank.
    BlankCell,
}

/// Spoils a share of the rows it sees; the same seed spoils the same rows.
#[derive(Clone, Debug)]
pub struct Spoiler {
    state: u64,
    per_thousand: u64,
    spoilt: u64,
}

impl Spoiler {
    /// Spoils about this many rows of a thousand.
    pub fn new(seed: u64, per_thousand: u16) -> Spoiler {
        Spoiler { state: seed, per_thousand: u64::from(per_thousand), spoilt: 0 }
    }

    /// How many rows were spoilt so far.
    pub fn spoilt(&self) -> u64 {
        self.spoilt
    }

    /// SplitMix64: small, even, and the same everywhere.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Perhaps spoils a row, given its columns; what was done. Every fault makes the row one that the reader refuses.
    pub fn spoil(&mut self, kind: TableKind, names: &[&str], row: &mut [String]) -> Option<Fault> {
        if self.next() % 1000 >= self.per_thousand {
            return None;
        }
        let faults =
            [Fault::ImpossibleDate, Fault::ShortYear, Fault::UnknownCode, Fault::BlankCell, Fault::NumberLostDigits, Fault::NumberTooShort];
        let start = self.next() as usize % faults.len();
        // a row that has nothing to spoil in one way is spoilt in the next
        let done = (0..faults.len()).map(|step| faults[(start + step) % faults.len()]).find(|fault| apply(*fault, kind, names, row));
        self.spoilt += u64::from(done.is_some());
        done
    }
}

/// The cell of a column, where the row has one that is filled.
fn cell<'r>(names: &[&str], row: &'r mut [String], name: &str) -> Option<&'r mut String> {
    let at = names.iter().position(|known| *known == name)?;
    row.get_mut(at).filter(|text| !text.is_empty())
}

fn apply(fault: Fault, kind: TableKind, names: &[&str], row: &mut [String]) -> bool {
    let day = match kind {
        TableKind::Staff => "tanggal_lahir",
        TableKind::Grades => "tmtGolongan",
        TableKind::Positions => "tmtJabatan",
        TableKind::Education => "tglLulus",
        TableKind::Credit => "tanggalSk",
        TableKind::Discipline => "hukumanTanggal",
        TableKind::Training => "tanggalSelesai",
        TableKind::Courses => "tanggalSelesaiKursus",
        TableKind::Leave => "tanggalAwal",
        TableKind::Performance | TableKind::Units => "",
    };
    let code = match kind {
        TableKind::Staff => "gol_akhir_id",
        TableKind::Grades => "golonganId",
        TableKind::Positions => "jenisJabatan",
        TableKind::Education => "tkPendidikanId",
        TableKind::Performance => "KuadranKinerjaNilai",
        TableKind::Credit => "jenjangId",
        TableKind::Discipline => "jenisTingkatHukumanId",
        TableKind::Training => "latihanStrukturalId",
        TableKind::Leave => "cltnId",
        TableKind::Courses | TableKind::Units => "",
    };
    let must = match kind {
        TableKind::Staff => "nip_baru",
        TableKind::Units => "NamaUnor",
        TableKind::Performance => "tahun",
        TableKind::Courses => "namaKursus",
        TableKind::Education | TableKind::Training => "",
        TableKind::Credit => "kreditBaruTotal",
        _ => day,
    };
    let put = |cell: Option<&mut String>, text: String| cell.map(|cell| *cell = text).is_some();
    match fault {
        Fault::ImpossibleDate => put(cell(names, row, day), "31-02-2020".to_owned()),
        Fault::ShortYear => put(cell(names, row, day), "01-04-20".to_owned()),
        Fault::UnknownCode => put(cell(names, row, code), "97".to_owned()),
        Fault::BlankCell => put(cell(names, row, must), String::new()),
        Fault::NumberLostDigits => put(cell(names, row, number_column(kind)), "1,99608E+17".to_owned()),
        Fault::NumberTooShort => kind == TableKind::Staff && cell(names, row, "nip_baru").map(|cell| cell.pop()).is_some(),
    }
}

fn number_column(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Staff => "nip_baru",
        TableKind::Units => "PemimpinNip",
        _ => "nipBaru",
    }
}
