//! The page put together: the first screen, then the sections.

use jenjang::policy::document::Kind;
use rust_decimal::Decimal;

use super::numbers::{Writer, share};
use super::page::{Answer, Document, Tone};
use super::table::{Cell, figure};
use super::words::{gain, grouped, loss, lower, most};
use super::{Contents, sections};
use crate::audit::{FairnessAudit, StepKind};
use crate::compare::Change;
use crate::shown::Shown;

/// The page of these contents.
pub(super) fn document(contents: &Contents, writer: Writer) -> Document {
    let comparison = &contents.comparison;
    let title = comparison.after.title.get(writer.0).to_owned();
    let (day, people) = (writer.date(comparison.as_of), writer.people(comparison.data.people));
    let before = comparison.before.title.get(writer.0);
    let lead = writer.say(
        format!("Rancangan dibandingkan dengan aturan yang berlaku, “{before}”, per {day}, untuk {people}."),
        format!("The draft compared with the rule in force, “{before}”, on {day}, over {people}."),
    );
    let mut document = Document {
        title,
        eyebrow: writer.pick("Laporan dampak rancangan aturan", "Impact report of a draft rule").to_owned(),
        lead,
        answers: answers(contents, writer),
        cautions: cautions(contents, writer),
        sections: sections::all(contents, writer),
    };
    document.tell_apart();
    document
}

fn answers(contents: &Contents, writer: Writer) -> Vec<Answer> {
    vec![
        side(contents, writer, Change::Gained),
        side(contents, writer, Change::Lost),
        eligible(contents, writer),
        cost(contents, writer),
        fair(contents, writer),
        unknown(contents, writer),
    ]
}

fn side(contents: &Contents, writer: Writer, change: Change) -> Answer {
    let comparison = &contents.comparison;
    let gains = change == Change::Gained;
    let count = if gains { comparison.totals.gained } else { comparison.totals.lost };
    let what = if gains { gain(comparison.kind) } else { loss(comparison.kind) };
    let people = match count {
        Shown::Value(count) => writer.of_people(count, comparison.totals.people),
        hidden => hidden_because(hidden, writer).to_owned(),
    };
    let mut sentence = format!("{}: {people}.", capital(what.get(writer.0)));
    if let Some((dimension, row, most, all_shown)) = most(comparison, change) {
        let (of, name, most) = (lower(dimension.label.get(writer.0)), row.label.get(writer.0), writer.count(most));
        sentence += &match all_shown {
            true => writer.say(format!(" Terbanyak: {of} {name} ({most})."), format!(" Largest group: {of} {name} ({most}).")),
            false => writer.say(
                format!(" Terbanyak di antara kelompok yang ditampilkan: {of} {name} ({most})."),
                format!(" Largest of the groups that are shown: {of} {name} ({most})."),
            ),
        };
    }
    Answer {
        question: match gains {
            true => writer.pick("Siapa yang diuntungkan?", "Who gains?"),
            false => writer.pick("Siapa yang dirugikan?", "Who loses?"),
        }
        .to_owned(),
        figure: headline(count, writer),
        sentence,
        tone: if gains { Tone::Gain } else { Tone::Loss },
    }
}

/// A figure of the first screen.
fn headline(shown: Shown, writer: Writer) -> String {
    match shown {
        Shown::Protecting => writer.pick("Disembunyikan", "Hidden").to_owned(),
        shown => figure(shown, writer),
    }
}

/// Why a figure is hidden.
fn hidden_because(shown: Shown, writer: Writer) -> &'static str {
    match shown {
        Shown::Few => writer.pick("kurang dari lima orang", "fewer than five people"),
        _ => writer.pick("agar angka kecil tidak dapat dihitung mundur", "so that a small count cannot be worked back"),
    }
}

fn eligible(contents: &Contents, writer: Writer) -> Answer {
    let totals = &contents.comparison.totals;
    let (before, after) = (totals.before(0), totals.after(0));
    let by = Cell::difference(after, before).shown(writer);
    let of_all = |count: Shown| Cell::made(count, |count| Cell::share(share(count, totals.people))).shown(writer);
    let (was, is) = (of_all(before), of_all(after));
    let old = figure(before, writer);
    let question = match contents.comparison.kind {
        Kind::Eligibility => writer.pick("Berapa yang memenuhi syarat?", "How many are eligible?"),
        _ => writer.pick("Berapa yang mendapat nilai?", "How many have a value?"),
    };
    let sentence = match (before.value(), after.value()) {
        (Some(_), Some(_)) => writer.say(
            format!("Semula {old} ({was} dari semua orang), menjadi {is}. Selisih {by}."),
            format!("Before: {old} ({was} of everybody). With the draft: {is}. Difference: {by}."),
        ),
        (Some(_), None) => writer.say(
            format!("Semula {old} ({was} dari semua orang). Jumlah menurut rancangan disembunyikan: {}.", hidden_because(after, writer)),
            format!("Before: {old} ({was} of everybody). The number with the draft is hidden: {}.", hidden_because(after, writer)),
        ),
        (None, Some(_)) => writer.say(
            format!("Menurut rancangan {is} dari semua orang. Jumlah semula disembunyikan: {}.", hidden_because(before, writer)),
            format!("With the draft {is} of everybody. The number before is hidden: {}.", hidden_because(before, writer)),
        ),
        (None, None) => writer.say(
            format!("Jumlah semula dan menurut rancangan disembunyikan: {}.", hidden_because(after, writer)),
            format!("The numbers before and with the draft are hidden: {}.", hidden_because(after, writer)),
        ),
    };
    Answer { question: question.to_owned(), figure: headline(after, writer), sentence, tone: Tone::Plain }
}

