//! How long people wait until waiting alone suffices.

use jenjang::legal::Label;

use crate::compare::{Bucket, WaitingBucket, WaitingTimes};
use crate::report::Contents;
use crate::report::chart::Histogram;
use crate::report::numbers::{Writer, share};
use crate::report::page::Section;
use crate::report::table::{Cell, Table, figure};

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let waiting = contents.comparison.waiting.as_ref()?;
    let mut section = Section::new("menunggu", writer.pick("Berapa lama menunggu", "How long people wait"));
    let day = writer.date(contents.comparison.as_of);
    section.text(writer.say(
        format!(
            "Lama menunggu dihitung dari {day} sampai waktu saja sudah cukup untuk memenuhi semua syarat, bila data lain tidak berubah."
        ),
        format!("The time from {day} until waiting alone meets every criterion, if nothing else about the person changes."),
    ));
    let pairs: Vec<(&WaitingBucket, &WaitingBucket)> = waiting.before.buckets.iter().zip(&waiting.after.buckets).collect();
    let drawn = pairs.iter().filter(|(before, _)| !matches!(before.bucket, Bucket::Never | Bucket::Unknown));
    let chart = Histogram {
        steps: drawn.map(|(before, after)| (before.label.get(writer.0).to_owned(), before.people, after.people)).collect(),
        axis: writer.pick("lama menunggu", "time to wait").to_owned(),
        before: writer.pick("aturan yang berlaku", "rule in force").to_owned(),
        after: writer.pick("rancangan", "draft").to_owned(),
    };
    let caption = writer.pick(
        "Orang menurut lama menunggu; yang tidak terbantu dengan menunggu ada dalam tabel",
        "People by time to wait; those whom waiting does not help are in the table",
    );
    let nothing = writer.pick("Tidak ada orang yang menunggu.", "Nobody waits.");
    section.figure("waiting", caption, chart.draw(writer), nothing);
    section.table(table(&pairs, contents));
    let mut notes = Vec::new();
    for (times, name) in [(&waiting.before, ("Aturan yang berlaku", "Rule in force")), (&waiting.after, ("Rancangan", "Draft"))] {
        notes.extend(estimated(times, writer.pick(name.0, name.1), writer));
    }
    let months = writer.count(u64::from(waiting.horizon_months));
    notes.push(writer.say(format!("Hari dicoba sampai {months} bulan ke depan."), format!("Days were tried up to {months} months ahead.")));
    section.list(notes);
    Some(section)
}

fn table(pairs: &[(&WaitingBucket, &WaitingBucket)], contents: &Contents) -> Table {
    let columns = [
        ("time", "Lama menunggu", "Time to wait"),
        ("before", "semula", "before"),
        ("after", "rancangan", "draft"),
        ("difference", "selisih", "difference"),
        ("share-before", "bagian semula", "share before"),
        ("share-after", "bagian rancangan", "share with the draft"),
        ("before-low", "semula, paling sedikit", "before, at least"),
        ("before-high", "semula, paling banyak", "before, at most"),
        ("after-low", "rancangan, paling sedikit", "draft, at least"),
        ("after-high", "rancangan, paling banyak", "draft, at most"),
    ];
    let exact = pairs.iter().all(|(before, after)| before.interval.is_none() && after.interval.is_none());
    let columns = if exact { &columns[..6] } else { &columns[..] };
    let mut table = Table::new("waiting", Label::new("Orang menurut lama menunggu", "People by time to wait"), columns);
    if !exact {
        table.leave_to_files(&["share-before", "share-after"]);
    }
    let people = contents.comparison.data.people;
    for (before, after) in pairs {
        let mut cells = vec![
            Cell::Text(before.label.clone()),
            Cell::of(before.people),
            Cell::of(after.people),
            Cell::difference(after.people, before.people),
            Cell::share(before.people.value().and_then(|count| share(count, people))),
            Cell::share(after.people.value().and_then(|count| share(count, people))),
        ];
        if !exact {
            for bucket in [before, after] {
                let [low, high] = [bucket.interval.map(|(low, _)| low), bucket.interval.map(|(_, high)| high)];
                cells.extend([low, high].map(|end| end.map_or_else(|| Cell::of(bucket.people), Cell::Count)));
            }
        }
        table.row(cells);
    }
    table
}

fn estimated(times: &WaitingTimes, name: &str, writer: Writer) -> Option<String> {
    if !times.estimated.may_be_some() {
        return None;
    }
    let (estimated, tried) = (figure(times.estimated, writer), figure(times.tried, writer));
    Some(writer.say(
        format!("{name}: lama menunggu {estimated} orang diperkirakan dari {tried} orang yang dihitung hari demi hari; kisaran 95% ada dalam tabel."),
        format!("{name}: the time of {estimated} people is estimated from {tried} people tried day by day; the 95% range is in the table."),
    ))
}
