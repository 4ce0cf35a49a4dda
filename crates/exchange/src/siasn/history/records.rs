//! One function a table.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::legal::Label;
use jenjang::people::Decree;
use jenjang::people::record::{
    CreditLine, CreditRecord, DisciplineRecord, EducationRecord, GradeRecord, LeadershipRecord, LearningRecord, PerformanceRecord,
    PositionRecord, Spell,
};
use jenjang::period::{DateRounding, add_months};
use rust_decimal::Decimal;

use super::super::codes::List;
use super::super::position::{self, NoPosition, PositionColumns};
use super::super::problem::Mender;
use super::super::row::Row;
use super::Entry;

pub(super) fn grade(row: &mut Row<'_>) -> Option<Entry> {
    let since = row.need_date("tmtGolongan", Mender::PersonnelAgency);
    let before = row.problems.len();
    let grade = row.code(List::Grade, "golonganId", "golongan", Mender::PersonnelAgency);
    if grade.is_none() && row.problems.len() == before {
        row.blank("golonganId", Mender::PersonnelAgency);
    }
    let kind = row.code(List::PromotionKind, "jenisKPId", "jenisKPNama", Mender::PersonnelAgency);
    let decree = row.decree("skNomor", "skTanggal");
    let grade = row.typed("golonganId", grade?.ours, Mender::PersonnelAgency)?;
    let kind = kind.and_then(|kind| row.typed("jenisKPId", kind.ours, Mender::PersonnelAgency));
    Some(Entry::Grade(GradeRecord { since: since?, grade, kind, decree }))
}

const POSITION: PositionColumns = PositionColumns {
    kind: "jenisJabatan",
    kind_name: "jenisJabatanNama",
    echelon: "eselonId",
    echelon_name: "eselon",
    tier: "jenjangId",
    tier_name: "jenjang",
    titles: &["namaJabatan", "jabatanFungsionalNama", "jabatanFungsionalUmumNama"],
    unit: "unorId",
};

pub(super) fn position(row: &mut Row<'_>) -> Option<Entry> {
    let since = row.need_date("tmtJabatan", Mender::PersonnelAgency);
    let until = row.date("tmtSelesai", Mender::PersonnelAgency);
    let assignment = row.code(List::Assignment, "jenisPenugasanId", "jenisPenugasanNama", Mender::PersonnelAgency);
    let decree = row.decree("skNomor", "skTanggal");
    let field = row.text("bidang");
    let parts = position::read(row, &POSITION);
    if assignment.is_some_and(|assignment| assignment.ours == "tugas-tambahan") {
        row.note("additional-duty", "jenisPenugasanId", || {
            Label::new(
                "tugas tambahan tidak disimpan: bukan jabatan dan tidak menggantikan jabatan",
                "additional duties are not kept: they are no position and replace none",
            )
        });
        return Some(Entry::Nothing);
    }
    let parts = match parts {
        Ok(parts) => parts,
        Err(NoPosition::Unnamed) => {
            row.blank("jenisJabatan", Mender::PersonnelAgency);
            return None;
        }
        Err(NoPosition::NoEchelon) => {
            row.problem(
                "echelon-missing",
                "eselonId",
                Label::new(
                    "jabatan struktural tanpa eselon, diharapkan kode eselon `10` sampai `52`",
                    "a structural position without echelon, expected a code of the echelon, `10` to `52`",
                ),
                Mender::PersonnelAgency,
            );
            return None;
        }
        Err(NoPosition::Wrong) => return None,
    };
    let acting = assignment.is_some_and(|assignment| assignment.ours == "acting");
    Some(Entry::Position(PositionRecord {
        since: since?,
        until,
        kind: parts.kind,
        tier: parts.tier,
        echelon: parts.echelon,
        unit: parts.unit,
        field,
        title: parts.title,
        acting,
        decree,
    }))
}

