//! The district in a store that the other commands can open.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ArgMatches;
use jenjang::access::GrantedRole;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang_service::people::{GrantRole, PersonData, SaveUnits, grant_role, save_units};

use super::Demo;
use crate::backend::Session;
use crate::commands::{bulk, shared};
use crate::output::{Failure, Voice};
use crate::progress::Interrupt;

/// The unit of the officials, and the one under it where everybody else works.
const TOP: &str = "kabupaten-contoh";
const STAFF: &str = "kabupaten-contoh-staf";

/// Who runs the district: an HR officer, an appointing authority, an auditor. They stand in no round.
const OFFICIALS: [(&str, &str, GrantedRole); 3] = [
    ("contoh-kepegawaian", "Contoh Kepegawaian", GrantedRole::HrOfficer),
    ("contoh-ppk", "Contoh PPK", GrantedRole::AppointingAuthority),
    ("contoh-auditor", "Contoh Auditor", GrantedRole::Auditor),
];

/// The store beside the JSON.
fn beside(file: &str) -> PathBuf {
    Path::new(file).with_extension("db")
}

/// Refuses to write over a store that no demonstration made.
pub(super) fn must_be_ours(file: &str) -> Result<(), Failure> {
    let path = beside(file);
    if !path.exists() || Session::holds_unit(&path, TOP) {
        return Ok(());
    }
    let shown = path.display();
    Err(Failure::said(
        format!("`{shown}` sudah ada dan bukan hasil `jenjang demo`; pilih berkas lain dengan `--output`"),
        format!("`{shown}` exists and was not written by `jenjang demo`; choose another file with `--output`"),
    ))
}

/// Makes the store anew; where it is.
pub(super) fn keep(matches: &ArgMatches, file: &str, demo: &Demo, voice: &Voice) -> Result<String, Failure> {
    let path = beside(file);
    let shown = path.display().to_string();
    for ending in ["", "-wal", "-shm"] {
        let part = PathBuf::from(format!("{shown}{ending}"));
        if part.exists() {
            std::fs::remove_file(&part).map_err(|error| {
                Failure::said(
                    format!("`{}` tidak dapat diganti: {error}", part.display()),
                    format!("cannot replace `{}`: {error}", part.display()),
                )
            })?;
        }
    }
    let session = Session::create_file(matches, &path)?;
    let (top, staff): (UnitId, UnitId) = (shared::id(TOP)?, shared::id(STAFF)?);
    let units = [
        OrgUnit { id: top.clone(), name: Label::new("Kabupaten Contoh", "Example District"), parent: None },
        OrgUnit {
            id: staff.clone(),
            name: Label::new("Pegawai Kabupaten Contoh", "Staff of the Example District"),
            parent: Some(top.clone()),
        },
    ];
    session.ask(async |context| save_units(context, SaveUnits { units: &units }).await)?;
    let official = |(id, name, _): &(&str, &str, GrantedRole)| {
        let record = CivilServantRecord { name: Some((*name).into()), ..CivilServantRecord::new(shared::id(id)?) };
        Ok(PersonData { record, unit: Some(top.clone()), superior: None })
    };
    let mut people = OFFICIALS.iter().map(official).collect::<Result<Vec<_>, Failure>>()?;
    people.extend(demo.records.iter().map(|record| PersonData { record: record.clone(), unit: Some(staff.clone()), superior: None }));
    bulk::import(&session, &mut people.into_iter(), None, false, &Interrupt::never(), voice)?;
    for (id, _, role) in OFFICIALS {
        let command = GrantRole { person: shared::id::<PersonId>(id)?, role, unit: top.clone(), since: None };
        session.ask(async |context| grant_role(context, command).await)?;
    }
    Ok(shown)
}

/// What to try with it.
pub(super) fn commands(store: &str, as_of: NaiveDate) -> [String; 7] {
    let [(hr, ..), (authority, ..), (auditor, ..)] = OFFICIALS;
    [
        format!("export JENJANG_DATABASE={store}"),
        format!("jenjang round plan kp --unit {TOP} --policy asn/promotion/regular --as-of {as_of} --as {hr}"),
        format!("jenjang round open kp --as {hr} && jenjang round add kp --unit {STAFF} --as {hr}"),
        format!("jenjang round screen kp --as {hr} && jenjang round show kp --as {hr}"),
        format!("jenjang round decide kp --as {authority} && jenjang round publish kp --as {hr}"),
        format!("jenjang decision rerun --as {auditor}"),
        "jenjang audit verify".to_owned(),
    ]
}
