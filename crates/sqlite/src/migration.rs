//! Bringing a database up to date, one small step after another.

use jenjang::legal::Label;
use jenjang::store::StoreError;

use crate::link::Link;

/// `PRAGMA application_id` of our files: "JNJG".
pub(crate) const APPLICATION: i64 = 0x4A4E_4A47;

/// A step; its number is its place in the list.
struct Migration {
    name: &'static str,
    sql: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../migrations/", $name, ".sql")) }),*]
    };
}

const MIGRATIONS: &[Migration] = migrations![
    "0001_upkeep",
    "0002_people",
    "0003_competency_and_policy",
    "0004_evaluation",
    "0005_promotion",
    "0006_development_audit_access",
    "0007_record",
    "0008_answer_draft",
    "0009_unit_parent",
];

/// The version this program needs.
pub(crate) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Applies what is missing; the versions before and after.
///
/// # Errors
/// [`StoreError::Newer`] for a database of a newer program, and whatever a step fails with: the steps before it stay applied.
pub(crate) fn apply(link: &Link) -> Result<(i64, i64), StoreError> {
    link.run("migrating", "PRAGMA foreign_keys = OFF")?;
    let applied = apply_all(link);
    if link.in_transaction() {
        link.run("migrating", "ROLLBACK")?;
    }
    link.run("migrating", "PRAGMA foreign_keys = ON")?;
    applied
}

fn apply_all(link: &Link) -> Result<(i64, i64), StoreError> {
    let version = || link.connection().query_row("PRAGMA user_version", (), |row| row.get(0)).map_err(link.failed("migrating"));
    let before: i64 = version()?;
    let known = newest();
    if before > known {
        return Err(StoreError::Newer { found: before, known });
    }
    for (number, migration) in (1_i64..).zip(MIGRATIONS) {
        link.run("migrating", "BEGIN IMMEDIATE")?;
        // another process may have migrated meanwhile
        if version()? < number {
            link.run(migration.name, migration.sql)?;
            let dangling = link.connection().prepare("PRAGMA foreign_key_check").and_then(|mut check| check.exists(()));
            if dangling.map_err(link.failed("migrating"))? {
                let name = migration.name;
                return Err(StoreError::Special(Label::new(
                    format!("migrasi `{name}` dibatalkan: setelahnya ada baris yang merujuk baris yang tidak ada"),
                    format!("migration `{name}` was undone: after it rows point to rows that are not there"),
                )));
            }
            link.run("migrating", &format!("PRAGMA user_version = {number}"))?;
        }
        link.run("migrating", "COMMIT")?;
    }
    Ok((before, version()?))
}