pub(super) fn education(row: &mut Row<'_>) -> Option<Entry> {
    let before = row.problems.len();
    let level = super::education_level(row, "tkPendidikanId", "tkPendidikanNama", "pendidikanNama");
    if level.is_none() && row.problems.len() == before {
        row.blank("tkPendidikanId", Mender::PersonnelAgency);
    }
    let field = row.text("pendidikanNama");
    let before = row.problems.len();
    let (day, year) = (row.date("tglLulus", Mender::Employee), row.year("tahunLulus", Mender::Employee));
    if row.problems.len() > before {
        return None;
    }
    let graduated = match (day, year) {
        (Some(day), year) => {
            if year.is_some_and(|year| year != day.year()) {
                row.note("years-differ", "tahunLulus", || {
                    Label::new(
                        "tahun lulus dan tanggal lulus berbeda; yang dipakai tanggalnya",
                        "year and day of the diploma differ; the day is used",
                    )
                });
            }
            day
        }
        (None, Some(year)) => {
            row.note("year-only", "tahunLulus", || {
                Label::new(
                    "hanya tahun lulus yang diketahui: dipakai hari terakhir tahun itu, supaya tidak dihitung terlalu awal",
                    "only the year of the diploma is known: the last day of that year is used, so that it does not count too early",
                )
            });
            NaiveDate::from_ymd_opt(year, 12, 31)?
        }
        (None, None) => {
            row.blank("tglLulus", Mender::Employee);
            return None;
        }
    };
    // the register lists diplomas it has accepted; a column of its own may say when, or that one is not accepted
    let recognised = if row.has_column("tglPengakuan") { row.date("tglPengakuan", Mender::PersonnelAgency) } else { Some(graduated) };
    if let Some(day) = recognised.filter(|day| *day < graduated) {
        row.problem(
            "dates-reversed",
            "tglPengakuan",
            Label::new(
                format!("pengakuan {day} mendahului ijazah {graduated}, diharapkan sesudahnya"),
                format!("recognised on {day}, before the diploma of {graduated}, expected a later day"),
            ),
            Mender::PersonnelAgency,
        );
        return None;
    }
    Some(Entry::Education(EducationRecord { graduated, recognised, level: level?, field }))
}

pub(super) fn performance(row: &mut Row<'_>) -> Option<Entry> {
    let before = row.problems.len();
    let year = row.year("tahun", Mender::UnitOfficer);
    if year.is_none() && row.problems.len() == before {
        row.blank("tahun", Mender::UnitOfficer);
    }
    let before = row.problems.len();
    let label = row.code(List::Quadrant, "KuadranKinerjaNilai", "kuadranKinerja", Mender::UnitOfficer);
    if label.is_none() && row.problems.len() == before {
        row.blank("KuadranKinerjaNilai", Mender::UnitOfficer);
    }
    let decree = row.decree("skNomor", "skTanggal");
    let label = row.typed("kuadranKinerja", label?.ours, Mender::UnitOfficer)?;
    Some(Entry::Performance(PerformanceRecord { year: year?, label, decree }))
}

/// From this year credit comes from performance; assessments before are summed up in the integration (PermenPANRB 1/2023).
const CONVERSION_SINCE: i32 = 2023;

/// Words of the column `jenisAngkaKredit`, which the register does not have.
const LINES: [(&str, CreditLine); 5] = [
    ("dasar", CreditLine::Base),
    ("lama", CreditLine::Former),
    ("penyesuaian", CreditLine::Adjustment),
    ("konversi", CreditLine::Conversion),
    ("pendidikan", CreditLine::Education),
];

/// The register's word for a line of a credit assessment.
pub(in super::super) fn line_word(line: CreditLine) -> &'static str {
    LINES.iter().find(|(_, known)| *known == line).map_or("", |(word, _)| word)
}

