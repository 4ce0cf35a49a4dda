//! Which columns a table may have, which of them are read, and which are left alone on purpose.

use std::fmt;
use std::str::FromStr;

use jenjang::legal::Label;
use serde::Serialize;

use super::codes::normalised;

/// A table of the national register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableKind {
    /// The staff list (*data pegawai*, 75 columns; *data utama*).
    Staff,
    /// Units (*unor*).
    Units,
    /// Grade history (*riwayat golongan*).
    Grades,
    /// Position history (*riwayat jabatan*).
    Positions,
    /// Education history (*riwayat pendidikan*).
    Education,
    /// Yearly performance labels (*riwayat SKP 2022*).
    Performance,
    /// Credit points (*riwayat angka kredit*).
    Credit,
    /// Disciplinary sanctions (*riwayat hukuman disiplin*).
    Discipline,
    /// Training (*riwayat diklat*): leadership trainings and learning.
    Training,
    /// Courses (*riwayat kursus*): learning.
    Courses,
    /// Leave and study duty (*riwayat CLTN*), of which study duty is kept.
    Leave,
}

impl TableKind {
    /// Every table, in the order in which they are best imported.
    pub const ALL: [TableKind; 11] = [
        TableKind::Units,
        TableKind::Staff,
        TableKind::Grades,
        TableKind::Positions,
        TableKind::Education,
        TableKind::Performance,
        TableKind::Credit,
        TableKind::Discipline,
        TableKind::Training,
        TableKind::Courses,
        TableKind::Leave,
    ];

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            TableKind::Staff => "staff",
            TableKind::Units => "units",
            TableKind::Grades => "grades",
            TableKind::Positions => "positions",
            TableKind::Education => "education",
            TableKind::Performance => "performance",
            TableKind::Credit => "credit",
            TableKind::Discipline => "discipline",
            TableKind::Training => "training",
            TableKind::Courses => "courses",
            TableKind::Leave => "leave",
        }
    }

    /// The register's word for it.
    pub fn siasn_name(self) -> &'static str {
        match self {
            TableKind::Staff => "pegawai",
            TableKind::Units => "unor",
            TableKind::Grades => "golongan",
            TableKind::Positions => "jabatan",
            TableKind::Education => "pendidikan",
            TableKind::Performance => "skp22",
            TableKind::Credit => "angkakredit",
            TableKind::Discipline => "hukdis",
            TableKind::Training => "diklat",
            TableKind::Courses => "kursus",
            TableKind::Leave => "cltn",
        }
    }

    /// Whether its rows are entries of somebody's history.
    pub fn is_history(self) -> bool {
        !matches!(self, TableKind::Staff | TableKind::Units)
    }

    /// Name in both languages.
    pub fn label(self) -> Label {
        let (id, en) = match self {
            TableKind::Staff => ("data pegawai", "staff list"),
            TableKind::Units => ("unit organisasi", "units"),
            TableKind::Grades => ("riwayat golongan", "grade history"),
            TableKind::Positions => ("riwayat jabatan", "position history"),
            TableKind::Education => ("riwayat pendidikan", "education history"),
            TableKind::Performance => ("riwayat SKP", "performance history"),
            TableKind::Credit => ("riwayat angka kredit", "credit history"),
            TableKind::Discipline => ("riwayat hukuman disiplin", "discipline history"),
            TableKind::Training => ("riwayat diklat", "training history"),
            TableKind::Courses => ("riwayat kursus", "course history"),
            TableKind::Leave => ("riwayat CLTN dan tugas belajar", "history of leave and study duty"),
        };
        Label::new(id, en)
    }

    pub(crate) fn columns(self) -> &'static [Column] {
        match self {
            TableKind::Staff => STAFF,
            TableKind::Units => UNITS,
            TableKind::Grades => GRADES,
            TableKind::Positions => POSITIONS,
            TableKind::Education => EDUCATION,
            TableKind::Performance => PERFORMANCE,
            TableKind::Credit => CREDIT,
            TableKind::Discipline => DISCIPLINE,
            TableKind::Training => TRAINING,
            TableKind::Courses => COURSES,
            TableKind::Leave => LEAVE,
        }
    }

    /// The names of the columns that are read, as the register writes them; those of our own addition included.
    pub fn column_names(self) -> impl Iterator<Item = &'static str> {
        self.columns().iter().map(|column| column.name)
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a table, expected one of {}", TableKind::ALL.map(TableKind::as_str).join(", "))]
pub struct UnknownTable {
    /// What was found.
    pub found: String,
}

