//! The table of institutions: a line for each agreement, or one without.

use std::sync::Arc;

use jenjang::development::catalogue::{Agreement, Field, Provider, check_provider};
use jenjang::legal::Label;
use jenjang::policy::diagnostic::Diagnostic;

use super::{at_cells, table, yes};
use crate::competency::row::{Row, day};
use crate::evaluation::{File, typed};
use crate::table::{Column, Problems};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Name,
    Own,
    Agreement,
    Since,
    Until,
}

const COLUMNS: [Column<Key>; 6] = [
    Column { key: Key::Id, names: &["id", "kode"], required: true },
    Column { key: Key::Name, names: &["name", "nama"], required: true },
    Column { key: Key::Own, names: &["own", "milik-sendiri"], required: false },
    Column { key: Key::Agreement, names: &["agreement", "perjanjian"], required: false },
    Column { key: Key::Since, names: &["since", "berlaku-sejak", "sejak"], required: false },
    Column { key: Key::Until, names: &["until", "berlaku-sampai", "sampai"], required: false },
];

pub(super) fn read(file: File<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Provider>> {
    let expected = Label::new(
        "baris judul `id,nama,milik-sendiri,perjanjian,sejak,sampai` lalu satu baris tiap perjanjian",
        "a header `id,name,own,agreement,since,until`, then a line for each agreement",
    );
    let mut found: Vec<Provider> = Vec::new();
    table(file, &COLUMNS, &expected, diagnostics, |row, problems| line(row, &mut found, problems))?;
    Some(found)
}

fn key(field: Field) -> Key {
    match field {
        Field::Agreement => Key::Agreement,
        Field::Until => Key::Until,
        _ => Key::Name,
    }
}

fn line(row: &Row<'_, '_, Key>, found: &mut Vec<Provider>, problems: &mut Problems) {
    let id = row.need(Key::Id, "id", problems).and_then(|cell| typed(cell, problems));
    let own = yes(row, Key::Own, "own", problems);
    let agreement = agreement(row, problems);
    let (Some(id), Some(own), Some(agreement)) = (id, own, agreement) else { return };
    let name: Arc<str> = row.get(Key::Name).map_or_else(|| "".into(), |cell| (*cell.text).into());
    let Some(before) = found.iter_mut().find(|provider| provider.id == id) else {
        let provider = Provider { id, name, own, agreements: agreement.into_iter().collect() };
        at_cells(check_provider(&provider), row, key, problems);
        found.push(provider);
        return;
    };
    // a further agreement: the rest says the same or nothing
    if !name.is_empty() && name != before.name {
        let message = Label::new(
            format!("nama `{name}` lain daripada `{}` pada baris sebelumnya dari `{id}`", before.name),
            format!("the name `{name}` is another than `{}` in an earlier line of `{id}`", before.name),
        );
        problems.error("other-name", row.span(Key::Name), message);
    }
    let Some(agreement) = agreement else {
        let message = Label::new(
            format!("`{id}` sudah ada pada baris sebelumnya, dan baris ini tidak menyebut perjanjian lain"),
            format!("`{id}` stands in an earlier line, and this one names no further agreement"),
        );
        problems.error("duplicate-id", row.span(Key::Id), message);
        return;
    };
    let known: Vec<_> = check_provider(before);
    before.agreements.push(agreement);
    before.agreements.sort_by(|a, b| (a.since, &a.number).cmp(&(b.since, &b.number)));
    let new = check_provider(before).into_iter().filter(|problem| !known.contains(problem)).collect();
    at_cells(new, row, key, problems);
}

/// The agreement of a line, or none; nothing where it is not whole.
fn agreement(row: &Row<'_, '_, Key>, problems: &mut Problems) -> Option<Option<Agreement>> {
    if [Key::Agreement, Key::Since, Key::Until].iter().all(|key| row.get(*key).is_none()) {
        return Some(None);
    }
    let number = row.need(Key::Agreement, "agreement", problems).map(|cell| Arc::<str>::from(&*cell.text));
    let since = row.need(Key::Since, "since", problems).and_then(|cell| day(cell, "since", problems));
    let last_day = row.need(Key::Until, "until", problems).and_then(|cell| day(cell, "until", problems));
    Some(Some(Agreement { number: number?, since: since?, last_day: last_day? }))
}