pub(super) fn credit(row: &mut Row<'_>) -> Option<Entry> {
    let assessed = row.need_date("tanggalSk", Mender::PersonnelAgency);
    let before = row.problems.len();
    let points = row.decimal("kreditBaruTotal", Mender::PersonnelAgency);
    if points.is_none() && row.problems.len() == before {
        row.blank("kreditBaruTotal", Mender::PersonnelAgency);
    }
    let parts = (row.decimal("kreditUtamaBaru", Mender::PersonnelAgency), row.decimal("kreditPenunjangBaru", Mender::PersonnelAgency));
    if let (Some(points), (Some(main), Some(other))) = (points, parts)
        && main.checked_add(other).is_some_and(|sum| sum != points && !sum.is_zero())
    {
        row.problem(
            "credit-sum",
            "kreditBaruTotal",
            Label::new(
                format!("jumlah {points} tidak sama dengan unsur utama {main} ditambah penunjang {other}"),
                format!("the total {points} is not the main credit {main} plus the supporting {other}"),
            ),
            Mender::PersonnelAgency,
        );
    }
    if points.is_some_and(|points| points.is_sign_negative()) {
        row.problem(
            "not-a-number",
            "kreditBaruTotal",
            Label::new("angka kredit negatif, diharapkan nol atau lebih", "negative credit, expected zero or more"),
            Mender::PersonnelAgency,
        );
    }
    let word = row.cell("jenisAngkaKredit");
    let first = row.flag("isAngkaKreditPertama", Mender::PersonnelAgency);
    let integrated = row.flag("isIntegrasi", Mender::PersonnelAgency);
    let converted = row.flag("isKonversi", Mender::PersonnelAgency);
    let line = match word {
        Some(word) => {
            let line = LINES.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)).map(|(_, line)| *line);
            if line.is_none() {
                let all = LINES.map(|(word, _)| format!("`{word}`")).join(", ");
                row.problem(
                    "unknown-word",
                    "jenisAngkaKredit",
                    Label::new(format!("berisi `{word}`, diharapkan salah satu dari {all}"), format!("is `{word}`, expected one of {all}")),
                    Mender::PersonnelAgency,
                );
            }
            line
        }
        None => match (first, integrated, converted) {
            (_, true, false) => Some(CreditLine::Former),
            (_, false, true) => Some(CreditLine::Conversion),
            (true, false, false) => Some(CreditLine::Base),
            (_, true, true) => {
                row.problem(
                    "credit-kind",
                    "isKonversi",
                    Label::new(
                        "ditandai integrasi dan konversi sekaligus, diharapkan satu",
                        "marked as integration and conversion, expected one",
                    ),
                    Mender::PersonnelAgency,
                );
                None
            }
            (false, false, false) if assessed.is_some_and(|day| day.year() < CONVERSION_SINCE) => {
                row.note("former-credit", "kreditBaruTotal", || {
                    Label::new(
                        "penetapan angka kredit sebelum 2023 tidak disimpan: jumlahnya ada dalam penetapan integrasi",
                        "credit assessed before 2023 is not kept: its sum stands in the integration",
                    )
                });
                return row.problems.is_empty().then_some(Entry::Nothing);
            }
            (false, false, false) => {
                row.problem(
                    "credit-kind",
                    "isKonversi",
                    Label::new(
                        "tidak ditandai angka kredit pertama, integrasi, atau konversi, diharapkan salah satu",
                        "marked neither as first credit, integration nor conversion, expected one",
                    ),
                    Mender::PersonnelAgency,
                );
                None
            }
        },
    };
    let before = row.problems.len();
    let stated = row.code(List::Tier, "jenjangId", "jenjang", Mender::PersonnelAgency).and_then(|tier| tier.ours());
    let title = row.text("namaJabatan");
    let tier = stated.or_else(|| position::tier_of_title(title.as_deref()?));
    if tier.is_none() && row.problems.len() == before {
        row.problem(
            "tier-missing",
            "namaJabatan",
            Label::new(
                "jenjang tidak dapat dibaca dari kolom jenjang maupun nama jabatan, diharapkan misalnya `Auditor Ahli Muda`",
                "the tier is found neither in its column nor at the end of the title, expected such as `Auditor Ahli Muda`",
            ),
            Mender::PersonnelAgency,
        );
    }
    let number = row.text("nomorSk");
    let tier = row.typed("jenjang", tier?, Mender::PersonnelAgency)?;
    let assessed = assessed?;
    let decree = number.map(|number| Decree { date: assessed, number });
    Some(Entry::Credit(CreditRecord { assessed, tier, line: line?, points: points?, decree }))
}