fn cost(contents: &Contents, writer: Writer) -> Answer {
    let question = writer.pick("Berapa biayanya?", "What does it cost?").to_owned();
    let Some(cost) = &contents.comparison.cost else {
        return Answer {
            question,
            figure: writer.pick("Tidak dihitung", "Not computed").to_owned(),
            sentence: writer.pick("Tidak ada tabel gaji yang diberikan.", "No pay table was given.").to_owned(),
            tone: Tone::Plain,
        };
    };
    let amount = |amount: Shown<i128>| match amount {
        Shown::Value(amount) => writer.amount(&cost.currency, amount),
        Shown::Few | Shown::Protecting => writer.pick("disembunyikan", "hidden").to_owned(),
    };
    let plus = if cost.difference.value().is_some_and(|difference| difference > 0) { "+" } else { "" };
    let (was, is) = (amount(cost.before.increase), amount(cost.after.increase));
    let left = cost.after.not_computed;
    let mut sentence = writer.say(
        format!("Setahun, bila semua yang memenuhi syarat dinaikkan: semula {was}, menjadi {is}."),
        format!("A year, if everybody eligible is promoted: {was} before, {is} with the draft."),
    );
    if left.may_be_some() {
        let left = figure(left, writer);
        sentence +=
            &writer.say(format!(" Biaya {left} orang tidak dapat dihitung."), format!(" The cost of {left} people cannot be computed."));
    }
    Answer { question, figure: capital(&format!("{plus}{}", amount(cost.difference))), sentence, tone: Tone::Plain }
}

fn fair(contents: &Contents, writer: Writer) -> Answer {
    let question = writer.pick("Apakah adil?", "Is it fair?").to_owned();
    let answer =
        |figure: &str, sentence: String| Answer { question: question.clone(), figure: figure.to_owned(), sentence, tone: Tone::Plain };
    let Some(audit) = &contents.audit else {
        let sentence =
            writer.pick("Pemeriksaan keadilan tidak dijalankan untuk laporan ini.", "No fairness audit was run for this report.");
        return answer(writer.pick("Tidak diperiksa", "Not examined"), sentence.to_owned());
    };
    let named = |wanted: &[&str]| {
        let found = audit.attributes.iter().filter(|attribute| {
            let outcome = attribute.steps.iter().find(|step| step.kind == StepKind::Outcome);
            outcome.and_then(|step| step.flag).is_some_and(|flag| wanted.contains(&flag))
        });
        found.map(|attribute| attribute.name.get(writer.0).to_lowercase()).collect::<Vec<_>>()
    };
    let flagged = named(&["red", "amber"]);
    let alike = alike(audit, writer);
    let flips = audit.flips.as_ref().map(|flips| format!(" {}", grouped(flips.summary.get(writer.0), writer))).unwrap_or_default();
    if !flagged.is_empty() {
        let names = flagged.join(", ");
        let sentence = writer.say(
            format!("Hasil akhir memberi tanda menurut: {names}. Tanda adalah pertanyaan yang harus dijawab, bukan temuan.{alike}{flips}"),
            format!("The outcome raises a flag by: {names}. A flag is a question to be answered, not a finding.{alike}{flips}"),
        );
        return answer(writer.pick("Perlu diperiksa", "To be examined"), sentence);
    }
    let clear = named(&["none", "clear"]);
    if clear.is_empty() {
        let sentence = writer.pick("Kelompok terlalu kecil untuk dibandingkan.", "The groups are too small to be compared.");
        return answer(writer.pick("Belum dapat dinilai", "Cannot be judged"), format!("{sentence}{flips}"));
    }
    let names = clear.join(", ");
    let mut sentence =
        writer.say(format!("Hasil akhir tidak memberi tanda menurut: {names}."), format!("The outcome raises no flag by: {names}."));
    let left = audit.attributes.len() - clear.len();
    if left > 0 {
        let left = writer.count(left as u64);
        let attributes = if left == "1" { "other attribute" } else { "other attributes" };
        sentence += &writer.say(format!(" {left} ciri lain belum dapat dinilai."), format!(" {left} {attributes} cannot be judged."));
    }
    sentence += &flips;
    answer(writer.pick("Tidak ada tanda", "No flag"), sentence)
}

