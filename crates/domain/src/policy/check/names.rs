//! The codes of the checker: what each finds and how bad it is.

use crate::policy::diagnostic::Severity;

/// One kind of finding.
#[derive(Clone, Copy, Debug)]
pub struct CheckCode {
    /// Stable code.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What it finds, in Indonesian.
    pub id: &'static str,
    /// What it finds, in English.
    pub en: &'static str,
}

const fn code(severity: Severity, code: &'static str, id: &'static str, en: &'static str) -> CheckCode {
    CheckCode { code, severity, id, en }
}

/// Every code [`super::check`] reports, by subject. docs/checks.md explains each.
pub const CODES: &[CheckCode] = &[
    code(
        Severity::Note,
        "table-none",
        "masukan yang dapat tidak ada, tanpa baris untuk itu",
        "an input that may not exist, without a row for that",
    ),
    code(Severity::Warning, "table-hole", "nilai masukan yang tidak diterima baris mana pun", "values of the inputs that no row accepts"),
    code(
        Severity::Error,
        "table-overlap",
        "nilai yang diterima lebih dari satu baris, padahal paling banyak satu",
        "values that more than one row accepts where at most one may",
    ),
    code(
        Severity::Error,
        "table-rows-disagree",
        "baris-baris yang cocok bersama tetapi hasilnya berbeda",
        "rows that match together but give different results",
    ),
    code(Severity::Warning, "table-row-unreachable", "baris yang tidak pernah dipakai", "a row that is never used"),
    code(Severity::Warning, "table-row-duplicate", "baris yang tertulis dua kali", "a row written twice"),
    code(
        Severity::Note,
        "table-too-large",
        "tabel yang terlalu rumit untuk diperiksa seluruhnya",
        "a table too involved to be checked completely",
    ),
    code(Severity::Error, "weights-sum", "bobot yang tidak berjumlah 1 (atau 100)", "weights that do not add up to 1 (or 100)"),
    code(
        Severity::Error,
        "weights-impossible",
        "rentang bobot yang tidak dapat berjumlah 1 (atau 100)",
        "ranges of weights that cannot add up to 1 (or 100)",
    ),
    code(
        Severity::Note,
        "weights-only-at-extreme",
        "rentang bobot yang hanya berjumlah 1 (atau 100) pada ujungnya",
        "ranges of weights that add up to 1 (or 100) only at their ends",
    ),
    code(Severity::Error, "weights-minimum", "bobot minimum yang mustahil", "an impossible minimum weight"),
    code(Severity::Warning, "component-unused", "komponen yang tidak pernah dihitung", "a component that never counts"),
    code(
        Severity::Warning,
        "score-range",
        "nilai yang dapat keluar dari rentang yang ditulis",
        "a score that can leave its declared range",
    ),
    code(
        Severity::Note,
        "score-range-unreachable",
        "rentang nilai yang lebih lebar daripada yang dapat dicapai",
        "a declared range wider than what can be reached",
    ),
    code(Severity::Error, "criterion-never-met", "syarat yang tidak dapat dipenuhi siapa pun", "a criterion nobody can meet"),
    code(Severity::Warning, "criterion-always-met", "syarat yang selalu terpenuhi", "a criterion that is always met"),
    code(
        Severity::Warning,
        "criterion-never-applies",
        "syarat yang tidak pernah berlaku bagi siapa pun",
        "a criterion that applies to nobody",
    ),
    code(Severity::Warning, "criterion-implied", "syarat yang sudah tercakup oleh syarat lain", "a criterion that another one implies"),
    code(Severity::Warning, "criterion-duplicate", "syarat yang tertulis dua kali", "a criterion written twice"),
    code(Severity::Error, "criteria-contradict", "syarat-syarat yang tidak dapat dipenuhi bersama", "criteria that cannot be met together"),
    code(
        Severity::Error,
        "group-impossible",
        "kelompok yang meminta lebih banyak daripada anggotanya yang dapat dipenuhi",
        "a group that asks for more than its members can give",
    ),
    code(
        Severity::Note,
        "unused",
        "parameter, definisi, atau tabel yang tidak dipakai",
        "a parameter, definition or table that nothing uses",
    ),
    code(Severity::Warning, "history-gap", "hari tanpa nilai yang berlaku", "days on which no value binds"),
    code(Severity::Warning, "history-overlap", "hari dengan dua nilai yang berlaku", "days on which two values bind"),
    code(
        Severity::Warning,
        "outside-life",
        "nilai atau syarat di luar masa berlaku kebijakan",
        "a value or criterion outside the policy's life",
    ),
    code(Severity::Error, "protected-in-score", "fakta terlindungi yang memengaruhi nilai", "a protected fact that influences a score"),
    code(
        Severity::Error,
        "protected-without-basis",
        "fakta terlindungi yang dibaca tanpa dasar hukum",
        "a protected fact read without lawful basis",
    ),
    code(Severity::Error, "protected-age-not-limit", "usia yang dipakai selain sebagai batas", "age used otherwise than as a limit"),
    code(Severity::Warning, "direction-broken", "lebih banyak merit, hasil lebih buruk", "more merit, worse outcome"),
    code(
        Severity::Warning,
        "none-not-handled",
        "fakta yang dapat tidak ada, dibandingkan tanpa bertanya apakah ada",
        "a fact that may not exist, compared without asking whether it does",
    ),
    code(
        Severity::Error,
        "case-failed",
        "kasus milik kebijakan sendiri yang hasilnya berbeda",
        "a case of the policy's own that comes out differently",
    ),
    code(Severity::Note, "unverified", "nilai yang belum diverifikasi", "values nobody has verified"),
];
