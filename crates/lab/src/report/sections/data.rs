//! What was read, how the figures were made, and how to make the report again.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::EVERYTHING_KNOWN;

use crate::compare::{DataRead, PolicyIdentity};
use crate::report::Contents;
use crate::report::numbers::Writer;
use crate::report::page::{Block, Section};
use crate::report::table::{Cell, Table};

pub(super) fn section(contents: &Contents, writer: Writer) -> Section {
    let data = &contents.comparison.data;
    let mut section = Section::new("data", writer.pick("Data dan yang tidak terbaca", "The data, and what could not be read"));
    let people = writer.people(data.people);
    let were = if data.people == 1 { "was" } else { "were" };
    section.text(writer.say(
        format!("{people} dibaca. Tidak seorang pun dikeluarkan dari penyebut: nilai yang tidak terbaca dihitung sebagai data yang belum diketahui."),
        format!("{people} {were} read. Nobody is dropped from a denominator: a value that cannot be read counts as a missing fact."),
    ));
    unread(data, &mut section, writer);
    twice(data, &mut section, writer);
    if !data.absent_facts.is_empty() {
        let names = data.absent_labels.iter().zip(&data.absent_facts);
        let names = names.map(|(label, name)| format!("{} (`{name}`)", label.get(writer.0))).collect::<Vec<_>>().join(", ");
        section.text(writer.say(
            format!("Data tanpa kolom, jadi belum diketahui bagi semua orang: {names}."),
            format!("Facts without a column, hence missing for everybody: {names}."),
        ));
    }
    section
}

/// Rows shown on the page; the files have all that were kept.
const SHOWN: usize = 20;

fn unread(data: &DataRead, section: &mut Section, writer: Writer) {
    if data.unread == 0 {
        section.text(writer.pick("Semua nilai terbaca.", "Every value could be read."));
        return;
    }
    let (unread, listed) = (writer.count(data.unread), listed(data.unread, data.first_unread.len(), writer));
    let values = if data.unread == 1 { "value" } else { "values" };
    section.text(writer.say(
        format!(
            "{unread} nilai tidak terbaca. Daftar di bawah ({listed}) memuat isinya, kecuali isi ciri yang dilindungi. Isi itu dapat bersifat \
             pribadi: periksa sebelum laporan ini diteruskan."
        ),
        format!(
            "{unread} {values} could not be read. The list below ({listed}) says what was found, except of protected facts. It may be personal: \
             look before this report is passed on."
        ),
    ));
    let columns = [
        ("row", "Baris", "Row"),
        ("column", "kolom", "column"),
        ("found", "ditemukan", "found"),
        ("expected", "yang diharapkan", "expected"),
    ];
    let mut table = Table::new("unread", Label::new("Nilai yang tidak terbaca", "Values that could not be read"), &columns);
    for unread in &data.first_unread {
        let (column, found) = match (&*unread.column, &unread.found) {
            ("*", Some(cells)) => {
                (Cell::Text(Label::new("(seluruh baris)", "(the whole row)")), Label::new(format!("{cells} sel"), format!("{cells} cells")))
            }
            (_, Some(found)) => (Cell::same(unread.column.clone()), Label::same(Arc::clone(found))),
            (_, None) => (Cell::same(unread.column.clone()), Label::new("(dilindungi)", "(protected)")),
        };
        table.row([Cell::Count(unread.row), column, Cell::Text(found), Cell::Text(unread.expected.clone())]);
    }
    table.shown = (table.rows.len() > SHOWN).then(|| (0..SHOWN).collect());
    section.table(table);
}

/// How many of all a list has: all, or the first so many.
fn listed(all: u64, listed: usize, writer: Writer) -> String {
    let first = writer.count(listed as u64);
    match all == listed as u64 {
        true => writer.pick("semuanya", "all").to_owned(),
        false => writer.say(format!("{first} yang pertama"), format!("the first {first}")),
    }
}

/// People who are there more than once.
fn twice(data: &DataRead, section: &mut Section, writer: Writer) {
    let Some(twice) = &data.twice else { return };
    if let Some(reason) = &twice.not_checked {
        let reason = reason.get(writer.0);
        section.text(writer.say(
            format!("Orang yang ganda tidak diperiksa: {reason}."),
            format!("Nobody looked for people who are there twice: {reason}."),
        ));
        return;
    }
    if twice.without_id > 0 {
        let people = writer.people(twice.without_id);
        section.text(writer.say(
            format!("{people} tidak punya id: tidak dapat dilihat apakah ada yang ganda di antara mereka."),
            format!("No id is told of {people}: whether they are there twice cannot be seen."),
        ));
    }
    if twice.rows == 0 {
        section.text(writer.pick("Tidak ada orang yang ganda.", "Nobody is there twice."));
        return;
    }
    let (rows, listed) = (writer.count(twice.rows), listed(twice.rows, twice.first.len(), writer));
    let are = if twice.rows == 1 { "row is somebody who is" } else { "rows are people who are" };
    section.text(writer.say(
        format!("{rows} baris adalah orang yang sudah ada; setiap barisnya dihitung. Di bawah: {listed}."),
        format!("{rows} {are} there already; each of these rows is counted. Below: {listed}."),
    ));
    let columns = [("row", "Baris", "Row"), ("first", "sudah di baris", "already in row")];
    let mut table = Table::new("twice", Label::new("Orang yang ganda", "People who are there twice"), &columns);
    twice.first.iter().for_each(|found| table.row([Cell::Count(found.row), Cell::Count(found.first)]));
    table.shown = (table.rows.len() > SHOWN).then(|| (0..SHOWN).collect());
    section.table(table);
}