/// What is left of a flagged difference among people of the same unit and grade, where that was compared.
fn alike(audit: &FairnessAudit, writer: Writer) -> String {
    let outcomes = audit.attributes.iter().flat_map(|attribute| &attribute.steps).filter(|step| step.kind == StepKind::Outcome);
    let flagged = outcomes
        .flat_map(|step| &step.groups)
        .filter_map(|group| group.against.as_ref())
        .filter(|against| against.flag.value().is_some_and(|flag| matches!(*flag, "red" | "amber")));
    let intervals: Vec<(f64, f64)> = flagged.filter_map(|against| against.odds_ratio_interval.as_ref()?.value().copied()).collect();
    if intervals.is_empty() {
        return String::new();
    }
    let names = audit.strata.iter().map(|name| name.get(writer.0).to_lowercase()).collect::<Vec<_>>().join(", ");
    if intervals.iter().all(|(low, high)| *low <= 1.0 && 1.0 <= *high) {
        return writer.say(
            format!(" Di antara orang yang setara ({names}) perbedaannya tidak terlihat."),
            format!(" Among people alike in {names} no difference is visible."),
        );
    }
    writer.say(
        format!(" Di antara orang yang setara ({names}) masih ada perbedaan yang jelas."),
        format!(" Among people alike in {names} a clear difference remains."),
    )
}

fn unknown(contents: &Contents, writer: Writer) -> Answer {
    let comparison = &contents.comparison;
    let totals = &comparison.totals;
    let was = figure(totals.before(2), writer);
    let people = if totals.after(2) == Shown::Value(1) { "person" } else { "people" };
    let mut sentence = match totals.after(2) {
        Shown::Protecting => writer.say(
            format!("Berapa orang tidak dapat diputuskan karena ada data yang belum diketahui disembunyikan, agar angka kecil tidak dapat dihitung mundur (semula {was})."),
            format!("How many people cannot be decided because a fact is missing is hidden, so that a small count cannot be worked back ({was} before)."),
        ),
        _ => writer.say(
        format!("orang tidak dapat diputuskan karena ada data yang belum diketahui (semula {was})."),
        format!("{people} cannot be decided because a fact is missing ({was} before)."),
        ),
    };
    if comparison.data.unread > 0 {
        let unread = writer.count(comparison.data.unread);
        let values = if comparison.data.unread == 1 { "value" } else { "values" };
        sentence += &writer.say(format!(" {unread} nilai tidak terbaca."), format!(" {unread} {values} could not be read."));
    }
    if !comparison.data.absent_facts.is_empty() {
        let absent = writer.count(comparison.data.absent_facts.len() as u64);
        let facts = if comparison.data.absent_facts.len() == 1 { "fact has" } else { "facts have" };
        sentence += &writer.say(format!(" {absent} data tidak punya kolom."), format!(" {absent} {facts} no column."));
    }
    Answer {
        question: writer.pick("Apa yang tidak diketahui?", "What is unknown?").to_owned(),
        figure: headline(totals.after(2), writer),
        sentence,
        tone: Tone::Plain,
    }
}

fn cautions(contents: &Contents, writer: Writer) -> Vec<String> {
    let comparison = &contents.comparison;
    let totals = &comparison.totals;
    let mut cautions = Vec::new();
    if totals.people == 0 {
        cautions.push(
            writer
                .pick(
                    "Data tidak berisi seorang pun: tidak ada yang dapat disimpulkan.",
                    "The data holds nobody: nothing can be concluded.",
                )
                .to_owned(),
        );
    } else if totals.unchanged == Shown::Value(totals.people) {
        let text = writer.pick(
            "Rancangan ini tidak mengubah jawaban bagi siapa pun dalam data ini.",
            "The draft changes the answer of nobody in this data.",
        );
        cautions.push(text.to_owned());
    }
    if contents.clause_diff.diff.is_empty() {
        let text = writer.pick("Rancangan dan aturan yang berlaku sama isinya.", "The draft and the rule in force say the same.");
        cautions.push(text.to_owned());
    }
    if let Some(twice) = comparison.data.twice.as_ref().filter(|twice| twice.rows > 0) {
        let rows = writer.count(twice.rows);
        let are = if twice.rows == 1 { "row is a person" } else { "rows are people" };
        cautions.push(writer.say(
            format!("{rows} baris adalah orang yang sudah ada dan dihitung lagi; baris mana saja ada pada bagian data."),
            format!("{rows} {are} there already and counted again; the part on the data says which."),
        ));
    }
    cautions.extend(comparison.warnings.iter().map(|warning| warning.get(writer.0).to_owned()));
    if totals.people > 0 && unknown_share(contents) >= Decimal::new(5, 2) {
        let share = writer.share(totals.after(2).value().unwrap_or(0), totals.people);
        cautions.push(writer.say(
            format!("Jawaban bagi {share} orang bergantung pada data yang belum diketahui; angka di atas dapat berubah bila data itu dilengkapi."),
            format!("For {share} of the people the answer depends on facts nobody told; the figures above may change once they are known."),
        ));
    }
    cautions
}

fn unknown_share(contents: &Contents) -> Decimal {
    let totals = &contents.comparison.totals;
    Decimal::from(totals.after(2).value().unwrap_or(0)).checked_div(Decimal::from(totals.people)).unwrap_or_default()
}

/// With a capital letter first.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
