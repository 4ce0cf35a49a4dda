//! The table of sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::catalogue::{Catalogue, CourseSession, Field, WaitingOrder, check_session};
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::policy::diagnostic::Diagnostic;

use super::{at_cells, first_time, normal, table};
use crate::competency::row::{Row, day, number, word};
use crate::evaluation::{File, typed};
use crate::table::{Cell, Column, Problems, shorten};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Course,
    First,
    Last,
    Place,
    Capacity,
    FixedCost,
    CostEach,
    EnrolUntil,
    Order,
    Unit,
}

const COLUMNS: [Column<Key>; 11] = [
    Column { key: Key::Id, names: &["id", "kode"], required: true },
    Column { key: Key::Course, names: &["course", "pelatihan"], required: true },
    Column { key: Key::First, names: &["first", "mulai"], required: true },
    Column { key: Key::Last, names: &["last", "selesai"], required: true },
    Column { key: Key::Place, names: &["place", "tempat"], required: true },
    Column { key: Key::Capacity, names: &["capacity", "kapasitas"], required: true },
    Column { key: Key::FixedCost, names: &["fixed-cost", "biaya-tetap"], required: false },
    Column { key: Key::CostEach, names: &["cost-each", "biaya-per-orang"], required: false },
    Column { key: Key::EnrolUntil, names: &["enrol-until", "pendaftaran-sampai"], required: true },
    Column { key: Key::Order, names: &["order", "urutan"], required: true },
    Column { key: Key::Unit, names: &["unit"], required: true },
];

const ORDERS: [(&[&str], WaitingOrder); 3] = [
    (&["first-come", "urut-persetujuan"], WaitingOrder::FirstCome),
    (&["largest-need", "kebutuhan-terbesar"], WaitingOrder::LargestNeed),
    (&["fewest-hours", "jam-paling-sedikit"], WaitingOrder::FewestHours),
];

pub(super) fn read(
    file: File<'_>,
    all: &Catalogue,
    units: &BTreeSet<UnitId>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<CourseSession>> {
    let expected = Label::new(
        "baris judul `id,pelatihan,mulai,selesai,tempat,kapasitas,pendaftaran-sampai,urutan,unit` lalu satu baris tiap jadwal",
        "a header `id,course,first,last,place,capacity,enrol-until,order,unit`, then a line for each session",
    );
    let (mut found, mut seen) = (Vec::new(), BTreeMap::new());
    table(file, &COLUMNS, &expected, diagnostics, |row, problems| {
        let Some(session) = line(row, problems) else { return };
        let course = all.courses.get(&session.course);
        let provider = course.and_then(|course| all.provider_of(course));
        at_cells(check_session(&session, course, provider), row, key, problems);
        if !units.contains(&session.unit) {
            let unit = &session.unit;
            problems.error(
                "unit-unknown",
                row.span(Key::Unit),
                Label::new(format!("unit kerja `{unit}` tidak ada"), format!("there is no unit `{unit}`")),
            );
        }
        if first_time(&session.id, row.span(Key::Id), &mut seen, problems) {
            found.push(session);
        }
    })?;
    Some(found)
}

fn key(field: Field) -> Key {
    match field {
        Field::First => Key::First,
        Field::Last => Key::Last,
        Field::Place => Key::Place,
        Field::Capacity => Key::Capacity,
        Field::FixedCost => Key::FixedCost,
        Field::CostEach => Key::CostEach,
        Field::EnrolUntil => Key::EnrolUntil,
        _ => Key::Course,
    }
}

fn line(row: &Row<'_, '_, Key>, problems: &mut Problems) -> Option<CourseSession> {
    let id = row.need(Key::Id, "id", problems).and_then(|cell| typed(cell, problems));
    let course = row.need(Key::Course, "course", problems).and_then(|cell| typed(cell, problems));
    let first = row.need(Key::First, "first", problems).and_then(|cell| day(cell, "first", problems));
    let last = row.need(Key::Last, "last", problems).and_then(|cell| day(cell, "last", problems));
    let place = row.need(Key::Place, "place", problems).map(|cell| Arc::<str>::from(&*cell.text));
    let capacity = row.need(Key::Capacity, "capacity", problems).and_then(|cell| seats(cell, problems));
    let mut cost = |key, column| match row.get(key) {
        None => Some(Decimal::ZERO),
        Some(cell) => number(cell, column, problems).map(normal),
    };
    let (fixed_cost, cost_each) = (cost(Key::FixedCost, "fixed-cost"), cost(Key::CostEach, "cost-each"));
    let enrol_until = row.need(Key::EnrolUntil, "enrol-until", problems).and_then(|cell| day(cell, "enrol-until", problems));
    let order = row.need(Key::Order, "order", problems).and_then(|cell| word(cell, "order", &ORDERS, problems));
    let unit = row.need(Key::Unit, "unit", problems).and_then(|cell| typed(cell, problems));
    Some(CourseSession {
        id: id?,
        course: course?,
        first: first?,
        last: last?,
        place: place?,
        capacity: capacity?,
        fixed_cost: fixed_cost?,
        cost_each: cost_each?,
        enrol_until: enrol_until?,
        order: order?,
        unit: unit?,
        cancelled: None,
    })
}

fn seats(cell: &Cell<'_>, problems: &mut Problems) -> Option<u32> {
    let read = cell.text.parse().ok();
    if read.is_none() {
        let found = shorten(&cell.text);
        problems.error(
            "not-a-count",
            cell.span,
            Label::new(
                format!("kolom `capacity` berisi `{found}`, diharapkan bilangan bulat seperti `30`"),
                format!("column `capacity` is `{found}`, expected a whole number such as `30`"),
            ),
        );
    }
    read
}