pub(super) fn discipline(row: &mut Row<'_>) -> Option<Entry> {
    let since = row.need_date("hukumanTanggal", Mender::PersonnelAgency);
    let before = row.problems.len();
    let sanction = row.code(List::Sanction, "jenisHukuman", "jenisHukumanNama", Mender::PersonnelAgency);
    let level = row.code(List::SanctionLevel, "jenisTingkatHukumanId", "jenisTingkatHukumanNama", Mender::PersonnelAgency);
    let wrong = row.problems.len() > before;
    let end = row.date("akhirHukumTanggal", Mender::PersonnelAgency);
    let years = row.decimal("masaTahun", Mender::PersonnelAgency);
    let months = row.decimal("masaBulan", Mender::PersonnelAgency);
    let decree = row.decree("skNomor", "skTanggal");
    let cancelled = row.cell("skPembatalanNomor").is_some() || row.cell("skPembatalanTanggal").is_some();
    if cancelled || sanction.is_some_and(|sanction| sanction.kind == "batal") {
        row.note("sanction-not-kept", "jenisHukuman", || {
            Label::new(
                "hukuman yang dibatalkan, pengaktifan kembali, dan sanksi moral tidak disimpan",
                "sanctions that were cancelled, their ends and moral sanctions are not kept",
            )
        });
        return Some(Entry::Nothing);
    }
    let by_list = sanction.map(|sanction| sanction.kind).filter(|level| !level.is_empty());
    let Some(code) = by_list.or(level.and_then(|level| level.ours())) else {
        if !wrong {
            row.blank("jenisHukuman", Mender::PersonnelAgency);
        }
        return None;
    };
    let since = since?;
    let term = (years.unwrap_or_default().checked_mul(Decimal::from(12))).and_then(|term| term.checked_add(months.unwrap_or_default()));
    let term = term.and_then(|term| i32::try_from(term).ok()).filter(|term| (1..=1200).contains(term));
    let last_day = end.or_else(|| add_months(since, term?, DateRounding::LastDayOfMonth)?.pred_opt());
    if let Some(last) = last_day.filter(|last| *last < since) {
        row.problem(
            "dates-reversed",
            "akhirHukumTanggal",
            Label::new(
                format!("hukuman berakhir {last}, sebelum mulai {since}, diharapkan sesudahnya"),
                format!("the sanction ends on {last}, before it begins on {since}, expected a later day"),
            ),
            Mender::PersonnelAgency,
        );
        return None;
    }
    let level = row.typed("jenisTingkatHukumanId", code, Mender::PersonnelAgency)?;
    let sanction = sanction.and_then(|sanction| sanction.ours()).and_then(|code| row.typed("jenisHukuman", code, Mender::PersonnelAgency));
    Some(Entry::Discipline(DisciplineRecord { since, last_day, level, sanction, decree }))
}

fn completed(row: &mut Row<'_>, end: &'static str, start: &'static str) -> Option<NaiveDate> {
    let before = row.problems.len();
    let (end_day, start_day) = (row.date(end, Mender::Employee), row.date(start, Mender::Employee));
    if let (Some(last), Some(first)) = (end_day, start_day)
        && last < first
    {
        row.problem(
            "dates-reversed",
            end,
            Label::new(
                format!("selesai {last}, sebelum mulai {first}, diharapkan sesudahnya"),
                format!("ends on {last}, before it begins on {first}, expected a later day"),
            ),
            Mender::Employee,
        );
        return None;
    }
    let day = end_day.or(start_day);
    if day.is_none() && row.problems.len() == before {
        row.blank(end, Mender::Employee);
    }
    day
}