impl FromStr for TableKind {
    type Err = UnknownTable;

    /// Reads our word, the register's (`skp22`), and the names its clients give files (`pns_rw_skp22`, `rw-golongan`).
    fn from_str(text: &str) -> Result<TableKind, UnknownTable> {
        let word = normalised(text);
        let word = word.strip_prefix("pns").unwrap_or(&word);
        let word = word.strip_prefix("riwayat").or_else(|| word.strip_prefix("rw")).unwrap_or(word);
        let also = |kind: TableKind| match kind {
            TableKind::Staff => ["datautama", "datapegawai"].as_slice(),
            TableKind::Units => ["refunor", "unit"].as_slice(),
            TableKind::Performance => ["skp", "kinerja"].as_slice(),
            TableKind::Credit => ["ak"].as_slice(),
            TableKind::Discipline => ["hukumandisiplin"].as_slice(),
            _ => [].as_slice(),
        };
        let found = TableKind::ALL
            .into_iter()
            .find(|kind| word == normalised(kind.as_str()) || word == kind.siasn_name() || also(*kind).contains(&word));
        found.ok_or_else(|| UnknownTable { found: text.to_owned() })
    }
}

/// A column that is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// As the register's export writes it; capitals, blanks and underscores do not matter.
    pub(crate) name: &'static str,
    /// Other names of it.
    pub(crate) also: &'static [&'static str],
    /// What is wrong without it: the header has to have this column, or one of the others in its group.
    pub(crate) need: Need,
}

/// Whether a header has to have a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Optional,
    /// Has to be there.
    Required,
    /// One column of the same group has to be there.
    OneOf(&'static str),
}

const fn column(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, need: Need::Optional }
}

const fn required(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, need: Need::Required }
}

const fn one_of(group: &'static str, name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, need: Need::OneOf(group) }
}

/// Who a row of a history is about.
const PERSON_ID: Column = one_of("person", "idPns", &["pnsId", "pns", "pnsOrang", "pnsOrangId", "pnsDinilaiId", "idOrang"]);
const PERSON_NUMBER: Column = one_of("person", "nipBaru", &["nip"]);
const DECREE_NUMBER: Column = column("skNomor", &["nomorSk", "noSk"]);
const DECREE_DATE: Column = column("skTanggal", &["tanggalSk", "tglSk"]);

const STAFF: &[Column] = &[
    column("pns_id", &["id", "idPns"]),
    required("nip_baru", &["nip"]),
    column("nama", &["nama_pegawai"]),
    column("tanggal_lahir", &["tglLahir"]),
    column("jenis_kelamin", &[]),
    column("kedudukan_hukum_id", &["kedudukanPnsId"]),
    column("kedudukan_hukum_nama", &["kedudukanPnsNama"]),
    column("status_cpns_pns", &["statusPegawai"]),
    column("jenis_pegawai_nama", &[]),
    column("tmt_cpns", &[]),
    column("nomor_sk_cpns", &[]),
    column("tanggal_sk_cpns", &["tglSkCpns"]),
    column("tmt_pns", &[]),
    column("nomor_sk_pns", &[]),
    column("tanggal_sk_pns", &["tglSkPns"]),
    column("gol_awal_id", &["golRuangAwalId"]),
    column("gol_awal_nama", &["golRuangAwal"]),
    column("gol_akhir_id", &["golRuangAkhirId"]),
    column("gol_akhir_nama", &["golRuangAkhir", "golongan"]),
    column("tmt_golongan", &["tmtGolAkhir"]),
    column("jenis_jabatan_id", &[]),
    column("jenis_jabatan_nama", &["jenisJabatan"]),
    column("jabatan_nama", &[]),
    column("eselon_id", &[]),
    column("eselon_nama", &["eselon"]),
    column("jabatanAsn", &[]),
    column("jenjang_id", &["kode_jenjang_jabatan"]),
    column("jenjang_nama", &["jenjang"]),
    column("tmt_jabatan", &[]),
    column("tingkat_pendidikan_id", &["tkPendidikanTerakhirId"]),
    column("tingkat_pendidikan_nama", &["tkPendidikanTerakhir"]),
    column("pendidikan_nama", &["pendidikanTerakhirNama"]),
    column("tahun_lulus", &[]),
    column("unor_id", &[]),
    column("unor_nama", &[]),
    column("atasan_pns_id", &[]),
    column("atasan_nip", &["nip_atasan"]),
];