pub(super) fn method(contents: &Contents, writer: Writer) -> Section {
    let comparison = &contents.comparison;
    let mut section = Section::new("metode", writer.pick("Cara menghitung", "How the figures were made"));
    let mut notes = vec![
        writer.pick(
            "Setiap orang diputuskan dua kali, menurut aturan yang berlaku dan menurut rancangan, pada hari yang sama dan dengan data yang sama.",
            "Everybody is decided twice, under the rule in force and under the draft, on the same day with the same facts.",
        )
        .to_owned(),
        writer.pick(
            "Ada tiga jawaban: memenuhi syarat, tidak memenuhi syarat, tidak diketahui. Data yang tidak ada tidak pernah dianggap nol atau “ya”.",
            "There are three answers: eligible, not eligible, unknown. A missing fact never counts as zero or as yes.",
        )
        .to_owned(),
    ];
    notes.extend(comparison.notes.iter().map(|note| note.get(writer.0).to_owned()));
    section.list(notes);
    section
}

pub(super) fn again(contents: &Contents, writer: Writer) -> Section {
    let (comparison, made) = (&contents.comparison, &contents.provenance);
    let mut section = Section::new("ulang", writer.pick("Membuat laporan ini lagi", "Making this report again"));
    section.text(writer.pick(
        "Dengan program, kebijakan, dan data yang sama, perintah ini menghasilkan berkas yang sama sampai bita terakhir.",
        "With the same program, policies and data this command makes the same file to the last byte.",
    ));
    if !made.command.is_empty() {
        section.blocks.push(Block::Code(made.command.to_string()));
    }
    let mut kept: Vec<(String, String)> = Vec::new();
    let mut keep = |id: &str, en: &str, value: String| {
        if !value.is_empty() {
            kept.push((writer.pick(id, en).to_owned(), value));
        }
    };
    keep("Program", "Program", made.program.to_string());
    keep("Data", "Data", made.population.to_string());
    keep("Intisari data", "Data digest", comparison.data.digest.clone());
    keep("Katalog", "Catalogue", comparison.data.catalogue.to_string());
    keep("Aturan yang berlaku", "Rule in force", identity(&comparison.before, writer));
    keep("Rancangan", "Draft", identity(&comparison.after, writer));
    keep("Berlaku per", "Applied on", writer.date(comparison.as_of));
    keep("Aturan yang berlaku diketahui per", "Rule in force known on", writer.known_at(comparison.before.known_at));
    keep("Rancangan diketahui per", "Draft known on", writer.known_at(comparison.after.known_at));
    keep("Benih acak", "Random seed", comparison.seed.to_string());
    if let Some(projection) = &contents.projection {
        keep("Benih acak proyeksi", "Random seed of the projection", projection.seed.to_string());
    }
    section.blocks.push(Block::Kept(kept));
    section.files.push(provenance(contents, writer));
    section
}

fn identity(policy: &PolicyIdentity, writer: Writer) -> String {
    let certainty = policy.certainty.label();
    let (id, version, file, certainty) = (&policy.id, policy.version, &policy.file, certainty.get(writer.0));
    writer.say(
        format!("{id}, versi {version}, berkas {file}; kepastian sumber: {certainty}"),
        format!("{id}, version {version}, file {file}; certainty of sources: {certainty}"),
    )
}

/// For files: a day as machines write it.
fn known_at(day: NaiveDate, writer: Writer) -> String {
    if day < EVERYTHING_KNOWN { day.to_string() } else { writer.known_at(day) }
}

fn provenance(contents: &Contents, writer: Writer) -> Table {
    let (comparison, made) = (&contents.comparison, &contents.provenance);
    let columns = [("name", "Nama", "Name"), ("value", "isi", "value")];
    let mut table = Table::new("provenance", Label::new("Asal laporan", "Where the report comes from"), &columns);
    let mut row = |id: &str, en: &str, value: String| table.row([Cell::Text(Label::new(id, en)), Cell::same(value)]);
    row("program", "program", made.program.to_string());
    row("data", "data", made.population.to_string());
    row("intisari data", "data digest", comparison.data.digest.clone());
    row("katalog", "catalogue", comparison.data.catalogue.to_string());
    for (name_id, name_en, policy) in
        [("aturan yang berlaku", "rule in force", &comparison.before), ("rancangan", "draft", &comparison.after)]
    {
        row(name_id, name_en, policy.id.to_string());
        row(&format!("{name_id}, versi"), &format!("{name_en}, version"), policy.version.to_string());
        row(&format!("{name_id}, diketahui per"), &format!("{name_en}, known on"), known_at(policy.known_at, writer));
    }
    row("berlaku per", "applied on", comparison.as_of.to_string());
    row("benih acak", "random seed", comparison.seed.to_string());
    row("perintah", "command", made.command.to_string());
    table
}