fn hours(row: &mut Row<'_>) -> Option<Decimal> {
    let hours = row.decimal("jumlahJam", Mender::Employee);
    if hours.is_some_and(|hours| hours.is_sign_negative()) {
        row.problem(
            "not-a-number",
            "jumlahJam",
            Label::new("jam pelajaran negatif, diharapkan nol atau lebih", "negative hours, expected zero or more"),
            Mender::Employee,
        );
    }
    hours
}

pub(super) fn training(row: &mut Row<'_>) -> Option<Entry> {
    let day = completed(row, "tanggalSelesai", "tanggal");
    let hours = hours(row);
    let title = row.text("latihanStrukturalNama");
    let id = row.cell("latihanStrukturalId");
    let known = match id {
        Some(_) => row.code(List::StructuralTraining, "latihanStrukturalId", "latihanStrukturalId", Mender::PersonnelAgency),
        // a name alone may be that of any training
        None => {
            title.as_deref().and_then(|title| super::super::codes::codes().by_text(List::StructuralTraining, title)).map(|(code, _)| code)
        }
    };
    let day = day?;
    let code = known.and_then(|known| known.ours());
    let training = code.and_then(|code| row.typed("latihanStrukturalId", code, Mender::PersonnelAgency));
    let leadership = training.map(|training| LeadershipRecord { passed: day, training });
    let title = title.or_else(|| known.map(|known| Arc::from(known.text)));
    let learning = match (title, hours) {
        (Some(title), Some(hours)) => Some(LearningRecord { completed: day, hours, title }),
        _ => None,
    };
    if leadership.is_none() && learning.is_none() {
        row.problem(
            "blank-cell",
            "jumlahJam",
            Label::new(
                "bukan pelatihan kepemimpinan dan tanpa jam pelajaran, diharapkan salah satu",
                "neither a leadership training nor with hours, expected one of them",
            ),
            Mender::Employee,
        );
        return None;
    }
    Some(Entry::Training(leadership, learning))
}

pub(super) fn course(row: &mut Row<'_>) -> Option<Entry> {
    let day = completed(row, "tanggalSelesaiKursus", "tanggalKursus");
    let before = row.problems.len();
    let hours = hours(row);
    if hours.is_none() && row.problems.len() == before {
        row.blank("jumlahJam", Mender::Employee);
    }
    let title = row.text("namaKursus");
    if title.is_none() {
        row.blank("namaKursus", Mender::Employee);
    }
    Some(Entry::Training(None, Some(LearningRecord { completed: day?, hours: hours?, title: title? })))
}

pub(super) fn leave(row: &mut Row<'_>) -> Option<Entry> {
    let before = row.problems.len();
    let kind = row.code(List::Leave, "cltnId", "cltnNama", Mender::PersonnelAgency);
    if kind.is_none() && row.problems.len() == before {
        row.blank("cltnId", Mender::PersonnelAgency);
    }
    let since = row.need_date("tanggalAwal", Mender::PersonnelAgency);
    let (last, back) = (row.date("tanggalAkhir", Mender::PersonnelAgency), row.date("tanggalAktif", Mender::PersonnelAgency));
    let decree = row.decree("skNomor", "skTanggal");
    if kind?.ours != "study" {
        row.note("leave-not-kept", "cltnId", || {
            Label::new("dari riwayat CLTN hanya tugas belajar yang disimpan", "of the history of leave only study duty is kept")
        });
        return Some(Entry::Nothing);
    }
    let since = since?;
    let until = back.or_else(|| last?.succ_opt());
    if let Some(until) = until.filter(|until| *until <= since) {
        row.problem(
            "dates-reversed",
            "tanggalAkhir",
            Label::new(
                format!("berakhir {until}, tidak sesudah mulai {since}"),
                format!("ends on {until}, not after it begins on {since}, expected a later day"),
            ),
            Mender::PersonnelAgency,
        );
        return None;
    }
    Some(Entry::StudyDuty(Spell { since, until, decree }))
}