const UNITS: &[Column] = &[
    required("Id", &["unor_id"]),
    required("NamaUnor", &["nama", "unor_nama"]),
    column("DiatasanId", &["atasan_id", "induk"]),
    column("PemimpinPnsId", &["pemimpin_id"]),
    column("PemimpinNip", &["nip_pemimpin"]),
];

const GRADES: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("grade", "golonganId", &["gol_id"]),
    one_of("grade", "golongan", &["gol_nama"]),
    required("tmtGolongan", &["tmt"]),
    DECREE_NUMBER,
    DECREE_DATE,
    column("jenisKPId", &[]),
    column("jenisKPNama", &["jenisKp"]),
];

const POSITIONS: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("kind", "jenisJabatan", &["jenisJabatanId"]),
    one_of("kind", "jenisJabatanNama", &[]),
    column("eselonId", &[]),
    column("eselon", &["eselonNama"]),
    column("jabatanAsn", &[]),
    column("jabatanFungsionalNama", &[]),
    column("jabatanFungsionalUmumNama", &[]),
    column("namaJabatan", &["jabatanNama"]),
    column("jenjangId", &["kode_jenjang_jabatan"]),
    column("jenjang", &["jenjangNama"]),
    column("unorId", &[]),
    required("tmtJabatan", &["tmt"]),
    DECREE_NUMBER,
    DECREE_DATE,
    column("jenisPenugasanId", &[]),
    column("jenisPenugasanNama", &["jenisPenugasan"]),
    column("tmtSelesai", &["tmtBerakhir"]),
    column("bidang", &["bidangTugas"]),
];

const EDUCATION: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("level", "tkPendidikanId", &["tingkat_pendidikan_id"]),
    one_of("level", "tkPendidikanNama", &["tingkat_pendidikan_nama"]),
    column("pendidikanNama", &["jurusan"]),
    one_of("day", "tglLulus", &["tanggalLulus"]),
    one_of("day", "tahunLulus", &[]),
    column("tglPengakuan", &["tanggalPencantuman"]),
];

const PERFORMANCE: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    required("tahun", &[]),
    one_of("label", "KuadranKinerjaNilai", &["kuadranNilai"]),
    one_of("label", "kuadranKinerja", &["predikat", "predikat_kinerja"]),
    DECREE_NUMBER,
    DECREE_DATE,
];

const CREDIT: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("day", "tanggalSk", &["tglSk"]),
    column("nomorSk", &["noSk"]),
    column("kreditUtamaBaru", &[]),
    column("kreditPenunjangBaru", &[]),
    required("kreditBaruTotal", &["angkaKredit"]),
    column("namaJabatan", &["jabatan"]),
    column("jenjangId", &["kode_jenjang_jabatan"]),
    column("jenjang", &["jenjangNama"]),
    column("isAngkaKreditPertama", &[]),
    column("isIntegrasi", &[]),
    column("isKonversi", &[]),
    column("jenisAngkaKredit", &[]),
];

