//! What was read, how the figures were made, and how to make the report again.

use jenjang::legal::Label;

use crate::compare::PolicyIdentity;
use crate::report::Contents;
use crate::report::numbers::Writer;
use crate::report::page::{Block, Section};
use crate::report::table::{Cell, Table};

pub(super) fn section(contents: &Contents, writer: Writer) -> Section {
    let data = &contents.comparison.data;
    let mut section = Section::new("data", writer.pick("Data dan yang tidak terbaca", "The data, and what could not be read"));
    let (people, unread) = (writer.count(data.people), writer.count(data.unread));
    section.text(writer.say(
        format!("{people} orang dibaca. Tidak seorang pun dikeluarkan dari penyebut: nilai yang tidak terbaca dihitung sebagai data yang belum diketahui."),
        format!("{people} people were read. Nobody is dropped from a denominator: a value that cannot be read counts as a missing fact."),
    ));
    if data.unread == 0 {
        section.text(writer.pick("Semua nilai terbaca.", "Every value could be read."));
    } else {
        let shown = writer.count(data.first_unread.len() as u64);
        section.text(writer.say(
            format!("{unread} nilai tidak terbaca; {shown} yang pertama ada di bawah. Yang tertulis di sana tidak diulang karena dapat bersifat pribadi."),
            format!("{unread} values could not be read; the first {shown} are below. What stood there is not repeated, it may be personal."),
        ));
        let columns = [("row", "Baris", "Row"), ("column", "kolom", "column"), ("expected", "yang diharapkan", "expected")];
        let mut table = Table::new("unread", Label::new("Nilai yang tidak terbaca", "Values that could not be read"), &columns);
        for unread in &data.first_unread {
            table.row([Cell::Count(unread.row), Cell::same(unread.column.clone()), Cell::Text(unread.expected.clone())]);
        }
        table.shown = (table.rows.len() > 20).then(|| (0..20).collect());
        section.table(table);
    }
    if !data.absent_facts.is_empty() {
        let names = data.absent_facts.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        section.text(writer.say(
            format!("Data tanpa kolom, jadi belum diketahui bagi semua orang: {names}."),
            format!("Facts without a column, hence missing for everybody: {names}."),
        ));
    }
    section
}

pub(super) fn method(contents: &Contents, writer: Writer) -> Section {
    let comparison = &contents.comparison;
    let mut section = Section::new("metode", writer.pick("Cara menghitung", "How the figures were made"));
    let (least, width) = (writer.count(comparison.suppression.least), writer.count(comparison.suppression.width));
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
        writer.say(
            format!("Sel dengan 1 sampai kurang dari {least} orang tidak ditampilkan, dan sel lain ikut disembunyikan sehingga yang mencoba menghitung mundur masih menghadapi sekurang-kurangnya {width} kemungkinan, sejauh jumlahnya memungkinkan."),
            format!("Cells of 1 to fewer than {least} people are not shown, and others are hidden with them so that whoever works back still faces at least {width} possible values, where the totals allow it."),
        ),
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
    keep("Aturan yang berlaku diketahui per", "Rule in force known on", writer.date(comparison.before.known_at));
    keep("Rancangan diketahui per", "Draft known on", writer.date(comparison.after.known_at));
    keep("Benih acak", "Random seed", comparison.seed.to_string());
    if let Some(projection) = &contents.projection {
        keep("Benih acak proyeksi", "Random seed of the projection", projection.seed.to_string());
    }
    section.blocks.push(Block::Kept(kept));
    section.files.push(provenance(contents));
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

fn provenance(contents: &Contents) -> Table {
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
        row(&format!("{name_id}, diketahui per"), &format!("{name_en}, known on"), policy.known_at.to_string());
    }
    row("berlaku per", "applied on", comparison.as_of.to_string());
    row("benih acak", "random seed", comparison.seed.to_string());
    row("perintah", "command", made.command.to_string());
    table
}