const DISCIPLINE: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("sanction", "jenisHukuman", &["jenisHukumanId"]),
    one_of("sanction", "jenisHukumanNama", &[]),
    column("jenisTingkatHukumanId", &[]),
    column("jenisTingkatHukumanNama", &["tingkatHukuman"]),
    required("hukumanTanggal", &["tmtHukuman"]),
    column("akhirHukumTanggal", &["akhirHukumanTanggal"]),
    column("masaTahun", &[]),
    column("masaBulan", &[]),
    DECREE_NUMBER,
    DECREE_DATE,
    column("skPembatalanNomor", &[]),
    column("skPembatalanTanggal", &[]),
];

const TRAINING: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    column("latihanStrukturalId", &[]),
    column("latihanStrukturalNama", &["namaDiklat"]),
    one_of("day", "tanggalSelesai", &["tglSelesai"]),
    one_of("day", "tanggal", &["tanggalMulai"]),
    column("jumlahJam", &["jp"]),
];

const COURSES: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    required("namaKursus", &[]),
    one_of("day", "tanggalSelesaiKursus", &["tanggalSelesai"]),
    one_of("day", "tanggalKursus", &["tanggal"]),
    required("jumlahJam", &["jp"]),
];

const LEAVE: &[Column] = &[
    PERSON_ID,
    PERSON_NUMBER,
    one_of("leave", "cltnId", &[]),
    one_of("leave", "cltnNama", &["jenis"]),
    required("tanggalAwal", &["tglAwal"]),
    column("tanggalAkhir", &["tglAkhir"]),
    column("tanggalAktif", &["tglAktif"]),
    DECREE_NUMBER,
    DECREE_DATE,
];

/// Beginnings of the names of columns about a person's private life, which no rule reads: they are not read either.
const PERSONAL: &[&str] = &[
    "agama",
    "jeniskawin",
    "statusperkawinan",
    "nik",
    "validnik",
    "isvalidnik",
    "nomorid",
    "jenisiddokumen",
    "nomorhp",
    "nohp",
    "notelp",
    "email",
    "genemail",
    "alamat",
    "kodepos",
    "npwp",
    "nonpwp",
    "tglnpwp",
    "bpjs",
    "noaskes",
    "notaspen",
    "tempatlahir",
    "gajipokok",
    "jumlahistrisuami",
    "jumlahanak",
    "akte",
    "statushidup",
    "tglmeninggal",
    "skck",
    "tglskck",
    "nosuratketerangan",
    "tglsuratketerangan",
    "kariskarsu",
    "noserikarpeg",
    "kartuasn",
    "flagikd",
    "bahasa",
    "suku",
    "golongandarah",
];

/// Whether a column is about private life.
pub(crate) fn is_personal(name: &str) -> bool {
    let name = normalised(name);
    PERSONAL.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_of_a_column_is_used_twice_or_is_personal() {
        for kind in TableKind::ALL {
            let names: Vec<String> =
                kind.columns().iter().flat_map(|c| [c.name].into_iter().chain(c.also.iter().copied())).map(normalised).collect();
            let distinct: BTreeSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{kind}");
            assert!(!names.iter().any(|name| is_personal(name)), "{kind}");
        }
        for name in ["agama_id", "agamaNama", "NIK", "is_valid_nik", "email_gov", "jenis_kawin_nama", "tempat_lahir_nama", "npwp_nomor"] {
            assert!(is_personal(name), "{name}");
        }
        assert!(!is_personal("nip_baru") && !is_personal("nama"));
    }

    #[test]
    fn tables_are_known_by_our_words_and_theirs() {
        for kind in TableKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(kind.siasn_name().parse(), Ok(kind));
            if kind.is_history() {
                assert_eq!(format!("pns_rw_{}", kind.siasn_name()).parse(), Ok(kind));
            }
        }
        assert_eq!("data-utama".parse(), Ok(TableKind::Staff));
        assert!(
            "salary".parse::<TableKind>().unwrap_err().to_string().starts_with("`salary` is not a table, expected one of units, staff")
        );
    }
}
